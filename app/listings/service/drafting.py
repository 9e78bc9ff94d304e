"""Verbs on a draft: begin it, edit it, send it for review."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from app.core import clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.policy import require
from app.core.sensitivity.confirming import confirmed, refuse_markings
from app.extensions import db
from app.listings.models import Listing, ListingConfirmation, ListingState, Party
from app.listings.outline import outline_of
from app.listings.policy import parties
from app.listings.rounds import begin_round
from app.listings.service.writing import begin, finish, link, managers, tell
from app.organisations.models import Organisation

L = TypeVar("L", bound=Listing)
SubmitCheck = Callable[[Actor, Listing], None]
_before_submit: list[SubmitCheck] = []


def before_submit(check: SubmitCheck) -> None:
    """Let `check(actor, listing)` refuse, by a FieldError, that a finished draft is sent for review."""
    if check not in _before_submit:
        _before_submit.append(check)


def create(actor: Actor, *, listing: L, values: Mapping[str, Any]) -> L:
    """Make `listing`, a new object of its kind, the actor's draft for the actor's organisation.

    `values` are fields of the outline. The room of the kind has asked its own policy who may.
    Raises Refused, FieldError.
    """
    require(actor.person_id is not None and actor.organisation_id is not None)
    organisation = db.session.get_one(Organisation, actor.organisation_id)
    begin_draft(actor, organisation, listing=listing, values=values)
    db.session.add(listing)
    db.session.flush()
    finish(actor, "create", listing, fields=values)
    return listing


def begin_draft(actor: Actor, organisation: Organisation, *, listing: L, values: Mapping[str, Any]) -> L:
    """Fill `listing`, which is in no session yet, as the actor's draft. Raises FieldError."""
    listing.organisation = organisation
    listing.poster_id = actor.person_id
    listing.is_sample = actor.is_sample or organisation.is_sample
    _write(listing, values)
    return listing


def edit(actor: Actor, *, listing: L, version: int, values: Mapping[str, Any]) -> L:
    """Save `values`, fields of the outline, into a draft that was read at `version`.

    Raises Refused, WrongState, FieldError, and EditedMeanwhile when somebody saved it since.
    """
    begin(actor, "edit", listing)
    if version != listing.version:
        raise EditedMeanwhile(listing)
    outline = outline_of(listing)
    changed = [name for name, value in values.items() if outline.read(listing, name) != value]
    if not changed:
        return listing
    _write(listing, values)
    listing.version += 1
    finish(actor, "edit", listing, fields=changed)
    return listing


def hold_draft(actor: Actor, *, listing: L) -> L:
    """Hold a draft's row until the transaction ends, for a higher room that keeps something with it.

    Raises Refused, WrongState.
    """
    begin(actor, "edit", listing)
    return listing


def submit(
    actor: Actor, *, listing: L, version: int, declared_official: bool, boxes: Collection[str] = ()
) -> L:
    """Send a draft for review, or to the organisation's manager first where the organisation wants that.

    `boxes` are those ticked for finds of the sensitivity check. A manager's own act counts as the release.
    Raises Refused, WrongState, EditedMeanwhile, and FieldError when something is missing, when the text is marked
    above OFFICIAL or that is not declared, when a find is neither removed nor confirmed, and when a check of a
    higher room says no.
    """
    target = begin(actor, "submit", listing)
    if version != listing.version:
        raise EditedMeanwhile(listing)
    outline = outline_of(listing)
    missing = outline.missing(listing)
    if missing:
        raise FieldError("missing", "Not finished yet: " + ", ".join(t.step.title.lower() for t in missing))
    listing.confirmations = confirmed(
        actor,
        ListingConfirmation,
        {each.field: each.text for each in outline.texts(listing)},
        earlier=listing.confirmations,
        boxes=boxes,
    )
    if not declared_official:
        raise FieldError("declared_official", "Confirm that nothing in this is above OFFICIAL")
    for check in _before_submit:
        check(actor, listing)
    listing.declared_official = True
    listing.submitted_at = clock.now()
    if listing.organisation.requires_release and Party.MANAGER not in parties(actor, listing):
        listing.state = ListingState.AWAITING_RELEASE
        listing.released_at = None
        tell(
            managers(listing),
            actor,
            in_digest=True,
            subject=f"A {outline.word} waits for your release",
            body=f"A colleague has finished a {outline.word}. Release it or send it back:\n{link(listing)}",
        )
    else:
        listing.state = target
        listing.released_at = clock.now()
        begin_round(listing)
    fields = ["state", "declared_official", *(["confirmations"] if listing.confirmations else [])]
    finish(actor, "submit", listing, fields=fields, detail=listing.state.value)
    return listing


def _write(listing: Listing, values: Mapping[str, Any]) -> None:
    refuse_markings({name: value for name, value in values.items() if isinstance(value, str)})
    outline = outline_of(listing)
    # The principal area is one of the areas, so it is read after them.
    for name in sorted(values, key=lambda name: name == "principal_area"):
        outline.write(listing, name, values[name])
    outline.derive(listing)
