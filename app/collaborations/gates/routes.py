"""The gates of a collaboration, and the page of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.collaborations import cards
from app.collaborations import policy as collaborations
from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.gates import forms, panels, policy, service, times
from app.collaborations.gates.models import WAITS, Gate
from app.collaborations.gates.said import said
from app.collaborations.gates.words import STATE_COLOURS, STATE_LABELS, days
from app.collaborations.routes import bp as collaborations_bp
from app.core import actor as acting
from app.core import clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.forms import BaseForm
from app.taxonomy.choices import gate_choices

bp = Blueprint("gates", __name__)


@dataclass(frozen=True)
class Act:
    """An act on a gate: what its page is called, its form, the verb, and what is said when it is done."""

    title: str
    form: type[BaseForm]
    run: Callable[[Actor, Gate, Any], object]
    done: str


ACTS = {
    "ask": Act(
        "It has been asked for",
        forms.AskForm,
        lambda actor, gate, form: service.ask(
            actor, gate=gate, version=form.version.data, asked_on=form.asked_on.data
        ),
        "The gate is under way.",
    ),
    "block": Act(
        "Something stands in the way",
        forms.BlockForm,
        lambda actor, gate, form: service.block(
            actor, gate=gate, version=form.version.data, blocked_by=form.blocked_by.data
        ),
        "The gate is marked as blocked. The other side hears of it.",
    ),
    "settle": Act(
        "Settle this gate",
        forms.SettleForm,
        lambda actor, gate, form: service.settle(
            actor,
            gate=gate,
            version=form.version.data,
            asked_on=form.asked_on.data,
            settled_on=form.settled_on.data,
            conditions=form.conditions.data,
        ),
        "The gate is settled.",
    ),
    "not_needed": Act(
        "This gate is not needed",
        forms.NotNeededForm,
        lambda actor, gate, form: service.not_needed(
            actor, gate=gate, version=form.version.data, because=form.because.data
        ),
        "The gate is marked as not needed.",
    ),
    "reopen": Act(
        "Open this gate again",
        forms.ReopenForm,
        lambda actor, gate, form: service.reopen(
            actor, gate=gate, version=form.version.data, reason=form.reason.data
        ),
        "The gate is open again.",
    ),
}


@dataclass(frozen=True)
class Shown:
    """A gate in the list."""

    gate: Gate
    stuck: bool
    days: str


@collaborations_bp.get("/collaborations/<int:id>/gates")
def gates(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_gates(actor, id)
    standing = sorted(collaboration.gates, key=lambda gate: gate.kind.position)
    stuck = times.stuck_among(standing)
    waiting = [gate for gate in standing if gate.state in WAITS and gate not in stuck]
    done = [gate for gate in standing if gate.state not in WAITS]
    return render_template(
        "collaborations/gates/index.html",
        collaboration=collaboration,
        waiting=[_shown(gate, stuck) for gate in (*stuck, *waiting)],
        done=[_shown(gate) for gate in done],
        can_add=policy.can_add(actor, collaboration),
        colours=STATE_COLOURS,
        labels=STATE_LABELS,
    )


def _shown(gate: Gate, stuck: list[Gate] | None = None) -> Shown:
    return Shown(gate, gate in (stuck or []), days(times.elapsed(gate)))


@bp.post("/collaborations/<int:id>/gates/derive")
def derive(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_gates(actor, id, "add")
    new = service.derive(actor, collaboration=collaboration)
    many = "1 gate was" if len(new) == 1 else f"{len(new)} gates were"
    flash(f"{many} added." if new else "Every gate that the rules name stands already.", "success")
    return redirect(url_for("collaborations.gates", id=id))


@bp.route("/collaborations/<int:id>/gates/add", methods=["GET", "POST"])
def add(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_gates(actor, id, "add")
    standing = {gate.kind_code for gate in collaboration.gates}
    form = forms.AddForm(data={"kind": request.args.get("kind")})
    form.kind.choices = [pair for pair in gate_choices() if pair[0] not in standing]
    if form.validate_on_submit():
        try:
            gate = service.add(actor, collaboration=collaboration, kind_code=form.kind.data)
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The gate has been added.", "success")
            return redirect(url_for("gates.show", id=gate.id))
    page = render_template("collaborations/gates/add.html", form=form, collaboration=collaboration)
    return page, status_of(form)


@bp.get("/gates/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = acting.current()
    gate = policy.access_gate(actor, id)
    seen = times.seen(gate.collaboration.police_organisation, [gate.kind_code]).get(
        gate.kind_code, times.NOTHING_SEEN
    )
    stuck = times.is_stuck(gate, seen)
    advice = panels.lessons_at(actor, gate) if stuck and policy.may_decide(actor, id) else None
    return render_template(
        "collaborations/gates/show.html",
        gate=gate,
        of=gate.collaboration,
        takes_part=collaborations.takes_part(actor, gate.collaboration),
        acts=policy.acts(actor, gate),
        stuck=stuck,
        days=days(times.elapsed(gate)) if times.is_known(gate) else "",
        seen=seen,
        said=said(gate),
        history=service.history(gate),
        own=actor.organisation_id,
        colour=STATE_COLOURS[gate.state],
        label=STATE_LABELS[gate.state],
        panels=[advice] if advice else [],
    )


@bp.route("/gates/<int:id>/assign", methods=["GET", "POST"])
def assign(id: int) -> ResponseReturnValue:
    actor = acting.current()
    gate = policy.access_gate(actor, id, "assign")
    police = gate.collaboration.police_organisation_id == actor.organisation_id
    form = forms.AssignForm(data={"person": gate.police_owner_id if police else gate.academic_owner_id})
    form.person.choices = cards.colleagues_of(actor)
    if form.validate_on_submit():
        try:
            service.assign(actor, gate=gate, person_id=form.person.data)
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The owner has been saved.", "success")
            return redirect(url_for("gates.show", id=id))
    return _page(gate, "assign", "Who owns this gate?", form)


@bp.route("/gates/<int:id>/ask", methods=["GET", "POST"])
def ask(id: int) -> ResponseReturnValue:
    return _act(id, "ask")


@bp.route("/gates/<int:id>/block", methods=["GET", "POST"])
def block(id: int) -> ResponseReturnValue:
    return _act(id, "block")


@bp.route("/gates/<int:id>/settle", methods=["GET", "POST"])
def settle(id: int) -> ResponseReturnValue:
    return _act(id, "settle")


@bp.route("/gates/<int:id>/not-needed", methods=["GET", "POST"])
def not_needed(id: int) -> ResponseReturnValue:
    return _act(id, "not_needed")


@bp.route("/gates/<int:id>/reopen", methods=["GET", "POST"])
def reopen(id: int) -> ResponseReturnValue:
    return _act(id, "reopen")


def _act(id: int, name: str) -> ResponseReturnValue:
    actor = acting.current()
    gate = policy.access_gate(actor, id, name)
    act = ACTS[name]
    form = act.form(data={"version": gate.version, **_known(gate, name)})
    if form.validate_on_submit():
        try:
            act.run(actor, gate, form)
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(
                form,
                "Somebody else changed this gate after you opened it. Look at how it stands now, then save again",
            )
            form.version.data = gate.version
        else:
            flash(act.done, "success")
            return redirect(url_for("gates.show", id=id))
    return _page(gate, name, act.title, form)


def _known(gate: Gate, name: str) -> dict[str, Any]:
    """What stands in the form before anybody has typed."""
    if name == "ask":
        return {"asked_on": gate.asked_on or clock.today()}
    if name == "settle":
        return {"asked_on": gate.asked_on, "settled_on": clock.today()}
    return {"blocked_by": gate.blocked_by} if name == "block" else {}


def _page(gate: Gate, name: str, title: str, form: BaseForm) -> ResponseReturnValue:
    page = render_template(
        "collaborations/gates/act.html",
        gate=gate,
        act=name,
        title=title,
        form=form,
        label=STATE_LABELS[gate.state],
    )
    return page, status_of(form)
