"""What the shipped lists know of words and topics: vocabulary, specialisms, areas of challenge. No database here.

The lists are read from app/taxonomy/data. Rows of the basis `sample` are left out: they were added after reading the
sample, and figures on it would say too much.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.search.words import tokens

DATA = Path(__file__).resolve().parent.parent / "taxonomy" / "data"

# What a document that has another word for one of the query's is worth, beside one that has the word itself.
WORTH = {"acronym": 0.8, "synonym": 0.7, "broader": 0.4}
AMBIGUOUS = 0.5  # times as much, for a term of several meanings
# From here on another word finds a document by itself.
AS_GOOD = 0.5
LONGEST = 4  # stems of a term that is looked for in a query

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Another:
    """Another word, or several, for a term; `worth` is between 0 and 1."""

    stems: Stems
    worth: float


@dataclass(frozen=True)
class Knowledge:
    # Term -> other words for it; from equivalents to terms too.
    others: dict[Stems, tuple[Another, ...]]
    # Acronym -> what it stands for, the usual meaning first.
    acronyms: dict[str, str]
    # Stems of all terms and equivalents: none of them is a misspelling.
    stems: frozenset[str]
    # A text for each specialism, area of challenge and term of the vocabulary.
    topics: tuple[str, ...]
    # How many of these, from the first on, are specialisms and areas: what the whole field is about.
    subjects: int

    def concepts(self, stems: Sequence[str]) -> list[tuple[Stems, tuple[Another, ...]]]:
        """`stems` cut into terms of the vocabulary, the longest that fit, and single stems; each with its others."""
        found: list[tuple[Stems, tuple[Another, ...]]] = []
        at = 0
        while at < len(stems):
            for length in range(min(LONGEST, len(stems) - at), 0, -1):
                term = tuple(stems[at : at + length])
                if length == 1 or term in self.others:
                    break
            found.append((term, self.others.get(term, ())))
            at += len(term)
        return found

    def spelt_out(self, text: str) -> str:
        """`text` with what each acronym stands for after it in brackets."""
        return " ".join(self._spelt_out(word) for word in text.split())

    def _spelt_out(self, word: str) -> str:
        bare = re.sub(r"\W", "", word)
        long = self.acronyms.get(bare) or (self.acronyms.get(bare.upper()) if len(bare) > 2 else None)
        return f"{word} ({long})" if long else word


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """The lists as they are shipped."""
    terms = [row for row in _rows("vocabulary.csv") if not _is_of_sample(row)]
    others: dict[Stems, dict[Stems, float]] = {}
    for row in terms:
        worth = WORTH.get(row["kind"], 0.0)
        if re.search("meaning|context", row["note"], re.IGNORECASE):
            worth *= AMBIGUOUS
        for equivalent in _split(row["expansion_or_equivalents"]):
            _add(others, row["term"], equivalent, worth)
            _add(others, equivalent, row["term"], worth)
    topics = [
        f"{row['label']}. {row['description']} {', '.join(_split(row['synonyms']))}"
        for row in _rows("specialisms.csv")
        if not _is_of_sample(row)
    ]
    topics += [f"{row['label']}. {row['description']}" for row in _rows("areas_of_challenge.csv")]
    subjects = len(topics)
    topics += [f"{row['term']}: {', '.join(_split(row['expansion_or_equivalents']))}" for row in terms]
    return Knowledge(
        {
            term: tuple(Another(stems, worth) for stems, worth in found.items())
            for term, found in others.items()
        },
        {r["term"]: _split(r["expansion_or_equivalents"])[0] for r in terms if r["kind"] == "acronym"},
        frozenset(stem for term in others for stem in term),
        tuple(topics),
        subjects,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_of_sample(row: dict[str, str]) -> bool:
    return row.get("basis", "").removeprefix("basis=").strip().startswith("sample")


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _add(others: dict[Stems, dict[Stems, float]], term: str, other: str, worth: float) -> None:
    own, its = tuple(tokens(term)), tuple(tokens(other))
    if own and its and own != its:
        known = others.setdefault(own, {})
        known[its] = max(worth, known.get(its, 0.0))
