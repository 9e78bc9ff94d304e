"""What the page of a brief and the page of an offer both say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for

from app.core.actor import Actor
from app.core.panels import Panel
from app.core.sensitivity.confirming import Pointed, by_key, pointed_at
from app.core.working_days import working_days_since
from app.listings.labels import STATE_COLOURS, STATE_LABELS, area_labels, mechanism_labels, specialism_labels
from app.listings.models import Listing, ListingState, Party
from app.listings.outline import Outline, outline_of
from app.listings.policy import acts, parties
from app.listings.rounds import END_WORDS, changes, clock_of, days_words
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Mechanism, Specialism

# Act -> (what the button says, how it looks); in the order of the page.
BUTTONS: dict[str, tuple[str, str]] = {
    "edit": ("Go on with the draft", ""),
    "release": ("Release for review", ""),
    "hold_back": ("Send back", "secondary"),
    "publish": ("Publish", ""),
    "request_changes": ("Ask for changes", "secondary"),
    "revise": ("Revise", "secondary"),
    "close": ("Close", "secondary"),
    "hand_over": ("Hand over", "secondary"),
    "co_owners": ("Co-owners", "secondary"),
    "copy": ("Copy", "secondary"),
    "withdraw": ("Withdraw", "warning"),
}
WHERE_IT_STANDS: dict[ListingState, str] = {
    ListingState.DRAFT: "This is a draft. Only its owners see it.",
    ListingState.AWAITING_RELEASE: "This waits for your organisation to release it for review.",
    ListingState.IN_REVIEW: "This waits for a reviewer. It is shown to nobody else until it is published.",
    ListingState.CLOSED: "This is closed and takes no more responses.",
    ListingState.EXPIRED: "The last day of this has passed. It takes no more responses.",
    ListingState.WITHDRAWN: "This was withdrawn. Only its owners see it.",
}


def listing_page(actor: Actor, listing: Listing, outline: Outline) -> dict[str, Any]:
    """What both templates need: the words of the codes, where it stands, the buttons, the people."""
    held = parties(actor, listing)
    is_owner = Party.OWNER in held
    is_reviewed = Party.REVIEWER in held and listing.state is ListingState.IN_REVIEW
    return {
        "outline": outline,
        "listing": listing,
        "areas": area_labels(listing),
        "specialisms": specialism_labels(listing),
        "likely": [
            label(Specialism, link.specialism_code) for link in listing.specialism_links if link.is_likely
        ],
        "mechanisms": mechanism_labels(listing),
        "state_label": STATE_LABELS[listing.state],
        "state_colour": STATE_COLOURS.get(listing.state, "grey"),
        "standing": _standing(listing),
        "buttons": _buttons(actor, listing, outline),
        "is_owner": is_owner,
        "reasons": _reasons(outline, _notes(listing)) if is_owner else [],
        # What a reviewer reads leads back to the queue.
        "trail": ("Review queue", url_for("moderation.queue"))
        if is_reviewed
        else (outline.room.capitalize(), url_for(f"{outline.room}.index")),
        "changes": changes(listing) if is_reviewed else None,
        "asked": _reasons(outline, _asked_last(listing)) if is_reviewed else [],
        # Public readers never see a person, and neither do members: only owners see who owns it.
        "people": _people(listing) if is_owner else [],
    }


def _standing(listing: Listing) -> str:
    """Where it stands; and while a reviewer has it, the clock."""
    waiting = clock_of(listing)
    return WHERE_IT_STANDS.get(listing.state, "") + (f" {waiting.sentence}" if waiting else "")


def _notes(listing: Listing) -> list[tuple[str, str]]:
    return [(note.field, note.reason) for note in sorted(listing.review_notes, key=lambda note: note.id)]


def _asked_last(listing: Listing) -> list[tuple[str, str]]:
    """What was asked for in the round before the one under way."""
    return list(listing.rounds[-2].reasons.items()) if len(listing.rounds) > 1 else []


def _reasons(outline: Outline, reasons: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Why changes were asked for: (what it is about, reason)."""
    return [(step.title if (step := outline.step(slug)) else "The whole", reason) for slug, reason in reasons]


def rounds_panel(actor: Actor, listing: Listing) -> Panel | None:
    """Beside a listing, for its owners and its reviewer: each round of review, with its dates."""
    if not parties(actor, listing) & {Party.OWNER, Party.REVIEWER} or not listing.rounds:
        return None
    last = listing.rounds[-1]
    theirs = last.ended_at if listing.state is ListingState.DRAFT else None
    context = {
        "rounds": listing.rounds,
        "words": END_WORDS,
        # How long its owners have had it since.
        "with_owners": days_words(working_days_since(theirs)) if theirs else "",
    }
    return Panel("Rounds of review", "listings/panel_rounds.html", context)


@dataclass(frozen=True)
class ShownFind:
    """A find of the sensitivity check as a page shows it; `confirmed_on` is None until it is confirmed."""

    find: Pointed
    title: str
    href: str
    confirmed_on: datetime | None


def finds_of(listing: Listing, outline: Outline) -> list[ShownFind]:
    """The finds in a listing's texts: what each is in, where that is changed, and when it was confirmed."""
    texts = {each.field: each for each in outline.texts(listing)}
    known = by_key(listing.confirmations)
    shown = []
    for find in pointed_at({field: each.text for field, each in texts.items()}):
        text = texts[find.field]
        href = url_for(f"{outline.room}.edit_step", id=listing.id, step=text.step.slug, back="submit")
        kept = known.get(find.key)
        shown.append(ShownFind(find, text.title, href, kept.created_at if kept else None))
    return shown


def confirmed_panel(actor: Actor, listing: Listing) -> Panel | None:
    """Beside a listing that waits for release or review, for those who decide: what its poster confirmed."""
    waits = listing.state in (ListingState.AWAITING_RELEASE, ListingState.IN_REVIEW)
    if not waits or not parties(actor, listing) or not listing.confirmations:
        return None
    finds = [each for each in finds_of(listing, outline_of(listing)) if each.confirmed_on]
    return Panel("Confirmed by the poster", "listings/panel_confirmed.html", {"finds": finds})


def _buttons(actor: Actor, listing: Listing, outline: Outline) -> list[tuple[str, str, str]]:
    """(address, text, look) of each act that is open to the actor."""
    can = {"co_owners" if act == "add_co_owner" else act for act in acts(actor, listing)}
    back = request.args.get("next")
    return [
        (url_for(f"{outline.room}.{act}", id=listing.id, next=back), text, look)
        for act, (text, look) in BUTTONS.items()
        if act in can
    ]


def _people(listing: Listing) -> list[tuple[str, str]]:
    found = [("Posted by", _name(listing.poster))] if listing.poster else []
    return found + [("Co-owner", _name(person)) for person in listing.co_owners]


def _name(person: Any) -> str:
    name = person.name or "Somebody who has left"
    return f"{name}, {person.post}" if person.post else name


def filters() -> tuple[Mechanism | None, list[tuple[str, str]]]:
    """The mechanism that the address asks for, if it is one, and those to choose from."""
    asked = request.args.get("mechanism", "")
    known = {mechanism.value: mechanism for mechanism in Mechanism}
    return known.get(asked), list(MECHANISM_LABELS.items())
