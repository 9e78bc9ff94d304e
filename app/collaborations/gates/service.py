"""The verbs of gates. Each locks the collaboration, is audited, and is told on its timeline."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.collaborations.gates import policy
from app.collaborations.gates.models import GATE_TRANSITIONS, WAITS, Gate, GateState
from app.collaborations.gates.rules import VETTING, derived
from app.collaborations.gates.times import stuck_among
from app.collaborations.models import ENDED, Collaboration, Event
from app.collaborations.service.changing import lock, note
from app.collaborations.service.facts import contacts_at, other_of
from app.core import clock, mail
from app.core.actor import Actor
from app.core.display import show_date
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.listings.policy import colleagues
from app.organisations.models import Side
from app.taxonomy.models import GateKind

C = Collaboration
TOLD = frozenset(f"{act.act}_gate" for act in GATE_TRANSITIONS.rows)


def derive(actor: Actor, *, collaboration: Collaboration) -> list[Gate]:
    """The gates that the rules name, and that do not stand yet, stand open; answer them.

    Raises Refused, and WrongState once it has ended.
    """
    lock(collaboration)
    policy.need_add(actor, collaboration)
    standing = {gate.kind_code for gate in collaboration.gates}
    if standing & VETTING:
        # Another level than the rules name is there already, by somebody's choice.
        standing |= VETTING
    with db.session.no_autoflush:
        new = [gate for gate in derived(collaboration) if gate.kind_code not in standing]
    collaboration.gates.extend(new)
    db.session.flush()
    if new:
        labels = ", ".join(gate.kind.label for gate in new)
        note(actor, collaboration, "derive_gates", f"Gates were worked out: {labels}", fields=["gates"])
        db.session.flush()
    return new


def add(actor: Actor, *, collaboration: Collaboration, kind_code: str) -> Gate:
    """A gate of a kind that no rule named stands open. Raises FieldError, Refused, WrongState."""
    lock(collaboration)
    policy.need_add(actor, collaboration)
    if any(gate.kind_code == kind_code for gate in collaboration.gates):
        raise FieldError("kind", "This gate stands already")
    kind = db.session.get(GateKind, kind_code)
    if kind is None:
        raise FieldError("kind", "Select a gate from the list")
    gate = Gate(kind=kind)
    collaboration.gates.append(gate)
    note(actor, collaboration, "add_gate", f"Gate added: {kind.label}", fields=["gates"])
    db.session.flush()
    return gate


def assign(actor: Actor, *, gate: Gate, person_id: int | None) -> Gate:
    """A member of the actor's own side owns the gate for that side, or nobody does. They hear of it with their daily
    letter. Raises FieldError for somebody of elsewhere, Refused, WrongState."""
    _hold(gate)
    policy.need(actor, gate, "assign")
    owner = None
    if person_id is not None:
        owner = db.session.scalar(colleagues(actor.organisation_id).where(Person.id == person_id))
        if owner is None:
            raise FieldError("person", "Select a member of your organisation")
    police = gate.collaboration.police_organisation_id == actor.organisation_id
    side = "police_owner" if police else "academic_owner"
    if getattr(gate, side) is owner:
        return gate
    setattr(gate, side, owner)
    word = (Side.POLICE if police else Side.ACADEMIC).value
    told = f"has an owner on the {word} side" if owner else f"has no owner on the {word} side any more"
    _tell(actor, gate, "assign_gate", told, fields=[side])
    if owner is not None and owner.id != actor.person_id:
        mail.queue(
            owner.id,
            in_digest=True,
            subject=f"You own a gate: {gate.kind.label}",
            body="A colleague has named you as the one who settles it for your side of a collaboration.\n"
            + mail.link("gates.show", id=gate.id),
        )
    return gate


def ask(actor: Actor, *, gate: Gate, version: int, asked_on: date) -> Gate:
    """It has been asked for and is under way since `asked_on`.

    Raises FieldError for a day to come, Refused, WrongState, EditedMeanwhile.
    """
    _past("asked_on", asked_on)
    target = _begin(actor, gate, "ask", version)
    gate.asked_on = asked_on
    gate.opened_on = min(gate.opened_on, asked_on)
    gate.blocked_by = ""
    return _end(actor, gate, "ask", target, f"is under way since {show_date(asked_on)}", ["asked_on"])


def block(actor: Actor, *, gate: Gate, version: int, blocked_by: str) -> Gate:
    """Something stands in the way. The other side hears that, not what, with its daily letter.

    Raises FieldError without words, Refused, WrongState, EditedMeanwhile.
    """
    if not blocked_by.strip():
        raise FieldError("blocked_by", "Enter what stands in the way")
    target = _begin(actor, gate, "block", version)
    gate.blocked_by = blocked_by
    _end(actor, gate, "block", target, f"is blocked: {blocked_by}", ["blocked_by"])
    other = other_of(gate.collaboration, actor.organisation_id)
    for person in contacts_at(gate.collaboration, other):
        mail.queue(
            person.id,
            in_digest=True,
            subject=f"A gate is blocked: {gate.kind.label}",
            body="The other side of a collaboration says what stands in the way.\n"
            + mail.link("gates.show", id=gate.id),
        )
    return gate


def settle(
    actor: Actor,
    *,
    gate: Gate,
    version: int,
    settled_on: date,
    conditions: str = "",
    asked_on: date | None = None,
) -> Gate:
    """It is settled since `settled_on`, under `conditions`; `asked_on` is when it was asked for, where that was not
    said before or was wrong.

    Raises FieldError for days to come or out of order, Refused, WrongState, EditedMeanwhile.
    """
    _past("settled_on", settled_on)
    target = _begin(actor, gate, "settle", version)
    asked = asked_on or gate.asked_on
    if asked is not None and asked > settled_on:
        raise FieldError(
            "settled_on", "The date it was settled must be the same as or after the date it was asked for"
        )
    gate.asked_on = asked
    gate.settled_on = settled_on
    gate.opened_on = min(gate.opened_on, asked or settled_on)
    gate.conditions = conditions
    gate.blocked_by = ""
    told = f"was settled on {show_date(settled_on)}" + (
        f", under conditions: {conditions}" if conditions else ""
    )
    return _end(actor, gate, "settle", target, told, ["asked_on", "settled_on", "conditions"])


def not_needed(actor: Actor, *, gate: Gate, version: int, because: str) -> Gate:
    """It need not be settled, because of what a sentence says.

    Raises FieldError without one, Refused, WrongState, EditedMeanwhile.
    """
    if not because.strip():
        raise FieldError("because", "Enter why it is not needed")
    target = _begin(actor, gate, "not_needed", version)
    gate.not_needed_because = because
    gate.blocked_by = ""
    return _end(actor, gate, "not_needed", target, f"is not needed: {because}", ["not_needed_because"])


def reopen(actor: Actor, *, gate: Gate, version: int, reason: str) -> Gate:
    """What was settled or not needed is open again, and its days count from today; the timeline keeps what was.

    Raises FieldError without a reason, Refused, WrongState, EditedMeanwhile.
    """
    if not reason.strip():
        raise FieldError("reason", "Enter why it is open again")
    target = _begin(actor, gate, "reopen", version)
    gate.opened_on = clock.today()
    gate.asked_on = gate.settled_on = None
    gate.conditions = gate.not_needed_because = ""
    fields = ["opened_on", "asked_on", "settled_on", "conditions", "not_needed_because"]
    return _end(actor, gate, "reopen", target, f"is open again: {reason}", fields)


def hand_over(actor: Actor, organisation_id: int, leaver: Person, to: Person) -> int:
    """Make `to` the owner of every waiting gate that `leaver` owns for the organisation; answer how many.

    The verb that hands over everything of a person has checked that this may be done.
    """
    moved = 0
    for gate in db.session.scalars(_waiting().where(_is_owned_by(leaver.id))):
        of = gate.collaboration
        for side, owner_id, number in (
            ("police_owner", gate.police_owner_id, of.police_organisation_id),
            ("academic_owner", gate.academic_owner_id, of.academic_organisation_id),
        ):
            if (owner_id, number) == (leaver.id, organisation_id):
                setattr(gate, side, to)
                _tell(
                    actor, gate, "assign_gate", "was handed over to a colleague of its owner", fields=[side]
                )
                moved += 1
    db.session.flush()
    return moved


def history(gate: Gate) -> list[Event]:
    """What the timeline tells of the gate, the newest first. An event begins with the label of its gate."""
    begins = f"{gate.kind.label} "
    told = [each for each in gate.collaboration.events if each.act in TOLD and each.told.startswith(begins)]
    return told[::-1]


def stuck_for(actor: Actor) -> Sequence[Gate]:
    """The stuck gates that the actor owns, or that wait in their organisation's collaborations while they manage it;
    those that wait longest first."""
    own = actor.organisation_id
    if own is None:
        return ()
    theirs = _is_owned_by(actor.person_id or 0)
    if actor.manages(own):
        theirs = or_(theirs, C.police_organisation_id == own, C.academic_organisation_id == own)
    waiting = db.session.scalars(_waiting().where(theirs)).all()
    return stuck_among(gate for gate in waiting if policy.parties(actor, gate))


def _waiting() -> Select[Gate]:
    """The gates that are not settled, of work that goes on."""
    rows = select(Gate).join(C, Gate.collaboration_id == C.id)
    return (
        rows.where(Gate.state.in_(WAITS), C.status.not_in(ENDED))
        .options(joinedload(Gate.kind), joinedload(Gate.collaboration).joinedload(C.police_organisation))
        .order_by(Gate.id)
    )


def _is_owned_by(person_id: int) -> ColumnElement[bool]:
    return or_(Gate.police_owner_id == person_id, Gate.academic_owner_id == person_id)


def _past(field: str, day: date) -> None:
    if day > clock.today():
        what = "asked for" if field == "asked_on" else "settled"
        raise FieldError(field, f"The date it was {what} must be today or in the past")


def _hold(gate: Gate) -> None:
    lock(gate.collaboration)
    db.session.refresh(gate)


def _begin(actor: Actor, gate: Gate, act: str, version: int) -> GateState:
    _hold(gate)
    target = policy.need(actor, gate, act)
    if version != gate.version:
        raise EditedMeanwhile(gate)
    return target


def _end(actor: Actor, gate: Gate, act: str, target: GateState, told: str, fields: Sequence[str]) -> Gate:
    gate.state = target
    gate.version += 1
    _tell(actor, gate, f"{act}_gate", told, fields=["state", *fields])
    return gate


def _tell(actor: Actor, gate: Gate, act: str, told: str, *, fields: Sequence[str]) -> None:
    note(actor, gate.collaboration, act, f"{gate.kind.label} {told}", fields=[gate.kind_code, *fields])
    db.session.flush()
