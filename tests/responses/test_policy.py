"""State by actor by act, cell by cell; and one rule for reading."""

import pytest

from app.core.actor import Audience
from app.core.errors import Refused, WrongState
from app.listings.models import ListingState
from app.responses import policy
from app.responses.models import RESPONSE_TRANSITIONS, ResponseState
from tests import factories
from tests.responses.cast import gather

pytestmark = pytest.mark.postgres

I, A, D, W = (  # noqa: E741
    ResponseState.INTEREST,
    ResponseState.ACCEPTED,
    ResponseState.DECLINED,
    ResponseState.WITHDRAWN,
)
ANSWERS = {I: {"accept", "decline"}, A: set(), D: set(), W: set()}
TAKES_BACK = {I: {"withdraw"}, A: set(), D: set(), W: set()}
NOTHING = {I: set(), A: set(), D: set(), W: set()}
CELLS = {
    "poster": ANSWERS,
    "co-owner": ANSWERS,
    "manager at home": ANSWERS,
    "administrator at home": ANSWERS,
    "colleague at home": NOTHING,
    "responder": TAKES_BACK,
    "manager of the responder": TAKES_BACK,
    "administrator of the responder": TAKES_BACK,
    "colleague of the responder": NOTHING,
    "poster who has moved": NOTHING,
    "responder who has moved": NOTHING,
    "manager elsewhere": NOTHING,
    "academic elsewhere": NOTHING,
    "manager of a partnership": NOTHING,
    "member not approved": NOTHING,
    "reviewer": NOTHING,
    "auditor": NOTHING,
    "administrator": NOTHING,
    "public": NOTHING,
}
TARGETS = {"accept": A, "decline": D, "withdraw": W}


@pytest.fixture(params=["brief", "offer"])
def cast(app, request):
    return gather(request.param)


def test_the_table_names_every_act_and_its_target():
    assert {row.act: row.target for row in RESPONSE_TRANSITIONS.rows} == TARGETS


@pytest.mark.parametrize("state", list(ResponseState))
def test_each_may_do_what_the_table_says_and_no_more(cast, state):
    response = cast.response(state=state)
    assert set(cast.actors) == set(CELLS)
    for name, actor in cast.actors.items():
        can = {act for act in TARGETS if getattr(policy, f"can_{act}")(actor, response)}
        assert can == CELLS[name][state], (name, state)


@pytest.mark.parametrize("state", [A, D, W])
def test_what_comes_too_late_is_told_apart_from_what_is_not_theirs(cast, state):
    response = cast.response(state=state)
    with pytest.raises(WrongState):
        RESPONSE_TRANSITIONS.require("accept", state, policy.parties(cast.actors["poster"], response))
    with pytest.raises(Refused):
        RESPONSE_TRANSITIONS.require("accept", state, policy.parties(cast.actors["responder"], response))


@pytest.mark.parametrize("state", list(ResponseState))
def test_only_both_sides_parties_read_a_response(cast, state):
    response = cast.response(state=state)
    other = factories.response(cast.listing, factories.university(), state=state)
    readers = {name for name, cells in CELLS.items() if cells is not NOTHING}
    owners = {name for name, cells in CELLS.items() if cells is ANSWERS}
    for name, actor in cast.actors.items():
        assert policy.can_read(actor, response) == (name in readers), name
        assert policy.can_read(actor, other) == (name in owners), name


def test_who_has_moved_reads_nothing_of_their_former_organisation(cast):
    response = cast.response()
    moved = factories.actor(cast.home, who=cast.responder)
    assert not policy.can_read(moved, response)
    assert policy.parties(moved, response) == frozenset()
    gone = factories.actor(None, who=cast.poster)
    assert not policy.can_read(gone, response)


def test_the_list_and_the_question_agree_for_every_pair(cast, db_session):
    responses = [cast.response(state=state) for state in ResponseState]
    for kind in ("brief", "offer"):
        responses += [gather(kind).response(state=state) for state in ResponseState]
    for actor in cast.actors.values():
        listed = set(db_session.scalars(policy.readable_by(actor)))
        assert listed == {r for r in responses if policy.can_read(actor, r)}
        assert listed >= {r for r in responses if policy.parties(actor, r)}


CAN_RESPOND = {
    "responder",
    "manager of the responder",
    "administrator of the responder",
    "colleague of the responder",
    "poster who has moved",
}


def test_only_verified_members_of_the_other_side_respond(cast):
    elsewhere = "academic elsewhere" if cast.listing.kind == "brief" else "manager elsewhere"
    for name, actor in cast.actors.items():
        assert policy.can_respond(actor, cast.listing) == (name in CAN_RESPOND | {elsewhere}), name


@pytest.mark.parametrize("state", [s for s in ListingState if s is not ListingState.PUBLISHED])
def test_only_a_published_listing_takes_responses(app, state):
    cast = gather(state=state)
    assert not policy.can_respond(cast.actors["responder"], cast.listing)
    assert policy.why_not_respond(cast.actors["responder"], cast.listing)


def test_what_cannot_be_read_cannot_be_answered(app):
    cast = gather(audience=Audience.POLICE)
    assert not policy.can_respond(cast.actors["responder"], cast.listing)


def test_an_organisation_waits_for_one_answer_at_a_time(cast):
    response = cast.response()
    assert not policy.can_respond(cast.actors["colleague of the responder"], cast.listing)
    response.state = D
    factories.db.session.flush()
    assert policy.can_respond(cast.actors["colleague of the responder"], cast.listing)


def test_each_reason_against_responding_is_said(cast):
    cast.response()
    reasons = {name: policy.why_not_respond(actor, cast.listing) for name, actor in cast.actors.items()}
    assert "Sign in" in reasons["public"]
    assert "membership" in reasons["member not approved"]
    assert "your own organisation" in reasons["colleague at home"]
    assert "already responded" in reasons["responder"]
    assert "are answered by" in reasons["manager of a partnership"]
