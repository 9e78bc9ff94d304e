"""The words of an index as one sparse matrix, made of Whoosh's own postings and scored by numpy.

Row: a living document, in the order of kind and id. Column: a stem of the field `all`. Entry: BM25's weight of the
stem in the document without the inverse document frequency, which depends on all documents and is put in when
asked. Every figure is of the living documents alone: Whoosh's own counts deleted ones until they are merged away, so
a withdrawn listing would go on moving other listings' scores.

A matrix never changes; threads share it.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack  # type: ignore[import-untyped]

from app.search.encoder import DIMENSIONS, Vectors
from app.search.schema import Facts
from app.search.segment import Code, Ints, Segment

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]

# BM25 (Robertson and Zaragoza 2009) over title (three times), body and keywords; k1 and b as picked on public
# collections, leave-one-out.
K1 = 2.2
B = 0.75
DIGITS = 9  # of a score: what differs later is rounding, and counts as equal
BLOCKS = 64


class Matrix:
    """The living documents of an index at one commit."""

    def __init__(self, parts: Iterable[tuple[Segment, Bools]]) -> None:
        """`parts`: the index's segments, each with which of its documents (by number) are alive."""
        kept = [(segment, _documents(segment, alive)) for segment, alive in parts]
        facts = [entry for segment, numbers in kept for n in numbers if (entry := segment.facts[n])]
        order = np.array(sorted(range(len(facts)), key=lambda n: (facts[n].kind, facts[n].id)), np.intp)
        self.facts: tuple[Facts, ...] = tuple(facts[n] for n in order)
        # By row: its segment and its number in it. Their vectors stay where they are.
        self._segments = [segment for segment, _ in kept]
        self._places = np.array(
            [(at, number) for at, (_, numbers) in enumerate(kept) for number in numbers], np.intp
        ).reshape(-1, 2)[order]
        self.titles = np.array([entry.title for entry in self.facts], np.str_)
        self.kinds: tuple[str, ...] = tuple(sorted({entry.kind for entry in facts}))
        names = {name: at for at, name in enumerate(self.kinds)}
        # By row: the place of its kind in `kinds`, its id, its moment in seconds since 1970.
        self.kind = np.array([names[entry.kind] for entry in self.facts], np.int16)
        self.id = np.array([entry.id for entry in self.facts], np.int64)
        self.date = np.array([entry.date for entry in self.facts], np.int64)
        lengths = np.array([entry.length for entry in self.facts], np.float64)
        self.average_length: float = float(lengths.mean()) if facts else 0.0

        self._columns: dict[str, int] = {}
        self.codes: tuple[Code, ...] = ()
        counts, self._held = self._join(kept, order)
        with np.errstate(divide="ignore", invalid="ignore"):
            damping = K1 * (1 - B + B * lengths / self.average_length) if facts else lengths
        by_row = np.repeat(damping, np.diff(counts.indptr))
        gains = counts.data * (K1 + 1) / (counts.data + by_row)
        self._gains: csc_array = csr_array((gains, counts.indices, counts.indptr), shape=counts.shape).tocsc()
        self._frequencies = np.diff(self._gains.indptr)
        self._information: Floats = np.log(
            1 + (len(facts) - self._frequencies + 0.5) / (self._frequencies + 0.5)
        )

    def _join(self, kept: list[tuple[Segment, Ints]], order: Rows) -> tuple[csr_array, Ints]:
        """The segments' counts and facet codes under one numbering of rows, stems and codes."""
        columns, codes = self._columns, dict[Code, int]()
        counts, held = [], []
        for segment, numbers in kept:
            place = np.array([columns.setdefault(t, len(columns)) for t in segment.terms], np.int32)
            own = segment.counts[numbers]
            counts.append((own.data.astype(np.float64), place[own.indices], own.indptr))
            names = np.array([0, *(codes.setdefault(c, len(codes) + 1) for c in segment.codes)], np.int32)
            held.append(names[segment.held[numbers]])
        self.codes = tuple(codes)
        width = max((part.shape[1] for part in held), default=0)
        wide = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in held]
        shapes = [(len(part[2]) - 1, len(columns)) for part in counts]
        all_counts = [csr_array(part, shape=shape) for part, shape in zip(counts, shapes, strict=True)]
        if not order.size:
            return csr_array((0, len(columns))), np.zeros((0, width), np.int32)
        return csr_array(vstack(all_counts, format="csr"))[order], np.vstack(wide)[order]

    # ---- words ----------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many documents are alive."""
        return len(self.facts)

    @property
    def postings(self) -> int:
        """How many entries are not zero."""
        return int(self._gains.nnz)

    @property
    def nbytes(self) -> int:
        """The size of its arrays in bytes."""
        arrays = (self._gains.data, self._gains.indices, self._gains.indptr, self._held, self.id, self.date)
        return sum(int(array.nbytes) for array in arrays)

    def frequency(self, stem: str) -> int:
        """How many living documents have the stem."""
        column = self._columns.get(stem)
        return int(self._frequencies[column]) if column is not None else 0

    def information(self, stem: str) -> float:
        """BM25's inverse document frequency, kept above zero: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        column = self._columns.get(stem)
        return float(self._information[column]) if column is not None else float(np.log(2 * self.size + 2))

    def holders(self, stem: str) -> Ints:
        """The rows that have the stem, in order."""
        column = self._columns.get(stem)
        if column is None:
            return np.zeros(0, np.int32)
        start, end = self._gains.indptr[column : column + 2]
        return self._gains.indices[start:end]

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """Each row's BM25 score for these stems, each counted `weight` times; zero where it has none of them.

        Added up in the order of `weights`.
        """
        columns, asked = self._asked(weights)
        if not columns:
            return np.zeros(self.size)
        chosen = csc_array(self._chosen(columns), shape=(self.size, len(columns)))
        return np.asarray(chosen @ (asked * self._information[columns]), np.float64)

    def search(self, stems: Collection[str]) -> tuple[Floats, Floats, Rows]:
        """By row: its score for these stems, the information of those that it has, and how many it has."""
        columns, _ = self._asked(dict.fromkeys(stems, 1.0))
        if not columns:
            return np.zeros(self.size), np.zeros(self.size), np.zeros(self.size, np.intp)
        gains, rows, _ = self._chosen(columns)
        worth = np.repeat(self._information[columns], self._frequencies[columns])
        rows = rows.astype(np.intp)
        scores = np.asarray(np.bincount(rows, gains * worth, self.size), np.float64)
        covered = np.asarray(np.bincount(rows, worth, self.size), np.float64)
        return scores, covered, np.asarray(np.bincount(rows, minlength=self.size), np.intp)

    def _asked(self, weights: Mapping[str, float]) -> tuple[list[int], Floats]:
        here = [
            (column, weight)
            for stem, weight in weights.items()
            if (column := self._columns.get(stem)) is not None
        ]
        return [column for column, _ in here], np.array([weight for _, weight in here], np.float64)

    def _chosen(self, columns: list[int]) -> tuple[Floats, Ints, Ints]:
        """These columns of the matrix, as a sparse matrix of its own takes them: entries, rows, ends."""
        ends = np.zeros(len(columns) + 1, np.int32)
        np.cumsum(self._frequencies[columns], out=ends[1:])
        starts = self._gains.indptr[columns]
        pieces = [
            slice(*pair) for pair in zip(starts.tolist(), (starts + np.diff(ends)).tolist(), strict=True)
        ]
        gains, rows = self._gains.data, self._gains.indices
        return np.concatenate([gains[p] for p in pieces]), np.concatenate([rows[p] for p in pieces]), ends

    def top(self, scores: Floats, limit: int, among: Bools | None = None) -> Rows:
        """The rows with the best scores above zero, best first, equal ones in the order of rows."""
        if among is not None:
            scores = np.where(among, scores, 0.0)
        rows = np.flatnonzero(scores > max(0.0, _floor(scores, limit) - 10.0**-DIGITS))
        best = np.lexsort((rows, -np.round(scores[rows], DIGITS)))[:limit]
        return rows[best]

    def saturation(self, stem: str) -> Floats:
        """By row: how much it says the stem, 0 to 1: BM25's weight without rarity, as a share of the most it can be."""
        found = np.zeros(self.size)
        column = self._columns.get(stem)
        if column is not None:
            start, end = self._gains.indptr[column : column + 2]
            found[self._gains.indices[start:end]] = self._gains.data[start:end] / (K1 + 1)
        return found

    # ---- meaning --------------------------------------------------------------------------------------

    @cached_property
    def meanings(self) -> Vectors:
        """The vector of each row's whole text, (rows, DIMENSIONS), in whole numbers; zero for a row without."""
        found = np.zeros((self.size, DIMENSIONS), np.int8)
        for at, segment in enumerate(self._segments):
            rows = np.flatnonzero(self._places[:, 0] == at)
            numbers = self._places[rows, 1]
            has = segment.starts[numbers + 1] > segment.starts[numbers]
            found[rows[has]] = segment.vectors[segment.starts[numbers[has]]]
        return found.astype(np.float32)

    @cached_property
    def has_meaning(self) -> Bools:
        """By row, whether it has vectors."""
        return np.asarray(self.meanings.any(axis=1), bool)

    def units(self, row: int) -> NDArray[np.int8]:
        """The vectors of a row's title, sentences and labels, (units, DIMENSIONS)."""
        at, number = self._places[row]
        start, end = self._segments[at].starts[number : number + 2]
        return self._segments[at].vectors[start + 1 : end]

    # ---- facets ---------------------------------------------------------------------------------------

    def count_codes(self, rows: Rows) -> dict[Code, int]:
        """How many of the rows have each code; codes that none has are left out."""
        counts = np.bincount(self._held[rows].ravel(), minlength=len(self.codes) + 1)[1:]
        here = np.flatnonzero(counts)
        return dict(zip(map(self.codes.__getitem__, here.tolist()), counts[here].tolist(), strict=True))

    def having(self, rows: Rows, codes: Collection[Code]) -> Bools:
        """For each of the rows, whether it has any of the codes."""
        wanted = np.array([False, *(code in codes for code in self.codes)])
        return np.asarray(wanted[self._held[rows]].any(axis=1), bool)

    # ---- documents ------------------------------------------------------------------------------------

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each key (`kind:id`)."""
        return {entry.key: row for row, entry in enumerate(self.facts)}

    def of_kind(self, kind: str) -> Bools:
        """By row, whether it is of the kind."""
        if kind not in self.kinds:
            return np.zeros(self.size, bool)
        return np.asarray(self.kind == self.kinds.index(kind), bool)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stem of each column of `vectors`."""
        return tuple(self._columns)

    @cached_property
    def _by_document(self) -> csr_array:
        worth = self._gains.data * np.repeat(self._information, self._frequencies)
        return csc_array((worth, self._gains.indices, self._gains.indptr), shape=self._gains.shape).tocsr()

    def vectors(self, keys: Iterable[str]) -> csr_array:
        """The BM25 weights of these documents, (keys, stems): one row a key, empty for a key that is not there.

        The product of two such matrices is BM25 read both ways; divided by the lengths of the rows it is their
        cosine.
        """
        keys = list(keys)
        places = [self.row_of.get(key, -1) for key in keys]
        here = np.array([place >= 0 for place in places], bool)
        chosen = self._by_document[[place for place in places if place >= 0]]
        ends = np.zeros(len(keys) + 1, np.int32)
        ends[1:][here] = np.diff(chosen.indptr)
        return csr_array((chosen.data, chosen.indices, np.cumsum(ends)), shape=(len(keys), len(self.stems)))


def _documents(segment: Segment, alive: Bools) -> Ints:
    """The numbers of a segment's living documents, without the note of how far the index is."""
    real = np.array([entry is not None for entry in segment.facts], bool)
    return np.flatnonzero(alive & real).astype(np.int32)


def _floor(scores: Floats, limit: int) -> float:
    """A number that at least `limit` scores reach, close to the least of the best; zero where that is not worth it.

    The limit-th largest of the maxima of many blocks is one, and costs one pass.
    """
    width = len(scores) // BLOCKS
    if width < 4 * limit:
        return 0.0
    maxima = scores[: width * BLOCKS].reshape(BLOCKS, width).max(axis=0)
    return float(np.partition(maxima, width - limit)[width - limit])
