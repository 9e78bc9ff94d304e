"""Pages of consortia: for the responder's side, and for the organisations that are asked to join."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core.errors import FieldError
from app.core.sensitivity.forms import confirming
from app.extensions import db
from app.organisations.models import Organisation
from app.responses import policy as responses
from app.responses.panels import listing_title, listing_url
from app.responses.partners import policy, service
from app.responses.partners.forms import AddPartnerForm, AnswerForm, RemoveForm

bp = Blueprint("partners", __name__)


@bp.route("/responses/<int:id>/partners", methods=["GET", "POST"])
def partners(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = responses.access_response(actor, id, "add_partner")
    form = confirming(AddPartnerForm)
    form.organisation.choices = [(each.id, each.name) for each in service.eligible(response)]
    if form.validate_on_submit():
        organisation = db.session.get(Organisation, form.organisation.data)
        assert organisation is not None
        try:
            service.add_partner(
                actor, response=response, organisation=organisation, part=form.part.data, boxes=form.ticked()
            )
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"{organisation.name} has been asked to join.", "success")
            return redirect(url_for("partners.partners", id=id))
    page = render_template("responses/partners/partners.html", form=form, response=response)
    return page, 422 if form.errors else 200


@bp.route("/response-partners/<int:id>/remove", methods=["GET", "POST"])
def remove(id: int) -> ResponseReturnValue:
    actor = acting.current()
    partner = policy.access_partner(actor, id, "remove")
    response, form = partner.response, RemoveForm()
    if form.validate_on_submit():
        name = partner.organisation.name
        service.remove_partner(actor, partner=partner)
        flash(f"{name} is no longer a partner.", "success")
        return redirect(url_for("partners.partners", id=response.id))
    return render_template("responses/partners/remove.html", form=form, partner=partner)


@bp.route("/response-partners/<int:id>/answer", methods=["GET", "POST"])
def answer(id: int) -> ResponseReturnValue:
    actor = acting.current()
    partner = policy.access_partner(actor, id, "decline")
    response, form = partner.response, AnswerForm()
    if "confirm" not in policy.acts(actor, partner):
        form.answer.choices = [("decline", "No, we leave it")]
    if form.validate_on_submit():
        joins = form.answer.data == "confirm"
        try:
            if joins:
                service.confirm(actor, partner=partner)
            else:
                service.decline(actor, partner=partner, sentence=form.sentence.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your answer has been sent.", "success")
            return redirect(url_for("responses.show", id=response.id) if joins else url_for("desk.show"))
    page = render_template(
        "responses/partners/answer.html",
        form=form,
        partner=partner,
        response=response,
        listing_title=listing_title(actor, response.listing),
        listing_url=listing_url(response.listing),
    )
    return page, 422 if form.errors else 200
