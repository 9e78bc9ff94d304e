"""`flask seeds …` and `flask sample …`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade

from app.extensions import db
from app.matching.commands import rebuild as rebuild_matches
from app.search.commands import rebuild_command as rebuild_index
from app.seeds import reference, sample, sample_accounts, sample_removal
from app.taxonomy.rows import BadRow

seeds_group = AppGroup("seeds", help="Reference data: real organisations, lists and published cases.")
sample_group = AppGroup("sample", help="Sample content: invented, and marked so on every page.")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """A bad row ends the command with its place, and nothing of the run stays."""
    try:
        yield
    except BadRow as error:
        db.session.rollback()
        raise click.ClickException(f"{error}. Nothing was loaded.") from error


def _say(file: str, rows: int) -> None:
    click.echo(f"  {file}: {rows} rows")


@seeds_group.command("load")
def load_reference() -> None:
    """Load or refresh the reference data. What members have written stays."""
    click.echo("Loading reference data")
    with _plain_errors():
        reference.load(_say)
        db.session.commit()
    click.echo("Reference data is loaded.")


@seeds_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: expected and loaded by file.")
def show_status(as_json: bool) -> None:
    """Say how many rows of each reference file stand. Exit status 1 when some are missing."""
    with _plain_errors():
        counts = reference.status()
    if as_json:
        click.echo(json.dumps({c.file: {"expected": c.expected, "loaded": c.loaded} for c in counts}))
    else:
        for count in counts:
            click.echo(f"{count.file:<30} {count.loaded:>4} of {count.expected}")
    if any(count.loaded < count.expected for count in counts):
        raise SystemExit(1)


def _require_sample() -> None:
    if not current_app.config["SAMPLE"]:
        raise click.ClickException(
            "Sample content is for trying things out and is off here. SAMPLE=1 turns it on."
        )


@sample_group.command("load")
@click.option("--if-wanted", is_flag=True, help="Say so and do nothing where sample content is off.")
def load_sample(if_wanted: bool) -> None:
    """Load the sample content. Running it again changes nothing that stands."""
    if if_wanted and not current_app.config["SAMPLE"]:
        click.echo("Sample content is off (SAMPLE).")
        return
    _require_sample()
    click.echo("Loading sample content")
    with _plain_errors():
        sample.load(_say)
    click.echo(f"Sample content is loaded. Sign-ins: {sample_accounts.path()}")


@sample_group.command("accounts")
@click.option(
    "--json", "as_json", is_flag=True, help="A JSON list of role, organisation, email and password."
)
def show_accounts(as_json: bool) -> None:
    """Print the sample sign-ins of this installation."""
    found = sample_accounts.read()
    if found is None:
        raise click.ClickException("There are no sample accounts here. `flask sample load` makes them.")
    if as_json:
        click.echo(json.dumps(found))
        return
    for account in found:
        where = account["organisation"] or "(the site itself)"
        click.echo(f"{account['role']:<27} {where:<42} {account['email']:<66} {account['password']}")


@sample_group.command("remove")
def remove_sample() -> None:
    """Take all sample content away, with everything that hangs on it. Real data stays."""
    count = sample_removal.remove()
    db.session.commit()
    sample_accounts.forget()
    click.echo(f"{count} sample rows are removed." if count else "There is no sample content here.")


@click.command("prepare")
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Bring database, reference data, sample content, index and matches up to date.

    Each step does nothing where nothing is due. One command, because starting the program is most of the time.
    """
    upgrade()
    context.invoke(load_reference)
    context.invoke(load_sample, if_wanted=True)
    context.invoke(rebuild_index, if_stale=True)
    context.invoke(rebuild_matches, if_stale=True)
