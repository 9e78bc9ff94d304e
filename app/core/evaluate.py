"""`flask evaluate …`: each room puts its own measurement under this group.

A measurement prints a table for people and, on its last line, one JSON object of figures; it exits with 1
when a figure is under its bar.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence

import click


@click.group("evaluate")
def group() -> None:
    """Measure how well things work, on data given as a folder."""


def report(
    head: Sequence[str], rows: Iterable[Sequence[str]], figures: Mapping[str, object], failed: Sequence[str]
) -> None:
    """Print the table and the figures; end with 1 if anything `failed` (each a sentence), else with 0."""
    table = [list(head), *[list(row) for row in rows]]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    for row in table:
        numbers = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        click.echo("  ".join([row[0].ljust(widths[0]), *numbers]).rstrip())
    for sentence in failed:
        click.echo(f"Under the bar: {sentence}")
    click.echo(json.dumps({**figures, "passed": not failed}))
    sys.exit(1 if failed else 0)
