"""A person at a browser without scripts, over real HTTP, whose server may die under them."""

import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any

from tests.support.pages import form_values
from tests.support.tags import Tag


class Interrupted(Exception):
    """No answer came: the server was killed before, during or after the work."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


class Visitor:
    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect
        )

    def _open(self, path: str, data: dict[str, list[str]] | None = None) -> tuple[int, str, str]:
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        try:
            with self._answer(path, body) as answer:
                return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        except (OSError, HTTPException) as error:
            # Also where the body broke off: what a redirect or a refusal says is no answer until it is whole.
            raise Interrupted(str(error)) from error

    def _answer(self, path: str, body: bytes | None) -> Any:
        try:
            return self.opener.open(self.url + path, body, timeout=20)
        except urllib.error.HTTPError as refused:
            return refused

    def page(self, path: str) -> Tag:
        """The page at `path`, which must answer 200."""
        status, where, html = self._open(path)
        assert status == 200, f"{path} answered {status} {where}"
        return Tag.parse(html)

    def submit(self, path: str, **values: str) -> str:
        """Open the page, fill its form in and send it; the address that the answer leads to.

        Raises Interrupted when no answer came; fails when the answer was anything but a redirect.
        """
        form = self.page(path).select_one("main form[method=post]")
        assert form is not None, f"{path} has no form"
        fields = {**form_values(form), **{name: [value] for name, value in values.items()}}
        status, where, html = self._open(str(form.get("action") or path), fields)
        assert status in (302, 303), f"{path} answered {status}: {html[:2000]}"
        return where

    def sign_in(self, account: dict[str, str]) -> None:
        self.submit("/sign-in", email=account["email"], password=account["password"])
