"""Who may post an offer, and the loader of one. The rest is the rule of every listing."""

from sqlalchemy import Select

from app.core.actor import Actor, Role
from app.listings import policy as listings
from app.offers.models import Offer

MAY_NOT_POST = "Only verified people of universities post offers."


def can_create(actor: Actor) -> bool:
    """Verified people of universities post offers."""
    return actor.has(Role.ACADEMIC) and actor.organisation_id is not None


def can_see_vetting(actor: Actor) -> bool:
    """What vetting a team says it holds is for verified members, and for reviewers."""
    return actor.is_member or actor.has(Role.REVIEWER)


def readable_by(actor: Actor) -> Select[Offer]:
    """The offers that the actor may read."""
    return listings.readable_by(actor, Offer)


def access_offer(actor: Actor, id: int, act: str = "read") -> Offer:
    """The offer, if the actor may do `act`. Raises NotFound, Refused, WrongState."""
    return listings.access_listing(actor, id, act, model=Offer)
