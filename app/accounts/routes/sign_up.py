"""Signing up, proving an address, and a new password for a forgotten one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Gone

from app.accounts import service
from app.accounts.forms import ConfirmForm, ForgottenForm, ProveForm, ResetForm, SignUpForm
from app.accounts.links import Purpose, person_for
from app.accounts.models import Person
from app.accounts.routes.blueprint import account_limit, bp
from app.core import actor
from app.core.errors import FieldError
from app.core.policy import require

GONE = "This link has been used, has run out, or a newer email has taken its place."


@bp.route("/sign-up", methods=["GET", "POST"])
@account_limit
def sign_up() -> ResponseReturnValue:
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            service.sign_up(
                actor.current(),
                name=form.name.data,
                post=form.post.data,
                email=form.email.data,
                password=form.password.data,
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            return redirect(url_for("accounts.sign_up_sent"))
    return render_template("accounts/sign_up.html", form=form), 422 if form.errors else 200


@bp.get("/sign-up/sent")
def sign_up_sent() -> ResponseReturnValue:
    return render_template("accounts/sign_up_sent.html")


@bp.route("/prove/<string:token>", methods=["GET", "POST"])
@account_limit
def prove(token: str) -> ResponseReturnValue:
    if (person := person_for(token, Purpose.PROVE)) is not None:
        return _prove_sign_up(person)
    if (person := person_for(token, Purpose.MOVE)) is not None:
        return _prove_new_address(person)
    raise Gone(GONE)


def _prove_sign_up(person: Person) -> ResponseReturnValue:
    form = ProveForm()
    if not service.needs_password(person):
        del form.password
    if form.validate_on_submit():
        try:
            service.prove(person=person, password=form.password.data if "password" in form else "")
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("Your email address is proved.", "success")
            return redirect(url_for("accounts.request_membership"))
    return render_template("accounts/prove.html", form=form, person=person), 422 if form.errors else 200


def _prove_new_address(person: Person) -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=request.path))
    require(current_user.id == person.id, "This link is for another account. Sign out, then open it again.")
    form = ConfirmForm()
    form.submit.label.text = "Use this address"
    if form.validate_on_submit():
        try:
            service.move(actor.current(), person=person)
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("Your email address has been changed.", "success")
            return redirect(url_for("accounts.show"))
    return render_template("accounts/move.html", form=form, person=person), 422 if form.errors else 200


@bp.route("/forgotten", methods=["GET", "POST"])
@account_limit
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if form.validate_on_submit():
        service.forgot_password(email=form.email.data)
        return redirect(url_for("accounts.forgotten_sent"))
    return render_template("accounts/forgotten.html", form=form), 422 if form.errors else 200


@bp.get("/forgotten/sent")
def forgotten_sent() -> ResponseReturnValue:
    return render_template("accounts/forgotten_sent.html")


@bp.route("/reset/<string:token>", methods=["GET", "POST"])
@account_limit
def reset(token: str) -> ResponseReturnValue:
    person = person_for(token, Purpose.RESET)
    if person is None:
        raise Gone(GONE)
    form = ResetForm()
    if form.validate_on_submit():
        try:
            service.reset_password(person=person, password=form.new_password.data)
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("Your password has been changed. Sign in with the new one.", "success")
            return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/reset.html", form=form), 422 if form.errors else 200
