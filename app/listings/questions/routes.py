"""Pages on which people ask about a listing, and its owners answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core.actor import Audience
from app.core.errors import FieldError
from app.core.forms import BaseForm
from app.core.policy import require
from app.core.sensitivity.forms import confirming
from app.listings.forms import HARM_QUESTION
from app.listings.labels import READERS
from app.listings.models import Listing
from app.listings.policy import access_listing
from app.listings.questions import policy, service
from app.listings.questions.dates import closing_of
from app.listings.questions.forms import AmendForm, AnswerForm, AskForm, DeclineForm
from app.listings.questions.models import Question
from app.listings.questions.panels import shown

bp = Blueprint("questions", __name__)


def _page_of(listing: Listing) -> str:
    return url_for(f"{listing.kind.value}s.show", id=listing.id)


@bp.route("/listings/<int:id>/ask", methods=["GET", "POST"])
def ask(id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id)
    reason = policy.why_not_ask(actor, listing)
    require(not reason, reason)
    form = confirming(AskForm)
    if form.validate_on_submit():
        try:
            service.ask(actor, listing=listing, question=form.question.data, boxes=form.ticked())
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your question has been sent. Your daily email will tell you of the answer.", "success")
            return redirect(_page_of(listing))
    page = render_template(
        "listings/questions/ask.html",
        form=form,
        listing=listing,
        back=_page_of(listing),
        closing=closing_of(listing),
        readers=READERS[listing.audience],
    )
    return page, 422 if form.errors else 200


@bp.route("/questions/<int:id>/answer", methods=["GET", "POST"])
def answer(id: int) -> ResponseReturnValue:
    return _decide(
        id, "answer", "Answer this question", AnswerForm, _answer, "The answer has been published."
    )


@bp.route("/questions/<int:id>/amend", methods=["GET", "POST"])
def amend(id: int) -> ResponseReturnValue:
    return _decide(
        id, "amend", "Amend this answer", AmendForm, _amend, "The amended answer has been published."
    )


@bp.route("/questions/<int:id>/decline", methods=["GET", "POST"])
def decline(id: int) -> ResponseReturnValue:
    said = "The question has been declined. Whoever asked it reads your reason."
    return _decide(id, "decline", "Decline to answer this question", DeclineForm, _decline, said)


def _answer(question: Question, form: Any) -> None:
    service.answer(acting.current(), question=question, answer=form.answer.data, boxes=form.ticked())


def _amend(question: Question, form: Any) -> None:
    service.amend(acting.current(), question=question, answer=form.answer.data, boxes=form.ticked())


def _decline(question: Question, form: Any) -> None:
    service.decline(acting.current(), question=question, reason=form.reason.data, boxes=form.ticked())


def _decide(
    id: int, act: str, title: str, made: type[BaseForm], run: Callable[[Question, Any], None], done: str
) -> ResponseReturnValue:
    actor = acting.current()
    question = policy.access_question(actor, id, act)
    listing = question.listing
    form = confirming(made)
    if form.validate_on_submit():
        try:
            run(question, form)
        except FieldError as error:
            form.complain(error)
        else:
            flash(done, "success")
            return redirect(_page_of(listing))
    elif act == "amend" and not form.is_submitted():
        form.answer.data = form.answer.data or question.answers[-1].answer
    page = render_template(
        "listings/questions/decide.html",
        form=form,
        act=act,
        title=title,
        listing=listing,
        asked=shown(actor, question, policy.named_to(actor, listing)),
        back=_page_of(listing),
        readers=READERS[listing.audience],
        harm=HARM_QUESTION if listing.audience is Audience.PUBLIC else "",
    )
    return page, 422 if form.errors else 200
