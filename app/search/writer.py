"""The worker's hand: it alone writes the index, from the outbox, and builds it anew."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from whoosh.index import TOC, clean_files, open_dir
from whoosh.searching import Searcher

from app.core import clock
from app.core.actor import Audience
from app.core.kinds import Document, SearchKind, all_kinds
from app.extensions import db
from app.search import merging, mind, outbox, passages, store, telling, vectors
from app.search.encoder import MINILM
from app.search.models import OutboxRow
from app.search.schema import LADDER, SCHEMA, SEQ_KEY, fields_of, goes_into, key_of
from app.search.telling import Thing

log = logging.getLogger(__name__)
BATCH = 500
CHUNK = 200  # things of a rebuild between two short looks at the database
KEPT_ROWS = timedelta(days=30)
TELLING = 0.5  # seconds of telling in a turn, before the index is looked at again
PATIENCE = 5.0  # seconds between two attempts of what failed
QUIET = 10.0  # seconds without a change, after which segments are put together

Documents = dict[Thing, Document | None]
Progress = Callable[[int], None]

_not_before: dict[str, float] = {}


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
        meanings = _meanings(documents)
        for audience in LADDER:
            present = store.open_index(audience)
            if present.seq < last:
                _write(build / audience, audience, documents, last, stamp, meanings, present.searcher)
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


def _meanings(documents: Documents) -> Mapping[Thing, bytes]:
    """What the index stores of each document's meaning, by thing; nothing while the encoder is off.

    What was encoded once comes from the database. To be called with no transaction open.
    """
    if mind.load(keep=True) is None:
        return {}
    given = {thing: document for thing, document in documents.items() if document and document.has_meaning}
    return dict(zip(given, passages.stored(list(given.values()), vectors.of), strict=True))


def _note(seq: int, stamp: str) -> dict[str, Any]:
    """How far the index is, and with which encoder's vectors."""
    return {"key": SEQ_KEY, "facts": (seq, stamp, MINILM.key if vectors.is_on() else "")}


def _write(
    folder: Path,
    audience: Audience,
    documents: Documents,
    seq: int,
    stamp: str,
    meanings: Mapping[Thing, bytes] | None = None,
    present: Searcher | None = None,
) -> None:
    """`present` sees the index as it is: without it, Whoosh opens the whole index for each thing that is written."""
    try:
        with _writing(folder) as writer:
            for (kind, thing_id), document in documents.items():
                writer.delete_by_term("key", key_of(kind, thing_id), searcher=present)
                if document is not None and goes_into(document, audience):
                    meaning = (meanings or {}).get((kind, thing_id), b"")
                    writer.add_document(**fields_of(kind, thing_id, document, meaning))
            writer.delete_by_term("key", SEQ_KEY, searcher=present)
            writer.add_document(**_note(seq, stamp))
    except Exception:
        _tidy(folder)
        raise


@contextmanager
def _writing(folder: Path, mergetype: Any = merging.if_far_too_many) -> Iterator[Any]:
    """A writer of one index, which commits at the end, or leaves the index as it was."""
    # Without Whoosh's own lock: the worker's lock lets one process write, and Whoosh keeps its lock for good when a
    # writer cannot be made, for want of room for instance.
    writer = open_dir(str(folder), schema=SCHEMA).writer(limitmb=64, _lk=False)
    try:
        yield writer
    except BaseException:
        with suppress(Exception):
            writer.cancel()
        raise
    writer.commit(mergetype=mergetype)


def _put_together() -> None:
    """The segments of one index, where it has too many, are fewer."""
    for audience in LADDER:
        opened = store.open_index(audience)
        if merging.is_due([leaf.segment() for leaf, _ in opened.leaves]):
            try:
                with _writing(opened.build / audience, merging.by_size):
                    pass
            except Exception:
                _tidy(opened.build / audience)
                raise
            return


def _tidy(folder: Path) -> None:
    """Remove what a failed commit left, else a full disk would get fuller with each attempt."""
    with suppress(Exception):
        index = open_dir(str(folder), schema=SCHEMA)
        toc = TOC.read(index.storage, index.indexname, schema=SCHEMA)
        clean_files(index.storage, index.indexname, toc.generation, toc.segments)
    for left in folder.glob("*.toc.*"):
        store.remove(left)


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
    try:
        kept = store.current_build()
    except store.IndexUnusable:
        kept = None
    store.remove_others(kept)
    # Taken before anything is read: what changes from now on has a later row.
    seq, stamp = outbox.latest()
    db.session.commit()
    try:
        build = store.new_build()
        count = _fill(build, seq, stamp, progress)
        store.swap_to(build)
    except Exception:
        # A full disk gets its room back.
        store.remove_others(kept)
        raise
    store.forget_wanted_rebuild()
    drain()
    return count


def _fill(build: Path, seq: int, stamp: str, progress: Progress | None) -> int:
    with ExitStack() as writings:
        writers = {audience: writings.enter_context(_writing(build / audience)) for audience in LADDER}
        count = sum(_add_all(kind, writers, progress) for kind in all_kinds().values())
        for writer in writers.values():
            writer.add_document(**_note(seq, stamp))
    return count


def _add_all(kind: SearchKind, writers: dict[Audience, Any], progress: Progress | None) -> int:
    count = 0
    last = 0
    while True:
        query = select(kind.model).where(kind.model.id > last).order_by(kind.model.id).limit(CHUNK)
        things = db.session.scalars(query.execution_options(populate_existing=True)).unique().all()
        documents: Documents = {(kind.name, thing.id): kind.document(thing) for thing in things}
        db.session.commit()
        if not documents:
            return count
        meanings = _meanings(documents)
        for thing, document in documents.items():
            if document is None:
                continue
            count += 1
            fields = fields_of(*thing, document, meanings.get(thing, b""))
            for audience, writer in writers.items():
                if goes_into(document, audience):
                    writer.add_document(**fields)
        last = max(thing_id for _, thing_id in documents)
        if progress is not None:
            progress(len(documents))


def why_rebuild() -> str:
    """Why the index cannot go on from where it is, in words; nothing when it can."""
    try:
        opened = [store.open_index(audience) for audience in LADDER]
    except store.IndexUnusable as error:
        return str(error)
    if vectors.is_on() and any(index.model != MINILM.key for index in opened):
        return "it was written without the encoder, or with another"
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
    elif drain():
        _not_before["merge"] = time.monotonic() + QUIET
    elif time.monotonic() >= _not_before.get("merge", 0.0):
        _put_together()
    _not_before.pop("index")
    tell_listeners(seconds=TELLING)


def tell_listeners(seconds: float | None = None) -> None:
    """Let all who listen hear of what the index has followed; see app/search/telling.py."""
    telling.tell(min(store.open_index(audience).seq for audience in LADDER), seconds=seconds)


def forget_old_rows() -> None:
    """Prune the outbox. The newest of the old rows stays: an index that never saw it has missed something."""
    old = OutboxRow.at < clock.now() - KEPT_ROWS
    newest = db.session.scalar(select(func.max(OutboxRow.seq)).where(old))
    if newest is None:
        return
    for row in db.session.scalars(select(OutboxRow).where(old, OutboxRow.seq < newest).limit(5_000)).all():
        db.session.delete(row)
