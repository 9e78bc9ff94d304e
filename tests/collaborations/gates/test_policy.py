"""Gate state by actor by act, cell by cell; and who reads gates at all."""

import pytest

from app.collaborations.gates import policy
from app.collaborations.gates.models import GATE_TRANSITIONS, GateState
from app.collaborations.models import Confirmation, Status
from app.core.errors import Refused, WrongState
from tests.collaborations.gates.made import gate
from tests.collaborations.test_policy import ACADEMIC, PARTICIPANTS, POLICE

pytestmark = pytest.mark.postgres
OPEN, ASKED, BLOCKED, SETTLED, NOT_NEEDED = GateState
CODES = dict(zip(GateState, ("NDA", "MOU", "DPIA", "DSA", "NPPV"), strict=True))
ACTS = ("assign", "ask", "block", "settle", "not_needed", "reopen")
WAITING = {"assign", "block", "settle", "not_needed"}
PARTICIPANT_MAY = {
    OPEN: WAITING | {"ask"},
    ASKED: WAITING,
    BLOCKED: WAITING | {"ask"},
    SETTLED: {"reopen"},
    NOT_NEEDED: {"reopen"},
}
OWNERS = {"police colleague", "academic colleague"}


def expected(name, state, participants, owners):
    if name in participants:
        return PARTICIPANT_MAY[state]
    return PARTICIPANT_MAY[state] - {"assign", "reopen"} if name in owners else set()


def gates_of(cast, collaboration, *, owned):
    owners = {}
    if owned:
        owners = {
            "police_owner_id": cast.actors["police colleague"].person_id,
            "academic_owner_id": cast.actors["academic colleague"].person_id,
        }
    return [gate(collaboration, code, state, **owners) for state, code in CODES.items()]


def check(cast, gates, participants, owners):
    for each in gates:
        for name, actor in cast.actors.items():
            may = expected(name, each.state, participants, owners)
            assert set(policy.acts(actor, each)) == may, (name, each.state)
            for act in ACTS:
                if act in may:
                    assert policy.need(actor, each, act) in GateState
                else:
                    with pytest.raises((Refused, WrongState)):
                        policy.need(actor, each, act)


@pytest.mark.parametrize("owned", [True, False])
def test_each_may_do_what_the_table_says_and_no_more(cast, owned):
    for status in (Status.SCOPING, Status.RUNNING):
        gates = gates_of(cast, cast.collaboration(status=status), owned=owned)
        check(cast, gates, PARTICIPANTS, OWNERS if owned else set())


def test_while_one_side_stands_behind_it_that_side_alone_works_on_gates(cast):
    record = cast.recorded(confirmation=Confirmation.ONE_SIDE, status=Status.RUNNING)
    check(cast, gates_of(cast, record, owned=True), POLICE, {"police colleague"})


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.STOPPED])
def test_what_ended_here_keeps_its_gates_and_a_record_of_the_past_may_still_tell_them(cast, status):
    check(cast, gates_of(cast, cast.collaboration(status=status), owned=True), set(), set())
    told = cast.recorded(confirmation=Confirmation.CONFIRMED, status=status)
    check(cast, gates_of(cast, told, owned=True), PARTICIPANTS, OWNERS)


def test_the_table_names_every_act_and_its_target():
    targets = {row.act: row.target for row in GATE_TRANSITIONS.rows}
    assert targets == {
        "assign": None,
        "ask": ASKED,
        "block": BLOCKED,
        "settle": SETTLED,
        "not_needed": NOT_NEEDED,
        "reopen": OPEN,
    }


def test_what_comes_too_late_is_told_apart_from_what_is_not_theirs(cast):
    settled = gate(cast.collaboration(), state=SETTLED)
    with pytest.raises(WrongState):
        policy.need(cast.actors["police lead"], settled, "settle")
    with pytest.raises(Refused):
        policy.need(cast.actors["police colleague"], settled, "settle")


def test_the_list_and_the_question_agree_and_hold_gates_for_parties_and_owners_only(cast, db_session):
    free = gates_of(cast, cast.collaboration(), owned=False)
    owned = gates_of(cast, cast.collaboration(confirmation=Confirmation.DISPUTED), owned=True)
    for name, actor in cast.actors.items():
        listed = set(db_session.scalars(policy.readable_by(actor)))
        assert listed == {each for each in (*free, *owned) if policy.can_read(actor, each)}
        sees_all = name in POLICE | ACADEMIC
        assert listed == set(free if sees_all else ()) | set(owned if sees_all or name in OWNERS else ())


def test_an_owner_who_has_moved_owns_nothing_any_more(cast):
    from_here = cast.actors["somebody who has moved"]
    assert not policy.parties(from_here, gate(cast.collaboration(), police_owner_id=from_here.person_id))
