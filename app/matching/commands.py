"""`flask matching rebuild` and `flask evaluate matching DIR`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.core import evaluate
from app.extensions import db
from app.matching import service
from app.matching.measures import PlainBm25, ndcg
from app.matching.sample_format import Item, read_codes, read_grades, read_items
from app.matching.score import VERSION, background, score
from app.taxonomy.rows import BadRow


@click.group("matching")
def group() -> None:
    """The stored matches."""


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


@evaluate.group.command("matching")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def measure(folder: Path) -> None:
    """Rank the offers of FOLDER for each of its briefs: nDCG@10 of ours and of plain stemmed BM25.

    FOLDER holds briefs.jsonl, offers.jsonl, qrels.tsv and, where the texts are coded, codes.jsonl.
    """
    try:
        codes = read_codes(folder / "codes.jsonl")
        briefs = read_items(folder / "briefs.jsonl", codes)
        offers = read_items(folder / "offers.jsonl", codes)
        grades = read_grades(folder / "qrels.tsv")
    except (BadRow, OSError) as error:
        raise click.ClickException(str(error)) from error
    if not service.taxonomy_lists().specialisms:
        raise click.ClickException("The lists are not loaded. Run `flask seeds load` first.")
    figures = {
        "ours": _ours(briefs, offers, grades, with_codes=True),
        "ours_words_only": _ours(briefs, offers, grades, with_codes=False),
        "plain_bm25": _plain(briefs, offers, grades),
    }
    names = {
        "ours": "Ours" if codes else "Ours (the texts are not coded)",
        "ours_words_only": "Ours without codes",
        "plain_bm25": "Plain stemmed BM25",
    }
    failed = [
        f"{names[name]} must be at least plain BM25."
        for name in ("ours", "ours_words_only")
        if figures[name] < figures["plain_bm25"]
    ]
    evaluate.report(
        ("Ranking of offers for briefs", "nDCG@10"),
        [(names[name], f"{value:.3f}") for name, value in figures.items()],
        {"ndcg_at_10": figures, "briefs": len(briefs), "offers": len(offers), "method_version": VERSION},
        failed,
    )


def _ours(
    briefs: list[Item], offers: list[Item], grades: dict[str, dict[str, int]], *, with_codes: bool
) -> float:
    lists = service.taxonomy_lists()
    behind = background([*service.taxonomy_texts(), *(item.whole for item in (*briefs, *offers))])
    theirs = {offer.id: offer.features(behind, with_codes=with_codes) for offer in offers}
    found = []
    for brief in briefs:
        mine = brief.features(behind, with_codes=with_codes)
        points = {key: score(mine, offer, lists).total for key, offer in theirs.items()}
        ranked = sorted(points, key=lambda key: (-points[key], key))
        found.append(ndcg(ranked, grades.get(brief.id, {})))
    return sum(found) / max(1, len(found))


def _plain(briefs: list[Item], offers: list[Item], grades: dict[str, dict[str, int]]) -> float:
    plain = PlainBm25({offer.id: offer.whole for offer in offers})
    found = [ndcg(plain.rank(brief.whole), grades.get(brief.id, {})) for brief in briefs]
    return sum(found) / max(1, len(found))
