"""A listing as matching sees it: its words, and what the encoders make of its pieces.

A profile depends on its listing alone, so it is made once, when the listing is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.matching.disclaimers import without_disclaimers
from app.matching.plain_words import PLAIN
from app.search.encoder import BGE, DIMENSIONS, MINILM, Model, Vectors, whole_numbers
from app.search.schema import TITLE_WEIGHT
from app.search.sentences import sentences
from app.search.words import stems, tokens

# Gives a vector for each text: app/search/encoder.py makes them, app/search/vectors.py remembers them.
Encode = Callable[[Model, Sequence[str]], Vectors]
# (vectors, DIMENSIONS): directions in whole numbers, as `whole_numbers` makes them.
Numbers = NDArray[np.int8]

# Units are the title, the sentences and the labels; each costs a vector.
MOST_UNITS = 12
MOST_LABELS = 8
# An encoder is surest of what it reads at once: longer texts are read through windows of so many words.
LONGEST_WINDOW, WINDOW, STEP = 180, 150, 110


@dataclass(frozen=True)
class Text:
    """What a poster wrote, and the codes that they chose."""

    id: str
    title: str
    body: str = ""
    # A brief's desired outcome, an offer's evidence.
    extra: str = ""
    # Areas and specialisms in words.
    labels: tuple[str, ...] = ()
    # Of a brief those wanted, of an offer its own; none when unknown.
    mechanisms: frozenset[str] = frozenset()
    # Codes of the lists.
    specialisms: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    is_offer: bool = False


@dataclass(frozen=True)
class Pieces:
    """The strings of a text that are encoded."""

    windows: tuple[str, ...]
    units: tuple[str, ...]
    # Of an offer only: each is looked for in a brief.
    labels: tuple[str, ...]

    def of(self, model: Model) -> tuple[str, ...]:
        """Those that `model` is asked for."""
        return self.windows if model == BGE else (*self.windows, *self.units, *self.labels)


@dataclass(frozen=True, eq=False)
class Profile:
    """What is compared of a listing."""

    id: str
    is_offer: bool
    # Each stem that says something, a title's as often as a title counts.
    stems: tuple[str, ...]
    # Each stem as the listing writes it.
    surface: Mapping[str, str]
    # What the first of `sentences` are the vectors of: the title and the sentences, which can be quoted.
    units: tuple[str, ...]
    # (1, DIMENSIONS): the mean over windows, by MINILM and by BGE. Zero without encoder or without words.
    whole: Numbers
    second: Numbers
    sentences: Numbers
    labels: Numbers
    mechanisms: frozenset[str]
    specialisms: frozenset[str]
    areas: frozenset[str]


# Asked for twice of each listing: to look up the vectors, and to take them.
@lru_cache(maxsize=512)
def pieces(text: Text) -> Pieces:
    """What is encoded of `text`."""
    text = _plain(text)
    return Pieces(
        windows=_windows(f"{text.title}. {text.body} {text.extra} {', '.join(text.labels)}"),
        units=_units(text),
        labels=text.labels[:MOST_LABELS] if text.is_offer else (),
    )


def profile(text: Text, encode: Encode | None) -> Profile:
    """The profile of `text`; one of words only without `encode`."""
    parts = pieces(text)
    plain = _plain(text)
    labels = ", ".join(plain.labels)
    written = [*[plain.title] * TITLE_WEIGHT, plain.body, plain.extra, labels]
    return Profile(
        id=text.id,
        is_offer=text.is_offer,
        stems=tuple(stem for part in written for stem in tokens(part) if stem not in PLAIN),
        surface=stems("\n".join([plain.title, plain.body, plain.extra, labels])),
        units=parts.units[:-1] if labels else parts.units,
        whole=_mean(_vectors(encode, MINILM, parts.windows)),
        second=_mean(_vectors(encode, BGE, parts.windows)),
        sentences=_numbers(_vectors(encode, MINILM, parts.units)),
        labels=_numbers(_vectors(encode, MINILM, parts.labels)),
        mechanisms=text.mechanisms,
        specialisms=text.specialisms,
        areas=text.areas,
    )


@lru_cache(maxsize=512)
def _plain(text: Text) -> Text:
    return replace(text, body=without_disclaimers(text.body)) if text.is_offer else text


def _windows(text: str) -> tuple[str, ...]:
    """`text` in overlapping windows that together hold all of it."""
    words = text.split()
    if len(words) <= LONGEST_WINDOW:
        return (text,)
    starts = range(0, len(words) - WINDOW + STEP, STEP)
    return tuple(" ".join(words[start : start + WINDOW]) for start in starts)


def _units(text: Text) -> tuple[str, ...]:
    """Title, sentences and labels, at most MOST_UNITS."""
    said = sentences(f"{text.body}\n\n{text.extra}", most=MOST_UNITS - 2)
    return tuple(unit for unit in (text.title, *said, ", ".join(text.labels)) if unit)


def _vectors(encode: Encode | None, model: Model, texts: Sequence[str]) -> Vectors:
    return encode(model, texts) if encode and texts else np.zeros((0, DIMENSIONS), np.float32)


def _mean(vectors: Vectors) -> Numbers:
    """The direction between `vectors`, as one row."""
    return _numbers(vectors.sum(axis=0, keepdims=True))


def _numbers(vectors: Vectors) -> Numbers:
    return whole_numbers(vectors).astype(np.int8)
