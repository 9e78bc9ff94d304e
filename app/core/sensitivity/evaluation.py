"""How well the sensitivity check does on labelled lines: `flask evaluate sensitivity`, `flask evaluate names`."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from app.config import PROJECT
from app.core import evaluate
from app.core.sensitivity.rules import PEOPLE, RULES, Find, Kind, find

# What precision and recall over all kinds must each reach.
LEAST = 0.9
ALL = "all"


@dataclass
class Tally:
    """Finds that were right, finds that were not, and what was not found; by kind and over all."""

    find: Callable[[str], list[Find]]
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    # Lines of which it was rightly said that there is something, or nothing, to point at.
    lines_right: int = 0

    def judge(self, text: str, labelled: list[tuple[Kind, int, int]]) -> None:
        """Count one line. A find is right when it overlaps labelled words of its kind; each label counts once."""
        finds = self.find(text)
        self.lines += 1
        self.lines_right += bool(finds) == bool(labelled)
        open_labels = list(labelled)
        for each in finds:
            met = next((label for label in open_labels if _meets(each, label)), None)
            if met is not None:
                open_labels.remove(met)
            (self.right if met is not None else self.wrong).update([each.kind.value, ALL])
        for kind, _, _ in open_labels:
            self.missed.update([kind.value, ALL])

    def precision(self, kind: str) -> float | None:
        """The share of finds that were right; None where nothing was found."""
        found = self.right[kind] + self.wrong[kind]
        return self.right[kind] / found if found else None

    def recall(self, kind: str) -> float | None:
        """The share of labels that were found; None where there is none."""
        labels = self.right[kind] + self.missed[kind]
        return self.right[kind] / labels if labels else None


_folder = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROJECT / "benchmarks" / "judged",
)
_show = click.option("--show", is_flag=True, help="Name the lines that were judged wrong.")


@click.command("sensitivity")
@_folder
@_show
def sensitivity(folder: Path, show: bool) -> None:
    """Compare what the check finds in the labelled lines of FOLDER/sensitivity*.jsonl with the labels."""
    _measure(folder, "sensitivity*.jsonl", Tally(find), [kind for kind, _ in RULES], show)


@click.command("names")
@_folder
@_show
def names(folder: Path, show: bool) -> None:
    """Compare the names of people found in the labelled lines of FOLDER/names*.jsonl with the labels."""
    people, rule = PEOPLE
    tally = Tally(lambda text: [Find(*span, people, text[slice(*span)]) for span in rule(text)])
    _measure(folder, "names*.jsonl", tally, [people], show)


def _measure(folder: Path, pattern: str, tally: Tally, kinds: Sequence[Kind], show: bool) -> None:
    files = sorted(folder.glob(pattern))
    if not files:
        raise click.ClickException(f"There is no {pattern} in {folder}.")
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                text, labels = _read(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise click.ClickException(f"{file.name}, line {number}: {error}") from error
            before = tally.wrong[ALL] + tally.missed[ALL]
            tally.judge(text, labels)
            if show and tally.wrong[ALL] + tally.missed[ALL] > before:
                click.echo(
                    f"{file.name}, line {number}: {[(f.kind.value, f.words) for f in tally.find(text)]}"
                )
    if not tally.right[ALL] + tally.missed[ALL]:
        raise click.ClickException("No line carries a label.")
    evaluate.report(
        ("kind", "right", "wrong", "missed", "precision", "recall"),
        [_row(tally, kind) for kind in (*(kind.value for kind in kinds), ALL)],
        {
            "files": [file.name for file in files],
            "lines": tally.lines,
            "lines_right": round(tally.lines_right / tally.lines, 4),
            **{kind: _figures(tally, kind) for kind in (ALL, *(kind.value for kind in kinds))},
        },
        [
            f"{name} must be at least {LEAST}."
            for name, value in (("precision", tally.precision(ALL)), ("recall", tally.recall(ALL)))
            if value is None or value < LEAST
        ],
    )


def _read(row: dict[str, Any]) -> tuple[str, list[tuple[Kind, int, int]]]:
    """A line's text, and its labels as places. Raises ValueError, KeyError, TypeError."""
    text: str = row["text"]
    labels: list[tuple[Kind, int, int]] = []
    for label in row["found"]:
        # The same words twice in a line are two places.
        earlier = [end for kind, start, end in labels if text[start:end] == label["words"]]
        start = text.index(label["words"], max(earlier, default=0))
        labels.append((Kind(label["kind"]), start, start + len(label["words"])))
    return text, labels


def _meets(each: Find, label: tuple[Kind, int, int]) -> bool:
    kind, start, end = label
    return each.kind is kind and each.start < end and start < each.end


def _figures(tally: Tally, kind: str) -> dict[str, float | None]:
    precision, recall = tally.precision(kind), tally.recall(kind)
    return {
        "labels": tally.right[kind] + tally.missed[kind],
        "precision": None if precision is None else round(precision, 4),
        "recall": None if recall is None else round(recall, 4),
    }


def _row(tally: Tally, kind: str) -> list[str]:
    shares = [tally.precision(kind), tally.recall(kind)]
    counts = [tally.right[kind], tally.wrong[kind], tally.missed[kind]]
    return [kind, *map(str, counts), *("–" if share is None else f"{share:.3f}" for share in shares)]
