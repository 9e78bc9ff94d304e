"""What responses show on a listing's page, and how they name a listing."""

from flask import url_for

from app.core.actor import Actor
from app.core.panels import Panel
from app.listings import policy as listings
from app.listings.models import Listing
from app.listings.models import Party as ListingParty
from app.responses import policy, service
from app.responses.models import ResponseState


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
        waiting = sum(response.state is ResponseState.INTEREST for response in sent)
        if not sent and not listing.is_open:
            return None
        title = f"Responses ({waiting} waiting)" if waiting else "Responses"
        return Panel(
            title, "responses/panel_owner.html", {"listing": listing, "responses": sent}, is_wide=True
        )
    reason = policy.why_not_respond(actor, listing)
    if not sent and reason and not listing.is_open:
        return None
    context = {"listing": listing, "responses": sent, "reason": reason, "sign_in": actor.is_anonymous}
    return Panel("Respond", "responses/panel_reader.html", context)
