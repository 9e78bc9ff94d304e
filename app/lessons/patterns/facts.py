"""What is counted of each lesson on the board: what its page says of it, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonKind, LessonState
from app.lessons.protection import WITH_SHOWN, shown
from app.lessons.words import CASE, MEMBER, SOURCE_LABELS

SAMPLE = "sample"
# Three kinds of lessons that are never counted together: those of members, those invented for a look, published cases.
SOURCES: dict[str, str] = {
    MEMBER: SOURCE_LABELS[MEMBER],
    SAMPLE: "Sample lessons (invented)",
    CASE: SOURCE_LABELS[CASE],
}
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Told:
    """A lesson as it is counted. A text is empty where nothing is said."""

    id: int
    # None for a lesson that says only its sector: whether it makes up the number must not tell whose it is.
    organisation_id: int | None
    kind: LessonKind
    causes: tuple[str, ...]
    stage: str
    mechanisms: tuple[str, ...]
    year: str
    days_lost: int | None


def present() -> dict[str, int]:
    """How many lessons of each source are on the board, those of members first; none that has none."""
    rows = db.session.execute(
        select(Lesson.is_published_case, Lesson.is_sample, func.count())
        .where(Lesson.state == LessonState.PUBLISHED)
        .group_by(Lesson.is_published_case, Lesson.is_sample)
    )
    counts = dict.fromkeys(SOURCES, 0)
    for is_case, is_sample, number in rows:
        counts[CASE if is_case else SAMPLE if is_sample else MEMBER] += number
    return {source: number for source, number in counts.items() if number}


def told(source: str) -> list[Told]:
    """The lessons of a source that are on the board."""
    found = (
        select(Lesson)
        .where(
            Lesson.state == LessonState.PUBLISHED,
            Lesson.is_published_case.is_(source == CASE),
            Lesson.is_sample.is_(source == SAMPLE),
        )
        .order_by(Lesson.id)
        .options(*WITH_SHOWN)
    )
    return [_told(lesson) for lesson in db.session.scalars(found)]


def _told(lesson: Lesson) -> Told:
    said = shown(lesson)
    return Told(
        id=lesson.id,
        organisation_id=None if lesson.attribution is Attribution.SECTOR_ONLY else lesson.organisation_id,
        kind=lesson.kind,
        causes=tuple(cause.code for cause in said.causes),
        stage=said.stage.code if said.stage else "",
        mechanisms=tuple(mechanism.value for mechanism in said.mechanisms),
        year=year_of(said.when),
        days_lost=said.days_lost,
    )


def year_of(words: str) -> str:
    """The last year that the words name, by which a work of several years is counted; empty where they name none."""
    years: Sequence[str] = _YEARS.findall(words)
    return max(years, default="")
