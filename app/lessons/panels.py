"""Lessons where the next decision is taken: beside a brief being written, and on an organisation's page."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select

from app.core.actor import Actor
from app.core.kinds import Card
from app.core.panels import Panel
from app.extensions import db
from app.lessons.board import newest_of
from app.lessons.models import Lesson, LessonState
from app.lessons.search import card, text
from app.organisations.models import Organisation
from app.search import query
from app.search.words import stems
from app.taxonomy.choices import MECHANISM_LABELS

SHOWN = 3
LOOKED_AT = 12
# A lesson on the same mechanism or area may overtake one whose words fit so much better, and no more.
BONUS = 0.15
MOST_WORDS = 4
SHORTEST_WORD = 5  # shorter ones, such as “one” and “take”, tell a reader nothing


class Draft(Protocol):
    """What a brief looks like from down here."""

    title: str
    problem: str
    desired_outcome: str
    organisation_id: int
    areas: Any
    mechanisms: Any


@dataclass(frozen=True)
class Advice:
    """A lesson with why it is shown."""

    card: Card
    why: str


def for_draft(actor: Actor, draft: Draft) -> Panel | None:
    """The lessons that fit a brief best, for the organisation writing it; None while it says too little."""
    if actor.organisation_id is None or actor.organisation_id != draft.organisation_id:
        return None
    found = advice(actor, draft)
    if not found:
        return None
    return Panel("Lessons for this brief", "lessons/panel_advice.html", {"advice": found})


def advice(actor: Actor, draft: Draft) -> list[Advice]:
    """The published lessons that fit `draft` best, each with its reason."""
    words = "\n".join(filter(None, (draft.title, draft.title, draft.problem, draft.desired_outcome)))
    if not stems(words):
        return []
    found = query.related(actor, "lessons", words, LOOKED_AT)
    if not found:
        return []
    best = max(thing.score for thing in found) or 1.0
    points = {thing.id: thing.score / best for thing in found}
    lessons = db.session.scalars(
        select(Lesson).where(Lesson.id.in_(points), Lesson.state == LessonState.PUBLISHED)
    ).all()

    def rank(lesson: Lesson) -> tuple[float, int]:
        shared = bool(_mechanisms(draft, lesson)) + bool(_areas(draft, lesson))
        return -(points[lesson.id] + BONUS * shared), lesson.id

    return [Advice(card(lesson), _why(draft, lesson, words)) for lesson in sorted(lessons, key=rank)[:SHOWN]]


def _mechanisms(draft: Draft, lesson: Lesson) -> list[str]:
    wanted = set(draft.mechanisms)
    return [MECHANISM_LABELS[mechanism].lower() for mechanism in lesson.mechanisms if mechanism in wanted]


def _areas(draft: Draft, lesson: Lesson) -> list[str]:
    """The areas that both are about; a shared top-level area counts where nothing narrower is shared."""
    mine = {area.code for area in draft.areas} | {area.parent_code for area in draft.areas}
    same = [area.label for area in lesson.areas if area.code in mine]
    above = [area.parent.label for area in lesson.areas if area.parent and area.parent_code in mine]
    return same or list(dict.fromkeys(above))


def _why(draft: Draft, lesson: Lesson, words: str) -> str:
    reasons = []
    if shared := _mechanisms(draft, lesson):
        reasons.append(f"same mechanism ({', '.join(shared)})")
    if shared := _areas(draft, lesson):
        reasons.append(f"same area ({', '.join(shared)})")
    ours = stems(words)
    # The words of its title say most; then those of its text, the longest first, as the most telling.
    title = [(stem, word) for stem, word in stems(lesson.title).items() if stem in ours]
    body = sorted(
        (pair for pair in stems(text(lesson)).items() if pair[0] in ours), key=lambda pair: -len(pair[1])
    )
    both: dict[str, str] = {}
    for stem, word in (*title, *body):
        if len(word) >= SHORTEST_WORD:
            both.setdefault(stem, word.lower())
    if both:
        reasons.append(f"both speak of {', '.join([*both.values()][:MOST_WORDS])}")
    why = "; ".join(reasons)
    return why[:1].upper() + why[1:]


def of_organisation(actor: Actor, organisation: Organisation) -> Panel | None:
    """The newest lessons that name the organisation; None where there is none."""
    lessons = newest_of(organisation.id, SHOWN)
    if not lessons:
        return None
    return Panel(
        "Lessons it has shared", "lessons/panel_of_organisation.html", {"cards": [card(x) for x in lessons]}
    )
