"""`flask evaluate duplicates [FOLDER]`: near-duplicates on labelled pairs."""

from pathlib import Path

import click
import numpy as np
from flask import current_app
from flask.cli import with_appcontext

from app.config import PROJECT
from app.core import evaluate
from app.matching import duplicates
from app.matching.duplicates_evaluation import (
    ENCODER,
    OURS,
    RECALL,
    WORDS,
    Figures,
    folds,
    judge,
    read,
    scored,
)
from app.matching.ranking import encoded
from app.matching.sample_format import read_texts
from app.taxonomy.rows import BadRow

JUDGED = PROJECT / "benchmarks" / "judged"
BRIEFS = PROJECT / "app" / "seeds" / "sample" / "briefs.jsonl"
LEAST_PRECISION = 0.8
FEWEST_PAIRS, FEWEST_OF_EACH = 120, 40
NAMES = {OURS: "Ours", WORDS: "Stemmed words alone", ENCODER: "Encoder alone"}
HEAD = ("Near-duplicates", "Precision", "Recall", f"Precision at recall {RECALL}")


@click.command("duplicates")
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=JUDGED, required=False
)
@with_appcontext
def measure(folder: Path) -> None:
    """Judge the labelled pairs of FOLDER, in its duplicates.jsonl; needs no database.

    A `ref` names a brief of the sample that the product ships. Precision and recall are those of held-out folds, cut
    by brief, with the threshold chosen on the other folds.
    """
    try:
        judged = read(folder, read_texts(BRIEFS, are_offers=False))
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    same = np.array([pair.same for pair in judged.pairs], np.bool_)
    if not same.any() or same.all():
        raise click.ClickException("There must be pairs that ask the same, and pairs that do not.")
    encode = encoded(judged.texts.values()) if current_app.config["ENCODER"] == "on" else None
    fold = folds(judged.pairs)
    figures = {name: judge(found, same, fold) for name, found in scored(judged, encode).items()}
    ours = figures[OURS]
    rows = [
        (NAMES[name], f"{each.precision:.3f}", f"{each.recall:.3f}", f"{each.at_recall:.3f}")
        for name, each in figures.items()
    ]
    kinds = {}
    for kind in sorted({(not pair.same, pair.kind) for pair in judged.pairs}):
        of_kind = np.array([(not pair.same, pair.kind) == kind for pair in judged.pairs])
        right = (ours.found == same)[of_kind]
        kinds[kind[1]] = {"pairs": int(of_kind.sum()), "right": float(right.mean())}
        called = "other" if kind[0] else "same"
        rows.append((f"Ours, {kind[1]} ({called}): {right.sum()} of {of_kind.sum()} right", "", "", ""))
    least = duplicates.NEAR if encode else duplicates.NEAR_BY_WORDS
    click.echo(
        f"Thresholds of the folds: {', '.join(f'{each:.3f}' for each in ours.thresholds)}; shipped {least}."
    )
    click.echo(
        "The parts and weights were chosen on these pairs: development figures, not evidence of quality."
    )
    evaluate.report(
        HEAD,
        rows,
        {
            **{name: _json(each) for name, each in figures.items()},
            "kinds": kinds,
            "pairs": len(same),
            "same": int(same.sum()),
            "threshold_as_shipped": least,
        },
        _under(ours, same),
    )


def _json(figures: Figures) -> dict[str, object]:
    return {
        "precision": figures.precision,
        "recall": figures.recall,
        "precision_at_recall_0.8": figures.at_recall,
        "thresholds": figures.thresholds,
    }


def _under(ours: Figures, same: np.ndarray) -> list[str]:
    failed = []
    if len(same) < FEWEST_PAIRS or min(same.sum(), (~same).sum()) < FEWEST_OF_EACH:
        failed.append(f"It takes {FEWEST_PAIRS} pairs, {FEWEST_OF_EACH} of either answer, to say anything.")
    if ours.at_recall < LEAST_PRECISION:
        failed.append(f"Precision at recall {RECALL} must be at least {LEAST_PRECISION}.")
    return failed
