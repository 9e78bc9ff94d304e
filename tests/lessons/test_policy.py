"""State by actor by act, cell by cell; and one rule for reading."""

import pytest

from app.core.actor import ANONYMOUS, CLOCK, Role
from app.core.errors import Refused, WrongState
from app.lessons import policy
from app.lessons.models import LESSON_TRANSITIONS, Attribution, LessonState, Party
from tests import factories

pytestmark = pytest.mark.postgres

D, B, R, A, P, W = (
    LessonState.DRAFT,
    LessonState.WITH_OTHER_SIDE,
    LessonState.IN_REVIEW,
    LessonState.ACCEPTED,
    LessonState.PUBLISHED,
    LessonState.WITHDRAWN,
)
# What each party may do in each state, to a lesson that names its organisation.
MAY = {
    Party.OWNER: {
        D: {"edit", "submit", "withdraw"},
        B: {"unname", "take_back", "withdraw"},
        R: {"take_back", "withdraw"},
        A: {"take_back", "withdraw"},
        P: {"still_holds", "revise", "withdraw"},
        W: set(),
    },
    Party.OTHER: {D: set(), B: {"answer"}, R: set(), A: set(), P: set(), W: set()},
    Party.REVIEWER: {
        D: set(),
        B: set(),
        R: {"accept", "return", "withdraw"},
        A: {"withdraw"},
        P: {"withdraw"},
        W: set(),
    },
    Party.CLOCK: {D: set(), B: {"pass_on"}, R: set(), A: {"release"}, P: {"hide"}, W: set()},
}
TARGETS = {
    "edit": None,
    "submit": B,
    "answer": R,
    "pass_on": R,
    "unname": None,
    "accept": A,
    "return": D,
    "release": P,
    "hide": A,
    "take_back": D,
    "still_holds": None,
    "revise": D,
    "withdraw": W,
}
QUESTIONS = {
    "edit": policy.can_edit,
    "submit": policy.can_submit,
    "answer": policy.can_answer,
    "unname": policy.can_unname,
    "accept": policy.can_accept,
    "return": policy.can_return,
    "take_back": policy.can_take_back,
    "still_holds": policy.can_still_hold,
    "revise": policy.can_revise,
    "withdraw": policy.can_withdraw,
}
# What each is to the lesson, and which states each reads.
ALL = set(LessonState)
IS = {
    "author": (Party.OWNER, ALL),
    "manager": (Party.OWNER, ALL),
    "administrator of the organisation": (Party.OWNER, ALL),
    "colleague": (None, {P}),
    "former author": (None, {P}),
    "lead across": (Party.OTHER, {B, R, A, P}),
    "manager across": (Party.OTHER, {B, R, A, P}),
    "administrator across": (Party.OTHER, {B, R, A, P}),
    "colleague across": (None, {P}),
    "former lead across": (None, {P}),
    "reviewer across": (None, {P}),
    "stranger from elsewhere": (None, {P}),
    "manager elsewhere": (None, {P}),
    "reviewer": (Party.REVIEWER, {R, A, P}),
    "reviewer elsewhere": (Party.REVIEWER, {R, A, P}),
    "reviewer of the same organisation": (None, {P}),
    "auditor": (None, {P}),
    "administrator": (None, {P}),
    "public": (None, {P}),
}


class Cast:
    """Everybody who might come, and a lesson in each state from work between two organisations."""

    def __init__(self) -> None:
        with factories.together():
            home, across, away = factories.force(), factories.university(), factories.force()
            author, moved = factories.person(home), factories.person(away)
            lead, gone = factories.person(across), factories.person(away)
            work = factories.collaboration(home, across, contacts=[(lead, across), (gone, across)])
            manager, administrator = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR
            self.actors = factories.actors(
                {
                    "author": (home, author),
                    "manager": (home, manager),
                    "administrator of the organisation": (home, administrator),
                    "colleague": (home,),
                    "former author": (away, moved),
                    "lead across": (across, lead),
                    "manager across": (across, manager),
                    "administrator across": (across, administrator),
                    "colleague across": (across,),
                    "former lead across": (away, gone),
                    "reviewer across": (across, Role.REVIEWER),
                    "stranger from elsewhere": (away,),
                    "manager elsewhere": (away, manager),
                    "reviewer": (None, Role.REVIEWER),
                    "reviewer elsewhere": (away, Role.REVIEWER),
                    "reviewer of the same organisation": (home, Role.REVIEWER),
                    "auditor": (None, Role.AUDITOR),
                    "administrator": (None, Role.ADMINISTRATOR),
                }
            ) | {"public": ANONYMOUS}
            shared = {"organisation": home, "other": across, "attribution": Attribution.NAMED}
            self.lessons = {state: factories.lesson(state, author=author, **shared) for state in LessonState}
            self.of_moved = {state: factories.lesson(state, author=moved, **shared) for state in LessonState}
            work.lessons = [*self.lessons.values(), *self.of_moved.values()]

    def lesson(self, state, who):
        return (self.of_moved if who == "former author" else self.lessons)[state]


@pytest.fixture
def cast(app):
    return Cast()


def test_each_may_do_what_the_table_says_and_no_more(cast):
    for who, (party, _) in IS.items():
        for state in LessonState:
            lesson, actor = cast.lesson(state, who), cast.actors[who]
            may = MAY[party][state] if party else set()
            assert policy.parties(actor, lesson) == ({party} if party else set()), who
            assert set(policy.acts(actor, lesson)) == may, (who, state)
            assert {act for act, can in QUESTIONS.items() if can(actor, lesson)} == may, (who, state)
        for act in TARGETS.keys() - may:
            with pytest.raises((Refused, WrongState)):
                policy.require(act, actor, lesson)


def test_the_clock_passes_on_releases_and_hides_and_nothing_else(cast):
    for state, lesson in cast.lessons.items():
        assert set(policy.acts(CLOCK, lesson)) == MAY[Party.CLOCK][state]


def test_each_act_leads_where_the_table_says():
    for act, target in TARGETS.items():
        for party, by_state in MAY.items():
            for state in (state for state, acts in by_state.items() if act in acts):
                assert LESSON_TRANSITIONS.require(act, state, [party]) == (target or state)


def test_only_what_names_its_organisation_can_name_it_no_more(cast):
    lesson, author = cast.lessons[B], cast.actors["author"]
    lesson.attribution = Attribution.ROLE_ONLY
    assert "unname" not in policy.acts(author, lesson)
    with pytest.raises(WrongState):
        policy.require("unname", author, lesson)


def test_reading_is_one_rule(cast, db_session):
    for who, (_, reads) in IS.items():
        actor = cast.actors[who]
        listed = set(db_session.scalars(policy.readable_by(actor)))
        for state in LessonState:
            lesson = cast.lesson(state, who)
            assert (lesson in listed) == policy.can_read(actor, lesson) == (state in reads), (who, state)


def test_each_list_of_what_waits_holds_what_its_reader_may_do(cast, db_session):
    for who, actor in cast.actors.items():
        for act, listing in (("answer", policy.to_answer), ("accept", policy.to_review)):
            listed = set(db_session.scalars(listing(actor)))
            assert listed == {each for each in cast.lessons.values() if act in policy.acts(actor, each)} | {
                each for each in cast.of_moved.values() if act in policy.acts(actor, each)
            }, (who, act)


def test_without_work_only_managers_across_answer(cast):
    alone = factories.lesson(B, organisation=cast.lessons[B].organisation, other=cast.lessons[B].other)
    answering = {who for who, actor in cast.actors.items() if policy.can_answer(actor, alone)}
    assert answering == {"manager across", "administrator across"}


def test_a_published_case_has_no_owner_and_everybody_reads_it(cast):
    case = factories.lesson(is_published_case=True, case_ref="a-case")
    for who, actor in cast.actors.items():
        assert policy.can_read(actor, case)
        assert policy.acts(actor, case) == (["withdraw"] if "reviewer" in who else [])


def test_only_members_write(cast):
    writing = {who for who, actor in cast.actors.items() if policy.can_write(actor)}
    assert writing == IS.keys() - {"reviewer", "auditor", "administrator", "public"}


@pytest.mark.parametrize("number", [0, 2**31, 2**70])
def test_a_number_that_is_none_is_not_found(app, number):
    with pytest.raises(Exception, match="404"):
        policy.access_lesson(ANONYMOUS, number)
