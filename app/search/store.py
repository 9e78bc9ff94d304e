"""Where the index lies, how it is opened, and how one build of it takes the place of another.

DATA_DIR/index/current            one line: the folder of the build that readers use
DATA_DIR/index/build-<format>-<n>/{public,members,police}
DATA_DIR/index/rebuild-wanted     a request to the worker; holds the build that is to go, or `any`
"""

import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import current_app
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, create_in
from whoosh.searching import Searcher

from app.core.actor import Actor, Audience
from app.search.schema import FORMAT, LADDER, SCHEMA, SEQ_KEY, Facts

log = logging.getLogger(__name__)
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
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir():
            remove(path)
        beside.replace(path)
    except OSError:
        remove(beside)
        raise


def remove(path: Path) -> None:
    """Let nothing be at `path`, whatever is there now. What cannot be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink()


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
    _make_folder()
    numbers = [path.name.rpartition("-")[2] for path in folder().glob("build-*")]
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    build = folder() / f"build-{FORMAT}-{last + 1}"
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
            remove(path)


def _make_folder() -> None:
    if not folder().is_dir():
        remove(folder())
    folder().mkdir(parents=True, exist_ok=True)


def ask_for_rebuild(build: str = "any") -> None:
    """Let the worker build the index anew; with a build's name only if that one is still in use."""
    _make_folder()
    put(folder() / "rebuild-wanted", build)


def report_damage(build: Path) -> None:
    """Ask for a rebuild of what a reader could not read. Where the request cannot be written, a line in the log has
    to do: the worker may still find out by itself."""
    try:
        ask_for_rebuild(build.name)
    except OSError as error:
        log.warning("a rebuild of %s cannot be asked for: %s", build.name, error)


def wanted_rebuild() -> str:
    """What `ask_for_rebuild` left: a build's name, `any`, or nothing."""
    try:
        return (folder() / "rebuild-wanted").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def forget_wanted_rebuild() -> None:
    remove(folder() / "rebuild-wanted")


# What a segment holds, by document number; None for the note of how far the index is.
Entries = tuple[Facts | None, ...]
# Of a file: its size and when it was last written, in nanoseconds.
Stamp = tuple[int, int]


class _Files(FileStorage):
    """The files of an index's folder, and which of them were opened: Whoosh leaves files open when it cannot read
    one, and when another that belongs to them has gone."""

    def __init__(self, path: Path) -> None:
        # Not mapped into memory: a file that is cut short while it is mapped ends the whole process.
        super().__init__(str(path), supports_mmap=False)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """As Whoosh has it."""
        file = super().open_file(name, **options)
        self._opened.append(file)
        return file

    def close_all(self) -> None:
        """Close what is still open."""
        for file in self._opened:
            if not file.is_closed:
                file.close()
        self._opened.clear()


@dataclass
class OpenIndex:
    """One audience's index as it stood at one commit, for one thread."""

    build: Path
    index: FileIndex
    generation: int
    searcher: Searcher
    # The last outbox row that went in, and when that row was written.
    seq: int
    stamp: str
    # Leaf readers with their first document number, and what each holds.
    leaves: list[tuple[Any, int]]
    entries: list[Entries]
    # The files of this commit as they were when they were opened.
    files: dict[Path, Stamp]
    # Whose vectors its documents have; empty when they have none.
    model: str

    def is_present(self) -> bool:
        """Whether this is still the last commit, and none of its files has been touched, as nobody should."""
        try:
            return self.index.latest_generation() == self.generation and self.files == stamps(self.files)
        except OSError:
            return False

    @cached_property
    def facts(self) -> dict[int, Facts]:
        """Document number -> facts, of the living documents only."""
        return {
            base + number: entry
            for (leaf, base), entries in zip(self.leaves, self.entries, strict=True)
            for number, entry in enumerate(entries)
            if entry is not None and not leaf.is_deleted(number)
        }

    @property
    def identity(self) -> tuple[object, ...]:
        """What differs between any two states of any two indexes."""
        return (self.build, self.generation, *(leaf.segment().segment_id() for leaf, _ in self.leaves))

    def close(self) -> None:
        self.index.storage.close_all()  # type: ignore[attr-defined]  # these are _Files


# By segment file, which never changes: only new segments are read after a commit.
_segments: dict[tuple[Path, Stamp], Entries] = {}
_segments_lock = threading.Lock()
_mine = threading.local()


class _Kept(dict[str, OpenIndex]):
    """What a thread keeps open, by index folder. It is closed when the thread ends."""

    def __del__(self) -> None:
        for opened in self.values():
            opened.close()


def open_index(audience: Audience) -> OpenIndex:
    """The present state of an audience's index, kept open by this thread until it changes.

    Raises IndexUnusable, whatever is wrong with the files.
    """
    if "kept" not in _mine.__dict__:
        _mine.kept = _Kept()
    kept: _Kept = _mine.kept
    place = f"{folder()}/{audience}"
    try:
        return _open(kept, place, audience)
    except IndexUnusable:
        close_mine(place)
        raise


def _open(kept: _Kept, place: str, audience: Audience) -> OpenIndex:
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
            with any_failure_is_unusable(build):
                known = kept.get(place)
                if known and known.build == build and known.is_present():
                    return known
                opened = read_index(build, audience)
        except IndexUnusable as error:
            problem = error
            continue
        close_mine(place)
        kept[place] = opened
        return opened
    raise problem or IndexUnusable("the index changes too fast to be opened")


def _state(build: Path, audience: Audience) -> tuple[str, ...]:
    return (build.name, *sorted(path.name for path in (build / audience).glob("*.toc")))


def close_mine(place: str = "") -> None:
    """Close what this thread keeps open: one index folder, or all."""
    kept: dict[str, OpenIndex] = _mine.__dict__.get("kept", {})
    for name in [place] if place else list(kept):
        if (old := kept.pop(name, None)) is not None:
            old.close()


def read_index(build: Path, audience: Audience) -> OpenIndex:
    """Open an audience's index of a build. Raises whatever is wrong with the files."""
    storage = _Files(build / audience)
    try:
        return _read(build, audience, storage.open_index(schema=SCHEMA))
    except BaseException:
        storage.close_all()
        raise


def _read(build: Path, audience: Audience, index: FileIndex) -> OpenIndex:
    reader = index.reader()
    # An index without any document has a leaf without a segment.
    leaves = [(leaf, base) for leaf, base in reader.leaf_readers() if leaf.segment() is not None]
    generation = reader.generation() or 0
    place = build / audience
    segments = [place / leaf.segment().make_filename(".seg") for leaf, _ in leaves]
    files = stamps([place / f"_{index.indexname}_{generation}.toc", *segments])
    entries = [_entries((path, files[path]), leaf) for path, (leaf, _) in zip(segments, leaves, strict=True)]
    _forget_segments(place, {(path, files[path]) for path in segments})
    note = ("key", SEQ_KEY.encode("ascii"))
    notes = [
        leaf.stored_fields(number)["facts"]
        for leaf, _ in leaves
        if note in leaf
        for number in leaf.postings(*note).all_ids()
    ]
    seq, stamp, model = notes[-1] if notes else (0, "", "")
    searcher = Searcher(reader)
    return OpenIndex(build, index, generation, searcher, seq, stamp, leaves, entries, files, model)


def stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    """The files' sizes and times. Raises OSError where one is gone."""
    found = {path: path.stat() for path in files}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}


def _entries(name: tuple[Path, Stamp], leaf: Any) -> Entries:
    with _segments_lock:
        if name in _segments:
            return _segments[name]
    stored = (leaf.stored_fields(number) for number in range(leaf.doc_count_all()))
    found = tuple(None if entry["key"] == SEQ_KEY else Facts(*entry["facts"]) for entry in stored)
    with _segments_lock:
        _segments[name] = found
    return found


def _forget_segments(place: Path, present: set[tuple[Path, Stamp]]) -> None:
    with _segments_lock:
        for name in list(_segments):
            of_here = name[0].parent == place
            if (of_here and name not in present) or not name[0].parent.exists():
                del _segments[name]


@contextmanager
def any_failure_is_unusable(build: Path) -> Iterator[None]:
    """Turn whatever goes wrong inside into IndexUnusable.

    A torn file can raise nearly anything: struct, pickle, key and value errors among them.
    """
    try:
        yield
    except IndexUnusable:
        raise
    except Exception as error:
        raise IndexUnusable(f"{build.name} cannot be read: {error!r}") from error


def widest(actor: Actor) -> Audience:
    """The audience whose index holds all that the actor's audiences may read, and nothing more."""
    return max((a for a in actor.audiences), key=LADDER.index, default=Audience.PUBLIC)
