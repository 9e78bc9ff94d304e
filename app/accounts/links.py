"""The signed links in letters: for one person, one purpose, a limited time, and void once used."""

from datetime import timedelta
from enum import StrEnum

from app.accounts.models import Person
from app.core import links
from app.extensions import db


class Purpose(StrEnum):
    PROVE = "prove"  # the address given at sign-up is theirs
    MOVE = "move"  # the new address of an account is theirs
    RESET = "reset"  # a new password instead of a forgotten one


LIVES = {
    Purpose.PROVE: links.LIVES,
    Purpose.MOVE: links.LIVES,
    # A link to a new password is worth an account.
    Purpose.RESET: timedelta(days=1),
}


def token_for(person: Person, purpose: Purpose) -> str:
    """The token of a link for `person`. Every link of theirs is void once their epoch has been raised."""
    return links.token(f"accounts.{purpose}", person.id, person.epoch)


def person_for(token: str, purpose: Purpose) -> Person | None:
    """Whose link it is while it acts; None for one that is forged, too old, used or of another purpose."""
    signed = links.read(token, f"accounts.{purpose}", LIVES[purpose])
    if signed is None:
        return None
    number, epoch = signed
    person = db.session.get(Person, number)
    if person is None or person.epoch != epoch or person.closed_at is not None:
        return None
    done = {
        Purpose.PROVE: person.proved_at is not None,
        Purpose.MOVE: person.new_email is None,
        Purpose.RESET: False,
    }
    return None if done[purpose] else person
