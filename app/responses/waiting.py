"""What waits for somebody in the room of responses: the lines of their desk."""

from datetime import datetime

from flask import url_for

from app.core.actor import Actor
from app.core.display import show_date
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import Listing, ListingState
from app.responses import policy, reminders, service
from app.responses.assessment import service as assessment
from app.responses.models import Response, ResponseState
from app.responses.partners import service as partners

# What to do, where, since when.
Line = tuple[str, str, datetime]


def lines(actor: Actor) -> list[Line]:
    """What the actor has to answer, write, score or join."""
    return [*_to_answer(actor), *_to_write(actor), *_to_score(actor), *_to_join(actor)]


def escalated(actor: Actor) -> list[Response]:
    """The responses that have waited too long for an answer of the actor's organisation, for its managers."""
    if not actor.manages(actor.organisation_id):
        return []
    return [response for response in service.waiting_for(actor) if reminders.is_escalated(response)]


def _to_answer(actor: Actor) -> list[Line]:
    found = []
    for response in service.waiting_for(actor):
        what = "full response" if response.state is ResponseState.FULL else "response"
        text = f"Answer {response.organisation.name}’s {what} to “{response.listing.title}”"
        if reminders.is_escalated(response):
            text += f": escalated, it has waited {reminders.days_waited(response)} working days"
        found.append((text, url_for("responses.show", id=response.id), response.waiting_since))
    return found


def _to_write(actor: Actor) -> list[Line]:
    invited = (
        policy.sent_by(actor)
        .join(Listing, Response.listing_id == Listing.id)
        .where(Response.state == ResponseState.INVITED, Listing.state != ListingState.WITHDRAWN)
        .order_by(Response.id)
    )
    return [
        (
            f"Send your full response to {named(actor, response.listing)} by {show_date(response.full_by)}",
            url_for("responses.full", id=response.id),
            response.invited_at or response.created_at,
        )
        for response in db.session.scalars(invited)
    ]


def _to_score(actor: Actor) -> list[Line]:
    return [
        (
            f"Score {response.organisation.name}’s full response to {named(actor, response.listing)}",
            url_for("assessments.assessment", id=response.id),
            response.waiting_since,
        )
        for response in assessment.waiting_for(actor)
    ]


def _to_join(actor: Actor) -> list[Line]:
    return [
        (
            f"Say whether your organisation joins {asked.response.organisation.name}’s response to "
            f"{named(actor, asked.response.listing)}",
            url_for("partners.answer", id=asked.id),
            asked.created_at,
        )
        for asked in partners.asked(actor)
    ]


def named(actor: Actor, listing: Listing) -> str:
    """A listing by its title for who may read it as it is now; otherwise only whose it is."""
    if listings.can_read(actor, listing):
        return f"“{listing.title}”"
    return f"{'an' if listing.kind.value == 'offer' else 'a'} {listing.kind.value} of {listing.organisation.name}"
