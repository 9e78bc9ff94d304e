"""The acts on a listing: each has a page that says what will happen, with a button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import actor as acting
from app.core import panels
from app.core.actor import Actor, Audience
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.listings import forms, service
from app.listings.models import Listing
from app.listings.outline import Outline
from app.listings.policy import access_listing
from app.listings.routes.answers import EDITED_MEANWHILE, after
from app.listings.showing import confirmed_panel


@dataclass(frozen=True)
class Act:
    """`title`, `what` and `done` may say {word}, which is brief or offer. An empty `button` leaves the form's own."""

    name: str
    title: str
    button: str
    what: tuple[str, ...]
    done: str
    form: Callable[[Outline, Listing], type[Any]]
    # May answer a new draft, which its reader then goes on with.
    run: Callable[[Actor, Listing, Any], Any]
    look: str = ""


def _publish_form(outline: Outline, listing: Listing) -> type[Any]:
    return forms.PublishPubliclyForm if listing.audience is Audience.PUBLIC else forms.PublishForm


def _publish(actor: Actor, listing: Listing, form: Any) -> None:
    answer = form.helps_offenders.data != "no" if "helps_offenders" in form else None
    service.publish(actor, listing=listing, version=form.version.data, helps_offenders=answer)


def _changes_form(outline: Outline, listing: Listing) -> type[Any]:
    return forms.request_changes_form(tuple((step.slug, step.title) for step in outline.steps))


def _request_changes(actor: Actor, listing: Listing, form: Any) -> None:
    reasons = {f.name.removeprefix("step-"): f.data for f in form if f.name.startswith("step-")}
    reasons[""] = form.whole.data
    service.request_changes(actor, listing=listing, version=form.version.data, reasons=reasons)


def _plain(form: type[Any]) -> Callable[[Outline, Listing], type[Any]]:
    return lambda outline, listing: form


ACTS = (
    Act(
        "release",
        "Release this {word} for review",
        "Release for review",
        ("A reviewer checks it next. Nobody else sees it until it is published.",),
        "The {word} has been released for review.",
        _plain(forms.ConfirmForm),
        lambda actor, listing, form: service.release(actor, listing=listing),
    ),
    Act(
        "hold_back",
        "Send this {word} back to its draft",
        "Send back",
        ("Its owners read your reason on the draft and can send it in again.",),
        "The {word} is a draft again, with your reason on it.",
        _plain(forms.ReasonForm),
        lambda actor, listing, form: service.hold_back(actor, listing=listing, reason=form.reason.data),
    ),
    Act(
        "publish",
        "Publish this {word}",
        "",
        (
            "Its audience can read it at once, and its owners are told.",
            "You do not change its words. If they need changing, ask for changes.",
        ),
        "The {word} has been published.",
        _publish_form,
        _publish,
    ),
    Act(
        "request_changes",
        "Ask for changes to this {word}",
        "Ask for changes",
        (
            "It becomes a draft again. Its owners read your reasons beside the parts they are about.",
            "Fill in only the parts that need changing.",
        ),
        "Changes have been asked for.",
        _changes_form,
        _request_changes,
    ),
    Act(
        "revise",
        "Revise this {word}",
        "Make it a draft again",
        (
            "It becomes a draft that you can change.",
            "Nobody but its owners sees it until it has been reviewed and published again. "
            "Responses already made are kept.",
        ),
        "The {word} is a draft again. It is hidden until it has been reviewed.",
        _plain(forms.ConfirmForm),
        lambda actor, listing, form: service.revise(actor, listing=listing),
    ),
    Act(
        "close",
        "Close this {word}",
        "Close",
        ("It stays readable, marked as closed.", "It takes no more responses. This cannot be undone."),
        "The {word} has been closed.",
        _plain(forms.OptionalReasonForm),
        lambda actor, listing, form: service.close(actor, listing=listing, reason=form.reason.data),
    ),
    Act(
        "copy",
        "Copy this {word}",
        "Make the copy",
        (
            "You get a new draft with the same words and codes, and without the dates.",
            "Nothing that was confirmed for this one counts for the copy.",
            "The two are linked, and lessons from collaborations that grew from this one stand beside the draft.",
        ),
        "This is the copy. Fill in its dates, and change what is different this time.",
        _plain(forms.ConfirmForm),
        lambda actor, listing, form: service.copy(actor, listing=listing),
    ),
    Act(
        "withdraw",
        "Withdraw this {word}",
        "Withdraw",
        (
            "It is hidden at once from everyone but its owners.",
            "This cannot be undone. The reason is kept with it.",
        ),
        "The {word} has been withdrawn.",
        _plain(forms.ReasonForm),
        lambda actor, listing, form: service.withdraw(actor, listing=listing, reason=form.reason.data),
        look="warning",
    ),
)

# Beside these stands what the poster confirmed.
DECIDING = ("release", "publish", "request_changes")


def add_pages(room: Blueprint, outline: Outline) -> None:
    """Add a page for each act."""
    for act in ACTS:
        address = f"/{outline.room}/<int:id>/{act.name.replace('_', '-')}"
        room.add_url_rule(address, act.name, _view(outline, act), methods=["GET", "POST"])


def _view(outline: Outline, act: Act) -> Callable[[int], ResponseReturnValue]:
    def view(id: int) -> ResponseReturnValue:
        return _answer(outline, act, id)

    return view


def _answer(outline: Outline, act: Act, id: int) -> ResponseReturnValue:
    actor = acting.current()
    listing = access_listing(actor, id, act.name, model=outline.model)
    form = act.form(outline, listing)(data={"version": listing.version})
    if form.validate_on_submit():
        try:
            found = act.run(actor, listing, form) or listing
        except FieldError as error:
            form.complain(error)
        except EditedMeanwhile:
            db.session.refresh(listing)
            form.version.data = listing.version
            form.form_errors.append(EDITED_MEANWHILE)
        else:
            flash(act.done.format(word=outline.word), "success")
            if found is not listing:
                return redirect(url_for(f"{outline.room}.edit", id=found.id))
            return redirect(after(actor, listing, outline))
    if act.button:
        form.submit.label.text = act.button
    confirmed = confirmed_panel(actor, listing) if act.name in DECIDING else None
    return (
        render_template(
            "listings/act.html",
            form=form,
            listing=listing,
            outline=outline,
            act=act,
            title=act.title.format(word=outline.word),
            panels=[
                *([confirmed] if confirmed else []),
                *panels.of(f"{outline.room}.{act.name}", actor, listing),
            ],
            what=[line.format(word=outline.word) for line in act.what],
        ),
        422 if form.errors else 200,
    )
