"""What pages show of an ending: who has written, both reflections side by side, and the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import selectinload

from app.collaborations.ending import policy
from app.collaborations.ending.models import Reflection
from app.collaborations.ending.words import (
    DIMENSIONS,
    EMMIE,
    MARYLAND,
    MARYLAND_SOURCE,
    PRACTICE_SOURCE,
    PRACTICE_STAGES,
    TRL,
    TRL_SOURCE,
    WOULD_REPEAT,
)
from app.collaborations.models import ENDED, RUNS, Collaboration, Status
from app.collaborations.policy import acts, parties
from app.collaborations.sections import Task
from app.collaborations.service.facts import other_of
from app.collaborations.service.lessons import derived, kind_of
from app.collaborations.size import is_small
from app.collaborations.words import OUTCOME_LABELS
from app.core.actor import Actor
from app.core.display import show_date
from app.extensions import db
from app.lessons import policy as lessons
from app.lessons.models import Lesson, LessonKind
from app.organisations.models import Organisation
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import GateKind, Region, Specialism, Stage


@dataclass(frozen=True)
class ShownSide:
    """How far a side has come. That it has written is no secret; what, is until both have."""

    organisation: Organisation
    is_own: bool
    has_reflected: bool
    has_lesson: bool


def sides(actor: Actor, collaboration: Collaboration) -> list[ShownSide]:
    """Both sides, the police one first."""
    written, taught = policy.written_by(collaboration), policy.taught_by(collaboration)
    return [
        ShownSide(each, each.id == actor.organisation_id, each.id in written, each.id in taught)
        for each in collaboration.organisations
    ]


def readable(actor: Actor, collaboration: Collaboration) -> dict[int, Reflection]:
    """The reflections that the actor may read, by organisation."""
    here = policy.readable_by(actor).where(Reflection.collaboration_id == collaboration.id)
    rows = db.session.scalars(here.options(selectinload(Reflection.causes)))
    return {reflection.organisation_id: reflection for reflection in rows}


def own_reflection(actor: Actor, collaboration: Collaboration) -> Reflection | None:
    """What the actor's side has given, as far as the actor may read it."""
    return readable(actor, collaboration).get(actor.organisation_id or 0)


def other_side(actor: Actor, collaboration: Collaboration) -> Organisation:
    """The organisation on the other side of the actor's."""
    return other_of(collaboration, actor.organisation_id)


@dataclass(frozen=True)
class Line:
    """A question with the answers of the sides, and where they differ, in words."""

    question: str
    answers: Sequence[str]
    difference: str = ""


@dataclass(frozen=True)
class Comparison:
    """The reflections that the reader may read, side by side."""

    names: Sequence[str]
    lines: Sequence[Line]
    # The questions that the sides answered otherwise; texts are for the reader to compare.
    apart: Sequence[str] = field(default_factory=list)


def comparison(actor: Actor, collaboration: Collaboration) -> Comparison | None:
    """One reflection, or both with where they differ; None where the reader may read none."""
    found = readable(actor, collaboration)
    shown = [(each, found[each.id]) for each in collaboration.organisations if each.id in found]
    if not shown:
        return None
    lines = _lines([reflection for _, reflection in shown])
    apart = [line.question for line in lines if line.difference]
    return Comparison([each.name for each, _ in shown], lines, apart)


def own_answers(actor: Actor, collaboration: Collaboration) -> list[tuple[str, str]]:
    """What the actor's side has given, question by question."""
    found = own_reflection(actor, collaboration)
    return [(line.question, line.answers[0]) for line in _lines([found])] if found else []


def _lines(given: list[Reflection]) -> list[Line]:
    return [
        _chosen("How it ended", [OUTCOME_LABELS[each.outcome] for each in given]),
        _chosen("Why it fell short", [_causes(each) for each in given]),
        Line("What worked", [each.worked for each in given]),
        Line("What did not work", [each.did_not for each in given]),
        Line("What it would do differently", [each.differently for each in given]),
        _chosen("Would it work with them again?", [WOULD_REPEAT[each.would_repeat] for each in given]),
        *(_scored(label, [each.scores.get(code) for each in given]) for code, label in DIMENSIONS.items()),
    ]


def _causes(reflection: Reflection) -> str:
    return ", ".join(cause.label for cause in reflection.causes) or "Nothing"


def _chosen(question: str, answers: list[str]) -> Line:
    return Line(question, answers, "They differ" if len(set(answers)) > 1 else "")


def _scored(label: str, scores: list[int | None]) -> Line:
    """A dimension of the working relationship: the gap between the scores is the lesson."""
    known = [score for score in scores if score is not None]
    gap = max(known) - min(known) if len(known) > 1 else 0
    points = "1 point" if gap == 1 else f"{gap} points"
    answers = ["Not scored" if score is None else f"{score} of 5" for score in scores]
    return Line(label, answers, f"They differ by {points}" if gap else "")


def silent_sides(collaboration: Collaboration) -> list[str]:
    """The sides that were asked for a reflection and let it be closed without: the page says so for good."""
    if collaboration.ending_at is None or collaboration.status not in ENDED:
        return []
    written = policy.written_by(collaboration)
    return [each.name for each in collaboration.organisations if each.id not in written]


@dataclass(frozen=True)
class Entry:
    """Something said of the evidence, with the source of its scale."""

    label: str
    words: str
    source: str = ""


def evidence(collaboration: Collaboration) -> list[Entry]:
    """What is said of evidence and readiness; empty where nobody has said anything."""
    found = []
    if collaboration.maryland is not None:
        found.append(Entry("Strength of evidence", MARYLAND[collaboration.maryland], MARYLAND_SOURCE))
    if collaboration.practice_stage:
        found.append(
            Entry("Stage of practice", PRACTICE_STAGES[collaboration.practice_stage], PRACTICE_SOURCE)
        )
    for name, level in (
        ("Technology readiness before", collaboration.trl_before),
        ("Technology readiness after", collaboration.trl_after),
    ):
        if level is not None:
            found.append(Entry(name, f"Level {level}: {TRL[level]}", TRL_SOURCE))
    emmie = collaboration.emmie or {}
    found += [Entry(part.title, emmie[code]) for code, part in EMMIE.items() if emmie.get(code)]
    return found


def task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """What the reader's side still owes to the ending; None before it, and for small work."""
    if collaboration.ending_at is None or not parties(actor, collaboration):
        return None
    if collaboration.status in ENDED:
        return Task("completed", "Both reflections side by side" if not silent_sides(collaboration) else "")
    own = actor.organisation_id
    reflected = own in policy.written_by(collaboration)
    if not reflected:
        return Task("not_started", "Your side’s reflection is asked")
    if own not in policy.taught_by(collaboration):
        return Task("in_progress", "A lesson of your side is asked")
    if policy.why_not_conclude(actor, collaboration):
        return Task("in_progress", "The other side has still to write")
    return Task("in_progress", "It can be closed")


def lesson_task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """Small work that was closed by the other side: a lesson of one's own, if one likes."""
    if collaboration.ending_at is not None or "add_lesson" not in acts(actor, collaboration):
        return None
    if actor.organisation_id in policy.taught_by(collaboration):
        return None
    if own_drafts(actor, collaboration):
        return Task("in_progress", "Your draft has still to be sent")
    return Task("optional", "What your side learned")


def own_drafts(actor: Actor, collaboration: Collaboration) -> list[Lesson]:
    """The drafts of lessons on which the actor can go on."""
    return [lesson for lesson in collaboration.lessons if lessons.can_edit(actor, lesson)]


def lesson_begun(actor: Actor, collaboration: Collaboration) -> dict[str, Any]:
    """What stands in the form of a new lesson: how it ended, why, and what the actor's side said in its reflection."""
    kind = kind_of(collaboration)
    reflection = own_reflection(actor, collaboration)
    said = ""
    if reflection is not None:
        parts = (reflection.worked, reflection.did_not)
        said = reflection.did_not if kind is LessonKind.DID_NOT_WORK else "\n".join(filter(None, parts))
    return {
        "kind": kind,
        "causes": [cause.code for cause in (reflection.causes if reflection else collaboration.causes)],
        "what_happened": said,
        "recommendation": reflection.differently if reflection else "",
    }


def filled_in(actor: Actor, collaboration: Collaboration) -> list[str]:
    """What a lesson takes from the collaboration, in a few words each."""
    own = other_of(collaboration, other_side(actor, collaboration).id)
    found = derived(collaboration, own)
    days = found["days_lost"]
    parts = [
        MECHANISM_LABELS[collaboration.mechanism],
        *(area.label for area in collaboration.areas),
        *(label(Specialism, code) for code in found["specialisms"]),
        label(Stage, found["stage_code"]),
        label(GateKind, found["gate_code"]) + (f", {days} days" if days else "")
        if found["gate_code"]
        else "",
        label(Region, found["region_code"]),
        f"ended {show_date(collaboration.ended)}" if collaboration.ended else "",
        f"with {other_side(actor, collaboration).name}",
    ]
    return [part for part in parts if part]


def evidence_task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """The evidence, which is asked of all but small work."""
    may = "assess" in acts(actor, collaboration)
    if not may or (is_small(collaboration) and collaboration.status in RUNS):
        return None
    if evidence(collaboration):
        return Task("completed")
    return Task("not_started" if collaboration.status is Status.ENDING else "optional")
