"""Every address of the site, with parameters filled in."""

from collections.abc import Iterator
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

# What stands for a parameter, by its converter; a word for every other.
FILLED = {"IntegerConverter": 1, "FloatConverter": 1.0, "UUIDConverter": UUID(int=0)}


def fill(app: Flask, rule: Rule, **known: object) -> str:
    """The path of `rule` with `known` parameters, and a harmless value for every other."""
    values = {
        parameter: known.get(parameter, FILLED.get(type(converter).__name__, "x"))
        for parameter, converter in rule._converters.items()
    }
    with app.test_request_context():
        return str(
            app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods)))
        )


def rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if method in rule.methods and rule.endpoint != "static":
            yield rule
