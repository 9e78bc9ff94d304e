"""State by actor by act, cell by cell; and one rule for reading an answer and for reading a note."""

import pytest

from app.collaborations.models import Confirmation, Contact, Status
from app.collaborations.running import policy
from app.collaborations.running.models import (
    CHECK_IN_TRANSITIONS,
    FLAG_TRANSITIONS,
    CheckInState,
    Flag,
    HandoverNote,
)
from app.core import clock as site_clock
from app.core.actor import CLOCK
from app.core.errors import Refused, WrongState
from app.taxonomy.models import Mechanism
from tests.collaborations.running.made import LATELY, check_in, work
from tests.collaborations.test_policy import ACADEMIC, PARTICIPANTS, POLICE

pytestmark = pytest.mark.postgres

ASKED, ANSWERED, MISSED = CheckInState
ACTS = ("answer", "correct", "miss")
WORK_ACTS = ("plan", "name_contacts", "write_note", "hand_over", "lower")
SECOND = "police colleague"


@pytest.fixture
def works(cast, db_session):
    """Running research with a second contact on the police side, in each status."""
    made = {}
    for status in Status:
        each = work(cast, status=status)
        each.contacts.append(Contact(person=cast.person(SECOND), organisation=cast.force, is_second=True))
        made[status] = each
    db_session.flush()
    return made


def everybody(cast):
    return {**cast.actors, "clock": CLOCK}


def test_the_tables_name_every_act_and_its_target():
    assert {row.act: row.target for row in CHECK_IN_TRANSITIONS.rows} == {
        "answer": ANSWERED,
        "correct": None,
        "miss": MISSED,
    }
    assert {row.act: row.target for row in FLAG_TRANSITIONS.rows} == {"raise": Flag.UP, "lower": Flag.DOWN}


def test_each_does_to_a_check_in_what_the_table_says_and_no_more(cast, works, db_session):
    side = POLICE | {SECOND}
    cells = {
        ASKED: {"side": {"answer"}, "clock": {"miss"}},
        ANSWERED: {"side": {"correct"}, "clock": set()},
        MISSED: {"side": {"answer"}, "clock": set()},
    }
    theirs = {status: check_in(each, cast.university) for status, each in works.items()}
    for status, each in works.items():
        own = check_in(each, cast.force)
        for state in CheckInState:
            for other in CheckInState:
                own.state, theirs[status].state = state, other
                db_session.flush()
                for name, actor in everybody(cast).items():
                    who = "side" if name in side else name
                    expected = set(cells[state].get(who, set())) if status is Status.RUNNING else set()
                    if other is ANSWERED:
                        expected -= {"correct"}
                    assert set(policy.check_in_acts(actor, own)) == expected, (status, state, other, name)


def test_what_may_not_be_done_to_a_check_in_is_refused(cast, works):
    own = check_in(works[Status.RUNNING], cast.force)
    for state in CheckInState:
        own.state = state
        for actor in everybody(cast).values():
            for act in ACTS:
                if getattr(policy, f"can_{act}")(actor, own):
                    policy.require_check_in(actor, own, act)
                else:
                    with pytest.raises((Refused, WrongState)):
                        policy.require_check_in(actor, own, act)


def test_each_does_to_the_work_what_the_table_says_and_no_more(cast, works):
    taking_part = PARTICIPANTS | {SECOND}
    for status, each in works.items():
        runs = status in (Status.SCOPING, Status.RUNNING)
        for flag in Flag:
            each.flagged_at = site_clock.now() if flag is Flag.UP else None
            for name, actor in cast.actors.items():
                expected = set()
                if runs and name in taking_part:
                    expected |= {"plan", "name_contacts", "write_note"}
                if runs and name in PARTICIPANTS:
                    expected.add("hand_over")
                if flag is Flag.UP and name in PARTICIPANTS:
                    expected.add("lower")
                can = {act for act in WORK_ACTS if getattr(policy, f"can_{act}")(actor, each)}
                assert can == expected == set(policy.acts(actor, each)), (status, flag, name)
                if "lower" in can:
                    policy.require_lower(actor, each)
                else:
                    with pytest.raises((Refused, WrongState)):
                        policy.require_lower(actor, each)


def test_nothing_is_asked_of_small_work_or_of_what_one_side_recorded(cast, db_session):
    small = work(cast, mechanism=Mechanism.PLACEMENT, started=LATELY)
    recorded = cast.recorded(status=Status.RUNNING)
    disputed = cast.recorded(status=Status.RUNNING, confirmation=Confirmation.DISPUTED)
    for each in (small, recorded, disputed):
        each.flagged_at = site_clock.now()
        asked = check_in(each, cast.force)
        for actor in everybody(cast).values():
            assert policy.acts(actor, each) == policy.check_in_acts(actor, asked) == []


def test_an_answer_is_read_by_the_other_side_once_it_has_given_its_own(cast, works, db_session):
    each = works[Status.RUNNING]
    ours, theirs = check_in(each, cast.force), check_in(each, cast.university)
    elsewhere = check_in(work(cast), cast.university, ANSWERED)
    police, academic = POLICE | {SECOND}, set(ACADEMIC)
    for state, other, readers in (
        (ANSWERED, ASKED, police),
        (ANSWERED, MISSED, police),
        (ANSWERED, ANSWERED, police | academic),
        (ASKED, ANSWERED, set()),
    ):
        ours.state, theirs.state = state, other
        db_session.flush()
        for name, actor in cast.actors.items():
            listed = set(db_session.scalars(policy.answers_readable_by(actor)))
            assert (ours in listed) is (name in readers), (state, other, name)
            assert (elsewhere in listed) is (name in academic)
    for name in ("police lead", "academic manager", "reviewer"):
        actor = cast.actors[name]
        listed = set(db_session.scalars(policy.answers_readable_by(actor)))
        assert listed == {one for one in (ours, theirs, elsewhere) if policy.can_read_answer(actor, one)}


def test_a_handover_note_is_read_by_its_own_side_alone(cast, works, db_session):
    each = works[Status.RUNNING]
    notes = {
        organisation.id: HandoverNote(
            collaboration=each, organisation=organisation, written_at=site_clock.now()
        )
        for organisation in (cast.force, cast.university)
    }
    db_session.add_all(notes.values())
    db_session.flush()
    for name, actor in cast.actors.items():
        own = notes[cast.force.id if name in POLICE | {SECOND} else cast.university.id]
        expected = [own] if name in PARTICIPANTS | {SECOND} else []
        assert list(db_session.scalars(policy.notes_readable_by(actor))) == expected, name
