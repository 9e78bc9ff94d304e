"""The ways in which lessons are sorted: the filters of the board, and the subjects that have a page of their own.

An axis is a list of (lesson, code). A lesson is found by nothing that it does not show: see app.lessons.protection.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union

from app.extensions import db
from app.lessons.models import (
    Attribution,
    Lesson,
    LessonArea,
    LessonCause,
    LessonGuard,
    LessonMechanism,
    LessonSpecialism,
)
from app.lessons.protection import areas_shown, specialisms_shown
from app.lessons.words import CASE, EVIDENCE_LABELS, KIND_LABELS, MEMBER, SOURCE_LABELS
from app.taxonomy.choices import MECHANISM_LABELS, labels
from app.taxonomy.models import Area, Cause, GateKind, Specialism, Stage

Labels = dict[str, str]


@dataclass(frozen=True)
class Axis:
    name: str
    heading: str
    # (lesson_id, code), each pair once. A group holds what stands under it.
    pairs: Callable[[], Any]
    # The codes that the board offers as a filter, with their labels.
    labels: Callable[[], Labels]

    def lessons(self, codes: Sequence[str]) -> Select[Any]:
        """The numbers of the lessons under any of `codes`."""
        pairs = self.pairs().subquery()
        return select(pairs.c.lesson_id).where(pairs.c.code.in_(codes))

    def has(self, codes: Sequence[str]) -> ColumnElement[bool]:
        """The condition that a lesson stands under any of `codes`."""
        return Lesson.id.in_(self.lessons(codes))

    def counts(
        self, fitting: Sequence[ColumnElement[bool]], *also: ColumnElement[Any], codes: Sequence[str] = ()
    ) -> dict[str, Any]:
        """How many lessons that meet the conditions `fitting` stand under each code, or under each of `codes`: a row of
        that and of each of `also`."""
        pairs = self.pairs().subquery()
        rows = (
            select(pairs.c.code, func.count(), *also)
            .join(Lesson, Lesson.id == pairs.c.lesson_id)
            .where(*fitting, pairs.c.code.in_(codes) if codes else pairs.c.code.is_not(None))
            .group_by(pairs.c.code)
        )
        return {str(code): counted for code, *counted in db.session.execute(rows)}


def _own(column: Any) -> Callable[[], Any]:
    """The pairs of a code that a lesson holds itself."""
    return lambda: select(Lesson.id.label("lesson_id"), column.label("code"))


def _evidence() -> Any:
    return _own(case((Lesson.attribution != Attribution.SECTOR_ONLY, Lesson.evidence)))()


def _source() -> Any:
    return _own(case((Lesson.is_published_case, CASE), else_=MEMBER))()


def _mechanisms() -> Any:
    return select(LessonMechanism.lesson_id, LessonMechanism.mechanism.label("code"))


def _exact(link: Any, code: Any) -> Any:
    """The pairs of what a lesson is coded with."""
    return select(link.lesson_id, code.label("code"))


def _groups(link: Any, code: Any, model: Any) -> Any:
    """The pairs of the groups above that."""
    return select(link.lesson_id, func.coalesce(model.parent_code, model.code)).join(
        model, model.code == code
    )


def _areas() -> Any:
    return union(areas_shown(), _groups(LessonArea, LessonArea.area_code, Area))


def _specialisms() -> Any:
    code = LessonSpecialism.specialism_code
    return union(specialisms_shown(), _groups(LessonSpecialism, code, Specialism))


def _causes() -> Any:
    # What a practice prevents belongs under the cause as much as what failed by it.
    links = ((LessonCause, LessonCause.cause_code), (LessonGuard, LessonGuard.cause_code))
    return union(
        *(pairs for link, code in links for pairs in (_exact(link, code), _groups(link, code, Cause)))
    )


def _tops(model: Any) -> Labels:
    rows = db.session.execute(
        select(model.code, model.label).where(model.parent_code.is_(None)).order_by(model.position)
    )
    return {row.code: row.label for row in rows}


def _single_causes() -> Labels:
    groups = _tops(Cause)
    return {code: label for code, label in labels(Cause).items() if code not in groups}


AXES: dict[str, Axis] = {
    axis.name: axis
    for axis in (
        Axis("source", "Source", _source, lambda: SOURCE_LABELS),
        Axis("kind", "Did it work?", _own(Lesson.kind), lambda: KIND_LABELS),
        Axis("mechanism", "Mechanism", _mechanisms, lambda: MECHANISM_LABELS),
        Axis("area", "Area of challenge", _areas, lambda: _tops(Area)),
        Axis("specialism", "Specialism", _specialisms, lambda: _tops(Specialism)),
        Axis("cause", "Cause", _causes, _single_causes),
        Axis("gate", "Gate", _own(Lesson.gate_code), lambda: labels(GateKind)),
        Axis("stage", "Stage", _own(Lesson.stage_code), lambda: labels(Stage)),
        Axis("evidence", "What it rests on", _evidence, lambda: EVIDENCE_LABELS),
    )
}
