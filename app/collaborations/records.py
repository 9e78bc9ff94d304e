"""Pages on which one side records a collaboration, and the other answers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.collaborations import cards, policy, record_forms, service
from app.collaborations.answers import refuse, status_of
from app.collaborations.forms import LESSON_CALLED
from app.collaborations.policy import access_collaboration
from app.collaborations.routes import bp, rows_of
from app.core import actor as acting
from app.core.actor import Actor, Audience
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.lessons.checking import checked_form
from app.organisations.models import Kind, Organisation, Side


def _others(actor: Actor) -> list[tuple[int, str]]:
    """The organisations of the other side, to choose one from."""
    universities = [Kind.UNIVERSITY]
    if actor.side == Side.POLICE:
        theirs = Organisation.kind.in_(universities)
    else:
        theirs = Organisation.kind.not_in([*universities, Kind.PARTNERSHIP])
    rows = select(Organisation.id, Organisation.name).where(theirs).order_by(Organisation.name)
    return [(number, name) for number, name in db.session.execute(rows)]


def _choices(actor: Actor, form: record_forms.RecordForm) -> None:
    audiences = [Audience.PUBLIC, Audience.MEMBERS]
    if Audience.POLICE in actor.audiences:
        audiences.append(Audience.POLICE)
    form.audience.choices = record_forms.audience_choices(audiences)
    form.listing.choices = cards.listings_of(actor)


@bp.route("/collaborations/record", methods=["GET", "POST"])
def record() -> ResponseReturnValue:
    actor = acting.current()
    require(policy.can_record(actor), "Partnership managers record collaborations.")
    form = checked_form(
        record_forms.RecordForm, only=LESSON_CALLED.values(), data={"audience": Audience.MEMBERS}
    )
    form.other.choices = _others(actor)
    _choices(actor, form)
    if form.add_row.data:
        form.fill_up(len(form.measures.entries) + 1)
    elif form.validate_on_submit():
        try:
            made = service.record(
                actor,
                values=form.record(),
                lesson=form.lesson(),
                boxes=form.ticked(),
                called=LESSON_CALLED,
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The collaboration has been recorded. The other side is asked to confirm it.", "success")
            if made.lessons:
                return redirect(url_for("lessons.sharing", id=made.lessons[-1].id))
            return redirect(url_for("collaborations.show", id=made.id))
    if not form.is_submitted():
        form.fill_up(1)
    own = db.session.get_one(Organisation, actor.organisation_id)
    return render_template("collaborations/record.html", form=form, own=own), status_of(form)


@bp.route("/collaborations/<int:id>/correct", methods=["GET", "POST"])
def correct(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "correct")
    grown_from = collaboration.brief or collaboration.offer
    form = record_forms.CorrectForm(
        data={
            "title": collaboration.title,
            "mechanism": collaboration.mechanism,
            "audience": collaboration.audience,
            "started": collaboration.started,
            "ended": collaboration.ended,
            "success_criteria": collaboration.success_criteria,
            "stage_code": collaboration.stage_code,
            "areas": [area.code for area in collaboration.areas],
            "causes": [cause.code for cause in collaboration.causes],
            "listing": grown_from.id if grown_from else None,
            "standing": collaboration.outcome.value if collaboration.outcome else record_forms.RUNNING,
            "summary": collaboration.outcome_summary,
            "measures": rows_of(collaboration),
        },
    )
    _choices(actor, form)
    if form.add_row.data:
        form.fill_up(len(form.measures.entries) + 1)
    elif form.validate_on_submit():
        try:
            service.correct(actor, collaboration=collaboration, values=form.record())
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The record has been corrected. The other side is asked again.", "success")
            return redirect(url_for("collaborations.show", id=id))
    if not form.is_submitted():
        form.fill_up(1)
    page = render_template("collaborations/correct.html", form=form, collaboration=collaboration)
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/confirm", methods=["GET", "POST"])
def confirm(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "confirm")
    form = record_forms.ConfirmForm()
    if form.validate_on_submit():
        service.confirm(actor, collaboration=collaboration)
        flash("The record has been confirmed.", "success")
        return redirect(url_for("collaborations.show", id=id))
    page = render_template("collaborations/confirm.html", form=form, collaboration=collaboration)
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/dispute", methods=["GET", "POST"])
def dispute(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "dispute")
    form = record_forms.DisputeForm()
    if form.validate_on_submit():
        service.dispute(actor, collaboration=collaboration, reason=form.reason.data)
        flash("The record is disputed. Those who made it are told why.", "success")
        return redirect(url_for("collaborations.show", id=id))
    page = render_template("collaborations/dispute.html", form=form, collaboration=collaboration)
    return page, status_of(form)
