"""A match as a page shows it: the listing on the other side, band, reasons, facts, and what was said of it."""

from dataclasses import dataclass, field

from flask import url_for

from app.briefs.models import Brief
from app.core.actor import Actor
from app.listings.labels import mechanism_labels
from app.listings.models import Listing
from app.matching import facts, telling
from app.matching.facts import Fact, State
from app.matching.models import Match, MatchFeedback
from app.matching.telling import Share, Told
from app.offers.models import Offer
from app.offers.policy import can_see_vetting
from app.taxonomy.choices import labels
from app.taxonomy.models import Region, VettingLevel


@dataclass(frozen=True)
class MatchCard:
    title: str
    url: str
    organisation: str
    mechanisms: str
    # (words, colour)
    band: tuple[str, str]
    # The parts of the score in words, the weightiest first.
    reasons: list[Told]
    shares: list[Share]
    word_shares: list[Share]
    facts: list[Fact]
    is_full: bool
    is_sample: bool
    # Known only of a match in a list.
    place: int = 0
    is_brought_up: bool = False
    # Where to say whether it fits; empty for those who may not.
    feedback_url: str = ""
    feedback: MatchFeedback | None = field(default=None)


def card(
    actor: Actor,
    match: Match,
    other: Listing,
    *,
    run_together: bool = False,
    place: int = 0,
    is_brought_up: bool = False,
    feedback_url: str = "",
    feedback: MatchFeedback | None = None,
) -> MatchCard:
    """The match as `actor` sees it from one of its listings; `other` is the one on the other side."""
    brief, offer = match.brief, match.offer
    return MatchCard(
        title=other.title,
        url=url_for(f"{other.kind.value}s.show", id=other.id),
        organisation=other.organisation.name,
        mechanisms=", ".join(mechanism_labels(other)),
        band=telling.BANDS[match.band],
        reasons=telling.told(brief, offer, match.reasons),
        shares=telling.exact_shares(match.reasons),
        word_shares=telling.word_shares(match.reasons),
        facts=facts_of(actor, brief, offer, run_together=run_together),
        is_full=capacity_of(offer).state is State.NOT_MET,
        is_sample=other.is_sample,
        place=place,
        is_brought_up=is_brought_up,
        feedback_url=feedback_url,
        feedback=feedback,
    )


def capacity_of(offer: Offer) -> Fact:
    return facts.capacity(offer.capacity, offer.capacity_unit, offer.load, offer.capacity_text)


def facts_of(actor: Actor, brief: Brief, offer: Offer, *, run_together: bool = False) -> list[Fact]:
    """The facts beside a match. What vetting is held is told only to those who may see it."""
    found = [
        facts.dates(brief.start, brief.duration_weeks, offer.available_from, offer.available_to),
        facts.place(brief.region_code, offer.region_code, offer.remote_ok, labels(Region)),
    ]
    if can_see_vetting(actor):
        least = brief.vetting_min_code
        found.append(facts.vetting(brief.vetting_code, least, offer.vetting_code, labels(VettingLevel)))
    both = [(o.name, o.remit, o.restrictions) for o in (brief.organisation, offer.organisation)]
    return [*found, capacity_of(offer), facts.conflict(run_together), facts.limits(both)]
