"""Pages on which work that is not small ends, and on which what came of it is kept."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.collaborations import policy as collaborations
from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.ending import forms, policy, results, service, showing, words
from app.collaborations.models import Collaboration, Outcome
from app.collaborations.policy import access_collaboration
from app.collaborations.routes import ask_outcome
from app.collaborations.service import possible_outcomes
from app.collaborations.service.values import Lesson
from app.collaborations.words import OUTCOME_HINTS, OUTCOME_LABELS
from app.core import actor as acting
from app.core import clock
from app.core.errors import EditedMeanwhile, FieldError, WrongState
from app.core.policy import require
from app.core.sensitivity.forms import confirming
from app.lessons.writing_forms import HappenedForm
from app.lessons.writing_pages import write_page

bp = Blueprint("ending", __name__)


def _need(unfit: str) -> None:
    """Raise WrongState with the reason why an act comes too late, if there is one."""
    if unfit:
        raise WrongState(unfit)


def _show(collaboration: Collaboration) -> ResponseReturnValue:
    return redirect(url_for("collaborations.show", id=collaboration.id))


def _ending(collaboration: Collaboration) -> ResponseReturnValue:
    return redirect(url_for("ending.ending", id=collaboration.id))


def _act(
    form: Any, collaboration: Collaboration, title: str, template: str = "act", back: str = "", **more: Any
) -> ResponseReturnValue:
    """The page of an act. That of `act.html` has a sentence `lead` and the named `fields`, unless the act is held."""
    more = {"lead": "", "fields": [], "is_held": False, **more}
    page = render_template(
        f"collaborations/ending/{template}.html",
        form=form,
        collaboration=collaboration,
        title=title,
        back=back or url_for("ending.ending", id=collaboration.id),
        **more,
    )
    return page, status_of(form)


@bp.get("/collaborations/<int:id>/ending")
def ending(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id)
    require(collaborations.takes_part(actor, collaboration), "Those who take part see how it is ended.")
    return render_template(
        "collaborations/ending/ending.html",
        collaboration=collaboration,
        acts=collaborations.acts(actor, collaboration),
        sides=showing.sides(actor, collaboration),
        drafts=showing.own_drafts(actor, collaboration),
        comparison=showing.comparison(actor, collaboration),
        own=showing.own_reflection(actor, collaboration),
        why_not_conclude=policy.why_not_conclude(actor, collaboration),
        why_not_reopen=policy.why_not_reopen(collaboration),
        why_not_reflect=policy.why_not_reflect(collaboration),
        waits_until=policy.waits_until(collaboration),
        evidence=showing.evidence(collaboration),
        outcome_labels=OUTCOME_LABELS,
    )


@bp.route("/collaborations/<int:id>/end", methods=["GET", "POST"])
def end(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "end")
    possible = possible_outcomes(collaboration)
    asked = request.args.get("outcome", "")
    if asked not in possible:
        return ask_outcome(collaboration, possible, "ending.end")
    outcome = Outcome(asked)
    form = confirming(forms.ending_form(collaboration, outcome), only=["summary"])
    if form.validate_on_submit():
        try:
            service.end(
                actor,
                collaboration=collaboration,
                outcome=outcome,
                summary=form.summary.data,
                ended=form.ended.data,
                causes=form.causes.data if "causes" in form else (),
                actuals=form.actuals(),
                boxes=form.ticked(),
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("How it ended has been said. Now each side writes its reflection.", "success")
            return _ending(collaboration)
    return _act(
        form,
        collaboration,
        "Say how it ended",
        "end",
        url_for("collaborations.show", id=id),
        outcome_label=OUTCOME_LABELS[outcome],
        outcome_hint=OUTCOME_HINTS[outcome],
    )


@bp.route("/collaborations/<int:id>/reopen", methods=["GET", "POST"])
def reopen(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "reopen")
    _need(policy.why_not_reopen(collaboration))
    form = forms.ReopenForm()
    if form.validate_on_submit():
        service.reopen(actor, collaboration=collaboration, reason=form.reason.data)
        flash("It goes on. What was said of its end has been taken back.", "success")
        return _show(collaboration)
    lead = "What was said of its end is taken back: outcome, summary and causes. Readings stay. The other side is told."
    return _act(form, collaboration, "It goes on after all", lead=lead, fields=["reason"])


@bp.route("/collaborations/<int:id>/reflect", methods=["GET", "POST"])
def reflect(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "reflect")
    _need(policy.why_not_reflect(collaboration))
    reflection = policy.of_side(collaboration, actor.organisation_id)
    form = forms.ReflectForm.of(reflection)
    saved: list[tuple[str, str]] = []
    form.outcome.choices = [(each.value, OUTCOME_LABELS[each]) for each in possible_outcomes(collaboration)]
    if form.validate_on_submit():
        try:
            service.reflect(
                actor,
                collaboration=collaboration,
                version=form.version.data,
                outcome=form.outcome.data,
                worked=form.worked.data,
                did_not=form.did_not.data,
                differently=form.differently.data,
                would_repeat=form.would_repeat.data,
                scores=form.scores(),
                causes=form.causes.data,
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(form)
            stands = policy.of_side(collaboration, actor.organisation_id)
            form.version.data = stands.version if stands else 0
            saved = showing.own_answers(actor, collaboration)
        else:
            flash("Your side’s reflection has been given.", "success")
            return _ending(collaboration)
    other = showing.other_side(actor, collaboration)
    return _act(form, collaboration, "Your side’s reflection", "reflect", other=other, saved=saved)


@bp.route("/collaborations/<int:id>/add-lesson", methods=["GET", "POST"])
def add_lesson(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "add_lesson")
    form = HappenedForm.of(**showing.lesson_begun(actor, collaboration))
    if form.validate_on_submit():
        typed = form.values()
        causes = typed.pop("causes", None) or typed.pop("guards_against", ())
        try:
            lesson = service.add_lesson(
                actor, collaboration=collaboration, lesson=Lesson(**typed, causes=causes), boxes=form.ticked()
            )
        except FieldError as error:
            refuse(form, error)
        else:
            return redirect(url_for("lessons.sharing", id=lesson.id))
    end = "ending.ending" if collaboration.ending_at else "collaborations.show"
    return write_page(
        form,
        f"{collaboration.title}: step 1 of 2",
        url_for(end, id=id),
        drafts=showing.own_drafts(actor, collaboration),
        is_reflected=showing.own_reflection(actor, collaboration) is not None,
        filled_in=showing.filled_in(actor, collaboration),
    )


@bp.route("/collaborations/<int:id>/conclude", methods=["GET", "POST"])
def conclude(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "conclude")
    reason = policy.why_not_conclude(actor, collaboration)
    form = forms.ConcludeForm()
    if not reason and form.validate_on_submit():
        service.conclude(actor, collaboration=collaboration)
        flash("The collaboration is closed.", "success")
        return _show(collaboration)
    lead = reason or (
        "The outcome, the evidence and the outputs are shown to everyone who may read this collaboration. The causes "
        "and the reflections stay with those who took part. Evidence can no longer be changed; readings and outputs "
        "can still be added."
    )
    return _act(form, collaboration, "Close the collaboration", lead=lead, is_held=bool(reason))


@bp.route("/collaborations/<int:id>/assess", methods=["GET", "POST"])
def assess(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "assess")
    form = confirming(
        forms.assess_form(),
        results.confirmations_of(collaboration),
        only=words.EMMIE,
        data={name: getattr(collaboration, name) for name in forms.ASSESSED} | collaboration.emmie,
    )
    saved: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            results.assess(
                actor,
                collaboration=collaboration,
                version=form.version.data,
                maryland=form.maryland.data,
                practice_stage=form.practice_stage.data,
                emmie=form.emmie(),
                trl_before=form.trl_before.data,
                trl_after=form.trl_after.data,
                boxes=form.ticked(),
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(form)
            form.version.data = collaboration.version
            saved = [(entry.label, entry.words) for entry in showing.evidence(collaboration)]
        else:
            flash("Evidence and readiness have been saved.", "success")
            return _show(collaboration)
    sources = (words.MARYLAND_SOURCE, words.EMMIE_SOURCE, words.PRACTICE_SOURCE, words.TRL_SOURCE)
    back = url_for("collaborations.show", id=id)
    return _act(form, collaboration, "Evidence and readiness", "assess", back, sources=sources, saved=saved)


@bp.route("/collaborations/<int:id>/add-output", methods=["GET", "POST"])
def add_output(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id, "add_output")
    form = confirming(forms.OutputForm, only=["title", "not_open_because"], data={"licence": "cc_by"})
    if form.validate_on_submit():
        try:
            results.add_output(
                actor,
                collaboration=collaboration,
                title=form.title.data,
                kind=form.kind.data,
                link=form.link.data,
                licence=form.licence.data,
                not_open_because=form.not_open_because.data,
                on=form.on.data,
                boxes=form.ticked(),
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The output has been added.", "success")
            return _show(collaboration)
    fields = ["title", "kind", "link", "licence", "not_open_because", "on"]
    back = url_for("collaborations.show", id=id)
    return _act(form, collaboration, "Add an output", back=back, fields=fields)


@bp.route("/outputs/<int:id>/remove-output", methods=["GET", "POST"])
def remove_output(id: int) -> ResponseReturnValue:
    actor = acting.current()
    output = policy.access_output(actor, id)
    collaboration = output.collaboration
    form = forms.RemoveForm()
    if form.validate_on_submit():
        results.remove_output(actor, output=output)
        flash("The output has been taken away.", "success")
        return _show(collaboration)
    back = url_for("collaborations.show", id=collaboration.id)
    return _act(form, collaboration, "Take this output away", back=back, lead=output.title)


@bp.route("/collaborations/<int:id>/adopt", methods=["GET", "POST"])
def adopt(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id)
    policy.need_adopt(actor, collaboration)
    form = confirming(forms.AdoptForm, only=["words"], data={"on": clock.today()})
    if form.validate_on_submit():
        try:
            results.adopt(
                actor,
                collaboration=collaboration,
                on=form.on.data,
                extent=form.extent.data,
                words=form.words.data,
                boxes=form.ticked(),
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("It is shown that your organisation uses this. Those who lead it are told.", "success")
            return _show(collaboration)
    title = results.adopts_as(actor, collaboration)
    back = url_for("collaborations.show", id=id)
    return _act(form, collaboration, title, back=back, fields=["on", "extent", "words"])


@bp.route("/adoptions/<int:id>/withdraw-adoption", methods=["GET", "POST"])
def withdraw_adoption(id: int) -> ResponseReturnValue:
    actor = acting.current()
    adoption = policy.access_adoption(actor, id)
    collaboration = adoption.collaboration
    form = forms.RemoveForm()
    if form.validate_on_submit():
        results.withdraw_adoption(actor, adoption=adoption)
        flash("It is no longer shown that your organisation uses this.", "success")
        return _show(collaboration)
    lead = f"“{adoption.words}” is no longer shown, and your organisation no longer counts."
    back = url_for("collaborations.show", id=collaboration.id)
    return _act(form, collaboration, "We no longer use this", back=back, lead=lead)
