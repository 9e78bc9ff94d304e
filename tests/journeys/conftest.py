"""People with browsers, for the journeys."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.visitor import Visitor
from tests.support.browser import Checker
from tests.support.server import LiveServer


@pytest.fixture
def visit(
    browser: Browser, live_server: LiveServer, checker: Checker, javascript: bool
) -> Iterator[Callable[..., Visitor]]:
    """`visit("reviewer")` is a browser in which that sample person is signed in; `visit("")` is nobody's."""
    visitors: list[Visitor] = []

    def come(role: str, number: int = 0) -> Visitor:
        visitor = Visitor(browser, live_server, checker, javascript=javascript, name=role or "public")
        visitors.append(visitor)
        return visitor.sign_in(live_server.account(role, number)) if role else visitor

    yield come
    for visitor in visitors:
        visitor.leave()
