"""When the segments of an index are put together, so that it stays quick to search and to write."""

from collections import defaultdict
from typing import Any

from whoosh.reading import SegmentReader

# Segments of a size that are one too many. Each document is then copied once for each digit of the index's size, and
# one commit in ten, a hundred, a thousand waits for as many documents. (Whoosh's own rule copies 800 in every 400th.)
TOO_MANY = 10


def by_size(writer: Any, segments: list[Any]) -> list[Any]:
    """What Whoosh calls before a commit: the segments that stay; the others go into the new one.

    Together go those without a living document, and those with as many digits in their count as nine others.
    """
    sizes = defaultdict(list)
    for segment in segments:
        sizes[len(str(segment.doc_count())) if segment.doc_count() else 0].append(segment)
    going = sizes.pop(0, []) + next(
        (sizes[size] for size in sorted(sizes) if len(sizes[size]) >= TOO_MANY), []
    )
    for segment in going:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in going]
