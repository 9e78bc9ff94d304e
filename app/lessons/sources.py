"""The work from which a lesson comes, as its author is shown it. A higher room tells of it, once, in `register`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.actor import Actor
from app.lessons.models import Lesson


@dataclass(frozen=True)
class Source:
    """What the draft of a lesson was filled in from."""

    title: str
    # The page on which it stands.
    endpoint: str
    number: int
    # The conditions as they were filled in. They would help to trace a lesson that says only its sector.
    conditions: str


@dataclass(frozen=True)
class Beginning:
    """Work that has ended, and the page on which a lesson from it is begun."""

    title: str
    endpoint: str
    number: int


_find: list[Callable[[Lesson], Source | None]] = []
_ended: list[Callable[[Actor], Sequence[Beginning]]] = []


def register(find: Callable[[Lesson], Source | None], ended: Callable[[Actor], Sequence[Beginning]]) -> None:
    """Let `find` say from which work a lesson comes, and `ended` from which work somebody may write one. The room of
    collaborations calls this."""
    _find[:] = [find]
    _ended[:] = [ended]


def source_of(lesson: Lesson) -> Source | None:
    """The work from which the lesson comes; None for one that was written by itself."""
    return next((found for find in _find if (found := find(lesson)) is not None), None)


def beginnings(actor: Actor) -> list[Beginning]:
    """The work of the actor that has ended, from which a lesson is better begun, as most of it is filled in there."""
    return [each for ended in _ended for each in ended(actor)]
