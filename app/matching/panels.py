"""Matches on the pages of briefs and offers, briefs that nobody matched on the desk, and in a brief's draft which
science could help."""

from typing import Any

from flask import url_for

from app.briefs.models import Brief
from app.core.actor import Actor
from app.core.panels import Panel
from app.listings.models import Listing
from app.matching import feedback, help_counts, policy, proposals, unmatched
from app.matching.cards import MatchCard, card
from app.matching.conflicts import partners_of
from app.matching.fairness import Placed
from app.matching.models import Match
from app.matching.order import page_order
from app.offers.models import Offer

FIRST = 5


def on_brief(actor: Actor, brief: Brief) -> Panel | None:
    """The matching offers of an open brief."""
    return _panel(actor, brief, "Matching offers") if brief.is_open else None


def on_offer(actor: Actor, offer: Offer) -> Panel | None:
    """The matching briefs of an open offer."""
    return _panel(actor, offer, "Matching briefs") if offer.is_open else None


def why_not_us_on_brief(actor: Actor, brief: Brief) -> Panel | None:
    """For owners of open offers: the way to what keeps an offer of theirs from standing higher here."""
    offers = policy.own_open_offers(actor)
    if not brief.is_open or not offers:
        return None
    links = [(offer.title, url_for("matching.why_not_us", id=offer.id, brief=brief.id)) for offer in offers]
    return Panel("Why not us?", "matching/panel_why_not_us.html", {"links": links})


def why_not_us_on_offer(actor: Actor, offer: Offer) -> Panel | None:
    if not policy.can_ask_why_not_us(actor, offer):
        return None
    links = [("Compare this offer with a brief", url_for("matching.why_not_us", id=offer.id))]
    return Panel("Why not us?", "matching/panel_why_not_us.html", {"links": links})


def proposed_in_draft(actor: Actor, brief: Brief) -> Panel:
    """Specialisms to tick, from the draft's own problem, and how many offers there are in these and in those chosen; a
    piece of the form on which specialisms are chosen."""
    answer = proposals.answer(actor, brief.problem, newest=0) if brief.problem else None
    codes = [specialism.code for specialism in brief.specialisms] + (answer.codes if answer else [])
    context = {
        "answer": answer,
        "counts": help_counts.counts(actor, list(dict.fromkeys(codes))),
        "problem_href": url_for("briefs.edit_step", id=brief.id, step="problem"),
    }
    return Panel("Which science could help?", "matching/panel_proposed.html", context)


def on_desk(actor: Actor, _desk: object) -> Panel | None:
    """For partnership managers: briefs that nobody matched, with the nearest offers and what is missing."""
    if not policy.can_broker(actor):
        return None
    found, more = unmatched.briefs_for(actor)
    context = {"briefs": found, "more": more, "days": unmatched.DAYS}
    return Panel("Briefs that nobody has matched", "matching/panel_unmatched.html", context)


def cards_for(
    actor: Actor, listing: Listing, placed: list[Placed[Match]], *, after: int = 0, back: str = ""
) -> list[MatchCard]:
    """Cards of the matches in `placed`, which stand on the page after `after` others. `back`: the page's address."""
    partners = partners_of(actor, listing.organisation_id) if placed else frozenset()
    mine = feedback.given_by(actor, listing) if placed else {}
    cards = []
    for place, entry in enumerate(placed, start=after + 1):
        match = entry.thing
        other = match.offer if isinstance(listing, Brief) else match.brief
        may_say = policy.can_give_feedback(actor, match)
        cards.append(
            card(
                actor,
                match,
                other,
                run_together=other.organisation_id in partners,
                place=place,
                is_brought_up=entry.is_brought_up,
                feedback_url=_feedback_url(match, back) if may_say else "",
                feedback=mine.get((match.brief_id, match.offer_id)),
            )
        )
    return cards


def _feedback_url(match: Match, back: str) -> str:
    number: dict[str, Any] = {"brief_id": match.brief_id, "offer_id": match.offer_id}
    return url_for("matching.give_feedback", **number, next=back)


def _panel(actor: Actor, listing: Listing, title: str) -> Panel:
    order = page_order(actor, listing)
    kind = listing.kind.value
    every = url_for(f"matching.{kind}_matches", id=listing.id)
    context = {
        "cards": cards_for(actor, listing, order.shown[:FIRST], back=url_for(f"{kind}s.show", id=listing.id)),
        "more": every if len(order.shown) > FIRST else "",
        "weak": f"{every}?weak=yes#weak" if order.weak else "",
        "other": "offer" if kind == "brief" else "brief",
    }
    return Panel(title, "matching/panel.html", context, is_wide=True)
