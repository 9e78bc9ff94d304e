"""The pages of a draft: its task list, a page for each step, and the answers to check."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.core import actor as acting
from app.core import panels
from app.core.errors import EditedMeanwhile, FieldError
from app.core.sensitivity.forms import with_boxes
from app.extensions import db
from app.listings import service
from app.listings.forms import StepForm, SubmitForm
from app.listings.models import Listing, ListingState
from app.listings.outline import Outline, Step, Task
from app.listings.policy import access_listing
from app.listings.routes.answers import EDITED_MEANWHILE, after
from app.listings.showing import finds_of

# Panels may put buttons beside the form that belong to it, so that pressing one loses nothing typed.
FORM_ID = "draft-form"


def add_pages(room: Blueprint, outline: Outline) -> None:
    """Add `edit`, `edit_step` and `submit`."""

    def edit(id: int) -> ResponseReturnValue:
        reader = acting.current()
        listing = access_listing(reader, id, "edit", model=outline.model)
        tasks = outline.tasks(listing)
        return render_template(
            "listings/edit.html",
            listing=listing,
            outline=outline,
            tasks=[_task(outline, listing, task) for task in tasks],
            done=sum(task.status in ("completed", "optional") for task in tasks),
            notes=notes(outline, listing),
            panels=panels.of(f"{outline.room}.edit", reader, listing),
        )

    def edit_step(id: int, step: str) -> ResponseReturnValue:
        return _edit_step(outline, id, step)

    def submit(id: int) -> ResponseReturnValue:
        return _submit(outline, id)

    room.add_url_rule(f"/{outline.room}/<int:id>/edit", "edit", edit)
    room.add_url_rule(
        f"/{outline.room}/<int:id>/edit/<string:step>", "edit_step", edit_step, methods=["GET", "POST"]
    )
    room.add_url_rule(f"/{outline.room}/<int:id>/submit", "submit", submit, methods=["GET", "POST"])


def _edit_step(outline: Outline, id: int, slug: str) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id, "edit", model=outline.model)
    step = outline.step(slug)
    if step is None:
        raise NotFound
    form = step.form_class(listing)(data={**outline.values(listing, step), "version": listing.version})
    theirs: list[Any] = []
    if form.validate_on_submit():
        try:
            service.edit(actor, listing=listing, version=form.version.data, values=form.values())
        except FieldError as error:
            form.complain(error)
        except EditedMeanwhile:
            theirs = _show_both(form, step, listing)
        else:
            return redirect(_onward(outline, step, listing))
    return (
        render_template(
            "listings/edit_step.html",
            form=form,
            listing=listing,
            outline=outline,
            step=step,
            form_id=FORM_ID,
            theirs=theirs,
            reasons=[note.reason for note in listing.review_notes if note.field == step.slug],
            panels=panels.of(f"{outline.room}.edit", actor, listing),
            # Pieces of the form itself, before its fields.
            step_panels=panels.of(f"{outline.room}.edit_step.{step.slug}", actor, listing),
            # And below one of them, by its name.
            field_panels={
                name: panels.of(f"{outline.room}.edit_field.{name}", actor, listing)
                for name in form.field_names()
            },
        ),
        422 if form.errors else 200,
    )


def _show_both(form: StepForm, step: Step, listing: Listing) -> list[Any]:
    """Tell the later one, and let the next press of the button save over what has now been seen."""
    db.session.refresh(listing)
    form.version.data = listing.version
    form.form_errors.append(
        "Somebody else saved this draft after you opened this page. "
        "Both texts are below: saving again keeps yours"
    )
    return step.rows(listing)


def _onward(outline: Outline, step: Step, listing: Listing) -> str:
    """The next step, or where the reader came from."""
    back = request.args.get("back")
    if back in ("submit", "edit"):
        return url_for(f"{outline.room}.{back}", id=listing.id)
    following = outline.after(step)
    if following is None:
        return url_for(f"{outline.room}.edit", id=listing.id)
    return url_for(f"{outline.room}.edit_step", id=listing.id, step=following.slug)


def _submit(outline: Outline, id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id, "submit", model=outline.model)
    finds = finds_of(listing, outline)
    asked = with_boxes(SubmitForm, [each.find for each in finds], listing.confirmations)
    form = asked(data={"version": listing.version})
    if form.validate_on_submit():
        try:
            service.submit(
                actor,
                listing=listing,
                version=form.version.data,
                declared_official=True,
                boxes=form.ticked(),
            )
        except FieldError as error:
            form.complain(error)
        except EditedMeanwhile:
            db.session.refresh(listing)
            form.version.data = listing.version
            form.form_errors.append(EDITED_MEANWHILE)
        else:
            awaiting = listing.state is ListingState.AWAITING_RELEASE
            sent = "your organisation for release" if awaiting else "review"
            flash(f"Your {outline.word} has been sent to {sent}.", "success")
            return redirect(after(actor, listing, outline))
    rows = [
        (name, value, url_for(f"{outline.room}.edit_step", id=id, step=step.slug, back="submit"))
        for step in outline.steps
        for name, value in step.rows(listing)
    ]
    return (
        render_template(
            "listings/submit.html",
            form=form,
            form_id=FORM_ID,
            listing=listing,
            outline=outline,
            rows=rows,
            finds=finds,
            missing=[_task(outline, listing, task) for task in outline.missing(listing)],
            notes=notes(outline, listing),
            panels=panels.of(f"{outline.room}.submit", actor, listing),
        ),
        422 if form.errors else 200,
    )


def notes(outline: Outline, listing: Listing) -> list[tuple[str, str, str]]:
    """Why changes were asked for: (what it is about, reason, address of its page)."""
    found = []
    for note in sorted(listing.review_notes, key=lambda note: note.id):
        step = outline.step(note.field)
        address = (
            url_for(f"{outline.room}.edit_step", id=listing.id, step=step.slug, back="edit") if step else ""
        )
        found.append((step.title if step else "The whole", note.reason, address))
    return found


def _task(outline: Outline, listing: Listing, task: Task) -> dict[str, str]:
    noted = any(note.field == task.step.slug for note in listing.review_notes)
    # A step that was done once leads back here; the others lead on, one to the next.
    back = "edit" if task.status == "completed" else None
    return {
        "title": task.step.title,
        "href": url_for(f"{outline.room}.edit_step", id=listing.id, step=task.step.slug, back=back),
        "status": task.status,
        "hint": "Changes are asked for" if noted else task.reason,
    }
