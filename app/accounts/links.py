"""The signed links in letters: for one person, one purpose, a limited time, and void once used."""

from datetime import timedelta
from enum import StrEnum

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.accounts.models import Person
from app.core import clock
from app.extensions import db


class Purpose(StrEnum):
    PROVE = "prove"  # the address given at sign-up is theirs
    MOVE = "move"  # the new address of an account is theirs
    RESET = "reset"  # a new password instead of a forgotten one


LIVES = {
    Purpose.PROVE: timedelta(days=14),
    Purpose.MOVE: timedelta(days=14),
    # A link to a new password is worth an account.
    Purpose.RESET: timedelta(days=1),
}


def _signer(purpose: Purpose) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"accounts.{purpose}")


def token_for(person: Person, purpose: Purpose) -> str:
    """The token of a link for `person`. Every link of theirs is void once their epoch has been raised."""
    return str(_signer(purpose).dumps([person.id, person.epoch, int(clock.now().timestamp())]))


def person_for(token: str, purpose: Purpose) -> Person | None:
    """Whose link it is while it acts; None for one that is forged, too old, used or of another purpose."""
    try:
        number, epoch, made = _signer(purpose).loads(token)
    except BadData:
        return None
    person = db.session.get(Person, number)
    if person is None or person.epoch != epoch or person.closed_at is not None:
        return None
    if clock.now().timestamp() - made > LIVES[purpose].total_seconds():
        return None
    done = {
        Purpose.PROVE: person.proved_at is not None,
        Purpose.MOVE: person.new_email is None,
        Purpose.RESET: False,
    }
    return None if done[purpose] else person
