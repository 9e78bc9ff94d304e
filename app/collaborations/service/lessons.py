"""What a lesson takes from the collaboration that it comes from, so that its author need not type it again."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from app.briefs.preflight import OF_VETTING, QUESTIONS
from app.collaborations.gates.models import GateState
from app.collaborations.gates.rules import VETTING
from app.collaborations.gates.times import PATIENCE, elapsed, is_known
from app.collaborations.models import ENDED, Collaboration, CollaborationLesson, Outcome, Status
from app.collaborations.policy import taken_part_in
from app.collaborations.service.facts import other_of
from app.collaborations.service.values import Lesson
from app.core.actor import Actor
from app.extensions import db
from app.lessons import service as lessons
from app.lessons.data_kinds import kinds_in
from app.lessons.models import Evidence, LessonKind
from app.lessons.models import Lesson as Written
from app.lessons.sources import Beginning, Source
from app.organisations.models import Organisation
from app.taxonomy.choices import label
from app.taxonomy.models import VettingLevel

KINDS = {
    Outcome.DELIVERED: LessonKind.WORKED,
    Outcome.PARTLY_DELIVERED: LessonKind.MIXED,
    Outcome.NOT_ADOPTED: LessonKind.MIXED,
    Outcome.ABANDONED: LessonKind.DID_NOT_WORK,
    Outcome.NEVER_STARTED: LessonKind.DID_NOT_WORK,
}
# Of how much ended work somebody is reminded who begins a lesson without any.
MOST = 5
# Levels that say nothing of a condition.
NO_LEVEL = ("NONE", "UNKNOWN")
# From this level of the Maryland scale there was something to compare with.
COMPARED = 3


def kind_of(collaboration: Collaboration) -> LessonKind | None:
    """What a lesson is likely to tell of, by how the work ended."""
    return KINDS[collaboration.outcome] if collaboration.outcome else None


def derived(collaboration: Collaboration, own: Organisation) -> dict[str, Any]:
    """What a lesson by `own` says of the work, as far as the collaboration knows it. Its author may change it all."""
    gate, days = _gate(collaboration)
    found = {
        "mechanisms": [collaboration.mechanism],
        "areas": [area.code for area in collaboration.areas],
        "specialisms": [each.code for each in collaboration.offer.specialisms] if collaboration.offer else [],
        "stage_code": collaboration.stage_code,
        "gate_code": gate,
        "days_lost": days,
        "region_code": own.region_code,
        "happened_on": collaboration.ended,
        "conditions": conditions(collaboration),
    }
    if collaboration.maryland:
        found["evidence"] = Evidence.COMPARED if collaboration.maryland >= COMPARED else Evidence.MEASURED
    return found


def conditions(collaboration: Collaboration) -> str:
    """The kinds of data and the vetting of which the brief speaks, in a sentence each."""
    brief = collaboration.brief
    if brief is None:
        return ""
    kinds = sorted(kinds_in(f"{brief.problem} {brief.data_access}"))
    said = [f"Data: {', '.join(kinds)}."] if kinds else []
    if brief.vetting_code and brief.vetting_code not in NO_LEVEL:
        said.append(f"Vetting: {label(VettingLevel, brief.vetting_code)}.")
    return " ".join(said)


def _gate(collaboration: Collaboration) -> tuple[str | None, int | None]:
    """The gate that held the work up, and for how many days: one that is blocked, else the one that took longest, if it
    took long, else one of which the causes speak, whose days nobody counted."""
    blocked = [gate for gate in collaboration.gates if gate.state is GateState.BLOCKED]
    asked = [gate for gate in collaboration.gates if gate.asked_on and gate.state is not GateState.NOT_NEEDED]
    slow = [gate for gate in asked if is_known(gate) and elapsed(gate) > PATIENCE]
    if held := max(blocked or slow, key=elapsed, default=None):
        return held.kind_code, elapsed(held)
    causes = {cause.code for cause in collaboration.causes}
    told = {code for question in QUESTIONS if causes.intersection(question.causes) for code in question.gates}
    told |= VETTING if OF_VETTING in told else set()
    return next((gate.kind_code for gate in collaboration.gates if gate.kind_code in told), None), None


def add_lesson(
    actor: Actor,
    collaboration: Collaboration,
    lesson: Lesson,
    at: Organisation,
    boxes: Collection[str] = (),
    called: Mapping[str, str] | None = None,
) -> Written:
    """A draft of a lesson hangs on the collaboration, with all that can be taken from it. Raises FieldError.

    `called` says what the form calls the fields of a lesson.
    """
    behind = "guards_against" if lesson.kind is LessonKind.WORKED else "causes"
    causes = [] if lesson.kind is LessonKind.WORKED else [cause.code for cause in collaboration.causes]
    chosen = {} if lesson.attribution is None else {"attribution": lesson.attribution}
    written = lessons.write_for(
        actor,
        organisation=at,
        other=other_of(collaboration, at.id),
        is_sample=collaboration.is_sample,
        boxes=boxes,
        called=called,
        **derived(collaboration, at),
        **chosen,
        **{behind: causes if lesson.causes is None else lesson.causes},
        title=lesson.title,
        kind=lesson.kind,
        what_happened=lesson.what_happened,
        recommendation=lesson.recommendation,
    )
    collaboration.lessons.append(written)
    return written


def ended_work(actor: Actor) -> list[Beginning]:
    """The work that has ended or is ending in which the actor takes part, the latest first."""
    ended = taken_part_in(actor).where(Collaboration.status.in_(ENDED | {Status.ENDING}))
    latest = ended.order_by(Collaboration.ended.desc(), Collaboration.id.desc()).limit(MOST)
    return [Beginning(each.title, "ending.add_lesson", each.id) for each in db.session.scalars(latest)]


def source_of(written: Written) -> Source | None:
    """The collaboration on which a lesson hangs, as the room of lessons shows it to the lesson's author."""
    link = CollaborationLesson
    found = db.session.scalar(
        select(Collaboration)
        .join(link, link.collaboration_id == Collaboration.id)
        .where(link.lesson_id == written.id)
    )
    if found is None:
        return None
    return Source(found.title, "collaborations.show", found.id, conditions(found))
