"""Fixtures for every test. Nothing here happens by itself: a test gets what it names.

    app           the Flask app on a migrated database with the reference data and nothing else; the clock
                  frozen; an app context pushed. Whatever a test writes is gone before the next one.
    db_session    `db.session` inside that context. Build things, call verbs, `commit()` to make them stand.
    client        PageClient: `.get/.post` check each HTML answer (one h1, title = h1, no template leftovers,
                  no repeated ids, CSRF in post forms, nothing inline) and give it parsed as `response.page`
                  (`.page.heading`, `.errors`, `.links`, `.form()`); `client.submit(path, {…})` opens a page,
                  fills its form and sends it; `client.sign_in(person)` and `client.sign_out()`.
                  What the test built is committed before each request and read afresh after it.
    new_client()  another browser, with its own cookies.
    clock         the frozen clock, at 2026-11-21 10:00 UTC: `clock.set(moment)`, `clock.forward(days=3)`.
    outbox_mail() the letters queued so far, oldest first (`.person_id`, `.subject`, `.body`).
    statements    `.written`: each writing SQL statement since the test began; `.forget()`.
    make_app(**settings)  a second app on a copy of the same database in a DATA_DIR of its own.
    sample_app    an app with the sample content and a built index, made once: read it, never write to it.
                  `sample_app.test_client().sign_in_as("police")` signs in as that sample role.
    live_server, browser, context, no_script_context …  see tests/support/browser.py (marker `browser`).

Markers: `postgres` (this module also runs on PostgreSQL: `pytestmark = pytest.mark.postgres`; tests that open pages,
and those marked `full=True`, only with full counts: pages and files, to which the database makes little difference),
`browser`, `long` (left to the long run: docs/decisions/0008).
On PostgreSQL: `CG_TEST_DATABASE=postgres .venv/bin/python -m pytest -m postgres`.
Repeats of a random test: `from tests.support.counts import count` and `count(short, full)`.

Worlds that many tests begin with are built once: `@kept.once`, see tests/support/kept.py.

Isolation: requests, notes and the worker really commit, on connections of their own, as in production;
after a test that wrote, the database is put back from a copy (why: tests/support/databases.py) and the
index is removed. No index is built unless the test does it (`store.new_build`, `flask search rebuild`).
On SQLite a transaction outside a request holds the write lock: commit before starting threads or workers.
Sockets beyond loopback are forbidden.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from app import create_app
from app.config import SETTINGS
from app.core import clock as site_clock
from app.core.models import MailRow
from app.extensions import db, limiter
from app.search import store
from tests.support import kept, network, signin
from tests.support.counts import FULL
from tests.support.databases import Database, Statements, close_connections, make_database, on_postgres
from tests.support.pages import PageClient
from tests.support.server import prepared

pytest_plugins = ["tests.support.browser"]

# What reading the tests makes stays for good: looking for garbage in it again and again costs a tenth of that.
gc.disable()

HOUSE = Path(__file__).parent / "house"
TEMPLATES = Path(__file__).parents[1] / "var" / "templates-of-tests"
# The fixtures of tests that open pages.
PAGES = {"client", "new_client"}
SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
QUIET: dict[str, object] = {
    "TESTING": True,
    "SAMPLE": "0",
    "RATELIMIT_ENABLED": False,
    "INDEX_WAIT_SECONDS": 0,
    # Meaning costs seconds: a test that is about it turns it on.
    "ENCODER": "off",
}


def pytest_configure(config: pytest.Config) -> None:
    # What a person has set for their own installation is no part of the tests.
    for setting in SETTINGS:
        os.environ.pop(setting.name, None)
    network.forbid()
    signin.hash_cheaply()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


# Before xdist reads the groups from the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if on_postgres():
        chosen = [item for item in items if _runs_on_postgres(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen
    else:
        # SQLite lives on one host.
        items[:] = [item for item in items if not _is_of_postgres_alone(item)]
    if not FULL:
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]
    for item in items:
        if item.get_closest_marker("browser"):
            # One xdist worker runs all browser tests, with one server and one Chromium.
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif "sample_app" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("sample"))
        elif item.path.is_relative_to(HOUSE):
            # All files and templates are read once for them.
            item.add_marker(pytest.mark.xdist_group("house"))
    # The longest chains begin first; what waits for the sample content, until they have made it, comes last.
    items.sort(key=_turn)


def _runs_on_postgres(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("postgres")
    opens_pages = not PAGES.isdisjoint(getattr(item, "fixturenames", ()))
    return marker is not None and (FULL or not (opens_pages or marker.kwargs.get("full")))


def _is_of_postgres_alone(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("postgres")
    return marker is not None and bool(marker.kwargs.get("only"))


def _turn(item: pytest.Item) -> int:
    marker = item.get_closest_marker("xdist_group")
    return 1 if marker is None else 2 if marker.args[0] == "sample" else 0


class Clock:
    """The frozen clock in a test's hand."""

    def __init__(self) -> None:
        self.set(SATURDAY)

    @property
    def now(self) -> datetime:
        return site_clock.now()

    def set(self, moment: datetime) -> None:
        site_clock.freeze(moment)

    def forward(self, **by: float) -> None:
        """Let time pass: `clock.forward(days=3)`, as timedelta takes it."""
        self.set(self.now + timedelta(**by))


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield Clock()
    site_clock.reset()


def make(**settings: object) -> Flask:
    """An app as tests use it."""
    app = create_app({**QUIET, **settings})
    app.test_client_class = PageClient
    # Compiled once for all test processes and runs; Jinja knows a changed template by its checksum.
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
    return app


class Site:
    """One app per test process, and the database it goes back to."""

    def __init__(self, app: Flask, database: Database, folder: Path) -> None:
        self.app = app
        self.database = database
        self.folder = folder
        self.statements = Statements()
        self.worlds = kept.worlds = kept.Worlds(app, database, self.statements)
        self.copies = 0


def run(app: Flask, *command: str) -> None:
    done = app.test_cli_runner().invoke(args=list(command))
    assert done.exit_code == 0, f"flask {' '.join(command)}: {done.output} {done.exception!r}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    def fill(folder: Path, address: str) -> None:
        filled = make(DATA_DIR=str(folder), DATABASE_URL=address)
        with filled.app_context():
            upgrade()
            db.session.remove()
            run(filled, "seeds", "load")
        close_connections(filled)

    folder = tmp_path_factory.mktemp("site")
    site_clock.freeze(SATURDAY)
    try:
        database = make_database(tmp_path_factory, folder, fill)
        app = make(DATA_DIR=str(folder), DATABASE_URL=database.url)
    finally:
        site_clock.reset()
    # What has been made by now stays for good: no collection need look at it again.
    gc.freeze()
    yield Site(app, database, folder)
    close_connections(app)
    database.close()


def forget_index(app: Flask) -> None:
    """Remove the index, which knows of rows that are gone; each test that searches builds its own."""
    store.close_mine()
    shutil.rmtree(app.config["DATA_DIR"] / "index", ignore_errors=True)
    # So does the engine that matches.
    app.extensions.pop("matching", None)
    (app.config["DATA_DIR"] / "matching-background.npz").unlink(missing_ok=True)


@pytest.fixture
def app(site: Site, clock: Clock) -> Iterator[Flask]:
    site.statements.begin()
    with site.app.app_context():
        site.app.extensions["test_context"] = site.worlds.open = True
        yield site.app
        site.app.extensions["test_context"] = site.worlds.open = False
        db.session.rollback()
        db.session.remove()
    if site.statements.any:
        site.database.restore(site.app, reshaped=site.statements.reshaped)
        forget_index(site.app)


@pytest.fixture
def db_session(app: Flask) -> scoped_session:
    return db.session


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    return app.test_client  # type: ignore[return-value]


@pytest.fixture
def client(new_client: Callable[[], PageClient]) -> PageClient:
    return new_client()


@pytest.fixture
def statements(app: Flask, site: Site) -> Statements:
    return site.statements


@pytest.fixture
def outbox_mail(app: Flask) -> Callable[[], list[MailRow]]:
    def letters() -> list[MailRow]:
        return list(db.session.scalars(select(MailRow).order_by(MailRow.id)))

    return letters


@pytest.fixture(scope="session")
def sample_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = prepared(tmp_path_factory, "sample")
    made = make(DATA_DIR=str(folder), DATABASE_URL="", SAMPLE="1")
    yield made
    store.close_mine()
    close_connections(made)


@pytest.fixture
def sample_statements(sample_app: Flask, site: Site, clock: Clock) -> Statements:
    site.statements.forget()
    return site.statements


@pytest.fixture
def make_app(site: Site, app: Flask) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make_another(**settings: object) -> Flask:
        site.copies += 1
        folder = site.folder.parent / f"site-copy{site.copies}"
        address = site.database.copy(folder)
        other = make(**{"DATA_DIR": str(folder), "DATABASE_URL": address, **settings})
        made.append(other)
        return other

    yield make_another
    # There is one limiter for all apps of a process, and it is as the last one said.
    limiter.enabled = False
    for other in made:
        close_connections(other)
