"""State by confirmation by actor by act, cell by cell; and one rule for reading."""

import pytest

from app.collaborations import policy
from app.collaborations.models import COLLABORATION_TRANSITIONS, Confirmation, Status
from app.core.actor import Audience
from app.core.errors import Refused, WrongState
from app.taxonomy.models import Mechanism
from tests import factories
from tests.collaborations.cast import gather

pytestmark = pytest.mark.postgres

ONE, BOTH, DISPUTED = Confirmation.ONE_SIDE, Confirmation.CONFIRMED, Confirmation.DISPUTED
SCOPING, RUNNING, ENDING, COMPLETED, STOPPED = Status
ACTS = tuple(dict.fromkeys(row.act for row in COLLABORATION_TRANSITIONS.rows))
# What the side that may write does in each status, before whether both stand behind it is asked. What is not small
# is ended, not closed.
LEFT = {"measure", "add_lesson", "add_output"}
WRITES = {
    SCOPING: {"edit", "start", "end", "measure"},
    RUNNING: {"edit", "end", "assess", "measure", "add_output"},
    ENDING: {"reopen", "reflect", "conclude", "assess"} | LEFT,
    COMPLETED: LEFT,
    STOPPED: LEFT,
}
POLICE = {"police lead", "police manager", "police administrator"}
ACADEMIC = {"academic lead", "academic manager", "academic administrator"}
PARTICIPANTS = POLICE | ACADEMIC
ANSWERERS = {"academic manager", "academic administrator"}
MEMBERS_BESIDE = {
    "police colleague",
    "academic colleague",
    "somebody who has moved",
    "police elsewhere",
    "academic elsewhere",
    "manager of a partnership",
    "reviewer",
    "auditor",
    "administrator",
}
POLICE_AUDIENCE = {"police colleague", "police elsewhere", "somebody who has moved", "reviewer"}


def expected(name, status, confirmation):
    """The cell: what `name` may do to a record of the force."""
    if confirmation is BOTH:
        return WRITES[status] if name in PARTICIPANTS else set()
    if name in POLICE:
        # Until both stand behind it, it is closed in one go; what has ended is corrected, and its evidence with it.
        own = {"close" if act == "end" else act for act in WRITES[status]}
        return own | {"correct"} | ({"assess"} if status in (COMPLETED, STOPPED) else set())
    if name in ANSWERERS:
        return {"confirm", "dispute"} if confirmation is ONE else {"confirm"}
    return set()


@pytest.fixture
def cast(app):
    return gather()


def test_the_table_names_every_act_and_its_target():
    targets = {row.act: row.target for row in COLLABORATION_TRANSITIONS.rows}
    assert targets == {
        "edit": None,
        "start": RUNNING,
        "close": COMPLETED,
        "end": ENDING,
        "reopen": RUNNING,
        "reflect": None,
        "conclude": COMPLETED,
        "add_lesson": None,
        "assess": None,
        "measure": None,
        "add_output": None,
        "correct": None,
        "confirm": None,
        "dispute": None,
    }


@pytest.mark.parametrize("confirmation", list(Confirmation))
@pytest.mark.parametrize("status", list(Status))
def test_each_may_do_what_the_table_says_and_no_more(cast, status, confirmation):
    collaboration = cast.recorded(status=status, confirmation=confirmation)
    for name, actor in cast.actors.items():
        can = set(policy.acts(actor, collaboration))
        assert can == expected(name, status, confirmation), name
        for act in ACTS:
            if act in can:
                policy.require(actor, collaboration, act)
            else:
                with pytest.raises((Refused, WrongState)):
                    policy.require(actor, collaboration, act)


@pytest.mark.parametrize("status", list(Status))
def test_what_both_opened_needs_nobody_to_confirm_it(cast, status):
    collaboration = cast.collaboration(status=status)
    for name, actor in cast.actors.items():
        assert set(policy.acts(actor, collaboration)) == (WRITES[status] if name in PARTICIPANTS else set())


@pytest.mark.parametrize("status", list(Status))
def test_small_work_is_closed_in_one_go_and_asked_for_no_reflection(cast, status):
    collaboration = cast.collaboration(status=status, mechanism=Mechanism.TRAINING)
    other = {"close" if act == "end" else act for act in WRITES[status]}
    for name, actor in cast.actors.items():
        assert set(policy.acts(actor, collaboration)) == (other if name in PARTICIPANTS else set())


def test_what_comes_too_late_is_told_apart_from_what_is_not_theirs(cast):
    collaboration = cast.recorded(confirmation=BOTH, status=COMPLETED)
    with pytest.raises(WrongState):
        policy.require(cast.actors["police lead"], collaboration, "correct")
    with pytest.raises(WrongState):
        policy.require(cast.actors["police lead"], collaboration, "edit")
    with pytest.raises(Refused):
        policy.require(cast.actors["police colleague"], collaboration, "edit")


def readers(audience, confirmation):
    """Who reads a record of the force."""
    found = set(PARTICIPANTS)
    if confirmation is DISPUTED:
        return found
    if audience is Audience.POLICE:
        return found | POLICE_AUDIENCE
    found |= MEMBERS_BESIDE
    if audience is Audience.PUBLIC and confirmation is BOTH:
        found |= {"public", "member not approved"}
    return found


@pytest.mark.parametrize("confirmation", list(Confirmation))
@pytest.mark.parametrize("audience", list(Audience))
def test_who_reads_what(cast, audience, confirmation):
    collaboration = cast.recorded(audience=audience, confirmation=confirmation)
    seen = {name for name, actor in cast.actors.items() if policy.can_read(actor, collaboration)}
    assert seen == readers(audience, confirmation)


def test_a_contact_who_has_moved_takes_no_part_any_more(cast):
    collaboration = cast.collaboration(audience=Audience.POLICE)
    for elsewhere in (cast.force, factories.university()):
        moved = factories.actor(elsewhere, who=cast.academic_lead)
        assert not policy.takes_part(moved, collaboration)
    assert not policy.can_read(factories.actor(None, who=cast.academic_lead), collaboration)


def test_the_list_and_the_question_agree_for_every_pair(cast, db_session):
    everything = [
        where.recorded(audience=audience, confirmation=confirmation, status=status)
        for where in (cast, gather())
        for audience in Audience
        for confirmation in Confirmation
        for status in (SCOPING, COMPLETED)
    ]
    for actor in cast.actors.values():
        listed = set(db_session.scalars(policy.readable_by(actor)))
        assert listed == {each for each in everything if policy.can_read(actor, each)}
        part = set(db_session.scalars(policy.taken_part_in(actor)))
        assert part == {each for each in everything if policy.takes_part(actor, each)}
        assert part <= listed


def test_only_partnership_managers_of_a_side_record(cast):
    may = {name for name, actor in cast.actors.items() if policy.can_record(actor)}
    assert may == {"police manager", "academic manager", "police elsewhere", "academic elsewhere"}


def test_contacts_are_shown_to_those_who_take_part_only(cast):
    collaboration = cast.collaboration(audience=Audience.PUBLIC)
    shown = {name for name, actor in cast.actors.items() if policy.contacts_shown(actor, collaboration)}
    assert shown == PARTICIPANTS
