"""Why an offer does not stand higher for a brief, and what would honestly change it.

The offer's reasons are laid beside those of the offers that stand above it: a part in which they commonly
have more than it has is a gap. What to do about a gap is never to claim what is not so.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from app.briefs.models import Brief
from app.core.actor import Actor
from app.extensions import db
from app.listings.labels import mechanism_labels
from app.matching import policy, service
from app.matching.models import Band, Match
from app.matching.telling import NAMES, Reasons, Told, told
from app.matching.texts import own_words
from app.offers.models import Offer
from app.search.words import tokens
from app.taxonomy.choices import label
from app.taxonomy.models import Area, Specialism

COMPARED = 10
SHOWN_WORDS = 8
# A part that falls short by less than this share of all that is missing is not worth a word.
WORTH_SAYING = 0.05


@dataclass(frozen=True)
class Gap:
    """A part in which the offers above have more: what they have, and what can be done about it."""

    name: str
    text: str
    advice: str
    quotes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Comparison:
    band: Band
    # From 1; how many stand above it by score, among what the reader may read.
    place: int
    # Whether so many are above it that the count ends there.
    is_beyond: bool
    reasons: list[Told]
    gaps: list[Gap]
    above: Sequence[Match]


def compare(actor: Actor, brief: Brief, offer: Offer) -> Comparison:
    """How the offer does for the brief, beside the offers above it that `actor` may read."""
    score = service.explain(brief, offer)
    mine = [{"part": r.part, "points": r.points, "detail": r.detail} for r in score.reasons]
    better = policy.readable_by(actor).where(
        Match.brief_id == brief.id, Match.offer_id != offer.id, Match.score > score.total
    )
    above = db.session.scalars(better.order_by(Match.score.desc(), Match.offer_id).limit(service.KEPT)).all()
    compared = above[:COMPARED]
    return Comparison(
        band=Band(score.band),
        place=len(above) + 1,
        is_beyond=len(above) >= service.KEPT,
        reasons=told(brief, offer, mine),
        gaps=gaps(brief, offer, mine, [match.reasons for match in compared]),
        above=compared,
    )


def gaps(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> list[Gap]:
    """The parts in which the offers above commonly have more, the widest gap first."""
    if not above:
        return []
    own = _points(mine)
    common = {part: median(_points(reasons).get(part, 0.0) for reasons in above) for part in NAMES}
    short = {part: common[part] - own.get(part, 0.0) for part in NAMES}
    missing = sum(points for points in short.values() if points > 0)
    parts = sorted((p for p in NAMES if short[p] > WORTH_SAYING * missing), key=lambda p: (-short[p], p))
    return [_GAPS[part](brief, offer, mine, above) for part in parts]


def _points(reasons: Reasons) -> dict[str, float]:
    return {reason["part"]: reason["points"] for reason in reasons}


def _detail(reasons: Reasons, part: str) -> dict[str, Any]:
    return next((reason["detail"] for reason in reasons if reason["part"] == part), {})


def _words(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> Gap:
    said = set(tokens("\n".join([offer.title, *own_words(offer), offer.specialisms_text])))
    theirs = Counter(word for reasons in above for word, _ in _detail(reasons, "words").get("words", ()))
    missing = [word for word, _ in _common(theirs) if not said.issuperset(tokens(word))][:SHOWN_WORDS]
    text = "Offers above share more words with the brief."
    if missing:
        text = f"Offers above share these words with the brief, and yours does not say them: {', '.join(missing)}."
    return Gap(NAMES["words"], text, "Where you do what a word names, say so in your description.")


def _sentences(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> Gap:
    answered = Counter(s for r in above if (s := _detail(r, "sentences").get("brief")))
    nearest = _detail(mine, "sentences").get("offer", "")
    quotes = [("The brief says, and the offers above answer", s) for s, _ in _common(answered)[:2]]
    if nearest:
        quotes.append(("What yours says nearest to the brief", nearest))
    return Gap(
        NAMES["sentences"],
        "Offers above have a sentence that comes nearer to one of the brief.",
        "Say in one sentence what you would do about it, as plainly as the brief puts it; if you would not, "
        "this brief is not for this offer.",
        tuple(quotes),
    )


def _meaning(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> Gap:
    return Gap(
        NAMES["meaning"],
        "As a whole, offers above are nearer to what the brief is about.",
        "Say which problem your offer is for, and for whom. What it says about your department or its prizes "
        "brings it no nearer.",
    )


def _specialisms(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> Gap:
    named = _missing_codes("specialisms", mine, above, lambda code: label(Specialism, code))
    text = "Offers above share specialisms with the brief"
    text += f" that we do not see in yours: {'; '.join(named)}." if named else "."
    if not offer.specialisms:
        text += " Your offer names no specialism itself."
    return Gap(
        NAMES["specialisms"],
        text,
        "Name the specialisms that you hold. One that you do not hold helps nobody.",
    )


def _area(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> Gap:
    named = _missing_codes("area", mine, above, lambda code: label(Area, code))
    text = "Offers above are in the brief’s area of challenge"
    text += f": {'; '.join(named)}." if named else "."
    return Gap(
        NAMES["area"], text, "Where your offer serves that area too, choose it under areas of challenge."
    )


def _mechanism(brief: Brief, offer: Offer, mine: Reasons, above: Sequence[Reasons]) -> Gap:
    wanted = " or ".join(name.lower() for name in mechanism_labels(brief)) or "another"
    return Gap(
        NAMES["mechanism"],
        f"The brief wants {wanted}; yours is {mechanism_labels(offer)[0].lower()}.",
        "If you can do it that way too, post a second offer that says so.",
    )


def _missing_codes(
    part: str, mine: Reasons, above: Sequence[Reasons], name: Callable[[str], str]
) -> list[str]:
    own = _codes(_detail(mine, part))
    theirs = Counter(code for reasons in above for code in _codes(_detail(reasons, part)))
    return [name(code) for code, _ in _common(theirs) if code not in own][:SHOWN_WORDS]


def _codes(detail: dict[str, Any]) -> set[str]:
    likely = (entry if isinstance(entry, str) else entry["code"] for entry in detail.get("likely", ()))
    return {*detail.get("stated", ()), *likely}


def _common(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


_GAPS: dict[str, Callable[[Brief, Offer, Reasons, Sequence[Reasons]], Gap]] = {
    "words": _words,
    "meaning": _meaning,
    "sentences": _sentences,
    "specialisms": _specialisms,
    "area": _area,
    "mechanism": _mechanism,
}
