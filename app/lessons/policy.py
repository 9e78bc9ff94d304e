"""Who may do what to a lesson, and who may read it: one rule, asked as a query and as a question."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from werkzeug.exceptions import NotFound

from app.core import policy as engine
from app.core.actor import CLOCK, Actor, Role
from app.core.errors import WrongState
from app.extensions import db
from app.lessons.models import LESSON_TRANSITIONS, Attribution, Lesson, LessonState, Party
from app.lessons.places import Place, may_decide
from app.lessons.work import led_by
from app.organisations.models import Organisation

LARGEST_ID = 2**31


# What the other side and reviewers read beside what everybody reads.
OTHER_READS = (LessonState.WITH_OTHER_SIDE, LessonState.IN_REVIEW, LessonState.ACCEPTED)
REVIEWER_READS = (LessonState.IN_REVIEW, LessonState.ACCEPTED)


def parties(actor: Actor, lesson: Lesson) -> frozenset[Party]:
    """What `actor` is to `lesson`. An author counts only while a member of the lesson's organisation, and
    a reviewer is nothing to a lesson of which their own organisation is a side."""
    if actor is CLOCK:
        return frozenset({Party.CLOCK})
    own = actor.organisation_id
    at_home = own is not None and lesson.organisation_id == own
    across = own is not None and lesson.other_id == own
    held = set()
    if at_home and (lesson.author_id == actor.person_id or actor.manages(own)):
        held.add(Party.OWNER)
    if across and (actor.manages(own) or _leads(actor, lesson)):
        held.add(Party.OTHER)
    if actor.has(Role.REVIEWER) and not at_home and not across:
        held.add(Party.REVIEWER)
    return frozenset(held)


def owns(actor: Actor, lesson: Lesson) -> bool:
    """Whether the lesson is the actor's to change."""
    return Party.OWNER in parties(actor, lesson)


def _leads(actor: Actor, lesson: Lesson) -> bool:
    led = select(Lesson.id).where(Lesson.id == lesson.id, Lesson.id.in_(led_by(actor)))
    return db.session.scalar(led) is not None


def readable_by(actor: Actor) -> Select[Lesson]:
    """The lessons that `actor` may read: published ones; their own in every state; from when it is with them those of
    which they are the other side; and for a reviewer those in review or accepted between other organisations."""
    return select(Lesson).where(
        or_(
            Lesson.state == LessonState.PUBLISHED,
            _owned_by(actor),
            and_(_other_side_is(actor), Lesson.state.in_(OTHER_READS)),
            and_(_reviewed_by(actor), Lesson.state.in_(REVIEWER_READS)),
        )
    )


def written_by(actor: Actor) -> Select[Lesson]:
    """The actor's lessons at their organisation, in every state; a manager's are all of the organisation's."""
    own = readable_by(actor).where(Lesson.organisation_id == actor.organisation_id)
    return own if actor.manages(actor.organisation_id) else own.where(Lesson.author_id == actor.person_id)


def to_review(actor: Actor) -> Select[Lesson]:
    """The lessons that wait for this reviewer."""
    return select(Lesson).where(_reviewed_by(actor), Lesson.state == LessonState.IN_REVIEW)


def to_release(actor: Actor) -> Select[Lesson]:
    """The lessons that this reviewer may read and that wait, accepted, for the day of the board."""
    return select(Lesson).where(_reviewed_by(actor), Lesson.state == LessonState.ACCEPTED)


def to_answer(actor: Actor) -> Select[Lesson]:
    """The lessons that wait for the answer of the actor's side."""
    return select(Lesson).where(_other_side_is(actor), Lesson.state == LessonState.WITH_OTHER_SIDE)


def owned_by(actor: Actor) -> Select[Lesson]:
    """The lessons that are the actor's to change: their own, and for a manager those of the organisation."""
    return select(Lesson).where(_owned_by(actor))


def _owned_by(actor: Actor) -> ColumnElement[bool]:
    if actor.organisation_id is None:
        return false()
    at_home = Lesson.organisation_id == actor.organisation_id
    if actor.manages(actor.organisation_id):
        return at_home
    return and_(at_home, Lesson.author_id == actor.person_id)


def _other_side_is(actor: Actor) -> ColumnElement[bool]:
    if actor.organisation_id is None:
        return false()
    across = Lesson.other_id == actor.organisation_id
    return across if actor.manages(actor.organisation_id) else and_(across, Lesson.id.in_(led_by(actor)))


def _reviewed_by(actor: Actor) -> ColumnElement[bool]:
    if not actor.has(Role.REVIEWER):
        return false()
    own = actor.organisation_id or 0
    if not own:
        return true()
    return and_(func.coalesce(Lesson.organisation_id, 0) != own, func.coalesce(Lesson.other_id, 0) != own)


def can_read(actor: Actor, lesson: Lesson) -> bool:
    return db.session.scalar(readable_by(actor).where(Lesson.id == lesson.id)) is not None


def can_write(actor: Actor) -> bool:
    """Verified members write lessons, for their own organisation."""
    return actor.is_member


def can_write_for(actor: Actor, organisation: Organisation) -> bool:
    return actor.is_member and actor.organisation_id == organisation.id


def can_click(actor: Actor, lesson: Lesson, place: Place) -> bool:
    """Members say what they do with a lesson on the board, where they take part in what stands at the place."""
    return actor.is_member and lesson.state is LessonState.PUBLISHED and may_decide(actor, place)


def can_edit(actor: Actor, lesson: Lesson) -> bool:
    return _allows("edit", actor, lesson)


def can_submit(actor: Actor, lesson: Lesson) -> bool:
    return _allows("submit", actor, lesson)


def can_answer(actor: Actor, lesson: Lesson) -> bool:
    return _allows("answer", actor, lesson)


def can_unname(actor: Actor, lesson: Lesson) -> bool:
    return _allows("unname", actor, lesson)


def can_accept(actor: Actor, lesson: Lesson) -> bool:
    return _allows("accept", actor, lesson)


def can_still_hold(actor: Actor, lesson: Lesson) -> bool:
    return _allows("still_holds", actor, lesson)


def can_revise(actor: Actor, lesson: Lesson) -> bool:
    return _allows("revise", actor, lesson)


def can_take_back(actor: Actor, lesson: Lesson) -> bool:
    return _allows("take_back", actor, lesson)


def can_return(actor: Actor, lesson: Lesson) -> bool:
    return _allows("return", actor, lesson)


def can_withdraw(actor: Actor, lesson: Lesson) -> bool:
    return _allows("withdraw", actor, lesson)


def _allows(act: str, actor: Actor, lesson: Lesson) -> bool:
    return LESSON_TRANSITIONS.allows(act, lesson.state, parties(actor, lesson)) and not _unfit(act, lesson)


def acts(actor: Actor, lesson: Lesson) -> list[str]:
    """What `actor` may do to `lesson` now, for its page's buttons."""
    possible = LESSON_TRANSITIONS.acts(lesson.state, parties(actor, lesson))
    return [act for act in possible if not _unfit(act, lesson)]


def require(act: str, actor: Actor, lesson: Lesson) -> Any:
    """The state that `act` leads to. Raises Refused or WrongState."""
    target = LESSON_TRANSITIONS.require(act, lesson.state, parties(actor, lesson))
    if unfit := _unfit(act, lesson):
        raise WrongState(unfit)
    return target


def _unfit(act: str, lesson: Lesson) -> str:
    """Why the act does not suit the lesson, beside its state; empty when it does."""
    if act == "unname" and lesson.attribution is not Attribution.NAMED:
        return "This lesson does not name your organisation."
    return ""


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


def access_click(actor: Actor, id: int, place: Place | None) -> Lesson:
    """The lesson `id`, when `actor` may say at `place` what they do with it.

    Raises NotFound when it may not be read or the place is none of theirs.
    """
    lesson = access_lesson(actor, id)
    if place is None or not can_click(actor, lesson, place):
        raise NotFound
    return lesson


def access_writing(actor: Actor) -> None:
    """Raise Refused unless `actor` may write a lesson."""
    engine.require(can_write(actor), "Only verified members of an organisation write lessons.")
