"""Pages of measures: their readings over time, and the ways to add one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.collaborations import policy as collaborations
from app.collaborations.answers import refuse, status_of
from app.collaborations.measuring import judging, policy, service
from app.collaborations.measuring.forms import NotMeasuredForm, ReadingForm, RemoveForm
from app.collaborations.measuring.showing import shown
from app.collaborations.models import Measure
from app.core import actor as acting
from app.core import clock
from app.core.errors import FieldError

bp = Blueprint("measuring", __name__)


@bp.get("/collaborations/<int:id>/readings")
def readings(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = collaborations.access_collaboration(actor, id)
    acts = collaborations.acts(actor, collaboration)
    return render_template(
        "collaborations/measuring/readings.html",
        collaboration=collaboration,
        measures=shown(collaboration),
        counts=judging.counts(collaboration.measures),
        may_measure="measure" in acts,
        may_edit="edit" in acts,
        removable={
            reading.id
            for measure in collaboration.measures
            for reading in measure.readings
            if policy.can_remove(actor, collaboration, reading)
        },
    )


@bp.route("/measures/<int:id>/add-reading", methods=["GET", "POST"])
def add_reading(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration, measure = policy.access_measure(actor, id)
    form = ReadingForm(data={"on": clock.today()})
    if form.validate_on_submit():
        try:
            service.add_reading(
                actor, collaboration=collaboration, measure=measure, words=form.words.data, on=form.on.data
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The reading has been added.", "success")
            return redirect(url_for("measuring.readings", id=collaboration.id))
    return _page(form, measure, collaboration.id, "Add a reading")


@bp.route("/measures/<int:id>/not-measured", methods=["GET", "POST"])
def not_measured(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration, measure = policy.access_measure(actor, id)
    form = NotMeasuredForm(data={"because": measure.not_measured_because})
    if form.validate_on_submit():
        try:
            service.set_not_measured(
                actor, collaboration=collaboration, measure=measure, because=form.because.data
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The reason has been saved.", "success")
            return redirect(url_for("measuring.readings", id=collaboration.id))
    return _page(form, measure, collaboration.id, "Say why it was not measured")


@bp.route("/readings/<int:id>/remove-reading", methods=["GET", "POST"])
def remove_reading(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration, reading = policy.access_reading(actor, id)
    measure = next(each for each in collaboration.measures if each.id == reading.measure_id)
    form = RemoveForm()
    if form.validate_on_submit():
        service.remove_reading(actor, collaboration=collaboration, reading=reading)
        flash("The reading has been taken away.", "success")
        return redirect(url_for("measuring.readings", id=collaboration.id))
    return _page(form, measure, collaboration.id, "Take this reading away", reading=reading)


def _page(form: Any, measure: Measure, id: int, title: str, **more: Any) -> ResponseReturnValue:
    page = render_template(
        "collaborations/measuring/act.html",
        form=form,
        measure=measure,
        title=title,
        back=url_for("measuring.readings", id=id),
        reading=more.get("reading"),
    )
    return page, status_of(form)
