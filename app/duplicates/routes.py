"""The page “Has somebody asked this already?”, and the pages of those who ask to stand beside a brief's owner."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.briefs.models import Brief
from app.briefs.policy import access_brief
from app.core import actor as acting
from app.core.actor import Actor
from app.core.errors import FieldError
from app.duplicates import policy, service
from app.duplicates.forms import AgreeForm, AnswerForm, DeclineForm, NothingNearForm, WithdrawForm
from app.duplicates.models import Choice
from app.duplicates.near import Near, near
from app.duplicates.policy import access_co_sponsor
from app.listings.policy import can_read

bp = Blueprint("duplicates", __name__)


@bp.route("/briefs/<int:id>/asked-already", methods=["GET", "POST"])
def asked_already(id: int) -> ResponseReturnValue:
    actor = acting.current()
    brief = access_brief(actor, id, "edit")
    found = near(actor, brief)
    form = _form(actor, brief, found)
    if form.validate_on_submit():
        try:
            return _keep(actor, brief, found, form)
        except FieldError as error:
            form.complain(error)
    page = render_template(
        "duplicates/answer.html",
        form=form,
        brief=brief,
        found=found,
        asked=service.asked_by(brief) if service.waits(brief) else None,
        declined=service.declined_of(brief),
    )
    return page, 422 if form.errors else 200


def _form(actor: Actor, brief: Brief, found: list[Near]) -> Any:
    if not found:
        return NothingNearForm()
    known = service.answer_of(brief)
    data: dict[str, Any] = {"about": found[0].key}
    if known is not None and known.choice not in (Choice.NOTHING_NEAR, Choice.JOIN):
        data |= {"choice": known.choice, "sentence": known.sentence}
    form = AnswerForm(data=data)
    form.about.choices = [(each.key, each.name) for each in found]
    if not any(isinstance(each.thing, Brief) and policy.can_join(actor, brief, each.thing) for each in found):
        form.choice.choices = [one for one in form.choice.choices if one.value != Choice.JOIN]
    return form


def _keep(actor: Actor, brief: Brief, found: list[Near], form: Any) -> ResponseReturnValue:
    if not found:
        service.answer(actor, brief=brief, choice=Choice.NOTHING_NEAR)
        return redirect(url_for("briefs.submit", id=brief.id))
    about = next((each for each in found if each.key == form.about.data), None)
    service.answer(actor, brief=brief, choice=form.choice.data, about=about, sentence=form.sentence.data)
    if asked := service.asked_by(brief):
        flash(f"{asked.brief.organisation.name} has been asked. You will get an email.", "success")
        return redirect(url_for("duplicates.show", id=asked.id))
    flash("Your answer has been kept with the brief.", "success")
    return redirect(url_for("briefs.submit", id=brief.id))


@bp.get("/co-sponsors/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = acting.current()
    asked = access_co_sponsor(actor, id)
    return render_template(
        "duplicates/show.html",
        asked=asked,
        parties=policy.parties(actor, asked),
        brief_is_shown=can_read(actor, asked.brief),
        draft_is_shown=can_read(actor, asked.draft),
        can_agree=policy.can_agree(actor, asked),
        can_decline=policy.can_decline(actor, asked),
        can_withdraw=policy.can_withdraw(actor, asked),
    )


@bp.route("/co-sponsors/<int:id>/agree", methods=["GET", "POST"])
def agree(id: int) -> ResponseReturnValue:
    actor = acting.current()
    asked = access_co_sponsor(actor, id, "agree")
    form = AgreeForm()
    if form.validate_on_submit():
        service.agree(actor, asked=asked)
        flash(f"{asked.organisation.name} is now co-sponsor of the brief.", "success")
        return redirect(url_for("briefs.show", id=asked.brief_id))
    return _act_page("agree", form, asked)


@bp.route("/co-sponsors/<int:id>/decline", methods=["GET", "POST"])
def decline(id: int) -> ResponseReturnValue:
    actor = acting.current()
    asked = access_co_sponsor(actor, id, "decline")
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            service.decline(actor, asked=asked, reason=form.reason.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"You have declined, and {asked.organisation.name} is told why.", "success")
            return redirect(url_for("duplicates.show", id=id))
    return _act_page("decline", form, asked)


@bp.route("/co-sponsors/<int:id>/withdraw", methods=["GET", "POST"])
def withdraw(id: int) -> ResponseReturnValue:
    actor = acting.current()
    asked = access_co_sponsor(actor, id, "withdraw")
    form = WithdrawForm()
    if form.validate_on_submit():
        service.withdraw(actor, asked=asked)
        flash("It has been taken back. Your draft is as it was.", "success")
        return redirect(url_for("duplicates.asked_already", id=asked.draft_id))
    return _act_page("withdraw", form, asked)


def _act_page(act: str, form: Any, asked: Any) -> ResponseReturnValue:
    page = render_template(f"duplicates/{act}.html", form=form, asked=asked)
    return page, 422 if form.errors else 200
