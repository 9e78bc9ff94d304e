"""Where a lesson is used: at which kinds of places, and which of them a reader may read."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.lessons import places
from app.lessons.models import Attribution, Lesson, LessonClick, Use
from app.lessons.places import Link, Place
from app.lessons.words import USE_LABELS

MOST_LINKS = 10

# What was said of a lesson, and how often at each kind of place.
Counts = dict[Use, Counter[str]]


@dataclass(frozen=True)
class Used:
    """Where somebody will apply a lesson. Each place counts once, however many say so there."""

    count: int
    # Such as “2 briefs and 1 gate”; empty where that would say too much.
    kinds: str = ""
    links: list[Link] = field(default_factory=list)


def counts(lesson_ids: Collection[int]) -> dict[int, Counts]:
    """What was said of each lesson, once for each person and place, by kind of place."""
    rows = (
        select(LessonClick.lesson_id, LessonClick.choice, LessonClick.place_kind, func.count())
        .where(LessonClick.lesson_id.in_(lesson_ids))
        .group_by(LessonClick.lesson_id, LessonClick.choice, LessonClick.place_kind)
    )
    found: dict[int, Counts] = {}
    for lesson_id, choice, kind, count in db.session.execute(rows):
        found.setdefault(lesson_id, {}).setdefault(choice, Counter())[kind] += count
    return found


def told(said: Counts) -> list[str]:
    """The counts in words, such as “Will apply: 3 (2 briefs and 1 gate)”; nothing of who said it."""
    return [f"{USE_LABELS[use]}: {said[use].total()} ({_kinds(said[use])})" for use in Use if said.get(use)]


def used(actor: Actor, lesson: Lesson) -> Used | None:
    """Where the lesson will be applied, as far as this reader may know; None where nobody said so.

    Of a sector-only lesson no kind and no place is told: whoever compares them could come nearer to its origin.
    """
    said = select(LessonClick.place_kind, LessonClick.place_id).where(
        LessonClick.lesson_id == lesson.id, LessonClick.choice == Use.WILL_APPLY
    )
    found = [Place(*row) for row in db.session.execute(said.distinct())]
    if not found:
        return None
    if lesson.attribution is Attribution.SECTOR_ONLY:
        return Used(len(found))
    shown = places.links(actor, found)
    ordered = sorted(set(shown.values()), key=lambda link: (link.title, link.url))
    return Used(len(found), _kinds(Counter(place.kind for place in found)), ordered[:MOST_LINKS])


def on_lesson(actor: Actor, lesson: Lesson) -> Panel | None:
    """On the page of a lesson: where it is used."""
    found = used(actor, lesson)
    if found is None:
        return None
    return Panel("Where it is used", "lessons/panel_used.html", {"used": found})


def _kinds(by_kind: Counter[str]) -> str:
    parts = [places.counted(name, by_kind[name]) for name in places.in_order(by_kind)]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
