"""Pages of the chooser of legal papers."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.collaborations.agreement import paper_service, policy, showing
from app.collaborations.agreement import papers as chooser
from app.collaborations.agreement.forms import MarkForm, questions_form
from app.collaborations.agreement.models import Agreement
from app.collaborations.answers import refuse, status_of
from app.core import actor as acting
from app.core.errors import FieldError

bp = Blueprint("papers", __name__)


@bp.get("/collaborations/<int:id>/papers")
def papers(id: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_agreement(actor, id)
    facts = chooser.facts_of(found.collaboration)
    shown = showing.shown_papers(found.collaboration, found.papers)
    return render_template(
        "collaborations/agreement/papers.html",
        collaboration=found.collaboration,
        may_mark="mark" in policy.acts(actor, found),
        proposed=[each for each in shown if each["why"] or each["paper"]],
        rest=[each for each in shown if not each["why"] and not each["paper"]],
        answers=[(each.ask, _answer(facts, found, each)) for each in chooser.QUESTIONS],
        labels=chooser.MARK_LABELS,
        colours=showing.MARK_COLOURS,
    )


def _answer(facts: chooser.Facts, agreement: Agreement, question: chooser.Question) -> str:
    said = facts.answers.get(question.code)
    if said is None:
        return ""
    word = "Yes" if said else "No"
    return (
        word if question.code in agreement.answers else f"{word} (taken from the collaboration or its brief)"
    )


@bp.route("/collaborations/<int:id>/papers/questions", methods=["GET", "POST"])
def questions(id: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_agreement(actor, id, "mark")
    collaboration = found.collaboration
    hints = {
        each.code: f"The brief’s pre-flight says: {'; '.join(said)}"
        for each in chooser.QUESTIONS
        if (said := chooser.preflight_words(collaboration, each))
    }
    known = {**chooser.derived(collaboration), **found.answers}
    data = {code: "yes" if said else "no" for code, said in known.items()}
    form = questions_form(hints)(data=data)
    if form.validate_on_submit():
        paper_service.answer(actor, collaboration=collaboration, answers=form.answers())
        flash("The answers have been saved.", "success")
        return redirect(url_for("papers.papers", id=id))
    page = render_template("collaborations/agreement/questions.html", form=form, collaboration=collaboration)
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/papers/<string:code>/mark", methods=["GET", "POST"])
def mark(id: int, code: str) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_agreement(actor, id, "mark")
    collaboration = found.collaboration
    shown = {each["code"]: each for each in showing.shown_papers(collaboration, found.papers)}.get(code)
    if shown is None:
        raise NotFound
    form = MarkForm(obj=shown["paper"])
    if form.validate_on_submit():
        try:
            paper_service.mark(
                actor,
                collaboration=collaboration,
                code=code,
                mark=form.mark.data,
                because=form.because.data,
                reference=form.reference.data,
                link=form.link.data,
                dated=form.dated.data,
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("What you said of the paper has been saved.", "success")
            return redirect(url_for("papers.papers", id=id))
    page = render_template(
        "collaborations/agreement/mark.html", form=form, collaboration=collaboration, shown=shown
    )
    return page, status_of(form)
