"""Searching by meaning: what few words cannot say, whose meanings are stored, and that hidden ones change nothing.

Most of it with an encoder that knows topics by heart, for speed; the last class with the real one.
"""

from functools import partial

import numpy as np
import pytest

from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import LessonState
from app.search import encoder, mind, passages, query, store, vectors, writer
from app.search.encoder import DIMENSIONS, MINILM
from app.search.knowledge import Knowledge, shipped
from app.search.mind import Mind
from app.search.models import TextVector
from tests.search.conftest import commit_and_drain, note, place, reader

# Each word belongs to a topic; words of one topic mean nearly the same.
TOPICS = {
    "phones": ("phone", "handset", "mobile", "chip", "locked"),
    "horses": ("horse", "rider", "stable", "mounted"),
    "waste": ("rubbish", "dumped", "tipping", "skip"),
    "other": ("tyre", "glass"),
}


def by_heart(texts):
    """An encoder: the topics of a text's words, with a little of the words themselves."""
    found = np.zeros((len(texts), DIMENSIONS), np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", " ").split():
            for at, words in enumerate(TOPICS.values()):
                found[row, at] += word in words
            found[row, 10 + sum(map(ord, word)) % 300] += 0.3
    return encoder.from_bytes(encoder.to_bytes(found))


def knowing(encode):
    topics = tuple(" ".join(words) for words in TOPICS.values())
    few = Knowledge({}, {}, frozenset(), topics, len(topics))
    return Mind(encode, few, encode(topics))


@pytest.fixture
def minded(app, monkeypatch, request):
    """Searches go by meaning, with an encoder known by heart."""
    monkeypatch.setitem(app.config, "ENCODER", "on")
    monkeypatch.setattr(mind, "_shared", knowing(by_heart))
    monkeypatch.setattr(vectors, "of", by_heart)
    request.getfixturevalue("two_kinds")


def search(text="", audience="police", **rest):
    return query.search(reader(audience), text, **rest)


def ids(text="", audience="police", **rest):
    return [thing_id for _, thing_id in search(text, audience, **rest).ids]


class TestMeaning:
    def test_what_shares_no_word_is_found(self, minded):
        made = note("chip of a handset", title="Chip handset")
        note("horse and rider", title="Stable")
        commit_and_drain()
        found = search("locked mobile")
        assert found.ids[0] == ("notes", made.id)
        assert (found.with_all, found.by_meaning, found.is_far) == (0, True, False)

    def test_nothing_good_is_said_with_the_nearest(self, minded):
        note("horse and rider", title="Stable")
        commit_and_drain()
        found = search("rubbish", kind="notes")
        assert [item.card.title for item in found.page.items] == ["Stable"]
        assert found.is_far

    def test_no_more_than_the_nearest_are_shown_where_nothing_is_good(self, minded):
        for number in range(8):
            note(f"horse rider {number}", title="Stable")
        commit_and_drain()
        assert search("rubbish").total == mind.NEAREST

    def test_a_title_that_is_the_query_comes_first(self, minded):
        near = note("phone handset mobile chip locked " * 3, title="Locked phone handset mobile")
        exact = note("glass", title="Locked phone")
        commit_and_drain()
        assert ids("locked phones") == [exact.id, near.id]

    def test_phrases_and_minus_still_filter_by_words(self, minded):
        made = note("locked phone")
        note("phone that is locked")
        note("chip handset mobile", title="Handset")
        commit_and_drain()
        assert ids('"locked phone"') == [made.id]
        assert made.id not in ids("phone -locked")

    def test_a_thing_without_meaning_is_found_by_its_words(self, minded, monkeypatch):
        monkeypatch.setattr(passages, "stored", lambda documents, encode: [b""] * len(documents))
        made = note("locked phone")
        commit_and_drain()
        assert ids("phone") == [made.id]

    def test_facets_count_what_was_found_by_meaning(self, minded):
        note("chip of a handset", title="Chip handset", areas="fraud")
        commit_and_drain()
        area = next(facet for facet in search("locked mobile").facets if facet.name == "area")
        assert {option.value: option.count for option in area.options} == {"fraud": 1}

    def test_hidden_and_withdrawn_meanings_change_nothing(self, minded):
        for words in ("chip handset", "horse rider", "dumped skip", "glass"):
            note(words, title=words)
        commit_and_drain()
        before = [(item.id, item.score) for item in search("locked mobile", "public").page.items]
        hidden = [note("mobile chip", title="Locked phone", audience="police") for _ in range(5)]
        gone = [note("mobile chip", title="Locked phone") for _ in range(5)]
        commit_and_drain()
        assert set(ids("locked mobile")) >= {thing.id for thing in hidden}
        for thing in gone:
            thing.state = LessonState.WITHDRAWN
        commit_and_drain()
        assert [(item.id, item.score) for item in search("locked mobile", "public").page.items] == before

    def test_places_among_others_move_no_score(self, minded):
        note("chip handset", title="Handset")
        commit_and_drain()
        before = search("locked mobile").page.items[0].score
        place("Ferrenshire")
        commit_and_drain()
        assert search("locked mobile").page.items[0].score == before


class TestStored:
    def test_an_index_without_meanings_is_built_anew_once_they_are_wanted(self, two_kinds, monkeypatch, app):
        note("chip handset", title="Handset")
        commit_and_drain()
        assert writer.why_rebuild() == ""
        assert not search("locked mobile").by_meaning
        monkeypatch.setitem(app.config, "ENCODER", "on")
        monkeypatch.setattr(mind, "_shared", knowing(by_heart))
        monkeypatch.setattr(vectors, "of", by_heart)
        assert "without the encoder" in writer.why_rebuild()
        writer.rebuild()
        assert writer.why_rebuild() == ""
        assert search("locked mobile").total == 1

    def test_numbers_of_the_index_are_those_of_the_encoder(self, minded):
        made = note("Horse and rider went out together. Glass was found in the stable yard.", title="Stable")
        commit_and_drain()
        document = query.all_kinds()["notes"].document(made)
        (expected,) = passages.stored([document], by_heart)
        opened = store.open_index(Audience.PUBLIC)
        fields = [leaf.stored_fields(n) for leaf, _ in opened.leaves for n in range(leaf.doc_count_all())]
        assert [f["vectors"] for f in fields if "vectors" in f] == [expected]
        assert len(expected) == DIMENSIONS * 4  # whole, title, two sentences

    def test_a_rebuild_encodes_nothing_again(self, app, two_kinds, monkeypatch):
        asked = []

        class Counting:
            def encode(self, texts):
                asked.extend(texts)
                return by_heart(texts)

        monkeypatch.setitem(app.config, "ENCODER", "on")
        monkeypatch.setattr(mind, "_shared", knowing(by_heart))
        monkeypatch.setattr(encoder, "shared", lambda model: Counting())
        note("chip handset", title="Handset")
        commit_and_drain()
        assert asked
        stored = db.session.query(TextVector).count()
        db.session.commit()
        asked.clear()
        writer.rebuild()
        assert asked == []
        assert db.session.query(TextVector).count() == stored


class TestVocabulary:
    def test_an_acronym_finds_what_it_stands_for_without_an_encoder(self, two_kinds):
        made = note("an interview by achieving best evidence", title="Interviewing")
        note("an interview with a witness", title="Statement")
        commit_and_drain()
        assert ids("ABE") == [made.id]

    def test_what_has_the_word_itself_comes_first(self, two_kinds):
        other = note("an interview by achieving best evidence", title="Interviewing")
        itself = note("an interview under ABE rules", title="Interviewing")
        commit_and_drain()
        assert ids("ABE") == [itself.id, other.id]

    def test_a_word_of_the_vocabulary_is_no_misspelling(self, two_kinds):
        note("the glass was broken")
        commit_and_drain()
        term = next(stem for stem in sorted(shipped().stems) if len(stem) > 6 and stem.isalpha())
        assert search(term).suggestion == ""

    def test_terms_are_taken_as_long_as_they_are_known(self):
        known = {("best", "evid"): ()}
        knowledge = Knowledge(known, {}, frozenset(), (), 0)
        assert [term for term, _ in knowledge.concepts(["achiev", "best", "evid"])] == [
            ("achiev",),
            ("best", "evid"),
        ]

    def test_every_term_of_the_lists_can_be_asked_for(self, two_kinds):
        note("the glass was broken")
        commit_and_drain()
        for term in list(shipped().acronyms)[:40]:
            assert search(term).total <= 1


class TestWithTheRealEncoder:
    TEXTS = (
        (
            "Getting past the lock screens of suspects' mobiles",
            "We cannot read the data of handsets that we seize.",
        ),
        (
            "Fly-tipping hot spots",
            "Household waste is dumped in lanes at night, and nobody sees who does it.",
        ),
        ("Mounted section welfare", "How long should police horses work before they rest?"),
        ("Drink spiking tests", "A quick test for drugs put into drinks in night clubs."),
    )

    def test_the_meaning_finds_each(self, app, two_kinds, monkeypatch):
        encode = partial(encoder.encode, MINILM)
        monkeypatch.setitem(app.config, "ENCODER", "on")
        monkeypatch.setattr(mind, "_shared", knowing(encode))
        monkeypatch.setattr(vectors, "of", encode)
        made = [note(text, title=title) for title, text in self.TEXTS]
        commit_and_drain()
        asked = (
            "phones we can't get into",
            "rubbish left in the countryside",
            "equine fatigue",
            "spiked beverages",
        )
        for text, thing in zip(asked, made, strict=True):
            found = search(text)
            first = found.page.items[0] if found.page.items else found
            assert first.id == thing.id, text


@pytest.mark.parametrize("kind", ["", "notes"])
def test_the_page_says_when_nothing_is_good(minded, client, kind):
    note("horse and rider", title="Stable")
    commit_and_drain()
    page = client.get(f"/find?q=zzz+dumped&kind={kind}").page
    assert "Nothing here answers this well. The nearest are:" in page.text
    assert "post a brief" in page.text
    assert "Stable" in page.text
