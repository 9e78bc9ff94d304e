"""Pages of responses."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core import clock, panels
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.core.sensitivity.forms import confirming
from app.listings.policy import access_listing
from app.responses import policy, reminders, service
from app.responses.forms import (
    DECLINE_LABELS,
    DeclareForm,
    DeclineForm,
    ExtendForm,
    InviteForm,
    RespondForm,
    WithdrawForm,
)
from app.responses.lessons_panels import while_writing
from app.responses.models import Response, ResponsePartner, ResponseState
from app.responses.panels import listing_title, listing_url, shown_partners

bp = Blueprint("responses", __name__)
# Until when a full response may be sent, unless its owners choose another day.
USUAL_TIME = timedelta(weeks=4)


@bp.route("/listings/<int:id>/respond", methods=["GET", "POST"])
def respond(id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id)
    reason = policy.why_not_respond(actor, listing)
    require(not reason, reason)
    form = confirming(RespondForm)
    if form.validate_on_submit():
        response = service.respond(
            actor,
            listing=listing,
            why=form.why.data,
            contribution=form.contribution.data,
            first_step=form.first_step.data,
            availability=form.availability.data,
            conflict=form.declared,
            boxes=form.ticked(),
        )
        flash("Your response has been sent.", "success")
        return redirect(url_for("responses.show", id=response.id))
    advice = while_writing(actor, listing)
    page = render_template(
        "responses/respond.html",
        form=form,
        form_id="response-form",
        listing=listing,
        back=listing_url(listing),
        panels=[advice] if advice else [],
    )
    return page, 422 if form.errors else 200


@bp.get("/responses/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id)
    title = listing_title(actor, response.listing)
    return render_template(
        "responses/show.html",
        response=response,
        title=title,
        listing_url=listing_url(response.listing) if title else "",
        parties=policy.parties(actor, response),
        acts=policy.acts(actor, response),
        labels=DECLINE_LABELS,
        shows_full=policy.may_read_full(actor, response),
        partners=shown_partners(actor, response),
        to_join=_partner_of(actor, response),
        days_waited=reminders.days_waited(response),
        panels=panels.of("responses.show", actor, response),
    )


@bp.route("/responses/<int:id>/invite", methods=["GET", "POST"])
def invite(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "invite")
    form = InviteForm(data={"full_by": clock.today() + USUAL_TIME})
    if form.validate_on_submit():
        try:
            service.invite(actor, response=response, full_by=form.full_by.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"{response.organisation.name} has been invited to a full response.", "success")
            return redirect(url_for("responses.show", id=id))
    asked = service.asked_of(response.listing)
    page = render_template("responses/invite.html", form=form, response=response, asked=asked)
    return page, 422 if form.errors else 200


@bp.route("/responses/<int:id>/extend", methods=["GET", "POST"])
def extend(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "extend")
    form = ExtendForm(data={"full_by": response.full_by})
    if form.validate_on_submit():
        try:
            service.extend(actor, response=response, full_by=form.full_by.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash("The responder has been told of the new last day.", "success")
            return redirect(url_for("responses.show", id=id))
    page = render_template("responses/extend.html", form=form, response=response)
    return page, 422 if form.errors else 200


@bp.route("/responses/<int:id>/declare", methods=["GET", "POST"])
def declare(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "declare")
    form = confirming(DeclareForm, response.confirmations, data=_declared(response))
    if form.validate_on_submit():
        service.declare(actor, response=response, conflict=form.declared, boxes=form.ticked())
        flash("Your declaration has been saved.", "success")
        return redirect(
            url_for("responses.full" if policy.can_edit(actor, response) else "responses.show", id=id)
        )
    page = render_template("responses/declare.html", form=form, response=response)
    return page, 422 if form.errors else 200


def _partner_of(actor: Actor, response: Response) -> ResponsePartner | None:
    """The place of the actor's organisation among the partners, while its managers may still answer."""
    if response.state is not ResponseState.INVITED:
        return None
    own = (each for each in response.partners if actor.manages(each.organisation_id))
    return next((each for each in own if each.state in policy.JOINING), None)


def _declared(response: Response) -> dict[str, str | None]:
    """What was declared before, as the form has it."""
    if response.conflict is None:
        return {}
    return {"has_conflict": "yes" if response.conflict else "no", "conflict": response.conflict}


@bp.route("/responses/<int:id>/decline", methods=["GET", "POST"])
def decline(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "decline")
    form = confirming(DeclineForm)
    if form.validate_on_submit():
        service.decline(
            actor,
            response=response,
            reason=form.reason.data,
            sentence=form.sentence.data,
            boxes=form.ticked(),
        )
        flash("The response has been declined, and the responder told why.", "success")
        return redirect(url_for("responses.show", id=id))
    page = render_template("responses/decline.html", form=form, response=response)
    return page, 422 if form.errors else 200


@bp.route("/responses/<int:id>/withdraw", methods=["GET", "POST"])
def withdraw(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "withdraw")
    form = WithdrawForm()
    if form.validate_on_submit():
        service.withdraw(actor, response=response)
        flash("Your response has been withdrawn.", "success")
        return redirect(url_for("responses.show", id=id))
    page = render_template("responses/withdraw.html", form=form, response=response)
    return page, 422 if form.errors else 200
