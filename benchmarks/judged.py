"""Judged collections for the relevance benchmark, and the measures of a ranking. No part of the product."""

import json
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

QUERY_DOCUMENTS = 150
SEED = 7
BY_DOCUMENT = "-qbd"
LONGEST_RUN = 1000


@dataclass(frozen=True)
class Text:
    title: str
    body: str

    @property
    def whole(self) -> str:
        return f"{self.title} {self.body}".strip()


@dataclass(frozen=True)
class Question:
    id: str
    text: Text
    # Positions of the relevant documents; any grade above 0 is relevant.
    relevant: frozenset[int]
    # The document that is the question itself: never an answer.
    itself: int | None = None


@dataclass(frozen=True)
class Task:
    """One collection asked in one way."""

    name: str
    collection: str
    documents: tuple[Text, ...]
    questions: tuple[Question, ...]


def read(folder: Path) -> list[Task]:
    """The two tasks of a collection: its own queries, and its documents as queries."""
    rows = _rows(folder / "corpus.jsonl")
    documents = tuple(Text(row.get("title") or "", row.get("text") or "") for row in rows)
    position = {str(row["id"]): number for number, row in enumerate(rows)}
    relevant = _relevant(folder / "qrels.tsv", position)
    asked = tuple(
        Question(str(row["id"]), Text("", row["text"]), frozenset(relevant[str(row["id"])]))
        for row in _rows(folder / "queries.jsonl")
        if relevant.get(str(row["id"]))
    )
    by_document = _by_document(documents, [str(row["id"]) for row in rows], relevant)
    name = folder.name
    return [Task(name, name, documents, asked), Task(name + BY_DOCUMENT, name, documents, by_document)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _relevant(path: Path, position: dict[str, int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0 and document in position:
            found[query].add(position[document])
    return found


def _by_document(
    documents: Sequence[Text], ids: Sequence[str], relevant: dict[str, set[int]]
) -> tuple[Question, ...]:
    """Query by document: a judged abstract asks, those that share a judged topic with it are relevant.

    Topics of 3 to 60 documents; askers of 60 words or more with at least two others; QUERY_DOCUMENTS of them.
    """
    sharing: dict[int, set[int]] = defaultdict(set)
    for topic in relevant.values():
        if 3 <= len(topic) <= 60:
            for number in topic:
                sharing[number] |= topic
    askers = [
        number
        for number in sorted(sharing, key=lambda number: ids[number])
        if len(documents[number].whole.split()) >= 60 and len(sharing[number]) > 2
    ]
    random.Random(SEED).shuffle(askers)
    return tuple(
        Question(ids[number], documents[number], frozenset(sharing[number] - {number}), number)
        for number in askers[:QUERY_DOCUMENTS]
    )


@dataclass(frozen=True)
class Figures:
    """Means over a task's questions."""

    ndcg: float  # at 10, gains 0 or 1
    average_precision: float
    recall: float  # at 100


def measure(task: Task, run: Sequence[Sequence[int]]) -> Figures:
    """What a run is worth: for each question the positions of documents, best first. As trec_eval defines them."""
    each = [_one(question, ranked) for question, ranked in zip(task.questions, run, strict=True)]
    return Figures(*(sum(column) / len(each) for column in zip(*each, strict=True)))


def _one(question: Question, ranked: Sequence[int]) -> tuple[float, float, float]:
    answers = [number for number in ranked[: LONGEST_RUN + 1] if number != question.itself][:LONGEST_RUN]
    hits = [place for place, number in enumerate(answers, 1) if number in question.relevant]
    wanted = len(question.relevant)
    gain = sum(1 / math.log2(place + 1) for place in hits if place <= 10)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(10, wanted) + 1))
    precision = sum(found / place for found, place in enumerate(hits, 1)) / wanted
    return gain / best, precision, sum(place <= 100 for place in hits) / wanted
