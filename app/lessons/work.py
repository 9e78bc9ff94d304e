"""The work from which a lesson comes. It belongs to a higher room, which says here who leads it."""

from collections.abc import Callable, Sequence

from sqlalchemy import Select, select

from app.accounts.models import Membership, MembershipState, Person
from app.core.actor import Actor
from app.extensions import db
from app.lessons.models import Lesson

# (actor) -> the numbers of the lessons of work that the actor leads, or answers for, on their side.
LedBy = Callable[[Actor], Select[int]]
# (lesson) -> who leads its work for its other side.
OtherLeads = Callable[[Lesson], Sequence[Person]]
_led_by: LedBy | None = None
_other_leads: OtherLeads | None = None


def register(led_by: LedBy, other_leads: OtherLeads) -> None:
    """Let these say who leads the work of a lesson. The room of collaborations calls this once."""
    global _led_by, _other_leads
    _led_by, _other_leads = led_by, other_leads


def led_by(actor: Actor) -> Select[int]:
    """The numbers of the lessons of work that the actor leads."""
    return select(Lesson.id).where(Lesson.id.is_(None)) if _led_by is None else _led_by(actor)


def people_of_other_side(lesson: Lesson) -> Sequence[Person]:
    """Who may answer for the other side: those who lead the work there, without any its managers."""
    leads = _other_leads(lesson) if _other_leads is not None else ()
    return leads or _managers_of(lesson.other_id)


def _managers_of(organisation_id: int | None) -> Sequence[Person]:
    managing = Membership.is_partnership_manager | Membership.is_administrator
    return db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == (organisation_id or 0),
            Membership.state == MembershipState.APPROVED,
            Person.closed_at.is_(None),
            managing,
        )
        .order_by(Person.name, Person.id)
    ).all()
