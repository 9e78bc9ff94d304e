"""An index for the tests of what is found or pushed."""

from sqlalchemy import select

from app.extensions import db
from app.lessons.models import Lesson
from tests.support.indexed import index_alone


def index_what_the_test_made() -> None:
    """An index of the lessons of this test, without the published cases."""
    made = select(Lesson.id).where(Lesson.is_published_case.is_(False))
    index_alone(("lessons", number) for number in db.session.scalars(made).all())
