"""Typed searches over files in the sample format: ranked by the search page's own scoring, and measured."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.index import create_in
from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from app.core.actor import Audience
from app.core.kinds import Document
from app.search import mind, passages, rank, segment, store
from app.search.follow import Held
from app.search.matrix import Bools, Floats, Matrix
from app.search.mind import Mind
from app.search.schema import SCHEMA, fields_of
from app.search.words import tokens
from app.taxonomy.rows import BadRow, Row, read_jsonl

KINDS = ("briefs", "offers", "lessons")
TEXTS = (
    *("problem", "desired_outcome", "description", "outputs", "evidence", "context", "what_happened"),
    *("what_worked", "what_did_not_work", "root_cause", "recommendation"),
)
LABELS = ("areas", "specialisms_wanted", "specialisms")
FOLDS, SPLITS = 5, 20
DEPTH = 10

Items = dict[str, Document]


@dataclass(frozen=True)
class Search:
    """A typed search of a file."""

    id: str
    text: str
    target: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Ranking:
    """What one search finds in one collection, best first."""

    ids: tuple[str, ...]
    totals: tuple[float, ...]
    # How well the best answers; below mind.FOUND nothing good was found.
    strength: float

    @property
    def found_nothing_good(self) -> bool:
        return self.strength < mind.FOUND


@dataclass(frozen=True)
class _Loose(Held):
    """An index outside the site's own folder."""

    index: store.OpenIndex

    def opened(self) -> store.OpenIndex:
        return self.index


class Collections:
    """Briefs, offers and lessons of files, indexed as the site would."""

    def __init__(self, opened: store.OpenIndex, names: Mapping[str, tuple[str, ...]], own_mind: Mind) -> None:
        self._opened = opened
        self._names = names
        self._mind = own_mind
        self._segments = [
            segment.read(leaf, entries)
            for (leaf, _), entries in zip(opened.leaves, opened.entries, strict=True)
        ]
        self._whole = self._held(frozenset())

    def _held(self, withheld: frozenset[str]) -> Held:
        """The index, less some documents' ids."""
        parts: list[tuple[segment.Segment, Bools]] = []
        for each in self._segments:
            alive = [e is not None and self._names[e.kind][e.id] not in withheld for e in each.facts]
            parts.append((each, np.array(alive, bool)))
        return _Loose(Audience.PUBLIC, (), 0, Matrix(parts), self._opened)

    def rank(self, search: Search, *, withheld: frozenset[str] = frozenset()) -> Ranking:
        """All of the target for the search, as the page orders them, as if the withheld ids did not exist."""
        index = self._held(withheld) if withheld else self._whole
        query = rank.parse(search.text)
        hits = rank.answer(index, query, self._mind, rank.did_you_mean(index, query))
        rows = np.flatnonzero(index.matrix.of_kind(search.target))
        ordered = rank.by_score(index.matrix, hits, rows)
        totals = tuple(round(float(hits.scores[row]), 6) for row in ordered)
        return Ranking(self._ids(index.matrix, ordered), totals, rank.best_strength(hits, rows))

    def by_encoder(self, search: Search) -> tuple[str, ...]:
        """The encoder alone: the cosine of the search as typed with the whole text."""
        matrix = self._whole.matrix
        rows = np.flatnonzero(matrix.of_kind(search.target))
        lengths = np.linalg.norm(matrix.meanings[rows], axis=1)
        cosines = (
            matrix.meanings[rows] @ self._mind.encode([search.text])[0] / np.where(lengths > 0, lengths, 1)
        )
        return self._ids(matrix, rows[np.argsort(-np.round(cosines, 6), kind="stable")])

    def by_whoosh(self, search: Search) -> tuple[str, ...]:
        """Stemmed Whoosh: its own BM25F over title, text and labels; what it does not find comes after, by id."""
        asked = Or([Term("all", stem) for stem in tokens(search.text)])
        facts = self._opened.facts
        results = Searcher(self._opened.searcher.reader(), weighting=BM25F()).search(asked, limit=None)
        points = {facts[n].key: score for n, score in results.items() if n in facts}
        matrix = self._whole.matrix
        rows = np.flatnonzero(matrix.of_kind(search.target))
        scores = np.array([points.get(matrix.facts[row].key, 0.0) for row in rows])
        return self._ids(matrix, rows[np.argsort(-np.round(scores, 6), kind="stable")])

    def _ids(self, matrix: Matrix, rows: NDArray[np.intp]) -> tuple[str, ...]:
        return tuple(self._names[matrix.facts[row].kind][matrix.facts[row].id] for row in rows)


@contextmanager
def collections(items: Mapping[str, Items], own_mind: Mind) -> Iterator[Collections]:
    """Index some files' documents in a folder of their own for as long as this lasts."""
    # In the order of ids, so that the order of the files' lines changes nothing.
    names = {kind: tuple(sorted(items.get(kind, {}))) for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / Audience.PUBLIC
        place.mkdir()
        writer = create_in(str(place), SCHEMA).writer(limitmb=64)
        for kind, ids in names.items():
            documents = [items[kind][item] for item in ids]
            stored = passages.stored(documents, own_mind.encode)
            for number, (document, vectors) in enumerate(zip(documents, stored, strict=True)):
                writer.add_document(**fields_of(kind, number, document, vectors))
        writer.commit()
        opened = store.read_index(Path(folder), Audience.PUBLIC)
        try:
            yield Collections(opened, names, own_mind)
        finally:
            opened.close()


# ---- files --------------------------------------------------------------------------------------------


def read_documents(path: Path) -> Items:
    """The briefs, offers or lessons of a file by id. Raises BadRow, which names file, line and field."""
    found: Items = {}
    for row in read_jsonl(path):
        item = row.text("id", required=True)
        if item in found:
            raise row.bad("id", f"{item!r} stands in the file already")
        found[item] = _document(row)
    return found


def _document(row: Row) -> Document:
    texts = [row.text(name) for name in TEXTS if row.values.get(name)]
    if not texts:
        raise row.bad("problem or description", "missing")
    labels = tuple(label for name in LABELS if row.values.get(name) for label in row.texts(name))
    return Document(
        title=row.text("title", required=True),
        body="\n".join(texts),
        audience=Audience.PUBLIC,
        keywords=" ".join(labels),
        labels=labels,
    )


def read_searches(path: Path) -> list[Search]:
    """The searches of a file. Raises BadRow."""
    found = []
    for number, row in enumerate(read_jsonl(path), start=1):
        target = row.text("target", required=True)
        if target not in KINDS:
            raise row.bad("target", f"expected one of {', '.join(KINDS)}, got {target!r}")
        name = str(row.values.get("id") or number)
        relevant = frozenset(row.texts("relevant")) if row.values.get("relevant") else frozenset[str]()
        found.append(Search(name, row.text("query", required=True), target, relevant))
    return found


def rank_searches(
    searches: Path, briefs: Path, offers: Path, lessons: Path | None, out: Path
) -> tuple[int, int]:
    """Write `search, document, rank, score` for each search and every document of its target, best first; nothing for
    a search that finds nothing good. How many searches there are, and how many were answered. Raises BadRow."""
    items = {"briefs": read_documents(briefs), "offers": read_documents(offers)}
    if lessons is not None:
        items["lessons"] = read_documents(lessons)
    asked = read_searches(searches)
    answered = 0
    with collections(items, mind.alone()) as held, out.open("w", encoding="utf-8", newline="\n") as file:
        for search in asked:
            ranking = held.rank(search)
            if ranking.found_nothing_good:
                continue
            answered += 1
            for place, (item, total) in enumerate(zip(ranking.ids, ranking.totals, strict=True), start=1):
                file.write(f"{search.id}\t{item}\t{place}\t{total:.6f}\n")
    return len(asked), answered


# ---- figures ------------------------------------------------------------------------------------------


def ndcg(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """nDCG@10 where a document answers or does not."""
    gains = [1 / np.log2(place + 2) for place in range(DEPTH)]
    found = sum(gain for gain, item in zip(gains, ranked, strict=False) if item in relevant)
    return float(found / sum(gains[: len(relevant)]))


@dataclass(frozen=True)
class Judged:
    """The searches of a folder, each ranked every way."""

    searches: tuple[Search, ...]  # those with an answer
    # By way of ranking, of each search.
    figures: dict[str, Floats]
    # Of each search: the strength of its best as it is, and with its answers withheld.
    with_answers: Floats
    without: Floats
    # Of each search without an answer.
    unanswerable: dict[str, float]

    @cached_property
    def balanced_accuracy(self) -> float:
        """Of "nothing good found" with the threshold that is shipped."""
        return _balanced(self.with_answers, self.without, mind.FOUND)

    @cached_property
    def cross_validated(self) -> float:
        """Of "nothing good found" with a threshold that is chosen on the other folds; the mean of SPLITS ways."""
        right = 0
        for seed in range(SPLITS):
            fold = np.random.default_rng(seed).permutation(len(self.searches)) % FOLDS
            for number in range(FOLDS):
                inside, outside = fold == number, fold != number
                threshold = _best_threshold(self.with_answers[outside], self.without[outside])
                right += int((self.with_answers[inside] >= threshold).sum())
                right += int((self.without[inside] < threshold).sum())
        return right / 2 / len(self.searches) / SPLITS


def judge(folder: Path) -> Judged:
    """Rank the searches of a folder in the sample format. Raises BadRow and OSError."""
    own_mind = mind.alone()
    items = {kind: read_documents(folder / f"{kind}.jsonl") for kind in KINDS}
    searches = read_searches(folder / "searches.jsonl")
    with collections(items, own_mind) as held:
        answerable = tuple(search for search in searches if search.relevant)
        if not answerable:
            raise BadRow("searches.jsonl", 1, "relevant", "no search of the file has an answer")
        ranked = [held.rank(search) for search in answerable]
        ways = {
            "ours": [ranking.ids for ranking in ranked],
            "encoder": [held.by_encoder(search) for search in answerable],
            "whoosh": [held.by_whoosh(search) for search in answerable],
        }
        return Judged(
            answerable,
            {
                name: np.array([ndcg(r, s.relevant) for r, s in zip(ids, answerable, strict=True)])
                for name, ids in ways.items()
            },
            np.array([ranking.strength for ranking in ranked]),
            np.array([held.rank(search, withheld=search.relevant).strength for search in answerable]),
            {search.text: held.rank(search).strength for search in searches if not search.relevant},
        )


def judge_target(folder: Path, target: str) -> tuple[Floats, Floats]:
    """nDCG@10 of each search for `target` that has an answer: as the site ranks, and by plain BM25F over the same
    index. Raises BadRow and OSError."""
    items = {kind: read_documents(folder / f"{kind}.jsonl") for kind in KINDS}
    searches = [s for s in read_searches(folder / "searches.jsonl") if s.target == target and s.relevant]
    if not searches:
        raise BadRow("searches.jsonl", 1, "target", f"no search for {target} has an answer")
    with collections(items, mind.alone()) as held:
        ours = [ndcg(held.rank(search).ids, search.relevant) for search in searches]
        plain = [ndcg(held.by_whoosh(search), search.relevant) for search in searches]
    return np.array(ours), np.array(plain)


def _balanced(yes: Floats, no: Floats, threshold: float) -> float:
    return float(((yes >= threshold).mean() + (no < threshold).mean()) / 2)


def _best_threshold(yes: Floats, no: Floats) -> float:
    return float(
        max(np.unique(np.concatenate([yes, no])), key=lambda each: (_balanced(yes, no, each), -each))
    )
