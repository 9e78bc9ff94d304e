"""Verbs that only offers have. What every listing can do stands in app.listings.service."""

from app.core.actor import Actor, Audience
from app.core.policy import require
from app.listings import service as listings
from app.offers.models import Offer
from app.offers.policy import can_create
from app.taxonomy.models import Mechanism


def create(actor: Actor, *, title: str, mechanism: Mechanism) -> Offer:
    """Begin a draft, for everyone to see once published. Raises Refused, FieldError."""
    require(can_create(actor), "Only verified people of universities post offers.")
    values = {"title": title, "mechanism": mechanism}
    return listings.create(actor, listing=Offer(audience=Audience.PUBLIC), values=values)
