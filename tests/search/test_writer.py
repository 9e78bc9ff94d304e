"""The index follows the database, survives what happens to files, and can be built anew while it is read."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import LessonState
from app.search import checking, follow, merging, outbox, query, store, telling, writer
from app.search.schema import LADDER
from tests.search.conftest import commit_and_drain, last_seq, note, place, reader

pytestmark = pytest.mark.postgres(full=True)


def found(text, audience="police"):
    return [thing_id for _, thing_id in query.search(reader(audience), text).ids]


def agrees(app):
    return checking.check(app).agrees


def segments():
    return [len(store.open_index(audience).leaves) for audience in LADDER]


class TestSegments:
    @pytest.fixture(autouse=True)
    def many(self, two_kinds):
        self.notes = []
        for number in range(12):
            self.notes.append(note(f"tyre marks {number}"))
            commit_and_drain()

    def test_while_people_write_they_are_left_as_they_are(self, app):
        before = segments()
        note("glass fragments")
        db.session.commit()
        writer.keep_in_step()
        writer.keep_in_step()
        assert min(segments()) > min(before)

    def test_when_nothing_is_to_do_they_are_put_together_and_all_is_found(self, app):
        assert max(segments()) > 10
        for _ in LADDER:
            writer.keep_in_step()
        assert max(segments()) < 5
        assert sorted(found("tyre")) == sorted(made.id for made in self.notes)
        assert agrees(app)

    def test_a_writer_that_somebody_waits_for_puts_very_many_together(self, app, monkeypatch):
        monkeypatch.setattr(merging, "FAR_TOO_MANY", 5)
        note("glass fragments")
        commit_and_drain()
        assert max(segments()) < 5


class TestDrain:
    def test_what_was_added_is_found(self, two_kinds):
        made = note("tyre marks")
        assert commit_and_drain() == 1
        assert found("tyre") == [made.id]

    def test_what_was_edited_is_found_by_its_new_words_only(self, two_kinds):
        made = note("tyre marks")
        commit_and_drain()
        made.what_happened = "glass fragments"
        commit_and_drain()
        assert found("tyre") == []
        assert found("glass") == [made.id]

    def test_what_was_withdrawn_is_gone(self, two_kinds):
        made = note("tyre marks")
        commit_and_drain()
        made.state = LessonState.WITHDRAWN
        commit_and_drain()
        assert found("tyre") == []

    def test_what_was_deleted_is_gone(self, two_kinds, app):
        made = note("tyre marks")
        commit_and_drain()
        db.session.delete(made)
        commit_and_drain()
        assert all(not store.open_index(audience).facts for audience in LADDER)
        assert agrees(app)

    def test_a_row_of_an_unknown_kind_does_no_harm(self, two_kinds):
        db.session.add(writer.OutboxRow(kind="nothing", thing_id=1))
        made = note("tyre marks")
        commit_and_drain()
        assert found("tyre") == [made.id]

    def test_more_rows_than_a_batch(self, two_kinds, app, monkeypatch):
        monkeypatch.setattr(writer, "BATCH", 7)
        for number in range(20):
            note(f"tyre {number}")
        assert commit_and_drain() == 20
        assert len(found("tyre")) == 20
        assert agrees(app)

    def test_a_crash_between_two_indexes_is_mended_by_the_next_drain(self, two_kinds, app, monkeypatch):
        note("tyre marks")
        db.session.commit()
        write = writer._write

        def fail_at_police(folder, audience, *rest):
            if audience is Audience.POLICE:
                raise OSError("no space left on device")
            write(folder, audience, *rest)

        monkeypatch.setattr(writer, "_write", fail_at_police)
        with pytest.raises(OSError, match="space"):
            writer.drain()
        monkeypatch.setattr(writer, "_write", write)
        assert not agrees(app)
        writer.drain()
        assert agrees(app)

    def test_a_failure_in_the_middle_lets_go_of_the_files(self, two_kinds, monkeypatch):
        made = note("tyre marks")
        db.session.commit()
        fields_of = writer.fields_of
        monkeypatch.setattr(writer, "fields_of", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.drain()
        monkeypatch.setattr(writer, "fields_of", fields_of)
        writer.drain()
        assert found("tyre") == [made.id]

    def test_each_audience_has_its_own_index(self, two_kinds):
        for audience in LADDER:
            note("tyre marks", audience=audience)
        commit_and_drain()
        assert [len(store.open_index(audience).facts) for audience in LADDER] == [1, 2, 3]

    def test_a_narrowed_audience_leaves_the_wider_indexes(self, two_kinds, app):
        made = note("tyre marks")
        commit_and_drain()
        made.partners = "police"
        commit_and_drain()
        assert [len(store.open_index(audience).facts) for audience in LADDER] == [0, 0, 1]
        assert agrees(app)


class TestListeners:
    @pytest.fixture
    def heard(self, two_kinds):
        things = []

        def listen(pairs):
            things.extend(pairs)
            if any(thing_id == -1 for _, thing_id in pairs):
                raise RuntimeError("cannot")

        telling.on_drained(listen)
        writer.tell_listeners()
        things.clear()
        return things

    def test_hear_of_each_change_once(self, heard):
        made = note("tyre marks")
        commit_and_drain()
        writer.tell_listeners()
        writer.tell_listeners()
        assert heard == [("notes", made.id)]

    def test_hear_nothing_that_the_index_has_not_done(self, heard):
        note("tyre marks")
        db.session.commit()
        writer.tell_listeners()
        assert heard == []

    def test_hear_again_what_failed(self, heard, monkeypatch):
        db.session.add(writer.OutboxRow(kind="notes", thing_id=-1))
        commit_and_drain()
        with pytest.raises(RuntimeError):
            writer.tell_listeners()
        writer.tell_listeners()
        assert heard == [("notes", -1)], "not before some time has passed"
        monkeypatch.setattr(telling, "_not_before", {})
        with pytest.raises(RuntimeError):
            writer.tell_listeners()
        assert heard == [("notes", -1)] * 2

    def test_hear_of_changes_that_a_rebuild_brought_in(self, heard):
        made = note("tyre marks")
        db.session.commit()
        writer.rebuild()
        writer.tell_listeners()
        assert heard == [("notes", made.id)]


class TestRebuild:
    def test_it_holds_what_may_be_indexed(self, two_kinds, app):
        note("tyre marks")
        note("tyre marks", state=LessonState.DRAFT)
        place("Ferrenshire")
        db.session.commit()
        seen = []
        assert writer.rebuild(seen.append) == 2
        assert sum(seen) == writer.things_count()
        assert agrees(app)

    def test_what_changes_meanwhile_is_in_it(self, two_kinds, app, monkeypatch):
        note("tyre marks")
        db.session.commit()
        add_all = writer._add_all

        def add_and_change(kind, *rest):
            count = add_all(kind, *rest)
            note("glass fragments")
            db.session.commit()
            return count

        monkeypatch.setattr(writer, "_add_all", add_and_change)
        writer.rebuild()
        assert len(found("glass")) == 2
        assert agrees(app)

    def test_only_one_build_is_kept(self, two_kinds):
        writer.rebuild()
        writer.rebuild()
        assert [path.name for path in store.folder().glob("build-*")] == [store.current_build().name]

    def test_a_failed_one_leaves_the_old_one_in_use(self, two_kinds, monkeypatch):
        made = note("tyre marks")
        commit_and_drain()
        monkeypatch.setattr(writer, "_add_all", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.rebuild()
        assert found("tyre") == [made.id]

    def test_readers_are_served_throughout(self, two_kinds, app):
        for number in range(30):
            note(f"tyre marks {number}")
        commit_and_drain()
        stop = threading.Event()

        def read():
            answers = set()
            with app.app_context():
                while not stop.is_set():
                    answers.add(len(found("tyre")))
                    db.session.rollback()
            return answers

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            for _ in range(3):
                writer.rebuild()
            stop.set()
            assert [reading.result() for reading in readers] == [{30}, {30}]


def open_files():
    """The files of the index that this process has open."""
    files = [str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]
    return [file for file in files if file.startswith(str(store.folder()))]


class TestOpenFiles:
    """What the house has opened it closes itself: no collection has to."""

    @pytest.fixture(autouse=True)
    def uncollected(self, two_kinds):
        store.close_mine()
        gc.disable()
        yield
        gc.enable()

    def test_a_thread_that_ends_leaves_none(self, app):
        note("tyre marks")
        commit_and_drain()
        store.close_mine()
        assert open_files() == []

        def read():
            with app.app_context():
                assert len(found("tyre")) == 1
                db.session.remove()
                return open_files()

        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(read).result() != []
        assert open_files() == []

    def test_an_index_that_cannot_be_read_leaves_none(self):
        for text in ("tyre marks", "glass fragments"):
            note(text)
            commit_and_drain()
        store.close_mine()
        tear(max((store.current_build() / "public").glob("*.seg")))
        with pytest.raises(store.IndexUnusable):
            store.open_index(Audience.PUBLIC)
        assert open_files() == []

    def test_what_a_commit_has_replaced_is_closed(self):
        for text in ("tyre marks", "glass fragments"):
            note(text)
            commit_and_drain()
            found("tyre")
        assert not any(file.endswith("(deleted)") for file in open_files())


def tear(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


DAMAGE = {
    "the table of contents is torn": lambda build: tear(max((build / "public").glob("*.toc"))),
    "a segment is torn": lambda build: tear(max((build / "public").glob("*.seg"))),
    "a segment is gone": lambda build: max((build / "public").glob("*.seg")).unlink(),
    "a segment is empty": lambda build: max((build / "public").glob("*.seg")).write_bytes(b""),
    "the folder is gone": lambda build: [p.unlink() for p in build.glob("*/*") if p.is_file()],
    "the pointer is gone": lambda build: (build.parent / "current").unlink(),
    "the pointer is nonsense": lambda build: (build.parent / "current").write_bytes(b"\xff\x00"),
    "the format is another": lambda build: (build.parent / "current").write_text("build-0-1"),
}


class TestDamage:
    @pytest.mark.parametrize("what", DAMAGE)
    def test_the_site_answers_and_the_worker_mends_it(self, two_kinds, app, client, what):
        made = note("tyre marks")
        commit_and_drain()
        DAMAGE[what](store.current_build())
        store.close_mine()
        follow.forget()
        page = client.get("/find?q=tyre")
        assert page.status_code == 200
        assert page.page.heading == "The search is being rebuilt"
        assert client.get("/healthz").json == {"database": "ok", "index": "not usable"}
        assert client.get("/healthz").status_code == 503
        assert query.related(reader(), "notes", "tyre marks") == []
        assert not agrees(app)
        writer.keep_in_step()
        assert found("tyre") == [made.id]
        assert agrees(app)
        assert client.get("/healthz").json == {"database": "ok", "index": "ok"}

    def test_a_failure_while_reading_asks_for_a_rebuild(self, two_kinds, monkeypatch):
        note("tyre marks")
        commit_and_drain()
        before = store.current_build()
        with pytest.raises(store.IndexUnusable), follow.reading(reader()):
            raise ValueError("torn")
        assert store.wanted_rebuild() == before.name
        writer.keep_in_step()
        assert store.current_build() != before
        assert store.wanted_rebuild() == ""

    def test_a_request_for_a_build_that_is_gone_is_left(self, two_kinds):
        before = store.current_build()
        store.ask_for_rebuild("build-1-999")
        writer.keep_in_step()
        assert store.current_build() == before

    def test_what_fails_is_not_tried_again_at_once(self, two_kinds, monkeypatch):
        note("tyre marks")
        db.session.commit()
        monkeypatch.setattr(writer, "drain", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            writer.keep_in_step()
        writer.keep_in_step()
        monkeypatch.setattr(writer, "_not_before", {})
        with pytest.raises(ZeroDivisionError):
            writer.keep_in_step()


class TestCheck:
    """It finds each kind of difference, and says which."""

    @pytest.fixture
    def made(self, two_kinds):
        made = note("tyre marks")
        commit_and_drain()
        return made

    def index_as(self, made, document):
        seq, stamp = outbox.latest()
        for audience in LADDER:
            writer._write(
                store.current_build() / audience, audience, {("notes", made.id): document}, seq, stamp
            )

    def document(self, made, **values):
        return writer.Document(
            **{
                "title": made.title,
                "body": made.what_happened,
                "audience": Audience.PUBLIC,
                "date": made.published_at,
                **values,
            }
        )

    def test_agreement(self, made, app):
        assert agrees(app)

    def test_missing(self, made, app):
        self.index_as(made, None)
        assert checking.check(app).indexes["public"].missing == [f"notes:{made.id}"]

    def test_surplus(self, made, app):
        made.state = LessonState.WITHDRAWN
        db.session.commit()
        writer.drain()
        self.index_as(made, self.document(made))
        assert checking.check(app).indexes["police"].surplus == [f"notes:{made.id}"]

    def test_differing(self, made, app):
        self.index_as(made, self.document(made, body="other words"))
        assert checking.check(app).indexes["members"].differing == [f"notes:{made.id}"]

    def test_wrong_audience(self, made, app):
        self.index_as(made, self.document(made, audience=Audience.MEMBERS))
        report = checking.check(app)
        assert report.indexes["police"].wrong_audience == [f"notes:{made.id}"]
        assert report.indexes["public"].missing == [f"notes:{made.id}"]

    def test_changes_that_wait(self, made, app):
        note("later")
        db.session.commit()
        report = checking.check(app)
        assert report.waiting == 1
        assert not report.agrees

    def test_it_changes_nothing(self, made, app):
        before = (last_seq(), store.open_index(Audience.POLICE).generation)
        checking.check(app)
        assert (last_seq(), store.open_index(Audience.POLICE).generation) == before
