"""What the pages of listings answer when a verb says no."""

from flask import request, url_for

from app.core import access
from app.core.actor import Actor
from app.listings.models import Listing
from app.listings.outline import Outline
from app.listings.policy import can_read

EDITED_MEANWHILE = "Somebody else changed this after you opened the page. Check what it says now"


def after(actor: Actor, listing: Listing, outline: Outline) -> str:
    """Where an act leads: to where it was begun, to the listing, or to the list if that is out of sight."""
    back = access.safe_next(request.args.get("next"))
    if back:
        return back
    if can_read(actor, listing):
        return url_for(f"{outline.room}.show", id=listing.id)
    return url_for(f"{outline.room}.index")
