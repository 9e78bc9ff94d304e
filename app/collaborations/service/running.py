"""While a collaboration runs, and how it ends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person
from app.collaborations import policy
from app.collaborations.models import RUNS, Collaboration, Contact, Outcome, Status
from app.collaborations.service import values
from app.collaborations.service.facts import contacts_at, other_of, tell, write_facts
from app.collaborations.service.opening import set_second
from app.core import audit, clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
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
    success_criteria: str = "",
    second_id: int | None = None,
) -> Collaboration:
    """The collaboration holds what was typed; `second_id` is the second contact of the actor's own side.

    Raises FieldError, Refused, WrongState, EditedMeanwhile when it is no longer at `version`.
    """
    _begin(actor, collaboration, "edit", version)
    if planned_start and planned_end and planned_end < planned_start:
        raise FieldError("planned_end", "The planned end must be the same as or after the planned start")
    given: dict[str, Any] = {
        "title": title,
        "summary": summary,
        "planned_start": planned_start,
        "planned_end": planned_end,
        "success_criteria": success_criteria,
    }
    changed = [name for name, value in given.items() if getattr(collaboration, name) != value]
    for name in changed:
        setattr(collaboration, name, given[name])
    if set_second(collaboration, _own(actor), second_id):
        changed.append("contacts")
    return _end(actor, collaboration, "edit", changed)


def set_measures(
    actor: Actor, *, collaboration: Collaboration, version: int, measures: Sequence[values.Measure]
) -> Collaboration:
    """The table of measures holds `measures`. Raises Refused, WrongState, EditedMeanwhile."""
    _begin(actor, collaboration, "edit", version)
    values.set_rows(collaboration, measures)
    return _end(actor, collaboration, "measures", ["measures"])


def start(actor: Actor, *, collaboration: Collaboration, started: date) -> Collaboration:
    """Work has begun on `started`. Raises FieldError for a day to come, Refused, WrongState."""
    _begin(actor, collaboration, "start")
    if started > clock.today():
        raise FieldError("started", "The date it started must be today or in the past")
    collaboration.status = Status.RUNNING
    collaboration.started = started
    collaboration.started_at = clock.now()
    return _end(actor, collaboration, "start", ["status", "started"])


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
) -> Collaboration:
    """The collaboration has ended with `outcome` and a lesson, which waits for review.

    `causes` say why it fell short and are needed unless it delivered; `actuals` are the values reached, by
    the number of the measure. The other side is told. Raises FieldError, Refused, WrongState.
    """
    _begin(actor, collaboration, "close")
    if outcome not in possible_outcomes(collaboration):
        raise FieldError("outcome", "Select an outcome that this collaboration can have had")
    values.check_end(outcome, started=collaboration.started, ended=ended)
    values.set_causes(collaboration, outcome, causes)
    collaboration.status = values.status_after(outcome)
    collaboration.outcome = outcome
    collaboration.outcome_summary = summary
    collaboration.ended = ended
    collaboration.stage_code = stage_code
    collaboration.closed_at = clock.now()
    collaboration.reported_by_organisation_id = actor.organisation_id
    for measure in collaboration.measures:
        measure.actual = (actuals or {}).get(measure.id, measure.actual)
    own = next(each for each in collaboration.organisations if each.id == actor.organisation_id)
    values.add_lesson(actor, collaboration, lesson, own)
    _end(
        actor,
        collaboration,
        "close",
        ["status", "outcome", "outcome_summary", "ended", "causes", "stage_code", "measures", "lessons"],
    )
    write_facts(actor, collaboration)
    other = other_of(collaboration, actor.organisation_id)
    tell(
        contacts_at(collaboration, other),
        collaboration,
        "A collaboration of yours was closed",
        f"{own.name} has closed a collaboration with {other.name} and said how it ended:",
        in_digest=True,
    )
    db.session.flush()
    return collaboration


def possible_outcomes(collaboration: Collaboration) -> list[Outcome]:
    """What has not started can only be abandoned or never start; what has started did start."""
    if collaboration.status is Status.SCOPING:
        return [Outcome.NEVER_STARTED, Outcome.ABANDONED]
    return [outcome for outcome in Outcome if outcome is not Outcome.NEVER_STARTED]


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
            Collaboration.status.in_(RUNS),
        )
    )
    moved = {contact.collaboration_id: contact for contact in db.session.scalars(held)}
    for collaboration_id, contact in moved.items():
        collaboration = db.session.get_one(Collaboration, collaboration_id)
        # Somebody who is both lead and second contact is one person, not two.
        collaboration.contacts[:] = [
            c
            for c in collaboration.contacts
            if c is contact or c.organisation_id != organisation_id or c.person_id != to.id
        ]
        contact.person = to
        if all(c.is_second for c in collaboration.contacts if c.organisation_id == organisation_id):
            contact.is_second = False
        _end(actor, collaboration, "hand_over", ["contacts"])
    return len(moved)


def reasons_to_stay(person_id: int) -> list[str]:
    """Why the person cannot close their account yet: collaborations that they lead."""
    is_open = Collaboration.status.in_(RUNS)
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


def _begin(actor: Actor, collaboration: Collaboration, act: str, version: int | None = None) -> None:
    # Whoever comes second waits for the first on PostgreSQL, and sees what the first has left behind.
    db.session.refresh(collaboration, with_for_update={"of": Collaboration})
    policy.require(actor, collaboration, act)
    if version is not None and version != collaboration.version:
        raise EditedMeanwhile(collaboration)


def _end(actor: Actor, collaboration: Collaboration, act: str, fields: Sequence[str]) -> Collaboration:
    if fields:
        collaboration.version += 1
        audit.record(actor, f"collaborations.{act}", collaboration, fields=fields)
    db.session.flush()
    return collaboration
