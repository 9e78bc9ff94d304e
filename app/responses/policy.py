"""Who may read, send, answer and weigh a response."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from werkzeug.exceptions import NotFound

from app.core.actor import Actor
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing, ListingKind
from app.listings.models import Party as ListingParty
from app.organisations.models import Side
from app.responses.assessment.models import Assessment, ListingAssessor
from app.responses.models import (
    OPEN_STATES,
    RESPONSE_TRANSITIONS,
    PartnerState,
    Party,
    Response,
    ResponsePartner,
)

# Who answers what: a brief is answered by a university, an offer by a police organisation.
ANSWERING_SIDE = {ListingKind.BRIEF: Side.ACADEMIC, ListingKind.OFFER: Side.POLICE}

JOINING = (PartnerState.ASKED, PartnerState.CONFIRMED)


def parties(actor: Actor, response: Response) -> frozenset[Party]:
    """What the actor is to a response. An owner who has recused themself decides nothing, an assessor no more."""
    held = set()
    if actor.organisation_id == response.organisation_id and (
        actor.person_id == response.responder_id or actor.manages(response.organisation_id)
    ):
        held.add(Party.RESPONDER)
    if any(actor.manages(each.organisation_id) and each.state in JOINING for each in response.partners):
        held.add(Party.PARTNER)
    return frozenset(held | _of_the_owners(actor, response))


def _of_the_owners(actor: Actor, response: Response) -> set[Party]:
    listing = response.listing
    if actor.person_id is None or actor.organisation_id != listing.organisation_id:
        return set()
    is_owner = ListingParty.OWNER in listings.parties(actor, listing)
    if db.session.scalar(select(_recused(actor, response.id))):
        return {Party.RECUSED} if is_owner else set()
    held = {Party.OWNER} if is_owner else set()
    if response.full_sent_at is not None and db.session.scalar(select(_assesses(actor, listing.id))):
        held.add(Party.ASSESSOR)
    return held


def _sent(actor: Actor) -> ColumnElement[bool]:
    at_home = Response.organisation_id == actor.organisation_id
    if actor.manages(actor.organisation_id):
        return at_home
    return at_home & (Response.responder_id == actor.person_id)


def _joined(actor: Actor) -> ColumnElement[bool]:
    if not actor.manages(actor.organisation_id):
        return false()
    return exists().where(
        ResponsePartner.response_id == Response.id,
        ResponsePartner.organisation_id == actor.organisation_id,
        ResponsePartner.state.in_(JOINING),
    )


def _to_theirs(actor: Actor) -> ColumnElement[bool]:
    return Response.listing_id.in_(select(Listing.id).where(listings.owned_by(actor)))


def _to_assess(actor: Actor) -> ColumnElement[bool]:
    own = select(Listing.id).where(Listing.organisation_id == actor.organisation_id)
    return (
        Response.full_sent_at.is_not(None)
        & Response.listing_id.in_(own)
        & _assesses(actor, Response.listing_id)
        & ~_recused(actor, Response.id)
    )


def _assesses(actor: Actor, listing_id: Any) -> ColumnElement[bool]:
    return exists().where(
        ListingAssessor.listing_id == listing_id, ListingAssessor.person_id == actor.person_id
    )


def _recused(actor: Actor, response_id: Any) -> ColumnElement[bool]:
    return exists().where(
        Assessment.response_id == response_id,
        Assessment.person_id == actor.person_id,
        Assessment.is_recused,
    )


def sent_by(actor: Actor) -> Select[Response]:
    """The responses to which the actor is the responder."""
    return select(Response).where(_sent(actor) if actor.is_member else false())


def joined_by(actor: Actor) -> Select[Response]:
    """The responses that the actor's organisation is asked to join or has joined, for its managers."""
    return select(Response).where(_joined(actor))


def owned_by(actor: Actor) -> Select[Response]:
    """The responses to listings that the actor owns, but for those on which they have recused themself."""
    if not actor.is_member:
        return select(Response).where(false())
    return select(Response).where(_to_theirs(actor), ~_recused(actor, Response.id))


def assessed_by(actor: Actor) -> Select[Response]:
    """The full responses that the actor is named to score, and may."""
    return select(Response).where(_to_assess(actor) if actor.is_member else false())


def readable_by(actor: Actor) -> Select[Response]:
    """The responses that the actor may read: sent from where they stand, joined by their organisation, to a listing of
    theirs, or in full to a listing whose assessor they are."""
    if not actor.is_member:
        return select(Response).where(false())
    return select(Response).where(or_(_sent(actor), _joined(actor), _to_theirs(actor), _to_assess(actor)))


def can_read(actor: Actor, response: Response) -> bool:
    """Whether `readable_by` holds it."""
    return db.session.scalar(readable_by(actor).where(Response.id == response.id)) is not None


def _can(act: str) -> Callable[[Actor, Response], bool]:
    def can(actor: Actor, response: Response) -> bool:
        return RESPONSE_TRANSITIONS.allows(act, response.state, parties(actor, response))

    can.__name__ = f"can_{act}"
    return can


can_invite = _can("invite")
can_extend = _can("extend")
can_accept = _can("accept")
can_decline = _can("decline")
can_edit = _can("edit")
can_add_partner = _can("add_partner")
can_remove_partner = _can("remove_partner")
can_send = _can("send")
can_declare = _can("declare")
can_withdraw = _can("withdraw")
can_score = _can("score")
can_recuse = _can("recuse")
can_agree = _can("agree")


def acts(actor: Actor, response: Response) -> list[str]:
    """The acts open to the actor now, in the order of the table."""
    return RESPONSE_TRANSITIONS.acts(response.state, parties(actor, response))


def may_read_full(actor: Actor, response: Response) -> bool:
    """Whether the actor may read what the full response says: its own side also while it is a draft, the owners' side
    once it has been sent."""
    own = parties(actor, response) & {Party.RESPONDER, Party.PARTNER}
    return bool(response.answers) and (response.full_sent_at is not None or bool(own))


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
    elif has_open_response(actor.organisation_id, listing):
        reason = "Your organisation has already responded and waits for an answer."
    return reason


def can_respond(actor: Actor, listing: Listing) -> bool:
    """A verified member of the other side, to an open listing, once at a time for each organisation."""
    return not why_not_respond(actor, listing)


def has_open_response(organisation_id: int | None, listing: Listing) -> bool:
    """Whether a response of the organisation to the listing is not decided yet."""
    undecided = (
        (Response.listing_id == listing.id)
        & (Response.organisation_id == organisation_id)
        & Response.state.in_(OPEN_STATES)
    )
    return bool(db.session.scalar(select(exists().where(undecided))))


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
