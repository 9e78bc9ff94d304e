"""Panels: how a high room shows something on a low room's page without the low room knowing it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.actor import Actor


@dataclass(frozen=True)
class Panel:
    """A titled piece of a page: `template` is included with `panel` in its context.

    A wide one stands under the page's own text, the others beside it.
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    is_wide: bool = False


Maker = Callable[[Actor, Any], Panel | None]
_makers: dict[str, list[tuple[int, Maker]]] = {}


def add(place: str, maker: Maker, *, order: int = 50) -> None:
    """Let `maker(actor, thing)` add a panel to the page `place` (an endpoint); lower `order` comes first."""
    makers = _makers.setdefault(place, [])
    if all(known is not maker for _, known in makers):
        makers.append((order, maker))
        makers.sort(key=lambda entry: entry[0])


def of(place: str, actor: Actor, thing: Any) -> list[Panel]:
    """The panels of a page for this reader; a maker that answers None adds nothing."""
    made = (maker(actor, thing) for _, maker in _makers.get(place, []))
    return [panel for panel in made if panel is not None]
