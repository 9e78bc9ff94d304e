"""Pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote as percent

from flask import request
from sqlalchemy import Select, func, select

from app.extensions import db

T = TypeVar("T")
PAGE_SIZE = 20
LAST_PAGE = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    items: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def url(self, number: int) -> str:
        """The present address with another page number; every other part of the query stays."""
        pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "page"]
        query = "&".join(f"{_quote(k)}={_quote(v)}" for k, v in [*pairs, ("page", str(number))])
        return f"{request.path}?{query}"


def _quote(text: str) -> str:
    return percent(text, safe="")


def requested_page() -> int:
    """The page number in the address; anything that is not one means the first."""
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return min(max(number, 1), LAST_PAGE)


def paginate(query: Select[Any], *, size: int = PAGE_SIZE) -> Page[Any]:
    """The requested page of `query`, whose rows are single entities."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(requested_page(), max(1, -(-total // size)))
    rows = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows, number, total, size)
