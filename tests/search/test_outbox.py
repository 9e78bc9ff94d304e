"""The outbox holds what changed, in the transaction that changed it."""

from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import select

from app.core.worker import heartbeat_path
from app.extensions import db
from app.search import outbox, store, writer
from app.search.models import OutboxRow
from tests.search.conftest import last_seq, note, place, rows_since

pytestmark = pytest.mark.postgres


@pytest.fixture
def start(two_kinds):
    db.session.commit()
    return last_seq()


def test_a_new_thing_is_written_down_once(start):
    made = note("One")
    db.session.commit()
    assert rows_since(start) == [("notes", made.id)]


def test_an_edit_flushed_before_the_commit_is_not_lost(start):
    made = note("One")
    db.session.commit()
    start = last_seq()
    made.what_happened = "Two"
    db.session.flush()
    db.session.scalars(select(OutboxRow)).all()
    db.session.commit()
    assert rows_since(start) == [("notes", made.id)]


def test_a_deleted_thing_is_written_down(start):
    made = note("One")
    db.session.commit()
    start = last_seq()
    number = made.id
    db.session.delete(made)
    db.session.commit()
    assert rows_since(start) == [("notes", number)]


def test_a_rollback_takes_the_row_away(start):
    note("One")
    db.session.flush()
    db.session.flush()
    db.session.rollback()
    assert rows_since(start) == []


def test_only_a_commit_with_something_to_look_at_wakes_the_worker(app, start):
    def rung():
        try:
            return (app.config["DATA_DIR"] / "worker.wake").stat().st_mtime_ns
        except OSError:
            return 0

    before = rung()
    with db.session.begin_nested():
        made = note("One")
        db.session.flush()
    assert rung() == before
    db.session.commit()
    assert (after := rung()) > before
    db.session.get(type(made), made.id)
    db.session.commit()
    assert rung() == after


def test_a_savepoint_rolled_back_takes_only_its_rows_away(start):
    kept = note("One")
    nested = db.session.begin_nested()
    note("Two")
    nested.rollback()
    db.session.commit()
    assert rows_since(start) == [("notes", kept.id)]


def test_what_a_change_affects_is_written_down(start):
    where = place("Ferrenshire")
    made = note("One", organisation=where)
    db.session.commit()
    start = last_seq()
    where.name = "Ferrenshire Constabulary"
    db.session.commit()
    assert set(rows_since(start)) == {("places", where.id), ("notes", made.id)}


def test_a_thing_read_and_not_changed_is_not_written_down(start):
    made = note("One")
    db.session.commit()
    start = last_seq()
    made.what_happened = made.what_happened + ""
    db.session.commit()
    assert rows_since(start) == []


def test_other_tables_write_nothing_down(start):
    db.session.add(OutboxRow(kind="gone", thing_id=1))
    db.session.commit()
    assert rows_since(start) == [("gone", 1)]


def test_old_rows_are_pruned_but_the_newest_of_them(start, clock):
    for number in range(3):
        note(f"Note {number}")
    db.session.commit()
    middle = last_seq()
    clock.forward(days=31)
    note("New")
    db.session.commit()
    writer.forget_old_rows()
    db.session.commit()
    assert list(db.session.scalars(select(OutboxRow.seq).order_by(OutboxRow.seq))) == [middle, middle + 1]


def test_an_index_that_missed_pruned_rows_is_built_anew(start, clock):
    note("One")
    note("Two")
    db.session.commit()
    clock.forward(days=31)
    note("Three")
    writer.forget_old_rows()
    db.session.commit()
    assert "missed changes" in writer.why_rebuild()


def test_an_index_of_another_database_is_built_anew(start):
    row = db.session.scalar(select(OutboxRow).order_by(OutboxRow.seq.desc()).limit(1))
    assert writer.why_rebuild() == ""
    row.at += timedelta(seconds=1)
    db.session.commit()
    assert "another database" in writer.why_rebuild()


class TestWaiting:
    """A request that wrote waits for the index, within reason."""

    @pytest.fixture
    def naps(self, monkeypatch):
        taken = []
        monkeypatch.setattr(outbox.time, "sleep", taken.append)
        return taken

    @pytest.fixture
    def worker_runs(self, app, monkeypatch):
        heartbeat_path(app).touch()
        monkeypatch.setitem(app.config, "INDEX_WAIT_SECONDS", 0.2)
        yield
        heartbeat_path(app).unlink()

    def test_until_the_index_has_it(self, app, start, worker_runs, monkeypatch):
        with app.test_request_context(method="POST"):
            note("One")
            db.session.commit()
            seq = g.outbox_seq
            assert seq == last_seq()
            db.session.commit()
            monkeypatch.setattr(outbox.time, "sleep", lambda seconds: writer.drain())
            outbox.wait_for_index()
            assert store.open_index(store.Audience.POLICE).seq == seq
            assert "outbox_seq" not in g

    def test_not_longer_than_the_setting(self, app, start, worker_runs, naps):
        with app.test_request_context(method="POST"):
            note("One")
            db.session.commit()
            outbox.wait_for_index()
        assert naps

    def test_not_at_all_without_a_worker(self, app, start, naps, monkeypatch):
        monkeypatch.setitem(app.config, "INDEX_WAIT_SECONDS", 2)
        with app.test_request_context(method="POST"):
            note("One")
            db.session.commit()
            outbox.wait_for_index()
        assert naps == []

    def test_not_at_all_when_nothing_was_written(self, app, start, worker_runs, naps):
        with app.test_request_context(method="POST"):
            outbox.wait_for_index()
        assert naps == []
