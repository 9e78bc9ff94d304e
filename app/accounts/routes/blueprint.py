"""The blueprint that every page of the room hangs on, and what they share."""

from flask import Blueprint, current_app
from flask_login import current_user

from app.accounts.models import Person
from app.extensions import limiter

bp = Blueprint("accounts", __name__)

# One count for all pages on which somebody could try passwords or addresses.
account_limit = limiter.shared_limit(
    lambda: current_app.config["RATE_LIMIT_ACCOUNT"], scope="account", methods=["POST"]
)


def reader() -> Person:
    """The person who is signed in."""
    person: Person = current_user._get_current_object()
    return person
