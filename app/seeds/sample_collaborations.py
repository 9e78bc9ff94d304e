"""The sample's past and running collaborations, and the lessons from them."""

from datetime import date, timedelta
from typing import Any

from app.briefs.models import Brief
from app.collaborations.gates.models import WAITS
from app.collaborations.models import (
    Collaboration,
    Confirmation,
    Contact,
    Direction,
    Measure,
    Outcome,
    Reading,
    Status,
)
from app.core.actor import Audience
from app.extensions import db
from app.lessons.keeping import next_review
from app.lessons.models import Attribution, Lesson, LessonKind, LessonMechanism, LessonState
from app.offers.models import Offer
from app.organisations.models import Organisation, Side
from app.seeds.sample_facts import write_facts
from app.seeds.sample_files import Files, moment, standing
from app.seeds.sample_gates import gates_of
from app.seeds.sample_lessons import tell_of_its_work
from app.seeds.sample_people import Team, number
from app.taxonomy.models import Mechanism
from app.taxonomy.rows import Row

STATUSES = {"completed": Status.COMPLETED, "stopped": Status.STOPPED, "ongoing": Status.RUNNING}
FIELDS = ("name", "baseline", "target", "unit")


def load(
    files: Files,
    organisations: dict[str, Organisation],
    teams: dict[str, Team],
    briefs: dict[str, Brief],
    offers: dict[str, Offer],
) -> dict[str, Collaboration]:
    """Every collaboration of the sample stands, by its id. Raises BadRow."""
    found = standing(Collaboration)
    for ref, row in files.collaborations.items():
        police = _organisation(row, "force_slug", organisations, Side.POLICE)
        academic = _organisation(row, "university_slug", organisations, Side.ACADEMIC)
        codes = files.codes_of(row)
        brief = _listing(row, "brief_id", briefs)
        offer = _listing(row, "offer_id", offers)
        if row.raw("status") not in STATUSES:
            raise row.bad("status", f"unknown value {row.raw('status')!r}")
        status = STATUSES[row.text("status")]
        started = row.required_day("started") + files.shift
        ended = files.day(row, "ended")
        if (ended is None) is not (status is Status.RUNNING):
            raise row.bad("ended", "a running collaboration has no end, and any other has one")
        if ended is not None and ended < started:
            raise row.bad("ended", "before started")
        outcome = codes.choice("outcome", Outcome) if codes.raw("outcome") else None
        if (outcome is None) is not (status is Status.RUNNING):
            raise codes.bad("outcome", "a running collaboration has none, and any other has one")
        causes = codes.codes("causes", files.lists.causes)
        areas = codes.codes("areas", files.lists.areas)
        measures = _measures(row, ended or files.loaded_on, police)
        gates = gates_of(files, row, codes, started)
        values: dict[str, Any] = {
            "title": row.text("title", required=True, longest=200),
            "mechanism": row.choice("mechanism", Mechanism),
            "status": status,
            "started": started,
            "ended": ended,
            "success_criteria": "\n".join(row.texts("agreed_success_criteria")),
            "outcome": outcome,
            "outcome_summary": row.text("outcome_summary"),
            "stage_code": codes.code("stage", files.lists.stages),
            "audience": _audience(status, brief, offer),
        }
        if ref in found:
            # One that was loaded before gates were.
            if not found[ref].gates:
                found[ref].gates = gates
                _name_owners(found[ref], teams)
            continue
        collaboration = Collaboration(
            sample_ref=ref,
            is_sample=True,
            police_organisation=police,
            academic_organisation=academic,
            recorded_by=police,
            brief=brief,
            offer=offer,
            confirmation=Confirmation.CONFIRMED,
            confirmed_at=moment(started, 12),
            started_at=moment(started),
            closed_at=moment(ended, 16) if ended else None,
            **values,
        )
        collaboration.areas = [files.lists.areas[code] for code in areas]
        collaboration.causes = [files.lists.causes[code] for code in causes]
        collaboration.measures = measures
        collaboration.gates = gates
        collaboration.contacts = [
            Contact(person=person, organisation=organisation, is_second=is_second)
            for organisation in (police, academic)
            for person, is_second in (
                (teams[organisation.slug].poster, False),
                (teams[organisation.slug].manager, True),
            )
        ]
        _name_owners(collaboration, teams)
        db.session.add(collaboration)
        found[ref] = collaboration
    db.session.flush()
    write_facts([*organisations.values(), *(each.offer for each in found.values() if each.offer)])
    return found


def load_lessons(
    files: Files, teams: dict[str, Team], collaborations: dict[str, Collaboration]
) -> dict[str, Lesson]:
    """Every lesson of the sample stands on the board, by its id. Raises BadRow."""
    found = standing(Lesson)
    mechanisms = {mechanism.value for mechanism in Mechanism}
    for ref, row in files.lessons.items():
        collaboration = collaborations.get(row.text("collaboration_id", required=True))
        if collaboration is None:
            raise row.bad("collaboration_id", f"unknown collaboration {row.raw('collaboration_id')!r}")
        codes = files.codes_of(row)
        values: dict[str, Any] = {
            "title": row.text("title", required=True, longest=200),
            "kind": codes.choice("kind", LessonKind),
            "is_good_practice": codes.flag("good_practice"),
            "conditions": row.text("context"),
            "what_happened": row.text("what_happened", required=True),
            "root_cause": row.text("root_cause"),
            "recommendation": row.text("recommendation", required=True),
            "areas_text": ", ".join(row.texts("areas")),
            "stage_code": codes.code("stage", files.lists.stages),
            "gate_code": codes.code("gate", files.lists.gates),
        }
        areas = codes.codes("areas", files.lists.areas)
        causes = codes.codes("causes", files.lists.causes)
        guards = codes.codes("guards_against", files.lists.causes)
        applies_to = codes.codes("mechanisms", mechanisms)
        author_side = collaboration.organisations[number(ref) % 2]
        other_side = collaboration.organisations[1 - number(ref) % 2]
        if ref in found:
            # One that was loaded before these were kept.
            if found[ref].other is None:
                tell_of_its_work(found[ref], files, collaboration, other_side)
            continue
        lesson = Lesson(
            sample_ref=ref,
            is_sample=True,
            state=LessonState.PUBLISHED,
            attribution=Attribution.ROLE_ONLY,
            organisation=author_side,
            author=teams[author_side.slug].poster,
            **values,
        )
        last = collaboration.ended or collaboration.started or files.loaded_on
        shown = min(last + timedelta(days=14 + number(ref) % 30), files.loaded_on - timedelta(days=1))
        lesson.published_at = moment(shown, 11)
        lesson.submitted_at = lesson.published_at - timedelta(days=1)
        # The owners of most have said that theirs still holds; every fourth has been left alone.
        confirmed = shown if number(ref) % 4 == 0 else max(shown, files.loaded_on - timedelta(days=200))
        lesson.review_by = next_review(confirmed)
        lesson.areas = [files.lists.areas[code] for code in areas]
        lesson.causes = [files.lists.causes[code] for code in causes]
        lesson.guards_against = [files.lists.causes[code] for code in guards]
        lesson.mechanism_links = [LessonMechanism(mechanism=Mechanism(value)) for value in applies_to]
        tell_of_its_work(lesson, files, collaboration, other_side)
        collaboration.lessons.append(lesson)
        db.session.add(lesson)
        found[ref] = lesson
    db.session.flush()
    return found


def _name_owners(collaboration: Collaboration, teams: dict[str, Team]) -> None:
    """Of what waits in running work, the one who posted for each side is the owner."""
    if collaboration.status is Status.RUNNING:
        for gate in collaboration.gates:
            if gate.state in WAITS:
                gate.police_owner = teams[collaboration.police_organisation.slug].poster
                gate.academic_owner = teams[collaboration.academic_organisation.slug].poster


def _measures(row: Row, measured_on: date, measured_by: Organisation) -> list[Measure]:
    given = row.raw("measures")
    if not isinstance(given, list) or not all(isinstance(measure, dict) for measure in given):
        raise row.bad("measures", "expected a list of objects")
    found = []
    for measure in given:
        inner = Row(row.file, row.line, measure)
        texts = {name: _as_text(inner.raw(name)) for name in FIELDS}
        if not texts["name"] or len(texts["name"]) > 200:
            raise row.bad("measures", "a measure needs a name of at most 200 characters")
        actual = _as_text(inner.raw("actual"))
        if (
            any(len(value) > 80 for value in (texts["baseline"], texts["target"], actual))
            or len(texts["unit"]) > 120
        ):
            raise row.bad("measures", f"a value of {texts['name']!r} is too long")
        direction = _as_text(inner.values.get("direction")) or Direction.NEUTRAL
        if direction not in set(Direction):
            raise row.bad("measures", f"unknown direction {direction!r}")
        made = Measure(direction=Direction(direction), **texts)
        if actual:
            made.readings = [Reading(on=measured_on, words=actual, organisation=measured_by)]
        found.append(made)
    return found


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _organisation(row: Row, field: str, organisations: dict[str, Organisation], side: Side) -> Organisation:
    slug = row.text(field, required=True)
    if slug not in organisations or organisations[slug].side is not side:
        raise row.bad(field, f"no organisation of the {side.value} side: {slug!r}")
    return organisations[slug]


def _audience(status: Status, *listings: Brief | Offer | None) -> Audience:
    """What has ended is public, what runs is for members; never wider than the listings it grew from."""
    shown_to = [Audience.MEMBERS if status is Status.RUNNING else Audience.PUBLIC]
    shown_to += [listing.audience for listing in listings if listing is not None]
    return min(shown_to, key=list(Audience).index)


def _listing(row: Row, field: str, listings: dict[str, Any]) -> Any:
    ref = row.text(field)
    if ref and ref not in listings:
        raise row.bad(field, f"unknown listing {ref!r}")
    return listings.get(ref)
