"""State by actor by act, cell by cell; and one rule for reading."""

import pytest

from app.core import clock
from app.core.actor import Audience
from app.core.errors import Refused, WrongState
from app.listings.models import ListingState
from app.responses import policy
from app.responses.models import RESPONSE_TRANSITIONS, PartnerState, ResponseAnswer, ResponseState
from tests import factories
from tests.responses.cast import gather, gather_weighed

pytestmark = pytest.mark.postgres

I, V, F, A, D, W = list(ResponseState)  # noqa: E741
OWNS = {
    I: {"invite", "accept", "decline", "recuse"},
    V: {"extend", "decline", "recuse"},
    F: {"accept", "decline", "recuse", "agree"},
}
RESPONDS = {
    I: {"declare", "withdraw"},
    V: {"edit", "add_partner", "remove_partner", "send", "declare", "withdraw"},
    F: {"declare", "withdraw"},
}
SCORES = {F: {"score", "recuse"}}
READS: dict[ResponseState, set[str]] = {}
NOTHING: dict[ResponseState, set[str]] = {}
CELLS = {
    "poster": OWNS,
    "co-owner": OWNS,
    "manager at home": OWNS,
    "administrator at home": OWNS,
    "owner who stepped back": READS,
    "assessor": SCORES,
    "second assessor": SCORES,
    "colleague at home": NOTHING,
    "responder": RESPONDS,
    "manager of the responder": RESPONDS,
    "administrator of the responder": RESPONDS,
    "manager of the partner": READS,
    "member of the partner": NOTHING,
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
TARGETS = {
    "invite": V,
    "extend": None,
    "accept": A,
    "decline": D,
    "edit": None,
    "add_partner": None,
    "remove_partner": None,
    "send": F,
    "declare": None,
    "withdraw": W,
    "score": None,
    "recuse": None,
    "agree": None,
}


@pytest.fixture(params=["brief", "offer"])
def cast(app, request):
    return gather(request.param)


@pytest.fixture(params=["brief", "offer"])
def weighed(app, request):
    return gather_weighed(request.param)


def put(response, state, *, was_full=False):
    """Bring the response to a state; `was_full`: after its full response had been sent."""
    response.state = state
    response.full_sent_at = clock.now() if was_full or state is F else None
    factories.db.session.flush()


def test_the_table_names_every_act_and_its_target():
    assert {row.act: row.target for row in RESPONSE_TRANSITIONS.rows} == TARGETS


def test_each_may_do_what_the_table_says_and_no_more(weighed):
    assert set(weighed.actors) == set(CELLS)
    for state in ResponseState:
        put(weighed.weighed, state)
        for name, actor in weighed.actors.items():
            can = set(policy.acts(actor, weighed.weighed))
            assert can == CELLS[name].get(state, set()), (name, state)
            if name in ("poster", "responder", "assessor"):
                asked = {act for act in TARGETS if getattr(policy, f"can_{act}")(actor, weighed.weighed)}
                assert asked == can, (name, state)


def test_what_comes_too_late_is_told_apart_from_what_is_not_theirs(cast):
    response = cast.response()
    for state in (V, A, D, W):
        put(response, state)
        with pytest.raises(WrongState):
            RESPONSE_TRANSITIONS.require("accept", state, policy.parties(cast.actors["poster"], response))
        with pytest.raises(Refused):
            RESPONSE_TRANSITIONS.require("accept", state, policy.parties(cast.actors["responder"], response))


OWNERS = {name for name, cells in CELLS.items() if cells is OWNS}
OWN_SIDE = {name for name, cells in CELLS.items() if cells is RESPONDS} | {"manager of the partner"}
ASSESSORS = {"assessor", "second assessor"}


# With a full response or without one.
FORMS = [(state, was_full) for state in ResponseState for was_full in {state is F, state not in (I, V)}]


def test_only_both_sides_parties_read_a_response(weighed, db_session):
    response = weighed.weighed
    other = factories.response(weighed.listing, factories.university(), conflict="")
    for state, was_full in FORMS:
        for each in (response, other):
            put(each, state, was_full=was_full)
        owning = OWNERS | (ASSESSORS if response.full_sent_at else set())
        for name, actor in weighed.actors.items():
            listed = set(db_session.scalars(policy.readable_by(actor)))
            recused = {"owner who stepped back"}
            assert (response in listed) == (name in owning | OWN_SIDE | recused), (name, state)
            assert (other in listed) == (name in owning | recused), (name, state)
            # One rule for the list and for the question.
            assert listed == {each for each in (response, other) if policy.parties(actor, each)}


def test_what_can_be_read_is_what_is_listed(cast, db_session):
    response, other = cast.response(), factories.response(gather("brief").listing, factories.university())
    for actor in cast.actors.values():
        listed = set(db_session.scalars(policy.readable_by(actor)))
        assert listed == {each for each in (response, other) if policy.can_read(actor, each)}


def test_only_its_own_side_reads_a_draft(weighed):
    response = weighed.weighed
    response.answers = [ResponseAnswer(position=1, asked="A list")]
    for state in ResponseState:
        put(response, state)
        readers = {name for name, actor in weighed.actors.items() if policy.may_read_full(actor, response)}
        assert readers >= OWN_SIDE, state
        if state is not F:
            assert readers == OWN_SIDE, state


def test_who_has_moved_reads_nothing_of_their_former_organisation(cast):
    response = cast.response()
    moved = factories.actor(cast.home, who=cast.responder)
    assert not policy.can_read(moved, response)
    assert policy.parties(moved, response) == frozenset()
    gone = factories.actor(None, who=cast.poster)
    assert not policy.can_read(gone, response)


def test_an_assessor_who_has_moved_reads_nothing(weighed):
    put(weighed.weighed, F)
    moved = factories.actor(weighed.away, who=weighed.assessors[0])
    assert policy.parties(moved, weighed.weighed) == frozenset()
    assert not policy.can_read(moved, weighed.weighed)


def test_a_partner_that_has_declined_reads_no_more(weighed):
    weighed.weighed.partners[0].state = PartnerState.DECLINED
    put(weighed.weighed, V)
    assert not policy.can_read(weighed.actors["manager of the partner"], weighed.weighed)
    assert policy.parties(weighed.actors["manager of the partner"], weighed.weighed) == frozenset()


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
