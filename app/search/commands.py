"""flask search: check, rebuild, drain."""

import json
import time
from typing import IO

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.core import worker
from app.search import checking, store, writer

group = AppGroup("search", help="Compare, rebuild and bring up to date the search index.")

PATIENCE = 600.0  # seconds to wait for a rebuild that the worker does
SHOWN = 10


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, not its proxy
    return app


def _lock(app: Flask) -> IO[str] | None:
    """The worker's lock. A worker that is just ending is given a second to let go of it."""
    until = time.monotonic() + 1.0
    while (lock := worker.lock_or_none(app)) is None:
        if worker.is_alive(app) or time.monotonic() > until:
            return None
        time.sleep(0.05)
    return lock


@group.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check_command(as_json: bool) -> None:
    """Compare database and index; exit status 1 when they differ."""
    report = checking.check(_app())
    if as_json:
        click.echo(json.dumps(report.as_json()))
    elif not report.usable:
        click.echo(f"The index cannot be used: {report.problem}. Run: flask search rebuild")
    else:
        if report.waiting:
            click.echo(f"{report.waiting} changes wait for the worker. Run: flask search drain")
        for name, index in report.indexes.items():
            click.echo(f"{name}: {index.documents} documents")
            for word in ("missing", "surplus", "differing", "wrong_audience"):
                keys = getattr(index, word)
                if keys:
                    more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
                    click.echo(f"  {word.replace('_', ' ')}: {', '.join(keys[:SHOWN])}{more}")
        click.echo("Index and database agree." if report.agrees else "Index and database differ.")
    raise SystemExit(0 if report.agrees else 1)


@group.command("drain")
def drain_command() -> None:
    """Bring the index up to the last change. While a worker runs, wait for it to do so."""
    app = _app()
    lock = _lock(app)
    if lock is None:
        report = checking.check(app)
        if not report.usable or report.waiting:
            left = f"The worker still has {report.waiting} changes to do."
            raise click.ClickException(report.problem or left)
        click.echo("The worker has brought the index up to date.")
        return
    with lock:
        if reason := writer.why_rebuild():
            raise click.ClickException(f"The index must be built anew ({reason}). Run: flask search rebuild")
        done = writer.drain()
        writer.tell_listeners()
    click.echo(f"Index up to date; changes done: {done}.")


@group.command("rebuild")
@click.option("--if-stale", is_flag=True, help="Rebuild only what cannot be used; else bring it up to date.")
def rebuild_command(if_stale: bool) -> None:
    """Build the index anew beside the old one, then swap. Searches are served throughout."""
    app = _app()
    lock = _lock(app)
    if lock is None:
        _let_the_worker_rebuild(app, if_stale)
        return
    with lock:
        if if_stale and not writer.why_rebuild():
            writer.drain()
            click.echo("The index is up to date.")
        else:
            with click.progressbar(length=writer.things_count(), label="Building the index") as bar:
                count = writer.rebuild(bar.update)
            click.echo(f"Index built: {count} documents.")


def _let_the_worker_rebuild(app: Flask, if_stale: bool) -> None:
    if if_stale and not writer.why_rebuild():
        click.echo("The worker keeps the index up to date.")
        return
    before = _build_name()
    store.ask_for_rebuild()
    click.echo("The worker runs; it builds the index anew.")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and worker.lock_or_none(app) is None:
        if _build_name() not in ("", before):
            click.echo("Index built.")
            return
        time.sleep(0.2)
    raise click.ClickException("The worker has not built the index. Is it running?")


def _build_name() -> str:
    try:
        return store.current_build().name
    except store.IndexUnusable:
        return ""
