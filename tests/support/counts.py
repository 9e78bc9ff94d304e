"""How often a random test repeats: few times in `make test`, often in `make test-long`."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
N = TypeVar("N", int, float)

FULL = os.environ.get("CG_COUNTS", "short") == "full"


def count(short: N, full: N) -> N:
    """`full` under CG_COUNTS=full (`make test-long`), else `short`. This file alone asks."""
    return full if FULL else short


def in_turn(things: Sequence[T], turn: int, some: int = 1) -> Sequence[T]:
    """All `things` under CG_COUNTS=full; else `some` of them, others at each turn, so that all are met on the way."""
    return things if FULL else [things[(turn * some + number) % len(things)] for number in range(some)]
