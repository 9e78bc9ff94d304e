"""What responses show on the pages of listings, organisations and on their own, and how they name a listing."""

from flask import url_for

from app.core.actor import Actor
from app.core.panels import Panel
from app.listings import policy as listings
from app.listings.models import Listing
from app.listings.models import Party as ListingParty
from app.matching.conflicts import partners_of
from app.organisations.models import Organisation
from app.responses import policy, service
from app.responses.assessment import policy as assessment
from app.responses.assessment.board import board_of
from app.responses.models import PartnerState, Party, Response, ResponsePartner
from app.responses.reply_clock import reply_clock


def listing_url(listing: Listing) -> str:
    """The page of a listing of either kind."""
    return url_for(f"{listing.kind.value}s.show", id=listing.id)


def listing_title(actor: Actor, listing: Listing) -> str:
    """The title, for who may read the listing as it is now; empty for who may not."""
    return listing.title if listings.can_read(actor, listing) else ""


def of_listing(actor: Actor, listing: Listing) -> Panel | None:
    """For its owners the responses; for everyone else a way to respond, or why there is none."""
    sent = service.to_listing(actor, listing)
    if ListingParty.OWNER in listings.parties(actor, listing):
        waiting = sum(response.is_waiting for response in sent)
        if not sent and not listing.is_open:
            return None
        title = f"Responses ({waiting} waiting)" if waiting else "Responses"
        context = {"listing": listing, "responses": sent, "can_name": assessment.can_name(actor, listing)}
        return Panel(
            title, "responses/panel_owner.html", context | _clock(listing.organisation_id), is_wide=True
        )
    reason = policy.why_not_respond(actor, listing)
    if not sent and reason and not listing.is_open:
        return None
    context = {
        "listing": listing,
        "responses": [each for each in sent if each.organisation_id == actor.organisation_id],
        "joined": [each for each in sent if Party.PARTNER in policy.parties(actor, each)],
        "to_assess": [each for each in sent if listing.organisation_id == actor.organisation_id],
        "reason": reason,
        "sign_in": actor.is_anonymous,
    }
    return Panel("Respond", "responses/panel_reader.html", context | _clock(listing.organisation_id))


def of_organisation(actor: Actor, organisation: Organisation) -> Panel | None:
    """How long the organisation takes to answer a response, once it has answered enough of them."""
    if reply_clock(organisation.id) is None:
        return None
    return Panel("Answers to responses", "responses/panel_clock.html", _clock(organisation.id))


def assessment_of(actor: Actor, response: Response) -> Panel | None:
    """For the owners' side: where the assessment of a full response stands."""
    if not assessment.can_read(actor, response):
        return None
    context = {"response": response, "board": board_of(actor, response)}
    return Panel("Assessment", "responses/panel_assessment.html", context)


def conflicts_of(actor: Actor, response: Response) -> Panel:
    """For whoever reads a response: what is declared of conflicts of interest, and beside it what is known here."""
    others = [response.organisation, *(each.organisation for each in shown_partners(actor, response))]
    working = partners_of(actor, response.listing.organisation_id)
    context = {
        "response": response,
        "known": [each.name for each in others if each.id in working],
        "can_declare": policy.can_declare(actor, response),
        "can_recuse": policy.can_recuse(actor, response) and assessment.own(actor, response) is None,
    }
    return Panel("Conflicts of interest", "responses/panel_conflicts.html", context)


def shown_partners(actor: Actor, response: Response) -> list[ResponsePartner]:
    """The partners of a response: its own side sees what each has answered, the owners' side those who joined, once
    the full response has been sent."""
    if policy.parties(actor, response) & {Party.RESPONDER, Party.PARTNER}:
        return response.partners
    if response.full_sent_at is None:
        return []
    return [each for each in response.partners if each.state is PartnerState.CONFIRMED]


def _clock(organisation_id: int) -> dict[str, str]:
    clock = reply_clock(organisation_id)
    return {"clock": clock.words if clock else ""}
