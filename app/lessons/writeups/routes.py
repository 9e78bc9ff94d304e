"""A lesson, or those that a reader chose, as a case on two pages: on the site and as PDF."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import case
from werkzeug.exceptions import NotFound

from app.core import actor
from app.extensions import db
from app.lessons import policy
from app.lessons.models import Lesson, LessonState
from app.lessons.writeups.writing_up import CITE, MOST, SOURCE, as_pdf, write_up

bp = Blueprint("writeups", __name__)


@bp.get("/lessons/write-up")
def show() -> ResponseReturnValue:
    numbers = _asked()
    lessons = _found(numbers)
    if not lessons or len(numbers) > MOST:
        page = render_template("lessons/writeups/choose.html", most=MOST, asked=len(numbers))
        return page, 422 if numbers else 200
    return render_template(
        "lessons/writeups/show.html",
        case=write_up(lessons),
        numbers=[lesson.id for lesson in lessons],
        cite=CITE,
        source=SOURCE,
    )


@bp.get("/lessons/write-up.pdf")
def pdf() -> ResponseReturnValue:
    lessons = _found(_asked()[:MOST])
    if not lessons:
        raise NotFound
    name = f"lesson-{lessons[0].id}" if len(lessons) == 1 else f"{len(lessons)}-lessons"
    headers = {"Content-Disposition": f"attachment; filename={name}.pdf"}
    return Response(as_pdf(lessons), mimetype="application/pdf", headers=headers)


def _asked() -> list[int]:
    """The numbers in the address, each once."""
    wanted = (text for text in request.args.getlist("lesson") if text.isascii() and text.isdigit())
    return list(dict.fromkeys(number for text in wanted if (number := int(text)) < policy.LARGEST_ID))


def _found(numbers: Sequence[int]) -> Sequence[Lesson]:
    """Those of them that are on the board, in the order in which they were asked for."""
    if not numbers:
        return []
    order = case({number: place for place, number in enumerate(numbers)}, value=Lesson.id)
    readable = policy.readable_by(actor.current())
    chosen = readable.where(Lesson.id.in_(numbers), Lesson.state == LessonState.PUBLISHED).order_by(order)
    return db.session.scalars(chosen).all()
