"""Pages of responses."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core import panels
from app.core.policy import require
from app.listings.forms import confirming
from app.listings.policy import access_listing
from app.responses import policy, service
from app.responses.forms import DECLINE_LABELS, DeclineForm, RespondForm, WithdrawForm
from app.responses.panels import listing_title, listing_url

bp = Blueprint("responses", __name__)


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
            boxes=form.ticked(),
        )
        flash("Your response has been sent.", "success")
        return redirect(url_for("responses.show", id=response.id))
    page = render_template("responses/respond.html", form=form, listing=listing, back=listing_url(listing))
    return page, 422 if form.errors else 200


@bp.get("/responses/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id)
    return render_template(
        "responses/show.html",
        response=response,
        title=listing_title(actor, response.listing),
        listing_url=listing_url(response.listing) if listing_title(actor, response.listing) else "",
        parties=policy.parties(actor, response),
        can_withdraw=policy.can_withdraw(actor, response),
        labels=DECLINE_LABELS,
        panels=panels.of("responses.show", actor, response),
    )


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
