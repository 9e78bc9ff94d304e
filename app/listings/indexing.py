"""What the search adapters of briefs and offers share."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.listings.labels import mechanism_labels
from app.listings.models import Listing, ListingArea, ListingMechanism, ListingSpecialism
from app.listings.policy import REVIEWED_STATES, SHOWN_STATES
from app.organisations.models import Organisation
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area, Region, Specialism

STATUS_LABELS = {"open": "Open", "closed": "Closed"}
# What the card of a listing reads.
WITH_CARD = (selectinload(Listing.organisation), selectinload(Listing.mechanism_links))


def is_indexable(listing: Listing) -> bool:
    """Only what has passed review, and is not hidden again, is found."""
    return listing.state in SHOWN_STATES


def facets(listing: Listing) -> dict[str, tuple[str, ...]]:
    """The codes it is found by. A code stands with the one above it."""
    return {
        "mechanism": tuple(mechanism.value for mechanism in listing.mechanisms),
        "area": _with_parents(link.area for link in listing.area_links),
        "specialism": _with_parents(listing.specialisms),
        "region": (listing.region_code,) if listing.region_code else (),
        "status": ("open" if listing.is_open else "closed",),
    }


def keywords(listing: Listing) -> str:
    """Words that should find it but are not its own text: the labels of its codes, with their synonyms."""
    words = [
        listing.organisation.name,
        listing.areas_text,
        listing.specialisms_text,
        *mechanism_labels(listing),
    ]
    for area in (link.area for link in listing.area_links):
        words += [area.label, area.parent.label if area.parent else ""]
    for specialism in listing.specialisms:
        parent = specialism.parent.label if specialism.parent else ""
        words += [specialism.label, specialism.synonyms, parent]
    return " ".join(filter(None, words))


def labels(listing: Listing) -> tuple[str, ...]:
    """What it says it is about: its areas and specialisms."""
    areas = [link.area.label for link in listing.area_links]
    own = [
        *areas,
        listing.areas_text,
        *(each.label for each in listing.specialisms),
        listing.specialisms_text,
    ]
    return tuple(filter(None, own))


def facet_label(facet: str, value: str) -> str:
    """The words of a facet's code."""
    if facet == "mechanism":
        return MECHANISM_LABELS.get(value, value)
    if facet == "status":
        return STATUS_LABELS.get(value, value)
    models: dict[str, type[Any]] = {"area": Area, "specialism": Specialism, "region": Region}
    return label(models[facet], value) if facet in models else value


def follows(listing: Listing) -> bool:
    """Whether the index looks at a change of it: each step of a draft would cost a commit of every index.

    What is in review is looked at too: its meaning is encoded before anybody waits for its matches.
    """
    return listing.state in REVIEWED_STATES or inspect(listing).attrs.state.history.has_changes()


def affects(model: type[Listing], changed: Any) -> Iterable[int]:
    """The listings of `model` whose document another changed object is part of."""
    if isinstance(changed, (ListingArea, ListingSpecialism, ListingMechanism)):
        # A new link knows its new listing, which no query need look for; one that was taken off knows none.
        listing = changed.listing or db.session.get(Listing, changed.listing_id)
        return [listing.id] if isinstance(listing, model) and follows(listing) else []
    # What stands with a new organisation is new itself.
    if isinstance(changed, Organisation) and not inspect(changed).pending:
        shown = select(model.id).where(model.organisation_id == changed.id, model.state.in_(SHOWN_STATES))
        return list(db.session.scalars(shown))
    return []


def _with_parents(coded: Iterable[Any]) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for each in coded:
        codes[each.code] = None
        if each.parent_code:
            codes[each.parent_code] = None
    return tuple(codes)
