"""What waits for a reviewer, and the audit trail as rows to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.core import audit, clock
from app.core.actor import Actor, Role
from app.core.display import LOCAL
from app.core.errors import FieldError
from app.core.models import AuditKind, AuditRow
from app.core.policy import require
from app.extensions import db
from app.lessons.models import Lesson, LessonState
from app.listings.models import Listing, ListingState
from app.moderation import policy


@dataclass(frozen=True)
class Queue:
    """What waits for review, oldest first."""

    listings: Sequence[Listing]
    lessons: Sequence[Lesson]

    @property
    def total(self) -> int:
        return len(self.listings) + len(self.lessons)


def queue(actor: Actor) -> Queue:
    """Everything in review. Raises Refused."""
    require(policy.can_review(actor))
    listings = select(Listing).where(Listing.state == ListingState.IN_REVIEW).order_by(Listing.submitted_at)
    lessons = select(Lesson).where(Lesson.state == LessonState.IN_REVIEW).order_by(Lesson.submitted_at)
    return Queue(
        db.session.scalars(listings.options(selectinload(Listing.organisation))).all(),
        db.session.scalars(lessons.options(selectinload(Lesson.organisation))).all(),
    )


def days_waiting(since: datetime | None) -> int:
    """Whole days since something was sent in."""
    return (clock.now() - since).days if since is not None else 0


def audit_rows(
    *,
    act: str = "",
    kind: AuditKind | None = None,
    person: int | None = None,
    thing_kind: str = "",
    thing_id: str = "",
    first: date | None = None,
    last: date | None = None,
) -> Select[AuditRow]:
    """The audit trail, newest first, limited by what is given. Dates are whole days in UK time."""
    rows = select(AuditRow).order_by(AuditRow.id.desc())
    if act:
        rows = rows.where(AuditRow.act.startswith(act, autoescape=True))
    if kind is not None:
        rows = rows.where(AuditRow.kind == kind)
    if person is not None:
        rows = rows.where(AuditRow.person_id == person)
    if thing_kind:
        rows = rows.where(AuditRow.thing_kind == thing_kind)
    if thing_id:
        rows = rows.where(AuditRow.thing_id == thing_id)
    if first is not None:
        rows = rows.where(AuditRow.at >= datetime.combine(first, time.min, LOCAL))
    if last is not None:
        rows = rows.where(AuditRow.at < datetime.combine(last + timedelta(days=1), time.min, LOCAL))
    return rows


def names_of(person_ids: set[int]) -> dict[int, str]:
    """The names of those who still have an account, by number."""
    people = select(Person).where(Person.id.in_(person_ids), Person.closed_at.is_(None))
    return {person.id: person.name for person in db.session.scalars(people)}


def people_found(text: str) -> Select[Any]:
    """Accounts whose name or address holds `text`."""
    people = select(Person).where(Person.closed_at.is_(None)).order_by(Person.name, Person.id)
    if text:
        people = people.where(
            Person.name.icontains(text, autoescape=True) | Person.email.icontains(text, autoescape=True)
        )
    return people


def set_site_role(actor: Actor, *, person: Person, role: Role | None) -> Person:
    """Give a person one of the site's own roles, or none. Raises Refused, FieldError."""
    require(policy.can_administer(actor))
    if person.id == actor.person_id:
        raise FieldError("role", "You cannot change your own role. Ask another administrator")
    person.site_role = role
    # Ends the person's sessions: the new role begins with the next sign-in.
    person.epoch += 1
    audit.record(actor, "moderation.person", person, fields=["site_role"], detail=str(role or "none"))
    audit.note(actor, "moderation.role_changed", AuditKind.SECURITY, thing=person, detail=str(role or "none"))
    db.session.flush()
    return person
