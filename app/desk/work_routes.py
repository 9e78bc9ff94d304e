"""The manager's desk: the collaborations of the organisation, their gates, and what was left without an answer."""

from collections.abc import Iterable
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core import audit
from app.core.actor import Actor
from app.core.models import AuditKind
from app.core.paging import paginate
from app.core.tables import write_csv
from app.core.tables.writing import Cells
from app.desk import unanswered, work
from app.desk.blueprint import bp
from app.extensions import db
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import GateKind


def _csv(actor: Actor, name: str, rows: Iterable[Cells]) -> Response:
    audit.note(actor, f"desk.export_{name}", AuditKind.EXPORT)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(write_csv(rows), mimetype="text/csv", headers=headers)


@bp.get("/desk/collaborations")
def collaborations() -> ResponseReturnValue:
    actor = acting.current()
    everything = work.work_of(actor)
    wanted = work.asked(request.args)
    found = work.shown(everything, wanted)
    return render_template(
        "desk/collaborations.html",
        wanted=wanted,
        lines=found,
        columns=work.columns(found, wanted),
        total=len(everything),
        counts=work.counts(everything),
        wrong_labels=work.WRONG,
        filters=_filters(everything, wanted),
        is_filtered=any(getattr(wanted, name) for name in work.FILTERS),
        unanswered_matches=paginate(unanswered.matches(actor), size=1).total,
        unanswered_responses=len(unanswered.waiting_responses(actor)),
    )


def _filters(
    lines: list[work.Line], wanted: work.Asked
) -> list[tuple[str, str, list[tuple[str, str]], str, str]]:
    """The lists to choose from: those of the data hold only what something has."""
    stages = {line.stage: line.stage_label for line in lines}
    gates = {gate.kind_code: label(GateKind, gate.kind_code) for line in lines for gate in line.gates}
    partners = {str(line.partner.id): line.partner.name for line in lines}
    leads = {str(line.lead.id): line.lead.name for line in lines if line.lead}
    mechanisms = {line.collaboration.mechanism.value for line in lines}

    def by_label(pairs: dict[str, str]) -> list[tuple[str, str]]:
        return sorted(pairs.items(), key=lambda pair: pair[1].lower())

    known = [(code, words) for code, words in MECHANISM_LABELS.items() if code in mechanisms]
    return [
        ("status", "Status", list(work.STATUSES.items()), wanted.status, "Open"),
        ("wrong", "What is wrong", list(work.WRONG.items()), wanted.wrong, "Anything or nothing"),
        ("mechanism", "Mechanism", known, wanted.mechanism, "Any"),
        ("stage", "Stage", by_label(stages), wanted.stage, "Any"),
        ("gate", "Gate that waits", by_label(gates), wanted.gate, "Any"),
        ("age", "Age of a gate", list(work.AGE_LABELS.items()), wanted.age, "Any"),
        ("partner", "Partner", by_label(partners), wanted.partner, "Any"),
        ("lead", "Our lead", by_label(leads), wanted.lead, "Anybody"),
        ("view", "Show as", [("table", "Table")], "" if wanted.view == "board" else wanted.view, "Board"),
        (
            "by",
            "Columns of the board",
            [("stage", "Stage")],
            "" if wanted.by == "status" else wanted.by,
            "Status",
        ),
        ("sort", "Order", [pair for pair in work.SORTS.items() if pair[0]], wanted.sort, work.SORTS[""]),
    ]


@bp.get("/desk/collaborations.csv")
def collaborations_csv() -> ResponseReturnValue:
    actor = acting.current()
    found = work.shown(work.work_of(actor), work.asked(request.args))
    return _csv(actor, "collaborations", [work.HEAD, *map(work.cells, found)])


def _gates(actor: Actor) -> tuple[list[work.Line], list[work.WaitingGate], str, str]:
    lines = work.work_of(actor)
    age, kind = request.args.get("age", ""), request.args.get("kind", "")
    age = age if age in work.AGE_LABELS else ""
    return lines, work.waiting_gates(lines, age=age, kind=kind), age, kind


@bp.get("/desk/gates")
def gates() -> ResponseReturnValue:
    lines, found, age, kind = _gates(acting.current())
    kinds = {gate.kind_code: label(GateKind, gate.kind_code) for line in lines for gate in line.gates}
    return render_template(
        "desk/gates.html",
        gates=found,
        head=work.GATE_HEAD,
        counts=work.counts(lines),
        age=age,
        kind=kind,
        kinds=sorted(kinds.items(), key=lambda pair: pair[1]),
        age_labels=work.AGE_LABELS,
    )


@bp.get("/desk/gates.csv")
def gates_csv() -> ResponseReturnValue:
    actor = acting.current()
    _, found, _, _ = _gates(actor)
    return _csv(actor, "gates", [work.GATE_HEAD, *(each.cells() for each in found)])


@bp.get("/desk/unanswered")
def left_unanswered() -> ResponseReturnValue:
    actor = acting.current()
    page = paginate(unanswered.matches(actor))
    return render_template(
        "desk/unanswered.html",
        page=page,
        matches=[
            (match, *unanswered.sides_of(actor, match), unanswered.match_days(match)) for match in page.items
        ],
        responses=unanswered.waiting_responses(actor),
        match_head=[*unanswered.MATCH_HEAD, "Answer"],
        response_head=unanswered.RESPONSE_HEAD,
        after=unanswered.AFTER.days,
    )


@bp.get("/desk/unanswered.csv")
def unanswered_csv() -> ResponseReturnValue:
    actor = acting.current()
    found = db.session.scalars(unanswered.matches(actor)).all()
    rows: list[list[Any]] = [["Match", *unanswered.match_cells(actor, match)] for match in found]
    rows += [["Response", *_as_match(each.cells())] for each in unanswered.waiting_responses(actor)]
    head = ("What", "Our listing", "Their listing", "Organisation", "Days", "Since")
    return _csv(actor, "unanswered", [head, *rows])


def _as_match(cells: list[Any]) -> list[Any]:
    """A response under the columns of a match: it has no listing of the other side's, and a day since when."""
    listing, organisation, days, since = cells
    return [listing, "", organisation, days, since]
