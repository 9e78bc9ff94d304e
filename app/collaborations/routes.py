"""Pages of collaborations, from the accepted response to the outcome. Records stand in records.py."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.collaborations import cards, forms, policy, sections, service
from app.collaborations.agreement.policy import agreement_of
from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.ending import showing as ending
from app.collaborations.measuring import judging, showing
from app.collaborations.models import Collaboration, Direction, Outcome
from app.collaborations.policy import access_collaboration
from app.collaborations.service.lists import ENUMS
from app.collaborations.stages import service as stages
from app.collaborations.words import (
    CONFIRMATION_LABELS,
    OUTCOME_COLOURS,
    OUTCOME_HINTS,
    OUTCOME_LABELS,
    STATUS_LABELS,
)
from app.core import actor as acting
from app.core import clock
from app.core import panels as panelling
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.paging import paginate
from app.lessons.checking import checked_form
from app.lessons.voices import STATE_LABELS
from app.responses.panels import listing_url
from app.responses.policy import access_response
from app.taxonomy.choices import MECHANISM_LABELS, label, labels
from app.taxonomy.models import Area, GateKind

bp = Blueprint("collaborations", __name__)
FACETS = {"outcome": "Outcome", "status": "Status", "mechanism": "Mechanism", "area": "Area of challenge"}
LABELS: dict[str, Any] = {"outcome": OUTCOME_LABELS, "status": STATUS_LABELS, "mechanism": MECHANISM_LABELS}


@bp.get("/collaborations")
def index() -> ResponseReturnValue:
    actor = acting.current()
    chosen = {name: request.args.getlist(name)[:40] for name in FACETS}
    page = paginate(service.shown(actor, chosen))
    return render_template(
        "collaborations/index.html",
        page=page,
        cards=[cards.card(each) for each in page.items],
        facets=[_facet(actor, name, codes) for name, codes in chosen.items()],
        filtered=any(chosen.values()),
        can_record=policy.can_record(actor),
    )


def _facet(actor: Actor, name: str, chosen: list[str]) -> dict[str, Any]:
    """A filter with its options: those that something has, in the order of their list."""
    counts = service.count_by(actor, name)
    if name == "area":
        labels = sorted((label(Area, code), code) for code in counts)
        codes = [code for _, code in labels]
    else:
        codes = [member.value for member in ENUMS[name] if counts.get(member.value)]
    options = [
        {
            "value": code,
            "label": label(Area, code) if name == "area" else LABELS[name][code],
            "count": counts[code],
            "chosen": code in chosen,
        }
        for code in codes
    ]
    return {"name": name, "label": FACETS[name], "options": options}


@bp.get("/collaborations/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id)
    takes_part = policy.takes_part(actor, collaboration)
    return render_template(
        "collaborations/show.html",
        collaboration=collaboration,
        takes_part=takes_part,
        acts=policy.acts(actor, collaboration),
        contacts=policy.contacts_shown(actor, collaboration),
        tasks=sections.tasks(actor, collaboration) if takes_part else [],
        stage_warnings=stages.warnings(collaboration),
        gate_names=labels(GateKind),
        listings=[(each, listing_url(each)) for each in cards.listings_shown(actor, collaboration)],
        lessons=cards.lessons_shown(actor, collaboration),
        lessons_unread=cards.lessons_unread(actor, collaboration),
        lesson_states=STATE_LABELS,
        measures=showing.shown(collaboration),
        counts=judging.counts(collaboration.measures),
        silent=ending.silent_sides(collaboration),
        timeline=cards.timeline(collaboration),
        period=cards.period(collaboration),
        outcome_labels=OUTCOME_LABELS,
        outcome_hints=OUTCOME_HINTS,
        outcome_colours=OUTCOME_COLOURS,
        status_labels=STATUS_LABELS,
        confirmation_labels=CONFIRMATION_LABELS,
        mechanism_labels=MECHANISM_LABELS,
        panels=panelling.of("collaborations.show", actor, collaboration),
    )


@bp.route("/responses/<int:id>/accept", methods=["GET", "POST"])
def accept(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = access_response(actor, id, "accept")
    listing = response.listing
    mechanisms = [(each.value, MECHANISM_LABELS[each]) for each in listing.mechanisms]
    form = forms.AcceptForm(
        data={"title": listing.title, "mechanism": mechanisms[0][0] if len(mechanisms) == 1 else None}
    )
    form.mechanism.choices = mechanisms
    form.second.choices = cards.colleagues_of(actor, [listing.poster_id or 0])
    if form.validate_on_submit():
        try:
            made = service.open_from(
                actor,
                response=response,
                title=form.title.data,
                mechanism=form.mechanism.data,
                planned_start=form.planned_start.data,
                planned_end=form.planned_end.data,
                second_id=form.second.data,
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The response has been accepted, and the collaboration is open.", "success")
            return redirect(url_for("collaborations.show", id=made.id))
    return render_template("collaborations/accept.html", form=form, response=response), status_of(form)


@bp.route("/collaborations/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "edit")
    own = [c for c in collaboration.contacts if c.organisation_id == actor.organisation_id]
    form = forms.EditForm(
        obj=collaboration, data={"second": next((c.person_id for c in own if c.is_second), None)}
    )
    form.second.choices = cards.colleagues_of(actor, [c.person_id for c in own if not c.is_second])
    current = None
    if form.validate_on_submit():
        try:
            service.edit(
                actor,
                collaboration=collaboration,
                version=form.version.data,
                title=form.title.data,
                summary=form.summary.data,
                planned_start=form.planned_start.data,
                planned_end=form.planned_end.data,
                second_id=form.second.data,
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(form)
            current, form.version.data = collaboration, collaboration.version
        else:
            flash("The changes have been saved.", "success")
            return redirect(url_for("collaborations.show", id=id))
    page = render_template(
        "collaborations/edit.html", form=form, collaboration=collaboration, current=current
    )
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/measures", methods=["GET", "POST"])
def measures(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "edit")
    form = forms.MeasuresForm(data={"version": collaboration.version, "measures": rows_of(collaboration)})
    current = None
    if form.add_row.data:
        form.fill_up(len(form.measures.entries) + 1)
    elif form.validate_on_submit():
        try:
            service.set_measures(
                actor, collaboration=collaboration, version=form.version.data, measures=form.rows()
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(form)
            current, form.version.data = collaboration, collaboration.version
        else:
            flash("The measures have been saved.", "success")
            return redirect(url_for("collaborations.show", id=id))
    if not form.is_submitted():
        form.fill_up(2)
    page = render_template(
        "collaborations/measures.html", form=form, collaboration=collaboration, current=current
    )
    return page, status_of(form)


def rows_of(collaboration: Collaboration) -> list[dict[str, Any]]:
    """The measures as the rows of a form."""
    return [
        {
            "number": each.id,
            "name": each.name,
            "kind": each.kind_code,
            "direction": None if each.direction is Direction.NEUTRAL else each.direction,
            "baseline": each.baseline,
            "target": each.target,
            "actual": each.actual,
            "unit": each.unit,
        }
        for each in collaboration.measures
    ]


@bp.route("/collaborations/<int:id>/start", methods=["GET", "POST"])
def start(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "start")
    is_signed = agreement_of(collaboration).in_force is not None
    form = (forms.StartForm if is_signed else forms.UnsignedStartForm)(data={"started": clock.today()})
    if form.validate_on_submit():
        try:
            service.start(
                actor,
                collaboration=collaboration,
                started=form.started.data,
                unsigned_because="" if is_signed else form.unsigned_because.data,
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The collaboration is running.", "success")
            return redirect(url_for("collaborations.show", id=id))
    page = render_template("collaborations/start.html", form=form, collaboration=collaboration)
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/close", methods=["GET", "POST"])
def close(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "close")
    possible = service.possible_outcomes(collaboration)
    asked = request.args.get("outcome", "")
    if asked not in possible:
        return ask_outcome(collaboration, possible, "collaborations.close")
    outcome = Outcome(asked)
    form = checked_form(forms.closing_form(collaboration, outcome), only=forms.LESSON_CALLED.values())
    if form.validate_on_submit():
        lesson = form.lesson()
        assert lesson is not None  # what has ended has one, or the form is invalid
        try:
            service.close(
                actor,
                collaboration=collaboration,
                outcome=outcome,
                summary=form.summary.data,
                ended=form.ended.data,
                causes=form.causes.data if "causes" in form else (),
                stage_code=form.stage_code.data,
                actuals=form.actuals(),
                lesson=lesson,
                boxes=form.ticked(),
                called=forms.LESSON_CALLED,
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash(
                "The collaboration is closed. Now say who may see what of its lesson, and send it.", "success"
            )
            return redirect(url_for("lessons.sharing", id=collaboration.lessons[-1].id))
    page = render_template(
        "collaborations/close.html",
        form=form,
        collaboration=collaboration,
        outcome_label=OUTCOME_LABELS[outcome],
        outcome_hint=OUTCOME_HINTS[outcome],
    )
    return page, status_of(form)


def ask_outcome(collaboration: Collaboration, possible: list[Outcome], endpoint: str) -> ResponseReturnValue:
    """The page that asks how it ended, and leads to `endpoint` with the answer."""
    form = forms.OutcomeForm()
    form.outcome.choices = [(each.value, OUTCOME_LABELS[each]) for each in possible]
    if form.validate_on_submit():
        return redirect(url_for(endpoint, id=collaboration.id, outcome=form.outcome.data.value))
    page = render_template("collaborations/outcome.html", form=form, collaboration=collaboration)
    return page, status_of(form)
