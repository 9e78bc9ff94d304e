"""When the segments of an index are put together, so that it stays quick to search.

Putting ten listings together takes more than a second, and what is published meanwhile waits: so the worker does it
when nothing else is to do, and while people write only where there are very many. (Whoosh's own rule does it in every
fifth commit, and copies 800 documents in some.)
"""

from collections import defaultdict
from typing import Any

from whoosh.reading import SegmentReader

# Segments of a size that are one too many: each document is copied once for each digit of the index's size.
TOO_MANY = 10
FAR_TOO_MANY = 100  # segments in all


def is_due(segments: list[Any]) -> bool:
    """Whether `by_size` would put some of these together."""
    return len(_going(segments)) > 1


def by_size(writer: Any, segments: list[Any]) -> list[Any]:
    """What Whoosh calls before a commit: the segments that stay; the others go into the new one.

    Together go those without a living document, and those with as many digits in their count as nine others.
    """
    going = _going(segments)
    for segment in going:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in going]


def if_far_too_many(writer: Any, segments: list[Any]) -> list[Any]:
    """The same, for a commit that somebody waits for."""
    return by_size(writer, segments) if len(segments) >= FAR_TOO_MANY else segments


def _going(segments: list[Any]) -> list[Any]:
    sizes = defaultdict(list)
    for segment in segments:
        sizes[len(str(segment.doc_count())) if segment.doc_count() else 0].append(segment)
    ripe = next((sizes[size] for size in sorted(sizes) if size and len(sizes[size]) >= TOO_MANY), [])
    return sizes.get(0, []) + ripe
