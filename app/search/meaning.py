"""Words and meaning as one likeness of two texts: the general part of matching and of free-text search.

    likeness = WORDS × cosine of the two word vectors
             + WHOLE × cosine of the two meanings
             + SENTENCE × cosine of the nearest two sentences, one of each text

A word vector holds the root of BM25's weight (Robertson and Zaragoza 2009): how often a stem is said, damped, against
the text's length, times the root of its rarity, so that the product of two is BM25 with both texts damped alike. A
meaning is the encoder's vector with the middle of all listings' taken off (Mu and Viswanath, "All-but-the-top", 2018):
what all listings have in common makes no two of them alike.

Likeness is the same from both sides and needs no other text than the two and the ground: how common each stem is and
where the middle lies, among texts that everybody may read. Searching with a text goes one step further: see
`with_nearest`. How the weights were chosen and what they are worth: docs/matching.md, benchmarks/relevance.py.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array  # type: ignore[import-untyped]

from app.search.encoder import DIMENSIONS, Vectors, whole_numbers
from app.search.matrix import K1, B

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """How much each part of likeness counts, and how a search uses what it finds first."""

    words: float = 1.0
    whole: float = 1.0
    sentence: float = 0.25
    # How much of the middle is taken off a meaning: 0 nothing, 1 all.
    middle: float = 0.7
    # `with_nearest`: how many texts, and their share of the new vectors.
    nearest: int = 3
    share: float = 0.5


SHIPPED = Weights()


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts as likeness sees them; row n of `words` and `meanings` is text n."""

    words: csr_array  # (texts, stems of the ground), rows of length 1 or empty
    meanings: Floats  # (texts, DIMENSIONS), rows of length 1 or empty
    sentences: Vectors  # (all sentences in order of texts, DIMENSIONS), in whole numbers
    lengths: Vectors  # (all sentences): of their rows
    starts: NDArray[np.intp]  # (texts + 1): the sentences of text n are rows starts[n] to starts[n + 1]

    def __len__(self) -> int:
        return len(self.meanings)

    def one(self, number: int) -> "Texts":
        """Text `number` alone."""
        start, end = self.starts[number : number + 2]
        starts = np.array([0, end - start], np.intp)
        return Texts(
            self.words[[number]],
            self.meanings[[number]],
            self.sentences[start:end],
            self.lengths[start:end],
            starts,
        )


class Ground:
    """What likeness is measured against. It never changes; threads share it."""

    def __init__(self, holders: Mapping[str, int], size: int, average_length: float, middle: Floats) -> None:
        """Learn of each stem in how many of `size` texts it is, and their mean length in stems; see `middle_of`."""
        self._column = {stem: at for at, stem in enumerate(holders)}
        frequencies = np.array(list(holders.values()), np.float64)
        # As in app/search/matrix.py.
        self._rarity: Floats = np.log(1 + (size - frequencies + 0.5) / (frequencies + 0.5))
        self._average_length = average_length
        self._middle = middle

    def texts(
        self,
        stems: Sequence[Sequence[str]],
        wholes: Vectors,
        sentences: Sequence[Vectors],
        weights: Weights = SHIPPED,
    ) -> Texts:
        """Texts given as their stems (a title's as often as a title counts), and as the encoder's vectors of the
        whole and of each sentence. Stems that the ground does not know say nothing."""
        together = np.concatenate(sentences) if sentences else np.zeros((0, DIMENSIONS), np.float32)
        starts = np.array([0, *accumulate(map(len, sentences))], np.intp)
        seen = (wholes - weights.middle * self._middle) * wholes.any(axis=1, keepdims=True)
        numbers = whole_numbers(together)
        return Texts(self._words(stems), seen / _lengths(seen)[:, None], numbers, _lengths(numbers), starts)

    def _words(self, texts: Sequence[Sequence[str]]) -> csr_array:
        columns: list[int] = []
        counts: list[int] = []
        damping: list[float] = []
        ends = [0]
        for stems in texts:
            damped = K1 * (1 - B + B * len(stems) / self._average_length) if self._average_length else K1
            known = [(self._column[stem], n) for stem, n in Counter(stems).items() if stem in self._column]
            columns += [column for column, _ in known]
            counts += [n for _, n in known]
            damping += [damped] * len(known)
            ends.append(len(columns))
        said = np.array(counts, np.float64)
        impacts = said * (K1 + 1) / (said + np.array(damping)) * np.sqrt(self._rarity[columns])
        return _unit_rows(csr_array((impacts, columns, ends), shape=(len(texts), len(self._column))))


def middle_of(vectors: Vectors) -> Floats:
    """The mean of those vectors (texts, DIMENSIONS) that are not empty: (DIMENSIONS,)."""
    full = vectors[vectors.any(axis=1)]
    return full.mean(axis=0, dtype=np.float64) if len(full) else np.zeros(DIMENSIONS)


def ground_of(texts: Sequence[Sequence[str]], wholes: Vectors) -> Ground:
    """The ground that these texts make, given as their stems and the encoder's vectors of the wholes."""
    holders = Counter(stem for stems in texts for stem in dict.fromkeys(stems))
    average = sum(map(len, texts)) / len(texts) if texts else 0.0
    return Ground(dict(sorted(holders.items())), len(texts), average, middle_of(wholes))


def parts(texts: Texts, others: Texts, weights: Weights = SHIPPED) -> tuple[Floats, Floats, Floats]:
    """What words, meaning and nearest sentences give each pair, each (texts, others); their sum is the likeness."""
    return (
        weights.words * (texts.words @ others.words.T).toarray(),
        weights.whole * (texts.meanings @ others.meanings.T),
        weights.sentence * _nearest_sentences(texts, others),
    )


def likeness(texts: Texts, others: Texts, weights: Weights = SHIPPED) -> Floats:
    """The likeness of each of some texts with each of the others: (texts, others).

    Exact to a dozen digits whatever stands beside a text; round before comparing.
    """
    words, whole, sentence = parts(texts, others, weights)
    return words + whole + sentence


def with_nearest(texts: Texts, others: Texts, scores: Floats, weights: Weights = SHIPPED) -> Texts:
    """Each text's words and meaning drawn towards those of the others that it scores highest with.

    Feedback as by Rocchio (1971), of words and meaning alike: what the first few say finds more of their kind. Only for
    searching: the likeness of what comes out depends on the others. An other of score -inf is never used; of equal
    scores the first.
    """
    best = np.argsort(-scores, axis=1, kind="stable")[:, : weights.nearest]
    rows, places = np.nonzero(np.isfinite(np.take_along_axis(scores, best, axis=1)))
    chosen = csr_array((np.ones(len(rows)), (rows, best[rows, places])), shape=scores.shape)
    each = chosen.sum(axis=1)
    shares = weights.share / np.maximum(each, 1)
    mean = diags_array(shares) @ chosen
    own = np.where(each > 0, 1 - weights.share, 1.0)
    return replace(
        texts,
        words=csr_array(diags_array(own) @ texts.words + mean @ others.words),
        meanings=own[:, None] * texts.meanings + mean @ others.meanings,
    )


def _nearest_sentences(texts: Texts, others: Texts) -> Floats:
    """The cosine of the nearest two sentences of each pair of texts; 0 where a text has none."""
    found = np.zeros((len(texts), len(others)))
    here = np.flatnonzero(np.diff(others.starts))
    if not here.size:
        return found
    for number in range(len(texts)):
        own = slice(texts.starts[number], texts.starts[number + 1])
        if own.start < own.stop:
            cosines = (texts.sentences[own] @ others.sentences.T) / texts.lengths[own, None] / others.lengths
            found[number, here] = np.maximum.reduceat(cosines.max(axis=0), others.starts[here])
    return found


def _lengths(vectors: NDArray[Any]) -> NDArray[Any]:
    """The length of each row, and 1 for an empty one, which may then be divided by it."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1))
    return np.where(lengths > 0, lengths, lengths.dtype.type(1))


def _unit_rows(matrix: csr_array) -> csr_array:
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    return csr_array(diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ matrix)
