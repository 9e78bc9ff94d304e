"""The search page: its state is in the address, it needs no script, and it answers whatever is asked."""

import pytest
from sqlalchemy.exc import OperationalError

from app.search import routes, store
from tests.search.conftest import commit_and_drain, note, place

pytestmark = pytest.mark.postgres(full=True)


@pytest.fixture
def notes(two_kinds):
    made = [
        note("tyre marks <b>at</b> the scene", areas="fraud", mechanisms="research"),
        note("tyre committee", areas="cyber", mechanisms="training"),
    ]
    place("Ferrenshire")
    commit_and_drain()
    return made


def titles(page):
    return [link["href"] for link in page.select(".cg-card__title a")]


def text(page):
    return " ".join(page.get_text().split())


def follow(client, page, words):
    link = next(a for a in page.select("main a") if words in " ".join(a.get_text().split()))
    answer = client.get(link["href"])
    assert answer.status_code == 200
    return answer.page


def test_the_public_can_search(client, notes):
    page = client.get("/find?q=tyre").page
    assert set(titles(page)) == {f"/notes/{thing.id}" for thing in notes}


def test_words_found_are_marked_and_the_rest_is_escaped(client, notes):
    answer = client.get("/find?q=scene")
    assert "tyre marks &lt;b&gt;at&lt;/b&gt; the <mark>scene</mark>" in answer.get_data(as_text=True)


def test_tabs_show_counts_and_keep_the_words(client, notes):
    page = client.get("/find?q=tyre").page
    assert "Notes (2)" in text(page)
    assert "Places (0)" in text(page)
    page = follow(client, page, "Notes (2)")
    assert page.select_one("nav[aria-label='Kinds of result'] a[aria-current]").get_text() == "Notes (2)"
    assert len(titles(page)) == 2


def test_an_empty_tab_says_so(client, notes):
    page = client.get("/find?q=tyre&kind=places").page
    assert "Nothing found in places" in text(page)
    assert len(titles(follow(client, page, "Look in everything"))) == 2


def test_filters_are_in_the_address_and_can_be_taken_off(client, notes):
    page = client.get("/find?q=tyre&area=fraud&area=cyber&mechanism=research").page
    assert titles(page) == [f"/notes/{notes[0].id}"]
    assert {box["value"] for box in page.select("input[name=area][checked]")} == {"cyber", "fraud"}
    page = follow(client, page, "Remove filter: Mechanism: RESEARCH")
    assert len(titles(page)) == 2
    assert len(titles(follow(client, page, "Remove filter: Area of challenge: FRAUD"))) == 1
    assert len(titles(follow(client, page, "Clear filters"))) == 2


def test_the_forms_carry_the_rest_of_the_address(client, notes):
    page = client.get("/find?q=tyre&kind=notes&area=fraud&sort=date").page
    assert page.form("form.cg-searchbar") == {
        "q": ["tyre"],
        "kind": ["notes"],
        "area": ["fraud"],
        "sort": ["date"],
    }
    assert page.form("form.cg-facets") == {
        "q": ["tyre"],
        "kind": ["notes"],
        "area": ["fraud"],
        "sort": ["date"],
    }


def test_order_can_be_changed(client, notes):
    page = follow(client, client.get("/find?q=tyre").page, "Newest")
    assert page.select_one("ul[aria-label=Order] a[aria-current]").get_text() == "Newest"
    page = follow(client, page, "Best match")
    assert page.select_one("ul[aria-label=Order] a[aria-current]").get_text() == "Best match"


def test_a_misspelling_is_one_press_from_its_cure(client, notes):
    page = follow(client, client.get("/find?q=comittee&kind=notes").page, "committee")
    assert titles(page) == [f"/notes/{notes[1].id}"]


def test_some_words_only_is_said(client, notes):
    assert "No result has all of these words" in text(client.get("/find?q=tyre+elephants").page)
    page = client.get("/find?q=tyre+marks").page
    assert "1 result has all of these words. The others have some of them." in text(page)


def test_pages_keep_the_address(client, notes):
    for number in range(30):
        note(f"tyre {number}", areas="fraud")
    commit_and_drain()
    page = follow(client, client.get("/find?q=tyre&area=fraud").page, "Next")
    assert page.heading == "Find: tyre (page 2 of 2)"
    assert len(titles(page)) == 11


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "kind=nonsense",
        "area=nonsense&area=%00&region=%FF",
        "sort=nonsense",
        "page=0",
        "page=-1",
        "page=x",
        "page=9999999999",
        "q=" + "(" * 2000,
        "q=%00%ED%A0%80",
        "q=" + "tyre+" * 500,
        "q=the",
        "q=%F0%9F%98%80",
        "q=<script>alert(1)</script>",
        "&".join(f"area={n}" for n in range(500)),
        "area=" + "x" * 3000,
        "q=-tyre",
        "q=%22",
    ],
    ids=lambda query: query[:20],
)
def test_any_address_is_answered(client, notes, query):
    assert client.get(f"/find?{query}").status_code == 200


def test_what_is_not_known_is_said(client, notes):
    shown = text(client.get("/find?kind=nonsense&area=elephants").page)
    assert "There is no such tab" in shown
    assert "Nothing here has the area of challenge “elephants”" in shown


def test_reading_writes_nothing(client, notes, statements):
    before = list(statements.written)  # not forgotten: they say that the database must be put back
    client.get("/find?q=tyre")
    client.get("/healthz")
    assert statements.written == before


class TestHealth:
    def test_well(self, client, two_kinds):
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json) == (200, {"database": "ok", "index": "ok"})

    def test_no_index(self, client, two_kinds):
        (store.folder() / "current").unlink()
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json) == (503, {"database": "ok", "index": "not usable"})

    def test_no_database(self, client, two_kinds, monkeypatch):
        def fail(*args, **kwargs):
            raise OperationalError("select", {}, Exception("away"))

        monkeypatch.setattr(routes.db.session, "scalar", fail)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json) == (503, {"database": "not usable", "index": "ok"})
