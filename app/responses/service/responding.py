"""The verbs of the responder's side: to respond, to declare conflicts of interest, to withdraw."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.accounts.models import Person
from app.core import audit
from app.core.actor import Actor
from app.core.policy import require
from app.core.sensitivity.confirming import confirmed
from app.extensions import db
from app.listings.models import Listing
from app.listings.questions import service as questions
from app.listings.service.writing import ours, theirs
from app.responses import policy
from app.responses.models import OPEN_STATES, Response, ResponseConfirmation, ResponseState
from app.responses.service.writing import (
    begin,
    count_undecided,
    decide,
    deciders,
    lock,
    partners_of,
    tell,
)


def respond(
    actor: Actor,
    *,
    listing: Listing,
    why: str,
    contribution: str,
    first_step: str,
    availability: str,
    conflict: str = "",
    boxes: Collection[str] = (),
) -> Response:
    """Send an interest in `listing` for the actor's organisation; its owners are told at once.

    `conflict` declares a conflict of interest; empty, that there is none. `boxes` are those ticked for finds of the
    sensitivity check. Raises Refused with the reason when the actor may not respond, which includes that a colleague
    was first, and FieldError for a find that is not confirmed.
    """
    lock(listing)
    reason = policy.why_not_respond(actor, listing)
    require(not reason, reason)
    texts = {
        "why": why,
        "contribution": contribution,
        "first_step": first_step,
        "availability": availability,
        "conflict": conflict,
    }
    response = Response(
        listing=listing,
        organisation_id=actor.organisation_id,
        responder_id=actor.person_id,
        **texts,
        confirmations=confirmed(actor, ResponseConfirmation, texts, boxes=boxes),
        is_sample=actor.is_sample or listing.is_sample,
    )
    db.session.add(response)
    audit.record(actor, "responses.respond", response)
    count_undecided(actor, listing)
    questions.set_responded(actor, listing=listing, organisation_id=response.organisation_id)
    tell(
        deciders(listing),
        response,
        f"A response to {ours(listing)}",
        f"{response.organisation.name} has responded to {ours(listing)}.\n\n"
        "Read it, then accept it, invite a full response, or decline it with a reason:",
    )
    db.session.flush()
    return response


def declare(actor: Actor, *, response: Response, conflict: str, boxes: Collection[str] = ()) -> Response:
    """Declare a conflict of interest, or with an empty text that there is none. The listing's owners read it at once,
    and are told when it has changed.

    Raises Refused, WrongState, and FieldError for a find that is not confirmed.
    """
    begin(actor, "declare", response)
    earlier = [each for each in response.confirmations if each.field == "conflict"]
    kept = confirmed(actor, ResponseConfirmation, {"conflict": conflict}, earlier=earlier, boxes=boxes)
    if response.conflict == conflict:
        return response
    response.conflict = conflict
    response.confirmations = [
        each for each in response.confirmations if each.field != "conflict" or each in kept
    ] + [each for each in kept if each not in earlier]
    audit.record(actor, "responses.declare", response, fields=["conflict"])
    tell(
        deciders(response.listing),
        response,
        f"A declaration has changed in a response to {ours(response.listing)}",
        f"{response.organisation.name} has changed what it declares of conflicts of interest:",
    )
    db.session.flush()
    return response


def withdraw(actor: Actor, *, response: Response) -> Response:
    """Take the response back before it is answered; the listing's owners are told.

    Raises Refused, and WrongState when it has been answered meanwhile.
    """
    decide(actor, "withdraw", response)
    audit.record(actor, "responses.withdraw", response, fields=["state"])
    tell(
        deciders(response.listing),
        response,
        f"A response to {ours(response.listing)} was withdrawn",
        f"{response.organisation.name} has withdrawn its response to {ours(response.listing)}:",
    )
    tell(
        partners_of(response),
        response,
        f"A response that you joined, to {theirs(response.listing)}, was withdrawn",
        f"{response.organisation.name} has taken it back:",
    )
    db.session.flush()
    return response


def hand_over(actor: Actor, organisation_id: int, leaver: Person, to: Person) -> int:
    """Make `to` the responder of every response of `leaver` that is open or was accepted; answer how many.

    The verb that hands over everything of a person has checked that this may be done.
    """
    held = select(Response).where(
        Response.responder_id == leaver.id,
        Response.organisation_id == organisation_id,
        Response.state.in_([*OPEN_STATES, ResponseState.ACCEPTED]),
    )
    moved = db.session.scalars(held).all()
    for response in moved:
        response.responder = to
        audit.record(actor, "responses.hand_over", response, fields=["responder_id"])
    db.session.flush()
    return len(moved)


def reasons_to_stay(person_id: int) -> list[str]:
    """Why the person cannot close their account yet: responses of theirs on which nothing is decided."""
    waiting = select(func.count(Response.id)).where(
        Response.responder_id == person_id, Response.state.in_(OPEN_STATES)
    )
    number = db.session.scalar(waiting) or 0
    if not number:
        return []
    many = "A response of yours waits" if number == 1 else f"{number} responses of yours wait"
    return [f"{many} for an answer. Hand over or withdraw first."]
