"""Where lessons are shown to somebody who takes a decision, and asked for one click.

A place is a kind and an id, such as ("brief", "12"); where a brief and an offer meet, the id is both numbers, as in
("match", "12.7"). The room to which the things of a kind belong registers who may say there what they do with
a lesson, and which of these things a reader may read: this room stands below them and cannot know.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.core.actor import Actor
from app.extensions import db

Numbers = tuple[int, ...]
# A longer number is no row's.
LONGEST_NUMBER = 9


# (actor, number, …) -> whether the actor takes part in the thing of these numbers.
MayDecide = Callable[..., bool]


@dataclass(frozen=True)
class Link:
    """The page of a place, for who may read it."""

    title: str
    url: str


# The places of a kind that a reader may read, by their numbers.
Links = Callable[[Actor, Collection[Numbers]], Mapping[Numbers, Link]]


@dataclass(frozen=True)
class Kind:
    """What is registered of a kind of place. `one` and `many` are what people call its things."""

    may_decide: MayDecide
    one: str
    many: str
    links: Links
    # How many numbers stand in the id.
    length: int = 1


_kinds: dict[str, Kind] = {}


def links_by(readable_by: Callable[[Actor], Select[Any]], model: Any, show: Callable[[Any], Link]) -> Links:
    """The links of a kind whose places are the rows of one table."""

    def links(actor: Actor, numbers: Collection[Numbers]) -> dict[Numbers, Link]:
        found = readable_by(actor).where(model.id.in_([number for (number,) in numbers]))
        return {(row.id,): show(row) for row in db.session.scalars(found)}

    return links


@dataclass(frozen=True)
class Place:
    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.id}"

    @property
    def numbers(self) -> Numbers:
        return tuple(int(part) for part in self.id.split("."))


def register(name: str, kind: Kind) -> None:
    """Let lessons be shown at the things of a kind. Its room calls this once."""
    _kinds[name] = kind


def read(text: str) -> Place | None:
    """The place written as `str(place)`; None when it is none."""
    name, _, id = text.partition("-")
    parts = id.split(".")
    plain = all(part.isascii() and part.isdigit() and len(part) <= LONGEST_NUMBER for part in parts)
    if name not in _kinds or not plain or len(parts) != _kinds[name].length:
        return None
    return Place(name, ".".join(str(int(part)) for part in parts))


def may_decide(actor: Actor, place: Place) -> bool:
    """Whether the actor takes part in what stands at the place."""
    return _kinds[place.kind].may_decide(actor, *place.numbers)


def counted(name: str, count: int) -> str:
    """So many places of a kind, in words. One whose room is no longer here is a place."""
    one, many = (_kinds[name].one, _kinds[name].many) if name in _kinds else ("place", "places")
    return f"{count} {one if count == 1 else many}"


def in_order(names: Collection[str]) -> list[str]:
    """Kinds of places in the order in which work goes through them: as their rooms stand."""
    order = list(_kinds)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def links(actor: Actor, places: Collection[Place]) -> dict[Place, Link]:
    """The pages of those places that the actor may read."""
    found: dict[Place, Link] = {}
    for name, kind in _kinds.items():
        own = {place.numbers: place for place in places if place.kind == name}
        if own:
            shown = kind.links(actor, list(own))
            found.update({own[numbers]: link for numbers, link in shown.items() if numbers in own})
    return found
