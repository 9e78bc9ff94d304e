"""Why a score is what it is: each part with its points and what they rest on.

The shares of words are exact. A pair of sentences is shown because it is the nearest of all; the points are of all
sentences. Specialisms and areas that nobody stated are what the encoder places a text near, so pages say "we think".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.matching.engine import Background, Floats, Side, mechanism_fit, nearest_units
from app.matching.profile import Profile
from app.matching.score import (
    AREA,
    DIGITS,
    MEANING,
    MECHANISM,
    SENTENCES,
    SPECIALISMS,
    WORDS,
    Scores,
    scores,
)

SHOWN_WORDS = 8
LIKELY, POSSIBLE = "likely", "possible"
# The least place (engine.Side.specialisms) at which a specialism or area is called so: of specialisms from there up,
# about seven and five in ten were also what a reader coded (development set). At most MOST_LIKELY are named.
SURE = ((LIKELY, 0.27), (POSSIBLE, 0.21))
MOST_LIKELY = 5
_FITS = {1.0: "wanted", 0.0: "not_wanted", 0.5: "unknown"}


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
    """The reasons of a pair, best first, their sum, and the band of it."""

    total: float
    band: str
    reasons: tuple[Reason, ...]


class Explainer:
    """Tells the reasons of one listing's scores with the other side."""

    def __init__(self, one: Profile, side: Side, found: Scores) -> None:
        """`found`: what `scores(one, side)` gave."""
        self._mine = Side(side.background, is_offer=one.is_offer)
        self._mine.put(one)
        self._side = side
        self._found = found

    def score(self, at: int) -> Score:
        """The score with the listing at that place of the side."""
        points = self._found.points(at)
        details = self._details(at)
        reasons = [Reason(part, value, details[part]) for part, value in points.items() if value]
        reasons.sort(key=lambda reason: (-reason.points, reason.part))
        return Score(float(self._found.totals[at]), self._found.band(at), tuple(reasons))

    def _details(self, at: int) -> dict[str, dict[str, Any]]:
        one, other = self._mine.profiles[0], self._side.profiles[at]
        fit = mechanism_fit(one, other)
        shared = one.mechanisms & other.mechanisms
        offered = (one if one.is_offer else other).mechanisms
        return {
            WORDS: self._words(at),
            MEANING: {},
            SENTENCES: self._sentences(at),
            SPECIALISMS: _codes(
                (one.specialisms, other.specialisms),
                (self._mine.specialisms[0], self._side.specialisms[at]),
                self._side.background.reference.specialisms,
            ),
            AREA: _areas(
                _codes(
                    (one.areas, other.areas),
                    (self._mine.areas[0], self._side.areas[at]),
                    self._side.background.reference.areas,
                )
            ),
            MECHANISM: {"fit": _FITS[fit], "mechanisms": sorted(shared or offered)},
        }

    def _words(self, at: int) -> dict[str, Any]:
        mine, theirs = self._mine.words_of(0), self._side.words_of(at)
        products = {column: weight * theirs[column] for column, weight in mine.items() if column in theirs}
        whole = sum(products.values())
        if whole <= 0:
            return {"words": [], "others": 0, "others_share": 0.0}
        stems = self._side.background.stems
        ordered = sorted(products, key=lambda column: (-round(products[column], 12), stems[column]))
        one, other = self._mine.profiles[0], self._side.profiles[at]
        shown = [
            [_written(stems[column], one, other), round(products[column] / whole, DIGITS)]
            for column in ordered[:SHOWN_WORDS]
        ]
        rest = round(sum(products[column] for column in ordered[SHOWN_WORDS:]) / whole, DIGITS)
        return {"words": shown, "others": len(ordered) - len(shown), "others_share": rest}

    def _sentences(self, at: int) -> dict[str, Any]:
        one, other = self._mine.profiles[0], self._side.profiles[at]
        found = nearest_units(self._mine, self._side, at)
        if found is None:
            return {}
        pair = {one.is_offer: one.units[found[0]], other.is_offer: other.units[found[1]]}
        return {"brief": pair[False], "offer": pair[True]}


def explain(one: Profile, other: Profile, background: Background) -> Score:
    """The score of one pair with its reasons; the same whichever is `one`."""
    side = Side(background, is_offer=other.is_offer)
    side.put(other)
    return Explainer(one, side, scores(one, side)).score(0)


def likely_specialisms(profile: Profile, background: Background) -> list[tuple[str, str]]:
    """Specialisms that the text is near, nearest first, each with LIKELY or POSSIBLE."""
    side = Side(background, is_offer=profile.is_offer)
    side.put(profile)
    return _likely(side.specialisms[0], background.reference.specialisms)


def likely_areas(profile: Profile, background: Background) -> list[tuple[str, str]]:
    """Areas of challenge that the text is near, nearest first, each with LIKELY or POSSIBLE."""
    side = Side(background, is_offer=profile.is_offer)
    side.put(profile)
    return _likely(side.areas[0], background.reference.areas)


def _likely(places: Floats, codes: Sequence[str]) -> list[tuple[str, str]]:
    rounded = np.round(places, DIGITS)
    near = sorted((-rounded[at], codes[at]) for at in np.flatnonzero(rounded >= SURE[-1][1]).tolist())
    return [(code, _sure(-away)) for away, code in near[:MOST_LIKELY]]


def _sure(place: float) -> str:
    return next(name for name, least in SURE if place >= least)


def _codes(
    stated: tuple[frozenset[str], frozenset[str]], places: tuple[Floats, Floats], codes: Sequence[str]
) -> dict[str, Any]:
    """The codes that both state, and those that both are near, where one may state it."""
    both = stated[0] & stated[1]
    near = np.minimum(places[0], places[1])
    for code in (stated[0] | stated[1]).intersection(codes):
        at = codes.index(code)
        near[at] = max(place[at] for own, place in zip(stated, reversed(places), strict=True) if code in own)
    likely = [{"code": code, "sure": sure} for code, sure in _likely(near, codes) if code not in both]
    return {"stated": sorted(both), "likely": likely}


def _areas(codes: Mapping[str, Any]) -> dict[str, Any]:
    return {"stated": codes["stated"], "likely": [entry["code"] for entry in codes["likely"]]}


def _written(stem: str, one: Profile, other: Profile) -> str:
    """The word as one of the two writes it: the shorter, so that it is the same from both sides."""
    words = (one.surface[stem].lower(), other.surface[stem].lower())
    return min(words, key=lambda word: (len(word), word))
