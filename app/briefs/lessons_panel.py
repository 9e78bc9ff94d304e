"""The lessons that fit a brief, shown to the organisation that writes it, at the place ("brief", its number)."""

from flask import url_for

from app.briefs.models import Brief
from app.briefs.policy import readable_by
from app.briefs.preflight import State, answers, gates_of
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.lessons.fitting import Facts
from app.lessons.panels import for_place
from app.lessons.places import Kind, Link, Place, links_by

PLACE = "brief"


def may_decide(actor: Actor, id: int) -> bool:
    """The organisation that posts a brief decides what to do with the lessons shown beside it."""
    if actor.organisation_id is None:
        return False
    own = readable_by(actor).where(Brief.id == id, Brief.organisation_id == actor.organisation_id)
    return db.session.scalar(own) is not None


def for_brief(actor: Actor, brief: Brief) -> Panel | None:
    """The lessons that fit the brief best, for the organisation writing it; None while it says too little."""
    return _panel(actor, brief)


def before_review(actor: Actor, brief: Brief) -> Panel | None:
    """The same, under the answers to check."""
    return _panel(actor, brief, is_wide=True)


def _panel(actor: Actor, brief: Brief, *, is_wide: bool = False) -> Panel | None:
    if actor.organisation_id is None or actor.organisation_id != brief.organisation_id:
        return None
    place = Place(PLACE, str(brief.id))
    return for_place(actor, place, facts_of(brief), "Lessons for this brief", is_wide=is_wide)


def facts_of(brief: Brief) -> Facts:
    """What lessons can fit: what the brief is about, and what its pre-flight says is not known or blocked."""
    doubts = [each.question for each in answers(brief) if each.state in (State.NOT_KNOWN, State.BLOCKED)]
    return Facts(
        # The title says most, so it counts twice.
        words="\n".join(filter(None, (brief.title, brief.title, brief.problem, brief.desired_outcome))),
        data=f"{brief.data_access}\n{brief.vetting_note}",
        areas=frozenset(area.code for area in brief.areas),
        wider_areas=frozenset(area.parent_code for area in brief.areas if area.parent_code),
        mechanisms=frozenset(brief.mechanisms),
        gates=frozenset(
            code for each in doubts for code in gates_of(each, brief.mechanisms, brief.vetting_code)
        ),
        causes=frozenset(code for each in doubts for code in each.causes),
    )


def _link(brief: Brief) -> Link:
    return Link(f"Brief: {brief.title}", url_for("briefs.show", id=brief.id))


KIND = Kind(may_decide, "brief", "briefs", links_by(readable_by, Brief, _link))
