"""State by actor by act, cell by cell; and one rule for reading."""

import pytest

from app.core.actor import ANONYMOUS, Role
from app.core.errors import Refused, WrongState
from app.lessons import policy
from app.lessons.models import LESSON_TRANSITIONS, LessonState, Party
from tests import factories

pytestmark = pytest.mark.postgres

D, R, P, W = LessonState.DRAFT, LessonState.IN_REVIEW, LessonState.PUBLISHED, LessonState.WITHDRAWN
OWNS = {
    D: {"edit", "submit", "withdraw"},
    R: {"withdraw"},
    P: {"withdraw"},
    W: set(),
}
REVIEWS = {
    D: {"withdraw"},
    R: {"publish", "return", "withdraw"},
    P: {"withdraw"},
    W: set(),
}
ACTS = {"edit", "submit", "publish", "return", "withdraw"}
TARGETS = {"edit": None, "submit": R, "publish": P, "return": D, "withdraw": W}
# Who may read what, apart from what everybody may.
READS = {
    "author": {D, R, P, W},
    "manager": {D, R, P, W},
    "administrator of the organisation": {D, R, P, W},
    "colleague": {P},
    "former author": {P},
    "stranger from elsewhere": {P},
    "manager elsewhere": {P},
    "reviewer": {R, P},
    "reviewer of the same organisation": {P},
    "auditor": {P},
    "administrator": {P},
    "public": {P},
}


@pytest.fixture
def cast(app):
    """Everybody who might come, and the organisation and author of the lesson."""
    home, away = factories.force(), factories.university()
    author = factories.person(home)
    moved = factories.person(away)
    return {
        "home": home,
        "author_id": author.id,
        "moved_id": moved.id,
        "actors": factories.actors(
            {
                "author": (home, author),
                "manager": (home, Role.PARTNERSHIP_MANAGER),
                "administrator of the organisation": (home, Role.ORGANISATION_ADMINISTRATOR),
                "colleague": (home,),
                "former author": (away, moved),
                "stranger from elsewhere": (away,),
                "manager elsewhere": (away, Role.PARTNERSHIP_MANAGER),
                "reviewer": (None, Role.REVIEWER),
                "reviewer of the same organisation": (home, Role.REVIEWER),
                "auditor": (None, Role.AUDITOR),
                "administrator": (None, Role.ADMINISTRATOR),
            }
        )
        | {"public": ANONYMOUS},
    }


def lesson_for(cast, state, who):
    author = cast["moved_id"] if who == "former author" else cast["author_id"]
    return factories.lesson(state, organisation_id=cast["home"].id, author_id=author)


def may(who, state):
    if who in ("author", "manager", "administrator of the organisation"):
        return OWNS[state]
    return REVIEWS[state] if who == "reviewer" else set()


@pytest.mark.parametrize("state", list(LessonState))
def test_each_may_do_what_the_table_says_and_no_more(cast, state):
    questions = {
        "edit": policy.can_edit,
        "submit": policy.can_submit,
        "publish": policy.can_publish,
        "return": policy.can_return,
        "withdraw": policy.can_withdraw,
    }
    for who in READS:
        lesson, actor = lesson_for(cast, state, who), cast["actors"][who]
        assert set(policy.acts(actor, lesson)) == may(who, state), who
        assert {act for act, can in questions.items() if can(actor, lesson)} == may(who, state), who
        for act in ACTS - may(who, state):
            with pytest.raises((Refused, WrongState)):
                policy.require(act, actor, lesson)


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("state", list(LessonState))
def test_each_act_leads_where_the_table_says(act, state):
    someone = [party for party in Party if LESSON_TRANSITIONS.allows(act, state, [party])]
    for party in someone:
        assert LESSON_TRANSITIONS.require(act, state, [party]) == (TARGETS[act] or state)


@pytest.mark.parametrize("state", list(LessonState))
def test_reading_is_one_rule(cast, db_session, state):
    for who in READS:
        lesson, actor = lesson_for(cast, state, who), cast["actors"][who]
        listed = lesson in db_session.scalars(policy.readable_by(actor)).all()
        assert listed == policy.can_read(actor, lesson) == (state in READS[who]), who


def test_a_published_case_has_no_owner_and_everybody_reads_it(cast):
    case = factories.lesson(is_published_case=True, case_ref="a-case")
    for who, actor in cast["actors"].items():
        assert policy.can_read(actor, case)
        reviews = "reviewer" in who
        assert policy.acts(actor, case) == (["withdraw"] if reviews else [])


def test_only_members_write(cast):
    writing = {who for who, actor in cast["actors"].items() if policy.can_write(actor)}
    assert writing == set(READS) - {"reviewer", "auditor", "administrator", "public"}


@pytest.mark.parametrize("number", [0, 2**31, 2**70])
def test_a_number_that_is_none_is_not_found(app, number):
    with pytest.raises(Exception, match="404"):
        policy.access_lesson(ANONYMOUS, number)
