"""The order of the board: relevance × reuse × freshness. docs/lessons.md says it in words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from app.core import clock
from app.lessons.models import Lesson, LessonClick, Use

# What a published case counts beside a member's lesson, where nobody searched for words.
CASE_RELEVANCE = 0.6
# What each person who applies a lesson adds, and for how many it counts.
EACH_PERSON, MOST_PEOPLE = 0.05, 10
FRESH, LATER, STALE = 1.0, 0.9, 0.5
FRESH_UNTIL = timedelta(days=365)


def best_first(found: Sequence[int] | None = None) -> tuple[Any, ...]:
    """The order of lessons: the highest product first. `found` are the numbers that words found, best first."""
    score = _relevance(found) * _reuse() * _freshness()
    return (score.desc(), Lesson.published_at.desc(), Lesson.title, Lesson.id)


def _relevance(found: Sequence[int] | None) -> ColumnElement[Any]:
    """The first that words found counts 1, the second ½, the third ⅓."""
    if found:
        places = {number: 1.0 / place for place, number in enumerate(found, start=1)}
        return case(places, value=Lesson.id, else_=0.0)
    return case((Lesson.is_published_case, CASE_RELEVANCE), else_=1.0)


def _reuse() -> ColumnElement[Any]:
    """Who wrote a lesson does not raise it, and who applies it at five places raises it once."""
    people = (
        select(func.count(func.distinct(LessonClick.person_id)))
        .where(
            LessonClick.lesson_id == Lesson.id,
            LessonClick.choice == Use.WILL_APPLY,
            LessonClick.person_id.is_distinct_from(Lesson.author_id),
        )
        .correlate(Lesson)
        .scalar_subquery()
    )
    counted = case((people > MOST_PEOPLE, MOST_PEOPLE), else_=people)
    return literal(1.0) + counted * EACH_PERSON


def _freshness() -> ColumnElement[Any]:
    """Full while the day to look at it again is more than a year off; little once that day has passed.

    A published case has no owner to ask, and no such day.
    """
    today = clock.today()
    return case(
        (Lesson.review_by < today, STALE), (Lesson.review_by > today + FRESH_UNTIL, FRESH), else_=LATER
    )
