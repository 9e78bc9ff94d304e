"""A test client that reads each page as a careful person would, and fails when it is not in order."""

import contextvars
import hashlib
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from flask import Response
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.accounts.models import Person
from app.extensions import db
from tests.support import signin

LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\bUndefined\b|<bound method| object at 0x|Markup\(")
# What tests type to see that it is shown and never run: not left over from a template of ours.
TYPED = "{{ 7 * 7 }}"
ADDRESSES = ("href", "src", "action", "for", "id", "name", "value", "content")


class Page(BeautifulSoup):
    """A parsed page."""

    @property
    def heading(self) -> str:
        """The text of the one H1."""
        return text_of(self.h1)

    @property
    def errors(self) -> list[str]:
        """The messages in the error summary."""
        return [text_of(link) for link in self.select(".govuk-error-summary__list > li")]

    @property
    def links(self) -> list[str]:
        """Where the links in <main> lead."""
        return [str(link["href"]) for link in self.select("main a[href]")]

    def form(self, selector: str = "main form[method=post]") -> dict[str, list[str]]:
        """What a browser would send if the form were submitted untouched."""
        form = self.select_one(selector)
        assert form is not None, f"no form {selector!r} on {self.heading!r}"
        return form_values(form)


def text_of(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""


def form_values(form: Tag) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.has_attr("disabled"):
            continue
        name, kind = str(field["name"]), str(field.get("type", ""))
        if field.name == "textarea":
            # the first line break after the tag is not part of the value
            sent = [field.get_text().removeprefix("\r").removeprefix("\n")]
        elif field.name == "select":
            chosen = field.select("option[selected]") or field.select("option")[:1]
            sent = [str(o.get("value", o.get_text())) for o in chosen]
        elif kind in ("submit", "button", "reset", "image", "file"):
            continue
        elif kind in ("checkbox", "radio"):
            sent = [str(field.get("value", "on"))] if field.has_attr("checked") else []
        else:
            sent = [str(field.get("value", ""))]
        if sent:
            values.setdefault(name, []).extend(sent)
    return values


def problems(page: Page) -> list[str]:
    """What is wrong with a page, in words; empty for a page in order."""
    found: list[str] = []
    headings = page.find_all("h1")
    title = text_of(page.title).removeprefix("Error: ")
    if len(headings) != 1:
        found.append(f"{len(headings)} h1 elements")
    elif not title.startswith(text_of(headings[0])):
        found.append(f"title {title!r} does not start with the h1 {text_of(headings[0])!r}")
    elif not text_of(headings[0]):
        found.append("empty h1")

    for text in page.find_all(string=True):
        if type(text) is NavigableString and text.parent and text.parent.name not in ("script", "textarea"):
            said = str(text).replace(TYPED, "").strip()
            # An answer to choose may well be called None.
            if (said == "None" and text.parent.name not in ("option", "label")) or LEFTOVER.search(said):
                found.append(f"left over from a template: {said[:80]!r}")

    repeated = [i for i, n in Counter(str(t["id"]) for t in page.select("[id]")).items() if n > 1]
    found.extend(f"id {i!r} used twice" for i in repeated)

    for form in page.find_all("form"):
        if str(form.get("method", "get")).lower() == "post":
            token = form.select_one("input[name=csrf_token]")
            if token is None or not token.get("value"):
                found.append(f"post form to {form.get('action', '')!r} without a csrf_token")

    for tag in page.find_all(True):
        found.extend(_tag_problems(tag))
    return found


def _tag_problems(tag: Tag) -> list[str]:
    found = []
    if tag.name == "style":
        found.append("inline style element")
    if tag.name == "script" and not tag.get("src"):
        found.append("inline script element")
    for name, value in tag.attrs.items():
        if name == "style":
            found.append(f"inline style attribute on {tag.name}")
        elif name.startswith("on"):
            found.append(f"inline handler {name} on {tag.name}")
        elif name in ADDRESSES and isinstance(value, str):
            if value == "None" or "/None" in value or (LEFTOVER.search(value) and tag.name != "input"):
                found.append(f"{tag.name} {name}={value!r}")
            elif name == "href" and value.startswith("javascript:"):
                found.append(f"script in a link: {value!r}")
    return found


class PageClient(FlaskClient):
    """`client.get("/briefs/1").page` is the parsed page; a page not in order fails the test at once.

    What the test has built is committed before each request, and each request has a context of its own,
    so that nothing but the database and the cookies passes from one to the next. `post` carries a valid
    CSRF token (`csrf=False` leaves it out).
    """

    seen: set[tuple[str, int]] = set()
    save_to = Path(os.environ["CG_SAVE_PAGES"]) if os.environ.get("CG_SAVE_PAGES") else None

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> Response:  # type: ignore[override]
        if self._test_context():
            db.session.commit()
        if csrf and kwargs.get("method") == "POST" and kwargs.get("json") is None:
            data = kwargs.get("data") or {}
            if not isinstance(data, (str, bytes)) and "csrf_token" not in data:
                kwargs["data"] = {**data, "csrf_token": self.csrf_token()}
        if self.preserve_context:
            response = super().open(*args, **kwargs)
        else:
            response = contextvars.Context().run(super().open, *args, **kwargs)
        if self._test_context():
            db.session.expire_all()
        if response.mimetype == "text/html" and not response.location and response.status_code != 304:
            self._read(response)
        return response

    def submit(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        form: str = "main form[method=post]",
        **kwargs: Any,
    ) -> Response:
        """Open the page at `path`, fill `data` into its form and send it, hidden fields and all."""
        shown = self.get(path)
        assert shown.status_code == 200, f"{path} answered {shown.status_code}"
        chosen = shown.page.select_one(form)
        assert chosen is not None, f"no form {form!r} on {path}"
        target = str(chosen.get("action") or path)
        return self.post(target, data={**form_values(chosen), **(data or {})}, **kwargs)

    def sign_in(self, person: Person) -> None:
        """Be signed in as `person`, as if they had gone through the sign-in page."""
        signin.sign_in(self, person)

    def sign_in_as(self, role: str) -> None:
        """Be signed in as the first sample account of `role`. For `sample_app`."""
        accounts = json.loads((self.application.config["DATA_DIR"] / "sample-accounts.json").read_text())
        email = next(account["email"] for account in accounts if account["role"] == role)
        with self.application.app_context():
            self.sign_in(db.session.scalars(select(Person).where(Person.email == email)).one())

    def sign_out(self) -> None:
        signin.sign_out(self)

    def csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", hashlib.sha1(os.urandom(64)).hexdigest())
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def _test_context(self) -> bool:
        return self.application.extensions.get("test_context", False)

    def _read(self, response: Response) -> None:
        html = response.get_data(as_text=True)
        if not html:
            return
        response.page = Page(html, "lxml")  # type: ignore[attr-defined]
        wrong = problems(response.page)  # type: ignore[attr-defined]
        assert not wrong, f"{response.request.path} ({response.status_code}): " + "; ".join(wrong)
        if self.save_to is not None:
            self._save(response, html)

    def _save(self, response: Response, html: str) -> None:
        """Keep the first page of each address pattern and status for the HTML validator."""
        pattern = re.sub(r"\d+", "N", response.request.path)
        if (pattern, response.status_code) not in self.seen:
            self.seen.add((pattern, response.status_code))
            name = hashlib.sha1(f"{pattern}{response.status_code}".encode()).hexdigest()[:16]
            (self.save_to / f"{name}.html").write_text(html, encoding="utf-8")
            (self.save_to / f"{name}.url").write_text(f"{pattern} ({response.status_code})", encoding="utf-8")
