"""A person's own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.accounts import service
from app.accounts.forms import CloseForm, ConfirmForm, DetailsForm, EmailForm, MembershipForm, PasswordForm
from app.accounts.routes.blueprint import account_limit, bp, reader
from app.core import actor, panels
from app.core.errors import FieldError
from app.extensions import db
from app.organisations.labels import KIND_LABELS
from app.organisations.models import Organisation
from app.organisations.policy import access_organisation
from app.organisations.service import by_domain

LONGEST_SEARCH = 100


@bp.get("/account")
def show() -> ResponseReturnValue:
    person = reader()
    decided = [m for m in person.memberships if m is not person.membership]
    latest = max(decided, key=lambda m: m.updated_at, default=None)
    return render_template(
        "accounts/show.html",
        person=person,
        membership=person.membership,
        latest=latest,
        me=actor.current(),
        panels=panels.of("accounts.show", actor.current(), person),
    )


@bp.route("/account/change-details", methods=["GET", "POST"])
def change_details() -> ResponseReturnValue:
    person = reader()
    form = DetailsForm(obj=person)
    if form.validate_on_submit():
        service.change_details(actor.current(), person=person, name=form.name.data, post=form.post.data)
        flash("Your details have been saved.", "success")
        return redirect(url_for("accounts.show"))
    return render_template("accounts/change_details.html", form=form), 422 if form.errors else 200


@bp.route("/account/change-password", methods=["GET", "POST"])
@account_limit
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            service.change_password(
                actor.current(),
                person=reader(),
                current_password=form.current_password.data,
                new_password=form.new_password.data,
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("Your password has been changed and your other sessions have ended.", "success")
            return redirect(url_for("accounts.show"))
    return render_template("accounts/change_password.html", form=form), 422 if form.errors else 200


@bp.route("/account/change-email", methods=["GET", "POST"])
@account_limit
def change_email() -> ResponseReturnValue:
    form = EmailForm()
    if form.validate_on_submit():
        try:
            service.ask_to_move(
                actor.current(), person=reader(), email=form.email.data, password=form.password.data
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("We have written to the new address. Your address changes once you open the link there.")
            return redirect(url_for("accounts.show"))
    return render_template("accounts/change_email.html", form=form), 422 if form.errors else 200


@bp.route("/account/sign-out-everywhere", methods=["GET", "POST"])
def sign_out_everywhere() -> ResponseReturnValue:
    form = ConfirmForm()
    form.submit.label.text = "Sign out everywhere"
    if form.validate_on_submit():
        service.sign_out_everywhere(actor.current(), person=reader())
        flash("You have been signed out everywhere.", "success")
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/sign_out_everywhere.html", form=form), 422 if form.errors else 200


@bp.route("/account/close", methods=["GET", "POST"])
@account_limit
def close() -> ResponseReturnValue:
    person = reader()
    form = CloseForm()
    reasons = service.reasons_not_to_close(person)
    if form.validate_on_submit():
        try:
            service.close(actor.current(), person=person, password=form.password.data)
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("Your account is closed and your personal data has been erased.", "success")
            return redirect(url_for("desk.home"))
    return render_template("accounts/close.html", form=form, reasons=reasons), 422 if form.errors else 200


@bp.route("/account/request-membership", methods=["GET", "POST"])
def request_membership() -> ResponseReturnValue:
    person = reader()
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    proposed = by_domain(person.email or "")
    found = list(service.organisations_named(words)) if words else [proposed] if proposed else []
    form = MembershipForm(data={"organisation": proposed.slug if proposed and not words else None})
    form.organisation.choices = [(each.slug, each.name) for each in _with_chosen(found, form)]
    form.organisation.hints.update({each.slug: KIND_LABELS[each.kind] for each in found})
    if form.validate_on_submit():
        try:
            service.request_membership(
                actor.current(),
                person=person,
                organisation=access_organisation(actor.current(), form.organisation.data),
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("Your request has been sent. We write to you when it is decided.", "success")
            return redirect(url_for("accounts.show"))
    page = render_template(
        "accounts/request_membership.html",
        form=form,
        words=words,
        found=found,
        proposed=proposed,
        membership=person.membership,
    )
    return page, 422 if form.errors else 200


def _with_chosen(found: list[Organisation], form: MembershipForm) -> list[Organisation]:
    """The organisations found, and the one that was sent, which a search in between may have hidden."""
    chosen = form.organisation.data
    if chosen and all(each.slug != chosen for each in found):
        return [*found, *db.session.scalars(select(Organisation).where(Organisation.slug == chosen))]
    return found
