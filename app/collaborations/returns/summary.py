"""The year of an organisation: what was asked, answered, done and learned. Counts only; it names no person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import selectinload

from app.collaborations import policy as collaborations
from app.collaborations.gates.models import WAITS, Gate, GateState
from app.collaborations.gates.times import took
from app.collaborations.models import ENDED, OPEN, Collaboration, Outcome
from app.collaborations.returns import policy
from app.collaborations.returns.report import Cell, Report, Section, Table
from app.collaborations.returns.years import Year
from app.collaborations.words import OUTCOME_LABELS
from app.core.actor import Actor
from app.core.display import LOCAL
from app.core.working_days import working_days_between
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonClick, LessonState, Use
from app.listings.models import Listing, ListingKind
from app.organisations.models import Organisation, Side
from app.responses.models import WAITING_STATES, Response, ResponseState
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area, Cause, GateKind

C = Collaboration
FELL_SHORT = (Outcome.NOT_ADOPTED, Outcome.ABANDONED, Outcome.NEVER_STARTED)
USES = {Use.WILL_APPLY: "Will be applied", Use.NOTED: "Noted", Use.NOT_RELEVANT: "Not relevant"}
STATES = {
    ResponseState.INTEREST: "Interest, waits for an answer",
    ResponseState.INVITED: "Invited to a full response",
    ResponseState.FULL: "Full response, waits for an answer",
    ResponseState.ACCEPTED: "Accepted",
    ResponseState.DECLINED: "Declined with a reason",
    ResponseState.WITHDRAWN: "Withdrawn by its sender",
}


def summary(actor: Actor, organisation: Organisation, year: Year) -> Report:
    """The year of the actor's own organisation."""
    kind = "academic year" if organisation.side is Side.ACADEMIC else "financial year"
    return Report(
        title=f"What was asked, done and learned in {year.label}",
        caption=organisation.name,
        notes=(
            f"The {kind} from {year.words}, from what is recorded here. Work counts once this organisation stands "
            "behind its record. Numbers count listings, responses, work and lessons, never people.",
            "Lessons that say only their sector are neither named nor counted here.",
        ),
        sections=[
            _asked(organisation, year),
            _answered(organisation, year),
            _done(actor, year),
            _gates(actor, year),
            _learned(organisation, year),
        ],
        is_sample=organisation.is_sample,
    )


def _table(title: str, head: Sequence[str], counts: Mapping[str, int]) -> list[Table]:
    """A table of counts, the most first; none where there is nothing to count."""
    rows = sorted(
        ((words, count) for words, count in counts.items() if count), key=lambda row: (-row[1], row[0])
    )
    return [Table(title, head, rows, bars=True)] if rows else []


def _asked(organisation: Organisation, year: Year) -> Section:
    kind = ListingKind.OFFER if organisation.side is Side.ACADEMIC else ListingKind.BRIEF
    first, next_first = year.moments
    published = db.session.scalars(
        select(Listing)
        .where(
            Listing.organisation_id == organisation.id,
            Listing.kind == kind,
            Listing.published_at >= first,
            Listing.published_at < next_first,
        )
        .options(selectinload(Listing.area_links), selectinload(Listing.mechanism_links))
    ).all()
    parents = dict(db.session.execute(select(Area.code, Area.parent_code)).all())
    areas: Counter[str] = Counter()
    mechanisms: Counter[str] = Counter()
    for listing in published:
        tops = {parents.get(link.area_code) or link.area_code for link in listing.area_links}
        areas.update(label(Area, code) for code in tops)
        mechanisms.update(MECHANISM_LABELS[each] for each in listing.mechanisms)
    things = f"{kind.value.capitalize()}s"
    return Section(
        "Asked" if kind is ListingKind.BRIEF else "Offered",
        facts=[(f"{things} published", len(published))],
        tables=[
            *_table(f"{things} by area of challenge", ("Area", things), areas),
            *_table(f"{things} by mechanism", ("Mechanism", things), mechanisms),
        ],
    )


def _answered(organisation: Organisation, year: Year) -> Section:
    first, next_first = year.moments
    in_year = (Response.created_at >= first) & (Response.created_at < next_first)
    own = select(Listing.id).where(Listing.organisation_id == organisation.id)
    received = db.session.scalars(select(Response).where(in_year, Response.listing_id.in_(own))).all()
    sent = select(Response.state, func.count()).where(in_year, Response.organisation_id == organisation.id)
    given = dict(db.session.execute(sent.group_by(Response.state)).all())
    waits = [found for each in received if (found := _first_answer(each)) is not None]
    answered = [each for each in received if each.first_answered_at or each.decided_at]
    states = Counter(STATES[each.state] for each in received)
    return Section(
        "Answered",
        facts=[
            ("Responses received", len(received)),
            ("Of them answered", len(answered)),
            ("Of them waiting today", sum(each.state in WAITING_STATES for each in received)),
            ("Median working days to the first answer", median(waits) if waits else "None answered"),
            ("Responses sent to others", sum(given.values())),
            ("Of them accepted", given.get(ResponseState.ACCEPTED, 0)),
        ],
        tables=_table("Responses received, as they stand today", ("State", "Responses"), states),
    )


def _first_answer(response: Response) -> int | None:
    """Working days from a response to the first answer of the listing's owners."""
    answered = response.first_answered_at
    if answered is None and response.state in (ResponseState.ACCEPTED, ResponseState.DECLINED):
        answered = response.decided_at
    if answered is None:
        return None
    sent, said = (moment.astimezone(LOCAL).date() for moment in (response.created_at, answered))
    # The day on which it came does not count.
    return max(0, working_days_between(sent, said) - working_days_between(sent, sent))


def _done(actor: Actor, year: Year) -> Section:
    own = db.session.scalars(
        collaborations.taken_part_in(actor).where(policy.stood_behind(actor)).options(selectinload(C.causes))
    ).all()
    started = [each for each in own if year.holds(each.started)]
    ended = [each for each in own if each.status in ENDED and year.holds(_end_of(each))]
    fell_short = sum(each.known_outcome in FELL_SHORT for each in ended)
    share = f"{fell_short} of {len(ended)} ({100 * fell_short / len(ended):.0f}%)" if ended else "None ended"
    outcomes = Counter(OUTCOME_LABELS[each.outcome] for each in ended if each.outcome)
    causes = Counter(label(Cause, cause.code) for each in ended for cause in each.causes)
    mechanisms = Counter(MECHANISM_LABELS[each.mechanism] for each in started)
    return Section(
        "Done",
        facts=[
            ("Collaborations started", len(started)),
            ("Collaborations ended", len(ended)),
            ("Of them not adopted, abandoned or never started", share),
        ],
        tables=[
            *_table("Collaborations started, by mechanism", ("Mechanism", "Started"), mechanisms),
            *_table("Collaborations ended, by outcome", ("Outcome", "Ended"), outcomes),
            *_table("Why they fell short", ("Cause", "Times"), causes),
        ],
    )


def _end_of(collaboration: C) -> Any:
    closed = collaboration.closed_at
    return collaboration.ended or (closed.astimezone(LOCAL).date() if closed else None)


def _gates(actor: Actor, year: Year) -> Section:
    mine = collaborations.taken_part_in(actor).where(policy.stood_behind(actor)).with_only_columns(C.id)
    settled: dict[str, list[int]] = {}
    number = 0
    found = select(Gate.kind_code, Gate.opened_on, Gate.asked_on, Gate.settled_on).where(
        Gate.collaboration_id.in_(mine),
        Gate.state == GateState.SETTLED,
        Gate.settled_on.between(year.first, year.last),
    )
    for code, opened_on, asked_on, settled_on in db.session.execute(found):
        number += 1
        days_taken = took(opened_on, asked_on, settled_on) if settled_on else None
        if days_taken is not None:
            settled.setdefault(label(GateKind, code), []).append(days_taken)
    everything = [days for each in settled.values() for days in each]
    waiting = select(func.count(Gate.id)).where(
        Gate.collaboration_id.in_(mine.where(C.status.in_(OPEN))), Gate.state.in_(WAITS)
    )
    rows = sorted((name, median(days), len(days)) for name, days in settled.items())
    rows.sort(key=lambda row: -row[1])
    table = Table("Days that gates took", ("Gate", "Median days", "Cases"), rows, bars=True)
    return Section(
        "Gates",
        facts=[
            ("Gates settled", number),
            ("Median days that a gate took", median(everything) if everything else "Not known"),
            ("Gates that wait today", db.session.scalar(waiting) or 0),
        ],
        tables=[table] if rows else (),
    )


def _learned(organisation: Organisation, year: Year) -> Section:
    first, next_first = year.moments
    own = and_(
        Lesson.organisation_id == organisation.id,
        Lesson.state == LessonState.PUBLISHED,
        # The summary is made to be handed on, and these must not be linked to their organisation anywhere.
        Lesson.attribution != Attribution.SECTOR_ONLY,
    )
    published = db.session.scalars(
        select(Lesson)
        .where(own, Lesson.published_at >= first, Lesson.published_at < next_first)
        .order_by(Lesson.title, Lesson.id)
    ).all()
    said = _clicks(select(Lesson.id).where(own), year)
    per_lesson = {lesson.id: said.get(lesson.id, Counter()) for lesson in published}
    in_all = _added(said.values())
    rows: list[Sequence[Cell]] = [
        (lesson.title, *(per_lesson[lesson.id][use] for use in USES)) for lesson in published
    ]
    table = Table(
        "Lessons published, and what their readers said in the year", ("Lesson", *USES.values()), rows
    )
    return Section(
        "Learned",
        facts=[
            ("Lessons published", len(published)),
            *((f"Clicks on our lessons: {words.lower()}", in_all[use]) for use, words in USES.items()),
        ],
        tables=[table] if rows else (),
    )


def _clicks(lesson_ids: Any, year: Year) -> dict[int, Counter[Use]]:
    """What was said in the year of each lesson, by its number."""
    first, next_first = year.moments
    found = (
        select(LessonClick.lesson_id, LessonClick.choice, func.count())
        .where(
            LessonClick.lesson_id.in_(lesson_ids),
            LessonClick.updated_at >= first,
            LessonClick.updated_at < next_first,
        )
        .group_by(LessonClick.lesson_id, LessonClick.choice)
    )
    said: dict[int, Counter[Use]] = {}
    for lesson_id, choice, count in db.session.execute(found):
        said.setdefault(lesson_id, Counter())[choice] += count
    return said


def _added(counts: Iterable[Counter[Use]]) -> Counter[Use]:
    found: Counter[Use] = Counter()
    for each in counts:
        found.update(each)
    return found


def earliest(actor: Actor, organisation: Organisation) -> date | None:
    """The first day of which something is recorded."""
    posted = select(func.min(Listing.published_at)).where(Listing.organisation_id == organisation.id)
    begun = collaborations.taken_part_in(actor).with_only_columns(func.min(C.started))
    published = db.session.scalar(posted)
    days = [db.session.scalar(begun), published.date() if published else None]
    return min((day for day in days if day is not None), default=None)
