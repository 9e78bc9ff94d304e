"""Addresses are kept, plain and typed."""

import re

from tests.house.routes import LIST, urls

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
PARAMETER = re.compile(r"<[^>]+>")


def test_no_listed_address_has_vanished(app):
    gone = set(LIST.read_text(encoding="utf-8").splitlines()) - set(urls(app))
    assert gone == set(), "people have linked to these: keep them, or redirect and run `make routes`"


def test_every_address_is_listed(app):
    new = set(urls(app)) - set(LIST.read_text(encoding="utf-8").splitlines())
    assert new == set(), "run `make routes`"


def test_paths_are_kebab_case(app):
    wrong = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for part in PARAMETER.sub("", rule.rule).split("/")
        if part and not KEBAB.fullmatch(part)
    ]
    assert wrong == []


def test_parameters_are_typed(app):
    wrong = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for parameter in PARAMETER.findall(rule.rule)
        if ":" not in parameter
    ]
    assert wrong == []


def test_the_address_ends_in_its_act(app):
    """briefs.publish stands at /briefs/<int:id>/publish: one word in both places."""
    wrong = []
    for rule in app.url_map.iter_rules():
        act = rule.endpoint.rpartition(".")[2].replace("_", "-")
        last = PARAMETER.sub("", rule.rule).rstrip("/").rpartition("/")[2].partition(".")[0]
        if (
            rule.endpoint.count(".") == 1
            and last
            and "/<int:id>/" in rule.rule
            and not (last == act or act.endswith(last) or act.startswith(last))
        ):
            wrong.append(f"{rule.endpoint} at {rule.rule}")
    assert wrong == []
