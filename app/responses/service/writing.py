"""What every verb on a response does: hold the listing's row, check the act, keep its count, tell its people."""

from collections.abc import Iterable

from sqlalchemy import func, select

from app.accounts.models import Membership, Person
from app.core import clock, mail
from app.core.actor import Actor
from app.core.errors import WrongState
from app.extensions import db
from app.listings import service as listings
from app.listings.models import Listing, ListingState
from app.listings.policy import colleagues
from app.listings.service.writing import owners
from app.responses import policy
from app.responses.models import OPEN_STATES, RESPONSE_TRANSITIONS, PartnerState, Response, ResponseState


def lock(listing: Listing) -> None:
    """Let those who act on a listing's responses at once take turns.

    PostgreSQL locks the row; SQLite has one writer anyway.
    """
    db.session.flush()
    db.session.execute(select(Listing.id).where(Listing.id == listing.id).with_for_update())
    db.session.refresh(listing)


def begin(actor: Actor, act: str, response: Response) -> ResponseState:
    """Hold the response for `act`, and answer the state that it leads to. Who comes second sees the first one's state.

    Raises Refused and WrongState.
    """
    lock(response.listing)
    db.session.refresh(response)
    return ResponseState(RESPONSE_TRANSITIONS.require(act, response.state, policy.parties(actor, response)))


def need_standing(listing: Listing) -> None:
    """Raise WrongState for a listing that has been withdrawn: nobody there waits for more."""
    if listing.state is ListingState.WITHDRAWN:
        raise WrongState(f"The {listing.kind.value} has been withdrawn, so nobody waits for a full response.")


def decide(actor: Actor, act: str, response: Response) -> None:
    """Bring the response to the state in which nothing more is open. Raises Refused and WrongState."""
    response.state = begin(actor, act, response)
    response.decided_by_id = actor.person_id
    response.decided_at = clock.now()
    count_undecided(actor, response.listing)


def stop_clock(response: Response) -> None:
    """The owners have said something: the reply clock counts to their first word, reminders begin anew."""
    response.first_answered_at = response.first_answered_at or clock.now()
    response.reminders = 0


def count_undecided(actor: Actor, listing: Listing) -> None:
    """Keep with the listing how many responses have no decision: it cannot be closed before."""
    db.session.flush()
    undecided = select(func.count(Response.id)).where(
        Response.listing_id == listing.id, Response.state.in_(OPEN_STATES)
    )
    listings.set_waiting_responses(actor, listing=listing, count=db.session.scalar(undecided) or 0)


def deciders(listing: Listing) -> list[Person]:
    """Poster and co-owners who still belong to the listing's organisation; without any, its managers."""
    return owners(listing) or managers_of(listing.organisation_id)


def senders(response: Response) -> list[Person]:
    """The responder while they belong to the organisation; otherwise its managers."""
    standing = colleagues(response.organisation_id).where(Person.id == response.responder_id)
    return list(db.session.scalars(standing)) or managers_of(response.organisation_id)


def partners_of(response: Response) -> list[Person]:
    """The managers of the organisations that have joined it."""
    joined = [each for each in response.partners if each.state is PartnerState.CONFIRMED]
    return [person for each in joined for person in managers_of(each.organisation_id)]


def managers_of(organisation_id: int) -> list[Person]:
    """Who answers for an organisation: its partnership managers and administrators."""
    managing = Membership.is_partnership_manager | Membership.is_administrator
    return list(db.session.scalars(colleagues(organisation_id).where(managing)))


def tell(
    people: Iterable[Person],
    response: Response,
    subject: str,
    text: str,
    *,
    endpoint: str = "responses.show",
    in_digest: bool = False,
) -> None:
    """Queue a letter for each of `people`, with the address of a page of the response below `text`."""
    address = mail.link(endpoint, id=response.id)
    for person in people:
        mail.queue(person.id, subject=subject, body=f"{text}\n{address}", in_digest=in_digest)
