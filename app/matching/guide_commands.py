"""`flask evaluate specialisms DIR`: does the guide name a science that answers the brief?"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core import evaluate
from app.matching import guide_evaluation
from app.search import encoder
from app.taxonomy.rows import BadRow

# Of the 36 briefs of the sample; of another number of briefs the same share.
LEAST_HITS, OF = 26, 36


@click.command("specialisms")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def measure(folder: Path) -> None:
    """Propose specialisms for the problem of each brief of FOLDER, and compare with those of the offers that answer it.

    FOLDER holds briefs.jsonl, offers.jsonl, codes.jsonl and qrels.tsv. Only the text of the problem is read. It is
    a hit where the first five have a specialism of an offer graded 3, or 2 where there is none.
    """
    try:
        judged = guide_evaluation.Judged.read(folder)
    except (BadRow, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error
    if not judged.problems:
        raise click.ClickException("There are no briefs.")
    has_encoder = current_app.config["ENCODER"] == "on"
    found = list(guide_evaluation.lines(judged, encoder.encode if has_encoder else None))
    hits, alone = sum(line.is_hit for line in found), sum(line.is_hit_alone for line in found)
    click.echo("An asterisk marks a specialism of an offer that answers the brief.")
    if not has_encoder:
        click.echo("The encoder is off: by words and vocabulary alone.")
    click.echo(f"{hits} of {len(found)} briefs are hits; {alone} by the lists alone, without offers.")
    click.echo("The method was made while looking at the sample set: on it, development figures.")
    evaluate.report(
        ("Brief", "Proposed", "Hit", "Without offers"),
        [
            (
                line.problem.id,
                " ".join(f"{code}*" if code in line.problem.answers else code for code in line.proposed),
                _yes(line.is_hit),
                _yes(line.is_hit_alone),
            )
            for line in found
        ],
        {
            "hits": hits,
            "hits_without_offers": alone,
            "briefs": len(found),
            "encoder": has_encoder,
            "missed": [line.problem.id for line in found if not line.is_hit],
        },
        [f"At least {LEAST_HITS} of {OF} must be hits."] if hits * OF < LEAST_HITS * len(found) else [],
    )


def _yes(holds: bool) -> str:
    return "hit" if holds else "-"
