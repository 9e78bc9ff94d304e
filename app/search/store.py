"""Where the index lies, how it is opened, and how one build of it takes the place of another.

DATA_DIR/index/current            one line: the folder of the build that readers use
DATA_DIR/index/build-<format>-<n>/{public,members,police}
DATA_DIR/index/rebuild-wanted     a request to the worker; holds the build that is to go, or `any`
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app
from whoosh.index import FileIndex, create_in, open_dir
from whoosh.searching import Searcher

from app.core.actor import Actor, Audience
from app.search.schema import FORMAT, LADDER, SCHEMA, SEQ_KEY, Facts

TRIES = 20


class IndexUnusable(Exception):
    """The index is missing or cannot be read: it must be built anew."""


def folder() -> Path:
    """This host's index folder. It must not lie on a network file system."""
    path: Path = current_app.config["DATA_DIR"] / "index"
    return path


def put(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def current_build() -> Path:
    """The folder that readers use. Raises IndexUnusable."""
    try:
        name = (folder() / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusable("there is no index") from error
    if not name.startswith(f"build-{FORMAT}-") or "/" in name:
        raise IndexUnusable(f"the index is of another format: {name[:40]!r}")
    return folder() / name


def new_build() -> Path:
    """A folder with three empty indexes, which nobody reads yet."""
    folder().mkdir(parents=True, exist_ok=True)
    numbers = [int(path.name.rsplit("-", 1)[1]) for path in folder().glob("build-*-[0-9]*")]
    build = folder() / f"build-{FORMAT}-{max(numbers, default=0) + 1}"
    for audience in LADDER:
        (build / audience).mkdir(parents=True)
        create_in(str(build / audience), SCHEMA)
    return build


def swap_to(build: Path) -> None:
    """Let readers use `build` from now on, and remove the others. Open files outlive their removal."""
    put(folder() / "current", build.name)
    remove_others(build)


def remove_others(kept: Path | None) -> None:
    for path in folder().glob("build-*"):
        if path != kept:
            shutil.rmtree(path, ignore_errors=True)


def ask_for_rebuild(build: str = "any") -> None:
    """Let the worker build the index anew; with a build's name only if that one is still in use."""
    folder().mkdir(parents=True, exist_ok=True)
    put(folder() / "rebuild-wanted", build)


def wanted_rebuild() -> str:
    """What `ask_for_rebuild` left: a build's name, `any`, or nothing."""
    try:
        return (folder() / "rebuild-wanted").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def forget_wanted_rebuild() -> None:
    (folder() / "rebuild-wanted").unlink(missing_ok=True)


@dataclass(slots=True)
class OpenIndex:
    """One audience's index as it stood at one commit, for one thread."""

    build: Path
    index: FileIndex
    generation: int
    searcher: Searcher
    # The last outbox row that went in, and when that row was written.
    seq: int
    stamp: str
    # Document number -> facts, of the living documents only.
    facts: dict[int, Facts]
    # Leaf readers with their first document number.
    leaves: list[tuple[Any, int]]
    average_length: float = 0.0
    # Stem -> {document number: weight}, filled as it is asked for.
    seen: dict[str, dict[int, float]] = field(default_factory=dict)

    def close(self) -> None:
        self.searcher.close()


# Facts by segment file, which never changes: only new segments are read after a commit.
_segments: dict[tuple[str, str], dict[int, Any]] = {}
_segments_lock = threading.Lock()
_mine = threading.local()


def open_index(audience: Audience) -> OpenIndex:
    """The present state of an audience's index, kept open by this thread until it changes.

    Raises IndexUnusable, whatever is wrong with the files.
    """
    kept: dict[str, OpenIndex] = _mine.__dict__.setdefault("kept", {})
    place = f"{folder()}/{audience}"
    try:
        return _open(kept, place, audience)
    except IndexUnusable:
        _drop(kept, place)
        raise


def _open(kept: dict[str, OpenIndex], place: str, audience: Audience) -> OpenIndex:
    problem: IndexUnusable | None = None
    state: tuple[str, ...] = ()
    for _ in range(TRIES):
        build = current_build()
        # A build may be swapped away, or a commit may remove files, between a look and the opening: then it is
        # tried again. If nothing has changed since, what failed will fail again.
        if problem is not None and _state(build, audience) == state:
            break
        state = _state(build, audience)
        try:
            with _any_failure_is_unusable(build):
                known = kept.get(place)
                if known and known.build == build and known.index.latest_generation() == known.generation:
                    return known
                opened = read_index(build, audience)
        except IndexUnusable as error:
            problem = error
            continue
        _drop(kept, place)
        kept[place] = opened
        return opened
    raise problem or IndexUnusable("the index changes too fast to be opened")


def _state(build: Path, audience: Audience) -> tuple[str, ...]:
    return (build.name, *sorted(path.name for path in (build / audience).glob("*.toc")))


def _drop(kept: dict[str, OpenIndex], place: str) -> None:
    old = kept.pop(place, None)
    if old is not None:
        old.close()


def read_index(build: Path, audience: Audience) -> OpenIndex:
    """Open an audience's index of a build and read its facts. Raises whatever is wrong with the files."""
    index = open_dir(str(build / audience), schema=SCHEMA)
    reader = index.reader()
    opened = OpenIndex(build, index, reader.generation() or 0, Searcher(reader), 0, "", {}, [])
    segments: set[tuple[str, str]] = set()
    for leaf, base in reader.leaf_readers():
        segment = leaf.segment()
        if segment is None:  # an index without any document
            continue
        opened.leaves.append((leaf, base))
        name = (str(build / audience), segment.segment_id())
        segments.add(name)
        for number, entry in _facts_of(name, leaf).items():
            if leaf.is_deleted(number):
                continue
            if isinstance(entry, Facts):
                opened.facts[base + number] = entry
            else:
                opened.seq, opened.stamp = entry
    if opened.facts:
        opened.average_length = sum(entry.length for entry in opened.facts.values()) / len(opened.facts)
    _forget_segments(str(build / audience), segments)
    return opened


def _facts_of(name: tuple[str, str], leaf: Any) -> dict[int, Any]:
    with _segments_lock:
        if name in _segments:
            return _segments[name]
    found: dict[int, Any] = {}
    for number in range(leaf.doc_count_all()):
        stored = leaf.stored_fields(number)
        facts = stored["facts"]
        found[number] = tuple(facts) if stored["key"] == SEQ_KEY else Facts(*facts)
    with _segments_lock:
        _segments[name] = found
    return found


def _forget_segments(place: str, present: set[tuple[str, str]]) -> None:
    with _segments_lock:
        for name in [n for n in _segments if n[0] == place and n not in present]:
            del _segments[name]
        for name in [n for n in _segments if not Path(n[0]).exists()]:
            del _segments[name]


@contextmanager
def _any_failure_is_unusable(build: Path) -> Iterator[None]:
    # A torn file can raise nearly anything: struct, pickle, key and value errors among them.
    try:
        yield
    except IndexUnusable:
        raise
    except Exception as error:
        raise IndexUnusable(f"{build.name} cannot be read: {error!r}") from error


@contextmanager
def reading(actor: Actor) -> Iterator[OpenIndex]:
    """The index that the actor searches: the widest that their audiences allow.

    A file that turns out to be damaged while it is read raises IndexUnusable and asks for a rebuild.
    """
    opened = open_index(widest(actor))
    try:
        with _any_failure_is_unusable(opened.build):
            yield opened
    except IndexUnusable:
        _drop(_mine.kept, f"{folder()}/{widest(actor)}")
        ask_for_rebuild(opened.build.name)
        raise


def widest(actor: Actor) -> Audience:
    """The audience whose index holds all that the actor's audiences may read, and nothing more."""
    return max((a for a in actor.audiences), key=LADDER.index, default=Audience.PUBLIC)
