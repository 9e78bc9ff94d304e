"""The pages of lessons."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import panels
from app.core.actor import current
from app.core.errors import EditedMeanwhile, FieldError
from app.core.paging import paginate
from app.lessons import policy, service
from app.lessons.board import board
from app.lessons.forms import LessonForm, PublishForm, ReturnForm, SubmitForm, WithdrawForm
from app.lessons.models import Lesson
from app.lessons.search import card
from app.lessons.words import KIND_COLOURS, KIND_LABELS, contributor, source_links
from app.taxonomy.choices import MECHANISM_LABELS

bp = Blueprint("lessons", __name__)
ACT_LABELS = {
    "edit": "Change",
    "submit": "Send for review",
    "publish": "Publish",
    "return": "Send back",
    "withdraw": "Withdraw",
}


@bp.get("/lessons")
def index() -> ResponseReturnValue:
    found = board(current(), request.args)
    cards = [card(lesson) for lesson in found.page.items]
    kept = [(name, value) for name, values in found.chosen.items() for value in values]
    return render_template(
        "lessons/index.html", board=found, cards=cards, kept=kept, may_write=policy.can_write(current())
    )


@bp.get("/lessons/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = current()
    lesson = policy.access_lesson(actor, id)
    return render_template(
        "lessons/show.html",
        lesson=lesson,
        contributor=contributor(lesson),
        links=source_links(lesson),
        acts=policy.acts(actor, lesson),
        act_labels=ACT_LABELS,
        kind_labels=KIND_LABELS,
        kind_colours=KIND_COLOURS,
        mechanisms=[MECHANISM_LABELS[mechanism] for mechanism in lesson.mechanisms],
        owner=policy.Party.OWNER in policy.parties(actor, lesson),
        panels=panels.of("lessons.show", actor, lesson),
    )


@bp.get("/lessons/mine")
def mine() -> ResponseReturnValue:
    actor = current()
    policy.access_writing(actor)
    own = policy.readable_by(actor).where(Lesson.organisation_id == actor.organisation_id)
    if not actor.manages(actor.organisation_id):
        own = own.where(Lesson.author_id == actor.person_id)
    return render_template("lessons/mine.html", page=paginate(own.order_by(Lesson.updated_at.desc())))


@bp.route("/lessons/new", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    policy.access_writing(current())
    form = LessonForm(version=1)
    if form.validate_on_submit():
        lesson = service.write(current(), **form.values())
        flash("Your draft has been saved. Send it for review when it is ready.", "success")
        return redirect(url_for("lessons.show", id=lesson.id))
    return render_template("lessons/write.html", form=form), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "edit")
    form = LessonForm.of(lesson)
    if form.validate_on_submit():
        try:
            service.edit(current(), lesson=lesson, version=form.version.data, **form.values())
        except EditedMeanwhile:
            form.version.data = lesson.version
            form.form_errors.append(
                "Somebody else saved this lesson after you opened it. Both texts are below: saving again keeps yours"
            )
            return render_template("lessons/edit.html", form=form, lesson=lesson, meanwhile=True), 422
        flash("Your changes have been saved.", "success")
        return redirect(url_for("lessons.show", id=lesson.id))
    page = render_template("lessons/edit.html", form=form, lesson=lesson, meanwhile=False)
    return page, 422 if form.errors else 200


@bp.route("/lessons/<int:id>/submit", methods=["GET", "POST"])
def submit(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "submit")
    form = SubmitForm()
    if form.validate_on_submit():
        service.submit(current(), lesson=lesson)
        flash("Your lesson has been sent to a reviewer.", "success")
        return redirect(url_for("lessons.show", id=id))
    return render_template(
        "lessons/submit.html", form=form, lesson=lesson, contributor=contributor(lesson)
    ), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/publish", methods=["GET", "POST"])
def publish(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "publish")
    form = PublishForm()
    if form.validate_on_submit():
        service.publish(current(), lesson=lesson)
        flash("The lesson is on the board.", "success")
        return redirect(url_for("lessons.show", id=id))
    return render_template(
        "lessons/publish.html", form=form, lesson=lesson, contributor=contributor(lesson)
    ), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/return", methods=["GET", "POST"], endpoint="return")
def return_(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "return")
    form = ReturnForm()
    if form.validate_on_submit():
        try:
            service.return_(current(), lesson=lesson, reason=form.reason.data)
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            # It is a draft again, so the reviewer can no longer read it.
            flash("The lesson has been sent back to its author.", "success")
            return redirect(url_for("lessons.index"))
    return render_template("lessons/return.html", form=form, lesson=lesson), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/withdraw", methods=["GET", "POST"])
def withdraw(id: int) -> ResponseReturnValue:
    actor = current()
    lesson = policy.access_lesson(actor, id, "withdraw")
    form = WithdrawForm()
    if form.validate_on_submit():
        service.withdraw(actor, lesson=lesson)
        flash("The lesson has been withdrawn.", "success")
        owns = policy.Party.OWNER in policy.parties(actor, lesson)
        return redirect(url_for("lessons.show", id=id) if owns else url_for("lessons.index"))
    return render_template("lessons/withdraw.html", form=form, lesson=lesson), 422 if form.errors else 200
