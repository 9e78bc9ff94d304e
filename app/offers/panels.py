"""What the room of offers shows on the page of a research interest."""

from sqlalchemy import select

from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.listings.models import ListingArea, ListingState
from app.offers import search
from app.offers.models import Offer
from app.offers.policy import readable_by
from app.taxonomy.models import Area, ResearchInterest

MOST = 5


def fitting(actor: Actor, interest: ResearchInterest) -> Panel:
    """Open offers under the same area of challenge, or one below it: those of the very area first."""
    near = select(Area.code).where(
        (Area.code == interest.area_code) | (Area.parent_code == interest.area_code)
    )
    in_area = select(ListingArea.listing_id).where(ListingArea.area_code.in_(near))
    query = readable_by(actor).where(Offer.state == ListingState.PUBLISHED, Offer.id.in_(in_area))
    found = db.session.scalars(query.order_by(Offer.published_at.desc(), Offer.id.desc())).all()
    exact = sorted(found, key=lambda offer: interest.area_code not in [a.area_code for a in offer.area_links])
    return Panel(
        "Offers that fit",
        "offers/panel_research_interest.html",
        {
            "interest": interest,
            "cards": [search.card(offer) for offer in exact[:MOST]],
            "more": max(0, len(found) - MOST),
        },
    )
