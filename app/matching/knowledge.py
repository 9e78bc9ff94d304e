"""The lists as reference texts: what specialisms and areas there are, in words that an encoder can place.

In the site the rows come from the database; `flask matching rank` reads the files that the product ships.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.matching.profile import Encode
from app.search.encoder import BGE, DIMENSIONS, MINILM, Model, Vectors
from app.taxonomy.rows import read_csv

DATA = Path(__file__).parents[1] / "taxonomy" / "data"
# A row that was added after reading the sample: never used when quality is measured.
FROM_SAMPLE = "sample"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Concept:
    """A specialism or an area: its code and its meaning in words."""

    code: str
    text: str


def specialism_concept(code: str, label: str, description: str, synonyms: str) -> Concept:
    """Label, description and, separated by semicolons, synonyms of a specialism."""
    return Concept(code, f"{label}. {description} {synonyms.replace(';', ', ')}")


def area_concept(code: str, label: str, description: str) -> Concept:
    return Concept(code, f"{label}. {description}")


@dataclass(frozen=True, eq=False)
class Reference:
    """What the reference texts say, by the encoders: directions of length 1, and where their middle lies."""

    specialisms: tuple[str, ...]
    # In the order of `specialisms`.
    specialism_texts: tuple[str, ...]
    areas: tuple[str, ...]
    # (codes, DIMENSIONS), the reference texts' middle taken off.
    specialism_directions: Floats
    area_directions: Floats
    # The specialisms again, by BGE.
    second_directions: Floats
    # (DIMENSIONS,), by MINILM and by BGE.
    middle: Floats
    second_middle: Floats


def reference(specialisms: Sequence[Concept], areas: Sequence[Concept], encode: Encode | None) -> Reference:
    """The reference that these concepts make; in order of code, so that the order given changes nothing."""
    specialisms = sorted(specialisms, key=lambda concept: concept.code)
    areas = sorted(areas, key=lambda concept: concept.code)
    texts = [concept.text for concept in (*specialisms, *areas)]
    vectors = _encoded(encode, MINILM, texts)
    middle = _middle(vectors)
    directions = from_middle(vectors, middle)
    seconds = _encoded(encode, BGE, texts)
    second_middle = _middle(seconds)
    return Reference(
        specialisms=tuple(concept.code for concept in specialisms),
        specialism_texts=tuple(concept.text for concept in specialisms),
        areas=tuple(concept.code for concept in areas),
        specialism_directions=directions[: len(specialisms)],
        area_directions=directions[len(specialisms) :],
        second_directions=from_middle(seconds[: len(specialisms)], second_middle),
        middle=middle,
        second_middle=second_middle,
    )


def shipped_concepts() -> tuple[list[Concept], list[Concept]]:
    """Specialisms and areas of the files that the product ships."""
    specialisms = [
        specialism_concept(row["code"], row["label"], row["description"], row["synonyms"])
        for row in _rows("specialisms.csv")
    ]
    areas = [
        area_concept(row["code"], row["label"], row["description"]) for row in _rows("areas_of_challenge.csv")
    ]
    return specialisms, areas


def _rows(file: str) -> Iterable[Mapping[str, str]]:
    rows = (row.values for row in read_csv(DATA / file))
    return [row for row in rows if not _basis(row).startswith(FROM_SAMPLE)]


def _basis(row: Mapping[str, str]) -> str:
    return row.get("basis", row.get("origin", "")).removeprefix("basis=")


def _encoded(encode: Encode | None, model: Model, texts: Sequence[str]) -> Vectors:
    return encode(model, texts) if encode and texts else np.zeros((len(texts), DIMENSIONS), np.float32)


def _middle(vectors: Vectors) -> Floats:
    return vectors.mean(axis=0, dtype=np.float64) if len(vectors) else np.zeros(DIMENSIONS)


def from_middle(vectors: Vectors, middle: Floats) -> Floats:
    """Where each of `vectors` lies seen from `middle`: directions of length 1; a zero vector stays zero."""
    seen = (vectors - middle) * vectors.any(axis=1, keepdims=True)
    lengths = np.linalg.norm(seen, axis=1, keepdims=True)
    return np.asarray(seen / np.where(lengths > 0, lengths, 1.0))
