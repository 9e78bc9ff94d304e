"""Plain Whoosh with our weighting: no arrays, and so the slow path.

It needs nothing but an open index, and reads nothing that `matrix` makes: what the two must agree on, a test
demands. A short query takes milliseconds; a whole listing seconds, from 10,000 documents on.
"""

import math
from collections.abc import Mapping
from typing import Any

from whoosh.query import Or, Term
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.searching import Searcher

from app.search.matrix import DIGITS, K1, B
from app.search.schema import Facts
from app.search.store import OpenIndex


class Bm25(WeightingModel):
    """BM25 with exact lengths and frequencies of living documents, which Whoosh's own rounds and overcounts."""

    def __init__(self, opened: OpenIndex) -> None:
        self._bases = {id(leaf): base for leaf, base in opened.leaves}
        self._leaves = opened.leaves
        self._lengths = {number: facts.length for number, facts in opened.facts.items()}
        self._average = sum(self._lengths.values()) / max(1, len(self._lengths))

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> BaseScorer:
        """The scorer of a term in a leaf."""
        holders = sum(_living(leaf, text) for leaf, _ in self._leaves)
        information = math.log(1 + (len(self._lengths) - holders + 0.5) / (holders + 0.5))
        base = self._bases.get(id(searcher.reader()), 0)
        return _Bm25Scorer(information, self._lengths, self._average, base)


class _Bm25Scorer(BaseScorer):
    def __init__(self, information: float, lengths: Mapping[int, int], average: float, base: int) -> None:
        self._information, self._lengths, self._average, self._base = information, lengths, average, base

    def score(self, matcher: Any) -> float:
        times = matcher.weight()
        length = self._lengths[self._base + matcher.id()] / self._average
        return float(self._information * times * (K1 + 1) / (times + K1 * (1 - B + B * length)))


def _living(leaf: Any, term: Any) -> int:
    asked = ("all", term if isinstance(term, bytes) else str(term).encode("utf-8"))
    return sum(1 for _ in leaf.postings(*asked).all_ids()) if asked in leaf else 0


def scores(opened: OpenIndex, weights: Mapping[str, float]) -> dict[int, float]:
    """The BM25 score of each document (by number) that has any of the stems, each counted `weight` times."""
    terms = [Term("all", stem, boost=weight) for stem, weight in weights.items()]
    results = Searcher(opened.searcher.reader(), weighting=Bm25(opened)).search(Or(terms), limit=None)
    return {number: score for number, score in results.items() if score and number in opened.facts}


def top(opened: OpenIndex, weights: Mapping[str, float], limit: int) -> list[Facts]:
    """The documents with the best scores, best first, equal ones in the order of kind and id."""
    found = [
        (-round(score, DIGITS), opened.facts[number]) for number, score in scores(opened, weights).items()
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].kind, pair[1].id))
    return [facts for _, facts in found[:limit]]
