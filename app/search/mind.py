"""What a typed search means, and how well each document answers it.

    total = WORDS × the share of the query's rarity that the document's words cover (`rank.coverage`)
          + MEANING × cosine of the query with the whole text, less what all texts of its kind have in common
          + SENTENCES × mean cosine of the query with the two nearest of title, sentences and labels
          + LABELS × cosine of the query with the labels

The query's vector is first drawn towards the topics that the shipped lists have for it (`Mind.ask`). How far the best
total stands above what so vague a query has with anything tells whether something good was found (`strength`).

What this shares with `meaning`, which the public collections judge: the encoder, the sentences, BM25's saturation and
rarity, vectors with MIDDLE of the middle taken off, and one sum of words, whole and sentences whose parts are cosines
or shares, without any scaling by the other results. What differs, and why: a typed search is a few words, so its words
count by the share that is covered rather than by a cosine with a long text; all its meaning is one sentence, so there
is no nearest pair, and two near sentences are surer than one; and it is drawn towards the shipped lists rather than
towards what it found first (`meaning.with_nearest`), so that what else is in the index cannot turn it, and a search
that finds nothing good is not drawn to something bad. Every constant is a round number, flat around its value on the
development set.
"""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np

from app.search import encoder, vectors
from app.search.encoder import DIMENSIONS, MINILM, Vectors, whole_numbers
from app.search.knowledge import Knowledge, shipped
from app.search.matrix import Floats, Matrix, Rows
from app.search.meaning import SHIPPED
from app.search.passages import Encode

WORDS, MEANING, SENTENCES, LABELS = 0.5, 1.0, 1.0, 0.5
MIDDLE = SHIPPED.middle
# Below this many texts of a kind the middle of the topics makes up the rest of theirs.
FEW = 20

# A query is drawn towards this many topics, each as far as its cosine is above FROM, times PULL.
TOPICS, FROM, PULL = 3, 0.3, 2.0

# Strength from which something good was found, and from which a document is shown though it has none of the words.
FOUND = 0.8
SHOWN = 0.6
# Where nothing good was found in a kind, so many of it are shown all the same.
NEAREST = 3

VAGUE = 2.0
CLOSELY = 1_000  # documents whose sentences are looked at: the best by words and whole text
KEPT = 256  # queries


@dataclass(frozen=True, eq=False)
class Asked:
    """What a query means."""

    # (DIMENSIONS,), of length 1, and the same in whole numbers, so that products with stored vectors are exact.
    vector: Floats
    numbers: Vectors
    # Its mean cosine with all specialisms and areas: a vague query is near to everything.
    vagueness: float


class Mind:
    """An encoder with the shipped lists in its terms. It never changes; threads share it."""

    def __init__(self, encode: Encode, knowledge: Knowledge, topics: Vectors) -> None:
        """`topics`: the vectors of `knowledge.topics`, (topics, DIMENSIONS)."""
        self.encode = encode
        self._knowledge = knowledge
        self._topics: Floats = topics.astype(np.float64)
        self.middle: Floats = self._topics[: knowledge.subjects].mean(axis=0)
        self._asked: OrderedDict[str, Asked] = OrderedDict()
        self._spaces: WeakKeyDictionary[Matrix, Space] = WeakKeyDictionary()

    def ask(self, text: str) -> Asked:
        """The meaning of a typed text, its acronyms spelt out, drawn towards the nearest topics."""
        if (known := self._asked.get(text)) is not None:
            return known
        own: Floats = self.encode([self._knowledge.spelt_out(text)])[0].astype(np.float64)
        cosines = np.round(self._topics @ own, 6)
        near = np.argsort(-cosines, kind="stable")[:TOPICS]
        drawn = own + PULL * np.maximum(cosines[near] - FROM, 0) @ self._topics[near]
        vector = drawn / (np.linalg.norm(drawn) or 1.0)
        numbers = whole_numbers(vector[None].astype(np.float32))[0]
        asked = Asked(vector, numbers, float(self.middle @ vector))
        self._asked[text] = asked
        while len(self._asked) > KEPT:
            self._asked.popitem(last=False)
        return asked

    def totals(self, matrix: Matrix, asked: Asked, coverage: Floats) -> Floats:
        """How well each row answers; `coverage` by row. A row without vectors has its words alone."""
        space = self._space(matrix)
        found = WORDS * coverage
        found += MEANING * space.cosines(asked)
        closer = np.flatnonzero(matrix.has_meaning)
        if len(closer) > CLOSELY:
            closer = np.sort(closer[np.lexsort((closer, -np.round(found[closer], 9)))[:CLOSELY]])
        if closer.size:
            found[closer] += _of_units(matrix, closer, asked)
        return found

    def strengths(self, totals: Floats, asked: Asked) -> Floats:
        """How far each total stands above what so vague a query has with anything."""
        return totals - VAGUE * asked.vagueness

    def _space(self, matrix: Matrix) -> "Space":
        known = self._spaces.get(matrix)
        if known is None:
            known = self._spaces[matrix] = Space(matrix, self.middle)
        return known


class Space:
    """The whole texts of a matrix, seen from the middle of their own kind."""

    def __init__(self, matrix: Matrix, topics_middle: Floats) -> None:
        """`topics_middle`: (DIMENSIONS,), the mean of the vectors of the topics."""
        self._numbers = matrix.meanings
        lengths = np.sqrt((self._numbers * self._numbers).sum(axis=1, dtype=np.float64))
        self._lengths = np.where(lengths > 0, lengths, 1.0)
        self._kind = matrix.kind
        self._middles = np.zeros((max(1, len(matrix.kinds)), DIMENSIONS))
        along = np.zeros(matrix.size)
        for at in range(len(matrix.kinds)):
            rows = np.flatnonzero((matrix.kind == at) & matrix.has_meaning)
            own = self._numbers[rows] / self._lengths[rows, None]
            prior = max(0, FEW - len(rows))
            self._middles[at] = (own.sum(axis=0) + prior * topics_middle) / (len(rows) + prior)
            along[rows] = own @ self._middles[at]
        squares = (self._middles * self._middles).sum(axis=1)[self._kind]
        # Of each text's vector less MIDDLE of its kind's middle.
        self._distances = np.sqrt(np.maximum(1 - 2 * MIDDLE * along + MIDDLE**2 * squares, 1e-12))
        self._has = matrix.has_meaning

    def cosines(self, asked: Asked) -> Floats:
        """By row, the cosine of the query with the text less its kind's middle; 0 without a vector."""
        size = float(np.linalg.norm(asked.numbers.astype(np.float64))) or 1.0
        whole = (self._numbers @ asked.numbers).astype(np.float64) / self._lengths / size
        found = (whole - MIDDLE * (self._middles @ asked.vector)[self._kind]) / self._distances
        return np.where(self._has, found, 0.0)


def _of_units(matrix: Matrix, rows: Rows, asked: Asked) -> Floats:
    """For each of the rows, what its sentences and its labels add."""
    each = [matrix.units(row) for row in rows]
    counts = np.array([len(units) for units in each])
    numbers = np.concatenate(each).astype(np.float32)
    lengths = np.sqrt((numbers * numbers).sum(axis=1, dtype=np.float64))
    size = float(np.linalg.norm(asked.numbers.astype(np.float64))) or 1.0
    cosines = (numbers @ asked.numbers).astype(np.float64) / np.where(lengths > 0, lengths, 1.0) / size
    table = np.full((len(rows), max(2, counts.max())), -np.inf)
    table[np.arange(table.shape[1]) < counts[:, None]] = cosines
    last = table[np.arange(len(rows)), counts - 1]
    best = np.sort(table, axis=1)[:, -2:]
    best[:, 0] = np.where(np.isfinite(best[:, 0]), best[:, 0], best[:, 1])
    return SENTENCES * best.mean(axis=1) + LABELS * last


# ---- one for the process ------------------------------------------------------------------------------

log = logging.getLogger(__name__)
_loading = threading.Lock()
_shared: Mind | None = None


def load(*, keep: bool = False) -> Mind | None:
    """This process's mind, made when first asked for: 0.4 s where the vectors of the topics are stored, else some
    seconds; with `keep` they are stored. None where the encoder is off or cannot be used."""
    global _shared
    if not vectors.is_on():
        return None
    with _loading:
        if _shared is None:
            try:
                _shared = Mind(
                    partial(encoder.encode, MINILM), shipped(), vectors.of(shipped().topics, keep=keep)
                )
                _shared.ask("")
            except encoder.Unusable as error:
                log.warning("searching by words alone: %s", error)
        return _shared


def current(*, wait: bool) -> Mind | None:
    """The mind to search with now; None while another thread loads it, unless it is to be waited for."""
    return load() if wait else _shared if vectors.is_on() else None


def alone() -> Mind:
    """A mind that needs no database: for figures. Takes some seconds to make."""
    encode = partial(encoder.encode, MINILM)
    return Mind(encode, shipped(), encode(shipped().topics))
