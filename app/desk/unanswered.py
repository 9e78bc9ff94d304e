"""What a manager's organisation has left without an answer: strong matches of its listings, and responses to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, exists, or_
from sqlalchemy.orm import aliased, selectinload

from app.briefs.models import Brief
from app.core import clock
from app.core.actor import Actor
from app.core.working_days import working_days_since
from app.desk.policy import access_work
from app.listings.models import Listing
from app.matching import policy as matching
from app.matching.models import Band, Match, MatchFeedback
from app.offers.models import Offer
from app.responses import service as responses
from app.responses.models import Response

# For so long a match is news; then it waits for an answer.
AFTER = timedelta(days=10)
MATCH_HEAD = ("Our listing", "Strong match", "Organisation", "Days both have been open")
RESPONSE_HEAD = ("Response to", "From", "Working days", "Since")


def matches(actor: Actor) -> Select[Match]:
    """The strong matches of the organisation's open listings, open on both sides for ten days, to which neither has
    responded and of which nobody on the actor's side has said whether it fits. The oldest first. Raises Refused."""
    access_work(actor)
    own = actor.organisation_id
    brief, offer = aliased(Listing), aliased(Listing)
    responded = exists().where(
        or_(
            and_(Response.listing_id == Match.brief_id, Response.organisation_id == offer.organisation_id),
            and_(Response.listing_id == Match.offer_id, Response.organisation_id == brief.organisation_id),
        )
    )
    said = exists().where(
        MatchFeedback.brief_id == Match.brief_id,
        MatchFeedback.offer_id == Match.offer_id,
        or_(
            and_(MatchFeedback.side == "brief", brief.organisation_id == own),
            and_(MatchFeedback.side == "offer", offer.organisation_id == own),
        ),
    )
    both_open = case((brief.published_at > offer.published_at, brief.published_at), else_=offer.published_at)
    return (
        matching.readable_by(actor)
        .join(brief, brief.id == Match.brief_id)
        .join(offer, offer.id == Match.offer_id)
        .where(
            Match.band == Band.STRONG,
            or_(brief.organisation_id == own, offer.organisation_id == own),
            both_open <= clock.now() - AFTER,
            ~responded,
            ~said,
        )
        .options(
            selectinload(Match.brief).selectinload(Brief.organisation),
            selectinload(Match.offer).selectinload(Offer.organisation),
        )
        .order_by(both_open, Match.brief_id, Match.offer_id)
    )


def sides_of(actor: Actor, match: Match) -> tuple[Listing, Listing]:
    """Our listing and the other side's."""
    ours: tuple[Listing, Listing] = (match.brief, match.offer)
    return ours if match.brief.organisation_id == actor.organisation_id else (ours[1], ours[0])


def match_days(match: Match) -> int:
    """For how many days both listings have been open."""
    moments = [each.published_at for each in (match.brief, match.offer) if each.published_at is not None]
    return (clock.now() - max(moments)).days if moments else 0


def match_cells(actor: Actor, match: Match) -> list[Any]:
    """What the list and its CSV say of a match, in the order of MATCH_HEAD."""
    ours, theirs = sides_of(actor, match)
    return [ours.title, theirs.title, theirs.organisation.name, match_days(match)]


@dataclass(frozen=True)
class WaitingResponse:
    response: Response

    @property
    def since(self) -> datetime:
        return self.response.waiting_since

    @property
    def days(self) -> int:
        return working_days_since(self.since)

    def cells(self) -> list[Any]:
        """What the list and its CSV say, in the order of RESPONSE_HEAD."""
        return [self.response.listing.title, self.response.organisation.name, self.days, self.since.date()]


def waiting_responses(actor: Actor) -> list[WaitingResponse]:
    """The responses that wait for the organisation's answer, the oldest first. Raises Refused."""
    access_work(actor)
    found = [WaitingResponse(each) for each in responses.waiting_for(actor)]
    return sorted(found, key=lambda each: (each.since, each.response.id))
