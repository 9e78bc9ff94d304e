"""Silence is not an answer: the owners are reminded, and after ten working days their partnership manager is told."""

from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.core import audit
from app.core.actor import CLOCK
from app.core.working_days import working_days_since
from app.extensions import db
from app.listings.models import Listing, ListingState
from app.listings.policy import colleagues
from app.listings.service.writing import ours
from app.responses.models import WAITING_STATES, Response
from app.responses.service.writing import deciders, managers_of, tell

# After so many working days without an answer.
REMIND_AFTER = (3, 7)
ESCALATE_AFTER = 10
_STAGES = (*REMIND_AFTER, ESCALATE_AFTER)


def days_waited(response: Response) -> int:
    """The working days for which a response has waited for its owners; 0 while it does not."""
    return working_days_since(response.waiting_since) if response.is_waiting else 0


def is_escalated(response: Response) -> bool:
    """Whether it has waited for so long that the partnership manager has to see to it."""
    return days_waited(response) >= ESCALATE_AFTER


def remind_in_digests() -> None:
    """Add to the day's letters what waits too long. Each stage of a wait is told once, the latest that is due."""
    waiting = (
        select(Response)
        .join(Listing, Response.listing_id == Listing.id)
        .where(
            Response.state.in_(WAITING_STATES),
            Response.reminders < len(_STAGES),
            # Nobody waits for an answer about what has been taken away.
            Listing.state != ListingState.WITHDRAWN,
        )
    )
    for response in db.session.scalars(waiting.order_by(Response.id)):
        waited = days_waited(response)
        due = sum(waited >= stage for stage in _STAGES)
        if due > response.reminders:
            _remind(response, waited, is_escalation=due == len(_STAGES))
            response.reminders = due
            audit.record(CLOCK, "responses.remind", response, fields=["reminders"])
    db.session.flush()


def _remind(response: Response, waited: int, *, is_escalation: bool) -> None:
    listing = response.listing
    told = escalation_readers(listing.organisation_id) if is_escalation else deciders(listing)
    if is_escalation:
        subject = f"A response to {_of_the_organisation(listing)} has waited {waited} working days"
        text = (
            "Nobody has answered it. Ask its owners, or answer it yourself: accept, or decline with a reason."
        )
    else:
        subject = f"A response to {ours(listing)} has waited {waited} working days"
        text = (
            f"Accept it, or decline it with a reason. After {ESCALATE_AFTER} working days "
            "your partnership manager is told."
        )
    tell(told, response, subject, text, in_digest=True)


def escalation_readers(organisation_id: int) -> list[Person]:
    """The partnership managers of an organisation; where it has none, its administrators."""
    managing = colleagues(organisation_id).where(Membership.is_partnership_manager)
    return list(db.session.scalars(managing)) or managers_of(organisation_id)


def _of_the_organisation(listing: Listing) -> str:
    return f"{'an' if listing.kind.value == 'offer' else 'a'} {listing.kind.value} of your organisation"
