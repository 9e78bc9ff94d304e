"""What people say of matches: the verb that keeps it, and the figures. It never moves a score."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from app.core import audit, sensitivity
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.listings.models import Listing
from app.matching import policy
from app.matching.models import Match, MatchFeedback, Verdict
from app.matching.order import page_order
from app.matching.telling import BANDS

REASONS = {
    "wrong_topic": "It is about something else",
    "wrong_mechanism": "The right topic, by the wrong mechanism",
    "dates": "The dates do not work",
    "place": "The place does not work",
    "vetting": "The vetting cannot be met",
    "capacity": "There is no room for it",
    "cost": "It costs too much",
    "already_working_together": "We work together already",
    "other": "Another reason",
}
VERDICTS = {Verdict.GOOD: "Good match", Verdict.NOT_FOR_US: "Not for us"}
SIDES = {"brief": "The brief’s side", "offer": "The offer’s side"}
# (from, to) of the groups of places that figures are given for.
PLACES = ((1, 1), (2, 3), (4, 5), (6, 10), (11, None))


def give_feedback(
    actor: Actor, *, match: Match, verdict: Verdict, reason: str = "", words: str = ""
) -> MatchFeedback:
    """What the actor says of the match is kept, with the place at which their page shows it; the latest stands.

    Raises Refused, and FieldError for "not for us" without a reason, another reason without words, and words
    marked above OFFICIAL.
    """
    require(
        policy.can_give_feedback(actor, match),
        "Only members of the two organisations say whether a match fits.",
    )
    if verdict is Verdict.GOOD:
        reason = ""
    elif reason not in REASONS:
        raise FieldError("reason", "Select why it is not for you")
    elif reason == "other" and not words:
        raise FieldError("words", "Enter why it is not for you")
    if marking := sensitivity.refused_in(words):
        raise FieldError("words", sensitivity.refusal(marking))
    side = policy.side_of(actor, match)
    place = page_order(actor, match.brief if side == "brief" else match.offer).place(match)
    said = {
        "side": side,
        "verdict": verdict,
        "reason": reason,
        "words": words,
        "rank_shown": place,
        "band": match.band,
        "method_version": match.method_version,
    }
    found = own(actor, match) or _added(actor, match, said)
    for name, value in said.items():
        setattr(found, name, value)
    db.session.flush()
    audit.record(actor, "matching.give_feedback", found, fields=["verdict", "reason", "words"])
    return found


def _added(actor: Actor, match: Match, said: dict[str, Any]) -> MatchFeedback:
    made = MatchFeedback(brief_id=match.brief_id, offer_id=match.offer_id, person_id=actor.person_id, **said)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        # The same person has just said it in another window.
        found = own(actor, match)
        if found is None:
            raise
        return found
    return made


def own(actor: Actor, match: Match) -> MatchFeedback | None:
    """What the actor said of the match before."""
    return db.session.scalar(
        select(MatchFeedback).where(
            MatchFeedback.brief_id == match.brief_id,
            MatchFeedback.offer_id == match.offer_id,
            MatchFeedback.person_id == actor.person_id,
        )
    )


def given_by(actor: Actor, listing: Listing) -> dict[tuple[int, int], MatchFeedback]:
    """What the actor said of the matches of a listing, by brief and offer."""
    if actor.organisation_id is None:
        return {}
    said = select(MatchFeedback).where(
        MatchFeedback.person_id == actor.person_id,
        (MatchFeedback.brief_id == listing.id) | (MatchFeedback.offer_id == listing.id),
    )
    return {(entry.brief_id, entry.offer_id): entry for entry in db.session.scalars(said)}


# ---- the figures ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Tables of counts: rows of (what, good, not for us)."""

    total: int
    good: int
    sides: list[tuple[str, int, int]]
    bands: list[tuple[str, int, int]]
    places: list[tuple[str, int, int]]
    versions: list[tuple[str, int, int]]
    # (why not, how often), the most frequent first.
    reasons: list[tuple[str, int]]


def figures() -> Figures:
    """How often each thing was said. Counts over all that was said, whoever may read the listings."""
    places = _counted(MatchFeedback.rank_shown)
    bands, sides = _counted(MatchFeedback.band), _counted(MatchFeedback.side)
    versions = _counted(MatchFeedback.method_version)
    verdicts: Counter[Verdict] = Counter()
    for (_, verdict), count in sides.items():
        verdicts[verdict] += count
    why = select(MatchFeedback.reason, func.count()).where(MatchFeedback.verdict == Verdict.NOT_FOR_US)
    reasons = [(REASONS.get(code, code), count) for code, count in db.session.execute(why.group_by("reason"))]
    return Figures(
        total=sum(verdicts.values()),
        good=verdicts[Verdict.GOOD],
        sides=[_row(words, sides, [code]) for code, words in SIDES.items()],
        bands=[_row(words, bands, [band]) for band, (words, _) in BANDS.items()],
        places=_place_rows(places),
        versions=[_row(f"Version {v}", versions, [v]) for v in sorted({key for key, _ in versions})],
        reasons=sorted(reasons, key=lambda row: (-row[1], row[0])),
    )


def entries() -> Select[MatchFeedback]:
    """All that was said, the latest first."""
    return select(MatchFeedback).order_by(MatchFeedback.updated_at.desc(), MatchFeedback.id.desc())


def _counted(column: Any) -> dict[tuple[Any, Verdict], int]:
    rows = select(column, MatchFeedback.verdict, func.count()).group_by(column, MatchFeedback.verdict)
    return {(key, verdict): count for key, verdict, count in db.session.execute(rows)}


def _row(words: str, counts: dict[tuple[Any, Verdict], int], keys: Sequence[Any]) -> tuple[str, int, int]:
    good = sum(counts.get((key, Verdict.GOOD), 0) for key in keys)
    return words, good, sum(counts.get((key, Verdict.NOT_FOR_US), 0) for key in keys)


def _place_rows(counts: dict[tuple[Any, Verdict], int]) -> list[tuple[str, int, int]]:
    known = {key for key, _ in counts}
    rows = []
    for first, last in PLACES:
        inside = [key for key in known if key is not None and first <= key <= (last or key)]
        words = (
            f"Place {first}"
            if first == last
            else f"Places {first} to {last}"
            if last
            else f"Below place {first - 1}"
        )
        rows.append(_row(words, counts, inside))
    return [*rows, _row("Not in a list", counts, [None])] if None in known else rows
