"""The lessons that fit a collaboration, on its page while it goes on, at the place ("collaboration", its number)."""

from flask import url_for

from app.briefs.preflight import QUESTIONS, gates_of
from app.collaborations import cards, policy
from app.collaborations.gates import times
from app.collaborations.gates.models import WAITS
from app.collaborations.models import OPEN, Collaboration
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.lessons.fitting import Facts, Fit, choose
from app.lessons.panels import showing
from app.lessons.places import Kind, Link, Place, links_by
from app.matching.texts import own_words

PLACE = "collaboration"


def may_decide(actor: Actor, id: int) -> bool:
    """Those who take part decide what to do with the lessons shown on its page, while it goes on."""
    found = db.session.scalar(policy.taken_part_in(actor).where(Collaboration.id == id))
    return found is not None and found.status in OPEN


def of_collaboration(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """The lessons that fit the work best, each with one click, but not its own."""
    if collaboration.status not in OPEN or not policy.takes_part(actor, collaboration):
        return None
    place = Place(PLACE, str(collaboration.id))
    fits = chosen(actor, collaboration)
    return showing(actor, place, fits, "Lessons for this work", is_wide=True)


def chosen(actor: Actor, collaboration: Collaboration) -> list[Fit]:
    """The lessons that are pushed to it. They are measured by `flask evaluate lessons`."""
    own = cards.own_lessons(actor, collaboration)
    return choose(actor, facts_of(actor, collaboration), but_not=own)


def facts_of(actor: Actor, collaboration: Collaboration) -> Facts:
    """What lessons can fit: what the work is about and from what it grew, what success is, which gates are stuck, and
    what the pre-flight fears of those.

    Gates that only wait are left out: at the beginning all do, and lessons about them would crowd out all others.
    """
    stuck = times.stuck_among(gate for gate in collaboration.gates if gate.state in WAITS)
    gates = frozenset(gate.kind_code for gate in stuck)
    grown_from = [
        text
        for listing in cards.listings_shown(actor, collaboration)
        for text in (listing.title, *own_words(listing))
    ]
    about = [
        *(collaboration.title, collaboration.title, collaboration.summary, collaboration.success_criteria),
        *(measure.name for measure in collaboration.measures),
    ]
    return Facts(
        words="\n".join(filter(None, [*about, *grown_from, *(gate.blocked_by for gate in stuck)])),
        data="\n".join(filter(None, [*about, *grown_from])),
        areas=frozenset(area.code for area in collaboration.areas),
        wider_areas=frozenset(area.parent_code for area in collaboration.areas if area.parent_code),
        mechanisms=frozenset({collaboration.mechanism}),
        gates=gates,
        causes=frozenset(
            code
            for question in QUESTIONS
            if gates & set(gates_of(question, [collaboration.mechanism], None))
            for code in question.causes
        ),
    )


def _link(collaboration: Collaboration) -> Link:
    return Link(f"Collaboration: {collaboration.title}", url_for("collaborations.show", id=collaboration.id))


KIND = Kind(may_decide, "collaboration", "collaborations", links_by(policy.readable_by, Collaboration, _link))
