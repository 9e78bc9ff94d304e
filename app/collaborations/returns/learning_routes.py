"""Pages of a person's own record of learning."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.collaborations.answers import status_of, tell_meanwhile
from app.collaborations.returns import learning, policy
from app.collaborations.returns.forms import LearningForm
from app.collaborations.returns.report import as_pdf
from app.collaborations.returns.routes import bp, file_of
from app.core import actor as acting
from app.core import audit
from app.core.errors import EditedMeanwhile
from app.core.models import AuditKind


@bp.get("/cpd")
def cpd() -> ResponseReturnValue:
    entries = learning.entries(acting.current())
    return render_template(
        "collaborations/returns/cpd.html",
        entries=entries,
        hours=sum(entry.hours or 0 for entry in entries),
        facts=learning.FACTS,
        notes=learning.NOTES,
        learned=learning.LEARNED,
    )


@bp.get("/cpd.pdf")
def cpd_pdf() -> ResponseReturnValue:
    actor = acting.current()
    report = learning.record(actor, learning.entries(actor))
    audit.note(actor, "collaborations.export_learning", AuditKind.EXPORT)
    return file_of(as_pdf(report), "application/pdf", "cpd-record.pdf")


@bp.route("/cpd/<int:id>/edit-learning", methods=["GET", "POST"])
def edit_learning(id: int) -> ResponseReturnValue:
    actor = acting.current()
    part, note = policy.access_learning(actor, id)
    facts = learning.facts_of(*part) if part is not None else note.facts if note is not None else {}
    form = LearningForm(obj=note, data={"version": 0})
    current = None
    if form.validate_on_submit():
        hours = form.hours.data
        try:
            learning.save(
                actor,
                collaboration_id=id,
                version=form.version.data,
                hours=None if hours is None else float(hours),
                learned=form.learned.data,
            )
        except EditedMeanwhile:
            tell_meanwhile(form, "You saved this in another window since. Compare, then save again")
            current = note
            form.version.data = current.version if current else 0
        else:
            flash("Your record has been saved.", "success")
            return redirect(url_for("returns.cpd"))
    page = render_template(
        "collaborations/returns/edit_learning.html", form=form, facts=facts, current=current
    )
    return page, status_of(form)
