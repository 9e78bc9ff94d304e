"""One segment of a Whoosh index as arrays. A segment file never changes, so each is read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from app.search.store import Entries

# What a code of a facet is called: (facet, code).
Code = tuple[str, str]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """All documents of a segment, the deleted ones too."""

    facts: Entries
    terms: tuple[str, ...]
    # How often each document has each term of the field `all`, (documents, terms).
    counts: csr_array
    # Facet codes, and for each document the places of its own in them plus one, filled up with zeros.
    codes: tuple[Code, ...]
    held: Ints


def read(leaf: Any, facts: Entries) -> Segment:
    """Read the postings of `all` of a Whoosh leaf reader whose documents have these facts."""
    terms, counts = _counts(leaf, len(facts))
    codes, held = _codes(facts)
    return Segment(facts, terms, counts, codes, held)


def _counts(leaf: Any, documents: int) -> tuple[tuple[str, ...], csr_array]:
    terms: list[str] = []
    ends = [0]
    numbers: list[NDArray[Any]] = []
    times: list[NDArray[Any]] = []
    for term, info in leaf.iter_field("all"):
        for some, weights in _postings(leaf, term, info):
            numbers.append(np.asarray(some, np.int32))
            times.append(np.broadcast_to(np.asarray(weights, np.float32), len(some)))
        terms.append(term.decode("utf-8"))
        ends.append(ends[-1] + info.doc_frequency())
    shape = (len(terms), documents)
    if not terms:
        return (), csr_array((documents, 0), dtype=np.float32)
    by_term = csr_array(
        (np.concatenate(times), np.concatenate(numbers), np.array(ends, np.int32)), shape=shape
    )
    return tuple(terms), by_term.T.tocsr()


def _postings(leaf: Any, term: bytes, info: Any) -> Iterator[tuple[Any, Any]]:
    """Document numbers and weights of a term, block by block, deleted documents too.

    Whoosh's matchers give one posting at a time and leave deleted documents out; their blocks are many times
    faster and the same for as long as the segment lives.
    """
    if info.is_inlined():
        yield info.inlined_postings()[:2]
        return
    matcher = leaf._terms.matcher("all", term, leaf.schema["all"].format)
    while not matcher._atend:
        matcher._read_data()
        steps, weights, _ = matcher._data
        # Numbers are kept as steps from the one before; weights that are all one, or all alike, only once.
        yield list(accumulate(steps)), 1.0 if weights is None else weights
        matcher._next_block()


def _codes(facts: Entries) -> tuple[tuple[Code, ...], Ints]:
    own = [
        [(name, code) for name, codes in entry.facets for code in codes] if entry else [] for entry in facts
    ]
    places: dict[Code, int] = {}
    held = np.zeros((len(facts), max(map(len, own), default=0)), np.int32)
    for number, codes in enumerate(own):
        for at, code in enumerate(dict.fromkeys(codes)):
            held[number, at] = places.setdefault(code, len(places) + 1)
    return tuple(places), held
