"""Listings as the texts that matching reads. Vetting held, contacts and notes are no part of them."""

import re
from collections.abc import Callable, Iterable

from app.briefs.models import Brief
from app.listings.models import Listing
from app.matching.profile import Text
from app.offers.models import Offer

LabelOf = Callable[[str], str]
_BETWEEN_LABELS = re.compile(r"[,;\n]\s*")


def key_of(number: int) -> str:
    """The name of a listing in the engine; names stand in the order of numbers."""
    return f"{number:010d}"


def number_of(key: str) -> int:
    return int(key)


def text_of(listing: Listing, specialism: LabelOf, area: LabelOf) -> Text:
    """What the poster wrote. `specialism` and `area` give the label of a code."""
    body, extra = own_words(listing)
    specialisms = [link.specialism_code for link in listing.specialism_links if not link.is_likely]
    areas = [link.area_code for link in listing.area_links]
    written = [*_split(listing.areas_text), *_split(listing.specialisms_text)]
    labels = [*written, *map(area, areas), *map(specialism, specialisms)]
    return Text(
        id=key_of(listing.id),
        title=listing.title,
        body=body,
        extra=extra,
        labels=tuple({label.casefold(): label for label in reversed(labels)}.values())[::-1],
        mechanisms=frozenset(mechanism.value for mechanism in listing.mechanisms),
        specialisms=frozenset(specialisms),
        areas=frozenset(areas),
        is_offer=isinstance(listing, Offer),
    )


def own_words(listing: Listing) -> tuple[str, str]:
    """What a poster says besides the title: the body, and a brief's desired outcome or an offer's evidence.

    A brief's dates, figures, owners and rooms say nothing of the knowledge that it needs, and are left out.
    """
    if isinstance(listing, Brief):
        need = (listing.problem, listing.summary, listing.who_affected, listing.already_done)
        return _lines(*need), _lines(listing.desired_outcome, listing.essentials)
    if isinstance(listing, Offer):
        return listing.description, listing.evidence
    return "", ""


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _split(text: str) -> Iterable[str]:
    return filter(None, map(str.strip, _BETWEEN_LABELS.split(text)))
