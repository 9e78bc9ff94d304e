"""The review queue: what waits, for how long, and what is known of each before it is opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.briefs import preflight
from app.briefs.clarity_panel import results_of, texts_of
from app.briefs.models import Brief
from app.core.actor import Actor
from app.core.paging import PAGE_SIZE, Page
from app.core.policy import require
from app.core.working_days import working_days_since
from app.duplicates.models import Choice
from app.duplicates.service import answer_of
from app.extensions import db
from app.lessons import policy as lessons
from app.lessons.models import Lesson
from app.lessons.protection import shown
from app.lessons.voices import other_voice, standing
from app.listings import policy as listings
from app.listings.models import Listing, ListingState, ReviewRound, RoundEnd
from app.listings.rounds import ReplyClock, reply_clock
from app.moderation.policy import can_review
from app.organisations.models import Organisation

KINDS = ("brief", "offer", "lesson")
ASKED_ALREADY = {
    Choice.JOIN: "Asked to join another",
    Choice.EXTEND: "Extends another",
    Choice.DIFFERENT: "Near another; said why different",
    Choice.NOTHING_NEAR: "Nothing near",
}


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a reviewer. `facts` has an answer for each of `COLUMNS`, empty where none applies."""

    kind: str
    thing: Listing | Lesson
    # The organisation; of a lesson, as much as it says itself.
    origin: str
    clock: ReplyClock
    facts: list[str]


@dataclass(frozen=True)
class WithOwners:
    """What a reviewer asked to have changed, by the title under which the reviewer read it."""

    title: str
    organisation: str
    since: datetime
    days: int


@dataclass(frozen=True)
class Accepted:
    """A lesson that a reviewer has accepted, and why it is not on the board yet."""

    lesson: Lesson
    why: str


@dataclass(frozen=True)
class Queue:
    page: Page[Waiting]
    # Of everything that waits, whatever is shown of it.
    total: int
    overdue: int
    with_owners: Sequence[WithOwners]
    accepted: Sequence[Accepted]


def queue(
    actor: Actor, *, kind: str = "", overdue: bool = False, newest_first: bool = False, page: int = 1
) -> Queue:
    """What waits for this reviewer, oldest first, limited by what is given. Raises Refused."""
    require(can_review(actor))
    waiting = [
        (reply_clock(since), each_kind, number)
        for since, each_kind, number in sorted(_waiting(actor), reverse=newest_first)
    ]
    chosen = [each for each in waiting if kind in ("", each[1]) and (each[0].is_overdue or not overdue)]
    late = sum(each[0].is_overdue for each in waiting)
    return Queue(_page(chosen, page), len(waiting), late, _with_owners(actor), _accepted(actor))


def _waiting(actor: Actor) -> list[tuple[datetime, str, int]]:
    """(since, kind, number) of everything that waits."""
    since = func.coalesce(Listing.released_at, Listing.submitted_at, Listing.updated_at)
    listed = listings.to_review(actor).with_only_columns(since, Listing.kind, Listing.id)
    told = lessons.to_review(actor).with_only_columns(
        func.coalesce(Lesson.submitted_at, Lesson.updated_at), Lesson.id
    )
    return [
        *((began, each_kind.value, number) for began, each_kind, number in db.session.execute(listed)),
        *((began, "lesson", number) for began, number in db.session.execute(told)),
    ]


def _page(chosen: list[tuple[ReplyClock, str, int]], asked: int) -> Page[Waiting]:
    """The page asked for; the rows of the others are never read."""
    number = min(asked, max(1, -(-len(chosen) // PAGE_SIZE)))
    shown = chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = []
    for waits, kind, id in shown:
        thing: Listing | Lesson = (
            db.session.get_one(Lesson, id) if kind == "lesson" else db.session.get_one(Listing, id)
        )
        rows.append(Waiting(kind, thing, _origin(thing), waits, [said(thing) for _, said in COLUMNS]))
    return Page(rows, number, len(chosen))


def _origin(thing: Listing | Lesson) -> str:
    return shown(thing).contributor if isinstance(thing, Lesson) else thing.organisation.name


def _clarity(thing: Listing | Lesson) -> str:
    if not isinstance(thing, Brief):
        return ""
    results = results_of(texts_of(thing))
    return f"{sum(result.passed for result in results)} of {len(results)} checks passed"


def _preflight(thing: Listing | Lesson) -> str:
    return str(preflight.count(thing)) if isinstance(thing, Brief) else ""


def _asked_already(thing: Listing | Lesson) -> str:
    if not isinstance(thing, Brief):
        return ""
    answer = answer_of(thing)
    # Nothing near needs no answer before it is sent in.
    return ASKED_ALREADY[answer.choice if answer else Choice.NOTHING_NEAR]


def _confirmed(thing: Listing | Lesson) -> str:
    return str(len(thing.confirmations)) if isinstance(thing, Listing) else ""


def _other_side(thing: Listing | Lesson) -> str:
    if not isinstance(thing, Lesson):
        return ""
    voice = other_voice(thing)
    return voice.says.capitalize() if voice else "There is none"


# What stands beside each in the queue: a heading, and what is said of the thing.
COLUMNS: tuple[tuple[str, Callable[[Listing | Lesson], str]], ...] = (
    ("Clarity", _clarity),
    ("Pre-flight", _preflight),
    ("Asked already", _asked_already),
    ("Words confirmed", _confirmed),
    ("Other side", _other_side),
)


def _with_owners(actor: Actor) -> list[WithOwners]:
    """What is a draft again because changes were asked for, the longest first."""
    latest = select(func.max(ReviewRound.id)).group_by(ReviewRound.listing_id)
    rounds = (
        select(ReviewRound, Organisation.name)
        .join(Listing, Listing.id == ReviewRound.listing_id)
        .join(Organisation, Organisation.id == Listing.organisation_id)
        .where(
            ReviewRound.id.in_(latest),
            ReviewRound.ending == RoundEnd.CHANGES_ASKED,
            Listing.state == ListingState.DRAFT,
            Listing.organisation_id != (actor.organisation_id or 0),
        )
        .order_by(ReviewRound.ended_at, ReviewRound.id)
    )
    return [
        WithOwners(each.title, name, each.ended_at, working_days_since(each.ended_at))
        for each, name in db.session.execute(rounds)
        if each.ended_at is not None
    ]


def _accepted(actor: Actor) -> list[Accepted]:
    """The lessons that are accepted and not on the board yet, the longest first."""
    found = db.session.scalars(lessons.to_release(actor).order_by(Lesson.accepted_at, Lesson.id))
    return [Accepted(lesson, standing(actor, lesson)) for lesson in found]
