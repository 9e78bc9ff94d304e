"""Matches on the pages of briefs and offers."""

from flask import url_for

from app.briefs.models import Brief
from app.core.actor import Actor
from app.core.panels import Panel
from app.listings.models import Listing
from app.matching import service
from app.matching.cards import MatchCard, card
from app.offers.models import Offer

FIRST = 5


def on_brief(actor: Actor, brief: Brief) -> Panel | None:
    """The matching offers of an open brief."""
    return _panel(actor, brief, "Matching offers") if brief.is_open else None


def on_offer(actor: Actor, offer: Offer) -> Panel | None:
    """The matching briefs of an open offer."""
    return _panel(actor, offer, "Matching briefs") if offer.is_open else None


def cards_for(actor: Actor, listing: Listing, limit: int | None = None) -> list[MatchCard]:
    """The matches of a listing as its page shows them, best first."""
    on_a_brief = isinstance(listing, Brief)
    return [
        card(actor, match, match.offer if on_a_brief else match.brief)
        for match in service.matches_for(actor, listing, limit)
    ]


def _panel(actor: Actor, listing: Listing, title: str) -> Panel:
    found = cards_for(actor, listing, FIRST + 1)
    kind = f"{listing.kind.value}s"
    more = url_for(f"matching.{listing.kind.value}_matches", id=listing.id) if len(found) > FIRST else ""
    other = "offer" if kind == "briefs" else "brief"
    return Panel(
        title, "matching/panel.html", {"cards": found[:FIRST], "more": more, "other": other}, is_wide=True
    )
