"""Who asks to stand beside a brief's owner, who answers, who reads it: cell by cell."""

import pytest

from app.core.actor import Audience
from app.core.errors import Refused, WrongState
from app.duplicates import policy
from app.duplicates.models import CO_SPONSOR_TRANSITIONS, CoSponsorState
from app.listings.models import ListingState
from tests import factories
from tests.duplicates.cast import gather

pytestmark = pytest.mark.postgres

ASKED, AGREED, DECLINED, WITHDRAWN = CoSponsorState
ANSWERS = {ASKED: {"agree", "decline"}, AGREED: set(), DECLINED: set(), WITHDRAWN: set()}
TAKES_BACK = {ASKED: {"withdraw"}, AGREED: set(), DECLINED: set(), WITHDRAWN: set()}
NOTHING = {state: set() for state in CoSponsorState}
CELLS = {
    "owner": ANSWERS,
    "co-owner": ANSWERS,
    "manager at home": ANSWERS,
    "administrator at home": ANSWERS,
    "colleague at home": NOTHING,
    "asker": TAKES_BACK,
    "co-owner of the draft": TAKES_BACK,
    "manager of the asker": TAKES_BACK,
    "administrator of the asker": TAKES_BACK,
    "colleague of the asker": NOTHING,
    "asker who has moved": NOTHING,
    "manager elsewhere": NOTHING,
    "academic": NOTHING,
    "member not approved": NOTHING,
    "reviewer": NOTHING,
    "auditor": NOTHING,
    "administrator": NOTHING,
    "public": NOTHING,
}
TARGETS = {"agree": AGREED, "decline": DECLINED, "withdraw": WITHDRAWN}


@pytest.fixture
def cast(app):
    return gather()


def test_the_table_names_every_act_and_its_target():
    assert {row.act: row.target for row in CO_SPONSOR_TRANSITIONS.rows} == TARGETS


@pytest.mark.parametrize("state", list(CoSponsorState))
def test_each_may_do_what_the_table_says_and_no_more(cast, state):
    asked = cast.asked(state=state)
    assert set(cast.actors) == set(CELLS)
    for name, actor in cast.actors.items():
        can = {act for act in TARGETS if getattr(policy, f"can_{act}")(actor, asked)}
        assert can == CELLS[name][state], name


@pytest.mark.parametrize("state", list(CoSponsorState))
def test_only_the_owners_of_the_two_briefs_read_it(cast, state):
    asked = cast.asked(state=state)
    for name, actor in cast.actors.items():
        assert policy.can_read(actor, asked) == (CELLS[name] is not NOTHING), name


def test_what_comes_too_late_is_told_apart_from_what_is_not_theirs(cast):
    asked = cast.asked(state=AGREED)
    with pytest.raises(WrongState):
        policy.access_co_sponsor(cast.actors["owner"], asked.id, "decline")
    with pytest.raises(Refused):
        policy.access_co_sponsor(cast.actors["asker"], asked.id, "decline")


def test_only_the_owners_of_the_draft_ask_to_join(cast):
    can = {name for name, actor in cast.actors.items() if policy.can_join(actor, cast.draft, cast.brief)}
    assert can == {name for name, cells in CELLS.items() if cells is TAKES_BACK}


@pytest.mark.parametrize("state", list(ListingState))
def test_a_brief_can_be_joined_while_its_reader_may_read_it_and_it_is_open(app, state):
    cast = gather(state)
    assert policy.can_join(cast.actors["asker"], cast.draft, cast.brief) == (state is ListingState.PUBLISHED)


def test_a_brief_of_an_audience_that_the_asker_is_not_in_cannot_be_joined(app):
    cast = gather(audience=Audience.POLICE)
    assert policy.can_join(cast.actors["asker"], cast.draft, cast.brief)
    academic = factories.brief(factories.university(), ListingState.DRAFT)
    assert not policy.can_join(cast.actors["academic"], academic, cast.brief)


def test_nobody_joins_a_brief_of_their_own_organisation(cast):
    own = factories.brief(cast.away)
    assert "your own organisation" in policy.why_not_join(cast.actors["asker"], cast.draft, own)


@pytest.mark.parametrize(
    ("state", "can"), [(ASKED, False), (AGREED, False), (DECLINED, True), (WITHDRAWN, True)]
)
def test_an_organisation_stands_beside_a_brief_once(cast, state, can):
    cast.asked(state=state)
    another = factories.brief(cast.away, ListingState.DRAFT, poster=cast.asker)
    assert policy.can_join(cast.actors["asker"], another, cast.brief) == can


@pytest.mark.parametrize("state", [s for s in ListingState if s is not ListingState.DRAFT])
def test_nobody_agrees_once_the_draft_is_none_any_more(cast, state):
    asked = cast.asked()
    cast.draft.state = state
    assert not policy.can_agree(cast.actors["owner"], asked)
    assert policy.can_decline(cast.actors["owner"], asked)
