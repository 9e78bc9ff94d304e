"""What a lesson shows of where it comes from, and whether a sector-only lesson may be shown at all.

Pages, cards, the index, filters, feeds and papers take what they say of a lesson's origin from `shown` and from nothing
else. The rules, and what they do not protect from, stand in docs/lessons-protection.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.display import LOCAL, show_date
from app.lessons.models import Attribution, Evidence, Lesson, LessonArea, LessonSpecialism, LessonState
from app.lessons.tracing import AS_IT_IS, ENGLAND, NATION, TOP_AREAS, YEAR, Trace, tops, when, where
from app.lessons.words import contributor
from app.organisations.models import Organisation, Side
from app.taxonomy.choices import MECHANISM_LABELS
from app.taxonomy.models import Area, Cause, GateKind, Mechanism, Specialism, Stage

# What `shown` reads, for statements that bring many lessons: else each lesson asks for it by itself.
WITH_SHOWN = (
    selectinload(Lesson.organisation),
    selectinload(Lesson.other),
    selectinload(Lesson.mechanism_links),
    selectinload(Lesson.areas).selectinload(Area.parent),
    selectinload(Lesson.specialisms).selectinload(Specialism.parent),
    selectinload(Lesson.causes),
    selectinload(Lesson.guards_against),
    selectinload(Lesson.stage),
    selectinload(Lesson.gate),
    selectinload(Lesson.region),
)


@dataclass(frozen=True)
class Shown:
    """What may be said of a lesson to everybody who may read it."""

    contributor: str
    # The organisation that it names, and the other side where that is named too.
    organisation: Organisation | None
    other: Organisation | None
    mechanisms: tuple[Mechanism, ...]
    areas: tuple[Area, ...]
    # The author's own words for them.
    areas_text: str
    specialisms: tuple[Specialism, ...]
    stage: Stage | None
    gate: GateKind | None
    causes: tuple[Cause, ...]
    guards_against: tuple[Cause, ...]
    # Where and when the work was, in words; empty where nothing is said.
    region: str
    when: str
    evidence: Evidence | None
    days_lost: int | None
    # Since when it is on the board, by which it is also sorted: of a sector-only lesson the first day of a quarter.
    on: date | None

    @property
    def mechanism_labels(self) -> list[str]:
        return [MECHANISM_LABELS[each] for each in self.mechanisms]


def shown(lesson: Lesson) -> Shown:
    """What may be said of a lesson: all of it where it names its organisation or says its role; of a sector-only one
    only what cannot be traced, as wide as `lesson.widening` says."""
    hides = is_sector_only(lesson)
    widening = lesson.widening if hides else AS_IT_IS
    names = lesson.attribution is Attribution.NAMED and not lesson.is_published_case
    return Shown(
        contributor=contributor(lesson),
        organisation=lesson.organisation if names else None,
        other=lesson.other if names and lesson.names_other and lesson.other_may_be_named else None,
        mechanisms=tuple(lesson.mechanisms),
        areas=tuple(tops(lesson.areas)) if widening >= TOP_AREAS else tuple(lesson.areas),
        areas_text="" if hides else lesson.areas_text,
        specialisms=tuple(tops(lesson.specialisms)) if widening >= TOP_AREAS else tuple(lesson.specialisms),
        stage=lesson.stage,
        gate=lesson.gate,
        causes=tuple(lesson.causes),
        guards_against=tuple(lesson.guards_against),
        region=_region(lesson, widening),
        when=lesson.year if lesson.is_published_case else when(lesson.happened_on, widening),
        evidence=None if hides else lesson.evidence,
        days_lost=None if hides else lesson.days_lost,
        on=_on_board_since(lesson),
    )


def is_sector_only(lesson: Lesson) -> bool:
    """Whether the lesson says no more of its organisation than its side."""
    return lesson.attribution is Attribution.SECTOR_ONLY and not lesson.is_published_case


def may_show(lesson: Lesson) -> bool:
    """Whether the lesson may go on the board now. A sector-only one keeps how far it must be widened for that; it goes
    on the board from the first day of a quarter, with all others of the quarter before, so that the day tells nothing.
    """
    if not is_sector_only(lesson):
        return True
    if clock.today() < earliest_day(lesson):
        return False
    found = narrowest(lesson)
    if found is None:
        return False
    lesson.widening = found
    return True


def narrowest(lesson: Lesson, first: int = AS_IT_IS) -> int | None:
    """The smallest widening from `first` at which a sector-only lesson cannot be traced; None where none is enough.

    Before its day this is a forecast: work that is closed until then is still to come.
    """
    side = lesson.organisation.side if lesson.organisation else Side.NEITHER
    # A partnership of both sides works in no collaboration of its own: nobody stands beside it.
    if side is Side.NEITHER:
        return None
    before = lesson.published_at or (
        board_moment(lesson) if earliest_day(lesson) <= clock.today() else clock.now()
    )
    return Trace.of(lesson, side, before).narrowest(first)


def waits(lesson: Lesson) -> str:
    """For its owners and reviewers: what keeps a sector-only lesson off the board, or how wide it will be shown; empty
    where there is nothing to say."""
    ends = (LessonState.PUBLISHED, LessonState.WITHDRAWN)
    if not is_sector_only(lesson) or lesson.state in ends:
        return ""
    found = narrowest(lesson)
    day = max(earliest_day(lesson), clock.today())
    if found is None:
        return (
            "This lesson says only its sector, and so far too few organisations have closed work from which it could "
            "come: somebody could tell which one it is. It is looked at every day and goes on the board when there are "
            "enough. To be read sooner, it can say its role instead."
        )
    return f"This lesson says only its sector. It goes on the board with others on {show_date(day)}. {_WIDER[found]}"


_WIDER = {
    AS_IT_IS: "It shows its areas, the month and the region as they are.",
    TOP_AREAS: "So that nobody can tell where it comes from, its areas are shown more widely.",
    YEAR: "So that nobody can tell where it comes from, its areas are shown more widely, and only the year.",
    NATION: "So that nobody can tell where it comes from, its areas are shown more widely, and only year and nation.",
}


def earliest_day(lesson: Lesson) -> date:
    """The first day on which a sector-only lesson may be on the board: that of the quarter after it was accepted, and
    after the end of its embargo. One that is not accepted yet is taken as accepted today."""
    accepted = lesson.accepted_at.astimezone(LOCAL).date() if lesson.accepted_at else clock.today()
    embargoed = lesson.embargo_until - timedelta(days=1) if lesson.embargo_until else accepted
    last = max(accepted, embargoed)
    first = _first_of_quarter(last)
    return _first_of_quarter(first + timedelta(days=100))


def board_moment(lesson: Lesson) -> datetime:
    """What `published_at` becomes when the lesson goes on the board now: of a sector-only one the beginning of the
    quarter in which it first did, since everything that sorts and dates lessons reads it."""
    if not is_sector_only(lesson):
        return clock.now()
    if lesson.published_at is not None:
        return lesson.published_at
    return datetime.combine(_first_of_quarter(clock.today()), time.min, LOCAL)


def _first_of_quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def areas_shown() -> Select[tuple[int, str]]:
    """(lesson_id, code) of the areas that lessons show: what filters and lists by area ask instead of LessonArea."""
    code = case((_is_widened(), func.coalesce(Area.parent_code, Area.code)), else_=Area.code)
    rows = select(LessonArea.lesson_id, code.label("code")).distinct()
    return rows.join(Area, Area.code == LessonArea.area_code).join(Lesson, Lesson.id == LessonArea.lesson_id)


def specialisms_shown() -> Select[tuple[int, str]]:
    """(lesson_id, code) of the specialisms that lessons show, as `areas_shown`."""
    code = case(
        (_is_widened(), func.coalesce(Specialism.parent_code, Specialism.code)), else_=Specialism.code
    )
    rows = select(LessonSpecialism.lesson_id, code.label("code")).distinct()
    return rows.join(Specialism, Specialism.code == LessonSpecialism.specialism_code).join(
        Lesson, Lesson.id == LessonSpecialism.lesson_id
    )


def _is_widened() -> ColumnElement[bool]:
    return and_(Lesson.attribution == Attribution.SECTOR_ONLY, Lesson.widening >= TOP_AREAS)


def _on_board_since(lesson: Lesson) -> date | None:
    if lesson.published_at is None:
        return None
    day = lesson.published_at.astimezone(LOCAL).date()
    return _first_of_quarter(day) if is_sector_only(lesson) else day


def _region(lesson: Lesson, widening: int) -> str:
    shown = where(lesson.region_code, widening)
    return shown if lesson.region is None or shown == ENGLAND else lesson.region.label
