"""What write-ups bring to the room of lessons."""

from flask import Flask

from app.core import panels
from app.core.actor import Actor
from app.core.panels import Panel
from app.lessons.models import Lesson, LessonState
from app.lessons.writeups.routes import bp


def init_app(app: Flask) -> None:
    """Register the pages, and the way to them from a lesson's own page."""
    app.register_blueprint(bp)
    panels.add("lessons.show", of_lesson, order=90)


def of_lesson(actor: Actor, lesson: Lesson) -> Panel | None:
    """A lesson on the board can be had on paper."""
    if lesson.state is not LessonState.PUBLISHED:
        return None
    return Panel("On paper", "lessons/writeups/panel.html", {"id": lesson.id})
