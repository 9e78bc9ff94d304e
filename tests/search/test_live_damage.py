"""Web server and worker as real processes, while the disk fills up and files are damaged under them."""

import os
import resource
import shutil
import time
from pathlib import Path

import pytest

from tests.search.live import Host, settle, until
from tests.support.counts import count

# What each process does with files that are damaged, or cannot grow, test_damage.py asks of one process.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("live damage"), pytest.mark.timeout(300)]

# Longer than the worker waits between two attempts, on a machine that is busy.
PATIENCE = 60.0
UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@pytest.fixture(scope="module")
def live(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("damage")
    address = site.database.copy(folder)
    settle(folder, address)
    host = Host(folder, address)
    host.start()
    try:
        host.server.wait()
        host.sign_in()
        yield host
    finally:
        host.server.stop()


def build_of(live):
    return live.index / (live.index / "current").read_text().strip()


def recovers(live, done):
    """Wait for something, the search page answering all the while."""
    until(lambda: (live.finds("anything"), done())[1], live, seconds=PATIENCE, pause=0.3)


def web_processes(live):
    """The web server's processes that answer."""
    master = live.server.web.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def fill_disk(*processes):
    """No file of these processes grows any more, nor does a new one get a single byte."""
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def make_room(*processes):
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, UNLIMITED)


def test_a_full_disk(live):
    """Writes are taken and the old state is found; with room again the worker catches up by itself."""
    worker = live.server.worker
    live.write("hippogriff")
    recovers(live, lambda: live.finds("hippogriff"))
    build = build_of(live)
    fill_disk(worker.pid)
    live.write("basilisk")
    # The worker's log is a file too, so that it fails can only be seen by what does not come.
    time.sleep(1.5)
    assert live.finds("basilisk") is False
    assert live.finds("hippogriff") is True
    assert live.health() == 200
    assert worker.poll() is None
    make_room(worker.pid)
    recovers(live, lambda: live.finds("basilisk"))
    assert live.finds("hippogriff") is False
    assert build_of(live) == build, "nothing was so wrong that it had to be built anew"
    live.check()


def test_a_full_disk_and_a_file_cut_short(live):
    """It is served from memory, or the page says that it is being rebuilt, until there is room for that."""
    everybody = (live.server.worker.pid, *web_processes(live))
    live.write("manticore")
    recovers(live, lambda: live.finds("manticore"))
    build = build_of(live)
    fill_disk(*everybody)
    for path in build.glob("*/*.seg"):
        os.truncate(path, path.stat().st_size // 2)
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        assert live.finds("manticore") is not False
        assert live.health() == 503
    assert live.server.worker.poll() is None
    make_room(*everybody)
    recovers(live, lambda: live.health() == 200)
    assert live.finds("manticore") is True
    assert build_of(live) != build
    live.check()


def test_an_index_folder_that_is_no_more(live):
    """A file is in its place, or nothing: the search is rebuilt with what was written meanwhile."""
    for word in ("griffin", "phoenix")[: count(1, 2)]:
        shutil.rmtree(live.index)
        if word == "griffin":
            live.index.write_text("not a folder")
        assert live.health() == 503
        assert live.finds("anything") is None
        live.write(word)
        recovers(live, lambda word=word: live.finds(word))
        assert live.health() == 200
    live.check()
