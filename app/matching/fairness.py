"""What the page does to the order of the matches, so that the same few do not always come first.

Pure functions over lists that stand in the order of their scores. They change places on the page and
nothing else: scores, bands and `flask matching rank` know nothing of them.

    one organisation    has at most 3 of the first ten places; what it has beyond them follows
    new organisations   without a collaboration yet: when none is among the first ten, the best of them
                        further down takes the tenth place, and is marked
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
FIRST = 10
MOST_OF_ONE = 3


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """Something with a place in a list, and whose it is."""

    thing: T
    organisation: int
    # Whether its organisation has had a collaboration yet.
    has_collaborated: bool


@dataclass(frozen=True)
class Placed(Generic[T]):
    thing: T
    # Brought into the first ten, because its organisation has no collaboration yet.
    is_brought_up: bool = False


def arrange(ranked: Sequence[Candidate[T]]) -> list[Placed[T]]:
    """The things in the order of the page. `ranked`: best first, only what is worth seeing."""
    spread = _with_room_for_others(ranked)
    newcomer = _newcomer(spread)
    placed = [Placed(candidate.thing, candidate is newcomer) for candidate in spread]
    if newcomer is not None:
        found = placed.pop(spread.index(newcomer))
        placed.insert(FIRST - 1, found)
    return placed


def _with_room_for_others(ranked: Sequence[Candidate[T]]) -> list[Candidate[T]]:
    """The first ten with at most MOST_OF_ONE of each organisation, then the rest as they were ranked."""
    taken: Counter[int] = Counter()
    first: list[Candidate[T]] = []
    rest: list[Candidate[T]] = []
    for candidate in ranked:
        if len(first) < FIRST and taken[candidate.organisation] < MOST_OF_ONE:
            taken[candidate.organisation] += 1
            first.append(candidate)
        else:
            rest.append(candidate)
    return first + rest


def _newcomer(spread: Sequence[Candidate[T]]) -> Candidate[T] | None:
    """The best below the first ten whose organisation is new, when nobody among the ten is."""
    if any(not candidate.has_collaborated for candidate in spread[:FIRST]):
        return None
    return next((candidate for candidate in spread[FIRST:] if not candidate.has_collaborated), None)


@dataclass(frozen=True)
class Spread:
    """Who stands in the first tens of a number of lists."""

    lists: int
    places: int
    organisations: int
    # Of all places: what the organisation with the most has, from 0 to 1.
    largest_share: float
    # 0: all that appear have equally many places. Towards 1: one has nearly all.
    gini: float


def spread(lists: Iterable[Sequence[int]]) -> Spread:
    """How evenly organisations share the first ten places. `lists`: of each list, whose each place is.

    The Gini coefficient is that of sorted counts: sum of (2i - n - 1) x(i) over n times their sum.
    """
    counts: Counter[int] = Counter()
    number = 0
    for organisations in lists:
        number += 1
        counts.update(organisations[:FIRST])
    shares = sorted(counts.values())
    total = sum(shares)
    if not total:
        return Spread(number, 0, 0, 0.0, 0.0)
    n = len(shares)
    uneven = sum((2 * place - n - 1) * count for place, count in enumerate(shares, start=1))
    return Spread(number, total, n, shares[-1] / total, uneven / (n * total))
