"""Every day: whether the sector-only lessons on the board still cannot be traced."""

from sqlalchemy import select

from app.core import audit, mail
from app.core.actor import CLOCK
from app.extensions import db
from app.lessons import policy, protection
from app.lessons.models import Attribution, Lesson, LessonState


def check_again() -> None:
    """A sector-only lesson that could now be traced, since what it hid among was corrected or is gone, is shown wider;
    where no widening is enough it is off the board and waits, and its author is told."""
    shown = select(Lesson).where(
        Lesson.state == LessonState.PUBLISHED,
        Lesson.attribution == Attribution.SECTOR_ONLY,
        Lesson.is_published_case.is_(False),
    )
    for lesson in db.session.scalars(shown.order_by(Lesson.id)).all():
        found = protection.narrowest(lesson, lesson.widening)
        if found is None:
            _hide(lesson)
        elif found > lesson.widening:
            lesson.widening = found
            audit.record(CLOCK, "lessons.widen", lesson, fields=["widening"])
        db.session.flush()


def _hide(lesson: Lesson) -> None:
    # When it went on the board stays: what came later never counts for it.
    lesson.state = policy.require("hide", CLOCK, lesson)
    audit.record(CLOCK, "lessons.hide", lesson, fields=["state"])
    if lesson.author_id is not None:
        mail.queue(
            lesson.author_id,
            subject="A lesson of yours is off the board for now",
            body="It says only its sector, and too few organisations are left from which it could come. This is looked "
            "at every day, and it comes back by itself when there are enough. You can also withdraw it:\n"
            f"{mail.link('lessons.show', id=lesson.id)}",
            in_digest=True,
        )
