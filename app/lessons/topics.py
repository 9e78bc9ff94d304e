"""The subjects of lessons (a cause, a gate, a mechanism or an area), and what the board knows of each.

A way round is a lesson that worked, or a mixed one that says what to do next time. Under a cause, what worked is
there because it guards against it. Published cases are counted apart: they are nobody's lessons here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, or_, select, union_all
from werkzeug.exceptions import NotFound

from app.core.paging import Page, paginate
from app.extensions import db
from app.lessons.axes import AXES, Axis
from app.lessons.models import Lesson, LessonKind, LessonState
from app.lessons.order import best_first
from app.lessons.protection import WITH_SHOWN
from app.taxonomy.choices import MECHANISM_LABELS, labels, parents
from app.taxonomy.models import Area, Cause, GateKind


@dataclass(frozen=True)
class TopicKind:
    name: str
    plural: str
    # The list with its codes; mechanisms have none.
    model: type[Any] | None
    # How ways round are counted: none, one, several; and the headings of the two halves of its page.
    no_way: str
    one_way: str
    ways: str
    ways_heading: str
    rest_heading: str

    @property
    def axis(self) -> Axis:
        return AXES[self.name]

    def labels(self) -> dict[str, str]:
        return labels(self.model) if self.model else MECHANISM_LABELS

    def parents(self) -> dict[str, str]:
        """The group of each code that has one."""
        return parents(self.model) if self.model in (Cause, Area) else {}


WORKED = (
    "none of which worked",
    "1 of which worked at least in part",
    "{} of which worked at least in part",
    "What worked",
    "What did not work",
)
KINDS: dict[str, TopicKind] = {
    kind.name: kind
    for kind in (
        TopicKind(
            "cause",
            "Causes",
            Cause,
            "no way round it yet",
            "1 way round it",
            "{} ways round it",
            "Ways round it",
            "What failed by it",
        ),
        TopicKind(
            "gate",
            "Gates",
            GateKind,
            "no way through it yet",
            "1 way through it",
            "{} ways through it",
            "Ways through it",
            "What failed at it",
        ),
        TopicKind("mechanism", "Mechanisms", None, *WORKED),
        TopicKind("area", "Areas of challenge", Area, *WORKED),
    )
}


@dataclass(frozen=True)
class Topic:
    """A subject, with how many members' lessons, ways round among them, and published cases stand under it."""

    kind: TopicKind
    code: str
    label: str
    lessons: int = 0
    ways: int = 0
    cases: int = 0

    @property
    def known(self) -> str:
        """What the board knows of it, in a few words such as “9 lessons, 4 ways round it”."""
        if not self.cases:
            return self._of_members()
        cases = _number(self.cases, "published case")
        return f"{self._of_members()}, and {cases}" if self.lessons else cases

    def _of_members(self) -> str:
        if not self.lessons:
            return "no lesson yet"
        ways = {0: self.kind.no_way, 1: self.kind.one_way}.get(self.ways, self.kind.ways.format(self.ways))
        return f"{_number(self.lessons, 'lesson')}, {ways}"


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def published() -> Select[Any]:
    return select(Lesson).where(Lesson.state == LessonState.PUBLISHED)


def is_way(lesson: Lesson) -> bool:
    """Whether the lesson tells what works; `_way` says the same to the database."""
    return lesson.kind is LessonKind.WORKED or (
        lesson.kind is LessonKind.MIXED and bool(lesson.recommendation)
    )


def _way() -> ColumnElement[bool]:
    mixed = and_(Lesson.kind == LessonKind.MIXED, Lesson.recommendation != "")
    return or_(Lesson.kind == LessonKind.WORKED, mixed)


def access_topic(kind: str, code: str) -> Topic:
    """The subject with what the board knows of it; everybody may read it. Raises NotFound."""
    if kind not in KINDS or code not in KINDS[kind].labels():
        raise NotFound
    return topics(kind, [code])[0]


def topics(kind: str, codes: Sequence[str]) -> list[Topic]:
    """Those subjects, in that order, each with its counts."""
    if not codes:
        return []
    known, own = KINDS[kind], Lesson.is_published_case.is_(False)
    counts = known.axis.counts(
        [Lesson.state == LessonState.PUBLISHED],
        func.sum(case((own, 1), else_=0)),
        func.sum(case((and_(own, _way()), 1), else_=0)),
        codes=codes,
    )
    names = known.labels()
    return [
        Topic(known, code, names[code], lessons, ways, every - lessons)
        for code in codes
        for every, lessons, ways in [counts.get(code, (0, 0, 0))]
    ]


def lessons_of(topic: Topic) -> Page[Lesson]:
    """The lessons under it: ways round first, and each half in the order of the board."""
    found = published().where(topic.kind.axis.has([topic.code]))
    return paginate(found.order_by(_way().desc(), *best_first()).options(*WITH_SHOWN))


def about(topic: Topic) -> str:
    """What the subject means, in a sentence or two of the reference lists; nothing for a mechanism."""
    if topic.kind.model is None:
        return ""
    row = db.session.get_one(topic.kind.model, topic.code)
    return str(row.when_needed if isinstance(row, GateKind) else row.description)


def around(topic: Topic) -> tuple[Topic | None, list[Topic]]:
    """The group that it belongs to; and of a group what stands under it and has a lesson, else its neighbours."""
    parents = topic.kind.parents()
    group = parents.get(topic.code)
    near = [
        code for code, parent in parents.items() if parent == (group or topic.code) and code != topic.code
    ]
    found = topics(topic.kind.name, [*([group] if group else []), *near])
    above = found.pop(0) if group else None
    return above, [each for each in found if each.lessons or each.cases]


def outline(kind: str) -> list[tuple[Topic, list[Topic]]]:
    """Every subject of a kind that has a lesson, groups with those under them, in the order of the list."""
    known = KINDS[kind]
    groups = known.parents()
    found = {each.code: each for each in topics(kind, _in_order(known)) if each.lessons or each.cases}
    return [
        (top, [each for code, each in found.items() if groups.get(code) == top.code])
        for code, top in found.items()
        if code not in groups
    ]


def _in_order(kind: TopicKind) -> list[str]:
    if kind.model is None:
        return list(kind.labels())
    return list(db.session.scalars(select(kind.model.code).order_by(kind.model.position)))


def codes_of(lesson_ids: Sequence[int], kinds: Iterable[str]) -> dict[str, dict[int, set[str]]]:
    """By kind of subject: the codes under which each of the lessons may be found, groups among them."""
    found: dict[str, dict[int, set[str]]] = {kind: {} for kind in kinds}
    for kind, number, code in db.session.execute(union_all(*(_codes_of(lesson_ids, kind) for kind in found))):
        found[kind].setdefault(number, set()).add(str(code))
    return found


def _codes_of(lesson_ids: Sequence[int], kind: str) -> Select[Any]:
    pairs = KINDS[kind].axis.pairs().subquery()
    return select(literal(kind), pairs.c.lesson_id, cast(pairs.c.code, String)).where(
        pairs.c.lesson_id.in_(lesson_ids), pairs.c.code.is_not(None)
    )


def of_lesson(lesson: Lesson) -> list[Topic]:
    """What a lesson is about, each with what the board knows of it; a group only where nothing under it is shown."""
    found = []
    own = codes_of([lesson.id], KINDS)
    for kind in KINDS.values():
        codes = own[kind.name].get(lesson.id, set())
        above = kind.parents()
        groups = {above[code] for code in codes if code in above}
        found += topics(kind.name, [code for code in _in_order(kind) if code in codes - groups])
    return found
