"""Search kinds: how a room tells the index and the search page what it has, unknown to either."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.sql.base import ExecutableOption

from app.core.actor import Actor, Audience

# The facets of the search page, in order: name -> heading.
FACETS: dict[str, str] = {
    "mechanism": "Mechanism",
    "area": "Area of challenge",
    "specialism": "Specialism",
    "region": "Region",
    "status": "Status",
}


@dataclass(frozen=True)
class Document:
    """What the index holds of a thing. Texts are analysed, never stored."""

    title: str
    body: str
    audience: Audience
    # Labels of its codes and other words that should find it but are not its own text.
    keywords: str = ""
    # Those of its labels that say what it is about; they stand in `keywords` too.
    labels: tuple[str, ...] = ()
    # Whether it is found by what it means, or by its words alone.
    has_meaning: bool = True
    # Facet name -> codes. A code's words come from the kind's `facet_label`.
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date: datetime | None = None


@dataclass(frozen=True)
class Card:
    """How a thing looks in a list."""

    kind: str
    kind_label: str
    title: str
    url: str
    summary: str
    # (label, value) pairs under the title.
    meta: tuple[tuple[str, str], ...] = ()
    # (text, GOV.UK tag colour) pairs.
    tags: tuple[tuple[str, str], ...] = ()
    is_sample: bool = False


@dataclass(frozen=True)
class SearchKind:
    """A room's adapter.

    `document` answers None for a thing that may not be indexed (a draft, say). `readable_by` gives a
    select of `model` limited to what the actor may read: the database decides what is shown.
    `with_card` are the options by which a statement brings what `card` reads of many things at once.
    `text` is the plain text that snippets are cut from. `affects` names the things of this kind whose
    document changes when some other mapped object does. `follows` is false of a thing whose change the
    index need not look at: it is not in there, and was not before.
    """

    name: str
    label: str
    model: type[Any]
    document: Callable[[Any], Document | None]
    readable_by: Callable[[Actor], Select[Any]]
    card: Callable[[Any], Card]
    text: Callable[[Any], str]
    facet_label: Callable[[str, str], str]
    with_card: Sequence[ExecutableOption] = ()
    affects: Callable[[Any], Iterable[int]] = lambda changed: ()
    follows: Callable[[Any], bool] = lambda thing: True


_kinds: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> None:
    """Make a kind searchable. Registering the same name again replaces it."""
    _kinds[kind.name] = kind


def all_kinds() -> dict[str, SearchKind]:
    """Every registered kind by name, in the order of registration (the order of the tabs)."""
    return dict(_kinds)
