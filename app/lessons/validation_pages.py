"""The pages between a draft and the board: the answer of the other side, the reviewer's, and the owner's way back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import current
from app.core.errors import EditedMeanwhile, FieldError
from app.lessons import policy, service
from app.lessons.checking import checked_form
from app.lessons.models import LessonState
from app.lessons.routes import bp
from app.lessons.validation import asks_to_name
from app.lessons.validation_forms import (
    AcceptForm,
    AnswerForm,
    ReturnForm,
    TakeBackForm,
    UnnameForm,
    WithdrawForm,
    WithdrawWithReasonForm,
)
from app.lessons.voices import other_voice
from app.lessons.words import contributor, texts

CHANGED = "This lesson was changed after you opened this page. Read it again, then send your answer"


@bp.route("/lessons/<int:id>/answer", methods=["GET", "POST"])
def answer(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "answer")
    form = checked_form(AnswerForm, only=["view"], data={"version": lesson.version})
    if not asks_to_name(lesson):
        del form.may_be_named
    if form.validate_on_submit():
        try:
            service.answer(
                current(),
                lesson=lesson,
                version=form.version.data,
                answer=form.answer.data,
                view=form.view.data,
                may_be_named=form.named(),
                boxes=form.ticked(),
            )
        except FieldError as error:
            form.complain(error)
        except EditedMeanwhile:
            form.version.data = lesson.version
            form.form_errors.append(CHANGED)
        else:
            flash("Your answer has been sent. A reviewer now reads the lesson with it.", "success")
            return redirect(url_for("lessons.show", id=id))
    page = render_template("lessons/answer.html", form=form, lesson=lesson, texts=texts(lesson))
    return page, 422 if form.errors else 200


@bp.route("/lessons/<int:id>/unname", methods=["GET", "POST"])
def unname(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "unname")
    form = UnnameForm()
    if form.validate_on_submit():
        try:
            service.unname(current(), lesson=lesson, attribution=form.attribution.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your lesson now names no organisation.", "success")
            return redirect(url_for("lessons.show", id=id))
    return render_template("lessons/unname.html", form=form, lesson=lesson), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/take-back", methods=["GET", "POST"])
def take_back(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "take_back")
    form = TakeBackForm()
    if form.validate_on_submit():
        service.take_back(current(), lesson=lesson)
        flash("Your lesson is a draft again. Send it when you have changed it.", "success")
        return redirect(url_for("lessons.show", id=id))
    return render_template("lessons/take_back.html", form=form, lesson=lesson), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/accept", methods=["GET", "POST"])
def accept(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "accept")
    form = AcceptForm(data={"version": lesson.version})
    if form.validate_on_submit():
        try:
            service.accept(current(), lesson=lesson, version=form.version.data)
        except EditedMeanwhile:
            form.version.data = lesson.version
            form.form_errors.append(CHANGED)
        except FieldError as error:
            form.form_errors.append(f"{error.message}. Send the lesson back with this as the reason")
        else:
            is_shown = lesson.state is LessonState.PUBLISHED
            said = "It is on the board." if is_shown else "Its page says what it waits for."
            flash(f"You have accepted the lesson. {said}", "success")
            return redirect(url_for("lessons.show", id=id))
    page = render_template(
        "lessons/accept.html",
        form=form,
        lesson=lesson,
        contributor=contributor(lesson),
        voice=other_voice(lesson),
    )
    return page, 422 if form.errors else 200


@bp.route("/lessons/<int:id>/return", methods=["GET", "POST"], endpoint="return")
def return_(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "return")
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            service.return_(current(), lesson=lesson, reason=form.reason.data)
        except FieldError as error:
            form.complain(error)
        else:
            # It is a draft again, so the reviewer can no longer read it.
            flash("The lesson has been sent back to its author.", "success")
            return redirect(url_for("moderation.queue"))
    return render_template("lessons/return.html", form=form, lesson=lesson), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/withdraw", methods=["GET", "POST"])
def withdraw(id: int) -> ResponseReturnValue:
    actor = current()
    lesson = policy.access_lesson(actor, id, "withdraw")
    owns = policy.owns(actor, lesson)
    form = WithdrawForm() if owns else WithdrawWithReasonForm()
    if form.validate_on_submit():
        try:
            service.withdraw(actor, lesson=lesson, reason="" if owns else form.reason.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash("The lesson has been withdrawn.", "success")
            return redirect(url_for("lessons.show", id=id) if owns else url_for("lessons.index"))
    page = render_template("lessons/withdraw.html", form=form, lesson=lesson, owns=owns)
    return page, 422 if form.errors else 200
