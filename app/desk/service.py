"""The desk: what waits for somebody, and what is theirs. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from app.accounts import service as accounts
from app.briefs.sponsors import service as sponsors
from app.collaborations import service as collaborations
from app.collaborations.agreement import service as agreements
from app.collaborations.ending import service as ending
from app.collaborations.gates import service as gates
from app.collaborations.gates import times
from app.collaborations.gates.words import STATE_LABELS, days
from app.collaborations.models import Collaboration
from app.collaborations.returns import policy as returns
from app.collaborations.running import panels as running
from app.core.actor import Actor, Role
from app.desk.policy import can_manage
from app.duplicates import service as duplicates
from app.extensions import db
from app.lessons import policy as lessons
from app.lessons import voices
from app.lessons.models import Lesson, LessonState
from app.listings import policy as listings
from app.listings.models import OPEN_STATES, Listing, ListingState, ReviewNote
from app.listings.questions import service as questions
from app.matching import service as matching
from app.matching.models import Match
from app.responses import service as responses
from app.responses import waiting as responses_waiting
from app.responses.models import Response

SHOWN = 10
# What is on the board, or will not be.
ENDED_STATES = (LessonState.PUBLISHED, LessonState.WITHDRAWN)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the reader: what, where to do it, since when."""

    text: str
    url: str
    since: datetime | None = None


@dataclass(frozen=True)
class Action:
    text: str
    url: str


@dataclass(frozen=True)
class Desk:
    is_manager: bool
    waiting: list[Waiting]
    actions: list[Action]
    listings: Sequence[Listing]
    # With what each answers, as its reader may name it.
    responses: Sequence[tuple[Response, str]]
    collaborations: Sequence[Collaboration]
    # Those on their way to the board.
    lessons: Sequence[Lesson]
    matches: Sequence[Match]
    # Which pages of the manager's desk the reader has.
    sees_work: bool
    exports_return: bool


def desk_of(actor: Actor) -> Desk:
    """Everything on the actor's desk; a partnership manager or administrator sees their organisation's."""
    return Desk(
        is_manager=actor.manages(actor.organisation_id),
        waiting=sorted(_waiting(actor), key=lambda w: (w.since is None, w.since)),
        actions=_actions(actor),
        listings=_listings(actor),
        responses=[
            (each, responses_waiting.named(actor, each.listing)) for each in responses.mine(actor)[:SHOWN]
        ],
        collaborations=collaborations.mine(actor)[:SHOWN],
        lessons=_lessons(actor),
        matches=matching.best_for_organisation(actor, limit=SHOWN),
        sees_work=can_manage(actor),
        exports_return=returns.can_export(actor),
    )


def _actions(actor: Actor) -> list[Action]:
    actions = []
    if actor.has(Role.POLICE):
        actions.append(Action("Post a brief", url_for("briefs.create")))
    if actor.has(Role.ACADEMIC):
        actions.append(Action("Post an offer", url_for("offers.create")))
    if actor.has(Role.PARTNERSHIP_MANAGER):
        # They hold the lists that others keep in spreadsheets.
        if actor.has(Role.POLICE):
            actions.append(Action("Import briefs", url_for("briefs.import")))
        if actor.has(Role.ACADEMIC):
            actions.append(Action("Import offers", url_for("offers.import")))
        actions.append(Action("Record a collaboration", url_for("collaborations.record")))
    return actions


def _listings(actor: Actor) -> Sequence[Listing]:
    mine = select(Listing).where(listings.owned_by(actor), Listing.state.in_(OPEN_STATES))
    rows = mine.options(selectinload(Listing.poster)).order_by(Listing.updated_at.desc(), Listing.id.desc())
    return db.session.scalars(rows).all()


def _lessons(actor: Actor) -> Sequence[Lesson]:
    under_way = lessons.written_by(actor).where(Lesson.state.not_in(ENDED_STATES))
    return db.session.scalars(under_way.order_by(Lesson.updated_at.desc(), Lesson.id).limit(SHOWN)).all()


def _waiting(actor: Actor) -> list[Waiting]:
    return [
        *_waiting_responses(actor),
        *_waiting_questions(actor),
        *_waiting_listings(actor),
        *_waiting_collaborations(actor),
        *_waiting_agreements(actor),
        *_waiting_gates(actor),
        *(Waiting(each.text, each.url, each.since) for each in running.waiting_for(actor)),
        *_waiting_lessons(actor),
        *_waiting_co_sponsors(actor),
        *_waiting_sponsors(actor),
        *_waiting_people(actor),
        *_waiting_review(actor),
    ]


def _waiting_responses(actor: Actor) -> list[Waiting]:
    return [Waiting(*line) for line in responses_waiting.lines(actor)]


def _waiting_questions(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            f"Answer {number} {'question' if number == 1 else 'questions'} on “{listing.title}”",
            url_for(f"{listing.kind.value}s.show", id=listing.id, _anchor="questions"),
            since,
        )
        for listing, number, since in questions.waiting_for(actor)
    ]


def _waiting_listings(actor: Actor) -> list[Waiting]:
    owned = select(Listing).where(listings.owned_by(actor))
    has_notes = exists().where(ReviewNote.listing_id == Listing.id)
    sent_back = owned.where(Listing.state == ListingState.DRAFT, has_notes)
    found = [
        Waiting(
            f"Change “{listing.title}” as the reviewer asked",
            url_for(f"{listing.kind.value}s.edit", id=listing.id),
            listing.review_notes[0].created_at,
        )
        for listing in db.session.scalars(sent_back)
    ]
    if actor.manages(actor.organisation_id):
        to_release = owned.where(Listing.state == ListingState.AWAITING_RELEASE)
        found += [
            Waiting(
                f"Release “{listing.title}” for review",
                url_for(f"{listing.kind.value}s.release", id=listing.id),
                listing.submitted_at,
            )
            for listing in db.session.scalars(to_release)
        ]
    return found


def _waiting_collaborations(actor: Actor) -> list[Waiting]:
    asked = [
        ("confirm", f"Confirm the collaboration “{found.title}” that the other side recorded", found)
        for found in collaborations.to_confirm(actor)
    ]
    doubted = [
        ("correct", f"Correct the record of “{found.title}”: the other side does not agree with it", found)
        for found in collaborations.disputed(actor)
    ]
    waiting = [
        Waiting(text, url_for(f"collaborations.{act}", id=found.id), found.updated_at)
        for act, text, found in (*asked, *doubted)
    ]
    owed = [
        Waiting(f"End “{found.title}”: {what}", url_for("ending.ending", id=found.id), found.ending_at)
        for found, what in ending.owed_by(actor)
    ]
    return waiting + owed


def _waiting_agreements(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            f"Sign the working agreement of “{version.agreement.collaboration.title}”",
            url_for("agreements.version", id=version.agreement.collaboration_id, number=version.number),
            version.offered_at,
        )
        for version in agreements.to_sign(actor)
    ]


def _waiting_gates(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            f"{gate.kind.label} of “{gate.collaboration.title}”: {STATE_LABELS[gate.state].lower()} "
            f"for {days(times.elapsed(gate))}",
            url_for("gates.show", id=gate.id),
            datetime.combine(times.since(gate), time(), UTC),
        )
        for gate in gates.stuck_for(actor)
    ]


def _waiting_lessons(actor: Actor) -> list[Waiting]:
    return [
        Waiting(each.text, url_for(f"lessons.{each.act}", id=each.lesson.id), each.since)
        for each in voices.waiting_for(actor)
    ]


def _waiting_co_sponsors(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            f"Answer {asked.organisation.name}, which asks to co-sponsor “{asked.brief.title}”",
            url_for("duplicates.show", id=asked.id),
            asked.created_at,
        )
        for asked in duplicates.waiting_for(actor)
    ]


def _waiting_sponsors(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            f"Say whether the {asked.post} backs “{asked.brief.title}”",
            url_for("briefs.answer_as_sponsor", id=asked.brief_id),
            asked.asked_at,
        )
        for asked in sponsors.waiting_for(actor)
    ]


def _waiting_people(actor: Actor) -> list[Waiting]:
    by_organisation: dict[int, list[datetime]] = {}
    places = {}
    for membership in accounts.waiting_memberships(actor):
        places[membership.organisation_id] = membership.organisation
        by_organisation.setdefault(membership.organisation_id, []).append(membership.created_at)
    return [
        Waiting(
            f"{len(since)} {'person asks' if len(since) == 1 else 'people ask'} to join {places[number].name}",
            url_for("accounts.members", slug=places[number].slug),
            min(since),
        )
        for number, since in by_organisation.items()
    ]


def _waiting_review(actor: Actor) -> list[Waiting]:
    if not actor.has(Role.REVIEWER):
        return []
    times = [
        *db.session.scalars(listings.to_review(actor).with_only_columns(Listing.submitted_at)),
        *db.session.scalars(lessons.to_review(actor).with_only_columns(Lesson.submitted_at)),
    ]
    if not times:
        return []
    things = "listing or lesson waits" if len(times) == 1 else "listings and lessons wait"
    oldest = min((time for time in times if time is not None), default=None)
    return [Waiting(f"{len(times)} {things} for review", url_for("moderation.queue"), oldest)]
