"""The order of the board: relevance × reuse × freshness, as docs/lessons.md says."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from app.core import clock
from app.extensions import db
from app.lessons.models import Lesson, LessonClick, Use
from app.lessons.order import best_first
from tests import factories

pytestmark = pytest.mark.postgres
DAY = timedelta(days=1)


@pytest.fixture
def readers(app):
    with factories.together():
        return [factories.person() for _ in range(12)]


def in_order(*lessons, found=None):
    numbers = [lesson.id for lesson in lessons]
    asked = select(Lesson).where(Lesson.id.in_(numbers)).order_by(*best_first(found))
    return [lesson.title for lesson in db.session.scalars(asked)]


_minutes = count()


def lesson(title, days=700, **values):
    """One whose owner is asked in so many days; newer on the board than those made before it."""
    values.setdefault("published_at", clock.now() + timedelta(minutes=next(_minutes)))
    return factories.lesson(title=title, review_by=clock.today() + days * DAY, **values)


def applied(lesson, people, choice=Use.WILL_APPLY, places=1):
    for person in people:
        for place in range(places):
            db.session.add(
                LessonClick(
                    lesson_id=lesson.id,
                    person_id=person.id,
                    place_kind="brief",
                    place_id=str(place),
                    choice=choice,
                )
            )
    db.session.flush()


def test_each_person_who_applies_a_lesson_raises_it_once(readers):
    one, two = lesson("By one, at five places"), lesson("By two")
    applied(one, readers[:1], places=5)
    applied(two, readers[:2])
    assert in_order(one, two) == ["By two", "By one, at five places"]


def test_only_applying_raises_and_not_by_its_author(readers):
    author = readers[0]
    plain, own = lesson("Plain"), lesson("Applied by its author", author_id=author.id)
    noted = lesson("Noted")
    applied(own, [author])
    applied(noted, readers, Use.NOTED)
    # All count the same: the newest comes first.
    assert in_order(plain, own, noted) == ["Noted", "Applied by its author", "Plain"]


def test_a_lesson_sinks_step_by_step(app):
    ages = [("Past its day", -1), ("On its day", 0), ("A year before", 365), ("Longer before", 366)]
    made = [lesson(title, days) for title, days in ages]
    # Within a step the newest comes first.
    assert in_order(*made) == ["Longer before", "A year before", "On its day", "Past its day"]


def test_no_reuse_lifts_a_stale_lesson_over_one_that_holds(readers):
    stale, later = lesson("Stale", -1), lesson("Later", 10)
    applied(stale, readers)
    assert in_order(stale, later) == ["Later", "Stale"]


def test_what_fits_the_words_best_comes_first_and_a_stale_one_sinks_there_too(readers):
    best, second, third = lesson("Best"), lesson("Second"), lesson("Third")
    found = [best.id, second.id, third.id]
    applied(third, readers[:2])
    assert in_order(best, second, third, found=found) == ["Best", "Second", "Third"]
    best.review_by = clock.today() - DAY
    db.session.flush()
    assert in_order(best, second, third, found=found) == ["Second", "Best", "Third"]


def test_a_published_case_has_no_such_day_and_comes_after_members_lessons(app):
    case = factories.lesson(title="Case", is_published_case=True, case_ref="a-case")
    assert in_order(case, lesson("Own", 10)) == ["Own", "Case"]
    assert in_order(case, lesson("Stale", -1)) == ["Case", "Stale"]
