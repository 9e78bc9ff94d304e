"""A test client that reads each page as a careful person would, and fails when it is not in order."""

import contextvars
import hashlib
import json
import os
import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from lxml import etree
from sqlalchemy import select

from app.accounts.models import Person
from app.extensions import db
from tests.support import signin
from tests.support.tags import Tag

LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\bUndefined\b|<bound method| object at 0x|Markup\(")
# What tests type to see that it is shown and never run: not left over from a template of ours.
TYPED = "{{ 7 * 7 }}"
ADDRESSES = ("href", "src", "action", "for", "id", "name", "value", "content")


class Page(Tag):
    """A parsed page."""

    @property
    def title(self) -> str:
        return text_of(self.select_one("title"))

    @property
    def main(self) -> Tag:
        found = self.select_one("main")
        assert found is not None, f"no <main> on {self.title!r}"
        return found

    @property
    def heading(self) -> str:
        """The text of the one H1."""
        return text_of(self.select_one("h1"))

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


def problems(html: str) -> list[str]:
    """What is wrong with a page, in words; empty for a page in order."""
    root = etree.fromstring(html, etree.HTMLParser())
    tags = [node for node in root.iter() if isinstance(node.tag, str)]
    found = [*_heading_problems(tags), *_text_problems(root)]
    repeated = [i for i, n in Counter(tag.get("id") for tag in tags).items() if i is not None and n > 1]
    found.extend(f"id {i!r} used twice" for i in repeated)
    for form in root.iter("form"):
        token = any(field.get("name") == "csrf_token" and field.get("value") for field in form.iter("input"))
        if form.get("method", "get").lower() == "post" and not token:
            found.append(f"post form to {form.get('action', '')!r} without a csrf_token")
    for tag in tags:
        found.extend(_tag_problems(tag))
    return found


def _words(tag: etree._Element) -> str:
    return " ".join(str(tag.xpath("string()")).split())


def _heading_problems(tags: list[etree._Element]) -> list[str]:
    headings = [_words(tag) for tag in tags if tag.tag == "h1"]
    title = next((_words(tag) for tag in tags if tag.tag == "title"), "").removeprefix("Error: ")
    if len(headings) != 1:
        return [f"{len(headings)} h1 elements"]
    if not title.startswith(headings[0]):
        return [f"title {title!r} does not start with the h1 {headings[0]!r}"]
    return [] if headings[0] else ["empty h1"]


def _text_problems(root: etree._Element) -> list[str]:
    found = []
    for text in root.xpath("//text()[not(parent::script or parent::textarea)]"):
        said = str(text).replace(TYPED, "").strip()
        parent = text.getparent() if text.is_text else text.getparent().getparent()
        # An answer to choose may well be called None.
        if (said == "None" and parent.tag not in ("option", "label")) or LEFTOVER.search(said):
            found.append(f"left over from a template: {said[:80]!r}")
    return found


def _tag_problems(tag: etree._Element) -> list[str]:
    found = []
    if tag.tag == "style":
        found.append("inline style element")
    if tag.tag == "script" and not tag.get("src"):
        found.append("inline script element")
    for name, value in tag.attrib.items():
        if name == "style":
            found.append(f"inline style attribute on {tag.tag}")
        elif name.startswith("on"):
            found.append(f"inline handler {name} on {tag.tag}")
        elif name in ADDRESSES:
            if value == "None" or "/None" in value or (LEFTOVER.search(value) and tag.tag != "input"):
                found.append(f"{tag.tag} {name}={value!r}")
            elif name == "href" and value.startswith("javascript:"):
                found.append(f"script in a link: {value!r}")
    return found


class PageResponse(Response):
    """An answer whose page is parsed when a test looks at it."""

    @cached_property
    def page(self) -> Page:
        assert self.mimetype == "text/html", f"{self.mimetype} is no page"
        return Page.parse(self.get_data(as_text=True))


class PageClient(FlaskClient):
    """`client.get("/briefs/1").page` is the parsed page; a page not in order fails the test at once.

    What the test has built is committed before each request, and each request has a context of its own,
    so that nothing but the database and the cookies passes from one to the next. `post` carries a valid
    CSRF token (`csrf=False` leaves it out).
    """

    seen: set[tuple[str, int]] = set()
    save_to = Path(os.environ["CG_SAVE_PAGES"]) if os.environ.get("CG_SAVE_PAGES") else None

    def __init__(self, application: Flask, response_wrapper: Any = None, **kwargs: Any) -> None:
        super().__init__(application, PageResponse, **kwargs)

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
        wrong = problems(html)
        assert not wrong, f"{response.request.path} ({response.status_code}): " + "; ".join(wrong)
        if self.save_to is not None:
            self._save(response, html)

    def _save(self, response: Response, html: str) -> None:
        """Keep the first page of each address pattern and status for the HTML validator."""
        pattern = re.sub(r"\d+", "N", response.request.path)
        if (pattern, response.status_code) not in self.seen:
            self.seen.add((pattern, response.status_code))
            name = hashlib.sha1(f"{pattern}{response.status_code}".encode()).hexdigest()[:16]
            # Another test process may be keeping a page of the same pattern at this moment.
            written = self.save_to / f"{name}.{os.getpid()}"
            written.write_text(html, encoding="utf-8")
            written.rename(self.save_to / f"{name}.html")
            (self.save_to / f"{name}.url").write_text(f"{pattern} ({response.status_code})", encoding="utf-8")
