"""Following the index: each process holds a matrix per audience, and takes a new one whole after each commit.

Where `start` has been called (the web server's processes do), a thread looks for commits and searches never wait for
one; a reader who has just written waits for that alone. Elsewhere (commands, the worker, tests) whoever asks brings
the matrix up to date first.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from flask import Flask, current_app, has_request_context, session

from app.core.actor import Actor, Audience
from app.search import mind, segment, store
from app.search.matrix import Bools, Matrix
from app.search.schema import LADDER
from app.search.segment import Segment

log = logging.getLogger(__name__)
PAUSE = 0.05  # seconds between two looks for a commit
PAUSE_AFTER_FAILURE = 2.0
LOOK_AGAIN = 0.01
WROTE = "index-wrote"  # in the session: the outbox row of the reader's last write, and until when it is waited for


@dataclass(frozen=True)
class Held:
    """One audience's index at one commit, as all threads of a process share it."""

    audience: Audience
    identity: tuple[object, ...]
    # The last outbox row that went in.
    seq: int
    matrix: Matrix

    def opened(self) -> store.OpenIndex:
        """The index itself, for what the matrix does not hold. Raises store.IndexUnusable."""
        return store.open_index(self.audience)


# By index folder. Segments by folder and segment id: only new ones are read after a commit.
_held: dict[str, Held] = {}
_segments: dict[str, dict[str, Segment]] = {}
_locks: dict[str, threading.Lock] = {}
_thread: threading.Thread | None = None
_stop = threading.Event()


def latest(audience: Audience) -> Held:
    """The index with its last commit. Reads what is new in it. Raises store.IndexUnusable."""
    place = _place(audience)
    with _locks.setdefault(place, threading.Lock()):
        opened = store.open_index(audience)
        held = _held.get(place)
        if held is not None and held.identity == opened.identity:
            return held
        try:
            with store.any_failure_is_unusable(opened.build):
                matrix = Matrix(_parts(place, opened))
        except store.IndexUnusable:
            store.close_mine(place)
            store.report_damage(opened.build)
            raise
        held = _held[place] = Held(audience, opened.identity, opened.seq, matrix)
    for gone in [name for name in list(_held) if not Path(name).parent.exists()]:
        _held.pop(gone, None)
        _segments.pop(gone, None)
    return held


def _parts(place: str, opened: store.OpenIndex) -> list[tuple[Segment, Bools]]:
    known = _segments.get(place, {})
    present: dict[str, Segment] = {}
    parts = []
    for (leaf, _), entries in zip(opened.leaves, opened.entries, strict=True):
        name = leaf.segment().segment_id()
        present[name] = known.get(name) or segment.read(leaf, entries)
        alive = np.ones(len(entries), bool)
        alive[list(leaf.segment().deleted_docs())] = False
        parts.append((present[name], alive))
    _segments[place] = present
    return parts


def current(audience: Audience) -> Held:
    """The index to search now. Raises store.IndexUnusable."""
    held = _held.get(_place(audience))
    if held is None or not is_following():
        return latest(audience)
    store.current_build()
    return _with_own_write(audience, held)


def _with_own_write(audience: Audience, held: Held) -> Held:
    """`held`, or a later state that has what this reader last wrote; waited for only as long as a write would."""
    seq, until = session.get(WROTE, (0, 0.0)) if has_request_context() else (0, 0.0)
    while held.seq < seq and time.time() < until:
        time.sleep(LOOK_AGAIN)
        held = _held.get(_place(audience), held)
    return held


def reached(audience: Audience) -> int:
    """The last outbox row that searches in this process see. Raises store.IndexUnusable."""
    held = _held.get(_place(audience))
    return held.seq if held is not None and is_following() else store.open_index(audience).seq


@contextmanager
def reading(actor: Actor) -> Iterator[Held]:
    """The index that the actor searches: the widest that their audiences allow.

    A file that turns out to be damaged while it is read raises IndexUnusable and asks for a rebuild.
    """
    audience = store.widest(actor)
    held = current(audience)
    build = store.current_build()
    try:
        with store.any_failure_is_unusable(build):
            yield held
    except store.IndexUnusable:
        store.close_mine(_place(audience))
        store.report_damage(build)
        raise


def _place(audience: Audience) -> str:
    return f"{store.folder()}/{audience}"


# ---- the thread ---------------------------------------------------------------------------------------


def is_following() -> bool:
    """Whether a thread of this process follows the index."""
    return _thread is not None and _thread.is_alive()


def start(app: Flask) -> None:
    """Follow the index from a thread until `stop`. To be called after a fork, not before."""
    global _thread
    if is_following():
        return
    _stop.clear()
    _thread = threading.Thread(target=_follow, args=(app,), name="index-follower", daemon=True)
    _thread.start()


def stop() -> None:
    """End the thread, when there is one."""
    global _thread
    _stop.set()
    if _thread is not None:
        _thread.join()
        _thread = None


def forget() -> None:
    """Let go of all matrices."""
    _held.clear()
    _segments.clear()


def _follow(app: Flask) -> None:
    with app.app_context():
        mind.load()
        while not _stop.is_set():
            pause = PAUSE
            for audience in LADDER:
                try:
                    latest(audience)
                except store.IndexUnusable as error:
                    log.debug("following the index: %s", error)
                except Exception:
                    # Searches go on with what is held; a later look may fare better.
                    log.exception("following the index")
                    pause = PAUSE_AFTER_FAILURE
            _stop.wait(pause)
        store.close_mine()


def _after_fork() -> None:
    # Threads do not outlive a fork, and a lock may have been held by one.
    global _thread
    _thread = None
    _locks.clear()


os.register_at_fork(after_in_child=_after_fork)


def note_own_write(seq: int) -> None:
    """Remember in the reader's session what their next pages have to show, whichever process answers them."""
    if is_following():
        session[WROTE] = (seq, time.time() + min(current_app.config["INDEX_WAIT_SECONDS"], 2.0))
