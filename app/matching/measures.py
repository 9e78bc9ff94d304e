"""How good rankings are, and whether one way of ranking is better than another by more than chance."""

from collections.abc import Collection, Mapping, Sequence
from math import log2, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DEPTH = 10
# Grades from here up answer the brief.
RELEVANT = 2
FLIPS = 20_000


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain with gain 2^grade - 1 (Järvelin and Kekäläinen, 2002); 0 without
    any graded item."""

    def gain(sequence: Sequence[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(sequence[:depth]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(item, 0) for item in ranked]) / best if best else 0.0


def gap_ndcg(ranked: Sequence[str], grades: Mapping[str, int], gaps: Collection[str]) -> float:
    """nDCG when only `gaps` count and the other graded items are not there."""
    counted = {item: grade for item, grade in grades.items() if item in gaps}
    return ndcg([item for item in ranked if item in counted or not grades.get(item)], counted)


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 20) -> float:
    """The share of relevant items that stand in the first `depth`; 0 without any."""
    relevant = _relevant(grades)
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """1 / place of the first relevant item; 0 when it is not in the first `depth`."""
    relevant = _relevant(grades)
    return next((1 / place for place, item in enumerate(ranked[:depth], start=1) if item in relevant), 0.0)


def inversions(
    scores: Mapping[str, float], grades: Mapping[str, int], traps: Collection[str]
) -> tuple[int, int]:
    """Of the pairs of a trap and a relevant item, how many are in the wrong order (or equal), and how many are."""
    relevant = sorted(_relevant(grades) & scores.keys())
    known = [trap for trap in traps if trap in scores]
    wrong = sum(scores[trap] >= scores[item] for trap in known for item in relevant)
    return wrong, len(known) * len(relevant)


def standard_error(values: Floats) -> float:
    """Of the mean of `values`; 0 for fewer than two."""
    return float(values.std(ddof=1) / sqrt(len(values))) if len(values) > 1 else 0.0


def p_value(ours: Floats, theirs: Floats) -> float:
    """How often chance gives so great a mean difference: a paired permutation test with FLIPS random signs
    (Smucker, Allan and Carterette, 2007)."""
    differences = ours - theirs
    signs = np.random.default_rng(0).choice([-1.0, 1.0], (FLIPS, len(differences)))
    found = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12
    return float((1 + found.sum()) / (1 + FLIPS))


def threshold(scores: Floats, right: NDArray[np.bool_], share: float, fewest: int = 6) -> float:
    """The lowest score such that of those at or above it at least `share` are right; infinity when there is none.
    Fewer than `fewest` prove nothing."""
    order = np.argsort(-scores, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(shares[fewest - 1 :] >= share)
    return float(scores[order][good.max() + fewest - 1]) if good.size else float("inf")


def _relevant(grades: Mapping[str, int]) -> set[str]:
    return {item for item, grade in grades.items() if grade >= RELEVANT}
