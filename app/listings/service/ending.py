"""Verbs that end a listing, and the facts of what waits on it."""

from typing import TypeVar

from sqlalchemy import select

from app.core import clock
from app.core.actor import CLOCK, Actor
from app.core.errors import FieldError
from app.extensions import db
from app.listings.models import LISTING_TRANSITIONS, Listing, ListingState, RoundEnd
from app.listings.rounds import end_round
from app.listings.service.writing import begin, finish, followers, link, owners, tell, theirs

L = TypeVar("L", bound=Listing)


def close(actor: Actor, *, listing: L, reason: str = "") -> L:
    """Close a published listing: it stays readable and takes no more responses.

    Raises Refused, WrongState, and FieldError while a response waits for a decision.
    """
    target = begin(actor, "close", listing)
    waiting = listing.waiting_responses
    if waiting:
        many = "1 response waits" if waiting == 1 else f"{waiting} responses wait"
        raise FieldError("submit", f"{many} for a decision. Accept or decline first, then close")
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
    end_round(listing, RoundEnd.TAKEN_BACK)
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} has been withdrawn",
        body=f"A {word} of yours has been withdrawn:\n{link(listing)}",
    )
    tell(
        followers(listing),
        actor,
        subject=f"The {word} that you responded to has been withdrawn",
        body=f"Your response to {theirs(listing)} waits for no answer any more. Its owners have taken it away.",
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
    """Keep how many responses wait for a decision: the responses room writes this fact down."""
    if listing.waiting_responses != count:
        listing.waiting_responses = count
        finish(actor, "set_waiting_responses", listing, fields=["waiting_responses"])
    return listing


def set_unanswered(actor: Actor, *, listing: L, count: int) -> L:
    """Keep how many questions wait for an answer."""
    if listing.unanswered_questions != count:
        listing.unanswered_questions = count
        finish(actor, "set_unanswered", listing, fields=["unanswered_questions"])
    return listing


def _end(listing: Listing, target: ListingState, reason: str) -> None:
    listing.state = target
    listing.ended_at = clock.now()
    listing.end_reason = reason
