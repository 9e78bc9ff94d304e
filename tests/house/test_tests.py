"""The tests' own tools do what they promise."""

import socket
import urllib.request
from contextlib import suppress

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app.briefs.models import Brief
from app.core import clock as site_clock
from app.core.actor import Audience
from app.core.models import ClockRun
from app.extensions import db
from app.organisations.models import Organisation
from app.taxonomy.models import VocabularyTerm
from tests import factories
from tests.support import kept
from tests.support.counts import FULL, count, in_turn
from tests.support.network import OutsideWorld
from tests.support.pages import problems
from tests.support.tags import Tag

GOOD = "<title>Hi – Common Ground</title><main><h1>Hi</h1><p>Nothing wrong</p></main>"


def found_in(html):
    return problems(html)


def test_a_page_in_order_passes():
    assert found_in(GOOD) == []
    assert found_in(GOOD.replace("<title>", "<title>Error: ")) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("<h1>Hi again</h1>", "2 h1"),
        ("<p>{{ name }}</p>", "left over"),
        ("<dd> None </dd>", "left over"),
        ('<a href="/briefs/None">x</a>', "href"),
        ('<p id="a"></p><p id="a"></p>', "used twice"),
        ('<form method="post"></form>', "csrf_token"),
        ('<p style="color: red">x</p>', "style"),
        ("<script>alert(1)</script>", "script"),
        ('<button onclick="x()">x</button>', "onclick"),
        ('<a href="javascript:x()">x</a>', "script in a link"),
    ],
)
def test_a_page_not_in_order_is_told(bad, said):
    assert said in "; ".join(found_in(GOOD.replace("</main>", bad + "</main>")))


def test_a_title_that_is_not_the_heading_is_told():
    assert "does not start" in "; ".join(found_in(GOOD.replace("<title>Hi", "<title>Ho")))


SELECTED = """
<main id="main"><ul class="list  list--long"><li><a href="/a" data-x="1">A</a></li><li>B <b>b</b></li></ul>
<form method="post"><p class="list"><input type="hidden" name="token"><input type="text" name="title">
<textarea name="text">t</textarea></p><!-- said to nobody --></form></main><footer><a href="/b">C</a></footer>
"""


@pytest.mark.parametrize(
    "selector",
    [
        "a",
        "main a[href]",
        "#main",
        ".list",
        "ul.list--long > li",
        "main > li",
        "form[method=post]",
        "form[method='get']",
        "a[href*=b], [data-x]",
        "input[name]:not([type=hidden], [type=submit]), textarea[name]",
        "li:not(.list) b",
        "main *",
    ],
)
def test_a_selector_finds_what_it_finds_elsewhere(selector):
    other = BeautifulSoup(SELECTED, "lxml")
    assert [tag.get_text() for tag in Tag.parse(SELECTED).select(selector)] == [
        tag.get_text() for tag in other.select(selector)
    ]


def test_a_selector_that_is_not_understood_is_told():
    with pytest.raises(AssertionError, match="not known"):
        Tag.parse(SELECTED).select("li:first-child")


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_before_the_next(db_session, clock, turn):
    assert db_session.scalar(select(func.count()).select_from(ClockRun)) == 0
    db_session.add(ClockRun(job=f"job-{turn}", at=clock.now))
    db_session.commit()


@kept.once
def a_brief_and_its_force():
    brief = factories.brief(audience=Audience.PUBLIC)
    return {"brief": brief, "force": brief.organisation, "name": brief.organisation.name}


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_world_is_as_it_was_built_for_each_test(app, client, turn):
    world = a_brief_and_its_force()
    assert world["brief"].title != "Changed"
    assert world["brief"].organisation is world["force"]
    assert world["force"].name == world["name"]
    assert db.session.scalar(select(func.count()).select_from(Brief)) == 1
    assert factories.force().id > world["force"].id
    world["brief"].title = "Changed"
    world["force"].name = "Changed too"
    db.session.commit()
    assert client.get(f"/briefs/{world['brief'].id}").status_code == 200


def test_a_world_is_built_beside_what_stands_already(app):
    first, second = factories.brief(), a_brief_and_its_force()["brief"]
    assert first in db.session and second in db.session
    assert first.id != second.id


@pytest.mark.postgres
def test_a_second_app_has_its_own_copy(db_session, clock, make_app):
    db_session.add(ClockRun(job="here", at=clock.now))
    db_session.commit()
    with make_app().app_context():
        assert db.session.scalar(select(func.count()).select_from(ClockRun)) == 0


def whole_content():
    """Every row of every table."""
    rows = {
        table.name: sorted(map(repr, db.session.execute(select(table))))
        for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return rows


def next_number():
    """The id that the next person gets."""
    number = factories.person().id
    db.session.rollback()
    return number


@pytest.mark.postgres
def test_whatever_was_done_to_the_rows_is_undone(site, app):
    before, number = whole_content(), next_number()
    assert before["organisations"] and before["vocabulary_terms"] and not before["people"]
    force = factories.force()
    factories.brief(force)
    factories.response(factories.offer(), force)
    db.session.get(Organisation, 1).name = "Another name"
    db.session.commit()
    db.session.remove()
    site.database.restore(app)
    assert (whole_content(), next_number()) == (before, number)
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(delete(table))
    db.session.commit()
    assert not any(whole_content().values())
    db.session.remove()
    site.database.restore(app)
    assert (whole_content(), next_number()) == (before, number)


@pytest.mark.postgres
def test_whatever_was_done_to_the_tables_is_undone(site, app):
    before = whole_content()
    db.session.execute(text("CREATE TABLE stray (id INTEGER)"))
    db.session.execute(text("ALTER TABLE people ADD COLUMN stray INTEGER"))
    db.session.commit()
    db.session.remove()
    assert site.statements.reshaped
    site.database.restore(app, reshaped=True)
    assert "stray" not in inspect(db.engine).get_table_names()
    assert "stray" not in {column["name"] for column in inspect(db.engine).get_columns("people")}
    assert whole_content() == before


@pytest.mark.postgres
def test_a_write_that_was_never_ended_is_undone_too(site, app):
    before = whole_content()
    left_open = db.engine.connect()
    left_open.execute(delete(VocabularyTerm))
    db.session.remove()
    site.database.restore(app)
    assert whole_content() == before
    with suppress(DBAPIError):
        left_open.close()


def test_the_clock_moves_only_by_hand(clock):
    before = site_clock.now()
    clock.forward(days=3)
    assert (site_clock.now() - before).days == 3


def test_nothing_reaches_beyond_this_machine():
    with pytest.raises(OutsideWorld):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(OutsideWorld):
        urllib.request.urlopen("http://example.com/")


def test_counts_follow_the_setting():
    assert count(2, 9) == (9 if FULL else 2)


def test_things_in_turn_are_all_met():
    met = [thing for turn in range(3) for thing in in_turn("abcde", turn, 2)]
    assert met == list("abcde" * 3 if FULL else "abcdea")
