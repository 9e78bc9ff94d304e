"""Where a collaboration stands in the police science system, and the decisions that move it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.gates.words import STATE_COLOURS, STATE_LABELS
from app.collaborations.routes import bp as collaborations_bp
from app.collaborations.stages import panels, policy, published, service
from app.collaborations.stages.deployment import before_use, unsettled
from app.collaborations.stages.forms import decide_form
from app.collaborations.stages.models import Decision
from app.collaborations.stages.words import DECISION_COLOURS, DECISION_LABELS
from app.core import actor as acting
from app.core import clock
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.taxonomy.choices import labels
from app.taxonomy.models import GateKind, Stage

bp = Blueprint("stages", __name__)


@collaborations_bp.get("/collaborations/<int:id>/stages")
def stages(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_stages(actor, id)
    return render_template(
        "collaborations/stages/index.html",
        collaboration=collaboration,
        is_asked=policy.is_asked(collaboration),
        can_decide=policy.can_decide(actor, collaboration),
        stages=db.session.scalars(select(Stage).order_by(Stage.position)).all(),
        published=published.BY_STAGE,
        source=published.SOURCE,
        history=service.history(collaboration),
        labels=DECISION_LABELS,
        colours=DECISION_COLOURS,
        gates=labels(GateKind),
    )


@bp.route("/collaborations/<int:id>/stages/decide", methods=["GET", "POST"])
def decide(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = policy.access_stages(actor, id, "decide")
    version = len(service.history(collaboration))
    is_settled = not unsettled(collaboration)
    form = decide_form(is_settled, data={"version": version, "decided_on": clock.today()})
    if form.validate_on_submit():
        try:
            made = service.decide(
                actor,
                collaboration=collaboration,
                version=form.version.data,
                decision=form.decision.data,
                to=form.to.data,
                reason=form.reason.data,
                decided_on=form.decided_on.data,
                decided_by_post=form.decided_by_post.data,
                without_because="" if is_settled else form.without_because.data,
                boxes=form.ticked(),
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(
                form,
                "Somebody else recorded a decision after you opened this page. Compare with it, then save again",
            )
            form.version.data = len(service.history(collaboration))
        else:
            flash("The decision has been recorded.", "success")
            if made.decision is Decision.STOP:
                return redirect(url_for("ending.end", id=id))
            return redirect(url_for("collaborations.stages", id=id))
    advice = panels.lessons_at(actor, collaboration)
    page = render_template(
        "collaborations/stages/decide.html",
        form=form,
        form_id="stage-form",
        collaboration=collaboration,
        last=next(iter(service.history(collaboration)), None),
        before_use=before_use(collaboration),
        is_settled=is_settled,
        gates=labels(GateKind),
        gate_labels=STATE_LABELS,
        gate_colours=STATE_COLOURS,
        labels=DECISION_LABELS,
        panels=[advice] if advice else [],
    )
    return page, status_of(form)
