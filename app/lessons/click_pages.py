"""The one click on a lesson that is shown where somebody decides: will apply, noted, not relevant because.

The buttons may belong to the form beside them, so that what has been typed there comes along and is given back.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnprocessableEntity

from app.core import access, kept
from app.core.actor import current
from app.core.errors import FieldError
from app.lessons import clicks, places, policy
from app.lessons.checking import checked_form
from app.lessons.forms import NotRelevantForm
from app.lessons.models import Lesson, Use
from app.lessons.routes import bp
from app.lessons.words import WHY_NOT

# The name of the three buttons; its value says which was pressed.
BUTTON = "lesson_click"
SAID = {
    Use.WILL_APPLY: "Kept: you will apply “{}”.",
    Use.NOTED: "Kept: you have noted “{}”.",
    Use.NOT_RELEVANT: "Kept: “{}” is not relevant here.",
}


@bp.post("/lessons/<int:id>/click")
def click(id: int) -> ResponseReturnValue:
    place = places.read(request.args.get("place", ""))
    lesson = policy.access_click(current(), id, place)
    assert place is not None
    choice = _pressed()
    back = _back_with_what_was_typed(lesson)
    if choice is Use.NOT_RELEVANT:
        return redirect(url_for("lessons.not_relevant", id=id, place=str(place), next=back))
    clicks.click(current(), lesson=lesson, place=place, choice=choice)
    flash(SAID[choice].format(lesson.title), "success")
    return redirect(back)


@bp.route("/lessons/<int:id>/not-relevant", methods=["GET", "POST"])
def not_relevant(id: int) -> ResponseReturnValue:
    place = places.read(request.args.get("place", ""))
    lesson = policy.access_click(current(), id, place)
    assert place is not None
    before = clicks.own(current(), place).get(id)
    form = checked_form(
        NotRelevantForm,
        only=["words"],
        data={
            "reason": before.reason if before and before.reason in WHY_NOT else None,
            "words": before.words if before else "",
        },
    )
    back = access.safe_next(request.args.get("next")) or url_for("lessons.show", id=id)
    if form.validate_on_submit():
        try:
            clicks.click(
                current(),
                lesson=lesson,
                place=place,
                choice=Use.NOT_RELEVANT,
                reason=form.reason.data or "",
                words=form.words.data,
                boxes=form.ticked(),
            )
        except FieldError as error:
            form.complain(error)
        else:
            flash(SAID[Use.NOT_RELEVANT].format(lesson.title), "success")
            return redirect(back)
    page = render_template("lessons/not_relevant.html", form=form, lesson=lesson, back=back)
    return page, 422 if form.errors else 200


def _pressed() -> Use:
    try:
        return Use(request.form.get(BUTTON, ""))
    except ValueError:
        raise UnprocessableEntity("Press one of the buttons below the lesson.") from None


def _back_with_what_was_typed(lesson: Lesson) -> str:
    """Where the button stood, and how to fill the form there again."""
    back = access.safe_next(request.args.get("next"))
    if back is None:
        return url_for("lessons.show", id=lesson.id)
    typed = any(name not in (BUTTON, "csrf_token") for name in request.form)
    path, query = urlsplit(back).path, parse_qsl(urlsplit(back).query)
    token = kept.hold(current().person_id, path) if typed else None
    if token is None:
        return back
    # What was kept before was on the page, and has come along.
    return f"{path}?{urlencode([*((k, v) for k, v in query if k != 'kept'), ('kept', token)])}"
