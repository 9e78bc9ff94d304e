"""Briefs that nobody matched: open for ten days without a good match, with the nearest offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, select

from app.briefs import policy as briefs
from app.briefs.models import Brief
from app.core import clock
from app.core.actor import Actor, Role
from app.extensions import db
from app.listings.models import ListingState
from app.matching import policy
from app.matching.models import Band, Match
from app.matching.telling import BANDS, Reasons
from app.offers.models import Offer

DAYS = 10
SHOWN = 5
NEAREST = 3
# What a good match commonly has is learnt from so many.
COMPARED = 100
GOOD_ENOUGH = (Band.STRONG, Band.GOOD)
# What is said of a part that is missing; in the order of their usual weight.
MISSING = {
    "sentences": "no sentence of it comes near one of the brief",
    "meaning": "as a whole it is about something else",
    "specialisms": "it shares too few specialisms with the brief",
    "words": "it shares too few words with the brief",
    "mechanism": "the brief wants another mechanism",
    "area": "it names another area of challenge",
}


@dataclass(frozen=True)
class Near:
    offer: Offer
    band: tuple[str, str]
    missing: str


@dataclass(frozen=True)
class Unmatched:
    brief: Brief
    nearest: list[Near]


def briefs_for(actor: Actor) -> tuple[list[Unmatched], int]:
    """The unmatched briefs that wait longest, and how many more there are.

    On the police side those of the actor's own organisation; elsewhere all that the actor may read.
    """
    waiting = _waiting(actor)
    number = db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    found = db.session.scalars(waiting.order_by(Brief.published_at, Brief.id).limit(SHOWN)).all()
    common = _common(actor) if found else {}
    return [Unmatched(brief, _nearest(actor, brief, common)) for brief in found], number - len(found)


def _waiting(actor: Actor) -> Select[Brief]:
    good = policy.readable_by(actor).where(Match.band.in_(GOOD_ENOUGH)).with_only_columns(Match.brief_id)
    since = clock.now() - timedelta(days=DAYS)
    query = briefs.readable_by(actor).where(
        Brief.state == ListingState.PUBLISHED, Brief.published_at <= since, Brief.id.not_in(good)
    )
    return query.where(Brief.organisation_id == actor.organisation_id) if actor.has(Role.POLICE) else query


def _nearest(actor: Actor, brief: Brief, common: dict[str, float]) -> list[Near]:
    best = policy.readable_by(actor).where(Match.brief_id == brief.id)
    matches = db.session.scalars(best.order_by(Match.score.desc(), Match.offer_id).limit(NEAREST)).all()
    return [
        Near(match.offer, BANDS[match.band], MISSING[missing(match.reasons, common)]) for match in matches
    ]


def _common(actor: Actor) -> dict[str, float]:
    """The mean points of each part in good matches that the actor may read; empty when there are none."""
    good = policy.readable_by(actor).where(Match.band.in_(GOOD_ENOUGH))
    some = good.order_by(Match.score.desc(), Match.brief_id, Match.offer_id).limit(COMPARED)
    all_reasons: Sequence[Reasons] = [match.reasons for match in db.session.scalars(some)]
    total: dict[str, float] = {}
    for reasons in all_reasons:
        for reason in reasons:
            total[reason["part"]] = total.get(reason["part"], 0.0) + reason["points"]
    return {part: points / len(all_reasons) for part, points in total.items()}


def missing(reasons: Reasons, common: dict[str, float]) -> str:
    """The part of which a match has least, beside what good matches have (`common`: part -> points)."""
    own = {reason["part"]: reason["points"] for reason in reasons}
    order = list(MISSING)
    return min(order, key=lambda part: (own.get(part, 0.0) - common.get(part, 0.0), order.index(part)))
