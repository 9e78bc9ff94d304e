"""The verbs of responses, and the lists that desks show."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Membership, Person
from app.core import audit, clock, mail
from app.core.actor import Actor, Audience
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.listings import service as listings
from app.listings.confirming import confirmed
from app.listings.models import Listing
from app.listings.policy import colleagues
from app.listings.service.writing import owners
from app.responses import policy
from app.responses.models import (
    RESPONSE_TRANSITIONS,
    DeclineReason,
    Response,
    ResponseConfirmation,
    ResponseState,
)


def respond(
    actor: Actor,
    *,
    listing: Listing,
    why: str,
    contribution: str,
    first_step: str,
    availability: str,
    boxes: Collection[str] = (),
) -> Response:
    """Send an interest in `listing` for the actor's organisation; its owners are told at once.

    `boxes` are those ticked for finds of the sensitivity check. Raises Refused with the reason when the actor may
    not respond, which includes that a colleague was first, and FieldError for a find that is not confirmed.
    """
    _lock(listing)
    reason = policy.why_not_respond(actor, listing)
    require(not reason, reason)
    texts = {
        "why": why,
        "contribution": contribution,
        "first_step": first_step,
        "availability": availability,
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
    _count_waiting(actor, listing)
    _tell(
        deciders(listing),
        response,
        f"A response to {_ours(listing)}",
        f"{response.organisation.name} has responded to {_ours(listing)}.\n\n"
        "Read it, then accept it or decline it with a reason:",
    )
    db.session.flush()
    return response


def accept(actor: Actor, *, response: Response) -> Response:
    """Accept the response and tell the responder. Only the verb that opens a collaboration calls it.

    Raises Refused, and WrongState when it has been answered or withdrawn meanwhile.
    """
    _decide(actor, response, "accept")
    audit.record(actor, "responses.accept", response, fields=["state"])
    _tell(
        senders(response),
        response,
        f"Your response to {_theirs(response.listing)} was accepted",
        f"Your response to {_theirs(response.listing)} was accepted, and a collaboration was opened. "
        "You can now see each other’s names and work email addresses.\n\n"
        "Accepting a response awards no contract. Open the response:",
    )
    db.session.flush()
    return response


def decline(
    actor: Actor,
    *,
    response: Response,
    reason: DeclineReason,
    sentence: str,
    boxes: Collection[str] = (),
) -> Response:
    """Decline the response with a standard reason and a sentence of one's own; the responder is told.

    Raises FieldError without a sentence or for a find in it that is not confirmed, Refused, and WrongState when it
    has been answered meanwhile.
    """
    if not sentence.strip():
        raise FieldError("sentence", "Enter a sentence that says why")
    kept = confirmed(actor, ResponseConfirmation, {"sentence": sentence}, boxes=boxes)
    _decide(actor, response, "decline")
    response.confirmations += kept
    response.decline_reason = reason
    response.decline_sentence = sentence
    audit.record(
        actor,
        "responses.decline",
        response,
        fields=["state", "decline_reason", "decline_sentence"],
        detail=reason.value,
    )
    _tell(
        senders(response),
        response,
        f"Your response to {_theirs(response.listing)} was declined",
        f"Your response to {_theirs(response.listing)} was declined. The reason is given with it:",
    )
    db.session.flush()
    return response


def withdraw(actor: Actor, *, response: Response) -> Response:
    """Take the response back before it is answered; the listing's owners are told.

    Raises Refused, and WrongState when it has been answered meanwhile.
    """
    _decide(actor, response, "withdraw")
    audit.record(actor, "responses.withdraw", response, fields=["state"])
    _tell(
        deciders(response.listing),
        response,
        f"A response to {_ours(response.listing)} was withdrawn",
        f"{response.organisation.name} has withdrawn its response to {_ours(response.listing)}:",
    )
    db.session.flush()
    return response


def hand_over(actor: Actor, organisation_id: int, leaver: Person, to: Person) -> int:
    """Make `to` the responder of every response of `leaver` that waits or was accepted; answer how many.

    The verb that hands over everything of a person has checked that this may be done.
    """
    held = select(Response).where(
        Response.responder_id == leaver.id,
        Response.organisation_id == organisation_id,
        Response.state.in_([ResponseState.INTEREST, ResponseState.ACCEPTED]),
    )
    moved = db.session.scalars(held).all()
    for response in moved:
        response.responder = to
        audit.record(actor, "responses.hand_over", response, fields=["responder_id"])
    db.session.flush()
    return len(moved)


def reasons_to_stay(person_id: int) -> list[str]:
    """Why the person cannot close their account yet: responses of theirs that wait for an answer."""
    waiting = select(func.count(Response.id)).where(
        Response.responder_id == person_id, Response.state == ResponseState.INTEREST
    )
    number = db.session.scalar(waiting) or 0
    if not number:
        return []
    many = "A response of yours waits" if number == 1 else f"{number} responses of yours wait"
    return [f"{many} for an answer. Hand over or withdraw first."]


def waiting_for(actor: Actor) -> Sequence[Response]:
    """The responses that wait for the actor's answer, oldest first."""
    waiting = policy.owned_by(actor).where(Response.state == ResponseState.INTEREST)
    return db.session.scalars(_with_names(waiting).order_by(Response.created_at, Response.id)).all()


def mine(actor: Actor) -> Sequence[Response]:
    """The responses that the actor sent, or for a manager their organisation; newest first."""
    sent = _with_names(policy.sent_by(actor))
    return db.session.scalars(sent.order_by(Response.created_at.desc(), Response.id.desc())).all()


def to_listing(actor: Actor, listing: Listing) -> Sequence[Response]:
    """The responses to a listing that the actor may read, those that wait first."""
    of_it = _with_names(policy.readable_by(actor)).where(Response.listing_id == listing.id)
    found = db.session.scalars(of_it.order_by(Response.created_at, Response.id)).all()
    return sorted(found, key=lambda response: response.state is not ResponseState.INTEREST)


def deciders(listing: Listing) -> list[Person]:
    """Poster and co-owners who still belong to the listing's organisation; without any, its managers."""
    return owners(listing) or managers_of(listing.organisation_id)


def senders(response: Response) -> list[Person]:
    """The responder while they belong to the organisation; otherwise its managers."""
    standing = colleagues(response.organisation_id).where(Person.id == response.responder_id)
    return list(db.session.scalars(standing)) or managers_of(response.organisation_id)


def managers_of(organisation_id: int) -> list[Person]:
    """Who answers for an organisation: its partnership managers and administrators."""
    managing = Membership.is_partnership_manager | Membership.is_administrator
    return list(db.session.scalars(colleagues(organisation_id).where(managing)))


def _with_names(query: Select[Response]) -> Select[Response]:
    return query.options(
        selectinload(Response.listing).selectinload(Listing.organisation),
        selectinload(Response.organisation),
        selectinload(Response.responder),
    )


def _lock(listing: Listing) -> None:
    # PostgreSQL locks the row, so that those who answer at once take turns; SQLite has one writer anyway.
    db.session.execute(select(Listing.id).where(Listing.id == listing.id).with_for_update())
    db.session.refresh(listing)


def _decide(actor: Actor, response: Response, act: str) -> None:
    """Bring the response to the state that `act` leads to. Who comes second sees the first one's state."""
    _lock(response.listing)
    db.session.refresh(response)
    target = RESPONSE_TRANSITIONS.require(act, response.state, policy.parties(actor, response))
    response.state = ResponseState(target)
    response.decided_by_id = actor.person_id
    response.decided_at = clock.now()
    _count_waiting(actor, response.listing)


def _count_waiting(actor: Actor, listing: Listing) -> None:
    db.session.flush()
    waiting = select(func.count(Response.id)).where(
        Response.listing_id == listing.id, Response.state == ResponseState.INTEREST
    )
    listings.set_waiting_responses(actor, listing=listing, count=db.session.scalar(waiting) or 0)


def _tell(people: Sequence[Person], response: Response, subject: str, text: str) -> None:
    address = mail.link("responses.show", id=response.id)
    for person in people:
        mail.queue(person.id, subject=subject, body=f"{text}\n{address}")


def _ours(listing: Listing) -> str:
    """The listing as its owners' mail may name it: by title only when anyone may read it."""
    kind = listing.kind.value
    if listing.audience is Audience.PUBLIC and listing.is_open:
        return f"your {kind} “{listing.title}”"
    return f"{'an' if kind == 'offer' else 'a'} {kind} of yours"


def _theirs(listing: Listing) -> str:
    kind = listing.kind.value
    if listing.audience is Audience.PUBLIC and listing.is_open:
        return f"the {kind} “{listing.title}”"
    return f"{'an' if kind == 'offer' else 'a'} {kind} of {listing.organisation.name}"
