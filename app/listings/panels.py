"""What the room of listings shows on the pages of briefs and offers."""

from flask import url_for
from sqlalchemy import Select

from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.listings.models import Listing, Party
from app.listings.policy import parties, readable_by

MOST = 10


def copies(actor: Actor, listing: Listing) -> Panel | None:
    """What the listing was copied from, for its owners, and what was copied from it: as far as the reader may read
    those."""
    old = None
    if listing.copied_from_id is not None and Party.OWNER in parties(actor, listing):
        old = db.session.scalar(readable_by(actor).where(Listing.id == listing.copied_from_id))
    query: Select[Listing] = readable_by(actor).where(Listing.copied_from_id == listing.id)
    newest = db.session.scalars(query.order_by(Listing.id.desc()).limit(MOST)).all()
    if old is None and not newest:
        return None
    context = {"old": _link(old) if old else None, "copies": [_link(each) for each in newest]}
    return Panel("Copies", "listings/panel_copies.html", context)


def _link(listing: Listing) -> tuple[str, str]:
    return listing.title, url_for(f"{listing.kind.value}s.show", id=listing.id)
