"""Measures the guide on a folder of judged briefs: does it name what an offer that answers the brief is coded with?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.matching.guide import (
    Floats,
    Guide,
    Question,
    Words,
    nearest_by_specialism,
    offer_likeness,
    word_likeness,
)
from app.matching.knowledge import reference, shipped_concepts
from app.matching.profile import Encode, Text, pieces
from app.matching.sample_format import Grades, read_grades, read_texts
from app.search.encoder import DIMENSIONS, MINILM
from app.taxonomy.rows import read_jsonl

Likeness = Callable[[Question], Floats]
# An offer that is exactly what the brief needs; where a brief has none, one that is clearly useful.
EXACT, USEFUL = 3, 2


@dataclass(frozen=True)
class Problem:
    """A brief's problem text, and the specialisms of the offers that answer it."""

    id: str
    text: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """A folder in the sample format, with `codes.jsonl`."""

    problems: Sequence[Problem]
    offers: Sequence[Text]
    # Of each offer in order: the specialisms that it names; none where the list has no true code for it.
    named: Sequence[Sequence[str]]

    @classmethod
    def read(cls, folder: Path) -> "Judged":
        """Raises BadRow and OSError."""
        coded: dict[str, list[str]] = {}
        named: dict[str, list[str]] = {}
        for row in read_jsonl(folder / "codes.jsonl"):
            item = row.text("id", required=True)
            coded[item] = row.texts("specialisms") if row.values.get("specialisms") else []
            named[item] = [] if row.values.get("nearest_only") else coded[item]
        offers = read_texts(folder / "offers.jsonl", are_offers=True)
        grades = read_grades(folder / "qrels.tsv")
        problems = [
            Problem(item, row.text("problem", required=True), _answers(grades, coded, item))
            for row in read_jsonl(folder / "briefs.jsonl")
            if (item := row.text("id", required=True))
        ]
        return cls(problems, offers, [named.get(offer.id, []) for offer in offers])


def _answers(grades: Grades, coded: dict[str, list[str]], brief: str) -> frozenset[str]:
    of_brief = grades.get(brief, {})
    wanted = EXACT if EXACT in of_brief.values() else USEFUL
    return frozenset(
        code for offer, grade in of_brief.items() if grade == wanted for code in coded.get(offer, [])
    )


@dataclass(frozen=True)
class Line:
    """What was proposed for a brief: with the offers at hand, and from the lists alone."""

    problem: Problem
    proposed: tuple[str, ...]
    alone: tuple[str, ...]

    @property
    def is_hit(self) -> bool:
        return not self.problem.answers.isdisjoint(self.proposed)

    @property
    def is_hit_alone(self) -> bool:
        return not self.problem.answers.isdisjoint(self.alone)


def lines(judged: Judged, encode: Encode | None) -> Iterable[Line]:
    """What the guide proposes for each problem. Offers take part by their texts and codes, never by a judgement."""
    guide = Guide(reference(*shipped_concepts(), encode))
    likeness = _by_meaning(judged.offers, guide, encode) if encode else _by_words(judged.offers)
    for problem in judged.problems:
        question = Question.read(problem.text, encode)
        with_offers = nearest_by_specialism(likeness(question), judged.named)
        found = [tuple(each.code for each in guide.propose(question, given)) for given in (with_offers, {})]
        yield Line(problem, *found)


def _by_meaning(offers: Sequence[Text], guide: Guide, encode: Encode) -> Likeness:
    means = [encode(MINILM, pieces(offer).windows).mean(axis=0) for offer in offers]
    vectors = np.stack(means) if means else np.zeros((0, DIMENSIONS), np.float32)
    return lambda question: offer_likeness(question, vectors, guide.reference)


def _by_words(offers: Sequence[Text]) -> Likeness:
    words = Words([" ".join([offer.title, *pieces(offer).windows]) for offer in offers])
    return lambda question: word_likeness(words.cosines(question.stems))
