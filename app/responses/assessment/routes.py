"""Pages on which the owners' side weighs full responses."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts.models import Person
from app.core import actor as acting
from app.core.errors import FieldError
from app.extensions import db
from app.listings.models import Listing
from app.listings.policy import colleagues
from app.responses.assessment import policy, service
from app.responses.assessment.board import board_of
from app.responses.assessment.forms import (
    NameAssessorForm,
    RecuseForm,
    RemoveAssessorForm,
    agree_form,
    score_form,
)
from app.responses.panels import listing_url
from app.responses.policy import can_read

bp = Blueprint("assessments", __name__)


@bp.get("/responses/<int:id>/assessment")
def assessment(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_assessment(actor, id)
    return render_template(
        "responses/assessment/assessment.html",
        response=response,
        board=board_of(actor, response),
        can_name=policy.can_name(actor, response.listing),
    )


@bp.route("/responses/<int:id>/score", methods=["GET", "POST"])
def score(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_assessment(actor, id, "score")
    if policy.own(actor, response) is not None:
        return redirect(url_for("assessments.assessment", id=id))
    form = score_form(response)
    if form.validate_on_submit():
        try:
            service.score(actor, response=response, given=form.given())
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your scores have been kept. You can now see those of the others.", "success")
            return redirect(url_for("assessments.assessment", id=id))
    page = render_template("responses/assessment/score.html", form=form, response=response)
    return page, 422 if form.errors else 200


@bp.route("/responses/<int:id>/recuse", methods=["GET", "POST"])
def recuse(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_assessment(actor, id, "recuse")
    form = RecuseForm()
    if form.validate_on_submit():
        try:
            service.recuse(actor, response=response, conflict=form.conflict.data)
        except FieldError as error:
            form.complain(error)
        else:
            flash("You have stepped back from this response. Others decide about it.", "success")
            if can_read(actor, response):
                return redirect(url_for("responses.show", id=id))
            return redirect(url_for("desk.show"))
    page = render_template("responses/assessment/recuse.html", form=form, response=response)
    return page, 422 if form.errors else 200


@bp.route("/responses/<int:id>/agree", methods=["GET", "POST"])
def agree(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_assessment(actor, id, "agree")
    board = board_of(actor, response)
    if "agree" not in board.acts:
        return redirect(url_for("assessments.assessment", id=id))
    form = agree_form(response)
    if form.validate_on_submit():
        try:
            service.agree(actor, response=response, given=form.given())
        except FieldError as error:
            form.complain(error)
        else:
            flash("The agreed scores have been recorded.", "success")
            return redirect(url_for("assessments.assessment", id=id))
    page = render_template("responses/assessment/agree.html", form=form, response=response, board=board)
    return page, 422 if form.errors else 200


@bp.route("/listings/<int:id>/assessors", methods=["GET", "POST"])
def assessors(id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = policy.access_listing_to_name(actor, id)
    named = service.assessors_of(listing)
    form = NameAssessorForm()
    form.person.choices = [
        (person.id, f"{person.name}, {person.post}" if person.post else person.name)
        for person in db.session.scalars(colleagues(listing.organisation_id))
        if person not in named
    ]
    if form.validate_on_submit():
        person = db.session.get(Person, form.person.data)
        assert person is not None
        try:
            service.name_assessor(actor, listing=listing, person=person)
        except FieldError as error:
            form.complain(error)
        else:
            flash(f"{person.name} has been named as an assessor.", "success")
            return redirect(url_for("assessments.assessors", id=id))
    page = render_template(
        "responses/assessment/assessors.html",
        form=form,
        listing=listing,
        named=named,
        listing_url=listing_url(listing),
    )
    return page, 422 if form.errors else 200


@bp.route("/listings/<int:id>/remove-assessor", methods=["GET", "POST"])
def remove_assessor(id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = policy.access_listing_to_name(actor, id)
    person = _named(listing)
    form = RemoveAssessorForm()
    if form.validate_on_submit():
        service.remove_assessor(actor, listing=listing, person=person)
        flash(f"{person.name} is no longer an assessor.", "success")
        return redirect(url_for("assessments.assessors", id=id))
    return render_template(
        "responses/assessment/remove_assessor.html", form=form, listing=listing, person=person
    )


def _named(listing: Listing) -> Person:
    """The assessor whom the address names; NotFound when it names none."""
    wanted = request.args.get("person", "")
    found = next((each for each in service.assessors_of(listing) if str(each.id) == wanted), None)
    if found is None:
        raise NotFound
    return found
