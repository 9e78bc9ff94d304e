"""How many could help? Open offers by specialism, mechanism and region, without a name.

Only what the reader may read is counted, so no figure tells of anything else. A row of one or two is said as
"fewer than 3": the table is about how much there is, and never points at one organisation.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.core.actor import Actor
from app.extensions import db
from app.listings.models import ListingMechanism
from app.matching.proposals import open_offers
from app.offers.models import Offer
from app.taxonomy.choices import MECHANISM_LABELS, label, region_choices
from app.taxonomy.models import Specialism

LEAST = 3
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class HelpCounts:
    """Figures in words: pairs of what is counted and how many there are."""

    any: bool
    offers: str
    organisations: str
    by_specialism: Rows
    by_mechanism: Rows
    by_region: Rows


def how_many(number: int) -> str:
    """A figure as it may be shown."""
    return f"Fewer than {LEAST}" if 0 < number < LEAST else str(number)


def counts(actor: Actor, codes: Sequence[str]) -> HelpCounts | None:
    """How many open offers name one of the specialisms; None for no specialism."""
    if not codes:
        return None
    offers = open_offers(actor, codes)
    number = _count(offers)
    ids = offers.with_only_columns(Offer.id)
    mechanisms = select(ListingMechanism.mechanism).where(ListingMechanism.listing_id.in_(ids))
    regions = _count_by(offers.with_only_columns(Offer.region_code))
    by_mechanism = _count_by(mechanisms)
    placed = [(name, regions[code]) for code, name in region_choices()]
    placed += [("Region not stated", regions[None]), ("Remotely", _count(offers.where(Offer.remote_ok)))]
    return HelpCounts(
        any=number > 0,
        offers=how_many(number),
        organisations=how_many(_count(offers.with_only_columns(Offer.organisation_id).distinct())),
        by_specialism=[
            (label(Specialism, code), how_many(_count(open_offers(actor, [code])))) for code in codes
        ],
        by_mechanism=[(name, how_many(by_mechanism[code])) for code, name in MECHANISM_LABELS.items()],
        by_region=[(name, how_many(here)) for name, here in placed if here],
    )


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _count_by(query: Select[Any]) -> Counter[Any]:
    """How often each value of the one column stands in the rows."""
    rows = query.subquery()
    (column,) = rows.columns
    return Counter(dict(db.session.execute(select(column, func.count()).group_by(column)).all()))
