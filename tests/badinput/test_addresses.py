"""Whatever stands in an address, the answer is a page."""

import contextvars

import pytest
from flask.testing import FlaskClient

from app.extensions import db
from tests.badinput.places import WITHOUT_FORM, build, readable
from tests.support.counts import count, in_turn

TOO_LONG = "q=" + "a" * 40_000
BAD = [
    "q=" + "[" * 2_000,
    "q=" + "(" * 1_000 + ")" * 1_000 + "&kind=" + "[" * 500,
    "q=%00&kind=%00&page=%00&area=%00&mechanism=%00&organisation=%00&act=%00&thing_kind=%00&thing_id=%00&first=%00",
    "q=%ed%a0%80&kind=%ff%fe&next=%ff&kept=%ff&person=%ff&outcome=%ff&research_interest=%ff",
    "%&%zz=%zz&&&=&q=%E0%A4%A&==",
    "page=99999999999999999999999&q=*&sort=no-such",
    "page=-1&page=2&page[]=3&q=%22%22%22+AND+OR+NOT+title:+%5E~*?&kind=no-such&person=99999999999999999999",
    "page=%C2%B2&person=%C2%B2&first=0000-99-99&last=%C2%B2",
    "q=" + "%F0%9F%A6%84" * 500 + "&next=//elsewhere.example&kept=" + "x" * 65,
]
METHODS = ("PUT", "BREW", "PATCH", "DELETE", "TRACE")


def ask(client, path, **kwargs):
    """An answer whose page nobody reads, which is quicker by far."""
    # What the test has read holds the write lock of SQLite until then.
    db.session.commit()
    return contextvars.Context().run(FlaskClient.open, client, path, **kwargs)


@pytest.fixture
def world(app, db_session):
    return build()


# Whoever is signed in reads more, so the short run asks as they do.
@pytest.mark.parametrize("place", ["collaborations.record", "nobody", "briefs.publish"][: count(1, 3)])
def test_no_query_string_breaks_a_page(app, world, client, place):
    addresses = [path for endpoint, path in readable(app) if endpoint != "search.healthz"]
    wrong = []
    if place != "nobody":
        client.sign_in(world[place][0])
    for turn, path in enumerate(addresses):
        for query in in_turn(BAD, turn):
            answer = ask(client, f"{path}?{query}")
            if answer.status_code >= 500 or b"Traceback" in answer.data:
                wrong.append(f"{path} answered {answer.status_code} to {query[:60]}")
    assert wrong == []


def test_no_query_string_breaks_the_search(sample_app, sample_statements):
    client = sample_app.test_client()
    for query in BAD:
        assert client.get(f"/find?{query}").status_code == 200, query[:60]


def test_a_query_string_of_40_kilobytes_is_refused(app, client):
    assert {ask(client, f"{path}?{TOO_LONG}").status_code for _, path in readable(app)} == {422}


def test_bad_values_in_the_address_of_a_form_break_nothing(world, client):
    for turn, name in enumerate(sorted(set(world) - WITHOUT_FORM)[:: count(5, 1)]):
        person, address = world[name]
        client.sign_out()
        if person is not None:
            client.sign_in(person)
        mark = "&" if "?" in address else "?"
        for query in in_turn(BAD, turn):
            assert ask(client, f"{address}{mark}{query}").status_code < 500, f"{name}: {query[:60]}"


def test_an_enormous_or_odd_number_is_not_found(world, client):
    client.sign_in(world["collaborations.record"][0])
    for number in ("0", "2147483648", "9" * 30, "9" * 5_000, "-1", "1.5", "²", "%00", "1e3"):
        for path in (
            "briefs/{}",
            "offers/{}/edit",
            "lessons/{}",
            "collaborations/{}/close",
            "responses/{}/accept",
            "listings/{}/respond",
            "memberships/{}/approve",
            "briefs/{}/edit/title",
            "briefs/{}/publish",
        ):
            assert ask(client, "/" + path.format(number)).status_code == 404, f"{path} {number[:20]}"


def test_an_odd_name_in_an_address_is_not_found_or_gone(world, client):
    client.sign_in(world["collaborations.record"][0])
    for part in ("%00", "a%00b", "%ed%a0%80", "x" * 3_000, "..%2f..", "%25", "²", "<script>"):
        for path in (
            "organisations/{}",
            "organisations/{}/edit",
            "organisations/{}/members",
            "research-interests/{}",
            "prove/{}",
            "reset/{}",
            "briefs/1/edit/{}",
        ):
            assert ask(client, "/" + path.format(part)).status_code in (404, 410), f"{path} {part[:20]}"


def test_a_body_over_two_megabytes_is_refused(world, client):
    for name in ("accounts.sign_in", "briefs.create", "lessons.write", "organisations.edit"):
        person, address = world[name]
        client.sign_out()
        if person is not None:
            client.sign_in(person)
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            answer = client.post(address, data=b"title=" + b"a" * (2 * 1024 * 1024), content_type=kind)
            assert answer.status_code == 413, f"{name} answered {answer.status_code}"


def test_an_odd_method_is_not_allowed(app, world, client):
    client.sign_in(world["collaborations.record"][0])
    token = client.csrf_token()
    for turn, (endpoint, path) in enumerate(readable(app)):
        for method in in_turn(METHODS, turn):
            answer = ask(client, path, method=method, headers={"X-CSRFToken": token})
            assert answer.status_code == 405, f"{method} {endpoint} answered {answer.status_code}"
            assert "Allow" in answer.headers
