"""Kill the web server and the worker while people write: what was acknowledged stands, and is found."""

import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.kills.visitor import Interrupted, Visitor
from tests.search.live import commands
from tests.support.server import LiveServer, prepared

# The longest of all, so it begins with the first: see tests/conftest.py.
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("kills")]

KILLS = 200


@dataclass
class Stream:
    """One person after the other's write: each is acknowledged, or was in flight when something died."""

    server: LiveServer
    acknowledged: list[str] = field(default_factory=list)
    in_flight: list[str] = field(default_factory=list)
    profiles: list[tuple[str, bool]] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    ending: threading.Event = field(default_factory=threading.Event)
    fault: BaseException | None = None

    def run(self) -> None:
        try:
            self._write_until_told()
        except BaseException as error:
            self.fault = error
        finally:
            self.begun.set()

    def _write_until_told(self) -> None:
        police, administrator = Visitor(self.server.url), Visitor(self.server.url)
        police.sign_in(self.server.account("police"))
        account = self.server.account("organisation_administrator")
        administrator.sign_in(account)
        slug = account["email"].split("@")[1].removesuffix(".example")
        self.begun.set()
        number = 0
        while not self.ending.is_set():
            number += 1
            self._post_brief(police, f"Brief that was written number{number}x")
            self._write_profile(administrator, slug, f"Profile that was written number{number}y")

    def _open_when_up(self, visitor: Visitor, path: str) -> None:
        """Wait for the server before a write, so that what is lost is lost in the write itself."""
        while True:
            try:
                visitor.page(path)
            except Interrupted:
                time.sleep(0.05)
            else:
                return

    def _post_brief(self, visitor: Visitor, title: str) -> None:
        self._open_when_up(visitor, "/briefs/create")
        try:
            visitor.submit("/briefs/create", title=title)
        except Interrupted:
            self.in_flight.append(title)
        else:
            self.acknowledged.append(title)

    def _write_profile(self, visitor: Visitor, slug: str, about: str) -> None:
        path = f"/organisations/{slug}/edit"
        self._open_when_up(visitor, path)
        try:
            visitor.submit(path, about=about)
        except Interrupted:
            self.profiles.append((about, False))
        else:
            self.profiles.append((about, True))


def kill(process: subprocess.Popen[bytes] | None) -> None:
    assert process is not None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_answering(server: subprocess.Popen[bytes] | None) -> None:
    """SIGKILL to the processes that answer, but not to the one that forks new ones."""
    assert server is not None
    for answering in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
        with suppress(ProcessLookupError):
            os.kill(int(answering), signal.SIGKILL)


def rows(server: LiveServer, query: str) -> list[str]:
    with closing(sqlite3.connect(server.data_dir / "common-ground.sqlite")) as database:
        return [row[0] for row in database.execute(query)]


@pytest.fixture
def server(tmp_path_factory):
    settings = {"INDEX_WAIT_SECONDS": "0", "WEB_WORKERS": "2"}
    made = LiveServer(prepared(tmp_path_factory, "kills"), settings, preload=True)
    made.start_web()
    made.start_worker()
    made.wait()
    yield made
    made.kill_web()
    made.kill_worker()


@pytest.mark.timeout(30 * 60)
def test_what_was_acknowledged_survives_any_kill_and_is_found(server):
    moments = random.Random(20261121)
    stream = Stream(server)
    writer = threading.Thread(target=stream.run)
    writer.start()
    stream.begun.wait()
    for _ in range(KILLS):
        time.sleep(moments.uniform(0.05, 1.0))
        # A whole server takes seconds to start again, so most kills are of the processes in which writes happen.
        victims = moments.choices(["answering", "web", "worker", "both"], weights=[6, 1, 2, 1])
        if victims == ["answering"]:
            kill_answering(server.web)
        if victims in (["web"], ["both"]):
            kill(server.web)
            server.start_web()
        if victims in (["worker"], ["both"]):
            kill(server.worker)
            server.start_worker()
        server.wait()
    stream.ending.set()
    writer.join()
    if stream.fault is not None:
        raise stream.fault

    written = rows(server, "SELECT title FROM listings WHERE title LIKE 'Brief that was written%'")
    assert len(written) == len(set(written)), "a write was done twice"
    assert set(stream.acknowledged) <= set(written), "an acknowledged write was lost"
    assert set(written) <= {*stream.acknowledged, *stream.in_flight}
    assert len(stream.in_flight) <= KILLS

    last = max(i for i, (_, done) in enumerate(stream.profiles) if done)
    possible = [about for about, _ in stream.profiles[last:]]
    standing = rows(server, "SELECT about FROM organisations WHERE about LIKE 'Profile that was written%'")
    assert len(standing) == 1
    assert standing[0] in possible, "the profile is not the last that was acknowledged, or one after it"

    server.kill_web()
    server.kill_worker()
    with commands(server.data_dir) as app:
        for command in ("drain", "check"):
            done = app.test_cli_runner().invoke(args=["search", command])
            assert done.exit_code == 0, f"{command}: {done.output} {done.exception!r}"
