"""`flask evaluate search DIR`: the typed searches of a folder in the sample format."""

from pathlib import Path

import click

from app.core import evaluate
from app.matching import search_evaluation
from app.matching.measures import p_value, standard_error
from app.matching.search_evaluation import KINDS
from app.search import mind
from app.taxonomy.rows import BadRow

LEAST_NDCG, MOST_CHANCE, LEAST_BALANCED = 0.70, 0.05, 0.70
NAMES = {"ours": "Ours", "encoder": "Encoder alone", "whoosh": "Stemmed Whoosh"}


@click.command("search")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def measure(folder: Path) -> None:
    """Ask the typed searches of FOLDER and compare with their answers; needs no database.

    FOLDER holds searches.jsonl, briefs.jsonl, offers.jsonl and lessons.jsonl. Whether nothing good was found is asked
    twice of each search with an answer: as it is, and with its answers withheld.
    """
    try:
        judged = search_evaluation.judge(folder)
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    ours = judged.figures["ours"]
    chance = p_value(ours, judged.figures["encoder"])
    means = {name: float(found.mean()) for name, found in judged.figures.items()}
    errors = {name: standard_error(found) for name, found in judged.figures.items()}
    by_target = {
        kind: float(ours[[search.target == kind for search in judged.searches]].mean())
        for kind in KINDS
        if any(search.target == kind for search in judged.searches)
    }
    for text, strength in judged.unanswerable.items():
        said = "nothing good found" if strength < mind.FOUND else "something good found"
        click.echo(f"Judged unanswerable: {text!r}: {said} ({strength:.2f}, from {mind.FOUND} good)")
    click.echo(f"Ours against the encoder alone: p = {chance:.4f} (nDCG@10, paired permutation)")
    click.echo(
        "The weights were chosen on the sample set: on it, development figures, not evidence of quality."
    )
    bars = {
        f"nDCG@10 must be at least {LEAST_NDCG}.": means["ours"] >= LEAST_NDCG,
        f"It must be above the encoder's with p under {MOST_CHANCE}.": (
            means["ours"] > means["encoder"] and chance < MOST_CHANCE
        ),
        f"The flag's balanced accuracy must be at least {LEAST_BALANCED}.": (
            judged.cross_validated >= LEAST_BALANCED
        ),
    }
    rows = [(NAMES[name], f"{mean:.3f}", f"{errors[name]:.3f}") for name, mean in means.items()]
    rows += [(f"Ours, {kind}", f"{mean:.3f}", "") for kind, mean in by_target.items()]
    rows += [
        (
            "Nothing good found, balanced accuracy, threshold chosen on other searches",
            f"{judged.cross_validated:.3f}",
            "",
        ),
        ("The same with the threshold as shipped", f"{judged.balanced_accuracy:.3f}", ""),
    ]
    evaluate.report(
        ("Typed searches", "nDCG@10", "std. error"),
        rows,
        {
            "ndcg_at_10": means,
            "standard_error": errors,
            "p_against_encoder": chance,
            "by_target": by_target,
            "balanced_accuracy": judged.cross_validated,
            "balanced_accuracy_as_shipped": judged.balanced_accuracy,
            "unanswerable": {text: strength < mind.FOUND for text, strength in judged.unanswerable.items()},
            "searches": len(judged.searches),
        },
        [sentence for sentence, holds in bars.items() if not holds],
    )
