"""One score of a brief and an offer, the same from both sides, and its band.

The score is the sum of the parts' points; it has no unit and is never shown. The weights are round numbers, each flat
around its value; how they were chosen and what each is worth: docs/matching.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.matching.engine import Floats, Side, signals
from app.matching.profile import Profile

VERSION = "2"
WORDS, MEANING, SENTENCES = "words", "meaning", "sentences"
SPECIALISMS, AREA, MECHANISM = "specialisms", "area", "mechanism"
# Part -> the weight of each signal (app/matching/engine.py) that it is made of.
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    WORDS: {"words": 0.25},
    MEANING: {"meaning": 0.5, "second": 0.5},
    SENTENCES: {"sentences": 4.0},
    SPECIALISMS: {"specialisms": 0.2, "labels": 1.0},
    AREA: {"area": 0.2},
    MECHANISM: {"mechanism": 0.3},
}
# Where there is no encoder. The scale is such that the bands hold, but for the best: words alone make nothing strong.
WEIGHTS_OF_WORDS: Mapping[str, Mapping[str, float]] = {WORDS: {"words": 12.0}, MECHANISM: {"mechanism": 0.6}}
# Digits after the point of points and totals: sums in another order agree so far.
DIGITS = 9

STRONG, GOOD, POSSIBLE, WEAK = "strong", "good", "possible", "weak"
# Band -> the least total, best first; fitted by `flask evaluate matching`, see docs/matching.md.
BANDS: Mapping[str, float] = {STRONG: 2.11, GOOD: 1.81, POSSIBLE: 1.52}


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores of one listing with each of the other side, in order of the side's keys."""

    parts: Mapping[str, Floats]  # points, each (listings,)
    totals: Floats  # (listings,): their sums
    has_meaning: bool  # whether an encoder was at work

    def best_first(self, keys: list[str]) -> list[int]:
        """The places in the side, the highest total first, equal ones by key."""
        return sorted(range(len(keys)), key=lambda at: (-self.totals[at], keys[at]))

    def band(self, at: int) -> str:
        """The band of the score with one listing."""
        found = band(float(self.totals[at]))
        return GOOD if found == STRONG and not self.has_meaning else found

    def points(self, at: int) -> dict[str, float]:
        """The points of each part of one listing."""
        return {name: float(values[at]) for name, values in self.parts.items()}


def scores(one: Profile, side: Side) -> Scores:
    """How well `one` fits each listing of the other side."""
    found = signals(one, side)
    counted = WEIGHTS if side.background.has_meaning else WEIGHTS_OF_WORDS
    parts = {
        part: np.round(sum(weight * found[name] for name, weight in weights.items()), DIGITS) + 0.0
        for part, weights in counted.items()
    }
    return Scores(parts, np.round(sum(parts.values()), DIGITS) + 0.0, side.background.has_meaning)


def band(total: float) -> str:
    return next((name for name, least in BANDS.items() if total >= least), WEAK)
