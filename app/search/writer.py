"""The worker's hand: it alone writes the index, from the outbox, and builds it anew."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from whoosh.index import open_dir

from app.core import clock
from app.core.actor import Audience
from app.core.kinds import Document, SearchKind, all_kinds
from app.extensions import db
from app.search import outbox, store
from app.search.models import OutboxRow
from app.search.schema import LADDER, SCHEMA, SEQ_KEY, fields_of, goes_into, key_of

log = logging.getLogger(__name__)
BATCH = 500
CHUNK = 200  # things of a rebuild between two short looks at the database
KEPT_ROWS = timedelta(days=30)
PATIENCE = 10.0  # seconds between two attempts of what failed
LOCK_WAIT = 10.0

Thing = tuple[str, int]
Documents = dict[Thing, Document | None]
Progress = Callable[[int], None]
Listener = Callable[[Sequence[Thing]], None]

_listeners: dict[str, Listener] = {}
_not_before: dict[str, float] = {}


def on_drained(callback: Listener) -> None:
    """Let the worker call `callback` with the (kind, id) pairs that the index has just followed.

    Each call is its own transaction. Pairs come at least once: after a crash or a failure again.
    """
    _listeners[f"{callback.__module__}.{callback.__qualname__}"] = callback


# ---- following the outbox -----------------------------------------------------------------------------


def drain(progress: Progress | None = None) -> int:
    """Bring the index up to the last outbox row; how many rows that was. Commits the session.

    Raises store.IndexUnusable when there is nothing to bring up to date.
    """
    build = store.current_build()
    done = 0
    while rows := _next_rows(after=min(store.open_index(audience).seq for audience in LADDER)):
        documents = load({(row.kind, row.thing_id) for row in rows})
        last, stamp = rows[-1].seq, rows[-1].at.isoformat()
        # Let go of the database before the files are written: on SQLite, writers wait for it.
        db.session.commit()
        for audience in LADDER:
            if store.open_index(audience).seq < last:
                _write(build / audience, audience, documents, last, stamp)
        done += len(rows)
        if progress is not None:
            progress(len(rows))
    db.session.commit()
    return done


def _next_rows(after: int) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.seq > after).order_by(OutboxRow.seq).limit(BATCH)
    return list(db.session.scalars(query))


def load(things: Iterable[Thing]) -> Documents:
    """The documents of `things` as the database has them now; None for what is gone or not to be indexed."""
    kinds = all_kinds()
    found: Documents = dict.fromkeys(sorted(things))
    for name, kind in kinds.items():
        ids = [thing_id for kind_name, thing_id in found if kind_name == name]
        for start in range(0, len(ids), CHUNK):
            query = select(kind.model).where(kind.model.id.in_(ids[start : start + CHUNK]))
            for thing in db.session.scalars(query.execution_options(populate_existing=True)).unique():
                found[name, thing.id] = kind.document(thing)
    return found


def _write(folder: Path, audience: Audience, documents: Documents, seq: int, stamp: str) -> None:
    writer = open_dir(str(folder), schema=SCHEMA).writer(limitmb=64, timeout=LOCK_WAIT)
    try:
        for (kind, thing_id), document in documents.items():
            writer.delete_by_term("key", key_of(kind, thing_id))
            if document is not None and goes_into(document, audience):
                writer.add_document(**fields_of(kind, thing_id, document))
        writer.delete_by_term("key", SEQ_KEY)
        writer.add_document(key=SEQ_KEY, facts=(seq, stamp))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


# ---- building anew ------------------------------------------------------------------------------------


def things_count() -> int:
    """How many things a rebuild looks at."""
    return sum(
        db.session.scalar(select(func.count()).select_from(kind.model)) or 0 for kind in all_kinds().values()
    )


def rebuild(progress: Progress | None = None) -> int:
    """Build the index beside the present one, let readers use it, then follow what came meanwhile.

    Readers are served throughout. How many documents the widest index got. Commits the session.
    """
    store.forget_wanted_rebuild()
    try:
        kept = store.current_build()
    except store.IndexUnusable:
        kept = None
    store.remove_others(kept)
    # Taken before anything is read: what changes from now on has a later row.
    seq, stamp = outbox.latest()
    db.session.commit()
    build = store.new_build()
    writers = {a: open_dir(str(build / a), schema=SCHEMA).writer(limitmb=64) for a in LADDER}
    try:
        count = sum(_add_all(kind, writers, progress) for kind in all_kinds().values())
        for writer in writers.values():
            writer.add_document(key=SEQ_KEY, facts=(seq, stamp))
    except BaseException:
        for writer in writers.values():
            writer.cancel()
        raise
    for writer in writers.values():
        writer.commit()
    store.swap_to(build)
    drain()
    return count


def _add_all(kind: SearchKind, writers: dict[Audience, Any], progress: Progress | None) -> int:
    count = 0
    last = 0
    while True:
        query = select(kind.model).where(kind.model.id > last).order_by(kind.model.id).limit(CHUNK)
        things = db.session.scalars(query.execution_options(populate_existing=True)).unique().all()
        documents = [(thing.id, kind.document(thing)) for thing in things]
        db.session.commit()
        if not documents:
            return count
        for thing_id, document in documents:
            if document is None:
                continue
            count += 1
            fields = fields_of(kind.name, thing_id, document)
            for audience, writer in writers.items():
                if goes_into(document, audience):
                    writer.add_document(**fields)
        last = documents[-1][0]
        if progress is not None:
            progress(len(documents))


def why_rebuild() -> str:
    """Why the index cannot go on from where it is, in words; nothing when it can."""
    try:
        opened = [store.open_index(audience) for audience in LADDER]
    except store.IndexUnusable as error:
        return str(error)
    wanted = store.wanted_rebuild()
    if wanted in ("any", opened[0].build.name):
        return "a rebuild was asked for"
    oldest = db.session.scalar(select(OutboxRow).order_by(OutboxRow.seq).limit(1))
    for seq, stamp in {(index.seq, index.stamp) for index in opened}:
        row = db.session.get(OutboxRow, seq) if seq else None
        if row is not None and row.at.isoformat() != stamp:
            return "the index follows another database"
        if row is None and outbox.latest()[0] < seq:
            return "the index is ahead of the database"
        if oldest is not None and seq < oldest.seq and oldest.at < clock.now() - KEPT_ROWS:
            return "the index has missed changes that the outbox no longer holds"
    return ""


# ---- the worker's jobs --------------------------------------------------------------------------------


def keep_in_step() -> None:
    """One turn of the worker: mend or follow, then tell whoever listens."""
    if time.monotonic() < _not_before.get("index", 0.0):
        return
    # Until this turn has gone well, the next one waits: a full disk is not tried five times a second.
    _not_before["index"] = time.monotonic() + PATIENCE
    reason = why_rebuild()
    db.session.commit()
    if reason and time.monotonic() >= _not_before.get("rebuild", 0.0):
        log.warning("building the index anew: %s", reason)
        rebuild()
        _not_before["rebuild"] = time.monotonic() + PATIENCE
    else:
        drain()
    _not_before.pop("index")
    tell_listeners()


def tell_listeners() -> None:
    """Call each listener with the pairs it has not heard of yet. How far it is stands beside the index."""
    reached = min(store.open_index(audience).seq for audience in LADDER)
    for name, callback in _listeners.items():
        if time.monotonic() < _not_before.get(name, 0.0):
            continue
        path = store.folder() / f"heard-{name}"
        heard = _heard(path, reached)
        while rows := [row for row in _next_rows(heard) if row.seq <= reached]:
            things = sorted({(row.kind, row.thing_id) for row in rows})
            heard = rows[-1].seq
            _not_before[name] = time.monotonic() + PATIENCE
            db.session.commit()
            callback(things)
            db.session.commit()
            store.put(path, str(heard))
            _not_before.pop(name)


def _heard(path: Path, reached: int) -> int:
    try:
        heard = int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    # A number from another database's outbox says nothing about this one's.
    return heard if heard <= reached else 0


def forget_old_rows() -> None:
    """Prune the outbox. The newest of the old rows stays: an index that never saw it has missed something."""
    old = OutboxRow.at < clock.now() - KEPT_ROWS
    newest = db.session.scalar(select(func.max(OutboxRow.seq)).where(old))
    if newest is None:
        return
    for row in db.session.scalars(select(OutboxRow).where(old, OutboxRow.seq < newest).limit(5_000)).all():
        db.session.delete(row)
