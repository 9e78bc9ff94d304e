"""One segment of a Whoosh index as arrays. A segment file never changes, so each is read once."""

from array import array
from dataclasses import dataclass
from itertools import accumulate, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from app.search.passages import Numbers, numbers_of
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
    # The vectors of all documents one after the other, and where each document's begin; see passages.stored.
    vectors: Numbers
    starts: NDArray[np.intp]


def read(leaf: Any, facts: Entries) -> Segment:
    """Read the postings of `all` of a Whoosh leaf reader whose documents have these facts."""
    terms, counts = _counts(leaf, len(facts))
    codes, held = _codes(facts)
    vectors, starts = numbers_of(
        [leaf.stored_fields(number).get("vectors", b"") for number in range(len(facts))]
    )
    return Segment(facts, terms, counts, codes, held, vectors, starts)


def _counts(leaf: Any, documents: int) -> tuple[tuple[str, ...], csr_array]:
    terms: list[str] = []
    ends, numbers, times = array("q", [0]), array("i"), array("f")
    for term, info in leaf.iter_field("all"):
        _add_postings(leaf, info, numbers, times)
        terms.append(term.decode("utf-8"))
        ends.append(len(numbers))
    # Copied: numpy must not hold on to the arrays' own memory.
    parts = (np.array(times, np.float32), np.array(numbers, np.int32), np.array(ends, np.int32))
    return tuple(terms), csr_array(parts, shape=(len(terms), documents)).T.tocsr()


def _add_postings(leaf: Any, info: Any, numbers: "array[int]", times: "array[float]") -> None:
    """Add a term's document numbers and counts, block by block, deleted documents too.

    Whoosh's matchers give one posting at a time and leave deleted documents out; their blocks are many times
    faster, and the same for as long as the segment lives.
    """
    if info.is_inlined():
        some, weights, _ = info.inlined_postings()
        numbers.extend(some)
        times.extend(weights)
        return
    terms = leaf._terms
    matcher = terms._codec.postings_reader(terms._postfile, info, leaf.schema["all"].format)
    while not matcher._atend:
        matcher._read_data()
        # Numbers are kept as steps from the one before; weights that are all one, or all alike, only once.
        steps, weights, _ = matcher._data
        numbers.extend(accumulate(steps))
        alike = 1.0 if weights is None else weights
        times.extend(repeat(alike, len(steps)) if isinstance(alike, float) else alike)
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
