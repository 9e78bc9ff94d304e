"""Pages of working agreements: written, offered, signed and read."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts.models import Person
from app.collaborations.agreement import parts, policy, service, showing
from app.collaborations.agreement.forms import (
    BY_SLUG,
    STEPS,
    DeclineForm,
    OfferForm,
    SignForm,
    Step,
    fields_of,
    step_form,
)
from app.collaborations.agreement.models import Agreement, VersionState
from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.core import actor as acting
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.organisations.models import Side

bp = Blueprint("agreements", __name__)


@bp.get("/collaborations/<int:id>/agreement")
def agreement(id: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_agreement(actor, id)
    texts = service.texts_of(found)
    return render_template(
        "collaborations/agreement/show.html",
        agreement=found,
        collaboration=found.collaboration,
        acts=policy.acts(actor, found),
        tasks=[_task(found, step) for step in STEPS],
        done=showing.done(found),
        missing=showing.missing_titles(found),
        rows=[(part.title, part.read(texts)) for part in parts.PARTS],
        changes=showing.changes_not_signed(found),
        deviation=parts.deviation(texts),
        showing=showing,
    )


def _task(found: Agreement, step: Step) -> dict[str, str]:
    return {
        "title": step.title,
        "href": url_for("agreements.agreement_step", id=found.collaboration.id, step=step.slug),
        "status": showing.status_of_step(found, step),
        "hint": "",
    }


@bp.route("/collaborations/<int:id>/agreement/<string:step>", methods=["GET", "POST"])
def agreement_step(id: int, step: str) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_agreement(actor, id, "edit")
    page = BY_SLUG.get(step)
    if page is None:
        raise NotFound
    side = Side(actor.side)
    names = fields_of(page, side)
    texts = service.texts_of(found)
    form = step_form(page, side, found, {**{name: texts[name] for name in names}, "version": found.version})
    theirs: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            service.save(
                actor,
                collaboration=found.collaboration,
                version=form.version.data,
                values={name: form[name].data for name in names},
                boxes=form.ticked() if "success" in names else (),
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            theirs = _meanwhile(form, found, page)
        else:
            return redirect(_onward(id, page))
    other = next((part for part in parts.PARTS if part.step == step and part.side not in (None, side)), None)
    return (
        render_template(
            "collaborations/agreement/step.html",
            form=form,
            names=names,
            step=page,
            collaboration=found.collaboration,
            offered=found.offered,
            theirs=theirs,
            other=(other.title, other.read(texts)) if other else None,
        ),
        status_of(form),
    )


def _meanwhile(form: Any, found: Agreement, page: Step) -> list[tuple[str, str]]:
    """Tell the later one, and let the next press of the button save over what has now been seen."""
    tell_meanwhile(
        form,
        "Somebody else saved this part after you opened it. Both texts are below: saving again keeps yours",
    )
    found = policy.agreement_of(found.collaboration)
    form.version.data = found.version
    return showing.rows_of(found, page)


def _onward(id: int, page: Step) -> str:
    """The next page, or the agreement after the last and where the reader came from there."""
    following = STEPS[STEPS.index(page) + 1 :][:1]
    if request.args.get("back") or not following:
        return url_for("agreements.agreement", id=id)
    return url_for("agreements.agreement_step", id=id, step=following[0].slug)


@bp.route("/collaborations/<int:id>/agreement/offer", methods=["GET", "POST"])
def offer(id: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_agreement(actor, id, "offer")
    form = OfferForm(data={"version": found.version})
    if form.validate_on_submit():
        try:
            made = service.offer(actor, collaboration=found.collaboration, version=form.version.data)
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(
                form,
                "Somebody changed the working agreement after you opened this page. Check what it says now",
            )
            form.version.data = policy.agreement_of(found.collaboration).version
        else:
            flash(f"Version {made.number} waits for signatures. Sign it for your side.", "success")
            return redirect(url_for("agreements.version", id=id, number=made.number))
    found = policy.agreement_of(found.collaboration)
    texts = service.texts_of(found)
    page = render_template(
        "collaborations/agreement/offer.html",
        form=form,
        collaboration=found.collaboration,
        number=len(found.versions) + 1,
        in_force=found.in_force,
        missing=showing.missing_titles(found),
        changes=showing.changes_not_signed(found),
        deviation=parts.deviation(texts),
        rows=[(part.title, part.read(texts)) for part in parts.PARTS],
        nothing_new=service.NOTHING_NEW,
    )
    return page, status_of(form)


@bp.get("/collaborations/<int:id>/agreement/version/<int:number>")
def version(id: int, number: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_version(actor, id, number)
    before = showing.earlier(found)
    is_offered = found.agreement.offered is found
    return render_template(
        "collaborations/agreement/version.html",
        version=found,
        collaboration=found.agreement.collaboration,
        acts=policy.acts(actor, found.agreement) if is_offered else [],
        before=before,
        changes=parts.differences(before.texts, found.texts) if before else [],
        showing=showing,
    )


@bp.get("/collaborations/<int:id>/agreement/version/<int:number>/agreement.pdf")
def agreement_pdf(id: int, number: int) -> ResponseReturnValue:
    found = policy.access_version(acting.current(), id, number)
    headers = {"Content-Disposition": f"attachment; filename=working-agreement-{id}-version-{number}.pdf"}
    return Response(showing.version_pdf(found), mimetype="application/pdf", headers=headers)


@bp.get("/collaborations/<int:id>/agreement/version/<int:number>/agreement.txt")
def agreement_txt(id: int, number: int) -> ResponseReturnValue:
    """The canonical text, byte for byte what the hash is taken over."""
    found = policy.access_version(acting.current(), id, number)
    headers = {"Content-Disposition": f"attachment; filename=working-agreement-{id}-version-{number}.txt"}
    return Response(parts.canonical(number, found.texts), mimetype="text/plain", headers=headers)


@bp.route("/collaborations/<int:id>/agreement/version/<int:number>/sign", methods=["GET", "POST"])
def sign(id: int, number: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_version(actor, id, number, "sign")
    collaboration = found.agreement.collaboration
    form = SignForm(data={"post": db.session.get_one(Person, actor.person_id).post})
    if form.validate_on_submit():
        try:
            service.sign(actor, collaboration=collaboration, number=number, post=form.post.data)
        except FieldError as error:
            refuse(form, error)
        else:
            both = found.state is VersionState.IN_FORCE
            flash("You have signed. It is in force." if both else "You have signed for your side.", "success")
            return redirect(url_for("agreements.version", id=id, number=number))
    page = render_template(
        "collaborations/agreement/sign.html",
        form=form,
        version=found,
        collaboration=collaboration,
        own=next(each for each in collaboration.organisations if each.id == actor.organisation_id),
    )
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/agreement/version/<int:number>/decline", methods=["GET", "POST"])
def decline(id: int, number: int) -> ResponseReturnValue:
    actor = acting.current()
    found = policy.access_version(actor, id, number, "decline")
    collaboration = found.agreement.collaboration
    form = DeclineForm()
    if form.validate_on_submit():
        try:
            service.decline(actor, collaboration=collaboration, number=number, reason=form.reason.data)
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The other side has been told why your side does not sign.", "success")
            return redirect(url_for("agreements.agreement", id=id))
    page = render_template(
        "collaborations/agreement/decline.html", form=form, version=found, collaboration=collaboration
    )
    return page, status_of(form)
