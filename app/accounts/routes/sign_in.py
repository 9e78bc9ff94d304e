"""Signing in and out, and staying signed in."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.accounts import service
from app.accounts.forms import SignInForm
from app.accounts.routes.blueprint import account_limit, bp, reader
from app.core.access import safe_next
from app.core.errors import FieldError


@bp.route("/sign-in", methods=["GET", "POST"])
@account_limit
def sign_in() -> ResponseReturnValue:
    target = safe_next(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(_landing(target))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            service.sign_in(
                email=form.email.data, password=form.password.data, source=(request.remote_addr or "")[:64]
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            return redirect(_landing(target))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    service.sign_out(reader())
    flash("You have signed out.", "success")
    return redirect(url_for("desk.home"))


@bp.post("/session/extend")
def extend() -> ResponseReturnValue:
    service.refresh_session()
    return "", 204


def _landing(target: str | None) -> str:
    """Where sign-in leads: to the page asked for where it is one, else to the reader's desk."""
    if target is not None:
        try:
            current_app.create_url_adapter(request).match(target.partition("?")[0], method="GET")
        except RequestRedirect:
            return target
        except HTTPException:
            return url_for("desk.show")
        return target
    return url_for("desk.show")
