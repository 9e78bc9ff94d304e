"""The verbs of lessons: the only writers."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.core import audit, clock, mail
from app.core import policy as engine
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.lessons import policy
from app.lessons.cases import load_published_cases
from app.lessons.models import Attribution, Lesson, LessonKind, LessonMechanism, LessonState
from app.organisations.models import Organisation
from app.taxonomy.models import Area, Cause, Mechanism

__all__ = [
    "edit",
    "load_published_cases",
    "newest",
    "publish",
    "return_",
    "submit",
    "withdraw",
    "write",
    "write_for",
]

PLAIN_FIELDS = (
    "title",
    "kind",
    "is_good_practice",
    "context",
    "what_happened",
    "root_cause",
    "recommendation",
    "stage_code",
    "gate_code",
    "attribution",
)
FIELDS = (*PLAIN_FIELDS, "areas", "causes", "guards_against", "mechanisms")


def write(actor: Actor, **values: Any) -> Lesson:
    """A draft by `actor`, for their own organisation, holds `values` (see FIELDS; codes for the lists).

    Raises Refused for somebody who is no verified member.
    """
    policy.access_writing(actor)
    lesson = Lesson(
        author_id=actor.person_id, organisation_id=actor.organisation_id, is_sample=actor.is_sample
    )
    changed = _fill(lesson, values)
    db.session.add(lesson)
    audit.record(actor, "lessons.write", lesson, fields=changed)
    db.session.flush()
    return lesson


def write_for(actor: Actor, *, organisation: Organisation, is_sample: bool = False, **values: Any) -> Lesson:
    """A lesson of `organisation` by `actor` waits for review: it was typed into a form that closes something.

    Raises Refused when `actor` is not of that organisation.
    """
    engine.require(
        policy.can_write_for(actor, organisation), "You write lessons for your own organisation only."
    )
    lesson = Lesson(
        author_id=actor.person_id,
        organisation_id=organisation.id,
        state=LessonState.IN_REVIEW,
        submitted_at=clock.now(),
        is_sample=is_sample or actor.is_sample,
    )
    changed = _fill(lesson, values)
    db.session.add(lesson)
    audit.record(actor, "lessons.submit", lesson, fields=changed)
    db.session.flush()
    return lesson


def edit(actor: Actor, *, lesson: Lesson, version: int, **values: Any) -> Lesson:
    """The draft holds `values`. Raises EditedMeanwhile when `version` is not its present one."""
    policy.require("edit", actor, lesson)
    if version != lesson.version:
        raise EditedMeanwhile(lesson)
    changed = _fill(lesson, values)
    if changed:
        lesson.version += 1
        audit.record(actor, "lessons.edit", lesson, fields=changed)
    db.session.flush()
    return lesson


def submit(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The draft waits for a reviewer."""
    lesson.state = policy.require("submit", actor, lesson)
    lesson.submitted_at = clock.now()
    lesson.review_note = ""
    audit.record(actor, "lessons.submit", lesson, fields=["state"])
    db.session.flush()
    return lesson


def publish(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The lesson stands on the board for everybody, and its author is told."""
    lesson.state = policy.require("publish", actor, lesson)
    lesson.published_at = clock.now()
    lesson.review_note = ""
    audit.record(actor, "lessons.publish", lesson, fields=["state"])
    _tell_author(actor, lesson, "Your lesson is on the board", "Your lesson has been published:")
    db.session.flush()
    return lesson


def return_(actor: Actor, *, lesson: Lesson, reason: str) -> Lesson:
    """The lesson is its author's draft again, with the reviewer's `reason`. Raises FieldError without one."""
    target = policy.require("return", actor, lesson)
    if not reason.strip():
        raise FieldError("reason", "Say what should change")
    lesson.state = target
    lesson.review_note = reason
    lesson.version += 1
    audit.record(actor, "lessons.return", lesson, fields=["state", "review_note"])
    _tell_author(
        actor,
        lesson,
        "A lesson of yours needs changes",
        "A reviewer has sent a lesson of yours back. The reason stands on its page:",
    )
    db.session.flush()
    return lesson


def withdraw(actor: Actor, *, lesson: Lesson) -> Lesson:
    """The lesson is on no board; its owners can still read it."""
    lesson.state = policy.require("withdraw", actor, lesson)
    lesson.withdrawn_at = clock.now()
    audit.record(actor, "lessons.withdraw", lesson, fields=["state"])
    if lesson.author_id != actor.person_id:
        _tell_author(actor, lesson, "A lesson of yours has been withdrawn", "It is no longer on the board:")
    db.session.flush()
    return lesson


def newest(limit: int) -> Sequence[Lesson]:
    """The newest lessons that everybody may read, members' before published cases."""
    return db.session.scalars(
        select(Lesson).where(Lesson.state == LessonState.PUBLISHED).order_by(*newest_first()).limit(limit)
    ).all()


def newest_first() -> tuple[Any, ...]:
    """The order of the board: members' lessons, then published cases, each the newest first."""
    return (Lesson.is_published_case, Lesson.published_at.desc(), Lesson.id.desc())


def _tell_author(actor: Actor, lesson: Lesson, subject: str, body: str) -> None:
    if lesson.author_id is not None and lesson.author_id != actor.person_id:
        link = mail.link("lessons.show", id=lesson.id)
        mail.queue(lesson.author_id, subject=subject, body=f"{body}\n{link}")


def _fill(lesson: Lesson, values: dict[str, Any]) -> list[str]:
    """Put `values` into `lesson`; the names of the fields that changed."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if not values.get("attribution", True):
        values["attribution"] = Attribution.ROLE_ONLY
    changed = []
    for name in PLAIN_FIELDS:
        if name in values and getattr(lesson, name) != values[name]:
            setattr(lesson, name, values[name])
            changed.append(name)
    kind = LessonKind(lesson.kind)
    # A cause explains what failed; what worked names the cause that it prevents.
    if kind is LessonKind.WORKED:
        values["causes"] = []
    if kind is LessonKind.DID_NOT_WORK:
        values["guards_against"] = []
        lesson.is_good_practice = False
    for name, model in (("areas", Area), ("causes", Cause), ("guards_against", Cause)):
        if name in values and _set_codes(lesson, name, model, values[name]):
            changed.append(name)
    if "mechanisms" in values:
        wanted = {Mechanism(value) for value in values["mechanisms"]}
        if wanted != set(lesson.mechanisms):
            kept = [link for link in lesson.mechanism_links if link.mechanism in wanted]
            new = sorted(wanted - {link.mechanism for link in kept})
            lesson.mechanism_links = [*kept, *(LessonMechanism(mechanism=mechanism) for mechanism in new)]
            changed.append("mechanisms")
    return changed


def _set_codes(lesson: Lesson, name: str, model: Any, codes: Iterable[str]) -> bool:
    wanted = set(codes)
    if wanted == {thing.code for thing in getattr(lesson, name)}:
        return False
    things = db.session.scalars(select(model).where(model.code.in_(wanted)).order_by(model.position)).all()
    setattr(lesson, name, list(things))
    return True
