"""Verbs that only offers have. What every listing can do stands in app.listings.service."""

from app.core import audit
from app.core.actor import Actor, Audience
from app.core.policy import require
from app.extensions import db
from app.listings import service as listings
from app.offers.models import Offer
from app.offers.policy import MAY_NOT_POST, can_create
from app.taxonomy.models import Mechanism


def create(actor: Actor, *, title: str, mechanism: Mechanism) -> Offer:
    """Begin a draft, for everyone to see once published. Raises Refused, FieldError."""
    require(can_create(actor), MAY_NOT_POST)
    values = {"title": title, "mechanism": mechanism}
    return listings.create(actor, listing=blank(), values=values)


def blank() -> Offer:
    """An empty offer, for everyone to see once published."""
    return Offer(audience=Audience.PUBLIC)


def set_load(actor: Actor, *, offer: Offer, count: int) -> Offer:
    """Keep how many running collaborations use the offer: the collaborations room writes this fact down."""
    if offer.load != count:
        offer.load = count
        audit.record(actor, "offers.set_load", offer, fields=["load"])
        db.session.flush()
    return offer
