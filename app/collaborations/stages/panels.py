"""The lessons that fit a decision on a stage, and its line in the list of tasks."""

from flask import url_for

from app.collaborations.cards import own_lessons
from app.collaborations.models import Collaboration
from app.collaborations.policy import taken_part_in
from app.collaborations.sections import Task
from app.collaborations.stages import policy, service
from app.collaborations.stages.deployment import unsettled
from app.core.actor import Actor
from app.core.display import show_date
from app.core.panels import Panel
from app.lessons.fitting import Facts
from app.lessons.panels import for_place
from app.lessons.places import Kind, Link, Place, links_by

PLACE = "stage"


def task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """Where the work stands and since when; None for work that is not asked for its stages."""
    if not policy.is_asked(collaboration):
        return None
    if collaboration.stage is None:
        return Task("not_started", "No stage recorded yet")
    decided = service.history(collaboration)
    since = f", decided on {show_date(decided[0].decided_on)}" if decided else ""
    hint = f"{collaboration.stage.label}{since}"
    return Task("in_progress" if policy.is_going_on(collaboration) else "completed", hint)


def lessons_at(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """The lessons that fit best what is to be decided, each with one click."""
    facts = Facts(
        words="\n".join((collaboration.title, collaboration.title, collaboration.summary)),
        areas=frozenset(area.code for area in collaboration.areas),
        wider_areas=frozenset(area.parent_code for area in collaboration.areas if area.parent_code),
        mechanisms=frozenset({collaboration.mechanism}),
        gates=frozenset(unsettled(collaboration)),
        stages=frozenset(filter(None, (collaboration.stage_code, service.following(collaboration)))),
    )
    place = Place(PLACE, str(collaboration.id))
    own = own_lessons(actor, collaboration)
    return for_place(actor, place, facts, "Lessons for this decision", but_not=own)


def _link(collaboration: Collaboration) -> Link:
    return Link(f"Stage: {collaboration.title}", url_for("collaborations.stages", id=collaboration.id))


# Only those who take part read what was decided.
KIND = Kind(
    policy.may_decide,
    "decision on a stage",
    "decisions on stages",
    links_by(taken_part_in, Collaboration, _link),
)
