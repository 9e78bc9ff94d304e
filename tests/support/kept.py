"""Worlds that many tests begin with: built once in each test process, and put back for whoever asks again.

    @kept.once
    def gather(kind: str = "brief") -> Cast: …

A test that begins with `gather()` gets the rows as a copy of the file, and the rows that its answer names loaded
from there, which costs a tenth of building them. It is built as ever where something else has been written first,
where it is asked for with rows of the test's own, at another time than before, in another app, and on PostgreSQL, which
has no file.
"""

import io
import pickle
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app
from sqlalchemy import inspect

from app.core import clock
from app.extensions import db
from tests.support.databases import Database, SqliteDatabase, Statements

P = ParamSpec("P")
T = TypeVar("T")
PLAIN = (str, int, float, date, Enum, type(None))


class _Writer(pickle.Pickler):
    def persistent_id(self, thing: Any) -> Any:
        return (type(thing), inspect(thing).identity) if isinstance(thing, db.Model) else None


class _Reader(pickle.Unpickler):
    def persistent_load(self, known: Any) -> Any:
        return db.session.get_one(*known)


class Worlds:
    """What has been built in this test process."""

    def __init__(self, app: Flask, database: Database, statements: Statements) -> None:
        self.app = app
        self.database = database
        self.statements = statements
        # Whether a test is under way in whose context a world can be put.
        self.open = False
        self.made: dict[object, tuple[Path, bytes]] = {}

    def give(self, key: tuple[object, ...], build: Callable[[], Any]) -> Any:
        database = self.database
        is_elsewhere = current_app._get_current_object() is not self.app  # type: ignore[attr-defined]
        is_touched = self.statements.any or db.session.new
        if not self.open or is_elsewhere or is_touched or not isinstance(database, SqliteDatabase):
            return build()
        key = (*key, clock.now())
        if key in self.made:
            file, known = self.made[key]
            self.statements.any = True
            db.session.remove()
            database.restore(self.app, file)
            return _Reader(io.BytesIO(known)).load()
        made = build()
        db.session.commit()
        known = io.BytesIO()
        _Writer(known).dump(made)
        self.made[key] = database.keep(f"world{len(self.made)}"), known.getvalue()
        return made


# That of the site fixture, once it has been made.
worlds: Worlds | None = None


def once(build: Callable[P, T]) -> Callable[P, T]:
    """`build`, whose world is kept for each set of plain arguments."""

    @wraps(build)
    def give(*args: P.args, **values: P.kwargs) -> T:
        asked = (*args, *values.values())
        if worlds is None or not all(isinstance(value, PLAIN) for value in asked):
            return build(*args, **values)
        key = (build.__module__, build.__qualname__, args, tuple(values.items()))
        made: T = worlds.give(key, lambda: build(*args, **values))
        return made

    return give
