"""Stored matches: rescored when a listing changes, only read by pages."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.briefs.models import Brief
from app.core.actor import Actor, Audience
from app.extensions import db
from app.listings.models import Listing, ListingState
from app.matching import policy
from app.matching.models import Band, Match
from app.matching.score import (
    LIKELY,
    NEAREST_ONLY,
    STATED,
    THRESHOLD,
    VERSION,
    Background,
    Features,
    Lists,
    background,
    features,
    score,
)
from app.offers.models import Offer
from app.taxonomy.models import Area, ResearchInterest, Specialism

# Matches kept for a listing in each audience of the other side. By audience, so that listings which a
# reader may not see take no place from those that they may.
KEPT = 50
OTHER = {"briefs": "offers", "offers": "briefs"}
Progress = Callable[[int], None]
Thing = tuple[str, int]


class Engine:
    """Everything that scoring needs, loaded once for a run."""

    def __init__(self) -> None:
        self.lists = taxonomy_lists()
        self.open: dict[str, dict[int, Any]] = {
            "briefs": {listing.id: listing for listing in _open(Brief)},
            "offers": {listing.id: listing for listing in _open(Offer)},
        }
        public = [
            f"{listing.title}\n{text_of(listing)}"
            for side in self.open.values()
            for listing in side.values()
            if listing.audience is Audience.PUBLIC
        ]
        self.behind = background([*taxonomy_texts(), *public])
        self._features: dict[int, Features] = {}

    def features(self, listing: Listing) -> Features:
        if listing.id not in self._features:
            self._features[listing.id] = features_of(listing, self.behind)
        return self._features[listing.id]

    def matches_of(self, kind: str, number: int) -> tuple[list[Match], list[Match]]:
        """The matches of an open listing with the open other side, best first: the best KEPT for each
        audience there, and the rest."""
        listing = self.open[kind][number]
        mine = self.features(listing)
        found = []
        for other in self.open[OTHER[kind]].values():
            result = score(mine, self.features(other), self.lists)
            if result.total >= THRESHOLD:
                brief, offer = (listing, other) if kind == "briefs" else (other, listing)
                found.append(
                    Match(
                        brief_id=brief.id,
                        offer_id=offer.id,
                        score=result.total,
                        band=Band.POSSIBLE,
                        reasons=[reason.stored() for reason in result.reasons],
                        method_version=VERSION,
                    )
                )
        found.sort(key=lambda match: (-match.score, match.brief_id, match.offer_id))
        taken: Counter[Audience] = Counter()
        best: list[Match] = []
        rest: list[Match] = []
        for match in found:
            audience = self.open[OTHER[kind]][other_end(kind, match)].audience
            taken[audience] += 1
            (best if taken[audience] <= KEPT else rest).append(match)
        return best, rest


def recompute(changed: Iterable[Thing]) -> None:
    """The matches of the briefs and offers among `changed` are as their listings are now.

    A listing that is no longer published has none. Repeating it changes nothing.
    """
    things = sorted({(kind, number) for kind, number in changed if kind in OTHER})
    if not things:
        return
    engine = Engine()
    again: set[Thing] = set()
    for kind, number in things:
        again |= _forget(kind, number)
    # The other end of what is gone may have been full, so that one which was left out comes back.
    for kind, number in [*things, *sorted(again - set(things))]:
        _store(engine, kind, number)


def rebuild(progress: Progress | None = None) -> int:
    """Every match is computed anew. How many there are. `progress` hears of each listing done."""
    for match in db.session.scalars(select(Match)):
        db.session.delete(match)
    db.session.flush()
    engine = Engine()
    for kind, side in engine.open.items():
        for number in side:
            _store(engine, kind, number)
            if progress is not None:
                progress(1)
    return db.session.scalar(select(func.count()).select_from(Match)) or 0


def is_stale() -> bool:
    """Whether a rebuild is due: nothing is stored, or something by another version of the method."""
    versions = set(db.session.scalars(select(Match.method_version).distinct()))
    return versions != {VERSION}


def open_count() -> int:
    """How many listings a rebuild looks at."""
    published = select(func.count()).select_from(Listing).where(Listing.state == ListingState.PUBLISHED)
    return db.session.scalar(published) or 0


def other_end(kind: str, match: Match) -> int:
    """The number of the listing that a listing of `kind` is matched with."""
    return match.offer_id if kind == "briefs" else match.brief_id


def _sides(kind: str) -> tuple[Any, Any]:
    return (Match.brief_id, Match.offer_id) if kind == "briefs" else (Match.offer_id, Match.brief_id)


def _forget(kind: str, number: int) -> set[Thing]:
    """Remove the matches of a listing. The listings on the other side whose list may have been full."""
    mine, theirs = _sides(kind)
    gone = db.session.scalars(select(Match).where(mine == number)).all()
    others = {other_end(kind, match) for match in gone}
    full = select(theirs).where(theirs.in_(others)).group_by(theirs).having(func.count() >= KEPT)
    found = {(OTHER[kind], other) for other in db.session.scalars(full)} if others else set()
    for match in gone:
        db.session.delete(match)
    db.session.flush()
    return found


def _store(engine: Engine, kind: str, number: int) -> None:
    """Store the matches of a listing: its own best, and those that are among the other end's best."""
    if number not in engine.open[kind]:
        return
    mine, theirs = _sides(kind)
    stored = set(db.session.scalars(select(theirs).where(mine == number)))
    best, rest = engine.matches_of(kind, number)
    audience = engine.open[kind][number].audience
    for match in best:
        if other_end(kind, match) not in stored:
            db.session.add(match)
    for match in rest:
        if other_end(kind, match) not in stored and _is_among_best(kind, match, audience):
            db.session.add(match)
    db.session.flush()


def _is_among_best(kind: str, match: Match, audience: Audience) -> bool:
    """Whether fewer than KEPT stored matches of the other end with this audience are better."""
    mine, theirs = _sides(kind)
    better = (
        select(func.count())
        .select_from(Match)
        .join(Listing, Listing.id == mine)
        .where(theirs == other_end(kind, match), Match.score > match.score, Listing.audience == audience)
    )
    return (db.session.scalar(better) or 0) < KEPT


# ---- what the score is made from --------------------------------------------------------------------------


def _open(model: Any) -> Sequence[Any]:
    return db.session.scalars(
        select(model)
        .where(model.state == ListingState.PUBLISHED)
        .order_by(model.id)
        .options(
            selectinload(model.area_links),
            selectinload(model.specialism_links),
            selectinload(model.mechanism_links),
        )
    ).all()


def features_of(listing: Listing, behind: Background) -> Features:
    """What the score sees of a listing. Vetting held, contacts and notes are no part of it."""
    sure = {}
    for link in listing.specialism_links:
        stated = NEAREST_ONLY if link.is_nearest_only else STATED
        sure[link.specialism_code] = LIKELY if link.is_likely else stated
    return features(
        behind,
        title=listing.title,
        text=text_of(listing),
        specialisms=sure,
        areas=[link.area_code for link in listing.area_links],
        mechanisms=[mechanism.value for mechanism in listing.mechanisms],
    )


def text_of(listing: Listing) -> str:
    """The poster's words that are matched, besides the title."""
    own = (
        (listing.problem, listing.desired_outcome)
        if isinstance(listing, Brief)
        else (listing.description,)
        if isinstance(listing, Offer)
        else ()
    )
    return "\n".join(filter(None, (*own, listing.areas_text, listing.specialisms_text)))


def taxonomy_lists() -> Lists:
    """The parents of all codes of the two lists that are matched."""
    return Lists(
        specialisms={row.code: row.parent_code for row in db.session.execute(_parents(Specialism))},
        areas={row.code: row.parent_code for row in db.session.execute(_parents(Area))},
    )


def _parents(model: Any) -> Any:
    return select(model.code, model.parent_code)


def taxonomy_texts() -> list[str]:
    """Texts that everybody may read and nobody changes: the lists themselves."""
    texts = [f"{row.label}\n{row.description}" for row in db.session.scalars(select(Area))]
    texts += [
        f"{row.label}\n{row.description}\n{row.synonyms}" for row in db.session.scalars(select(Specialism))
    ]
    return texts + [f"{row.group}\n{row.summary}" for row in db.session.scalars(select(ResearchInterest))]


# ---- what pages read --------------------------------------------------------------------------------------


def matches_for(actor: Actor, listing: Listing, limit: int | None = None) -> Sequence[Match]:
    """The stored matches of an open listing that `actor` may read, best first."""
    mine, _ = _sides(f"{listing.kind.value}s")
    found = policy.readable_by(actor).where(mine == listing.id).order_by(Match.score.desc(), *_by_number())
    return db.session.scalars(found.limit(min(limit or KEPT, KEPT))).all()


def best_for_organisation(actor: Actor, limit: int = 10) -> Sequence[Match]:
    """The best matches of the open listings of the actor's organisation, best first; none without one."""
    if actor.organisation_id is None:
        return []
    own = select(Listing.id).where(Listing.organisation_id == actor.organisation_id)
    found = policy.readable_by(actor).where(Match.brief_id.in_(own) | Match.offer_id.in_(own))
    return db.session.scalars(found.order_by(Match.score.desc(), *_by_number()).limit(limit)).all()


def _by_number() -> tuple[Any, Any]:
    return Match.brief_id, Match.offer_id
