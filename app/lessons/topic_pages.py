"""The pages of subjects, the feeds, and what a lesson's owner says when its day has come."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import panels
from app.core.actor import current
from app.lessons import feed as feeds
from app.lessons import keeping, policy, topics
from app.lessons.forms import ReviseForm, StillHoldsForm
from app.lessons.routes import bp
from app.lessons.search import card


@bp.get("/lessons/by", endpoint="topics")
def all_topics() -> ResponseReturnValue:
    outlines = [(kind, topics.outline(name)) for name, kind in topics.KINDS.items()]
    return render_template("lessons/topics.html", outlines=outlines)


@bp.get("/lessons/by/<string:kind>/<string:code>")
def topic(kind: str, code: str) -> ResponseReturnValue:
    found = topics.access_topic(kind, code)
    page = topics.lessons_of(found)
    above, near = topics.around(found)
    return render_template(
        "lessons/topic.html",
        topic=found,
        about=topics.about(found),
        page=page,
        ways=[card(lesson) for lesson in page.items if topics.is_way(lesson)],
        rest=[card(lesson) for lesson in page.items if not topics.is_way(lesson)],
        above=above,
        near=near,
        is_filter=code in found.kind.axis.labels(),
        panels=panels.of("lessons.topic", current(), found),
    )


@bp.get("/lessons/feed.atom")
def feed() -> Response:
    return feeds.feed()


@bp.get("/lessons/by/<string:kind>/<string:code>/feed.atom")
def topic_feed(kind: str, code: str) -> Response:
    return feeds.feed(topics.access_topic(kind, code))


@bp.route("/lessons/<int:id>/still-holds", methods=["GET", "POST"])
def still_holds(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "still_holds")
    form = StillHoldsForm()
    if form.validate_on_submit():
        keeping.still_holds(current(), lesson=lesson)
        flash("Kept: the lesson still holds.", "success")
        return redirect(url_for("lessons.show", id=id))
    return render_template(
        "lessons/still_holds.html", form=form, lesson=lesson, is_stale=keeping.is_stale(lesson)
    ), 422 if form.errors else 200


@bp.route("/lessons/<int:id>/revise", methods=["GET", "POST"])
def revise(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "revise")
    form = ReviseForm()
    if form.validate_on_submit():
        keeping.revise(current(), lesson=lesson)
        flash("The lesson is a draft again. Send it when it is ready.", "success")
        return redirect(url_for("lessons.edit", id=id))
    return render_template("lessons/revise.html", form=form, lesson=lesson), 422 if form.errors else 200
