"""New strong matches reach the owners of both listings with the daily digest, each pair once and never again."""

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Person
from app.briefs.models import Brief
from app.core import audit, mail
from app.core.actor import CLOCK, Audience
from app.core.models import AuditRow
from app.extensions import db
from app.listings.models import Listing
from app.listings.policy import can_read
from app.listings.service.writing import link, owners
from app.matching.models import Band, Match
from app.offers.models import Offer

# The row of the audit trail under which a pair has been told; it is also what remembers it.
ACT = "matching.tell_owners"
Pair = tuple[int, int]


def new_strong(matches: Iterable[Match]) -> int:
    """Owners hear of the strong ones among `matches` that were never told; how many pairs those are.

    Only owners who may read the other listing hear of it. Letters name a listing only when it is public.
    """
    strong = {(match.brief_id, match.offer_id) for match in matches if match.band is Band.STRONG}
    fresh = sorted(strong - _told({brief for brief, _ in strong}))
    by_listing: dict[Listing, list[Listing]] = {}
    for brief_id, offer_id in fresh:
        brief, offer = db.session.get_one(Brief, brief_id), db.session.get_one(Offer, offer_id)
        audit.record(CLOCK, ACT, brief, detail=f"offer {offer_id}")
        by_listing.setdefault(brief, []).append(offer)
        by_listing.setdefault(offer, []).append(brief)
    for listing, others in by_listing.items():
        for person in owners(listing):
            _tell(person, listing, others)
    db.session.flush()
    return len(fresh)


def _told(briefs: set[int]) -> set[Pair]:
    rows = select(AuditRow.thing_id, AuditRow.detail).where(
        AuditRow.act == ACT,
        AuditRow.thing_kind == "brief",
        AuditRow.thing_id.in_([str(number) for number in briefs]),
    )
    return {
        (int(brief or 0), int(detail.removeprefix("offer "))) for brief, detail in db.session.execute(rows)
    }


def _tell(person: Person, listing: Listing, others: list[Listing]) -> None:
    reader = accounts.actor_for(person)
    found = [other for other in others if can_read(reader, other)]
    if not found:
        return
    number = "A strong match" if len(found) == 1 else f"{len(found)} strong matches"
    lines = [f"{_named(other)}: {link(other)}" for other in found]
    mail.queue(
        person.id,
        in_digest=True,
        subject=f"{number} for {_own(listing)}",
        body="\n".join([*lines, f"All matches, with the reasons: {link(listing)}"]),
    )


def _own(listing: Listing) -> str:
    kind = listing.kind.value
    return f"“{listing.title}”" if listing.audience is Audience.PUBLIC else f"{_a(kind)} of yours"


def _named(listing: Listing) -> str:
    if listing.audience is Audience.PUBLIC:
        return f"“{listing.title}”, {listing.organisation.name}"
    return (
        f"{_a(listing.kind.value).capitalize()} for members"
        if listing.audience is Audience.MEMBERS
        else (f"{_a(listing.kind.value).capitalize()} for the police only")
    )


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "offer" else f"a {kind}"
