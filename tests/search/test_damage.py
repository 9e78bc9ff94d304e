"""Whatever happens to the files of the index: the site answers, the worker mends it, and check agrees.

The processes have the index open when it happens, as they always do; with nothing open, see TestDamage in
test_writer.py. With real processes: test_live_damage.py. It is about files alone, so it runs on one database.
"""

import errno
import gc
import io
import itertools
import os
from pathlib import Path

import pytest
from whoosh.filedb import filestore

from app.core.actor import Audience
from app.extensions import db
from app.search import checking, follow, query, store, writer
from app.search.schema import LADDER
from tests.search.conftest import commit_and_drain, note, reader
from tests.support.counts import count


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    # Whoosh tries a file that it cannot open ten times, with pauses.
    monkeypatch.setattr("whoosh.index.sleep", lambda seconds: None)


@pytest.fixture
def collected():
    yield
    gc.collect()


def found(text):
    return [thing_id for _, thing_id in query.search(reader("police"), text).ids]


def agrees(app):
    return checking.check(app).agrees


# ---- damage -----------------------------------------------------------------------------------------------


def newest(kind, audience="public"):
    return max((store.current_build() / audience).glob(f"*.{kind}"), key=lambda path: path.stat().st_mtime_ns)


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def turn_into_folder(path):
    path.unlink()
    path.mkdir()
    (path / "something").write_text("else")


def turn_into_file(path):
    store.remove(path)
    path.write_text("not a folder")


DAMAGE = {
    **{
        f"a {kind} file of {audience} is cut in half": lambda kind=kind, audience=audience: cut(
            newest(kind, audience)
        )
        for kind in ("toc", "seg")
        for audience in LADDER
    },
    "a segment is garbage": lambda: newest("seg").write_bytes(b"garbage" * 1000),
    "a segment is garbage of its own length": lambda: newest("seg").write_bytes(
        b"\xff" * newest("seg").stat().st_size
    ),
    "a segment is empty": lambda: newest("seg").write_bytes(b""),
    "a segment is a folder": lambda: turn_into_folder(newest("seg")),
    "the table of contents is empty": lambda: newest("toc").write_bytes(b""),
    "the table of contents is a folder": lambda: turn_into_folder(newest("toc")),
    "an audience's folder is a file": lambda: turn_into_file(store.current_build() / "public"),
    "the build is a file": lambda: turn_into_file(store.current_build()),
    "the index folder is a file": lambda: turn_into_file(store.folder()),
    "the index folder is gone": lambda: store.remove(store.folder()),
    "the pointer leads nowhere": lambda: (store.folder() / "current").write_text(
        f"{store.current_build().name}0"
    ),
    "the pointer is empty": lambda: (store.folder() / "current").write_text(""),
    "the pointer is a folder": lambda: turn_into_folder(store.folder() / "current"),
    "the request for a rebuild is a folder, and a segment is gone": lambda: (
        (store.folder() / "rebuild-wanted").mkdir(),
        newest("seg").unlink(),
    ),
    "strange folders lie about, and a segment is gone": lambda: (
        (store.folder() / "build-1-1x").mkdir(),
        (store.folder() / "build-").write_text(""),
        newest("seg").unlink(),
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_the_site_answers_and_the_worker_mends_it_by_itself(two_kinds, app, client, what):
    made = note("tyre marks")
    commit_and_drain()
    assert found("tyre") == [made.id]
    DAMAGE[what]()
    page = client.get("/find?q=tyre")
    assert page.status_code == 200
    assert page.page.heading in ("The search is being rebuilt", "Find: tyre")
    assert client.get("/healthz").status_code == 503
    assert not agrees(app)
    writer.keep_in_step()
    assert found("tyre") == [made.id]
    assert agrees(app)
    assert client.get("/healthz").json == {"database": "ok", "index": "ok"}


@pytest.mark.parametrize("what", DAMAGE)
def test_one_command_mends_it_where_no_worker_runs(two_kinds, app, what):
    made = note("tyre marks")
    commit_and_drain()
    DAMAGE[what]()
    done = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert done.exit_code == 0, done.output
    assert found("tyre") == [made.id]
    assert agrees(app)


def test_a_file_that_was_touched_and_is_whole_does_no_harm(two_kinds, app):
    made = note("tyre marks")
    commit_and_drain()
    before = store.current_build()
    os.utime(newest("seg", "police"))
    assert found("tyre") == [made.id]
    writer.keep_in_step()
    assert store.current_build() == before
    assert agrees(app)


def test_check_sees_words_that_cannot_be_read(two_kinds, app):
    for number in range(30):
        note(f"tyre marks {number}")
    commit_and_drain()
    path = newest("seg")
    path.write_bytes(path.read_bytes().replace(b"W3Bl", b"xxxx"))
    assert not agrees(app)


def test_the_follower_outlives_whatever_happens(two_kinds, app, monkeypatch):
    note("tyre marks")
    commit_and_drain()
    monkeypatch.setattr(follow, "PAUSE_AFTER_FAILURE", 0.01)
    looked = []

    def fail(audience):
        looked.append(audience)
        raise MemoryError

    monkeypatch.setattr(follow, "latest", fail)
    follow.start(app)
    try:
        while len(looked) <= 2 * len(LADDER):
            assert follow.is_following()
    finally:
        follow.stop()


# ---- a full disk ------------------------------------------------------------------------------------------


class Disk:
    """Room for so many bytes in the files that Whoosh writes."""

    def __init__(self):
        self.room = 1_000_000_000

    def open(self, path, mode="r", *rest, **more):
        if "w" not in mode:
            return Path(path).open(mode, *rest, **more)
        return io.BufferedWriter(File(self, path), 64)


class File(io.FileIO):
    def __init__(self, disk, path):
        super().__init__(path, "w")
        self.disk = disk

    def write(self, data):
        if len(data) > self.disk.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.disk.room -= len(data)
        return super().write(data)


@pytest.fixture
def disk(monkeypatch):
    made = Disk()
    monkeypatch.setattr(filestore, "open", made.open, raising=False)
    return made


def left_over():
    """The files that neither the state of now nor a request to the worker needs."""
    needed = {store.folder() / "current", store.folder() / "rebuild-wanted"}
    for audience in LADDER:
        needed |= store.open_index(audience).files.keys()
    return {path for path in store.folder().rglob("*") if path.is_file()} - needed


STEP = count(5_000, 200)  # bytes


# Whoosh leaves files open when it cannot write them; they are closed when they are collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("act", ["a change", "a rebuild"])
def test_a_disk_that_fills_up_at_any_moment(collected, two_kinds, app, client, disk, monkeypatch, act):
    """The old state is served, nothing is left lying about, and with room enough the worker goes on."""

    def turn():
        monkeypatch.setattr(writer, "_not_before", {})
        if act == "a rebuild":
            store.ask_for_rebuild()
        writer.keep_in_step()

    first = note("tyre marks")
    turn()
    second = note("hammer marks")
    db.session.commit()
    for attempt in itertools.count():
        disk.room = attempt * STEP
        try:
            turn()
            break
        except OSError as error:
            said = error.errno
        assert said == errno.ENOSPC
        assert left_over() == set()
        assert found("tyre") == [first.id]
        assert found("hammer") == []
        assert client.get("/healthz").json == {"database": "ok", "index": "ok"}
    assert attempt > 3
    assert found("hammer") == [second.id]
    assert agrees(app)


def test_no_room_for_a_writer_at_all(two_kinds, app, monkeypatch):
    made = note("tyre marks")
    db.session.commit()

    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(filestore.FileStorage, "temp_storage", fail)
        with pytest.raises(OSError, match="space"):
            writer.drain()
    writer.drain()
    assert found("tyre") == [made.id]


def test_a_reader_that_finds_damage_on_a_full_disk_is_answered(two_kinds, client, monkeypatch, caplog):
    note("tyre marks")
    commit_and_drain()

    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "put", fail)
    monkeypatch.setattr(follow.segment, "read", lambda *_: 1 / 0)
    assert client.get("/find?q=tyre").page.heading == "The search is being rebuilt"
    assert "cannot be asked for" in caplog.text


def test_a_small_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "current"
    store.put(path, "one")

    def fail(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="space"):
        store.put(path, "two")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("current", "one")]


def test_a_rebuild_that_was_killed_is_done_by_the_next_worker(two_kinds, monkeypatch):
    class Killed(BaseException):
        """As SIGKILL: nothing is tidied up."""

    note("tyre marks")
    commit_and_drain()
    before = store.current_build()
    store.ask_for_rebuild()

    def kill(*_):
        raise Killed

    with monkeypatch.context() as killing:
        killing.setattr(writer, "_fill", kill)
        with pytest.raises(Killed):
            writer.keep_in_step()
    monkeypatch.setattr(writer, "_not_before", {})
    writer.keep_in_step()
    assert store.current_build() != before
    assert store.wanted_rebuild() == ""
    assert store.open_index(Audience.POLICE).facts
