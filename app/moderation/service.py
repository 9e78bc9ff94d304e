"""The audit trail as rows to read, and the roles of the site's own people."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, select

from app.accounts.models import Person
from app.core import audit
from app.core.actor import Actor, Role
from app.core.display import LOCAL
from app.core.errors import FieldError
from app.core.models import AuditKind, AuditRow
from app.core.policy import require
from app.extensions import db
from app.lessons.models import Lesson
from app.moderation import policy


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
        rows = rows.where(AuditRow.thing_id == thing_id, ~_tells_origin())
    if first is not None:
        rows = rows.where(AuditRow.at >= datetime.combine(first, time.min, LOCAL))
    if last is not None:
        rows = rows.where(AuditRow.at < datetime.combine(last + timedelta(days=1), time.min, LOCAL))
    return rows


def kept_back(rows: Iterable[AuditRow]) -> set[int]:
    """The numbers of those of `rows` that would tell where a lesson comes from: of these the trail says who did what
    and when, and not to which lesson. All members' lessons are treated alike, so that this tells nothing of one."""
    numbers = [row.id for row in rows]
    return set(db.session.scalars(select(AuditRow.id).where(AuditRow.id.in_(numbers), _tells_origin())))


def _tells_origin() -> ColumnElement[bool]:
    cases = select(cast(Lesson.id, String)).where(Lesson.is_published_case.is_(True))
    return and_(AuditRow.thing_kind == Lesson.__name__.lower(), AuditRow.thing_id.not_in(cases))


def names_of(person_ids: set[int]) -> dict[int, str]:
    """The names of those who have an account, by number."""
    people = select(Person).where(
        Person.id.in_(person_ids), Person.closed_at.is_(None), Person.proved_at.is_not(None)
    )
    return {person.id: person.name for person in db.session.scalars(people)}


def people_found(text: str) -> Select[Any]:
    """Accounts whose name or address holds `text`."""
    signed_up = Person.proved_at.is_not(None) | (Person.password_hash != "")
    people = select(Person).where(Person.closed_at.is_(None), signed_up).order_by(Person.name, Person.id)
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
