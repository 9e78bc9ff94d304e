"""`flask matching rebuild`, `flask matching rank` and `flask evaluate matching DIR`."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core import evaluate
from app.extensions import db
from app.matching import search_evaluation, service
from app.matching.evaluation import ALONE, HEAD, OURS, WHOOSH, Evaluation, Judged
from app.matching.measures import p_value
from app.matching.ranking import Ranking, encoded
from app.matching.sample_format import read_texts
from app.matching.score import VERSION
from app.taxonomy.rows import BadRow

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# What the sample set must reach; see docs/matching.md.
LEAST_NDCG, LEAST_GAP, MOST_INVERTED, MOST_CHANCE = 0.78, 0.60, 0.15, 0.01


@click.group("matching")
def group() -> None:
    """The stored matches, and the ranking of files."""


@group.command("rebuild")
@click.option("--if-stale", is_flag=True, help="Only when none are stored, or some by another version.")
@with_appcontext
def rebuild(if_stale: bool) -> None:
    """Compute every stored match anew."""
    if if_stale and not service.is_stale():
        return
    with click.progressbar(length=service.open_count(), label="Matching listings") as bar:
        count = service.rebuild(bar.update)
    db.session.commit()
    click.echo(f"{count} matches stored, by version {VERSION} of the method.")


@group.command("rank")
@click.option("--briefs", type=FILE, required=True, help="Briefs, one JSON object a line.")
@click.option("--offers", type=FILE, required=True, help="Offers, one JSON object a line.")
@click.option("--searches", type=FILE, help="Typed searches, one JSON object a line: rank these alone.")
@click.option("--lessons", type=FILE, help="Lessons, where searches ask for them.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ranking goes here."
)
@with_appcontext
def rank(briefs: Path, offers: Path, out: Path, searches: Path | None, lessons: Path | None) -> None:
    """Rank the offers of a file for the briefs of another; needs no database.

    A line needs id, title and one text field. Written are brief, offer, rank and score, separated by tabs; of
    searches search, document, rank and score, and nothing for one that finds nothing good.
    """
    try:
        if searches is not None:
            asked, answered = search_evaluation.rank_searches(searches, briefs, offers, lessons, out)
            click.echo(f"{answered} of {asked} searches answered.")
            return
        wanted = read_texts(briefs, are_offers=False)
        offered = read_texts(offers, are_offers=True)
        encode = encoded([*wanted, *offered]) if current_app.config["ENCODER"] == "on" else None
        out.write_text("".join(Ranking(wanted, offered, encode).lines()), encoding="utf-8", newline="\n")
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(wanted)} briefs and {len(offered)} offers ranked, by version {VERSION} of the method.")


@evaluate.group.command("matching")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def measure(folder: Path) -> None:
    """Rank the offers of FOLDER for each of its briefs, and compare with the judgements.

    FOLDER holds briefs.jsonl, offers.jsonl, qrels.tsv, and where there are hard_negatives.tsv and vocabulary_gap.tsv.
    """
    try:
        judged = Judged.read(folder)
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    if not judged.briefs or not judged.offers:
        raise click.ClickException("There are no briefs, or no offers.")
    found = Evaluation(judged)
    figures = found.figures
    bands = found.bands()
    for band in bands:
        click.echo(band.sentence())
    chances = {name: p_value(figures[OURS].ndcg, figures[name].ndcg) for name in (WHOOSH, *ALONE)}
    for name, chance in chances.items():
        click.echo(f"{OURS} against {name}: p = {chance:.4f} (nDCG@10, paired permutation)")
    click.echo(
        "The weights were chosen on the sample set: on it, development figures, not evidence of quality."
    )
    evaluate.report(
        HEAD,
        [[name, *each.row()] for name, each in figures.items()],
        {
            **{name: each.as_json() for name, each in figures.items()},
            "p": chances,
            "bands": {band.name: band.as_json() for band in bands},
            "briefs": len(judged.briefs),
            "offers": len(judged.offers),
            "method_version": VERSION,
        },
        _under(found, chances),
    )


def _under(found: Evaluation, chances: dict[str, float]) -> list[str]:
    """What is not as good as it must be."""
    ours = found.figures[OURS]
    failed = []
    if ours.ndcg.mean() < LEAST_NDCG:
        failed.append(f"nDCG@10 must be at least {LEAST_NDCG}.")
    if found.judged.gaps and ours.gap_mean < LEAST_GAP:
        failed.append(f"nDCG@10 on gap pairs must be at least {LEAST_GAP}.")
    if ours.inverted > MOST_INVERTED:
        failed.append(f"At most {MOST_INVERTED:.0%} of hard negatives may stand above an answer.")
    failed += [
        f"It must be better than {name}, p under {MOST_CHANCE}."
        for name, chance in chances.items()
        if chance >= MOST_CHANCE or ours.ndcg.mean() <= found.figures[name].ndcg.mean()
    ]
    return failed
