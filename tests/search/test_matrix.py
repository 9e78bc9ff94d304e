"""The matrix scores as plain Whoosh does with the same weighting, follows commits, and is swapped whole."""

import csv
import os
import random
import re
import threading
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from flask import session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.actor import Audience
from app.core.kinds import Document
from app.core.worker import heartbeat_path
from app.extensions import db
from app.lessons.models import LessonState
from app.search import follow, outbox, plain, query, rank, segment, store, writer
from app.search.matrix import Matrix
from app.search.words import STEMS, tokens
from tests.search.conftest import commit_and_drain, note, place, reader
from tests.support.counts import count

DATA = Path(__file__).resolve().parents[2] / "app" / "taxonomy" / "data"
WORDS = ["tyre", "marks", "scene", "burglary", "data", "vetting", "glass", "ethics", "drone", "fibre", "dna"]


@pytest.fixture(scope="module")
def texts():
    """Titles and texts of the reference data: research questions, areas, specialisms, the vocabulary."""
    rows = []
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [[value for value in row if " " in value] for row in csv.reader(file)]
    return [(row[0], " ".join(row[1:])) for row in rows if row]


def fill(documents, start=1, gone=()):
    """Write (title, text) pairs as notes of the public index, several to a commit; `gone` takes ids away."""
    seq, stamp = outbox.latest()
    given = {
        ("notes", number): Document(
            title=title, body=text, audience=Audience.PUBLIC, facets={"area": (title[:2],)}
        )
        for number, (title, text) in enumerate(documents, start)
    }
    given |= {("notes", number): None for number in gone}
    writer._write(store.current_build() / Audience.PUBLIC, Audience.PUBLIC, given, seq, stamp)


def both_ways(text, limit=10):
    """The best documents by matrix and by plain Whoosh."""
    weights = Counter(tokens(text))
    slow = plain.top(store.open_index(Audience.PUBLIC), weights, limit)
    return rank.alike(follow.latest(Audience.PUBLIC).matrix, text, limit), [facts.key for facts in slow]


class TestOracle:
    """Plain Whoosh with the same weighting must give the same ten, in the same order."""

    @pytest.fixture
    def filled(self, two_kinds, texts):
        # Two segments and more, with deleted documents in the first, and twins that only their ids tell apart.
        texts = texts[:: count(4, 1)]
        half = len(texts) // 2
        fill(texts[:half])
        fill([*texts[half:], *texts[:20]], start=half + 1, gone=range(1, half, 7))

    def test_on_questions_from_the_reference_data(self, filled, texts):
        dice = random.Random(5)
        several = len(store.open_index(Audience.PUBLIC).leaves)
        assert several > 1
        for _ in range(count(30, 600)):
            title, text = dice.choice(texts)
            words = f"{title} {text} {dice.choice(texts)[1]}".split()
            asked = " ".join(dice.choices(words, k=dice.choice((1, 2, 3, 10, 40, 150))))
            ours, theirs = both_ways(asked)
            assert ours == theirs, asked

    @settings(
        max_examples=count(8, 500),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        documents=st.lists(st.lists(st.sampled_from(WORDS), max_size=12), min_size=1, max_size=25),
        gone=st.sets(st.integers(1, 25)),
        asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=20),
    )
    def test_on_any_small_index(self, two_kinds, documents, gone, asked):
        """Few words make many equal scores: the ties too must fall the same way."""
        random.seed()  # Whoosh names segments at random, and hypothesis makes chance repeat itself
        fill([], gone=range(1, 26))
        fill([("", " ".join(words)) for words in documents])
        fill([("", "tyre marks")], start=30, gone=gone)
        ours, theirs = both_ways(" ".join(asked))
        assert ours == theirs

    def test_frequencies_are_of_living_documents(self, filled):
        held = follow.latest(Audience.PUBLIC)
        opened = store.open_index(Audience.PUBLIC)
        living = opened.facts
        assert held.matrix.size == len(living)
        for stem in ("forens", "data", "digit", "nowher"):
            term = ("all", stem.encode())
            found = {
                base + number
                for leaf, base in opened.leaves
                if term in leaf
                for number in leaf.postings(*term).all_ids()
            }
            assert held.matrix.frequency(stem) == len(found & living.keys())

    def test_a_segment_is_read_as_whoosh_gives_it_posting_by_posting(self, filled):
        opened = store.open_index(Audience.PUBLIC)
        for (leaf, _), entries in zip(opened.leaves, opened.entries, strict=True):
            made = segment.read(leaf, entries)
            by_term = dict(zip(made.terms, made.counts.T.tocsr(), strict=True))
            assert set(by_term) == {term.decode() for term in leaf.lexicon("all")}
            dead = set(leaf.segment().deleted_docs())
            for stem, row in by_term.items():
                matcher, found = leaf.postings("all", stem), {}
                while matcher.is_active():
                    found[matcher.id()] = matcher.weight()
                    matcher.next()
                ours = dict(zip(row.tocoo().coords[-1].tolist(), row.data.tolist(), strict=True))
                assert {n: times for n, times in ours.items() if n not in dead} == found


class TestMatrix:
    made: list[Matrix] = []

    @pytest.fixture
    def matrix(self, two_kinds, texts):
        """One for all these tests, which only read it."""
        if not self.made:
            fill(texts[:400])
            self.made.append(follow.latest(Audience.PUBLIC).matrix)
        return self.made[0]

    def test_the_best_are_the_best_of_all(self, matrix):
        """Finding the best without sorting all gives what sorting all gives."""
        dice = np.random.default_rng(3)
        for size in (10, 100, 5_000, 20_000):
            scores = np.round(dice.random(size) * 50) * (dice.random(size) < 0.3)
            among = dice.random(size) < 0.5
            for mask in (None, among):
                kept = [r for r in range(size) if scores[r] > 0 and (mask is None or mask[r])]
                expected = sorted(kept, key=lambda row: (-scores[row], row))[:10]
                assert matrix.top(scores, 10, mask).tolist() == expected

    def test_short_and_long_questions_score_alike(self, matrix):
        stems = tokens("forensic analysis of digital evidence from phones")
        scores, covered, number = matrix.search(stems)
        assert np.allclose(scores, matrix.scores(dict.fromkeys(stems, 1.0)), rtol=1e-12)
        for row in (0, 17, 399):
            has = [stem for stem in stems if row in matrix.holders(stem)]
            assert number[row] == len(has)
            assert covered[row] == pytest.approx(sum(map(matrix.information, has)))

    def test_codes_are_counted(self, matrix, texts):
        rows = np.arange(0, 400, 3)
        expected = Counter(("area", texts[matrix.facts[row].id - 1][0][:2]) for row in rows)
        assert matrix.count_codes(rows) == expected
        code = next(iter(expected))
        assert matrix.having(rows, {code}).sum() == expected[code]
        assert not matrix.having(rows, {("area", "nowhere")}).any()

    def test_vectors_multiply_to_the_score(self, matrix):
        """The weights of a document, asked as a question, score every document with the product of the vectors."""
        keys = ["notes:5", "notes:77", "notes:nowhere"]
        vectors = matrix.vectors(keys)
        assert vectors.shape == (3, len(matrix.stems))
        assert vectors[[2]].nnz == 0
        everything = matrix.vectors(facts.key for facts in matrix.facts)
        products = (vectors @ everything.T).toarray()
        row = vectors[[0]].tocoo()
        asked = {matrix.stems[c]: w for c, w in zip(row.coords[1].tolist(), row.data.tolist(), strict=True)}
        assert np.allclose(products[0], matrix.scores(asked))
        assert products[0, matrix.row_of["notes:77"]] == pytest.approx(products[1, matrix.row_of["notes:5"]])

    def test_the_order_of_writing_changes_nothing(self, two_kinds, texts):
        many = count(25, 60)
        some = texts[:many]
        fill(some)
        one = follow.latest(Audience.PUBLIC).matrix
        fill([], gone=range(1, many + 1))
        for number in random.Random(1).sample(range(many), many)[::-1]:
            fill([some[number]], start=number + 1)
        other = follow.latest(Audience.PUBLIC).matrix
        for asked in (some[3][1], "digital evidence", "police"):
            weights = Counter(tokens(asked))
            assert (one.scores(weights) == other.scores(weights)).all()
        assert [facts.key for facts in one.facts] == [facts.key for facts in other.facts]

    def test_an_empty_index_finds_nothing(self, two_kinds):
        matrix = follow.latest(Audience.PUBLIC).matrix
        assert matrix.size == 0
        assert rank.alike(matrix, "tyre marks", 10) == []
        assert matrix.count_codes(np.zeros(0, np.intp)) == {}
        assert matrix.vectors(["notes:1"]).shape[0] == 1
        assert Matrix([]).size == 0


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aesz'’. -AE"))))
def test_tokens_are_those_of_the_analysis_that_whoosh_is_given(text):
    assert tokens(text) == [token.text for token in STEMS(text)]


class TestFollowing:
    @pytest.fixture
    def read(self, monkeypatch):
        """The segments that were read, as numbers of documents."""
        seen = []
        original = segment.read
        monkeypatch.setattr(
            segment, "read", lambda leaf, facts: seen.append(len(facts)) or original(leaf, facts)
        )
        return seen

    @pytest.fixture
    def follower(self, app, two_kinds):
        follow.start(app)
        yield
        follow.stop()

    def held(self):
        return follow.current(Audience.PUBLIC)

    def wait_for(self, condition, seconds=20.0):
        until = time.monotonic() + seconds
        while not condition() and time.monotonic() < until:
            time.sleep(0.01)
        assert condition()

    def test_only_new_segments_are_read(self, two_kinds, texts, read):
        fill(texts[:50])
        assert self.held().matrix.size == 50
        read.clear()
        fill(texts[50:52], start=51)
        assert self.held().matrix.size == 52
        assert sum(read) < 50
        assert self.held() is self.held()

    def test_what_is_withdrawn_leaves(self, two_kinds):
        made = note("tyre")
        kept = place("Ferrenshire")
        commit_and_drain()
        assert self.held().matrix.frequency("tyre") == 1
        made.state = LessonState.WITHDRAWN
        commit_and_drain()
        assert self.held().matrix.frequency("tyre") == 0
        assert [facts.key for facts in self.held().matrix.facts] == [f"places:{kept.id}"]

    def test_a_matrix_in_use_stays_as_it_was(self, two_kinds):
        note("tyre")
        commit_and_drain()
        before = self.held()
        note("tyre")
        commit_and_drain()
        assert self.held().matrix.frequency("tyre") == 2
        assert before.matrix.frequency("tyre") == before.matrix.size == 1

    def test_the_thread_takes_up_a_commit(self, follower, texts):
        self.wait_for(lambda: self.held().matrix.size == 0)
        fill(texts[:5])
        self.wait_for(lambda: self.held().matrix.size == 5)

    def test_a_search_does_not_wait_for_the_thread(self, follower, texts, monkeypatch):
        self.wait_for(lambda: self.held().matrix.size == 0)
        gate, wanted = threading.Event(), threading.Event()
        original = segment.read

        def slowly(*args):
            wanted.set()
            gate.wait(20)
            return original(*args)

        monkeypatch.setattr(segment, "read", slowly)
        fill(texts[:5])
        assert wanted.wait(20)
        assert self.held().matrix.size == 0
        gate.set()
        self.wait_for(lambda: self.held().matrix.size == 5)

    def test_a_reader_who_wrote_waits_for_that(self, app, follower, texts, monkeypatch):
        monkeypatch.setitem(app.config, "INDEX_WAIT_SECONDS", 2)
        self.wait_for(lambda: follow.reached(Audience.PUBLIC) == outbox.latest()[0])
        db.session.add(writer.OutboxRow(kind="notes", thing_id=1))
        db.session.commit()
        with app.test_request_context():
            heartbeat_path(app).touch()
            follow.note_own_write(outbox.latest()[0])
            assert session[follow.WROTE][0] == outbox.latest()[0]
            timer = threading.Timer(0.2, fill_in(app, texts[:5]))
            timer.start()
            assert self.held().matrix.size == 5
            timer.join()
            # An old note holds nobody up.
            session[follow.WROTE] = (10**9, time.time() - 1)
            waits = []
            monkeypatch.setattr(follow, "time", SimpleNamespace(time=time.time, sleep=waits.append))
            self.held()
            assert waits == []
        heartbeat_path(app).unlink()

    def test_no_thread_stays(self, app, two_kinds):
        follow.start(app)
        follow.start(app)
        assert sum(thread.name == "index-follower" for thread in threading.enumerate()) == 1
        follow.stop()
        assert not follow.is_following()
        assert all(thread.name != "index-follower" for thread in threading.enumerate())

    def test_a_fork_has_no_thread_and_no_held_lock(self, app, follower):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writes, b"thread" if follow.is_following() or follow._locks else b"none")
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(reads, 10) == b"none"
        os.close(reads)
        os.close(writes)
        assert follow.is_following()

    def test_a_missing_index_is_said_to_be_missing(self, follower):
        self.wait_for(lambda: self.held().matrix.size == 0)
        (store.folder() / "current").unlink()
        with pytest.raises(store.IndexUnusable):
            self.held()


def fill_in(app, texts):
    def run():
        with app.app_context():
            fill(texts)
            db.session.remove()

    return run


def test_a_damaged_segment_asks_for_a_rebuild(two_kinds, texts):
    fill(texts[:50])
    build = store.current_build()
    path = max((build / "public").glob("*.seg"), key=lambda path: path.stat().st_size)
    path.write_bytes(re.sub(rb"W3Bl", b"xxxx", path.read_bytes()))
    with pytest.raises(store.IndexUnusable):
        follow.current(Audience.PUBLIC)
    assert writer.why_rebuild()


def test_a_file_cut_short_while_it_is_open_does_no_more_harm_than_that(two_kinds):
    made = [note(f"tyre marks at scene {number}") for number in range(50)]
    commit_and_drain()
    assert query.search(reader("police"), '"tyre marks"').total == len(made)
    for path in (store.current_build() / "police").glob("*.seg"):
        os.truncate(path, path.stat().st_size // 3)
    with pytest.raises(store.IndexUnusable):
        query.search(reader("police"), '"tyre marks at" comittee')
    assert writer.why_rebuild()
