"""Pages on which the responder's side writes the full response."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.core import actor as acting
from app.core.errors import EditedMeanwhile, FieldError
from app.listings.routes.answers import EDITED_MEANWHILE
from app.responses import policy
from app.responses.full import service
from app.responses.full.forms import SendForm, answer_form
from app.responses.lessons_panels import while_writing
from app.responses.models import PartnerState, Response
from app.responses.routes import bp


@bp.get("/responses/<int:id>/full")
def full(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id)
    if not policy.can_edit(actor, response):
        # Letters lead here, also after it was sent.
        return redirect(url_for("responses.show", id=id))
    advice = while_writing(actor, response.listing, response)
    return render_template(
        "responses/full/full.html",
        response=response,
        panels=[advice] if advice else [],
        tasks=_tasks(response),
        gaps=service.gaps(response),
        has_run_out=service.has_run_out(response),
    )


@bp.route("/responses/<int:id>/answer/<int:position>", methods=["GET", "POST"])
def answer(id: int, position: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "edit")
    found = next((each for each in response.answers if each.position == position), None)
    if found is None:
        raise NotFound
    form, saved = answer_form(found), None
    if form.validate_on_submit():
        texts = {box: form[box].data for box in found.boxes}
        try:
            service.save(actor, answer=found, texts=texts, version=form.version.data, boxes=form.ticked())
        except FieldError as error:
            form.complain(error)
        except EditedMeanwhile:
            # Sent again from here, it takes the place of the other's text: its sender has now seen both.
            form.version.data, saved = found.version, found
            form.form_errors.append(EDITED_MEANWHILE)
        else:
            flash("Your draft has been saved. Nobody but your side sees it before you send it.", "success")
            following = next((each for each in response.answers if each.position > position), None)
            if following is None:
                return redirect(url_for("responses.full", id=id))
            return redirect(url_for("responses.answer", id=id, position=following.position))
    page = render_template(
        "responses/full/answer.html", form=form, response=response, answer=found, saved=saved
    )
    return page, 422 if form.errors else 200


@bp.route("/responses/<int:id>/send", methods=["GET", "POST"])
def send(id: int) -> ResponseReturnValue:
    actor = acting.current()
    response = policy.access_response(actor, id, "send")
    form = SendForm()
    if form.validate_on_submit():
        try:
            service.send(actor, response=response)
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your full response has been sent.", "success")
            return redirect(url_for("responses.show", id=id))
    page = render_template(
        "responses/full/send.html", form=form, response=response, gaps=service.gaps(response)
    )
    return page, 422 if form.errors else 200


def _tasks(response: Response) -> list[dict[str, Any]]:
    """What there is to do before it can be sent, in the order of the page."""
    tasks = [
        {
            "title": each.asked,
            "href": url_for("responses.answer", id=response.id, position=each.position),
            "status": _status(each.is_complete, any(getattr(each, box) for box in each.boxes)),
            "hint": "",
        }
        for each in response.answers
    ]
    waits = [each for each in response.partners if each.state is not PartnerState.CONFIRMED]
    joined = len(response.partners) - len(waits)
    tasks.append(
        {
            "title": "Partners",
            "href": url_for("partners.partners", id=response.id),
            "status": "in_progress" if waits else "completed" if joined else "optional",
            "hint": f"{joined} of {len(response.partners)} confirmed" if response.partners else "",
        }
    )
    tasks.append(
        {
            "title": "Conflicts of interest",
            "href": url_for("responses.declare", id=response.id),
            "status": "not_started" if response.conflict is None else "completed",
            "hint": "Shown with your response as soon as it is saved",
        }
    )
    ready = not service.gaps(response)
    tasks.append(
        {
            "title": "Check and send",
            "href": url_for("responses.send", id=response.id) if ready else "",
            "status": "not_started" if ready else "cannot_start",
            "hint": "",
        }
    )
    return tasks


def _status(is_complete: bool, is_begun: bool) -> str:
    return "completed" if is_complete else "in_progress" if is_begun else "not_started"
