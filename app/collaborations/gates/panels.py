"""How long gates take, on the pages where somebody plans; the lessons about a stuck gate; and its line in the list of
tasks."""

from collections.abc import Callable
from functools import partial

from flask import url_for

from app.briefs.models import Brief
from app.briefs.preflight import QUESTIONS, Question, gates_of
from app.collaborations.cards import own_lessons
from app.collaborations.gates import policy, times
from app.collaborations.gates.models import WAITS, Gate
from app.collaborations.gates.rules import VETTING
from app.collaborations.models import Collaboration
from app.collaborations.sections import Task
from app.core.actor import Actor
from app.core.display import show_date
from app.core.panels import Panel
from app.lessons.fitting import Facts
from app.lessons.panels import for_place
from app.lessons.places import Kind, Link, Place, links_by
from app.organisations.models import Organisation, Side
from app.taxonomy.choices import label
from app.taxonomy.models import GateKind

PLACE = "gate"


def task(actor: Actor, collaboration: Collaboration) -> Task:
    """How many gates are settled, and since when the oldest waits."""
    gates = collaboration.gates
    waiting = [gate for gate in gates if gate.state in WAITS]
    if not gates:
        return Task("not_started", "None yet: work out which apply")
    hint = f"{len(gates) - len(waiting)} of {len(gates)} settled or not needed"
    if not waiting:
        return Task("completed", hint)
    oldest = min(times.since(gate) for gate in waiting)
    stuck = times.stuck_among(waiting)
    status = "error" if stuck else "in_progress" if len(waiting) < len(gates) else "not_started"
    return Task(status, f"{hint}, oldest waiting since {show_date(oldest)}")


def lessons_at(actor: Actor, gate: Gate) -> Panel | None:
    """The lessons that fit a stuck gate best, each with one click."""
    facts = Facts(
        words="\n".join(filter(None, (gate.kind.label, gate.kind.label, gate.blocked_by))),
        mechanisms=frozenset({gate.collaboration.mechanism}),
        # A lesson about one level of vetting is one about another, too.
        gates=VETTING if gate.kind_code in VETTING else frozenset({gate.kind_code}),
        is_about_gates=True,
    )
    place = Place(PLACE, str(gate.id))
    own = own_lessons(actor, gate.collaboration)
    return for_place(actor, place, facts, "Lessons about this gate", is_wide=True, but_not=own)


def _link(gate: Gate) -> Link:
    return Link(f"{gate.kind.label}: {gate.collaboration.title}", url_for("gates.show", id=gate.id))


KIND = Kind(policy.may_decide, "gate", "gates", links_by(policy.readable_by, Gate, _link))


def of_organisation(actor: Actor, organisation: Organisation) -> Panel | None:
    """How long each gate takes at a force, beside all forces; None where nothing is known of the force itself."""
    if organisation.side is not Side.POLICE:
        return None
    known = {code: seen for code, seen in times.seen(organisation).items() if seen.force}
    if not known:
        return None
    rows = sorted((label(GateKind, code), seen) for code, seen in known.items())
    return Panel(
        "How long its gates take", "collaborations/gates/panel_times.html", {"rows": rows}, is_wide=False
    )


def beside(question: Question, actor: Actor, brief: Brief) -> Panel | None:
    """How long the gates of a question of the pre-flight take at the brief's force, and at all forces."""
    codes = gates_of(question, brief.mechanisms, brief.vetting_code)
    known = times.seen(brief.organisation, codes)
    if not known:
        return None
    rows = [(label(GateKind, code), known[code]) for code in codes if code in known]
    return Panel(question.short, "collaborations/gates/panel_question.html", {"rows": rows})


# What stands below each question of the pre-flight, by the name of its field.
BESIDE: dict[str, Callable[[Actor, Brief], Panel | None]] = {
    question.state_field: partial(beside, question) for question in QUESTIONS
}
