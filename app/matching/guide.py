"""Which science could help? Ranks all specialisms for a problem told in plain words.

    place = cosine of the whole problem with the specialism's text, by MINILM
          + the same by BGE
          + mean cosine of the two sentences of the problem that come nearest to it, by MINILM
          + cosine of their words, those of the problem with the vocabulary's other words for them
          + cosine of the problem with the nearest open offer that names the specialism

A specialism's text is its label, description and synonyms. Meanings are seen from the middle of the lists, offers
from the middle of the offers. Every part has the weight 1: none was fitted. Tried on the sample set and left out,
since they gained nothing: the single nearest sentence, each synonym by itself, shares of the best score by words, the
nearest 5, 10 or 20 offers together instead of the nearest one, and the offers' sentences. What each part is worth:
docs/guide.md.

Without the encoder there are the words, and instead of the nearest offer's cosine NEAR_WORDS times its share of the
score by words of the best offer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.matching.knowledge import Reference, from_middle
from app.matching.plain_words import PLAIN
from app.matching.profile import Encode
from app.search import knowledge
from app.search.encoder import BGE, DIMENSIONS, MINILM, Model, Vectors
from app.search.passages import windows
from app.search.sentences import sentences
from app.search.words import tokens

Floats = NDArray[np.float64]

# At most so many are proposed, and none whose place is lower than LEAST (by words alone: LEAST_BY_WORDS). Where the
# first is no higher than UNSURE, nothing on the list is plainly near.
MOST = 5
LEAST, LEAST_BY_WORDS, UNSURE = 0.5, 0.05, 0.9
# Without the encoder: what the offer with the most words in common adds.
NEAR_WORDS = 0.5
# The middle of fewer offers is filled up with that of the lists.
ENOUGH_OFFERS = 20
DIGITS = 9


@dataclass(frozen=True, eq=False)
class Question:
    """A problem as the guide reads it; without vectors (no rows) where no encoder is at work."""

    stems: tuple[str, ...]
    whole: Vectors  # (1 or 0, DIMENSIONS)
    second: Vectors  # the same by BGE
    sentences: Vectors  # (sentences, DIMENSIONS)

    @classmethod
    def read(cls, text: str, encode: Encode | None) -> "Question":
        pieces, said = windows(text), sentences(text)
        return cls(
            tuple(stem for stem in tokens(text) if stem not in PLAIN),
            _mean(_vectors(encode, MINILM, pieces)),
            _mean(_vectors(encode, BGE, pieces)),
            _vectors(encode, MINILM, said),
        )

    @property
    def has_meaning(self) -> bool:
        return bool(self.whole.any())


@dataclass(frozen=True)
class Proposed:
    """A specialism with its place, and what of that is owed to offers."""

    code: str
    place: float
    by_offers: float


class Guide:
    """Knows the specialisms of a reference. It never changes; threads share it."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference

    def rank(self, question: Question, offers: Mapping[str, float] | None = None) -> list[Proposed]:
        """All specialisms, the nearest first. `offers`: of a specialism the likeness of the nearest offer that names
        it (`offer_likeness`), where there is one."""
        codes = self.reference.specialisms
        added = np.array([max(0.0, (offers or {}).get(code, 0.0)) for code in codes])
        places = np.round(self._by_lists(question) + added, DIGITS)
        order = sorted(range(len(codes)), key=lambda at: (-places[at], codes[at]))
        return [Proposed(codes[at], float(places[at]), float(added[at])) for at in order]

    def propose(self, question: Question, offers: Mapping[str, float] | None = None) -> list[Proposed]:
        """The first MOST that are near enough; none for a text without a word that says anything."""
        if not question.stems:
            return []
        least = LEAST if question.has_meaning else LEAST_BY_WORDS
        return [each for each in self.rank(question, offers)[:MOST] if each.place >= least]

    def _by_lists(self, question: Question) -> Floats:
        found = self._words.cosines(question.stems)
        if not question.has_meaning:
            return found
        behind = self.reference
        found += (from_middle(question.whole, behind.middle) @ behind.specialism_directions.T)[0]
        found += (from_middle(question.second, behind.second_middle) @ behind.second_directions.T)[0]
        near = from_middle(question.sentences, behind.middle) @ behind.specialism_directions.T
        found += np.sort(near, axis=0)[-2:].mean(axis=0)
        return found

    @cached_property
    def _words(self) -> "Words":
        return Words(self.reference.specialism_texts)


def is_sure(proposed: Sequence[Proposed], question: Question) -> bool:
    """Whether the first of them is plainly near. By words alone nobody can tell."""
    return bool(proposed) and (not question.has_meaning or proposed[0].place > UNSURE)


def offer_likeness(question: Question, offers: Vectors, reference: Reference) -> Floats:
    """The cosine of the problem with each offer's vector, each seen from the middle of its own kind: (offers,)."""
    if not len(offers):
        return np.zeros(0)
    directions = offers / np.maximum(np.linalg.norm(offers, axis=1, keepdims=True), 1e-9)
    missing = max(0, ENOUGH_OFFERS - len(offers))
    middle = (directions.sum(axis=0, dtype=np.float64) + missing * reference.middle) / (len(offers) + missing)
    seen = from_middle(question.whole, reference.middle)
    return np.asarray((from_middle(directions, middle) @ seen.T)[:, 0])


def word_likeness(scores: Sequence[float] | Floats) -> Floats:
    """What offers add by their words alone, given how well each fits by them on any scale."""
    best = max(scores, default=0.0)
    return NEAR_WORDS * np.asarray(scores, np.float64) / best if best > 0 else np.zeros(len(scores))


def nearest_by_specialism(
    likeness: Sequence[float] | Floats, codes: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Of each specialism the likeness of the nearest offer that names it. `codes`: of each offer."""
    found: dict[str, float] = {}
    for near, named in zip(likeness, codes, strict=True):
        for code in named:
            found[code] = max(found.get(code, -1.0), float(near))
    return found


class Words:
    """Some texts as word vectors: the root of how often a stem is said, times its rarity among them."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(stem for stem in tokens(text) if stem not in PLAIN) for text in texts]
        holders = Counter(stem for each in counts for stem in each)
        size = len(texts)
        self._columns = {stem: at for at, stem in enumerate(sorted(holders))}
        holding = np.array([holders[stem] for stem in self._columns], np.float64)
        self._rarity: Floats = np.log(1 + (size - holding + 0.5) / (holding + 0.5))
        self._rows = np.array([self._vector(each) for each in counts]).reshape(size, len(self._columns))

    def cosines(self, stems: Sequence[str]) -> Floats:
        """With each text; other words that the vocabulary has for the stems count as they are worth."""
        weights: dict[str, float] = {}
        for term, others in knowledge.shipped().concepts(stems):
            for stem in term:
                weights[stem] = weights.get(stem, 0.0) + 1.0
            for other in others:
                for stem in other.stems:
                    weights[stem] = weights.get(stem, 0.0) + other.worth / len(other.stems)
        return np.asarray(self._rows @ self._vector(weights))

    def _vector(self, weights: Mapping[str, float]) -> Floats:
        """Of length 1, or 0 where no text has any of the stems."""
        found = np.zeros(len(self._columns))
        for stem, weight in weights.items():
            if (at := self._columns.get(stem)) is not None:
                found[at] = weight**0.5 * self._rarity[at]
        return np.asarray(found / (np.linalg.norm(found) or 1.0))


def _vectors(encode: Encode | None, model: Model, texts: Sequence[str]) -> Vectors:
    return encode(model, texts) if encode and texts else np.zeros((0, DIMENSIONS), np.float32)


def _mean(vectors: Vectors) -> Vectors:
    """The direction between `vectors`, as one row of length 1; zero without."""
    total = vectors.sum(axis=0, keepdims=True)
    return np.asarray(total / (np.linalg.norm(total) or 1.0), np.float32)
