"""Pages of the sponsoring chief officer: for the brief's owners, and for whoever is asked."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from app.accounts import service as accounts
from app.briefs.models import Brief
from app.briefs.one_page import one_page
from app.briefs.routes import bp
from app.briefs.sponsors import forms, letters, policy, service
from app.briefs.sponsors.models import Sponsor, SponsorState
from app.core import actor as acting
from app.core.actor import Actor
from app.core.errors import FieldError

ASKED = "The holder of the post is asked by email to confirm."
GONE = "This link has been used, has run out, or a newer email has taken its place."


@bp.route("/briefs/<int:id>/sponsor/name", methods=["GET", "POST"])
def name_sponsor(id: int) -> ResponseReturnValue:
    actor = acting.current()
    brief = policy.access_brief_to_name(actor, id)
    sponsor = service.sponsor_of(brief)
    form = forms.NameForm(data=_named(sponsor))
    if form.validate_on_submit():
        try:
            sponsor = service.name(
                actor,
                brief=brief,
                post=form.post.data,
                holder_name=form.name.data,
                email=form.email.data,
            )
        except FieldError as error:
            form.complain(error)
        else:
            asked = sponsor.state is SponsorState.ASKED
            flash(ASKED if asked else "The sponsor is named. Ask for the confirmation next.", "success")
            return redirect(_brief(brief))
    page = render_template("briefs/sponsors/name.html", form=form, brief=brief, sponsor=sponsor)
    return page, 422 if form.errors else 200


@bp.route("/briefs/<int:id>/sponsor/ask", methods=["GET", "POST"])
def ask_sponsor(id: int) -> ResponseReturnValue:
    actor = acting.current()
    sponsor = policy.access_sponsor(actor, id, "ask")
    form = forms.AskForm()
    if form.validate_on_submit():
        try:
            service.ask(actor, sponsor=sponsor)
        except FieldError as error:
            form.complain(error)
        else:
            flash(ASKED, "success")
            return redirect(_brief(sponsor.brief))
    page = render_template("briefs/sponsors/ask.html", form=form, sponsor=sponsor)
    return page, 422 if form.errors else 200


@bp.route("/briefs/<int:id>/sponsor/remove", methods=["GET", "POST"])
def remove_sponsor(id: int) -> ResponseReturnValue:
    actor = acting.current()
    sponsor = policy.access_sponsor(actor, id, "remove")
    form = forms.RemoveForm()
    if form.validate_on_submit():
        brief = sponsor.brief
        service.remove(actor, sponsor=sponsor)
        flash("The brief names no sponsor any more.", "success")
        return redirect(_brief(brief))
    page = render_template("briefs/sponsors/remove.html", form=form, sponsor=sponsor)
    return page, 422 if form.errors else 200


@bp.route("/sponsor/<string:token>", methods=["GET", "POST"])
def answer_sponsor(token: str) -> ResponseReturnValue:
    sponsor = letters.sponsor_for(token)
    if sponsor is None or sponsor.holder is None:
        raise Gone(GONE)
    onward = url_for("briefs.sponsor_answered")
    page = make_response(_answer(accounts.actor_for(sponsor.holder), sponsor, onward))
    # Nobody is signed in, and yet the page may show what is not public.
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.route("/briefs/<int:id>/sponsor/answer", methods=["GET", "POST"])
def answer_as_sponsor(id: int) -> ResponseReturnValue:
    actor = acting.current()
    return _answer(actor, policy.access_sponsor(actor, id, "confirm"), url_for("desk.show"))


@bp.get("/sponsor/answered")
def sponsor_answered() -> ResponseReturnValue:
    return render_template("briefs/sponsors/answered.html")


def _answer(actor: Actor, sponsor: Sponsor, onward: str) -> ResponseReturnValue:
    policy.require(actor, sponsor, "confirm")
    form = forms.AnswerForm()
    if form.validate_on_submit():
        try:
            if form.answer.data == forms.CONFIRM:
                service.confirm(actor, sponsor=sponsor)
            elif form.answer.data == forms.DECLINE:
                service.decline(actor, sponsor=sponsor, reason=form.reason.data)
            else:
                service.pass_on(actor, sponsor=sponsor)
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your answer has been kept, and the owners of the brief are told.", "success")
            return redirect(onward)
    page = one_page(actor, sponsor.brief)
    shown = render_template("briefs/sponsors/answer.html", form=form, sponsor=sponsor, page=page)
    return shown, 422 if form.errors else 200


def _named(sponsor: Sponsor | None) -> dict[str, str]:
    if sponsor is None:
        return {}
    holder = sponsor.holder
    return {
        "post": sponsor.post,
        "name": holder.name if holder else "",
        "email": (holder.email or "") if holder else "",
    }


def _brief(brief: Brief) -> str:
    return url_for("briefs.show", id=brief.id)
