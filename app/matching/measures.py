"""How good a ranking is, and the plain BM25 that ours is compared with."""

from collections.abc import Mapping, Sequence
from math import log, log2

from app.search.words import tokens

K1, B = 1.2, 0.75


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with gain 2^grade - 1 (Järvelin and Kekäläinen, 2002); 0 without
    any graded item."""

    def gain(sequence: Sequence[int]) -> float:
        return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(sequence[:depth]))

    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(item, 0) for item in ranked]) / best if best else 0.0


class PlainBm25:
    """Stemmed BM25 over `texts`, nothing else: the bar that ours must clear."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.counts: dict[str, dict[str, int]] = {}
        containing: dict[str, int] = {}
        for key, text in texts.items():
            counts: dict[str, int] = {}
            for stem in tokens(text):
                counts[stem] = counts.get(stem, 0) + 1
            self.counts[key] = counts
            for stem in counts:
                containing[stem] = containing.get(stem, 0) + 1
        n = len(texts)
        self.rarity = {stem: log(1 + (n - c + 0.5) / (c + 0.5)) for stem, c in containing.items()}
        self.usual = sum(sum(counts.values()) for counts in self.counts.values()) / max(1, n)

    def rank(self, query: str) -> list[str]:
        """The keys, best first; equal ones by key."""
        stems = tokens(query)
        points = {
            key: sum(self._weight(stem, counts) for stem in stems) for key, counts in self.counts.items()
        }
        return sorted(points, key=lambda key: (-points[key], key))

    def _weight(self, stem: str, counts: Mapping[str, int]) -> float:
        count = counts.get(stem, 0)
        if not count:
            return 0.0
        length = sum(counts.values())
        return self.rarity[stem] * count * (K1 + 1) / (count + K1 * (1 - B + B * length / self.usual))
