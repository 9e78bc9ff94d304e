"""The tags of a parsed page, found by the CSS selectors that tests use: lxml with a few words of its own.

A page of a large form has a thousand tags, and a library that makes an object of each costs more than
the request that it answers.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Self

from lxml import etree

# One step of a selector: what leads to it, and one condition on the tag.
PART = re.compile(
    r"\s*(?P<child>>)\s*"
    r"|\s*(?P<comma>,)\s*"
    r"|(?P<inside>\s+)"
    r"|(?P<tag>[a-z][a-z0-9]*|\*)"
    r"|#(?P<id>[\w-]+)"
    r"|\.(?P<class>[\w-]+)"
    r"|\[(?P<attribute>[\w-]+)(?:(?P<operator>\*?=)(?P<value>\"[^\"]*\"|'[^']*'|[^\]]*))?\]"
    r"|:not\((?P<not>[^()]*)\)"
)
LEADS = {"child": "/*", "inside": "//*", "comma": " | .//*"}
CONDITIONS: dict[str, Callable[[re.Match[str]], str]] = {
    "tag": lambda part: "[true()]" if part["tag"] == "*" else f"[self::{part['tag']}]",
    "id": lambda part: f"[@id='{part['id']}']",
    "class": lambda part: f"[contains(concat(' ', normalize-space(@class), ' '), ' {part['class']} ')]",
    "attribute": lambda part: f"[{_attribute(part)}]",
    "not": lambda part: "".join(f"[not(self::*{_condition(each)})]" for each in part["not"].split(",")),
}


def _attribute(part: re.Match[str]) -> str:
    name, value = f"@{part['attribute']}", part["value"]
    if value is None:
        return name
    quoted = value if value[:1] in ("'", '"') else f"'{value}'"
    return f"{name}={quoted}" if part["operator"] == "=" else f"contains({name}, {quoted})"


def _condition(selector: str) -> str:
    return _path(selector.strip()).removeprefix(".//*")


def _path(selector: str) -> str:
    path, at = ".//*", 0
    while at < len(selector):
        part = PART.match(selector, at)
        assert part is not None and part.lastgroup, f"what {selector[at:]!r} selects is not known here"
        kind = next(name for name in (*LEADS, *CONDITIONS) if part[name] is not None)
        path += LEADS.get(kind) or CONDITIONS[kind](part)
        at = part.end()
    return path


@cache
def _compiled(selector: str) -> etree.XPath:
    """A CSS selector of tags, ids, classes, attributes, `:not()`, descendants, children and commas."""
    return etree.XPath(_path(selector.strip()))


class Tag:
    """A tag: its attributes as `tag["href"]` and `tag.get("href")`, and what stands in it."""

    def __init__(self, node: etree._Element) -> None:
        self.node = node
        self.name = node.tag

    @classmethod
    def parse(cls, html: str) -> Self:
        return cls(etree.fromstring(html, etree.HTMLParser()))

    def __getitem__(self, attribute: str) -> str:
        return self.node.attrib[attribute]

    def get(self, attribute: str, default: str | None = None) -> str | None:
        return self.node.get(attribute, default)

    def has_attr(self, attribute: str) -> bool:
        return attribute in self.node.attrib

    def select(self, selector: str) -> list["Tag"]:
        """The tags inside this one that the CSS selector names, in the order of the page."""
        return [Tag(node) for node in _compiled(selector)(self.node)]

    def select_one(self, selector: str) -> "Tag | None":
        found = _compiled(selector)(self.node)
        return Tag(found[0]) if found else None

    def get_text(self, between: str = "", *, strip: bool = False) -> str:
        texts = self.node.xpath(".//text()")
        return between.join(filter(None, (t.strip() for t in texts)) if strip else texts)

    @property
    def parent(self) -> "Tag":
        return Tag(self.node.getparent())

    @property
    def text(self) -> str:
        return self.get_text()
