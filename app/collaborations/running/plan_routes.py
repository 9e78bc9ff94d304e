"""Pages of the plan: to read, and a form for each of its tables."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.models import Collaboration
from app.collaborations.running import forms, plan, policy
from app.collaborations.running.policy import access_work
from app.collaborations.running.routes import bp
from app.collaborations.running.words import LIKELIHOOD_LABELS, half_days, pounds
from app.core import actor as acting
from app.core import clock
from app.core.errors import EditedMeanwhile, FieldError


@bp.get("/collaborations/<int:id>/plan")
def show_plan(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id)
    costs = plan.costs_of(collaboration)
    return render_template(
        "collaborations/running/plan.html",
        collaboration=collaboration,
        milestones=plan.milestones_of(collaboration),
        costs=costs,
        totals=plan.totals(collaboration, costs),
        risks=plan.risks_of(collaboration),
        may_change=policy.can_plan(actor, collaboration),
        likelihoods=LIKELIHOOD_LABELS,
        today=clock.today(),
        half_days=half_days,
        pounds=pounds,
    )


@bp.route("/collaborations/<int:id>/plan/milestones", methods=["GET", "POST"])
def milestones(id: int) -> ResponseReturnValue:
    return _table(
        id, "milestones", forms.MilestonesForm, plan.MilestoneRow, plan.milestones_of, plan.set_milestones
    )


@bp.route("/collaborations/<int:id>/plan/costs", methods=["GET", "POST"])
def costs(id: int) -> ResponseReturnValue:
    return _table(id, "costs", forms.CostsForm, plan.CostRow, plan.costs_of, plan.set_costs)


@bp.route("/collaborations/<int:id>/plan/risks", methods=["GET", "POST"])
def risks(id: int) -> ResponseReturnValue:
    return _table(id, "risks", forms.RisksForm, plan.RiskRow, plan.risks_of, plan.set_risks)


def _table(
    id: int,
    name: str,
    form_type: type[forms.TableForm],
    kind: type[Any],
    standing: Callable[[Collaboration], Sequence[Any]],
    save: Callable[..., None],
) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id, "plan")
    stood = standing(collaboration)
    names = [field.name for field in fields(kind)]
    rows = [{each: getattr(row, each) for each in names} for row in stood]
    form: Any = form_type(data={"version": plan.version_of(stood, kind), "rows": rows})
    current: Sequence[Any] = ()
    _offer_sides(form, collaboration)
    if form.add_row.data:
        form.fill_up(len(form.rows.entries) + 1)
    elif form.validate_on_submit():
        try:
            save(actor, collaboration=collaboration, version=form.version.data, rows=form.values())
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(form)
            current = standing(collaboration)
            form.version.data = plan.version_of(current, kind)
        else:
            flash(f"The {name} have been saved.", "success")
            return redirect(url_for("running.show_plan", id=id))
    if not form.is_submitted():
        form.fill_up(2)
    _offer_sides(form, collaboration)
    page = render_template(
        "collaborations/running/table.html",
        form=form,
        collaboration=collaboration,
        table=name,
        current=current,
        likelihoods=LIKELIHOOD_LABELS,
    )
    return page, status_of(form)


def _offer_sides(form: Any, collaboration: Collaboration) -> None:
    if isinstance(form, forms.CostsForm):
        form.offer_sides(plan.sides_to_choose(collaboration))
