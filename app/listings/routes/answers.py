"""What the pages of listings answer when a verb says no."""

from typing import Any

from flask import request, url_for

from app.core import access
from app.core.actor import Actor
from app.core.errors import FieldError
from app.listings.models import Listing
from app.listings.outline import Outline
from app.listings.policy import can_read

EDITED_MEANWHILE = "Somebody else changed this after you opened the page. Check what it says now"


def complain(form: Any, error: FieldError) -> None:
    """Put a verb's message by its field, or above the form when the form has no such field to show."""
    found = form._fields.get(error.field)
    if found is not None and error.field != "submit":
        found.errors = [*found.errors, error.message]
    else:
        form.form_errors.append(error.message)


def after(actor: Actor, listing: Listing, outline: Outline) -> str:
    """Where an act leads: to where it was begun, to the listing, or to the list if that is out of sight."""
    back = access.safe_next(request.args.get("next"))
    if back:
        return back
    if can_read(actor, listing):
        return url_for(f"{outline.room}.show", id=listing.id)
    return url_for(f"{outline.room}.index")
