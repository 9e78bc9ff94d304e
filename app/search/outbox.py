"""The outbox: each flush writes down, in its own transaction, what the index has to look at."""

import time

from flask import current_app, g, has_request_context
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session, UOWTransaction

from app.core import worker
from app.core.actor import Audience
from app.core.kinds import all_kinds
from app.extensions import db
from app.search import follow, store
from app.search.models import OutboxRow

# Any number, the same on every host: whoever holds this lock numbers outbox rows.
LOCK = 7_226_301
LOOK_AGAIN = 0.02
WAKE = "wake the worker"


def listen() -> None:
    """Let every flush of the site's session fill the outbox, and a commit of its rows wake the worker."""
    if not event.contains(db.session, "after_flush", _write_down):
        event.listen(db.session, "after_flush", _write_down)
        event.listen(db.session, "after_commit", _wake_worker)


def _write_down(session: Session, context: UOWTransaction) -> None:
    waiting = set()
    for row in session.new:
        if isinstance(row, OutboxRow):
            waiting.add((row.kind, row.thing_id))
            if row.seq and has_request_context():
                g.outbox_seq = max(row.seq, g.get("outbox_seq", 0))
    changed = (*session.new, *(t for t in session.dirty if session.is_modified(t)), *session.deleted)
    named = dict.fromkeys(pair for thing in changed for pair in _touched(thing))
    fresh = [pair for pair in named if pair not in waiting]
    if not fresh:
        return
    if session.get_bind().dialect.name == "postgresql":
        # Held until the transaction ends: the order of the numbers is the order of the commits.
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    session.add_all(OutboxRow(kind=kind, thing_id=thing_id) for kind, thing_id in fresh)
    session.info[WAKE] = True


def _wake_worker(session: Session) -> None:
    # The end of a savepoint is no commit that the worker could see.
    if not session.in_nested_transaction() and session.info.pop(WAKE, False):
        worker.wake(current_app._get_current_object())  # type: ignore[attr-defined]  # the app itself, not its proxy


def _touched(thing: object) -> set[tuple[str, int]]:
    if isinstance(thing, OutboxRow):
        return set()
    touched = set()
    for kind in all_kinds().values():
        if isinstance(thing, kind.model) and kind.follows(thing):
            touched.add((kind.name, thing.id))
        touched.update((kind.name, thing_id) for thing_id in kind.affects(thing))
    return touched


def latest() -> tuple[int, str]:
    """The number of the last outbox row and when it was written; 0 and nothing when there is none."""
    row = db.session.scalar(select(OutboxRow).order_by(OutboxRow.seq.desc()).limit(1))
    return (row.seq, row.at.isoformat()) if row is not None else (0, "")


def waiting_rows() -> int:
    """How many outbox rows the index has still to do. Raises store.IndexUnusable."""
    done = store.open_index(Audience.POLICE).seq
    return db.session.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.seq > done)) or 0


def wait_for_index() -> None:
    """After a request that wrote: wait until searches see its rows, at most INDEX_WAIT_SECONDS.

    The reader's next page may be answered by another process, which waits likewise (`follow.note_own_write`).

    Does not wait where no worker runs, nor for an index that is being rebuilt.
    """
    seq = g.pop("outbox_seq", 0)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, not its proxy
    if seq and worker.is_alive(app):
        follow.note_own_write(seq)
    until = time.monotonic() + min(app.config["INDEX_WAIT_SECONDS"], 2.0)
    while seq and time.monotonic() < until and worker.is_alive(app):
        try:
            # The police index is written last.
            if follow.reached(Audience.POLICE) >= seq:
                return
        except store.IndexUnusable:
            return
        time.sleep(LOOK_AGAIN)
