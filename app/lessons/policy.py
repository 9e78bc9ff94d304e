"""Who may do what to a lesson, and who may read it: one rule, asked as a query and as a question."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from werkzeug.exceptions import NotFound

from app.core import policy as engine
from app.core.actor import Actor, Role
from app.extensions import db
from app.lessons.models import LESSON_TRANSITIONS, Lesson, LessonState, Party
from app.organisations.models import Organisation

LARGEST_ID = 2**31


def parties(actor: Actor, lesson: Lesson) -> frozenset[Party]:
    """What `actor` is to `lesson`. An author counts only while a member of the lesson's organisation, and
    a reviewer is nothing to the lessons of their own organisation."""
    held = set()
    at_home = lesson.organisation_id is not None and lesson.organisation_id == actor.organisation_id
    if at_home and (lesson.author_id == actor.person_id or actor.manages(lesson.organisation_id)):
        held.add(Party.OWNER)
    if actor.has(Role.REVIEWER) and not at_home:
        held.add(Party.REVIEWER)
    return frozenset(held)


def readable_by(actor: Actor) -> Select[Lesson]:
    """The lessons that `actor` may read: published ones, their own in every state, and for a reviewer
    those in review at other organisations."""
    return select(Lesson).where(
        or_(Lesson.state == LessonState.PUBLISHED, _owned_by(actor), _in_review_for(actor))
    )


def _owned_by(actor: Actor) -> ColumnElement[bool]:
    if actor.organisation_id is None:
        return false()
    at_home = Lesson.organisation_id == actor.organisation_id
    if actor.manages(actor.organisation_id):
        return at_home
    return and_(at_home, Lesson.author_id == actor.person_id)


def _in_review_for(actor: Actor) -> ColumnElement[bool]:
    if not actor.has(Role.REVIEWER):
        return false()
    waiting = Lesson.state == LessonState.IN_REVIEW
    if actor.organisation_id is None:
        return waiting
    elsewhere = or_(Lesson.organisation_id.is_(None), Lesson.organisation_id != actor.organisation_id)
    return and_(waiting, elsewhere)


def can_read(actor: Actor, lesson: Lesson) -> bool:
    return db.session.scalar(readable_by(actor).where(Lesson.id == lesson.id)) is not None


def can_write(actor: Actor) -> bool:
    """Verified members write lessons, for their own organisation."""
    return actor.is_member


def can_write_for(actor: Actor, organisation: Organisation) -> bool:
    return actor.is_member and actor.organisation_id == organisation.id


def can_edit(actor: Actor, lesson: Lesson) -> bool:
    return _allows("edit", actor, lesson)


def can_submit(actor: Actor, lesson: Lesson) -> bool:
    return _allows("submit", actor, lesson)


def can_publish(actor: Actor, lesson: Lesson) -> bool:
    return _allows("publish", actor, lesson)


def can_return(actor: Actor, lesson: Lesson) -> bool:
    return _allows("return", actor, lesson)


def can_withdraw(actor: Actor, lesson: Lesson) -> bool:
    return _allows("withdraw", actor, lesson)


def _allows(act: str, actor: Actor, lesson: Lesson) -> bool:
    return LESSON_TRANSITIONS.allows(act, lesson.state, parties(actor, lesson))


def acts(actor: Actor, lesson: Lesson) -> list[str]:
    """What `actor` may do to `lesson` now, for its page's buttons."""
    return LESSON_TRANSITIONS.acts(lesson.state, parties(actor, lesson))


def require(act: str, actor: Actor, lesson: Lesson) -> Any:
    """The state that `act` leads to. Raises Refused or WrongState."""
    return LESSON_TRANSITIONS.require(act, lesson.state, parties(actor, lesson))


def access_lesson(actor: Actor, id: int, act: str = "read") -> Lesson:
    """The lesson `id`, when `actor` may read it and may do `act` to it.

    Raises NotFound when it may not be read; Refused or WrongState when it may not be done.
    """
    found = db.session.scalar(readable_by(actor).where(Lesson.id == id)) if id < LARGEST_ID else None
    if found is None:
        raise NotFound
    if act != "read":
        require(act, actor, found)
    return found


def access_writing(actor: Actor) -> None:
    """Raise Refused unless `actor` may write a lesson."""
    engine.require(can_write(actor), "Only verified members of an organisation write lessons.")
