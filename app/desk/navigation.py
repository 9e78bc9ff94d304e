"""What every page shows round its content: navigation, account links, footer."""

from typing import Any

from flask import Flask, request, url_for
from sqlalchemy import exists, select

from app.core import actor
from app.core.actor import Actor, Role
from app.extensions import db
from app.organisations.models import Organisation

# What is done together, from the response to the outcome.
WORK = (
    "collaborations.",
    "responses.",
    "partners.",
    "assessments.",
    "agreements.",
    "papers.",
    "gates.",
    "stages.",
    "running.",
    "measuring.",
    "ending.",
    "returns.",
)
SECTIONS = (
    ("Find", "search.find", ("search.", "taxonomy.")),
    ("Briefs", "briefs.index", ("briefs.",)),
    ("Offers", "offers.index", ("offers.",)),
    ("Collaborations", "collaborations.index", WORK),
    ("Lessons", "lessons.index", ("lessons.", "patterns.", "writeups.")),
    ("Organisations", "organisations.index", ("organisations.",)),
)
FOOTER = (
    ("How it works", "desk.how_it_works"),
    ("How matching works", "matching.about_matching"),
    ("Privacy", "desk.privacy"),
    ("Cookies", "desk.cookies"),
    ("Accessibility", "desk.accessibility"),
    ("Terms", "desk.terms"),
    ("Contact", "desk.contact"),
)


def _item(text: str, endpoint: str, *prefixes: str) -> dict[str, Any]:
    here = request.endpoint or ""
    active = here == endpoint or any(here.startswith(prefix) for prefix in prefixes)
    return {"text": text, "href": url_for(endpoint), "active": active}


def main_navigation(reader: Actor) -> list[dict[str, Any]]:
    """The sections of the site that this reader has."""
    items = [_item(text, endpoint, *prefixes) for text, endpoint, prefixes in SECTIONS]
    if not reader.is_anonymous:
        items.insert(
            0, _item("Desk", "desk.show", "desk.collaborations", "desk.gates", "desk.left_unanswered")
        )
    if reader.has(Role.REVIEWER):
        items.append(_item("Review", "moderation.queue"))
    if reader.has(Role.AUDITOR):
        items.append(_item("Audit", "moderation.audit"))
    if reader.has(Role.ADMINISTRATOR):
        items.append(_item("Administration", "moderation.administration", "moderation.person"))
    return items


def account_navigation(reader: Actor) -> list[dict[str, Any]]:
    """Sign in and sign up, or the account and the way out."""
    if reader.is_anonymous:
        return [_item("Sign in", "accounts.sign_in"), _item("Sign up", "accounts.sign_up")]
    return [
        {**_item("Account", "accounts.show"), "text": reader.name or "Account"},
        {**_item("Sign out", "accounts.sign_out"), "post": True},
    ]


def sample_loaded() -> bool:
    """Whether this installation shows sample content."""
    return bool(db.session.scalar(select(exists().where(Organisation.is_sample))))


def init_app(app: Flask) -> None:
    """Give every template its surroundings."""

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        reader = actor.current()
        return {
            "current_actor": reader,
            "navigation": main_navigation(reader),
            "account_navigation": account_navigation(reader),
            "footer_navigation": [_item(text, endpoint) for text, endpoint in FOOTER],
            "sample_loaded": sample_loaded,
        }
