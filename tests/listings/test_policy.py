"""Who may do what to a listing in which state: the table written from the rules, cell by cell."""

import pytest
from werkzeug.exceptions import NotFound

from app.briefs import policy as briefs
from app.core.actor import ANONYMOUS, CLOCK, Audience, Role
from app.core.errors import Refused, WrongState
from app.extensions import db
from app.listings import policy
from app.listings.models import Listing
from app.listings.models import ListingState as S
from app.offers import policy as offers
from app.organisations.models import Kind
from tests import factories

pytestmark = pytest.mark.postgres

OWNER_ACTS = {
    S.DRAFT: {"edit", "submit", "withdraw", "copy", "hand_over", "add_co_owner", "remove_co_owner"},
    S.AWAITING_RELEASE: {"revise", "withdraw", "copy", "hand_over", "add_co_owner", "remove_co_owner"},
    S.IN_REVIEW: {"revise", "withdraw", "copy", "hand_over", "add_co_owner", "remove_co_owner"},
    S.PUBLISHED: {"revise", "close", "withdraw", "copy", "hand_over", "add_co_owner", "remove_co_owner"},
    S.CLOSED: {"copy", "hand_over"},
    S.WITHDRAWN: {"copy", "hand_over"},
    S.EXPIRED: {"copy", "hand_over"},
}
MANAGER_ACTS = {
    state: acts | ({"release", "hold_back"} if state is S.AWAITING_RELEASE else set())
    for state, acts in OWNER_ACTS.items()
}
NOTHING: dict[S, set[str]] = {state: set() for state in S}
REVIEWER_ACTS = NOTHING | {S.IN_REVIEW: {"publish", "request_changes", "score"}}
CLOCK_ACTS = NOTHING | {S.PUBLISHED: {"expire"}}

ACTS = (
    "edit",
    "submit",
    "release",
    "hold_back",
    "publish",
    "request_changes",
    "score",
    "revise",
    "close",
    "withdraw",
    "join",
    "expire",
    "copy",
    "hand_over",
    "add_co_owner",
    "remove_co_owner",
)
AUDIENCES = (Audience.PUBLIC, Audience.MEMBERS, Audience.POLICE)
SHOWN = {S.PUBLISHED, S.CLOSED, S.EXPIRED}
EVERY = set(S)
# Who -> the acts in each state, and the states in which a listing of each audience may be read.
TABLE = {
    "poster": (OWNER_ACTS, EVERY, EVERY, EVERY),
    "co_owner": (OWNER_ACTS, EVERY, EVERY, EVERY),
    "manager": (MANAGER_ACTS, EVERY, EVERY, EVERY),
    "organisation_administrator": (MANAGER_ACTS, EVERY, EVERY, EVERY),
    "colleague": (NOTHING, SHOWN, SHOWN, SHOWN),
    "poster_who_left": (NOTHING, SHOWN, set(), set()),
    "co_owner_who_moved_to_a_university": (NOTHING, SHOWN, SHOWN, set()),
    "reviewer": (REVIEWER_ACTS, SHOWN | {S.IN_REVIEW}, SHOWN | {S.IN_REVIEW}, SHOWN | {S.IN_REVIEW}),
    "reviewer_of_its_organisation": (NOTHING, SHOWN, SHOWN, SHOWN),
    "manager_of_another_force": (NOTHING, SHOWN, SHOWN, SHOWN),
    "academic": (NOTHING, SHOWN, SHOWN, set()),
    "inspector": (NOTHING, SHOWN, SHOWN, set()),
    "partnership_manager_of_a_partnership": (NOTHING, SHOWN, SHOWN, set()),
    "auditor": (NOTHING, SHOWN, SHOWN, set()),
    "administrator": (NOTHING, SHOWN, SHOWN, set()),
    "unverified": (NOTHING, SHOWN, set(), set()),
    "nobody": (NOTHING, SHOWN, set(), set()),
    "clock": (CLOCK_ACTS, SHOWN, set(), set()),
}


class Cast:
    """One listing's organisation and everybody who may come near it."""

    def __init__(self) -> None:
        self.force = force = factories.force()
        university = factories.university()
        self.poster = factories.person(force)
        self.poster_who_left = factories.person()
        self.co_owner = factories.person(force)
        self.moved = factories.person(university)
        self.actors = factories.actors(
            {
                "poster": (force, self.poster),
                "co_owner": (force, self.co_owner),
                "manager": (force, Role.PARTNERSHIP_MANAGER),
                "organisation_administrator": (force, Role.ORGANISATION_ADMINISTRATOR),
                "colleague": (force,),
                "poster_who_left": (None, self.poster_who_left),
                "co_owner_who_moved_to_a_university": (university, self.moved),
                "reviewer": (None, Role.REVIEWER),
                "reviewer_of_its_organisation": (force, Role.REVIEWER),
                "manager_of_another_force": (factories.force(), Role.PARTNERSHIP_MANAGER),
                "academic": (university,),
                "inspector": (factories.organisation(Kind.INSPECTORATE),),
                "partnership_manager_of_a_partnership": (
                    factories.organisation(Kind.PARTNERSHIP),
                    Role.PARTNERSHIP_MANAGER,
                ),
                "auditor": (None, Role.AUDITOR),
                "administrator": (None, Role.ADMINISTRATOR),
                "unverified": (None,),
            }
        ) | {
            "nobody": ANONYMOUS,
            "clock": CLOCK,
        }

    def listing(self, state: S, audience: Audience = Audience.MEMBERS, who: str = "poster") -> Listing:
        poster = self.poster_who_left if who == "poster_who_left" else self.poster
        made = factories.brief(self.force, state, poster=poster, audience=audience)
        made.co_owners = [self.co_owner, self.moved]
        db.session.flush()
        return made


@pytest.fixture
def cast(app):
    return Cast()


def posted_by(poster: str) -> list[str]:
    """Whose cells are about a listing that `poster` posted."""
    return [who for who in TABLE if (who == "poster_who_left") == (poster == "poster_who_left")]


def test_the_table_names_every_act():
    assert {row.act for row in policy.LISTING_TRANSITIONS.rows} == set(ACTS)


@pytest.mark.parametrize("poster", ["poster", "poster_who_left"])
def test_who_may_do_what_in_which_state(cast, poster):
    listings = {state: cast.listing(state, who=poster) for state in S}
    for who in posted_by(poster):
        actor, found = cast.actors[who], {}
        for state, listing in listings.items():
            found[state] = {act for act in ACTS if getattr(policy, f"can_{act}")(actor, listing)}
            assert set(policy.acts(actor, listing)) == found[state], who
        assert found == TABLE[who][0], who


@pytest.mark.parametrize("poster", ["poster", "poster_who_left"])
def test_who_may_read_in_which_state(cast, poster):
    listings = {(s, a): cast.listing(s, a, poster) for s in S for a in AUDIENCES}
    for who in posted_by(poster):
        actor = cast.actors[who]
        for audience, states in zip(AUDIENCES, TABLE[who][1:], strict=True):
            assert {s for s in S if policy.can_read(actor, listings[s, audience])} == states, (who, audience)
        found = set(db.session.scalars(policy.readable_by(actor)))
        assert found == {each for each in listings.values() if policy.can_read(actor, each)}, who


def test_what_may_not_be_read_is_not_found(cast):
    draft = cast.listing(S.DRAFT)
    for who in ("colleague", "academic", "reviewer", "nobody", "administrator"):
        with pytest.raises(NotFound):
            policy.access_listing(cast.actors[who], draft.id, "edit")


def test_what_is_not_theirs_to_do_is_refused(cast):
    with pytest.raises(Refused):
        policy.access_listing(cast.actors["colleague"], cast.listing(S.PUBLISHED).id, "close")


def test_what_is_theirs_but_not_now_says_so(cast):
    with pytest.raises(WrongState):
        policy.access_listing(cast.actors["poster"], cast.listing(S.CLOSED).id, "edit")


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
def test_an_enormous_number_is_not_found(cast, number):
    with pytest.raises(NotFound):
        policy.access_listing(cast.actors["poster"], number)


def test_only_the_police_post_briefs_and_only_universities_post_offers(app):
    manager = Role.PARTNERSHIP_MANAGER
    from_kinds = {kind: factories.actor(factories.organisation(kind), manager) for kind in Kind}
    assert {kind for kind, actor in from_kinds.items() if offers.can_create(actor)} == {Kind.UNIVERSITY}
    assert {kind for kind, actor in from_kinds.items() if briefs.can_create(actor)} == set(Kind) - {
        Kind.UNIVERSITY,
        Kind.PARTNERSHIP,
    }
    for actor in (ANONYMOUS, factories.actor(), factories.actor(None, Role.REVIEWER)):
        assert not briefs.can_create(actor)
        assert not offers.can_create(actor)
