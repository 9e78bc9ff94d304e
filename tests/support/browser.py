"""A real server, a real browser, and what every page must pass in it.

Fixtures (all tests that use them carry `pytest.mark.browser`, which keeps them in one xdist worker):

    live_server      `.url`, `.data_dir`, `.accounts` (the sample sign-ins): gunicorn and `flask worker` on a
                     free loopback port with a DATA_DIR of their own, reference and sample content loaded.
    browser          Chromium.
    javascript       True, then False; in the short run only tests marked `both_ways` go without scripts as well,
                     for a journey costs ten seconds of a processor each way. `context` follows it.
    sign_in(page, account)   a function: through the sign-in page.
    context          a browser context; `context.new_page()`. Relative addresses are the live server's.
    checker          `checker.check_page(page, response)`: axe-core (WCAG 2.2 A and AA), no horizontal scroll at 320 px,
                     and the HTML as served goes to the validator, which judges all of it at the end.
                     `checker.shot(page, name)`: pictures 1280 and 375 wide under var/screenshots.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from tests.support.counts import FULL, count
from tests.support.html import validate
from tests.support.server import PROJECT, LiveServer, prepared

SCREENSHOTS = PROJECT / "var" / "screenshots"
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    # What it would fetch once more serves only rules about films and about turning the screen by style sheet.
    "preload": False,
}
# They look at where each word stands and what lies behind it, which takes as long as all other rules together.
SLOW_RULES = {"color-contrast": {"enabled": False}, "target-size": {"enabled": False}}
WIDTHS = (1280, 375)


def chromium() -> str:
    """The installed browser. Its absence is a failure: nothing is skipped for want of a tool.

    The same engine without the windows around it shows a page with two thirds of the work.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise RuntimeError("no Chromium found: run `make test`, or apt-get install chromium")


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(prepared(tmp_path_factory, "live"), {"WEB_WORKERS": str(count(1, 2))})
    server.start_web()
    server.start_worker()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--disable-quic",
        # Nothing but the live server can be reached. (Refusing requests one by one would turn the cache off.)
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield chrome
        chrome.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "javascript" in metafunc.fixturenames:
        both = FULL or metafunc.definition.get_closest_marker("both_ways")
        ways = {"with-javascript": True} | ({"without-javascript": False} if both else {})
        metafunc.parametrize("javascript", ways.values(), ids=ways)


def new_context(browser: Browser, live_server: LiveServer, *, javascript: bool = True) -> BrowserContext:
    """A fresh visitor."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=javascript, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    context.javascript = javascript  # type: ignore[attr-defined]  # read by check_page
    return context


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, javascript: bool) -> Iterator[BrowserContext]:
    made = new_context(browser, live_server, javascript=javascript)
    yield made
    made.close()


def sign_in(page: Page, account: dict[str, str]) -> None:
    """Go through the sign-in page as a person does. `account` has `email` and `password`."""
    page.goto("/sign-in")
    page.fill("main [name=email]", account["email"])
    page.fill("main [name=password]", account["password"])
    page.click("main form [type=submit]")
    assert "/sign-in" not in page.url, page.inner_text("main")


def kind_of(address: str) -> str:
    """What pages of one kind have in common: numbers and queries do not make another kind."""
    return re.sub(r"\d+", "N", urlsplit(address).path)


@dataclass
class Checker:
    """Holds each page to the rules that only a browser can see."""

    folder: Path
    seen: set[str] = field(default_factory=set)
    kinds: set[tuple[str, bool]] = field(default_factory=set)

    def check_page(self, page: Page, response: Response | None, *, every_rule: bool = FULL) -> None:
        """`check` the page; in the short run only the first of its kind, with scripts and without.

        All steps of a form are then one kind, and the slow rules are left out unless they are asked for.
        """
        path = re.sub(r"/edit/.+", "/edit/step", kind_of(page.url))
        kind = (path, page.context.javascript)  # type: ignore[attr-defined]
        if FULL or kind not in self.kinds:
            self.kinds.add(kind)
            self.check(page, response, every_rule=every_rule)

    def check(self, page: Page, response: Response | None, *, every_rule: bool = True) -> None:
        """Fail unless the page is accessible by axe-core and fits 320 pixels.

        axe-core itself cannot run where scripts are off; the same journey with scripts on covers the page.
        What the server sent for it, its `response`, goes to the validator.
        """
        where = page.url
        if page.context.javascript:  # type: ignore[attr-defined]
            page.evaluate(AXE.read_text(encoding="utf-8"))
            options = AXE_OPTIONS if every_rule else {**AXE_OPTIONS, "rules": SLOW_RULES}
            found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
            said = [
                f"{v['id']} ({v['impact']}): {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}"
                for v in found["violations"]
            ]
            assert not said, f"{where}: " + "\n".join(said)
        self.check_narrow(page)
        if response is not None:
            html = response.text()
            name = sha1(html.encode()).hexdigest()[:16]
            if name not in self.seen:
                self.seen.add(name)
                (self.folder / f"{name}.html").write_text(html, encoding="utf-8")
                (self.folder / f"{name}.url").write_text(where, encoding="utf-8")

    def check_narrow(self, page: Page) -> None:
        """Fail if the page scrolls sideways when 320 pixels wide."""
        size = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 800})
        width = page.evaluate("document.documentElement.scrollWidth")
        wide = (
            []
            if width <= 320
            else page.evaluate(
                "[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > 321)"
                ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
            )
        )
        if size:
            page.set_viewport_size(size)
        assert width <= 320, f"{page.url} is {width} pixels wide at 320: {wide}"

    def shot(self, page: Page, name: str) -> None:
        """Pictures of the whole page, 1280 and 375 wide, as var/screenshots/<name>-<width>.png."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        if size:
            page.set_viewport_size(size)


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checker]:
    # `make test` has a folder for all pages that any test sees, and validates them together.
    made = Checker(Path(os.environ.get("CG_SAVE_PAGES") or tmp_path_factory.mktemp("html")))
    yield made
    if "CG_SAVE_PAGES" not in os.environ:
        wrong = validate(made.folder)
        assert not wrong, "HTML errors:\n" + "\n".join(wrong)
