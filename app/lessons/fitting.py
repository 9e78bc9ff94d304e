"""Which lessons fit what somebody is about to do, and why: by what it is about, by what is in doubt, then by words.

It takes plain facts, so that a brief, a match, a response or a gate can all ask.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from app.core.actor import Actor
from app.extensions import db
from app.lessons.data_kinds import kinds_in
from app.lessons.models import Lesson, LessonCause, LessonGuard, LessonState
from app.lessons.protection import WITH_SHOWN, areas_shown, shown
from app.lessons.search import text
from app.lessons.service import newest_first
from app.search import query
from app.search.words import LITTLE_WORDS, stems
from app.taxonomy.choices import MECHANISM_LABELS
from app.taxonomy.models import Area, Mechanism

SHOWN = 3
# How many are looked at: those with the likest words, and those about the same area or the same trouble.
MOST_BY_WORDS, MOST_BY_CODES = 24, 60
# Of how many is known how like their words are: those looked at for their codes are compared by words too.
MOST_COMPARED = 1000
# The points of each kind of fit. Words are one kind among others: the likest lesson of all is like only by comparison,
# while the others were chosen by people. At most they tip the balance between an area and a mechanism.
WORDS, AREA, WIDER_AREA, MECHANISM, DATA, GATE, STAGE, CAUSE = 0.5, 0.4, 0.2, 0.2, 0.2, 0.3, 0.3, 0.4
# More than all of these together.
FIRST = 5.0
MOST_WORDS = 4
SHORTEST_WORD = 5  # shorter ones, such as “one” and “take”, tell a reader nothing


@dataclass(frozen=True)
class Facts:
    """What is known of the thing beside which lessons are shown. `gates` and `causes` are those in doubt."""

    words: str
    # The text that says which data is used.
    data: str = ""
    areas: frozenset[str] = frozenset()
    # The areas above those.
    wider_areas: frozenset[str] = frozenset()
    mechanisms: frozenset[Mechanism] = frozenset()
    gates: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    # The stages between which a decision is taken.
    stages: frozenset[str] = frozenset()
    # Whether the gates are all that it is about: then lessons about them come before any other.
    is_about_gates: bool = False

    def together_with(self, other: "Facts") -> "Facts":
        """What is known of both."""
        return Facts(
            words=f"{self.words}\n{other.words}",
            data=f"{self.data}\n{other.data}",
            areas=self.areas | other.areas,
            wider_areas=self.wider_areas | other.wider_areas,
            mechanisms=self.mechanisms | other.mechanisms,
            gates=self.gates | other.gates,
            causes=self.causes | other.causes,
            stages=self.stages | other.stages,
            is_about_gates=self.is_about_gates and other.is_about_gates,
        )


@dataclass(frozen=True)
class Fit:
    """A lesson, how well it fits, and why in a sentence."""

    lesson: Lesson
    points: float
    why: str


def choose(
    actor: Actor, facts: Facts, limit: int = SHOWN, *, but_not: Collection[int] = frozenset()
) -> list[Fit]:
    """The published lessons that fit `facts` best, each with its reason; none of the numbers in `but_not`."""
    near = query.likeness(actor, "lessons", facts.words, MOST_COMPARED) if stems(facts.words) else {}
    best = max(near.values(), default=0.0) or 1.0
    data = kinds_in(facts.data)
    fits = []
    # The likest come first in `near`.
    for lesson in _candidates(facts, list(near)[:MOST_BY_WORDS]):
        if lesson.id in but_not:
            continue
        points, reasons = _codes_in_common(facts, lesson, data)
        fits.append((points + WORDS * near.get(lesson.id, 0.0) / best, lesson, reasons))
    fits.sort(key=lambda fit: (-fit[0], fit[1].title))
    ours = query.telling(actor, stems(facts.words))
    return [
        Fit(lesson, points, _sentence([*reasons, *_words_in_common(ours, lesson)]))
        for points, lesson, reasons in fits[:limit]
    ]


def _candidates(facts: Facts, near: Iterable[int]) -> Sequence[Lesson]:
    """The lessons with the likest words, and the newest of the same area or about what is in doubt."""
    areas = facts.areas | facts.wider_areas
    told = areas_shown().subquery()
    same_area = select(told.c.lesson_id).join(Area, Area.code == told.c.code).where(_in_or_under(areas))
    failed = select(LessonCause.lesson_id).where(LessonCause.cause_code.in_(facts.causes))
    prevents = select(LessonGuard.lesson_id).where(LessonGuard.cause_code.in_(facts.causes))
    by_codes = (
        select(Lesson.id)
        .where(
            Lesson.state == LessonState.PUBLISHED,
            or_(
                Lesson.id.in_(same_area),
                Lesson.gate_code.in_(facts.gates),
                Lesson.stage_code.in_(facts.stages),
                Lesson.id.in_(failed),
                Lesson.id.in_(prevents),
            ),
        )
        .order_by(*newest_first())
        .limit(MOST_BY_CODES)
    )
    numbers = {*near, *db.session.scalars(by_codes)}
    found = (
        select(Lesson)
        .where(Lesson.id.in_(numbers), Lesson.state == LessonState.PUBLISHED)
        .options(*WITH_SHOWN)
    )
    return db.session.scalars(found).all()


def _in_or_under(areas: frozenset[str]) -> ColumnElement[bool]:
    return or_(Area.code.in_(areas), Area.parent_code.in_(areas))


def _codes_in_common(facts: Facts, lesson: Lesson, data: frozenset[str]) -> tuple[float, list[str]]:
    points, reasons = 0.0, []
    said = shown(lesson)
    failed = [cause.label for cause in said.causes if cause.code in facts.causes]
    prevented = [cause.label for cause in said.guards_against if cause.code in facts.causes]
    if failed:
        points += CAUSE
        reasons.append(f"it failed by what is still open here ({_list(failed)})")
    if prevented:
        points += CAUSE
        reasons.append(f"it prevents what is still open here ({_list(prevented)})")
    if said.gate is not None and said.gate.code in facts.gates:
        points += GATE + facts.is_about_gates * FIRST
        reasons.append(f"about a gate that is still open here ({_in_sentence(said.gate.label)})")
    if said.stage is not None and said.stage.code in facts.stages:
        points += STAGE
        reasons.append(f"from the same stage ({_in_sentence(said.stage.label)})")
    same = [area.label for area in said.areas if area.code in facts.areas]
    around = facts.areas | facts.wider_areas
    wider = [
        area.parent.label if area.parent else area.label
        for area in said.areas
        if area.code in around or area.parent_code in around
    ]
    if same or wider:
        points += AREA if same else WIDER_AREA
        reasons.append(f"same area ({_list(same or wider)})")
    mechanisms = [MECHANISM_LABELS[each].lower() for each in said.mechanisms if each in facts.mechanisms]
    if mechanisms:
        points += MECHANISM
        reasons.append(f"same mechanism ({_list(mechanisms)})")
    kinds = sorted(data & kinds_in(f"{lesson.title}\n{text(lesson)}")) if data else []
    if kinds:
        points += DATA
        reasons.append(f"same kind of data ({_list(kinds)})")
    return points, reasons


def _words_in_common(ours: Mapping[str, float], lesson: Lesson) -> list[str]:
    """The lesson's words that tell most, among `ours`: stems with how much each tells."""
    theirs = {stem: word.lower() for stem, word in stems(f"{lesson.title}\n{text(lesson)}").items()}
    both = [
        stem
        for stem, word in theirs.items()
        if stem in ours and len(word) >= SHORTEST_WORD and word not in LITTLE_WORDS
    ]
    both.sort(key=lambda stem: -ours[stem])
    words = ", ".join(theirs[stem] for stem in both[:MOST_WORDS])
    return [f"both speak of {words}"] if words else []


def _in_sentence(label: str) -> str:
    """A label within a sentence; one that begins with an abbreviation keeps its letters."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _list(labels: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(labels))


def _sentence(reasons: Sequence[str]) -> str:
    why = "; ".join(reasons)
    return why[:1].upper() + why[1:]
