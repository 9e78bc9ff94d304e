"""How often a random test repeats: few times in `make test`, often in `make test-long`."""

import os

FULL = os.environ.get("CG_COUNTS", "short") == "full"


def count(short: int, full: int) -> int:
    """`full` under CG_COUNTS=full (`make test-long`), else `short`. The only place that asks."""
    return full if FULL else short
