"""Who may read, send and answer a response."""

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from werkzeug.exceptions import NotFound

from app.core.actor import Actor
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing, ListingKind
from app.listings.models import Party as ListingParty
from app.organisations.models import Side
from app.responses.models import RESPONSE_TRANSITIONS, Party, Response, ResponseState

# Who answers what: a brief is answered by a university, an offer by a police organisation.
ANSWERING_SIDE = {ListingKind.BRIEF: Side.ACADEMIC, ListingKind.OFFER: Side.POLICE}


def parties(actor: Actor, response: Response) -> frozenset[Party]:
    """What the actor is to a response."""
    held = set()
    if actor.organisation_id == response.organisation_id and (
        actor.person_id == response.responder_id or actor.manages(response.organisation_id)
    ):
        held.add(Party.RESPONDER)
    if ListingParty.OWNER in listings.parties(actor, response.listing):
        held.add(Party.OWNER)
    return frozenset(held)


def _sent(actor: Actor) -> ColumnElement[bool]:
    at_home = Response.organisation_id == actor.organisation_id
    if actor.manages(actor.organisation_id):
        return at_home
    return at_home & (Response.responder_id == actor.person_id)


def _to_theirs(actor: Actor) -> ColumnElement[bool]:
    return Response.listing_id.in_(select(Listing.id).where(listings.owned_by(actor)))


def sent_by(actor: Actor) -> Select[Response]:
    """The responses to which the actor is the responder."""
    return select(Response).where(_sent(actor) if actor.is_member else false())


def owned_by(actor: Actor) -> Select[Response]:
    """The responses to listings that the actor owns."""
    return select(Response).where(_to_theirs(actor) if actor.is_member else false())


def readable_by(actor: Actor) -> Select[Response]:
    """The responses that the actor may read: sent from where they stand, or to a listing of theirs."""
    if not actor.is_member:
        return select(Response).where(false())
    return select(Response).where(or_(_sent(actor), _to_theirs(actor)))


def can_read(actor: Actor, response: Response) -> bool:
    """Whether `readable_by` holds it."""
    return db.session.scalar(readable_by(actor).where(Response.id == response.id)) is not None


def can_accept(actor: Actor, response: Response) -> bool:
    """An owner of the listing, while the response waits."""
    return RESPONSE_TRANSITIONS.allows("accept", response.state, parties(actor, response))


def can_decline(actor: Actor, response: Response) -> bool:
    """An owner of the listing, while the response waits."""
    return RESPONSE_TRANSITIONS.allows("decline", response.state, parties(actor, response))


def can_withdraw(actor: Actor, response: Response) -> bool:
    """The responder's side, while the response waits."""
    return RESPONSE_TRANSITIONS.allows("withdraw", response.state, parties(actor, response))


def why_not_respond(actor: Actor, listing: Listing) -> str:
    """Why the actor cannot respond to a listing, in words for the page; empty when they can."""
    wanted, kind = ANSWERING_SIDE[listing.kind], listing.kind.value
    reason = ""
    if actor.is_anonymous:
        reason = "Sign in to respond."
    elif not actor.is_member:
        reason = "You can respond once your membership of an organisation has been approved."
    elif actor.organisation_id == listing.organisation_id:
        reason = f"This {kind} is your own organisation’s."
    elif actor.side != wanted.value:
        by = "universities" if wanted is Side.ACADEMIC else "police organisations"
        reason = f"{kind.capitalize()}s are answered by {by}."
    elif not listing.is_open or not listings.can_read(actor, listing):
        reason = f"This {kind} takes no more responses."
    elif has_open_interest(actor.organisation_id, listing):
        reason = "Your organisation has already responded and waits for an answer."
    return reason


def can_respond(actor: Actor, listing: Listing) -> bool:
    """A verified member of the other side, to an open listing, once at a time for each organisation."""
    return not why_not_respond(actor, listing)


def has_open_interest(organisation_id: int | None, listing: Listing) -> bool:
    """Whether the organisation waits for an answer from the listing's owners."""
    waiting = (
        (Response.listing_id == listing.id)
        & (Response.organisation_id == organisation_id)
        & (Response.state == ResponseState.INTEREST)
    )
    return bool(db.session.scalar(select(exists().where(waiting))))


def access_response(actor: Actor, id: int, act: str = "read") -> Response:
    """The response numbered `id`, if the actor may read it and is one of those who may do `act`.

    Raises NotFound when it may not be read, Refused when it may not be done, WrongState when no longer.
    """
    found = None
    if id <= listings.LARGEST_ID:
        found = db.session.scalar(readable_by(actor).where(Response.id == id))
    if found is None:
        raise NotFound
    if act != "read":
        RESPONSE_TRANSITIONS.require(act, found.state, parties(actor, found))
    return found
