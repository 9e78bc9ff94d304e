"""Verbs between a draft and the public: release, review, and taking back to change."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from app.core import clock
from app.core.actor import Actor, Audience
from app.core.errors import EditedMeanwhile, FieldError
from app.listings.models import Listing, ListingState, ReviewNote, RoundEnd
from app.listings.rounds import begin_round, end_round
from app.listings.service.writing import begin, finish, link, owners, tell

L = TypeVar("L", bound=Listing)
PublishHook = Callable[[Actor, Listing], None]
_on_publish: list[PublishHook] = []


def on_publish(hook: PublishHook) -> None:
    """Let `hook(actor, listing)` act in the transaction in which a listing is published."""
    if hook not in _on_publish:
        _on_publish.append(hook)


def release(actor: Actor, *, listing: L) -> L:
    """The organisation's manager lets it go to review. Raises Refused, WrongState."""
    listing.state = begin(actor, "release", listing)
    listing.released_at = clock.now()
    begin_round(listing)
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} has been released for review",
        body=f"Your organisation has released a {word} of yours. A reviewer checks it next:\n{link(listing)}",
    )
    finish(actor, "release", listing, fields=["state"])
    return listing


def hold_back(actor: Actor, *, listing: L, reason: str) -> L:
    """The organisation's manager sends it back with a reason. Raises Refused, WrongState, FieldError."""
    target = begin(actor, "hold_back", listing)
    _need_reason(reason)
    listing.state = target
    _note(actor, listing, {"": reason})
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} was not released for review",
        body=f"Your organisation asks for changes to a {word} of yours. The reason stands on the draft:\n"
        f"{link(listing, 'edit')}",
    )
    finish(actor, "hold_back", listing, fields=["state"])
    return listing


def publish(actor: Actor, *, listing: L, version: int, helps_offenders: bool | None = None) -> L:
    """The reviewer passes it: its audience may read it. The reviewer changes no word.

    `helps_offenders` answers, for what everyone may see, whether it would help someone defeat the police;
    only a plain no publishes. Raises Refused, WrongState, EditedMeanwhile, FieldError.
    """
    target = begin(actor, "publish", listing)
    if version != listing.version:
        raise EditedMeanwhile(listing)
    if listing.audience is Audience.PUBLIC and helps_offenders is not False:
        raise FieldError(
            "helps_offenders",
            "It can be published to everyone only if the answer is no. Otherwise ask for changes",
        )
    if listing.closes_on is not None and listing.closes_on < clock.today():
        raise FieldError(
            "submit", "Its last day has passed. Ask for changes, so that the dates can be set anew"
        )
    listing.state = target
    listing.published_at = clock.now()
    listing.review_notes = []
    end_round(listing, RoundEnd.PUBLISHED)
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Your {word} has been published",
        body=f"A reviewer has published a {word} of yours:\n{link(listing)}",
    )
    finish(actor, "publish", listing, fields=["state"], detail=listing.audience.value)
    for hook in _on_publish:
        hook(actor, listing)
    return listing


def request_changes(actor: Actor, *, listing: L, version: int, reasons: Mapping[str, str]) -> L:
    """The reviewer sends it back with reasons: the slug of a step, or "" for the whole, to a reason.

    They take the place of earlier ones. Raises Refused, WrongState, EditedMeanwhile, FieldError.
    """
    target = begin(actor, "request_changes", listing)
    if version != listing.version:
        raise EditedMeanwhile(listing)
    given = {field: reason for field, reason in reasons.items() if reason.strip()}
    if not given:
        raise FieldError("whole", "Give at least one reason")
    listing.state = target
    end_round(listing, RoundEnd.CHANGES_ASKED, given)
    _note(actor, listing, given)
    word = listing.kind.value
    tell(
        owners(listing),
        actor,
        subject=f"Changes are asked for to your {word}",
        body=f"A reviewer asks for changes to a {word} of yours. The reasons stand on the draft:\n"
        f"{link(listing, 'edit')}",
    )
    finish(actor, "request_changes", listing, fields=sorted(field or "whole" for field in given))
    return listing


def hold_to_score(actor: Actor, *, listing: L) -> L:
    """Hold the row of a listing in review until the transaction ends, for the kind whose reviewer scores it.

    Raises Refused, WrongState.
    """
    begin(actor, "score", listing)
    return listing


def revise(actor: Actor, *, listing: L) -> L:
    """Make it a draft again, hidden until it has been reviewed again. Raises Refused, WrongState."""
    target = begin(actor, "revise", listing)
    detail = listing.state.value
    listing.state = target
    end_round(listing, RoundEnd.TAKEN_BACK)
    listing.declared_official = False
    listing.submitted_at = listing.released_at = None
    if detail == ListingState.PUBLISHED:
        word = listing.kind.value
        tell(
            owners(listing),
            actor,
            subject=f"Your {word} is a draft again",
            body=f"A published {word} of yours is being revised and is hidden until it is reviewed again:\n"
            f"{link(listing, 'edit')}",
        )
    finish(actor, "revise", listing, fields=["state"], detail=detail)
    return listing


def _note(actor: Actor, listing: Listing, reasons: Mapping[str, str]) -> None:
    listing.declared_official = False
    listing.submitted_at = listing.released_at = None
    listing.review_notes = [
        ReviewNote(reviewer_id=actor.person_id, field=field, reason=reason)
        for field, reason in reasons.items()
    ]


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldError("reason", "Give a reason")
