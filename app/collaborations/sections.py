"""The parts of the work on a collaboration: a list of tasks on its page, for those who take part."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from app.collaborations.models import Collaboration
from app.core.actor import Actor


@dataclass(frozen=True)
class Task:
    """How far a part has come: a status of the task list, and in a few words what is next or what stands."""

    status: str
    hint: str = ""


@dataclass(frozen=True)
class ShownTask:
    title: str
    href: str
    status: str
    hint: str


# (actor, collaboration) -> how far it has come; None where the part is not asked of this collaboration.
Maker = Callable[[Actor, Collaboration], Task | None]
_sections: dict[str, tuple[int, str, Maker]] = {}


def add(endpoint: str, title: str, maker: Maker, *, order: int) -> None:
    """Let the part whose page is `endpoint` (it takes the collaboration's `id`) stand in the list of tasks."""
    _sections[endpoint] = (order, title, maker)


def tasks(actor: Actor, collaboration: Collaboration) -> list[ShownTask]:
    """The parts that are asked of this collaboration, in their order."""
    shown = []
    for endpoint, (_, title, maker) in sorted(_sections.items(), key=lambda entry: entry[1][0]):
        task = maker(actor, collaboration)
        if task is not None:
            shown.append(ShownTask(title, url_for(endpoint, id=collaboration.id), task.status, task.hint))
    return shown
