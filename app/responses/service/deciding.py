"""The verbs of the listing's owners: to invite to a full response, to accept, to decline."""

from collections.abc import Collection
from datetime import date

from app.briefs.models import Brief
from app.briefs.steps import essentials
from app.core import audit, clock
from app.core.actor import Actor
from app.core.display import show_date
from app.core.errors import FieldError
from app.core.sensitivity.confirming import confirmed
from app.extensions import db
from app.listings.models import Listing
from app.listings.service.writing import theirs
from app.responses.models import DeclineReason, Response, ResponseAnswer, ResponseConfirmation
from app.responses.service.writing import begin, decide, need_standing, partners_of, senders, stop_clock, tell

MOST_ASKED = 5
OFFER_ASKS = "What you need, and why"


def asked_of(listing: Listing) -> list[str]:
    """What a full response has to answer: the essentials of a brief, at most five, or without any its desired outcome;
    of an offer, what is needed and why."""
    if not isinstance(listing, Brief):
        return [OFFER_ASKS]
    return essentials(listing)[:MOST_ASKED] or [listing.desired_outcome]


def invite(actor: Actor, *, response: Response, full_by: date) -> Response:
    """Invite the responder to a full response until the end of `full_by`. What the listing asks is written down with it
    now, so that everybody answers, and is judged by, the words that stood at the time.

    Raises FieldError for a day that has passed, Refused, and WrongState when it has been answered meanwhile or the
    listing was withdrawn.
    """
    _need_future(full_by)
    response.state = begin(actor, "invite", response)
    need_standing(response.listing)
    response.invited_at, response.full_by = clock.now(), full_by
    stop_clock(response)
    response.answers = [
        ResponseAnswer(position=number, asked=asked)
        for number, asked in enumerate(asked_of(response.listing), start=1)
    ]
    audit.record(actor, "responses.invite", response, fields=["state", "full_by"])
    tell(
        senders(response),
        response,
        f"You are invited to a full response to {theirs(response.listing)}",
        f"{response.listing.organisation.name} would like to read more. "
        f"Your full response can be sent until {show_date(full_by)}. "
        "Nobody there sees it before you send it:",
        endpoint="responses.full",
    )
    db.session.flush()
    return response


def extend(actor: Actor, *, response: Response, full_by: date) -> Response:
    """Set another last day for the full response, and tell the responder. Raises FieldError, Refused, WrongState."""
    _need_future(full_by)
    begin(actor, "extend", response)
    if full_by == response.full_by:
        raise FieldError("full_by", "This is the last day already. Enter another, or go back")
    response.full_by = full_by
    audit.record(actor, "responses.extend", response, fields=["full_by"])
    tell(
        senders(response),
        response,
        f"Your full response to {theirs(response.listing)} has another last day",
        f"It can now be sent until {show_date(full_by)}:",
        endpoint="responses.full",
    )
    db.session.flush()
    return response


def accept(actor: Actor, *, response: Response) -> Response:
    """Accept the response and tell the responder. Only the verb that opens a collaboration calls it.

    Raises Refused, and WrongState when it has been answered or withdrawn meanwhile.
    """
    decide(actor, "accept", response)
    stop_clock(response)
    audit.record(actor, "responses.accept", response, fields=["state"])
    tell(
        senders(response),
        response,
        f"Your response to {theirs(response.listing)} was accepted",
        f"Your response to {theirs(response.listing)} was accepted, and a collaboration was opened. "
        "You can now see each other’s names and work email addresses.\n\n"
        "Accepting a response awards no contract. Open the response:",
    )
    tell(
        partners_of(response),
        response,
        f"A response that you joined, to {theirs(response.listing)}, was accepted",
        "The organisation that sent it now works out with the other side who does what:",
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
    decide(actor, "decline", response)
    stop_clock(response)
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
    tell(
        senders(response),
        response,
        f"Your response to {theirs(response.listing)} was declined",
        f"Your response to {theirs(response.listing)} was declined. The reason is given with it:",
    )
    tell(
        partners_of(response),
        response,
        f"A response that you joined, to {theirs(response.listing)}, was declined",
        "The reason is given with it:",
    )
    db.session.flush()
    return response


def _need_future(full_by: date) -> None:
    if full_by < clock.today():
        raise FieldError("full_by", "The last day must be today or in the future")
