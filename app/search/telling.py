"""Telling the rest of the house what the index has just followed: each change to each listener, on one host."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select, text

from app.extensions import db
from app.search.models import Heard, OutboxRow

Thing = tuple[str, int]
Listener = Callable[[Sequence[Thing]], None]

AT_ONCE = 20  # changes in one call, so that the index is soon looked at again
PATIENCE = 5.0  # seconds between two calls of a listener that failed
# Any number, the same on every host: the first half of the lock that the host which calls a listener holds.
LOCK = 7_226_302

_listeners: dict[str, Listener] = {}
_not_before: dict[str, float] = {}


def on_drained(callback: Listener) -> None:
    """Let a worker call `callback` with the (kind, id) pairs that its index has just followed.

    Where there are several hosts, the worker of one of them does, and no two call it at once. Each call is its own
    transaction, and how far the listener is is part of it: what a callback writes without committing by itself is
    written exactly once. Else pairs come at least once: after a crash or a failure again.
    """
    _listeners[_name(callback)] = callback


def has_heard(callback: Listener, seq: int) -> None:
    """The listener knows of all changes up to the outbox row `seq`, from elsewhere. Does not commit."""
    db.session.merge(Heard(listener=_name(callback), seq=seq))


def _name(callback: Listener) -> str:
    return f"{callback.__module__}.{callback.__qualname__}"


def tell(reached: int, *, at_once: int = AT_ONCE, seconds: float | None = None) -> None:
    """Call each listener with the changes up to the outbox row `reached` that it has not heard of yet; where
    `seconds` are given, no new call begins after them, and the rest is for the next time."""
    until = None if seconds is None else time.monotonic() + seconds
    for name, callback in _listeners.items():
        while (until is None or time.monotonic() < until) and time.monotonic() >= _not_before.get(name, 0.0):
            if _heard(name) >= reached or not _tell(name, callback, reached, at_once):
                break


def _tell(name: str, callback: Listener, reached: int, at_once: int) -> bool:
    """One call of a listener; whether there was anything to tell, and nobody else who tells it."""
    with _alone(name) as alone:
        if not alone:
            return False
        _not_before[name] = time.monotonic() + PATIENCE
        after = OutboxRow.seq > _heard(name)
        query = (
            select(OutboxRow).where(after, OutboxRow.seq <= reached).order_by(OutboxRow.seq).limit(at_once)
        )
        rows = [(row.seq, row.kind, row.thing_id) for row in db.session.scalars(query)]
        db.session.commit()
        if rows:
            callback(sorted({(kind, thing_id) for _, kind, thing_id in rows}))
            db.session.merge(Heard(listener=name, seq=rows[-1][0]))
            db.session.commit()
        _not_before.pop(name)
    return bool(rows)


def _heard(name: str) -> int:
    return db.session.scalar(select(Heard.seq).where(Heard.listener == name)) or 0


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether this host is the one that may call the listener; so until the end, whatever the callback commits.

    On SQLite there is one host, and its one worker.
    """
    if db.engine.dialect.name != "postgresql":
        yield True
        return
    # A connection of its own: the lock is let go with its transaction, also when this process dies.
    with db.engine.connect() as connection:
        asked = text("SELECT pg_try_advisory_xact_lock(:room, hashtext(:name))")
        yield bool(connection.scalar(asked, {"room": LOCK, "name": name}))
