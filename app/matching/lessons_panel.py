"""The lessons that fit a match, where one of its two sides says whether it fits: at the place ("match", "brief.offer");
and what lessons can fit of an offer, which the rooms above ask too."""

from collections.abc import Collection
from dataclasses import replace

from flask import url_for
from sqlalchemy import tuple_

from app.briefs.lessons_panel import facts_of as facts_of_brief
from app.briefs.models import Brief
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.lessons.fitting import Facts
from app.lessons.panels import for_place
from app.lessons.places import Kind, Link, Numbers, Place
from app.listings.models import Listing
from app.matching import policy
from app.matching.models import Match
from app.offers.models import Offer

PLACE = "match"


def may_decide(actor: Actor, brief_id: int, offer_id: int) -> bool:
    """Whoever may say whether the match fits says what they do with the lessons shown there."""
    found = _readable(actor, [(brief_id, offer_id)])
    return bool(found) and policy.can_give_feedback(actor, found[0])


def for_match(actor: Actor, match: Match) -> Panel | None:
    """The lessons that fit best what the two would do together, each with one click."""
    place = Place(PLACE, f"{match.brief_id}.{match.offer_id}")
    # How they would work together is said by the offer.
    facts = facts_of(match.brief).together_with(facts_of(match.offer))
    facts = replace(facts, mechanisms=frozenset(match.offer.mechanisms))
    return for_place(actor, place, facts, "Lessons for this match")


def facts_of(listing: Listing) -> Facts:
    """What lessons can fit of a brief or an offer."""
    if isinstance(listing, Brief):
        return facts_of_brief(listing)
    assert isinstance(listing, Offer)
    return Facts(
        words="\n".join(filter(None, (listing.title, listing.title, listing.description, listing.outputs))),
        data=listing.description,
        areas=frozenset(area.code for area in listing.areas),
        wider_areas=frozenset(area.parent_code for area in listing.areas if area.parent_code),
        mechanisms=frozenset(listing.mechanisms),
    )


def links(actor: Actor, numbers: Collection[Numbers]) -> dict[Numbers, Link]:
    """The matches of the actor's own organisation: that somebody weighs one is nobody else's business."""
    return {
        (match.brief_id, match.offer_id): Link(
            f"Match: {match.brief.title}, with {match.offer.title}",
            url_for("matching.give_feedback", brief_id=match.brief_id, offer_id=match.offer_id),
        )
        for match in _readable(actor, numbers)
        if policy.can_give_feedback(actor, match)
    }


def _readable(actor: Actor, numbers: Collection[Numbers]) -> list[Match]:
    shown = policy.readable_by(actor).where(tuple_(Match.brief_id, Match.offer_id).in_(list(numbers)))
    return list(db.session.scalars(shown))


KIND = Kind(may_decide, "match", "matches", links, length=2)
