"""Who may read a match: whoever may read both its listings, while both are open."""

from sqlalchemy import Select, select

from app.briefs import policy as briefs
from app.briefs.models import Brief
from app.core.actor import Actor
from app.extensions import db
from app.listings.models import ListingState
from app.matching.models import Match
from app.offers import policy as offers
from app.offers.models import Offer


def readable_by(actor: Actor) -> Select[Match]:
    """The matches that `actor` may read."""
    open_briefs = briefs.readable_by(actor).where(Brief.state == ListingState.PUBLISHED)
    open_offers = offers.readable_by(actor).where(Offer.state == ListingState.PUBLISHED)
    return select(Match).where(
        Match.brief_id.in_(open_briefs.with_only_columns(Brief.id)),
        Match.offer_id.in_(open_offers.with_only_columns(Offer.id)),
    )


def can_read(actor: Actor, match: Match) -> bool:
    found = readable_by(actor).where(Match.brief_id == match.brief_id, Match.offer_id == match.offer_id)
    return db.session.scalar(found) is not None
