"""`flask lessons …`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.tables import Unreadable
from app.extensions import db
from app.lessons import importing
from app.lessons.importing import Plan

group = AppGroup("lessons", help="Lessons and published cases.")


@group.command("import-cases")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, and write nothing.")
def import_cases(file: Path, dry_run: bool) -> None:
    """Put the published cases of FILE, a CSV with the columns of the reference file, on the board.

    All of them or none: exit status 1 when any row is refused. The same file again changes nothing.
    """
    try:
        plan = importing.plan(file.name, file.read_bytes())
    except Unreadable as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    _say(plan, dry_run)
    if plan.refused:
        raise click.ClickException("Nothing was written. Mend what is refused, then run this again.")
    if dry_run:
        click.echo("Nothing was written: this was a dry run.")
        return
    with click.progressbar(plan.to_keep, label="Importing cases", file=sys.stderr) as bar:
        importing.carry_out(bar)
    db.session.commit()
    click.echo("The cases are on the board. The worker puts them into the index.")


def _say(plan: Plan, dry_run: bool) -> None:
    for case in plan.added:
        click.echo(f"line {case.line}, new: {case.values['title']}")
    for case in plan.changed:
        click.echo(f"line {case.line}, changed ({', '.join(case.changed)}): {case.values['title']}")
    for wrong in plan.refused:
        click.echo(f"refused: {wrong}")
    lines = {wrong.line for wrong in plan.refused}
    would = "would be " if dry_run or lines else ""
    click.echo(
        f"{len(plan.added)} {would}added, {len(plan.changed)} {would}changed, "
        f"{len(plan.unchanged)} as they stand, {len(lines)} refused."
    )
