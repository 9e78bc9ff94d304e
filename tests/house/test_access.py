"""Everything is signed-in only, unless it stands on the named public list."""

import pytest

from app.core.access import PUBLIC_ENDPOINTS
from tests.house.walk import fill, rules

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def test_the_public_list_names_no_unknown_endpoint(app):
    assert set(app.view_functions) >= PUBLIC_ENDPOINTS


@pytest.mark.parametrize("method", ["GET", *UNSAFE])
def test_nothing_else_answers_a_stranger(app, client, method):
    open_doors = []
    for rule in rules(app, method):
        if rule.endpoint in PUBLIC_ENDPOINTS:
            continue
        answer = client.open(fill(app, rule), method=method, data={} if method == "GET" else {"a": "b"})
        sent_away = answer.status_code == 401 or (
            answer.status_code in (302, 303) and answer.location.split("?")[0].endswith("/sign-in")
        )
        if not sent_away:
            open_doors.append(f"{method} {rule.rule} ({rule.endpoint}) answered {answer.status_code}")
    assert open_doors == []


def test_a_stranger_cannot_make_a_public_endpoint_write(app, client, statements):
    for rule in rules(app, "POST"):
        if rule.endpoint in PUBLIC_ENDPOINTS:
            answer = client.post(fill(app, rule), csrf=False)
            assert answer.status_code in (400, 403, 404, 422, 302), rule.rule
            assert answer.status_code != 302 or "/sign-in" in answer.location, rule.rule


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "PUT", "DELETE"])
def test_odd_methods_are_refused(client, method):
    assert client.open("/", method=method).status_code == 405
