"""Whose desk shows the work of a whole organisation."""

from app.core.actor import Actor
from app.core.policy import require
from app.organisations.models import Side

SIDES = (Side.POLICE.value, Side.ACADEMIC.value)


def can_manage(actor: Actor) -> bool:
    """A partnership manager or administrator of an organisation on either side of the market."""
    return actor.side in SIDES and actor.manages(actor.organisation_id)


def access_work(actor: Actor) -> None:
    """Raise Refused unless the actor manages the work of an organisation."""
    require(
        can_manage(actor), "Only partnership managers and administrators of an organisation see all its work."
    )
