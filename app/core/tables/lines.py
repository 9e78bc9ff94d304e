"""The lines of a table that was read, and how much of one is taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_BYTES = 2_000_000
# Checking 5,000 listings takes ten seconds and writing them holds the database for longer than others wait for it.
MOST_ROWS = 1_000
MOST_COLUMNS = 100
MOST_CELL = 20_000  # characters
MOST_TEXT = 2_000_000  # characters in all cells together
FORMULA = "holds a formula. Paste its value instead"
# The place of a cell in its row, or None for the whole row; and what is wrong with it.
Problem = tuple[int | None, str]


class Unreadable(Exception):
    """A file of which nothing can be used. The message says why, and what would do."""


@dataclass(frozen=True)
class Line:
    """A row with something in it. `number` is what a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def within_limits(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that say something, as long as there are not too many of them. Raises Unreadable."""
    filled = text = 0
    for line in lines:
        if not any(line.cells) and not line.problems:
            continue
        filled += 1
        # The headings are a row too. What is past the limit is counted and not kept.
        if filled > MOST_ROWS + 1:
            continue
        text += sum(map(len, line.cells))
        if text > MOST_TEXT:
            raise Unreadable(
                f"Row {line.number}: with this row the file holds more than {MOST_TEXT:,} characters. "
                "Split it into several files"
            )
        yield line
    if filled > MOST_ROWS + 1:
        raise too_many_rows(filled - 1)


def too_many_rows(number: int) -> Unreadable:
    """What is said of a file with so many rows below its headings."""
    files = -(-number // MOST_ROWS)
    return Unreadable(
        f"The file has {number:,} rows, and at most {MOST_ROWS:,} can be read at a time. "
        f"Split it into {files:,} files"
    )


def cut(cells: Iterable[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """The cells without what is too long for any of them, and what that was."""
    taken = tuple(cells)
    problems: list[Problem] = [
        (place, f"is {len(text):,} characters long. A cell may hold {MOST_CELL:,}")
        for place, text in enumerate(taken)
        if len(text) > MOST_CELL
    ]
    return tuple(text[:MOST_CELL] for text in taken), problems
