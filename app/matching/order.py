"""The matches of a listing in the order of its page: by score, then fairly (app/matching/fairness.py)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.actor import Actor
from app.extensions import db
from app.listings.models import Listing
from app.matching import service
from app.matching.fairness import Candidate, Placed, arrange
from app.matching.models import Band, Match
from app.organisations.models import Organisation


@dataclass(frozen=True)
class PageOrder:
    """The matches that the page shows, in its order, and the weak ones that it only leads to, best first."""

    shown: list[Placed[Match]]
    weak: list[Placed[Match]]

    def place(self, match: Match) -> int | None:
        """At which place, from 1, the page shows the match."""
        found = (place for place, entry in enumerate(self.shown + self.weak, start=1) if entry.thing is match)
        return next(found, None)


def page_order(actor: Actor, listing: Listing) -> PageOrder:
    """What `actor` sees of the matches of an open listing."""
    matches = service.matches_for(actor, listing)
    shown = [match for match in matches if match.band is not Band.WEAK]
    weak = [Placed(match) for match in matches if match.band is Band.WEAK]
    return PageOrder(arrange(_candidates(listing, shown)), weak)


def _candidates(listing: Listing, matches: Sequence[Match]) -> list[Candidate[Match]]:
    others = [service.other_end(f"{listing.kind.value}s", match) for match in matches]
    rows = db.session.execute(
        select(Listing.id, Organisation.id, Organisation.collaborations_count)
        .join(Organisation, Organisation.id == Listing.organisation_id)
        .where(Listing.id.in_(others))
    )
    owners = {row[0]: (row[1], row[2] > 0) for row in rows}
    return [Candidate(match, *owners[other]) for match, other in zip(matches, others, strict=True)]
