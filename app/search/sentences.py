"""A text as its sentences: what is embedded beside the whole, and quoted as the nearest pair."""

import re
from itertools import pairwise

MOST = 12  # per text; each costs a vector
FEWEST_WORDS = 5  # a shorter one joins its neighbour: "Yes." has no meaning of its own

# An end of a sentence: . ! or ? (and a closing quote or bracket), then space; or an empty or a list's line.
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\s*\n\s*\n\s*|\s*\n(?=\s*(?:[-*•]|\d+[.)])\s)")
# A full stop after one of these, or after one letter, ends no sentence.
_NO_END = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|approx|fig|figs|al|mr|mrs|ms|dr|prof|st|sgt|insp|[a-z])\.$", re.IGNORECASE
)


def sentences(text: str, most: int | None = MOST) -> list[str]:
    """The sentences of `text` in order, at most `most` where given; together they hold every word of it.

    Pieces under FEWEST_WORDS words are joined to the one before; where there are too many, the two neighbours
    that are shortest together are joined, again and again.
    """
    found: list[str] = []
    for piece in _pieces(text):
        if found and (_words(piece) < FEWEST_WORDS or _words(found[-1]) < FEWEST_WORDS):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    while most is not None and len(found) > most:
        sizes = [_words(one) + _words(other) for one, other in pairwise(found)]
        at = sizes.index(min(sizes))
        found[at : at + 2] = [f"{found[at]} {found[at + 1]}"]
    return found


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.start()]
        if _NO_END.search(piece):
            continue
        pieces.append(text[start : end.end()])
        start = end.end()
    pieces.append(text[start:])
    return [joined for piece in pieces if (joined := " ".join(piece.split()))]


def _words(text: str) -> int:
    return len(text.split())
