"""All matches of one listing."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.briefs import policy as briefs
from app.core.actor import current
from app.listings.models import Listing
from app.matching.panels import cards_for
from app.offers import policy as offers

bp = Blueprint("matching", __name__)


@bp.get("/briefs/<int:id>/matches")
def brief_matches(id: int) -> ResponseReturnValue:
    return _matches(briefs.access_brief(current(), id), "Matching offers")


@bp.get("/offers/<int:id>/matches")
def offer_matches(id: int) -> ResponseReturnValue:
    return _matches(offers.access_offer(current(), id), "Matching briefs")


def _matches(listing: Listing, title: str) -> ResponseReturnValue:
    return render_template(
        "matching/matches.html",
        listing=listing,
        title=title,
        cards=cards_for(current(), listing),
        kind=f"{listing.kind.value}s",
        other="offer" if listing.kind.value == "brief" else "brief",
    )
