"""Published lessons under subjects, for the tests of what is found under them."""

from app.extensions import db
from app.lessons.models import Lesson, LessonKind, LessonMechanism
from app.taxonomy.models import Area, Cause, Mechanism
from tests import factories


def lesson(
    title, kind=LessonKind.DID_NOT_WORK, *, causes=(), guards=(), areas=(), mechanism=None, **values
) -> Lesson:
    """A lesson on the board; `causes`, `guards` and `areas` are codes."""
    made = factories.lesson(title=title, kind=kind, **values)
    made.causes = [db.session.get_one(Cause, code) for code in causes]
    made.guards_against = [db.session.get_one(Cause, code) for code in guards]
    made.areas = [db.session.get_one(Area, code) for code in areas]
    if mechanism:
        made.mechanism_links = [LessonMechanism(mechanism=Mechanism(mechanism))]
    db.session.flush()
    return made
