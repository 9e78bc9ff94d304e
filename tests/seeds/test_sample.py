"""What the sample holds once it is loaded. These tests read it and write nothing."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Membership, Person
from app.briefs.models import Brief
from app.collaborations.gates.models import WAITS, GateState
from app.collaborations.gates.times import is_known
from app.collaborations.models import Collaboration, Confirmation, Direction, Outcome, Status
from app.core import clock
from app.core.actor import Audience
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonState
from app.listings.models import ListingState
from app.offers.forms import GRADE_LABELS
from app.offers.models import MECHANISM_FIELDS, Offer
from app.organisations.models import Organisation
from app.seeds.sample_people import FIRST_NAMES, LAST_NAMES


@pytest.fixture(autouse=True)
def inside(sample_app):
    with sample_app.app_context():
        yield


def get(model, ref):
    return db.session.scalar(select(model).where(model.sample_ref == ref))


def all_of(model):
    return db.session.scalars(select(model).where(model.is_sample)).all()


def test_everything_in_the_files_stands_and_is_marked():
    for model, count in ((Organisation, 35), (Brief, 36), (Offer, 150), (Collaboration, 24), (Lesson, 48)):
        things = all_of(model)
        assert len(things) == count
        assert all(thing.sample_ref for thing in things)


def test_real_organisations_are_not_marked():
    assert (
        db.session.scalar(select(func.count(Organisation.id)).where(Organisation.is_sample.is_(False))) == 316
    )


def test_people_are_invented_and_belong_somewhere():
    people = all_of(Person)
    assert all(person.email.endswith(".example") and person.is_active for person in people)
    assert len([person for person in people if person.site_role]) == 3
    assert len([person for person in people if not person.site_role and person.membership is None]) == 0
    # 17 organisations of the police side with three people each, 18 universities with two or three.
    assert 51 + 36 <= len(people) - 3 <= 51 + 54
    assert len(FIRST_NAMES) == len(set(FIRST_NAMES))
    assert len(LAST_NAMES) == len(set(LAST_NAMES))


def test_every_organisation_has_a_poster_and_a_manager_of_its_own():
    found: dict[int, Counter] = {}
    for membership in db.session.scalars(select(Membership)):
        counts = found.setdefault(membership.organisation_id, Counter())
        counts["people"] += 1
        counts["managers"] += membership.is_partnership_manager
        counts["administrators"] += membership.is_administrator
    assert len(found) == 35
    assert {counts["managers"] for counts in found.values()} == {1}
    assert all(counts["people"] == 2 + counts["administrators"] for counts in found.values())
    assert any(not counts["administrators"] for counts in found.values())


def test_the_words_of_a_brief_stand_beside_its_codes():
    brief = get(Brief, "BR-002")
    assert brief.organisation.slug == "ferrenshire-constabulary"
    assert [area.code for area in brief.areas] == ["VICT-04", "WORK-04"]
    assert brief.areas_text == "investigation, vulnerable witnesses, training"
    assert [each.code for each in brief.specialisms] == ["PSY-INTV", "EDU-SIM"]
    assert [each.code for each in brief.likely_specialisms] == [
        "LANG-CONV",
        "EDU-PED",
        "PSY-NEURO",
        "LANG-PERF",
    ]
    assert (brief.vetting_code, brief.vetting_min_code) == ("NPPV2", "NONE")
    assert brief.vetting_note == "NPPV2 for transcripts only"
    assert brief.budget_band.value == "25k_to_50k"
    assert sorted(each.value for each in brief.mechanisms) == ["consultancy", "training"]
    assert brief.declared_official


def test_a_brief_may_serve_a_research_interest():
    assert get(Brief, "BR-003").research_interest.code == "IDT1b"
    assert get(Brief, "BR-001").research_interest is None


def test_two_thirds_of_the_briefs_are_public_and_a_few_are_for_police():
    assert Counter(brief.audience for brief in all_of(Brief)) == {
        Audience.PUBLIC: 24,
        Audience.MEMBERS: 9,
        Audience.POLICE: 3,
    }
    assert get(Brief, "BR-029").audience is Audience.PUBLIC


def test_what_is_over_is_closed_and_all_else_is_open():
    states = {brief.sample_ref: brief.state for brief in all_of(Brief)}
    over = {ref for ref, state in states.items() if state is not ListingState.PUBLISHED}
    assert over == {"BR-002", "BR-013", "BR-018", "BR-019", "BR-030", "BR-033"}
    assert {states[ref] for ref in over} == {ListingState.CLOSED}
    assert {offer.state for offer in all_of(Offer)} == {ListingState.PUBLISHED}
    assert {offer.audience for offer in all_of(Offer)} == {Audience.PUBLIC}


def test_an_offer_holds_the_fields_of_its_mechanism_and_no_others():
    every = {name for names in MECHANISM_FIELDS.values() for name in names}
    for offer in all_of(Offer):
        for name in every - set(MECHANISM_FIELDS[offer.mechanism]):
            assert not getattr(offer, name), (offer.sample_ref, name)
    offer = get(Offer, "OF-001")
    assert (offer.capacity_text, offer.capacity, offer.capacity_unit) == ("35 days plus call-off", 35, "days")
    assert (offer.vetting_code, offer.provided_by) == ("SC", "senior technical staff")
    assert offer.day_rate.value == "day"


def test_a_field_outside_the_list_is_marked_as_the_nearest():
    offer = get(Offer, "OF-002")
    assert [(link.specialism_code, link.is_nearest_only) for link in offer.specialism_links] == [
        ("LANG", True)
    ]
    assert sum(offer.specialism_links[0].is_nearest_only for offer in all_of(Offer)) == 19


def test_a_collaboration_has_both_sides_people_and_its_outcome():
    found = get(Collaboration, "CO-001")
    assert (found.status, found.outcome) == (Status.COMPLETED, Outcome.NOT_ADOPTED)
    assert {cause.code for cause in found.causes} == {
        "PUBLICATION_DISPUTE",
        "COMMUNICATION_LAPSE",
        "NO_ROUTE",
    }
    assert found.confirmation is Confirmation.CONFIRMED
    assert found.stage_code == "RESEARCH"
    assert len(found.success_criteria.splitlines()) == 3
    first = found.measures[0]
    assert (first.baseline, first.target, first.actual, first.unit) == ("11", "18", "16", "per cent")
    assert (first.direction, first.readings[0].on) == (Direction.HIGHER, found.ended)
    assert Counter((c.organisation_id, c.is_second) for c in found.contacts) == {
        (found.police_organisation_id, False): 1,
        (found.police_organisation_id, True): 1,
        (found.academic_organisation_id, False): 1,
        (found.academic_organisation_id, True): 1,
    }
    assert len(found.lessons) == 2


def test_what_governance_says_becomes_gates_in_the_state_that_its_notes_tell():
    gates = {(of.sample_ref, gate.kind_code): gate for of in all_of(Collaboration) for gate in of.gates}
    assert Counter(gate.state.value for gate in gates.values()) == {
        "settled": 95,
        "not_needed": 27,
        "blocked": 5,
        "open": 2,
    }
    assert gates["CO-001", "NDA"].blocked_by == "University declined to sign"
    assert gates["CO-010", "DPIA"].not_needed_because == "Not needed"
    assert gates["CO-001", "MOU"].conditions == "Silent on publication"
    shift = gates["CO-001", "MOU"].settled_on - date(2021, 9, 13)
    assert not shift.days % 7
    # A date is no waiting time: it counts only where the days are known.
    assert [ref for (ref, _), gate in gates.items() if gate.settled_on and is_known(gate)] == ["CO-005"]
    running = [gate for (ref, _), gate in gates.items() if ref in ("CO-019", "CO-023")]
    assert {gate.kind_code for gate in running if gate.state is GateState.BLOCKED} == {"DSA"}
    assert all(gate.police_owner and gate.academic_owner for gate in running if gate.state in WAITS)


def test_a_collaboration_is_never_wider_than_the_listings_it_grew_from():
    order = list(Audience)
    for found in all_of(Collaboration):
        for listing in (found.brief, found.offer):
            assert listing is None or order.index(found.audience) <= order.index(listing.audience)
        assert (found.audience is not Audience.PUBLIC) or found.ended


def test_track_record_and_load_are_written_down():
    assert get(Organisation, "midreach-metropolitan-police").collaborations_count == 5
    assert get(Offer, "OF-048").load == 1
    assert get(Offer, "OF-110").load == 0


def test_lessons_are_published_and_name_nobody():
    for lesson in all_of(Lesson):
        assert (lesson.state, lesson.attribution) == (LessonState.PUBLISHED, Attribution.ROLE_ONLY)
    lesson = get(Lesson, "LE-001")
    assert [cause.code for cause in lesson.causes] == ["NO_ROUTE"]
    assert {area.code for area in lesson.areas} == {"SOC-04", "ORG-03"}


def test_a_lesson_knows_of_its_work_what_the_files_say_and_nothing_else():
    stuck = get(Lesson, "LE-016")
    assert (stuck.days_lost, stuck.happened_on) == (571, date(2024, 3, 29))
    # The files do not say for how long the other gate of that work was stuck.
    assert get(Lesson, "LE-019").days_lost is None
    assert [lesson.sample_ref for lesson in all_of(Lesson) if lesson.days_lost is not None] == ["LE-016"]
    assert (stuck.organisation.slug, stuck.other.slug) == ("st-oswins-university", "wearmoor-police")
    assert stuck.region_code == stuck.organisation.region_code == "NE"
    # That work came of no offer; this one did.
    assert stuck.specialisms == []
    assert {each.code for each in get(Lesson, "LE-005").specialisms} == {"GEO-ARCH", "GEO-GIS"}
    # It runs still.
    assert get(Lesson, "LE-011").happened_on is None
    for lesson in all_of(Lesson):
        assert (lesson.evidence, lesson.other_answer) == (None, None)


def test_dates_move_by_whole_weeks_so_that_the_day_of_writing_is_in_the_week_of_loading():
    moved = get(Brief, "BR-029").deadline - date(2027, 2, 12)
    assert moved.days % 7 == 0
    # Loaded today, or yesterday where midnight came between.
    assert 0 <= (clock.today() - (date(2026, 11, 21) + moved)).days <= 7


def test_nothing_was_published_after_the_day_of_loading_or_close_to_its_deadline():
    for thing in (*all_of(Brief), *all_of(Offer), *all_of(Lesson)):
        assert thing.published_at.date() <= clock.today()
    for brief in all_of(Brief):
        assert brief.published_at.date() + timedelta(days=2) < brief.deadline


def test_specialisms_held_are_those_of_the_offers():
    for organisation in all_of(Organisation):
        assert len(organisation.specialism_links) <= 12
    assert get(Organisation, "fosse-vale-university").specialism_links
    assert not get(Organisation, "harrowdale-police").specialism_links


def test_the_grades_of_secondments_are_those_of_the_form():
    grades = {offer.grade for offer in all_of(Offer) if offer.grade}
    assert grades
    assert grades <= set(GRADE_LABELS)
