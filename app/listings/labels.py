"""The words of a listing's codes, for pages, answers to check and cards."""

from app.core.actor import Audience
from app.listings.models import Listing, ListingState
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area, Specialism

AUDIENCE_LABELS = {
    Audience.PUBLIC: "Everyone",
    Audience.MEMBERS: "Members only",
    Audience.POLICE: "Police only",
}
# As the subject of a sentence.
READERS = {
    Audience.PUBLIC: "everyone, signed in or not,",
    Audience.MEMBERS: "verified people of police organisations and universities",
    Audience.POLICE: "verified people of police organisations",
}
STATE_LABELS = {
    ListingState.DRAFT: "Draft",
    ListingState.AWAITING_RELEASE: "Awaiting release",
    ListingState.IN_REVIEW: "In review",
    ListingState.PUBLISHED: "Open",
    ListingState.CLOSED: "Closed",
    ListingState.WITHDRAWN: "Withdrawn",
    ListingState.EXPIRED: "Expired",
}
STATE_COLOURS = {
    ListingState.AWAITING_RELEASE: "blue",
    ListingState.IN_REVIEW: "blue",
    ListingState.PUBLISHED: "green",
}
AUDIENCE_TAGS = {Audience.MEMBERS: ("Members only", "blue"), Audience.POLICE: ("Police only", "purple")}


def area_labels(listing: Listing) -> list[str]:
    """The areas' labels, the principal one first."""
    return [label(Area, link.area_code) for link in listing.area_links]


def specialism_labels(listing: Listing) -> list[str]:
    """The labels of the specialisms stated; one that only stands near says so."""
    return [
        label(Specialism, link.specialism_code) + (" (nearest in the list)" if link.is_nearest_only else "")
        for link in listing.specialism_links
        if not link.is_likely
    ]


def mechanism_labels(listing: Listing) -> list[str]:
    return [MECHANISM_LABELS[mechanism] for mechanism in listing.mechanisms]


def audience_rows(listing: Listing) -> list[tuple[str, str]]:
    """Who may see it; and why the public may, where it may."""
    rows = [("Audience", AUDIENCE_LABELS[listing.audience])]
    if listing.audience is Audience.PUBLIC:
        rows.append(("Why the public may see it", listing.public_reason))
    return rows


def tags(listing: Listing) -> tuple[tuple[str, str], ...]:
    """What a card is marked with: a state that is not open, an audience that is not everyone."""
    found = []
    if not listing.is_open:
        found.append((STATE_LABELS[listing.state], STATE_COLOURS.get(listing.state, "grey")))
    if listing.audience in AUDIENCE_TAGS:
        found.append(AUDIENCE_TAGS[listing.audience])
    return tuple(found)


def beginning(text: str, most: int = 220) -> str:
    """The first sentences or words of a text, for a card."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
