"""What a sector-only lesson shows, among how many it hides, and when it goes on the board."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.collaborations.models import Confirmation, Outcome, Status
from app.core import audit
from app.core.actor import Audience, Role
from app.core.models import AuditRow
from app.extensions import db
from app.lessons import guarding, protection, search
from app.lessons.fitting import Facts, choose
from app.lessons.models import FIRST_NUMBER, LAST_NUMBER, Attribution, Evidence, Lesson, LessonState
from app.lessons.tracing import AS_IT_IS, NATION, TOP_AREAS, YEAR
from app.taxonomy.models import Mechanism, Specialism
from tests import factories
from tests.lessons.crowds import CLOSED, lesson_from, sub_areas, work

pytestmark = pytest.mark.postgres
SPRING = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def spring(app, clock):
    clock.set(SPRING)


def crowd(number, **values):
    with factories.together():
        return [work(**values) for _ in range(number)]


# What is shown


def test_it_shows_its_sector_and_nothing_by_which_it_is_known(app):
    specialism = db.session.scalars(select(Specialism).where(Specialism.parent_code.is_not(None))).first()
    told = lesson_from(
        work(), areas_text="Tyres of Wearmoor", evidence=Evidence.COMPARED, days_lost=187, names_other=True,
        other_may_be_named=True, published_at=SPRING,
    )  # fmt: skip
    told.specialisms = [specialism]
    area = told.areas[0]
    said = {}
    for widening in range(4):
        told.widening = widening
        shown = protection.shown(told)
        said[widening] = (shown.areas, shown.specialisms, shown.when, shown.region)
        assert shown.contributor == "policing"
        hidden = (shown.organisation, shown.other, shown.evidence, shown.days_lost, shown.areas_text)
        assert hidden == (None, None, None, None, "")
    assert said[AS_IT_IS] == ((area,), (specialism,), "March 2026", "North East")
    assert said[TOP_AREAS] == ((area.parent,), (specialism.parent,), "March 2026", "North East")
    assert said[YEAR] == ((area.parent,), (specialism.parent,), "2026", "North East")
    assert said[NATION] == ((area.parent,), (specialism.parent,), "2026", "England")
    told.attribution = Attribution.NAMED
    shown = protection.shown(told)
    assert (shown.organisation, shown.other) == (told.organisation, told.other)
    assert (shown.areas, shown.evidence, shown.days_lost) == ((area,), Evidence.COMPARED, 187)


def test_index_filters_and_advice_know_only_what_is_shown(app, client):
    exact, beside = sub_areas(2)
    told = lesson_from(work(), LessonState.PUBLISHED, widening=TOP_AREAS, published_at=SPRING)
    document = search.document(told)
    assert document.facets["area"] == (exact.parent_code,)
    assert exact.label not in document.keywords and exact.label not in document.labels
    assert list(db.session.execute(protection.areas_shown().where(Lesson.id == told.id))) == [
        (told.id, exact.parent_code)
    ]
    # Beside work in either area it stands, or does not, for the same reason.
    whys = set()
    for area in (exact, beside):
        facts = Facts("", areas=frozenset({area.code}), wider_areas=frozenset({area.parent_code}))
        whys.add(next(fit.why for fit in choose(factories.nobody(), facts, limit=200) if fit.lesson is told))
        assert told.id not in _advised(Facts("", areas=frozenset({area.code})))
    assert len(whys) == 1 and exact.label not in whys.pop()
    assert exact.label not in client.get(f"/lessons/{told.id}").page.main.text


def _advised(facts):
    return [fit.lesson.id for fit in choose(factories.nobody(), facts, limit=200)]


# Among how many


@pytest.mark.parametrize(
    ("others", "widening"),
    [
        ({}, AS_IT_IS),
        ({"areas": 2}, TOP_AREAS),
        ({"ended": date(2026, 1, 10)}, YEAR),
        ({"areas": 2, "ended": date(2026, 1, 10), "region": "LON"}, NATION),
        ({"ended": date(2025, 12, 10)}, None),
        ({"region": "SCO"}, None),
        ({"mechanism": Mechanism.TRAINING}, None),
        ({"outcome": Outcome.DELIVERED}, None),
        ({"status": Status.RUNNING}, None),
        ({"confirmation": Confirmation.DISPUTED}, None),
        ({"is_sample": True}, None),
        ({"closed_at": SPRING}, None),
    ],
)
def test_it_is_widened_no_further_than_hides_it_among_three_others(app, others, widening):
    values = dict(others)
    if "areas" in values:
        values["areas"] = sub_areas(values["areas"])[1:]
    told = lesson_from(work())
    crowd(3, **values)
    assert protection.may_show(told) is (widening is not None)
    assert told.widening == (widening or 0)


def test_whoever_knows_of_their_own_work_has_three_left(app):
    told = lesson_from(work())
    crowd(2)
    # Three for the public; but a member of one of them would have two.
    assert not protection.may_show(told)
    crowd(1)
    assert protection.may_show(told)


def test_one_university_that_works_with_many_forces_hides_nobody(app):
    university = factories.university()
    told = lesson_from(work(university=university))
    crowd(5, university=university)
    assert not protection.may_show(told)


def test_each_audience_reads_of_enough_or_of_none(app):
    told = lesson_from(work(audience=Audience.MEMBERS))
    crowd(3, audience=Audience.MEMBERS)
    assert protection.may_show(told)
    one = crowd(1)
    assert not protection.may_show(told)
    one += crowd(2)
    assert protection.may_show(told)
    for each in one:
        each.confirmation = Confirmation.ONE_SIDE  # members alone read it
    crowd(1)
    db.session.flush()
    assert not protection.may_show(told)


def test_that_it_is_widened_tells_nothing(app):
    exact, beside = sub_areas(2)
    crowd(4, areas=[exact])
    # Lessons from those four would show their area, so a wider one can be from nobody but this.
    told = lesson_from(work(areas=[beside]))
    assert not protection.may_show(told)
    crowd(3, areas=[beside])
    assert protection.may_show(told) and told.widening == AS_IT_IS


def test_two_lessons_of_one_collaboration_are_taken_together(app):
    ours = work(university=factories.university(region_code="NW"))
    crowd(4)
    with factories.together():
        for _ in range(4):
            work(region="LON", university=factories.university(region_code="NW"))
    police = lesson_from(ours)
    academic = lesson_from(ours, organisation=ours.academic_organisation, region_code="NW")
    assert protection.may_show(police) and protection.may_show(academic)
    police.state, police.published_at = LessonState.PUBLISHED, protection.board_moment(police)
    db.session.flush()
    # With the other beside it, only one force of the North East works with one of the North West.
    assert not protection.may_show(academic)


def test_work_that_came_after_the_first_lesson_does_not_hide_the_second(app, clock):
    ours = work()
    crowd(4, closed_at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    clock.set(datetime(2026, 7, 1, 12, tzinfo=UTC))
    second = lesson_from(ours, organisation=ours.academic_organisation)
    assert protection.may_show(second)
    lesson_from(ours, LessonState.PUBLISHED, published_at=SPRING)
    assert not protection.may_show(second)


def test_a_partnership_of_both_sides_has_nobody_to_hide_among(app):
    crowd(4)
    told = lesson_from(work(), organisation=factories.organisation(factories.Kind.PARTNERSHIP))
    assert not protection.may_show(told)


def test_the_others_are_not_held_back(app):
    for attribution in (Attribution.NAMED, Attribution.ROLE_ONLY):
        assert protection.may_show(lesson_from(work(), attribution=attribution))


# When


def test_it_goes_on_the_board_with_the_others_of_its_quarter(app, clock):
    crowd(4)
    told = lesson_from(work(), accepted_at=SPRING)
    for day in (SPRING, datetime(2026, 6, 30, 12, tzinfo=UTC)):
        clock.set(day)
        assert not protection.may_show(told)
    assert "on 1 July 2026" in protection.waits(told)
    for day in (datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 8, 20, 9, tzinfo=UTC)):
        clock.set(day)
        assert protection.may_show(told)
        told.published_at = None
        told.published_at = protection.board_moment(told)
        assert protection.shown(told).on == date(2026, 7, 1)
    told.published_at, told.embargo_until = None, date(2026, 10, 1)
    assert not protection.may_show(told)
    clock.set(datetime(2026, 10, 1, 9, tzinfo=UTC))
    assert protection.may_show(told)


def test_numbers_do_not_tell_in_which_order_lessons_were_written(app):
    with factories.together():
        made = [factories.lesson() for _ in range(20)]
    numbers = [lesson.id for lesson in made]
    assert len(set(numbers)) == 20 and numbers not in (sorted(numbers), sorted(numbers, reverse=True))
    assert all(FIRST_NUMBER <= number <= LAST_NUMBER < 2**31 for number in numbers)


# Every day


def test_what_can_be_traced_after_all_is_shown_wider_or_hidden(app, outbox_mail):
    author = factories.person()
    told = lesson_from(work(), LessonState.PUBLISHED, published_at=SPRING, author=author)
    near, far = crowd(3, recorded_by=None), crowd(3, ended=date(2026, 1, 10))
    guarding.check_again()
    assert (told.state, told.widening) == (LessonState.PUBLISHED, AS_IT_IS)
    near[0].confirmation = Confirmation.DISPUTED
    guarding.check_again()
    assert (told.state, told.widening) == (LessonState.PUBLISHED, YEAR)
    for each in (*far, near[1]):
        each.confirmation = Confirmation.DISPUTED
    # What is closed later does not count for it: it cannot be what was told of.
    crowd(5, closed_at=datetime(2026, 4, 2, tzinfo=UTC))
    guarding.check_again()
    assert told.state is LessonState.ACCEPTED
    assert not protection.may_show(told)
    assert [letter.person_id for letter in outbox_mail()] == [author.id]
    acts = db.session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts == ["lessons.widen", "lessons.hide"]


# Elsewhere


def test_the_audit_trail_tells_of_no_members_lesson_which_it_is(client):
    told, named = lesson_from(work()), factories.lesson(attribution=Attribution.NAMED)
    case = factories.lesson(is_published_case=True)
    for each in (told, named, case):
        audit.record(factories.actor(each.organisation), "lessons.submit", each, detail=f"of {each.id}")
    client.sign_in(factories.person(None, Role.AUDITOR))
    page = client.get("/audit").page.main.text
    assert str(case.id) in page and page.count("lesson, not shown which") == 2
    assert str(told.id) not in page and str(named.id) not in page
    for each, found in ((told, False), (named, False), (case, True)):
        assert ("lessons.submit" in client.get(f"/audit?thing_id={each.id}").page.main.text) is found


def test_the_review_queue_says_of_a_lesson_what_it_says_itself(client):
    told = lesson_from(work(), LessonState.IN_REVIEW, submitted_at=CLOSED)
    client.sign_in(factories.person(None, Role.REVIEWER))
    page = client.get("/review").page.main.text
    assert told.title in page and "from policing" in page and told.organisation.name not in page
    assert "too few organisations" in client.get(f"/lessons/{told.id}").page.main.text
