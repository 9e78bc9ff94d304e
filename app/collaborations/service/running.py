"""While a collaboration runs, and how it ends."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person
from app.collaborations.agreement.policy import agreement_of
from app.collaborations.models import OPEN, Collaboration, Contact, Outcome, Status
from app.collaborations.service import values
from app.collaborations.service.changing import begin, end
from app.collaborations.service.facts import contacts_at, other_of, tell, write_facts
from app.collaborations.service.handing import pass_part
from app.collaborations.service.lessons import add_lesson
from app.collaborations.service.opening import set_second
from app.collaborations.words import OUTCOME_LABELS
from app.core import clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.sensitivity.confirming import refuse_markings
from app.extensions import db


def edit(
    actor: Actor,
    *,
    collaboration: Collaboration,
    version: int,
    title: str,
    summary: str = "",
    planned_start: date | None = None,
    planned_end: date | None = None,
    second_id: int | None = None,
) -> Collaboration:
    """The collaboration holds what was typed; `second_id` is the second contact of the actor's own side.

    Raises FieldError, Refused, WrongState, EditedMeanwhile when it is no longer at `version`.
    """
    begin(actor, collaboration, "edit", version)
    if planned_start and planned_end and planned_end < planned_start:
        raise FieldError("planned_end", "The planned end must be the same as or after the planned start")
    given: dict[str, Any] = {
        "title": title,
        "summary": summary,
        "planned_start": planned_start,
        "planned_end": planned_end,
    }
    changed = [name for name, value in given.items() if getattr(collaboration, name) != value]
    for name in changed:
        setattr(collaboration, name, given[name])
    if set_second(collaboration, _own(actor), second_id):
        changed.append("contacts")
    return end(actor, collaboration, "edit", changed, "The description was changed")


def set_measures(
    actor: Actor, *, collaboration: Collaboration, version: int, measures: Sequence[values.Measure]
) -> Collaboration:
    """The table of measures holds `measures`.

    Raises Refused, WrongState, EditedMeanwhile, and FieldError where a measure with readings would go.
    """
    begin(actor, collaboration, "edit", version)
    stays = {row.id for row in measures}
    for measure in collaboration.measures:
        if measure.readings and measure.id not in stays:
            raise FieldError("rows", f"“{measure.name}” has been measured, so it stays. Keep its row")
    values.set_rows(actor, collaboration, measures)
    return end(actor, collaboration, "measures", ["measures"], "The measures were changed")


def start(
    actor: Actor, *, collaboration: Collaboration, started: date, unsigned_because: str = ""
) -> Collaboration:
    """Work has begun on `started`. Where no working agreement is in force, the timeline says why in that sentence.

    Raises FieldError for a day to come and for a sentence that is needed and not there, Refused, WrongState.
    """
    begin(actor, collaboration, "start")
    if started > clock.today():
        raise FieldError("started", "The date it started must be today or in the past")
    agreement = agreement_of(collaboration)
    told = "Work started"
    if agreement.in_force is None:
        if not unsigned_because.strip():
            raise FieldError("unsigned_because", "Say why work starts before the working agreement is signed")
        refuse_markings({"unsigned_because": unsigned_because})
        agreement.unsigned_because = unsigned_because
        db.session.add(agreement)
        told = f"Work started without a signed working agreement: {unsigned_because}"
    collaboration.status = Status.RUNNING
    collaboration.started = started
    collaboration.started_at = clock.now()
    return end(actor, collaboration, "start", ["status", "started"], told)


def close(
    actor: Actor,
    *,
    collaboration: Collaboration,
    outcome: Outcome,
    summary: str,
    ended: date,
    lesson: values.Lesson,
    causes: Sequence[str] = (),
    stage_code: str | None = None,
    actuals: Mapping[int, str] | None = None,
    boxes: Collection[str] = (),
    called: Mapping[str, str] | None = None,
) -> Collaboration:
    """Small work has ended with `outcome` and a lesson, the last of its lessons: a draft that its author sends.

    `causes` say why it fell short and are needed unless it delivered; `actuals` are the values reached, by
    the number of the measure. The other side is told, and may add a lesson of its own. `boxes` and `called` are as for
    `lessons.write_for`. Raises FieldError, Refused, WrongState.
    """
    begin(actor, collaboration, "close")
    values.set_outcome(
        actor,
        collaboration,
        outcome=outcome,
        summary=summary,
        ended=ended,
        causes=causes,
        actuals=actuals or {},
    )
    # Not said is no news: what stood before stands.
    collaboration.stage_code = stage_code or collaboration.stage_code
    collaboration.status = values.status_after(outcome)
    collaboration.closed_at = clock.now()
    own = next(each for each in collaboration.organisations if each.id == actor.organisation_id)
    add_lesson(actor, collaboration, lesson, own, boxes, called)
    end(
        actor,
        collaboration,
        "close",
        ["status", "outcome", "outcome_summary", "ended", "causes", "stage_code", "measures", "lessons"],
        f"Closed: {OUTCOME_LABELS[outcome].lower()}",
    )
    write_facts(actor, collaboration)
    other = other_of(collaboration, actor.organisation_id)
    tell(
        contacts_at(collaboration, other),
        collaboration,
        "A collaboration of yours was closed",
        f"{own.name} has closed a collaboration with {other.name} and said how it ended. "
        "You can add what your own side learned:",
        in_digest=True,
    )
    db.session.flush()
    return collaboration


def hand_over(actor: Actor, organisation_id: int, leaver: Person, to: Person) -> int:
    """Make `to` the contact in every open collaboration where `leaver` is one; answer how many.

    The verb that hands over everything of a person has checked that this may be done.
    """
    held = (
        select(Contact)
        .join(Collaboration, Contact.collaboration_id == Collaboration.id)
        .where(
            Contact.person_id == leaver.id,
            Contact.organisation_id == organisation_id,
            Collaboration.status.in_(OPEN),
        )
    )
    moved = {contact.collaboration_id: contact for contact in db.session.scalars(held)}
    for collaboration_id, contact in moved.items():
        pass_part(actor, db.session.get_one(Collaboration, collaboration_id), contact, to)
    return len(moved)


def reasons_to_stay(person_id: int) -> list[str]:
    """Why the person cannot close their account yet: collaborations that they lead."""
    is_open = Collaboration.status.in_(OPEN)
    led = (
        select(func.count(Contact.id))
        .join(Collaboration, Contact.collaboration_id == Collaboration.id)
        .where(Contact.person_id == person_id, Contact.is_second.is_(False), is_open)
    )
    number = db.session.scalar(led) or 0
    if not number:
        return []
    many = "a collaboration that is" if number == 1 else f"{number} collaborations that are"
    return [f"You lead {many} still open. Hand over or close first."]


def _own(actor: Actor) -> int:
    assert actor.organisation_id is not None  # a participant is always of an organisation
    return actor.organisation_id
