"""How well a brief and an offer fit: pure functions of the two texts and their codes.

The score is a number from 0 to 1, the same from both sides, and the sum of four parts:

    words        0.45 × the root of the cosine of the two weighted word vectors
    specialisms  0.30 × what the two share, a stated one counting more than a likely one
    areas        0.10 × what the two share
    mechanism    up to 0.15: when the offer's mechanism is one that the brief wants, a fixed share of the
                 three parts above. The right topic by the wrong mechanism still shows, only lower.

A word weighs its BM25 impact (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009) with the square root of its rarity once more, because what all briefs say tells nothing.
The root of the cosine brings short and long texts nearer to each other. The weights were set by hand.
Dates, place, vetting and capacity never move the score: they are facts (app/matching/facts.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log, sqrt
from typing import Any

from app.matching.plain_words import PLAIN
from app.search.words import stems, tokens

VERSION = "1"
WORDS, SPECIALISMS, AREAS, MECHANISM = "words", "specialisms", "areas", "mechanism"
POINTS = {WORDS: 0.45, SPECIALISMS: 0.30, AREAS: 0.10, MECHANISM: 0.15}
TOPIC = POINTS[WORDS] + POINTS[SPECIALISMS] + POINTS[AREAS]
# Below this the two share no more than any two listings do.
THRESHOLD = 0.15

K1, B, USUAL_LENGTH = 1.2, 0.5, 110
RARITY_POWER = 1.5
TITLE_TIMES = 2
STATED, LIKELY, NEAREST_ONLY = 1.0, 0.6, 0.3
SAME, PARENT, SIBLING = 1.0, 0.5, 0.2
# So many full agreements earn all the points of a part.
ENOUGH = 2.0
SHOWN_WORDS = 8

Parents = Mapping[str, str | None]


@dataclass(frozen=True)
class Background:
    """How common each stem is in texts that everybody may read: no hidden listing can move a score."""

    texts: int
    containing: Mapping[str, int]

    def rarity(self, stem: str) -> float:
        """The inverse document frequency as in BM25; never negative."""
        n = self.containing.get(stem, 0)
        return log(1 + (self.texts - n + 0.5) / (n + 0.5))


def background(texts: Iterable[str]) -> Background:
    """The background that `texts` make."""
    containing: dict[str, int] = {}
    count = 0
    for text in texts:
        count += 1
        for stem in _counted(text):
            containing[stem] = containing.get(stem, 0) + 1
    return Background(count, containing)


@lru_cache(maxsize=4096)
def _counted(text: str) -> Mapping[str, int]:
    """Each stem that says something with how often it is there. Kept: the same texts come at each run."""
    counts: dict[str, int] = {}
    for stem in tokens(text):
        if stem not in PLAIN:
            counts[stem] = counts.get(stem, 0) + 1
    return counts


@dataclass(frozen=True)
class Features:
    """What the score sees of a listing."""

    words: Mapping[str, float] = field(default_factory=dict)
    # The length of the word vector.
    norm: float = 0.0
    # Each stem as the listing writes it.
    surface: Mapping[str, str] = field(default_factory=dict)
    # Code -> how surely the listing is about it.
    specialisms: Mapping[str, float] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()
    mechanisms: frozenset[str] = frozenset()


def features(
    behind: Background,
    *,
    title: str,
    text: str,
    specialisms: Mapping[str, float] | None = None,
    areas: Iterable[str] = (),
    mechanisms: Iterable[str] = (),
) -> Features:
    """The features of one listing. `specialisms`: code -> STATED, LIKELY or NEAREST_ONLY."""
    counts = dict(_counted(text))
    for stem, count in _counted(title).items():
        counts[stem] = counts.get(stem, 0) + TITLE_TIMES * count
    length = sum(counts.values())
    damping = K1 * (1 - B + B * length / USUAL_LENGTH)
    words = {
        stem: behind.rarity(stem) ** RARITY_POWER * count * (K1 + 1) / (count + damping)
        for stem, count in counts.items()
    }
    return Features(
        words=words,
        norm=sqrt(sum(weight * weight for weight in words.values())),
        surface=stems(f"{title}\n{text}"),
        specialisms=dict(specialisms or {}),
        areas=frozenset(areas),
        mechanisms=frozenset(mechanisms),
    )


@dataclass(frozen=True)
class Reason:
    """One part of a score with what it rests on."""

    part: str
    points: float
    detail: dict[str, Any]

    def stored(self) -> dict[str, Any]:
        return {"part": self.part, "points": self.points, "detail": self.detail}


@dataclass(frozen=True)
class Score:
    """The reasons, best first, and their sum."""

    total: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Lists:
    """The parent of each code of the two lists that a score looks at."""

    specialisms: Parents
    areas: Parents


def score(one: Features, other: Features, lists: Lists) -> Score:
    """How well the two fit. `one` and `other` may change places."""
    reasons = [_words(one, other), _specialisms(one, other, lists), _areas(one, other, lists)]
    topic = sum(reason.points for reason in reasons)
    reasons.append(_mechanism(one, other, topic))
    kept = sorted((reason for reason in reasons if reason.points > 0), key=lambda reason: -reason.points)
    return Score(sum(reason.points for reason in kept), tuple(kept))


def _words(one: Features, other: Features) -> Reason:
    both = sorted(one.words.keys() & other.words.keys())
    shared = [(stem, one.words[stem] * other.words[stem]) for stem in both]
    product = sum(weight for _, weight in shared)
    if product <= 0:
        return Reason(WORDS, 0.0, {"words": []})
    cosine = min(1.0, product / (one.norm * other.norm))
    shared.sort(key=lambda pair: (-pair[1], pair[0]))
    listed = [[_surface(stem, one, other), weight / product] for stem, weight in shared[:SHOWN_WORDS]]
    rest = sum(weight for _, weight in shared[SHOWN_WORDS:]) / product
    detail = {"words": listed, "others": len(shared[SHOWN_WORDS:]), "others_share": rest}
    return Reason(WORDS, POINTS[WORDS] * sqrt(cosine), detail)


def _surface(stem: str, one: Features, other: Features) -> str:
    """The word as one of the two writes it: the shorter, so that it is the same from both sides."""
    return min(one.surface[stem].lower(), other.surface[stem].lower(), key=lambda word: (len(word), word))


def _specialisms(one: Features, other: Features, lists: Lists) -> Reason:
    pairs = _pairs(one.specialisms, other.specialisms, lists.specialisms)
    points = POINTS[SPECIALISMS] * min(1.0, sum(pair["weight"] for pair in pairs) / ENOUGH)
    return Reason(SPECIALISMS, points, {"pairs": pairs})


def _areas(one: Features, other: Features, lists: Lists) -> Reason:
    pairs = _pairs(dict.fromkeys(one.areas, 1.0), dict.fromkeys(other.areas, 1.0), lists.areas)
    points = POINTS[AREAS] * min(1.0, sum(pair["weight"] for pair in pairs) / ENOUGH)
    return Reason(AREAS, points, {"pairs": pairs})


def _pairs(ours: Mapping[str, float], theirs: Mapping[str, float], parents: Parents) -> list[dict[str, Any]]:
    """Codes of the two put together, the nearest first, each used once."""
    near: list[tuple[float, str, str, str, str]] = [
        (weight, min(mine, yours), max(mine, yours), mine, yours)
        for mine, sure in ours.items()
        for yours, as_sure in theirs.items()
        if (weight := sure * as_sure * kinship(mine, yours, parents)) > 0
    ]
    # By weight, then by the codes in either order: the same from both sides.
    near.sort(key=lambda entry: (-entry[0], entry[1], entry[2]))
    used_ours: set[str] = set()
    used_theirs: set[str] = set()
    found = []
    for weight, first, second, mine, yours in near:
        if mine in used_ours or yours in used_theirs:
            continue
        used_ours.add(mine)
        used_theirs.add(yours)
        sure = ours[mine] >= STATED and theirs[yours] >= STATED
        found.append({"codes": sorted({first, second}), "weight": weight, "stated": sure})
    return found


def kinship(one: str, other: str, parents: Parents) -> float:
    """How near two codes of a list of two levels are: the same, one above the other, or side by side."""
    if one == other:
        return SAME
    above, over = parents.get(one), parents.get(other)
    if other == above or one == over:
        return PARENT
    return SIBLING if above is not None and above == over else 0.0


def _mechanism(one: Features, other: Features, topic: float) -> Reason:
    shared = sorted(one.mechanisms & other.mechanisms)
    points = topic * POINTS[MECHANISM] / TOPIC if shared else 0.0
    return Reason(MECHANISM, points, {"mechanisms": shared})
