"""What people say of a lesson where it is shown to them: the verb that keeps it, and the counts."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, mail
from app.core import policy as engine
from app.core.actor import Actor
from app.core.errors import FieldError
from app.extensions import db
from app.lessons import checking, places, policy
from app.lessons.models import Lesson, LessonClick, Use
from app.lessons.places import Place
from app.lessons.words import OTHER_REASON, WHY_NOT


def click(
    actor: Actor,
    *,
    lesson: Lesson,
    place: Place,
    choice: Use,
    reason: str = "",
    words: str = "",
    boxes: Collection[str] = (),
) -> LessonClick:
    """What the actor does with the lesson at the place is kept; the latest stands. The author of the lesson hears, once
    for each person and place, that it will be applied.

    `reason` is a code of WHY_NOT. Raises Refused, and FieldError for "not relevant" without a reason or words, and for
    words in which the sensitivity check points at something that none of the ticked `boxes` confirms.
    """
    engine.require(
        policy.can_click(actor, lesson, place), "Only those who decide here say what they do with a lesson."
    )
    if choice is not Use.NOT_RELEVANT:
        reason = words = ""
    elif reason not in WHY_NOT and not words:
        raise FieldError("reason", "Select why it is not relevant, or say it in a sentence")
    elif reason == OTHER_REASON and not words:
        raise FieldError("words", "Enter why it is not relevant")
    text = f"click {actor.person_id} {place}"
    checking.keep_confirmed(actor, lesson, {text: words}, boxes, {text: "words"})
    found = _own(actor, lesson, place) or _added(actor, lesson, place, choice)
    found.choice, found.reason, found.words = choice, reason, words
    if choice is Use.WILL_APPLY and found.told_at is None:
        found.told_at = clock.now()
        _tell_author(actor, lesson, place)
    db.session.flush()
    audit.record(actor, "lessons.click", lesson, fields=["choice"], detail=f"{place} {choice.value}")
    return found


def _tell_author(actor: Actor, lesson: Lesson, place: Place) -> None:
    """In the daily letter, by the kind of place only: not everybody may read the place itself."""
    if lesson.author_id is None or lesson.author_id == actor.person_id:
        return
    body = f"“{lesson.title}” will be applied at {places.counted(place.kind, 1)}:"
    link = mail.link("lessons.show", id=lesson.id)
    mail.queue(lesson.author_id, subject="A lesson of yours is used", body=f"{body}\n{link}", in_digest=True)


def _added(actor: Actor, lesson: Lesson, place: Place, choice: Use) -> LessonClick:
    made = LessonClick(
        lesson_id=lesson.id,
        person_id=actor.person_id,
        place_kind=place.kind,
        place_id=place.id,
        choice=choice,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        # The same person has just said it in another window.
        found = _own(actor, lesson, place)
        if found is None:
            raise
        return found
    return made


def _own(actor: Actor, lesson: Lesson, place: Place) -> LessonClick | None:
    """As it stands now, and held: a second window waits, and then knows whether the author has been told."""
    said = _said(actor, place).where(LessonClick.lesson_id == lesson.id).with_for_update()
    return db.session.scalar(said.execution_options(populate_existing=True))


def own(actor: Actor, place: Place) -> dict[int, LessonClick]:
    """What the actor said of lessons at a place before, by the lesson's number."""
    return {each.lesson_id: each for each in db.session.scalars(_said(actor, place))}


def _said(actor: Actor, place: Place) -> Select[LessonClick]:
    return select(LessonClick).where(
        LessonClick.person_id == actor.person_id,
        LessonClick.place_kind == place.kind,
        LessonClick.place_id == place.id,
    )


def counts(lesson_ids: Collection[int]) -> dict[int, dict[Use, int]]:
    """How often each was said of each lesson, by the lesson's number; nothing of who said it."""
    rows = (
        select(LessonClick.lesson_id, LessonClick.choice, func.count())
        .where(LessonClick.lesson_id.in_(lesson_ids))
        .group_by(LessonClick.lesson_id, LessonClick.choice)
    )
    found: dict[int, dict[Use, int]] = {}
    for lesson_id, choice, count in db.session.execute(rows):
        found.setdefault(lesson_id, {})[choice] = count
    return found


def counted(said: dict[Use, int]) -> str:
    """The counts in words; empty where nothing was said."""
    will, noted, not_relevant = (said.get(use, 0) for use in Use)
    if not will + noted + not_relevant:
        return ""
    times = "once" if will == 1 else f"{will} times"
    return f"Will be applied {times}, noted {noted}, not relevant {not_relevant}"
