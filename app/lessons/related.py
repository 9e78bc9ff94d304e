"""The lessons nearest to another one, each with why: what they have in common, then what their words have."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_

from app.core.actor import Actor
from app.extensions import db
from app.lessons.models import Lesson
from app.lessons.order import best_first
from app.lessons.protection import WITH_SHOWN
from app.lessons.search import text
from app.lessons.topics import KINDS, codes_of, published
from app.search import query

SHOWN = 3
MOST_BY_CODES, MOST_BY_WORDS = 60, 12
# The points of what two lessons share; a wider area or group of causes counts half, and words at most one cause.
POINTS = {"cause": 0.5, "gate": 0.3, "area": 0.3, "mechanism": 0.1}
WORDS = 0.5
# How like the words must be, against the likest, to be a reason.
ALIKE = 0.5


@dataclass(frozen=True)
class Related:
    lesson: Lesson
    why: str


def related(actor: Actor, lesson: Lesson) -> list[Related]:
    """The published lessons nearest to a published one, best first. To share a mechanism alone is not enough."""
    words = f"{lesson.title}\n{text(lesson)}"
    near = query.likeness(actor, "lessons", words, MOST_BY_WORDS + 1)
    near.pop(lesson.id, None)
    most = max(near.values(), default=0.0) or 1.0
    own = {kind: codes.get(lesson.id, set()) for kind, codes in codes_of([lesson.id], POINTS).items()}
    others = _candidates(lesson, own, [*near])
    theirs = codes_of([other.id for other in others], POINTS)
    found = []
    for place, other in enumerate(others):
        shared = {kind: own[kind] & theirs[kind].get(other.id, set()) for kind in POINTS}
        points, reasons = _judge(lesson, other, shared)
        likeness = near.get(other.id, 0.0) / most
        points += WORDS * likeness
        if likeness >= ALIKE:
            reasons.append("It speaks of the same things")
        if reasons:
            found.append((-points, place, Related(other, "; ".join(_first_small(reasons[:2])))))
    return [each for *_, each in sorted(found, key=lambda one: one[:2])[:SHOWN]]


def _candidates(lesson: Lesson, own: dict[str, set[str]], near: Sequence[int]) -> Sequence[Lesson]:
    """Others with a cause, gate or area in common, in the order of the board, and those with the likest words."""
    alike = [
        KINDS[kind].axis.has(sorted(codes)) for kind, codes in own.items() if codes and kind != "mechanism"
    ]
    others = published().where(Lesson.id != lesson.id)
    by_codes = others.where(or_(*alike)).order_by(*best_first()).limit(MOST_BY_CODES) if alike else None
    numbers = set(near)
    if by_codes is not None:
        numbers.update(db.session.scalars(by_codes.with_only_columns(Lesson.id)))
    found = others.where(Lesson.id.in_(numbers)).order_by(*best_first())
    return db.session.scalars(found.options(*WITH_SHOWN)).all()


def _judge(lesson: Lesson, other: Lesson, shared: dict[str, set[str]]) -> tuple[float, list[str]]:
    """The points of what they share, and the reasons, those that count most first."""
    points, reasons = 0.0, []
    failed = {cause.code for cause in lesson.causes}
    for kind, codes in shared.items():
        if not codes:
            continue
        labels, groups = KINDS[kind].labels(), KINDS[kind].parents()
        exact = {code for code in codes if code in groups or not groups}
        points += POINTS[kind] * (1.0 if exact else 0.5)
        names = ", ".join(labels[code] for code in sorted(exact or codes))
        prevented = [cause.label for cause in other.guards_against if cause.code in failed]
        if kind == "cause" and prevented:
            reasons.append(f"A way round what failed here ({', '.join(prevented)})")
        elif kind != "mechanism":
            reasons.append(f"{'Same' if exact else 'Same wider'} {kind} ({names})")
    return points, reasons


def _first_small(reasons: Sequence[str]) -> list[str]:
    return [each if not place else each[:1].lower() + each[1:] for place, each in enumerate(reasons)]
