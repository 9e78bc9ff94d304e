"""Verbs that end a listing, and the fact that may keep it open."""

from typing import TypeVar

from sqlalchemy import select

from app.core import clock
from app.core.actor import CLOCK, Actor
from app.core.errors import FieldError
from app.extensions import db
from app.listings.models import LISTING_TRANSITIONS, Listing, ListingState
from app.listings.service.writing import begin, finish, link, owners, tell

L = TypeVar("L", bound=Listing)


def close(actor: Actor, *, listing: L, reason: str = "") -> L:
    """Close a published listing: it stays readable and takes no more responses.

    Raises Refused, WrongState, and FieldError while a response waits for an answer.
    """
    target = begin(actor, "close", listing)
    waiting = listing.waiting_responses
    if waiting:
        many = "1 response waits" if waiting == 1 else f"{waiting} responses wait"
        raise FieldError("submit", f"{many} for an answer. Accept or decline first, then close")
    _end(listing, target, reason)
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} has been closed",
        body=f"A {word} of yours has been closed:\n{link(listing)}",
    )
    finish(actor, "close", listing, fields=["state"])
    return listing


def withdraw(actor: Actor, *, listing: L, reason: str) -> L:
    """Take it away at once, in whatever open state, with a reason. Raises Refused, WrongState, FieldError."""
    target = begin(actor, "withdraw", listing)
    if not reason.strip():
        raise FieldError("reason", "Give a reason")
    _end(listing, target, reason)
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} has been withdrawn",
        body=f"A {word} of yours has been withdrawn:\n{link(listing)}",
    )
    finish(actor, "withdraw", listing, fields=["state"])
    return listing


def join(actor: Actor, *, listing: L, reason: str) -> L:
    """Withdraw a draft whose owners asked to join another listing instead. Only the verb that agrees to it calls
    this, and has asked its own policy. Raises WrongState.
    """
    db.session.flush()
    db.session.refresh(listing, ["state"], with_for_update={"of": Listing})
    _end(listing, ListingState(LISTING_TRANSITIONS.target("join", listing.state)), reason)
    finish(actor, "join", listing, fields=["state"])
    return listing


def expire(actor: Actor, *, listing: L) -> L:
    """Its last day has passed: it stays readable and takes no more responses. Raises Refused, WrongState."""
    target = begin(actor, "expire", listing)
    _end(listing, target, "")
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} has expired",
        body=f"The last day of a {word} of yours has passed:\n{link(listing)}",
    )
    finish(actor, "expire", listing, fields=["state"])
    return listing


def expire_due() -> None:
    """Expire every published listing whose last day has passed. The worker calls this once a day."""
    due = select(Listing).where(Listing.state == ListingState.PUBLISHED, Listing.closes_on < clock.today())
    for listing in db.session.scalars(due.order_by(Listing.id)).all():
        expire(CLOCK, listing=listing)


def set_waiting_responses(actor: Actor, *, listing: L, count: int) -> L:
    """Keep how many responses wait for an answer: the responses room writes this fact down."""
    if listing.waiting_responses != count:
        listing.waiting_responses = count
        finish(actor, "set_waiting_responses", listing, fields=["waiting_responses"])
    return listing


def _end(listing: Listing, target: ListingState, reason: str) -> None:
    listing.state = target
    listing.ended_at = clock.now()
    listing.end_reason = reason
