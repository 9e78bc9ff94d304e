"""What a search finds, in which order, for whom."""

import random
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock
from app.extensions import db
from app.lessons.models import LessonState
from app.search import query, rank
from tests.search.conftest import commit_and_drain, note, place, reader
from tests.support.counts import count

pytestmark = pytest.mark.postgres(full=True)


def search(text="", audience="police", **rest):
    return query.search(reader(audience), text, **rest)


def ids(text="", audience="police", **rest):
    return [thing_id for _, thing_id in search(text, audience, **rest).ids]


class TestWords:
    def test_forms_of_a_word_find_each_other(self, two_kinds):
        made = note("marks left by tyres")
        commit_and_drain()
        assert ids("tyre mark") == ids("TIRES marking") == [made.id]

    def test_title_keywords_and_body_are_searched(self, two_kinds):
        made = [note("tyre"), note("x", title="The tyre"), note("x", root_cause="tyre")]
        commit_and_drain()
        assert set(ids("tyre")) == {thing.id for thing in made}

    def test_a_title_counts_more_than_a_body(self, two_kinds):
        body = note("tyre of a burglary scene", title="Marks found")
        title = note("found of a burglary scene", title="Tyre marks")
        commit_and_drain()
        assert ids("tyre") == [title.id, body.id]

    def test_all_words_come_before_some(self, two_kinds):
        some = note("tyre " * 20)
        both = note("tyre " + "filler " * 50 + "marks")
        commit_and_drain()
        found = search("tyre marks")
        assert [thing_id for _, thing_id in found.ids] == [both.id, some.id]
        assert found.with_all == 1

    def test_enough_with_all_words_leave_the_others_out(self, two_kinds):
        note("tyre")
        both = {note("tyre marks").id for _ in range(query.ENOUGH)}
        commit_and_drain()
        assert set(ids("tyre marks")) == both

    def test_some_words_are_said_to_be_some(self, two_kinds):
        made = note("tyre")
        commit_and_drain()
        found = search("tyre elephants")
        assert [thing_id for _, thing_id in found.ids] == [made.id]
        assert found.with_all == 0

    def test_a_phrase_wants_its_words_side_by_side(self, two_kinds):
        apart = note("tyre tracks and other marks")
        together = note("the tyre marks at the scene")
        commit_and_drain()
        assert ids('"tyre marks"') == [together.id]
        assert ids("“tyre marks”") == [together.id]
        assert set(ids("tyre marks")) == {apart.id, together.id}

    def test_a_phrase_does_not_reach_from_title_to_body(self, two_kinds):
        note("marks", title="tyre")
        commit_and_drain()
        assert ids('"tyre marks"') == []

    def test_a_minus_leaves_out(self, two_kinds):
        kept = note("tyre scene")
        note("tyre marks")
        note("tyre data sharing")
        commit_and_drain()
        assert ids('tyre -mark -"data sharing"') == [kept.id]
        assert ids("-mark", kind="notes") == [i for i in ids() if i in ids("-mark")]

    def test_a_hyphen_inside_a_word_leaves_nothing_out(self, two_kinds):
        made = note("tread pattern")
        commit_and_drain()
        assert ids("tread-pattern") == [made.id]

    def test_words_that_say_nothing_find_nothing(self, two_kinds):
        note("tyre")
        commit_and_drain()
        found = search("the of and")
        assert found.total == 0
        assert found.says_nothing

    def test_no_words_list_everything_newest_first(self, two_kinds):
        old = note("one", published_at=clock.now() - timedelta(days=3))
        new = note("two", published_at=clock.now())
        undated = place("Ferrenshire")
        commit_and_drain()
        assert search().ids == (("notes", new.id), ("notes", old.id), ("places", undated.id))

    def test_sorted_by_date(self, two_kinds):
        new = note("tyre", published_at=clock.now())
        old = note("tyre tyre tyre", title="tyre", published_at=clock.now() - timedelta(days=3))
        commit_and_drain()
        assert ids("tyre") == [old.id, new.id]
        assert ids("tyre", sort="date") == [new.id, old.id]
        assert ids("tyre", sort="nonsense") == [old.id, new.id]


class TestSuggestions:
    def test_a_misspelt_word_is_put_right(self, two_kinds):
        note("the ethics committee refused")
        commit_and_drain()
        assert search("ethics comittee").suggestion == "ethics committee"
        assert search('"ethics comittee" -tyre').suggestion == '"ethics committee" -tyre'

    def test_a_word_that_something_has_is_left(self, two_kinds):
        note("committees")
        commit_and_drain()
        assert search("committee").suggestion == ""

    def test_a_deleted_word_is_never_suggested(self, two_kinds):
        made = note("committee")
        note("other words")
        commit_and_drain()
        made.state = LessonState.WITHDRAWN
        commit_and_drain()
        assert search("comittee").suggestion == ""


class TestAudiences:
    """What a reader may not see changes nothing that the reader sees."""

    WORDS = ["tyre", "marks", "scene", "burglary", "data", "vetting", "ethics", "committee"]

    def fill(self, dice, audience, number):
        for _ in range(number):
            note(
                " ".join(dice.choices(self.WORDS, k=12)),
                audience=audience,
                areas=dice.choice(["burglary", "fraud"]),
                mechanisms=dice.choice(["research", "training"]),
            )

    def seen(self, audience):
        shown = []
        for text in (
            "",
            "tyre marks",
            "ethics",
            "comittee",
            "secret",
            "sercet",
            '"tyre marks"',
            "tyre secret",
        ):
            found = search(text, audience)
            scores = [(item.kind, item.id, round(item.score, 9), item.card) for item in found.page.items]
            shown.append((found.ids, found.counts, found.facets, found.suggestion, found.with_all, scores))
        near = query.related(reader(audience), "notes", "tyre marks at the scene of a secret burglary", 5)
        return shown, [(item.id, round(item.score, 9)) for item in near]

    @pytest.mark.parametrize(
        ("audience", "hidden"), [("public", "members"), ("public", "police"), ("members", "police")]
    )
    def test_hidden_documents_change_nothing(self, two_kinds, audience, hidden):
        dice = random.Random(3)
        self.fill(dice, "public", 12)
        self.fill(dice, audience, 6)
        commit_and_drain()
        before = self.seen(audience)
        self.fill(dice, hidden, 8)
        note("secret tyre committee " * 4, audience=hidden, areas="secret")
        commit_and_drain()
        assert self.seen(audience) == before
        assert self.seen(hidden) != before

    def test_withdrawn_documents_change_nothing(self, two_kinds):
        dice = random.Random(4)
        self.fill(dice, "public", 12)
        commit_and_drain()
        before = self.seen("public")
        made = [note("secret tyre committee " * 4, areas="secret") for _ in range(5)]
        commit_and_drain()
        assert self.seen("public") != before
        for thing in made:
            thing.state = LessonState.WITHDRAWN
        commit_and_drain()
        assert self.seen("public") == before

    def test_a_wider_audience_sees_more(self, two_kinds):
        made = [note("tyre", audience=audience) for audience in ("public", "members", "police")]
        commit_and_drain()
        for number, audience in enumerate(("public", "members", "police"), 1):
            assert set(ids("tyre", audience)) == {thing.id for thing in made[:number]}

    @pytest.mark.parametrize("change", [{"state": LessonState.WITHDRAWN}, {"partners": "police"}])
    def test_a_stale_index_shows_nothing_that_may_no_longer_be_read(self, two_kinds, change):
        made = note("tyre sercet", areas="fraud")
        commit_and_drain()
        assert ids("tyre", "public") == [made.id]
        for name, value in change.items():
            setattr(made, name, value)
        db.session.commit()
        found = search("tyre", "public")
        assert (found.ids, found.page.items, found.counts["notes"]) == ((), [], 0)
        assert all(facet.options == () for facet in found.facets)
        assert search("tyer", "public").suggestion == ""
        assert query.related(reader("public"), "notes", "tyre sercet") == []

    def test_snippets_are_of_the_row_as_it_is_now(self, two_kinds):
        made = note("tyre marks of a name that must go")
        commit_and_drain()
        made.what_happened = "tyre marks"
        db.session.commit()
        assert search("tyre", "public").page.items[0].card.summary == "<mark>tyre</mark> marks"


class TestFacets:
    AREAS = ["burglary", "fraud", "cyber"]
    MECHANISMS = ["research", "training"]

    @pytest.fixture
    def notes(self, two_kinds):
        dice = random.Random(11)
        made = [
            note(
                dice.choice(["tyre", "tyre marks", "glass"]),
                areas=" ".join(dice.sample(self.AREAS, dice.randint(0, 2))),
                mechanisms=" ".join(dice.sample(self.MECHANISMS, dice.randint(0, 1))),
            )
            for _ in range(30)
        ]
        commit_and_drain()
        return made

    def test_counts_equal_brute_force(self, notes):
        areas = ((), ("burglary",), ("burglary", "fraud"))
        for asked in product(("", "tyre", "glass"), areas, ((), ("research",))):
            self.compare(notes, *asked)

    def compare(self, notes, text, areas, mechanisms):
        def passes(thing, areas, mechanisms):
            return (
                text in thing.what_happened
                and (not areas or set(areas) & set(thing.areas_text.split()))
                and (not mechanisms or set(mechanisms) & set(thing.year.split()))
            )

        found = search(text, kind="notes", facets={"area": areas, "mechanism": mechanisms})
        assert {i for _, i in found.ids} == {n.id for n in notes if passes(n, areas, mechanisms)}
        assert found.counts["notes"] == found.total == found.page.total
        counted = {facet.name: {o.value: o.count for o in facet.options} for facet in found.facets}
        for area in self.AREAS:
            expected = sum(area in n.areas_text.split() for n in notes if passes(n, (), mechanisms))
            assert counted["area"].get(area, 0) == expected
        for mechanism in self.MECHANISMS:
            expected = sum(mechanism in n.year.split() for n in notes if passes(n, areas, ()))
            assert counted["mechanism"].get(mechanism, 0) == expected

    def test_labels_come_from_the_kind(self, notes):
        labels = {option.value: option.label for option in search().facets[1].options}
        assert labels["fraud"] == "FRAUD"

    def test_unknown_values_are_named_and_left_out(self, notes):
        found = search(facets={"area": ["fraud", "nonsense"], "region": ["nowhere"], "no_facet": ["x"]})
        assert found.chosen == {"area": ("fraud",)}
        assert found.unknown == {"area": ("nonsense",), "region": ("nowhere",)}

    def test_an_unknown_kind_is_left_out(self, notes):
        assert search(kind="nonsense").kind == ""


class TestTabs:
    def test_each_tab_has_its_count(self, two_kinds):
        note("tyre")
        place("Tyre")
        place("Glass")
        commit_and_drain()
        assert search("tyre").counts == {"notes": 1, "places": 1}
        assert search("tyre", kind="places").total == 1

    def test_an_empty_tab_offers_what_is_like_the_hits_elsewhere(self, two_kinds):
        note("elephants at the harbour of Whitby")
        place("Whitby Harbour Police")
        place("Glass")
        commit_and_drain()
        found = search("elephants", kind="places")
        assert found.total == 0
        assert [item.card.title for item in found.nearest] == ["Whitby Harbour Police"]

    def test_a_tab_emptied_by_filters_offers_its_hits_without_them(self, two_kinds):
        made = note("tyre", areas="fraud")
        note("glass", areas="cyber")
        commit_and_drain()
        found = search("tyre", kind="notes", facets={"area": ["cyber"]})
        assert found.total == 0
        assert [item.id for item in found.nearest] == [made.id]

    def test_an_empty_kind_is_empty(self, two_kinds):
        found = search("tyre", kind="places")
        assert (found.total, found.nearest) == (0, ())

    def test_pages_go_on_where_the_last_ended(self, two_kinds):
        for number in range(25):
            note(f"tyre {number}")
        commit_and_drain()
        shown = [i.id for page in (1, 2, 3) for i in search("tyre", page=page, size=10).page.items]
        assert shown == ids("tyre")
        assert search("tyre", page=99, size=10).page.number == 3


class TestRelated:
    def test_the_most_alike_come_first(self, two_kinds):
        far = note("nobody could export the data before the deadline")
        near = note("vetting took nine months and the student had left")
        commit_and_drain()
        draft = "We want a student for a year. Vetting has taken many months before, and one student left."
        assert [item.id for item in query.related(reader(), "notes", draft + " Data.")] == [near.id, far.id]

    def test_left_out_limited_and_narrowed(self, two_kinds):
        made = [note(f"tyre marks {'again ' * n}", areas="fraud" if n % 2 else "cyber") for n in range(6)]
        commit_and_drain()
        assert len(query.related(reader(), "notes", "tyre marks", 2)) == 2
        first = query.related(reader(), "notes", "tyre marks", 1)[0].id
        assert first not in [f.id for f in query.related(reader(), "notes", "tyre marks", 6, but_not=[first])]
        narrowed = query.related(reader(), "notes", "tyre marks", 6, facets={"area": ["fraud"]})
        assert {item.id for item in narrowed} == {n.id for n in made if n.areas_text == "fraud"}

    def test_enough_are_found_behind_many_that_may_not_be_read(self, two_kinds):
        kept = note("tyre")
        hidden = [note("tyre tyre tyre marks") for _ in range(40)]
        commit_and_drain()
        for thing in hidden:
            thing.state = LessonState.WITHDRAWN
        db.session.commit()
        assert [item.id for item in query.related(reader(), "notes", "tyre marks", 2)] == [kept.id]

    def test_any_text_will_do(self, two_kinds):
        note("tyre")
        commit_and_drain()
        for text in ("", "the of", "\x00\ud800", "(" * 2000, "x" * 100_000):
            assert query.related(reader(), "notes", text) == []

    def test_an_unknown_kind_has_none(self, two_kinds):
        assert query.related(reader(), "nonsense", "tyre") == []


ODD = [
    "(" * 2000,
    ")" * 2000,
    "NOT OR x",
    "AND",
    "OR OR",
    "*",
    "*tyre",
    "tyr*",
    "?",
    "[a TO",
    "{",
    "a:b",
    "title:",
    '"',
    '""',
    '"""',
    "-",
    "--",
    '-"',
    "-tyre",
    "\x00",
    "tyre\x00marks",
    "\ud800",
    "😀",
    "a" * 40_000,
    "tyre " * 3000,
    "~2",
    "tyre^9999",
    "\\",
    "'",
    "' OR 1=1 --",
    "<script>",
    "%",
    "\u202e",
    "é́́",
    "１２",
    "ﬁ",
    "İ",
    "ß",
    "_seq",
    "key:_seq",
]


class TestOddQueries:
    def test_nothing_typed_is_an_error(self, two_kinds):
        note("tyre marks")
        commit_and_drain()
        for text in ODD:
            assert search(text).total <= 1
            assert len(search(text).text) <= rank.LONGEST_QUERY

    @settings(
        max_examples=count(50, 1000),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(text=st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"-() tyremark*:'))))
    def test_nothing_at_all_is_an_error(self, two_kinds, text):
        if not search("tyre").total:
            note("tyre marks", title="Tyre")
            commit_and_drain()
        found = search(text)
        assert found.total <= 1
        assert query.related(reader(), "notes", text) is not None

    def test_a_long_query_is_cut_and_says_so(self, two_kinds):
        assert search("tyre " * 100).was_cut
        assert not search("tyre").was_cut
