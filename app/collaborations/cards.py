"""How a collaboration looks in lists and on its page: what may be said of it to whom."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, or_

from app.collaborations import policy
from app.collaborations.models import Collaboration, Confirmation, Outcome
from app.collaborations.words import (
    CONFIRMATION_LABELS,
    OUTCOME_COLOURS,
    OUTCOME_LABELS,
    STATUS_LABELS,
)
from app.core.actor import Actor
from app.core.display import show_date
from app.core.kinds import Card
from app.extensions import db
from app.lessons import policy as lessons
from app.lessons.models import Attribution, Lesson
from app.lessons.voices import STATE_LABELS
from app.listings import policy as listings
from app.listings.models import Listing
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area


def card(collaboration: Collaboration) -> Card:
    """The collaboration in a list. A failure stands there as a success does, with its outcome first. Why it fell short
    is told by lessons, whose authors choose how much is said of where they come from."""
    tags = [_standing(collaboration)]
    if collaboration.confirmation is not Confirmation.CONFIRMED:
        tags.append((CONFIRMATION_LABELS[collaboration.confirmation], "yellow"))
    meta = [("Mechanism", MECHANISM_LABELS[collaboration.mechanism]), ("When", period(collaboration))]
    if collaboration.areas:
        meta.append(("Areas", ", ".join(label(Area, area.code) for area in collaboration.areas)))
    police, academic = collaboration.organisations
    return Card(
        kind="collaboration",
        kind_label=f"{police.name} and {academic.name}",
        title=collaboration.title,
        url=url_for("collaborations.show", id=collaboration.id),
        summary=shortened(collaboration.known_summary or collaboration.summary),
        meta=tuple(pair for pair in meta if pair[1]),
        tags=tuple(tags),
        is_sample=collaboration.is_sample,
    )


def _standing(collaboration: Collaboration) -> tuple[str, str]:
    if collaboration.known_outcome is not None:
        return OUTCOME_LABELS[collaboration.known_outcome], OUTCOME_COLOURS[collaboration.known_outcome]
    return STATUS_LABELS[collaboration.status], "blue"


def shortened(text: str, most: int = 220) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def period(collaboration: Collaboration) -> str:
    """From when to when, as far as it is known."""
    started, ended = collaboration.started, collaboration.ended
    if started and ended:
        return f"{show_date(started)} to {show_date(ended)}"
    if started:
        return f"Since {show_date(started)}"
    return f"Ended {show_date(ended)}" if ended else ""


def timeline(collaboration: Collaboration) -> list[tuple[date, str]]:
    """The days of a collaboration, in order."""
    recorder = collaboration.recorded_by
    opened = f"Recorded by {recorder.name}" if recorder else "Response accepted, collaboration opened"
    reporter = collaboration.reported_by
    confirmed = collaboration.confirmed_at
    # What was loaded with its history, rather than typed, has no true day on which it was recorded.
    was_loaded = recorder and confirmed and confirmed < collaboration.created_at
    days: list[tuple[date | datetime | None, str]] = [
        (None if was_loaded else collaboration.created_at, opened),
        (collaboration.planned_start, "Planned start") if not collaboration.started else (None, ""),
        (collaboration.planned_end, "Planned end") if not collaboration.ended else (None, ""),
        (collaboration.started, "Work started"),
        (collaboration.ended, _ended_how(collaboration)),
        (collaboration.closed_at, f"Outcome reported by {reporter.name}" if reporter else "Outcome reported"),
        (confirmed if recorder and not was_loaded else None, "Confirmed by the other side"),
    ]
    known = [
        (moment.date() if isinstance(moment, datetime) else moment, text)
        for moment, text in days
        if moment is not None
    ]
    return sorted(known, key=lambda entry: entry[0])


def _ended_how(collaboration: Collaboration) -> str:
    outcome = collaboration.known_outcome
    return f"Ended: {OUTCOME_LABELS[Outcome(outcome)].lower()}" if outcome else "Ended"


def listings_shown(actor: Actor, collaboration: Collaboration) -> list[Listing]:
    """The brief and the offer it grew from, as far as the actor may read them now."""
    grown_from = (collaboration.brief, collaboration.offer)
    return [each for each in grown_from if each is not None and listings.can_read(actor, each)]


def lessons_shown(actor: Actor, collaboration: Collaboration) -> Sequence[Lesson]:
    """Its lessons that the actor may read, and whose origin a link from here does not give away.

    To whom takes no part, only those that name their organisation; to the other side, all but those that say only
    their sector.
    """
    numbers = [lesson.id for lesson in collaboration.lessons]
    linked: ColumnElement[bool] = Lesson.attribution == Attribution.NAMED
    if policy.takes_part(actor, collaboration):
        own = Lesson.organisation_id == actor.organisation_id
        linked = or_(own, Lesson.attribution != Attribution.SECTOR_ONLY)
    readable = lessons.readable_by(actor).where(Lesson.id.in_(numbers), linked)
    return db.session.scalars(readable.order_by(Lesson.created_at)).all()


def lessons_unread(actor: Actor, collaboration: Collaboration) -> list[tuple[str, str]]:
    """Of its lessons that the actor may not read: whose each is, and in which state. Only for those who take part, and
    nothing of what the other side lets say no more than its sector."""
    if not policy.takes_part(actor, collaboration):
        return []
    shown = {lesson.id for lesson in lessons_shown(actor, collaboration)}
    return [
        (lesson.organisation.name, STATE_LABELS[lesson.state])
        for lesson in collaboration.lessons
        if lesson.id not in shown
        and lesson.organisation is not None
        and (
            lesson.attribution is not Attribution.SECTOR_ONLY
            or lesson.organisation_id == actor.organisation_id
        )
    ]


def own_lessons(actor: Actor, collaboration: Collaboration) -> list[int]:
    """The numbers of its lessons that its page links for the actor, and that need not be pushed to it. Any other is
    pushed like those from elsewhere: whoever misses it here would know where it comes from."""
    return [lesson.id for lesson in lessons_shown(actor, collaboration)]


def listings_of(actor: Actor) -> list[tuple[int, str]]:
    """The shown listings of the actor's organisation, to choose one from."""
    own: Select[Any] = (
        listings.readable_by(actor)
        .where(Listing.organisation_id == (actor.organisation_id or 0))
        .where(Listing.state.in_(listings.SHOWN_STATES))
        .order_by(Listing.title)
    )
    return [(each.id, f"{each.title} ({each.kind.value})") for each in db.session.scalars(own)]


def colleagues_of(actor: Actor, besides: Sequence[int] = ()) -> list[tuple[int, str]]:
    """The members of the actor's organisation, to choose one from."""
    people = db.session.scalars(listings.colleagues(actor.organisation_id)).all()
    return [
        (person.id, f"{person.name}, {person.post}" if person.post else person.name)
        for person in people
        if person.id not in besides
    ]
