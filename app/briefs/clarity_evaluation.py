"""`flask evaluate clarity`: how far the checks agree with what a person says of the same briefs."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.briefs.clarity import CHECKS, TEXT_FIELDS, Texts, results
from app.core import evaluate
from app.taxonomy.rows import BadRow, Row, by_key, read_jsonl

LEAST_KAPPA, LEAST_CELLS = 0.6, 0.85
LABELS = "clarity_labels.tsv"
VARIANTS = "clarity_variants.jsonl"
BRIEFS = "briefs.jsonl"
ANSWERS = {"yes": True, "no": False}
HEAD = ("check", "yes", "no", "said yes", "agree", "kappa", "unread agree", "unread kappa")
# No list of words was written with these in sight: every fourth brief, and its variant.
UNREAD = 4

Pairs = list[tuple[bool, bool]]


@dataclass(frozen=True)
class Agreement:
    """What a check says and what the label says, a pair a text."""

    pairs: Pairs

    @property
    def share(self) -> float:
        return sum(said == label for said, label in self.pairs) / len(self.pairs) if self.pairs else 1.0

    @property
    def kappa(self) -> float:
        """Cohen's: how far they agree beyond chance. Where both always say the same thing there is no chance: 1."""
        if not self.pairs:
            return 1.0
        said = sum(said for said, _ in self.pairs) / len(self.pairs)
        label = sum(label for _, label in self.pairs) / len(self.pairs)
        chance = said * label + (1 - said) * (1 - label)
        return 1.0 if chance == 1 else (self.share - chance) / (1 - chance)


def texts_of_row(row: Row) -> Texts:
    """A brief in the format of the sample, with or without the fields that only clarity looks at. Raises BadRow."""
    given = {name: _text(row, name) for name in TEXT_FIELDS if row.values.get(name)}
    named = {
        "vetting_note": _text(row, "vetting"),
        "areas_text": _text(row, "areas"),
        "specialisms_text": _text(row, "specialisms_wanted"),
    }
    band = _text(row, "budget_band")
    return Texts(**{**named, **given}, says_money="£" in band or band.startswith("none"))


def _text(row: Row, name: str) -> str:
    value = row.values.get(name)
    return "\n".join(row.texts(name)) if isinstance(value, list) else row.text(name) if value else ""


def read_labels(path: Path) -> dict[str, dict[str, bool]]:
    """Text -> check -> what the labeller says. Raises BadRow."""
    found: dict[str, dict[str, bool]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, cells in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
            for check in CHECKS:
                if cells.get(check.key) not in ANSWERS:
                    raise BadRow(path.name, line, check.key, "expected yes or no")
            found[cells["id"]] = {check.key: ANSWERS[cells[check.key]] for check in CHECKS}
    return found


def compare(folder: Path, shipped: Path) -> dict[str, dict[str, tuple[bool, bool]]]:
    """Check -> text -> (what the rule says, what the label says). Raises BadRow."""
    briefs = folder / BRIEFS if (folder / BRIEFS).is_file() else shipped
    rows = by_key([*read_jsonl(briefs), *read_jsonl(folder / VARIANTS)], "id")
    labels = read_labels(folder / LABELS)
    found: dict[str, dict[str, tuple[bool, bool]]] = {check.key: {} for check in CHECKS}
    for ref, label in labels.items():
        if ref not in rows:
            raise BadRow(LABELS, 0, "id", f"no text is called {ref!r}")
        for result in results(texts_of_row(rows[ref])):
            key = result.check.key
            found[key][ref] = (result.passed, label[key])
    return found


def is_unread(ref: str) -> bool:
    """Whether the lists of words were written without sight of this text."""
    number = re.search(r"\d+", ref)
    return number is not None and int(number.group()) % UNREAD == 0


@evaluate.group.command("clarity")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def measure(folder: Path | None) -> None:
    """Compare the checks of a brief's clarity with the labels in FOLDER (benchmarks/judged unless given).

    FOLDER holds clarity_labels.tsv and clarity_variants.jsonl, and briefs.jsonl unless the sample's is meant.
    """
    app = Path(current_app.root_path)
    try:
        found = compare(folder or app.parent / "benchmarks" / "judged", app / "seeds" / "sample" / BRIEFS)
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    rows, figures, failed = [], {}, []
    for key, answers in found.items():
        whole, unread = Agreement(list(answers.values())), _unread(answers)
        rows.append(_row(key, whole, unread))
        figures[key] = {"agree": round(whole.share, 3), "kappa": round(whole.kappa, 3)}
        if whole.kappa < LEAST_KAPPA:
            failed.append(f"kappa of {key} must be at least {LEAST_KAPPA}.")
    cells = Agreement([pair for answers in found.values() for pair in answers.values()])
    cells_unread = Agreement([pair for answers in found.values() for pair in _unread(answers).pairs])
    rows.append(_row("all cells", cells, cells_unread))
    if cells.share < LEAST_CELLS:
        failed.append(f"{LEAST_CELLS:.0%} of all cells must agree.")
    click.echo(
        "Unread: the texts that no list of words was written from. Their figures are the ones to expect."
    )
    shares = {"cells": round(cells.share, 3), "cells_unread": round(cells_unread.share, 3)}
    evaluate.report(HEAD, rows, {**figures, **shares, "texts": len(cells.pairs) // len(CHECKS)}, failed)


def _unread(answers: dict[str, tuple[bool, bool]]) -> Agreement:
    return Agreement([pair for ref, pair in answers.items() if is_unread(ref)])


def _row(name: str, whole: Agreement, unread: Agreement) -> list[str]:
    yes, said = (sum(pair[place] for pair in whole.pairs) for place in (1, 0))
    figures: Iterable[float] = (whole.share, whole.kappa, unread.share, unread.kappa)
    return [name, str(yes), str(len(whole.pairs) - yes), str(said), *(f"{figure:.2f}" for figure in figures)]
