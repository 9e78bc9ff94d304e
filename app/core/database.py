"""How the database is opened, and the guard that a GET never writes."""

from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, UOWTransaction

from app.core.audit import NOTING
from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_MILLISECONDS = 15_000


def is_safe_request() -> bool:
    """Whether the present request is one that must not write."""
    return has_request_context() and request.method in SAFE_METHODS


def init_app(app: Flask) -> None:
    """Open SQLite as the design wants it, and refuse writes during a GET."""
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _open_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
    if not event.contains(db.session, "before_flush", _refuse_writing_get):
        event.listen(db.session, "before_flush", _refuse_writing_get)


def _open_sqlite(connection: Any, record: Any) -> None:
    # The driver's own transaction handling is turned off: _begin_sqlite says how each one begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that may write takes the write lock at once: one that only finds out later that it
    # writes would fail, without waiting, if another had written in between.
    reads = is_safe_request() or connection.get_execution_options().get("only_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def only_read() -> None:
    """Let the session's next transaction read without holding up writers, until commit or rollback.

    For the worker, whose reads may be long. Nothing may be written in that transaction.
    """
    db.session.connection(execution_options={"only_reads": True})


def _refuse_writing_get(session: Session, context: UOWTransaction, instances: Any) -> None:
    if is_safe_request() and not session.info.get(NOTING):
        changed = [*session.new, *(o for o in session.dirty if session.is_modified(o)), *session.deleted]
        if changed:
            raise RuntimeError(f"a GET must not write, yet changed {changed[:3]!r}")
