"""The board: which lessons a reader asked for, and how many there are under each filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from werkzeug.datastructures import MultiDict

from app.core.actor import Actor
from app.core.paging import Page, paginate
from app.extensions import db
from app.lessons.models import (
    Lesson,
    LessonArea,
    LessonCause,
    LessonGuard,
    LessonKind,
    LessonMechanism,
    LessonState,
)
from app.lessons.service import newest_first
from app.lessons.words import CASE, KIND_LABELS, MEMBER, SOURCE_LABELS
from app.search import query, store
from app.taxonomy.choices import MECHANISM_LABELS, labels
from app.taxonomy.models import Area, Cause, Mechanism, Stage

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
    suggestion: str = ""
    # The index is being rebuilt, so that words find nothing for the moment.
    is_rebuilding: bool = False


def board(actor: Actor, asked: MultiDict[str, str]) -> Board:
    """The lessons on the board that fit the address, best first where it has words, else the newest first."""
    words = " ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS]
    known = _labels()
    chosen = {name: [v for v in dict.fromkeys(asked.getlist(name)) if v in known[name]] for name in known}
    found, suggestion, is_rebuilding = _find(actor, words)
    published = select(Lesson).where(Lesson.state == LessonState.PUBLISHED)
    if found is not None:
        published = published.where(Lesson.id.in_(found))
    shown = published.where(*(_chosen(name, values) for name, values in chosen.items() if values))
    page = paginate(shown.order_by(*_order(found)))
    facets = [_facet(name, published, known[name], chosen) for name in known]
    return Board(page, facets, words, chosen, suggestion, is_rebuilding)


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


def _order(found: Sequence[int] | None) -> tuple[Any, ...]:
    if not found:
        return newest_first()
    return (case({number: place for place, number in enumerate(found)}, value=Lesson.id),)


def _labels() -> dict[str, dict[str, str]]:
    """Each filter with the labels of its values."""
    return {
        "source": SOURCE_LABELS,
        "kind": KIND_LABELS,
        "mechanism": MECHANISM_LABELS,
        "area": _tops(Area),
        "cause": {code: label for code, label in labels(Cause).items() if code not in _tops(Cause)},
        "stage": labels(Stage),
    }


HEADINGS = {
    "source": "Source",
    "kind": "Did it work?",
    "mechanism": "Mechanism",
    "area": "Area of challenge",
    "cause": "Cause",
    "stage": "Stage",
}


def _tops(model: Any) -> dict[str, str]:
    rows = db.session.execute(
        select(model.code, model.label).where(model.parent_code.is_(None)).order_by(model.position)
    )
    return {row.code: row.label for row in rows}


def _top_area() -> ColumnElement[Any]:
    return func.coalesce(Area.parent_code, Area.code)


def _chosen(name: str, values: list[str]) -> ColumnElement[bool]:
    """The condition that a lesson has any of `values` under the filter `name`."""
    if name == "source":
        return Lesson.is_published_case.in_([value == CASE for value in values])
    if name == "kind":
        return Lesson.kind.in_([LessonKind(value) for value in values])
    if name == "stage":
        return Lesson.stage_code.in_(values)
    return Lesson.id.in_(_having(name, values))


def _having(name: str, values: list[str]) -> Any:
    """The numbers of lessons with any of `values` in a table that hangs on lessons."""
    if name == "mechanism":
        links = select(LessonMechanism.lesson_id)
        return links.where(LessonMechanism.mechanism.in_([Mechanism(value) for value in values]))
    if name == "area":
        return select(LessonArea.lesson_id).join(Area).where(_top_area().in_(values))
    # What a practice prevents belongs under the cause as much as what failed by it.
    failed = select(LessonCause.lesson_id).where(LessonCause.cause_code.in_(values))
    return failed.union(select(LessonGuard.lesson_id).where(LessonGuard.cause_code.in_(values)))


def _facet(name: str, published: Select[Any], known: dict[str, str], chosen: dict[str, list[str]]) -> Facet:
    """The filter with how many lessons each value would show, the other filters standing."""
    base = published.where(
        *(_chosen(other, values) for other, values in chosen.items() if values and other != name)
    )
    counts = _counts(name, base.with_only_columns(Lesson.id).scalar_subquery())
    options = [
        Option(value, label, counts.get(value, 0), value in chosen[name])
        for value, label in known.items()
        if counts.get(value) or value in chosen[name]
    ]
    return Facet(name, HEADINGS[name], options)


def _counts(name: str, ids: Any) -> dict[str, int]:
    number = func.count(func.distinct(Lesson.id))
    values: Any = {"kind": Lesson.kind, "stage": Lesson.stage_code, "source": Lesson.is_published_case}.get(
        name
    )
    rows = select(values, number) if values is not None else select()
    if name == "mechanism":
        values = LessonMechanism.mechanism
        rows = select(values, number).join(LessonMechanism, LessonMechanism.lesson_id == Lesson.id)
    elif name == "area":
        values = _top_area()
        rows = select(values, number).join(LessonArea, LessonArea.lesson_id == Lesson.id).join(Area)
    elif name == "cause":
        both = (
            select(LessonCause.lesson_id, LessonCause.cause_code)
            .union(select(LessonGuard.lesson_id, LessonGuard.cause_code))
            .subquery()
        )
        values = both.c.cause_code
        rows = select(values, number).join(both, both.c.lesson_id == Lesson.id)
    found = db.session.execute(rows.where(Lesson.id.in_(ids)).group_by(values)).all()
    if name == "source":
        return {CASE if is_case else MEMBER: count for is_case, count in found}
    return {str(value): count for value, count in found if value is not None}


def newest_of(organisation_id: int, limit: int) -> Sequence[Lesson]:
    """The newest published lessons that name the organisation they come from."""
    return db.session.scalars(
        select(Lesson)
        .where(
            Lesson.state == LessonState.PUBLISHED,
            Lesson.organisation_id == organisation_id,
            Lesson.attribution == "named",
        )
        .order_by(*newest_first())
        .limit(limit)
    ).all()
