"""To how many organisations a sector-only lesson can be traced, and how wide it must be shown for that to be enough.

The reader is taken to have read every page, to know these rules, and to forget nothing. They hold what is shown
against the closed collaborations that they may read. Three organisations on each side must be left:

- for everybody who reads: the public, members, the police. Where an audience may read none that fits, nothing is left
  to trace;
- for a member who knows the lessons of their own organisation and of its partners, and leaves those collaborations out;
- taking together the lessons from one collaboration that are on the board already;
- whether or not they know that the narrowest showing that is enough was chosen, and leave out work of which a lesson
  would have been shown more exactly;
- without work that came after the lesson: only what stood before it went on the board counts, then and for ever.

The room of collaborations stands above this one and gives the facts of closed work through `register`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TypeVar

from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonKind, LessonState
from app.organisations.models import Side
from app.taxonomy.models import Area, Mechanism, Specialism

ENOUGH = 3

# How far what a sector-only lesson shows is widened; each step includes those before it.
AS_IT_IS, TOP_AREAS, YEAR, NATION = range(4)
WIDENINGS = (AS_IT_IS, TOP_AREAS, YEAR, NATION)

# The regions that are parts of one nation; each of the others is a nation, or the whole country.
ENGLISH = frozenset({"NE", "NW", "YH", "EM", "WM", "EE", "LON", "SE", "SW"})
ENGLAND = "England"

# Who may read what is for an audience.
READ_BY = {
    Audience.PUBLIC: frozenset({Audience.PUBLIC}),
    Audience.MEMBERS: frozenset({Audience.PUBLIC, Audience.MEMBERS}),
    Audience.POLICE: frozenset(Audience),
}


@dataclass(frozen=True)
class Work:
    """A closed collaboration that others than those who took part may read, as its pages tell of it."""

    police_id: int
    academic_id: int
    police_region: str | None
    academic_region: str | None
    mechanism: Mechanism
    areas: tuple[Area, ...]
    specialisms: tuple[Specialism, ...]
    stage_code: str | None
    # The kinds of its gates, where any are written down. Only those who take part read them.
    gates: frozenset[str]
    ended: date | None
    is_delivered: bool
    is_at_least_partly_delivered: bool
    audience: Audience
    # Both sides stand behind it; else only members read it, and never the public.
    is_confirmed: bool
    # Since when it has been readable as it is now.
    since: datetime
    lesson_ids: frozenset[int]

    def side(self, side: Side) -> int:
        """The organisation on that side."""
        return self.police_id if side is Side.POLICE else self.academic_id

    def region(self, side: Side) -> str | None:
        return self.police_region if side is Side.POLICE else self.academic_region

    def is_read_by(self, audience: Audience) -> bool:
        """Whether readers of that audience may read it."""
        return self.audience in READ_BY[audience] and (self.is_confirmed or audience is not Audience.PUBLIC)


# (mechanisms, or none for all; whether of sample content) -> the closed work.
Source = Callable[[Collection[Mechanism], bool], Iterable[Work]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let `source` tell of closed work. The room of collaborations calls this once."""
    _sources[:] = [source]


# What is shown of the fields that widen, as it can be compared.
Key = tuple[frozenset[str], frozenset[str], str, str]


def key(
    widening: int,
    areas: Iterable[Area],
    specialisms: Iterable[Specialism],
    day: date | None,
    region_code: str | None,
) -> Key:
    """What is shown of areas, specialisms, day and region at a widening."""
    return (
        frozenset(each.code for each in (tops(areas) if widening >= TOP_AREAS else areas)),
        frozenset(each.code for each in (tops(specialisms) if widening >= TOP_AREAS else specialisms)),
        when(day, widening),
        where(region_code, widening),
    )


Thing = TypeVar("Thing", Area, Specialism)


def tops(things: Iterable[Thing]) -> list[Thing]:
    """The upper level of each, once."""
    return list(dict.fromkeys(thing.parent or thing for thing in things))


def when(day: date | None, widening: int) -> str:
    """The day in words as far as it is shown: its month, or its year; empty for none."""
    if day is None:
        return ""
    return f"{day:%Y}" if widening >= YEAR else f"{day:%B %Y}"


def where(region_code: str | None, widening: int) -> str:
    """The code of the region as far as it is shown, or ENGLAND; empty for none."""
    return ENGLAND if widening >= NATION and region_code in ENGLISH else region_code or ""


@dataclass(frozen=True)
class Trace:
    """What a reader has in hand who holds a lesson against closed work."""

    lesson: Lesson
    side: Side
    # The work of which it could tell by what no widening changes, and what is left of that beside other lessons.
    works: Sequence[Work] = field(repr=False)
    left: frozenset[Work] = field(repr=False)

    @classmethod
    def of(cls, lesson: Lesson, side: Side, before: datetime) -> "Trace":
        """What stood `before` the lesson was shown."""
        works = [
            work
            for source in _sources
            for work in source(lesson.mechanisms, lesson.is_sample)
            if work.since < before and _can_tell(lesson, work)
        ]
        beside = list(_shown_beside(lesson, works))
        return cls(lesson, side, works, frozenset(w for w in works if all(_fits(each, w) for each in beside)))

    def narrowest(self, first: int = AS_IT_IS) -> int | None:
        """The smallest widening from `first` at which it cannot be traced; None where none is enough."""

        def alike(shown: Key, widening: int) -> list[Work]:
            return [work for work in self.works if self._key(work, widening) == shown]

        @cache
        def would_be(shown: Key, widening: int) -> list[Work]:
            return [
                work
                for work in alike(shown, widening)
                if not any(is_enough(self._key(work, less), less) for less in range(widening))
            ]

        @cache
        def is_enough(shown: Key, widening: int) -> bool:
            return _hide(alike(shown, widening)) and _hide(would_be(shown, widening))

        for widening in WIDENINGS[first:]:
            shown = _shown_by(self.lesson, widening)
            beside = [[w for w in found(shown, widening) if w in self.left] for found in (alike, would_be)]
            if is_enough(shown, widening) and all(map(_hide, beside)):
                return widening
        return None

    def _key(self, work: Work, widening: int) -> Key:
        return _shown_from(work, self.lesson, self.side, widening)


def _shown_by(lesson: Lesson, widening: int) -> Key:
    """What the lesson shows of the fields that widen."""
    return key(widening, lesson.areas, lesson.specialisms, lesson.happened_on, lesson.region_code)


def _shown_from(work: Work, lesson: Lesson, side: Side, widening: int) -> Key:
    """What a lesson like this one would show if it came from that work."""
    day = work.ended if lesson.happened_on else None
    return key(widening, work.areas, work.specialisms, day, work.region(side))


def _can_tell(lesson: Lesson, work: Work) -> bool:
    """Whether the lesson could be from that work, by what is shown however wide."""
    if lesson.mechanisms and work.mechanism not in lesson.mechanisms:
        return False
    if lesson.stage_code != work.stage_code:
        return False
    if lesson.gate_code and work.gates and lesson.gate_code not in work.gates:
        return False
    if lesson.kind is LessonKind.DID_NOT_WORK:
        return not work.is_delivered
    return lesson.kind is LessonKind.MIXED or work.is_at_least_partly_delivered


def _fits(lesson: Lesson, work: Work) -> bool:
    """Whether the lesson on the board, as wide as it is shown, could be from that work."""
    if lesson.organisation is None or not _can_tell(lesson, work):
        return False
    if lesson.published_at is not None and work.since >= lesson.published_at:
        return False
    side, widening = lesson.organisation.side, lesson.widening
    return _shown_by(lesson, widening) == _shown_from(work, lesson, side, widening)


def _shown_beside(lesson: Lesson, works: Iterable[Work]) -> Iterator[Lesson]:
    """The other sector-only lessons on the board from the same collaboration."""
    for number in {n for work in works if lesson.id in work.lesson_ids for n in work.lesson_ids} - {
        lesson.id
    }:
        other = db.session.get_one(Lesson, number)
        if other.state is LessonState.PUBLISHED and other.attribution is Attribution.SECTOR_ONLY:
            yield other


def _hide(works: Sequence[Work]) -> bool:
    """Whether the work is that of enough organisations, for whoever reads."""
    if not works:
        return False
    for audience in READ_BY:
        read = [work for work in works if work.is_read_by(audience)]
        if read and not _are_enough(read):
            return False
        for own in _members_among(read, audience):
            if not _are_enough([work for work in read if own not in (work.police_id, work.academic_id)]):
                return False
    return True


def _members_among(works: Iterable[Work], audience: Audience) -> set[int]:
    """The organisations whose members read as that audience and know that some of the work is not meant."""
    if audience is Audience.PUBLIC:
        return set()
    police = {work.police_id for work in works}
    return police if audience is Audience.POLICE else police | {work.academic_id for work in works}


def _are_enough(works: Collection[Work]) -> bool:
    sides = {work.police_id for work in works}, {work.academic_id for work in works}
    return all(len(organisations) >= ENOUGH for organisations in sides)
