"""A person with a browser: opens pages, fills forms, presses buttons, and holds each new page to the rules."""

import re
from datetime import UTC, date, datetime, timedelta
from time import monotonic, sleep
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response, expect

from tests.support.browser import Checker, kind_of, new_context, sign_in
from tests.support.counts import FULL
from tests.support.server import LiveServer


class Visitor:
    """One person in one browser. `name` keeps the pictures of different people apart."""

    # What has been looked at, by all visitors of this test process: pages of one kind are looked at once.
    looked: set[tuple[str, bool]] = set()

    def __init__(
        self, browser: Browser, server: LiveServer, checker: Checker, *, javascript: bool, name: str
    ) -> None:
        self.context = new_context(browser, server, javascript=javascript)
        self.page: Page = self.context.new_page()
        # What the server sent for the page that is shown, where that is known.
        self.response: Response | None = None
        self.checker = checker
        self.javascript = javascript
        self.name = name
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _hear(self, message) -> None:
        # A form that was refused answers 422, and the browser says so.
        if message.type == "error" and "422" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def sign_in(self, account: dict[str, str]) -> "Visitor":
        sign_in(self.page, account)
        return self

    def leave(self) -> None:
        """Close the browser. Nothing may have gone wrong in it."""
        self.context.close()
        assert not self.complaints, self.complaints

    def open(self, address: str, look: str | None = None) -> "Visitor":
        """Go to an address. `look` names the page's pictures; empty, its address does; None leaves it unlooked at."""
        self.response = answer = self.page.goto(address)
        assert answer is not None and answer.status == 200, f"{address} answered {answer and answer.status}"
        return self if look is None else self.look(look)

    def look(self, name: str = "") -> "Visitor":
        """Check the page that is shown, once for each kind of page; the full run takes its pictures as well."""
        kind = name or kind_of(self.page.url)
        if (kind, self.javascript) not in self.looked:
            self.looked.add((kind, self.javascript))
            self.checker.check_page(self.page, self.response)
            if FULL and self.javascript:
                self.checker.shot(
                    self.page, re.sub(r"[^a-z0-9]+", "-", f"{self.name}-{kind}".lower()).strip("-")
                )
        return self

    def fill(self, **values: object) -> "Visitor":
        """Fill the form of the page by the names of its fields: text, a code, several codes, True, a date."""
        for name, value in values.items():
            if isinstance(value, date):
                for part in ("day", "month", "year"):
                    self.page.fill(f'main [name="{name}-{part}"]', str(getattr(value, part)))
                continue
            field = self.page.locator(f'main [name="{name}"]')
            kind = field.first.evaluate("e => e.type")
            if value is True:
                field.check()
            elif kind in ("radio", "checkbox"):
                for code in value if isinstance(value, list) else [value]:
                    self.page.check(f'main [name="{name}"][value="{code}"]')
            elif kind == "select-one":
                # a number is a place in the list, a text a code
                field.select_option(**({"index": value} if isinstance(value, int) else {"value": str(value)}))
            else:
                field.fill(str(value))
        return self

    def choose(self, name: str, words: str) -> "Visitor":
        """Choose from a drop-down list the option that says `words`."""
        field = self.page.locator(f'main [name="{name}"]')
        field.select_option(field.locator("option", has_text=words).get_attribute("value"))
        return self

    def click(self, link: Locator) -> "Visitor":
        """Click what leads to another page, and wait for that page."""
        with self.page.expect_navigation() as navigation:
            link.click()
        self.response = navigation.value
        return self

    def press(self, words: str) -> "Visitor":
        """Press the button that says `words`."""
        return self.click(self.main.get_by_role("button", name=words, exact=True))

    def follow(self, words: str) -> "Visitor":
        """Follow the first link in the page that says `words`."""
        return self.click(
            self.page.locator("main a", has_text=re.compile(rf"{re.escape(words)}(?!\w)")).first
        )

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def sees(self, *texts: str) -> "Visitor":
        for text in texts:
            expect(self.main, f"{self.page.url} shows {text!r}").to_contain_text(text)
        return self

    def wait_for(self, address: str, text: str, seconds: float = 30) -> "Visitor":
        """Open the page again until it says `text`: the worker brings it there."""
        until = monotonic() + seconds
        while text not in self.open(address).main.inner_text():
            assert monotonic() < until, f"{address} never says {text!r}"
            sleep(0.6)  # the worker needs the processor more than this page does
        return self

    def sees_not(self, text: str) -> "Visitor":
        expect(self.main).not_to_contain_text(text)
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


def send_lesson(person: Visitor) -> None:
    """From the second screen of a lesson over the check to the button that sends it."""
    person.press("Save and continue").press("Send the lesson").sees("Your lesson has been sent")


def in_days(days: int) -> date:
    return datetime.now(tz=UTC).date() + timedelta(days=days)
