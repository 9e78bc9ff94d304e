"""flask search check | rebuild | drain: plain words, and the right exit status."""

import json
import time
from threading import Thread

import pytest

from app.core import worker
from app.extensions import db
from app.search import commands, store, writer
from tests.search.conftest import commit_and_drain, note

pytestmark = pytest.mark.postgres


@pytest.fixture
def flask(app, two_kinds):
    def run(*words):
        db.session.commit()
        return app.test_cli_runner().invoke(args=["search", *words])

    return run


@pytest.fixture
def a_worker(app):
    """Another holder of the worker's lock, which turns when it is told to."""
    with worker.lock_or_none(app):
        worker.heartbeat_path(app).touch()
        yield
    worker.heartbeat_path(app).unlink()


def test_check_agrees(flask):
    note("tyre")
    commit_and_drain()
    done = flask("check")
    assert (done.exit_code, done.output.count("\n")) == (0, 4), done.output
    assert done.output.endswith("Index and database agree.\n")


def test_check_says_what_differs(flask):
    made = note("tyre")
    commit_and_drain()
    made.what_happened = "glass"
    done = flask("check")
    assert done.exit_code == 1
    assert f"differing: notes:{made.id}" in done.output
    assert "1 changes wait" in done.output


def test_check_speaks_json(flask):
    done = flask("check", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["agrees"] is True


def test_check_says_that_there_is_no_index(flask):
    (store.folder() / "current").unlink()
    done = flask("check")
    assert done.exit_code == 1
    assert "flask search rebuild" in done.output
    assert json.loads(flask("check", "--json").output)["usable"] is False


def test_drain(flask):
    note("tyre")
    assert flask("drain").output == "Index up to date; changes done: 1.\n"
    assert flask("check").exit_code == 0


def test_drain_names_the_command_that_helps(flask):
    (store.folder() / "current").unlink()
    done = flask("drain")
    assert done.exit_code == 1
    assert "flask search rebuild" in done.output


def test_rebuild(flask):
    note("tyre")
    before = store.current_build()
    done = flask("rebuild")
    assert done.exit_code == 0
    assert "Index built: 1 documents." in done.output
    assert store.current_build() != before


def test_rebuild_if_stale_only_drains_an_index_in_order(flask):
    note("tyre")
    before = store.current_build()
    assert flask("rebuild", "--if-stale").output == "The index is up to date.\n"
    assert store.current_build() == before
    assert flask("check").exit_code == 0
    (store.folder() / "current").unlink()
    assert "Index built" in flask("rebuild", "--if-stale").output


class TestBesideAWorker:
    def test_drain_waits_for_the_worker(self, flask, a_worker):
        assert "The worker has brought" in flask("drain").output

    def test_drain_says_that_the_worker_is_behind(self, flask, a_worker, monkeypatch):
        monkeypatch.setattr(commands.checking, "WAIT", 0.1)
        note("tyre")
        done = flask("drain")
        assert done.exit_code == 1
        assert "still has 1 changes" in done.output

    def test_rebuild_is_left_to_the_worker(self, app, flask, a_worker):
        note("tyre")
        db.session.commit()
        before = store.current_build()

        def turn_when_asked():
            with app.app_context():
                while not store.wanted_rebuild():
                    time.sleep(0.02)
                writer.keep_in_step()

        other = Thread(target=turn_when_asked)
        other.start()
        done = flask("rebuild")
        other.join()
        assert done.output == "The worker runs; it builds the index anew.\nIndex built.\n"
        assert store.current_build() != before

    def test_rebuild_if_stale_leaves_a_good_index(self, flask, a_worker):
        assert flask("rebuild", "--if-stale").output == "The worker keeps the index up to date.\n"
