"""Who may read a match, say whether it fits, ask why not, and see what was said."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from app.briefs import policy as briefs
from app.briefs.models import Brief
from app.core.actor import Actor, Role
from app.core.policy import require
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import OPEN_STATES, ListingState, Party
from app.listings.policy import LARGEST_ID
from app.matching.models import Match
from app.offers import policy as offers
from app.offers.models import Offer


def readable_by(actor: Actor) -> Select[Match]:
    """The matches that `actor` may read: of both listings, while both are open."""
    open_briefs = briefs.readable_by(actor).where(Brief.state == ListingState.PUBLISHED)
    open_offers = offers.readable_by(actor).where(Offer.state == ListingState.PUBLISHED)
    return select(Match).where(
        Match.brief_id.in_(open_briefs.with_only_columns(Brief.id)),
        Match.offer_id.in_(open_offers.with_only_columns(Offer.id)),
    )


def can_read(actor: Actor, match: Match) -> bool:
    found = readable_by(actor).where(Match.brief_id == match.brief_id, Match.offer_id == match.offer_id)
    return db.session.scalar(found) is not None


def side_of(actor: Actor, match: Match) -> str:
    """Whose eyes the actor sees the match with: "brief", "offer", or nobody's."""
    if actor.organisation_id is None:
        return ""
    if actor.organisation_id == match.brief.organisation_id:
        return "brief"
    return "offer" if actor.organisation_id == match.offer.organisation_id else ""


def can_give_feedback(actor: Actor, match: Match) -> bool:
    """Verified members of either organisation: they own the one listing or may respond to the other."""
    return side_of(actor, match) != "" and match.brief.is_open and match.offer.is_open


def access_match(actor: Actor, brief_id: int, offer_id: int) -> Match:
    """The match, if the actor may say whether it fits. Raises NotFound when it may not be read, and Refused."""
    match = None
    if max(brief_id, offer_id) <= LARGEST_ID:
        wanted = readable_by(actor).where(Match.brief_id == brief_id, Match.offer_id == offer_id)
        match = db.session.scalar(wanted)
    if match is None:
        raise NotFound
    require(
        can_give_feedback(actor, match), "Only members of the two organisations say whether a match fits."
    )
    return match


def can_read_feedback(actor: Actor) -> bool:
    """The figures are for those who answer for the site; they name no person."""
    return actor.has(Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)


def can_read_entries(actor: Actor) -> bool:
    """What people wrote is for the reviewers of the engine."""
    return actor.has(Role.REVIEWER)


def can_ask_why_not_us(actor: Actor, offer: Offer) -> bool:
    """Its owners, while it may still be changed."""
    return Party.OWNER in listings.parties(actor, offer) and offer.state in OPEN_STATES


def own_open_offers(actor: Actor) -> Sequence[Offer]:
    """The published offers that the actor owns."""
    if actor.organisation_id is None or not actor.has(Role.ACADEMIC):
        return ()
    own = select(Offer).where(listings.owned_by(actor), Offer.state == ListingState.PUBLISHED)
    return db.session.scalars(own.order_by(Offer.title, Offer.id)).all()


def can_broker(actor: Actor) -> bool:
    """Partnership managers bring together what nobody matched."""
    return actor.is_member and actor.has(Role.PARTNERSHIP_MANAGER)
