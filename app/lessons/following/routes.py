"""The pages of following."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from app.core.actor import current
from app.lessons import topics
from app.lessons.following import letters, service
from app.lessons.following.forms import InterestsForm, StopForm
from app.lessons.routes import bp


@bp.route("/lessons/by-mail", methods=["GET", "POST"])
def by_mail() -> ResponseReturnValue:
    before = service.chosen(service.access_following(current()))
    form = InterestsForm(data=before)
    if form.validate_on_submit():
        service.choose(current(), form.wanted())
        follows = any(form.wanted().values())
        flash(
            "Saved: you hear of new ones once a month." if follows else "Saved: you hear of none.", "success"
        )
        return redirect(url_for("lessons.by_mail"))
    page = render_template("lessons/following/by_mail.html", form=form, follows=any(before.values()))
    return page, 422 if form.errors else 200


@bp.post("/lessons/by/<string:kind>/<string:code>/follow")
def follow(kind: str, code: str) -> ResponseReturnValue:
    topic = topics.access_topic(kind, code)
    wanted = request.form.get("wanted") != "no"
    service.follow(current(), topic, wanted=wanted)
    told = "You hear of new lessons here once a month" if wanted else "You no longer hear of new lessons here"
    flash(f"{told}: {topic.label}.", "success")
    return redirect(url_for("lessons.topic", kind=kind, code=code))


@bp.route("/lessons/stop-letters/<string:token>", methods=["GET", "POST"])
def stop_letters(token: str) -> ResponseReturnValue:
    reader = letters.reader_for(token)
    if reader is None:
        raise Gone("This link has run out. Sign in to change what you follow.")
    form = StopForm()
    if form.validate_on_submit():
        service.choose(reader, {})
        return redirect(url_for("lessons.letters_stopped"))
    page = render_template("lessons/following/stop_letters.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/lessons/letters-stopped")
def letters_stopped() -> ResponseReturnValue:
    return render_template("lessons/following/letters_stopped.html")
