"""What each verb on a gate does, and refuses."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.collaborations.gates import service
from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import Collaboration, Event, Status
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.taxonomy.models import Mechanism
from tests.collaborations.gates.made import at_once, gate
from tests.collaborations.verbs import TODAY
from tests.support.counts import count

pytestmark = pytest.mark.postgres
DAY = timedelta(days=1)


@pytest.fixture
def collaboration(cast):
    return cast.collaboration(status=Status.RUNNING)


def test_a_gate_goes_from_open_to_settled_and_each_step_is_told(cast, collaboration):
    it, police, academic = gate(collaboration), cast.actors["police lead"], cast.actors["academic lead"]
    service.ask(police, gate=it, version=1, asked_on=TODAY - 40 * DAY)
    assert (it.state, it.asked_on, it.opened_on) == (GateState.ASKED, TODAY - 40 * DAY, TODAY - 40 * DAY)
    service.block(academic, gate=it, version=2, blocked_by="The officer is away.")
    assert (it.state, it.blocked_by) == (GateState.BLOCKED, "The officer is away.")
    service.settle(police, gate=it, version=3, settled_on=TODAY - DAY, conditions="Review in May.")
    assert (it.state, it.settled_on, it.conditions, it.blocked_by) == (
        GateState.SETTLED, TODAY - DAY, "Review in May.", ""
    )  # fmt: skip
    service.reopen(academic, gate=it, version=4, reason="The data changed.")
    assert (it.state, it.opened_on, it.asked_on, it.settled_on) == (GateState.OPEN, TODAY, None, None)
    service.not_needed(police, gate=it, version=5, because="No personal data any more.")
    assert (it.state, it.not_needed_because) == (GateState.NOT_NEEDED, "No personal data any more.")
    assert [
        event.told.removeprefix("Data protection impact assessment ") for event in service.history(it)
    ] == [
        "is not needed: No personal data any more.",
        "is open again: The data changed.",
        "was settled on 20 November 2026, under conditions: Review in May.",
        "is blocked: The officer is away.",
        "is under way since 12 October 2026",
    ]
    audited = db.session.scalars(select(AuditRow.act).where(AuditRow.act.like("%_gate"))).all()
    assert len(audited) == 5
    assert {event.organisation_id for event in service.history(it)} == {cast.force.id, cast.university.id}


def wrong(field, verb, *args, **kwargs):
    with pytest.raises(FieldError) as refused:
        verb(*args, version=1, **kwargs)
    assert refused.value.field == field


def test_no_day_lies_ahead_or_out_of_order_and_no_reason_is_left_out(cast, collaboration):
    actor, it = cast.actors["police lead"], gate(collaboration, asked=10, state=GateState.ASKED)
    gates = {"gate": it}
    wrong("settled_on", service.settle, actor, **gates, settled_on=TODAY + DAY)
    wrong("settled_on", service.settle, actor, **gates, settled_on=TODAY - 11 * DAY)
    wrong("settled_on", service.settle, actor, **gates, settled_on=TODAY - DAY, asked_on=TODAY)
    wrong("blocked_by", service.block, actor, **gates, blocked_by=" ")
    wrong("because", service.not_needed, actor, **gates, because="")
    wrong("asked_on", service.ask, actor, gate=gate(collaboration, "NDA"), asked_on=TODAY + DAY)
    wrong("reason", service.reopen, actor, gate=gate(collaboration, "MOU", GateState.SETTLED), reason=" ")
    assert collaboration.events == []


def test_what_was_there_already_is_settled_on_its_own_day(cast, collaboration):
    it = gate(collaboration, "NPPV3")
    service.settle(cast.actors["academic lead"], gate=it, version=1, settled_on=date(2025, 3, 1))
    assert (it.opened_on, it.asked_on, it.settled_on) == (date(2025, 3, 1), None, date(2025, 3, 1))


def test_each_side_names_its_own_owner_and_the_owner_is_told_without_the_title(
    cast, collaboration, outbox_mail
):
    it = gate(collaboration)
    police, academic = cast.actors["police colleague"], cast.actors["academic colleague"]
    service.assign(cast.actors["police manager"], gate=it, person_id=police.person_id)
    service.assign(cast.actors["academic lead"], gate=it, person_id=academic.person_id)
    assert (it.police_owner_id, it.academic_owner_id) == (police.person_id, academic.person_id)
    letters = outbox_mail()
    assert [letter.person_id for letter in letters] == [police.person_id, academic.person_id]
    assert all(letter.in_digest and collaboration.title not in letter.body for letter in letters)
    for elsewhere in (academic.person_id, cast.actors["police elsewhere"].person_id, 10**6):
        with pytest.raises(FieldError):
            service.assign(cast.actors["police lead"], gate=it, person_id=elsewhere)
    service.settle(police, gate=it, version=1, settled_on=TODAY)
    assert it.state is GateState.SETTLED


def test_an_owner_names_no_other_and_nothing_is_told_twice(cast, collaboration):
    it = gate(collaboration, police_owner_id=cast.actors["police colleague"].person_id)
    with pytest.raises(Refused):
        service.assign(cast.actors["police colleague"], gate=it, person_id=None)
    service.assign(cast.actors["police lead"], gate=it, person_id=it.police_owner_id)
    assert collaboration.events == []


def test_the_other_side_hears_that_something_is_blocked_and_not_what(cast, collaboration, outbox_mail):
    service.block(cast.actors["police lead"], gate=gate(collaboration), version=1, blocked_by="A secret.")
    letters = outbox_mail()
    assert [letter.person_id for letter in letters] == [cast.academic_lead.id]
    assert not any("secret" in letter.subject + letter.body for letter in letters)


def test_gates_of_a_record_are_worked_out_once_and_others_are_added(cast):
    made = cast.recorded(mechanism=Mechanism.TRAINING, status=Status.COMPLETED)
    actor = cast.actors["police manager"]
    new = service.derive(actor, collaboration=made)
    assert {each.kind_code for each in new} == {"FEASIBILITY", "CONTRACT", "NPPV"}
    assert service.derive(actor, collaboration=made) == []
    added = service.add(actor, collaboration=made, kind_code="NDA")
    assert (added.state, added.opened_on, added.derived_because) == (GateState.OPEN, TODAY, "")
    for taken in ("NDA", "NO_SUCH"):
        with pytest.raises(FieldError):
            service.add(actor, collaboration=made, kind_code=taken)
    assert [event.act for event in made.events] == ["derive_gates", "add_gate"]
    for who in ("academic manager", "police colleague", "public"):
        with pytest.raises(Refused):
            service.derive(cast.actors[who], collaboration=made)
    with pytest.raises(WrongState):
        service.derive(cast.actors["police lead"], collaboration=cast.collaboration(status=Status.COMPLETED))


def test_a_small_placement_is_asked_for_its_gates_too(cast):
    made = cast.collaboration(mechanism=Mechanism.PLACEMENT, planned_start=TODAY, planned_end=TODAY)
    assert service.derive(cast.actors["police lead"], collaboration=made)


def test_handing_over_moves_what_waits_and_leaves_what_is_done(cast, collaboration):
    leaver, to = cast.police_lead, cast.person("police colleague")
    waiting = gate(collaboration, police_owner=leaver)
    done = gate(collaboration, "NDA", GateState.SETTLED, police_owner=leaver)
    assert service.hand_over(cast.actors["police manager"], cast.force.id, leaver, to) == 1
    assert (waiting.police_owner, done.police_owner) == (to, leaver)


def test_stuck_gates_stand_on_the_desks_of_their_owners_and_of_both_sides_managers(cast, collaboration):
    blocked = gate(
        collaboration, state=GateState.BLOCKED, police_owner_id=cast.actors["police colleague"].person_id
    )
    slow = gate(collaboration, "DSA", GateState.ASKED, asked=31)
    gate(collaboration, "NDA", GateState.ASKED, asked=30)
    ended = cast.collaboration(status=Status.STOPPED)
    gate(ended, state=GateState.BLOCKED)
    on_desk = {name: list(service.stuck_for(actor)) for name, actor in cast.actors.items()}
    managers = {f"{side} {role}" for side in ("police", "academic") for role in ("manager", "administrator")}
    assert {name for name, found in on_desk.items() if found == [slow, blocked]} == managers
    assert on_desk["police colleague"] == [blocked]
    assert not any(found for name, found in on_desk.items() if name not in managers | {"police colleague"})


def test_of_two_who_settle_or_block_at_the_same_instant_one_wins(app, cast, collaboration, db_session):
    settled, either = gate(collaboration).id, gate(collaboration, "NDA").id
    number = collaboration.id
    db_session.commit()

    def settle(who, id):
        it = db.session.get(Gate, id)
        service.settle(cast.actors[who], gate=it, version=1, settled_on=TODAY, conditions=who)

    def block(who, id):
        service.block(cast.actors[who], gate=db.session.get(Gate, id), version=1, blocked_by=who)

    one = at_once(app, lambda: settle("police lead", settled), lambda: settle("academic lead", settled))
    other = at_once(app, lambda: settle("police lead", either), lambda: block("academic lead", either))
    assert one == other == ["told", "won"]
    db_session.expire_all()
    events = db_session.scalars(select(Event).where(Event.collaboration_id == number)).all()
    assert len(events) == 2
    for id in (settled, either):
        it = db_session.get(Gate, id)
        assert any((it.conditions or it.blocked_by) in event.told for event in events)
        assert it.version == 2


def test_of_two_who_add_the_same_gate_at_the_same_instant_one_wins(app, cast, collaboration, db_session):
    number = collaboration.id
    db_session.commit()

    def add(who):
        it = db.session.get(Collaboration, number)
        service.add(cast.actors[who], collaboration=it, kind_code="NDA")

    assert at_once(app, lambda: add("police lead"), lambda: add("academic lead")) == ["told", "won"]


def test_an_act_on_what_was_changed_meanwhile_is_told(cast, collaboration):
    it = gate(collaboration)
    service.block(cast.actors["academic lead"], gate=it, version=1, blocked_by="Away.")
    with pytest.raises(EditedMeanwhile):
        service.settle(cast.actors["police lead"], gate=it, version=1, settled_on=TODAY)


ACT = st.tuples(
    st.sampled_from(["ask", "block", "settle", "not_needed", "reopen"]),
    st.integers(-3, 60),
    st.none() | st.integers(-3, 60),
)


@settings(
    max_examples=count(8, 200),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(ACT, max_size=8))
def test_whatever_is_done_the_dates_are_in_order_and_no_event_is_lost(cast, steps):
    it = gate(cast.collaboration(status=Status.RUNNING))
    actor, done = cast.actors["police lead"], 0
    for act, ago, asked_ago in steps:
        day = TODAY - ago * DAY
        asked = None if asked_ago is None else TODAY - asked_ago * DAY
        given_with = {
            "ask": {"asked_on": day},
            "block": {"blocked_by": "Away."},
            "settle": {"settled_on": day, "asked_on": asked},
            "not_needed": {"because": "None."},
            "reopen": {"reason": "It changed."},
        }[act]
        try:
            getattr(service, act)(actor, gate=it, version=it.version, **given_with)
        except (FieldError, WrongState):
            db.session.refresh(it)
        else:
            done += 1
        known = [each for each in (it.opened_on, it.asked_on, it.settled_on) if each is not None]
        assert [*known, TODAY] == sorted([*known, TODAY])
        assert (it.state is GateState.SETTLED) == (it.settled_on is not None)
        assert len(it.collaboration.events) == done == it.version - 1
