"""The board: which lessons a reader asked for, and how many there are under each filter."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core.actor import Actor
from app.core.paging import Page, paginate
from app.extensions import db
from app.lessons.axes import AXES
from app.lessons.models import Attribution, Lesson, LessonState
from app.lessons.order import best_first
from app.lessons.protection import WITH_SHOWN
from app.lessons.service import newest_first
from app.lessons.topics import KINDS, Topic, topics
from app.search import query, store

LONGEST_WORDS = 300
MOST_FOUND = 1_000


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Board:
    page: Page[Lesson]
    facets: list[Facet]
    words: str
    chosen: dict[str, list[str]]
    # The subjects that are chosen and have a page of their own.
    topics: list[Topic]
    suggestion: str = ""
    # The index is being rebuilt, so that words find nothing for the moment.
    is_rebuilding: bool = False


def board(actor: Actor, asked: MultiDict[str, str]) -> Board:
    """The lessons on the board that fit the address, best first."""
    words = " ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS]
    known = {name: axis.labels() for name, axis in AXES.items()}
    chosen = {name: [v for v in dict.fromkeys(asked.getlist(name)) if v in known[name]] for name in AXES}
    found, suggestion, is_rebuilding = _find(actor, words)
    fitting = [Lesson.state == LessonState.PUBLISHED]
    if found is not None:
        fitting.append(Lesson.id.in_(found))
    conditions = {name: AXES[name].has(values) for name, values in chosen.items() if values}
    shown = select(Lesson).where(*fitting, *conditions.values())
    page = paginate(shown.order_by(*best_first(found)).options(*WITH_SHOWN))
    facets = []
    for name, axis in AXES.items():
        # A filter's own values are counted as if it were not set.
        counts = axis.counts([*fitting, *(each for other, each in conditions.items() if other != name)])
        facets.append(Facet(name, axis.heading, _options(known[name], counts, chosen[name])))
    subjects = [each for name in KINDS for each in topics(name, chosen[name])]
    return Board(page, facets, words, chosen, subjects, suggestion, is_rebuilding)


def _find(actor: Actor, words: str) -> tuple[list[int] | None, str, bool]:
    """The numbers of the lessons that `words` find, best first (None: all); a better spelling; whether the
    index is away."""
    if not words:
        return None, "", False
    try:
        results = query.search(actor, words, kind="lessons")
    except store.IndexUnusable:
        return None, "", True
    return [number for _, number in results.ids[:MOST_FOUND]], results.suggestion, False


def _options(known: dict[str, str], counts: dict[str, list[int]], chosen: list[str]) -> list[Option]:
    return [
        Option(value, label, counts[value][0] if value in counts else 0, value in chosen)
        for value, label in known.items()
        if value in counts or value in chosen
    ]


def newest_of(organisation_id: int, limit: int) -> Sequence[Lesson]:
    """The newest published lessons that name the organisation they come from."""
    return db.session.scalars(
        select(Lesson)
        .where(
            Lesson.state == LessonState.PUBLISHED,
            Lesson.organisation_id == organisation_id,
            Lesson.attribution == Attribution.NAMED,
        )
        .order_by(*newest_first())
        .limit(limit)
    ).all()
