"""A new draft from an old listing, for what is asked or offered again."""

from collections.abc import Callable
from typing import TypeVar

from app.core import audit
from app.core.actor import Actor
from app.listings.models import Listing
from app.listings.outline import outline_of
from app.listings.service.drafting import create
from app.listings.service.writing import begin

L = TypeVar("L", bound=Listing)
# (actor, the old listing, the new draft).
CopyHook = Callable[[Actor, Listing, Listing], None]
_on_copy: list[CopyHook] = []


def on_copy(hook: CopyHook) -> None:
    """Let a higher room bring over, in the same transaction, what it keeps beside a listing."""
    if hook not in _on_copy:
        _on_copy.append(hook)


def copy(actor: Actor, *, listing: L) -> L:
    """The actor has a draft with the listing's words and codes, linked to it. Dates, confirmations, review notes and
    co-owners stay behind. Raises Refused, and FieldError for a text marked above OFFICIAL."""
    begin(actor, "copy", listing)
    made = create(
        actor, listing=type(listing)(copied_from=listing), values=outline_of(listing).undated(listing)
    )
    audit.record(actor, f"{listing.kind.value}s.copy", made, detail=f"from {listing.id}")
    for hook in _on_copy:
        hook(actor, listing, made)
    return made
