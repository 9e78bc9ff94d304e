"""Offers as the search page and the index see them. Vetting held is for members, so neither holds it."""

from flask import url_for

from app.core.display import show_date
from app.core.kinds import Card, Document, SearchKind
from app.listings import indexing
from app.listings.labels import beginning, mechanism_labels, tags
from app.offers.models import Offer
from app.offers.policy import readable_by
from app.offers.steps import place_words


def document(offer: Offer) -> Document | None:
    """What the index holds of an offer; None while it may not be found."""
    return described(offer) if indexing.is_indexable(offer) else None


def described(offer: Offer) -> Document:
    """What the index holds of an offer that may be found, or soon will."""
    return Document(
        title=offer.title,
        body=text(offer),
        audience=offer.audience,
        keywords=indexing.keywords(offer),
        labels=indexing.labels(offer),
        facets=indexing.facets(offer),
        date=offer.published_at,
    )


def text(offer: Offer) -> str:
    return "\n".join(filter(None, (offer.description, offer.outputs, offer.evidence)))


def card(offer: Offer) -> Card:
    """The offer in a list. No person is on it."""
    meta = [("From", offer.organisation.name), ("Mechanism", ", ".join(mechanism_labels(offer)))]
    if place := place_words(offer):
        meta.append(("Place", place))
    if offer.available_to:
        meta.append(("Available until", show_date(offer.available_to)))
    return Card(
        kind="offer",
        kind_label="Offer",
        title=offer.title,
        url=url_for("offers.show", id=offer.id),
        summary=beginning(offer.description),
        meta=tuple(meta),
        tags=tags(offer),
        is_sample=offer.is_sample,
    )


KIND = SearchKind(
    name="offers",
    label="Offers",
    model=Offer,
    document=document,
    readable_by=readable_by,
    card=card,
    text=text,
    with_card=indexing.WITH_CARD,
    facet_label=indexing.facet_label,
    affects=lambda changed: indexing.affects(Offer, changed),
    follows=indexing.follows,
)
