"""Stored matches: rescored when a listing changes, only read by pages."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.briefs.models import Brief
from app.core.actor import Actor, Audience
from app.core.database import only_read
from app.extensions import db
from app.listings.models import Listing, ListingState
from app.matching import digest, live, policy, reasons
from app.matching.live import Live
from app.matching.models import Band, Match
from app.matching.reasons import Explainer, Score
from app.matching.score import BANDS, POSSIBLE, VERSION, scores
from app.matching.texts import key_of, number_of
from app.offers.models import Offer
from app.search import outbox, telling

# Matches kept for a listing in each audience of the other side. By audience, so that listings which a
# reader may not see take no place from those that they may.
KEPT = 50
# A listing that had so many and now has fewer, because others went, is matched again.
REFILL_BELOW = 40
OTHER = {"briefs": "offers", "offers": "briefs"}
Progress = Callable[[int], None]
Thing = tuple[str, int]


@dataclass(frozen=True)
class Found:
    """What an open listing matches: its best KEPT for each audience of the other side, and the places there of others
    that are possible or better, which may be among the best of their own other side."""

    best: list[Match]
    rest: list[int]
    match: Callable[[int], Match]
    total: Callable[[int], float]


def recompute(changed: Iterable[Thing]) -> None:
    """The matches of the briefs and offers among `changed` are as their listings are now, and the owners of those with
    new strong ones will hear of them. Commits.

    A listing that is no longer published has none. Repeating it changes nothing.
    """
    things = sorted({(kind, number) for kind, number in changed if kind in OTHER})
    if not things:
        return
    # Compared first, while others may write; stored after that, in a short transaction.
    db.session.commit()
    only_read()
    engine = live.live()
    engine.follow(things)
    found = {thing: _found(engine, *thing) for thing in things}
    db.session.commit()
    again: set[Thing] = set()
    for thing in things:
        again |= _forget(*thing)
    found |= {thing: _found(engine, *thing) for thing in sorted(again - set(things))}
    stored = [match for thing in found for match in _store(engine, *thing, found[thing])]
    digest.new_strong(stored)
    db.session.commit()


def get_ready() -> None:
    """The engine of this process is nearer to being loaded, so that later a change is matched at once."""
    if not live.is_loaded():
        only_read()
        live.load_some()


def rebuild(progress: Progress | None = None) -> int:
    """Every match is computed anew. How many there are. `progress` hears of each listing done. Commits
    before it begins."""
    live.forget()
    # What changes from now on is matched again by the worker.
    reached, _ = outbox.latest()
    db.session.commit()
    only_read()
    engine = live.live()
    db.session.commit()
    for match in db.session.scalars(select(Match)):
        db.session.delete(match)
    db.session.flush()
    seen: set[tuple[int, int]] = set()
    for kind, numbers in engine.audiences.items():
        for number in sorted(numbers):
            found = _found(engine, kind, number)
            for match in found.best if found else []:
                if (match.brief_id, match.offer_id) not in seen:
                    seen.add((match.brief_id, match.offer_id))
                    db.session.add(match)
            db.session.flush()
            if progress is not None:
                progress(1)
    telling.has_heard(recompute, reached)
    return len(seen)


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


# ---- comparing ----------------------------------------------------------------------------------------------


def _found(engine: Live, kind: str, number: int) -> Found | None:
    """What an open listing matches; nothing for another."""
    if number not in engine.audiences[kind]:
        return None
    mine = engine.sides[kind].get(key_of(number))
    side, audiences = engine.sides[OTHER[kind]], engine.audiences[OTHER[kind]]
    result = scores(mine, side)
    explainer = Explainer(mine, side, result)

    def match(at: int) -> Match:
        return _match(kind, number, number_of(side.keys[at]), explainer.score(at))

    taken: Counter[Audience] = Counter()
    best: list[Match] = []
    rest: list[int] = []
    for at in result.best_first(side.keys):
        audience = audiences[number_of(side.keys[at])]
        taken[audience] += 1
        if taken[audience] <= KEPT:
            best.append(match(at))
        elif result.totals[at] >= BANDS[POSSIBLE]:
            rest.append(at)
    return Found(best, rest, match, lambda at: float(result.totals[at]))


def _match(kind: str, number: int, other: int, score: Score) -> Match:
    brief, offer = (number, other) if kind == "briefs" else (other, number)
    return Match(
        brief_id=brief,
        offer_id=offer,
        score=score.total,
        band=Band(score.band),
        reasons=[reason.stored() for reason in score.reasons],
        method_version=VERSION,
    )


# ---- storing ------------------------------------------------------------------------------------------------


def _sides(kind: str) -> tuple[Any, Any]:
    return (Match.brief_id, Match.offer_id) if kind == "briefs" else (Match.offer_id, Match.brief_id)


def _forget(kind: str, number: int) -> set[Thing]:
    """Remove the matches of a listing. The listings on the other side that have now become short of them."""
    mine, theirs = _sides(kind)
    gone = db.session.scalars(select(Match).where(mine == number)).all()
    others = [other_end(kind, match) for match in gone]
    had = select(theirs).where(theirs.in_(others)).group_by(theirs).having(func.count() == REFILL_BELOW)
    short = {(OTHER[kind], other) for other in db.session.scalars(had)} if others else set()
    for match in gone:
        db.session.delete(match)
    db.session.flush()
    return short


def _store(engine: Live, kind: str, number: int, found: Found | None) -> list[Match]:
    """Store what a listing was found to match, in so far as it is not: its own best, and those that are among the best
    of their other end."""
    if found is None:
        return []
    mine, theirs = _sides(kind)
    stored = set(db.session.scalars(select(theirs).where(mine == number)))
    fresh = [match for match in found.best if other_end(kind, match) not in stored]
    keys = engine.sides[OTHER[kind]].keys
    rest = {number_of(keys[at]): at for at in found.rest if number_of(keys[at]) not in stored}
    if rest:
        least = _least_kept(kind, rest, engine.audiences[kind][number])
        totals = {other: found.total(at) for other, at in rest.items()}
        fresh += [
            found.match(at) for other, at in rest.items() if totals[other] > least.get(other, float("-inf"))
        ]
    db.session.add_all(fresh)
    db.session.flush()
    return fresh


def _least_kept(kind: str, others: Collection[int], audience: Audience) -> dict[int, float]:
    """Of each of `others` that has as many stored matches with listings of `audience` as are kept: the score of the
    last that is kept."""
    mine, theirs = _sides(kind)
    place = func.row_number().over(partition_by=theirs, order_by=Match.score.desc())
    ranked = (
        select(theirs.label("other"), Match.score.label("score"), place.label("place"))
        .join(Listing, Listing.id == mine)
        .where(theirs.in_(others), Listing.audience == audience)
        .subquery()
    )
    rows = db.session.execute(select(ranked.c.other, ranked.c.score).where(ranked.c.place == KEPT))
    return dict(rows.all())


# ---- one pair -----------------------------------------------------------------------------------------------


def explain(brief: Brief, offer: Offer) -> Score:
    """How a brief and an offer fit, with the reasons, whether their match is stored or not. Writes nothing."""
    one, other = live.profiles_of([brief, offer], keep=False)
    return reasons.explain(one, other, live.background())


# ---- what pages read ----------------------------------------------------------------------------------------


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
