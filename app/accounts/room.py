"""What the room of accounts brings to the house."""

from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_login import current_user

from app.accounts import service
from app.accounts.commands import users
from app.accounts.panels import members_panel
from app.accounts.routes import bp
from app.core import actor, mail, panels, worker
from app.core.actor import ANONYMOUS, Actor
from app.extensions import login


def init_app(app: Flask) -> None:
    """Register the pages, the loader of the actor, the address book, panels, jobs and commands."""
    # A changed browser is no sign of theft, and a session that lies idle ends anyway.
    login.session_protection = None
    login.user_loader(service.load_person)
    actor.register_loader(_load_actor)
    mail.register_address_book(service.address_of)
    app.register_blueprint(bp)
    app.context_processor(_session_times)
    app.cli.add_command(users)
    panels.add("organisations.show", members_panel, order=80)
    worker.job("forget-sign-in-failures", service.forget_failures, every=timedelta(hours=1))


def _load_actor() -> Actor:
    return service.actor_for(current_user) if current_user.is_authenticated else ANONYMOUS


def _session_times() -> dict[str, Any]:
    """What base.html needs to warn of the end of an idle session."""
    if not current_user.is_authenticated:
        return {"idle_seconds": 0, "extend_url": ""}
    return {"idle_seconds": service.seconds_left(current_user), "extend_url": url_for("accounts.extend")}
