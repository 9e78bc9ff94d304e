"""What each verb on a collaboration does, and refuses."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.collaborations import service
from app.collaborations.models import Collaboration, Confirmation, Outcome, Status
from app.collaborations.service.values import Measure
from app.core import clock as site_clock
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.lessons.models import LessonState
from app.listings import service as listings
from app.responses.models import ResponseState
from app.taxonomy.models import Area, Cause, Mechanism
from tests.collaborations.verbs import TODAY, closed, opened, past, recorded, responded, small, started

pytestmark = pytest.mark.postgres

# Opening


@pytest.mark.parametrize("kind", ["brief", "offer"])
def test_an_accepted_response_becomes_a_collaboration(cast, kind):
    response = responded(cast, kind)
    who = "police lead" if kind == "brief" else "academic lead"
    made = opened(cast, who, response, planned_start=TODAY, planned_end=TODAY)
    assert response.state is ResponseState.ACCEPTED
    assert (made.status, made.confirmation) == (Status.SCOPING, Confirmation.CONFIRMED)
    assert made.organisations == (cast.force, cast.university)
    assert {(c.person_id, c.organisation_id, c.is_second) for c in made.contacts} == {
        (cast.police_lead.id, cast.force.id, False),
        (cast.academic_lead.id, cast.university.id, False),
    }
    assert (made.brief or made.offer) is response.listing
    assert made.response is response
    assert made.audience is response.listing.audience


def test_where_the_poster_has_left_whoever_accepts_leads(cast):
    response = responded(cast)
    cast.police_lead.memberships[0].state = "ended"
    db.session.flush()
    made = opened(cast, "police manager", response)
    assert [c.person_id for c in made.contacts if c.organisation_id == cast.force.id] == [
        cast.actors["police manager"].person_id
    ]


@pytest.mark.parametrize(
    "who", ["academic lead", "police colleague", "police elsewhere", "reviewer", "public"]
)
def test_only_an_owner_of_the_listing_opens_one(cast, who):
    response = responded(cast)
    with pytest.raises(Refused):
        opened(cast, who, response)


def test_a_response_opens_one_collaboration(cast):
    response = responded(cast)
    opened(cast, response=response)
    with pytest.raises(WrongState):
        opened(cast, "police manager", response)


def test_the_mechanism_is_one_that_the_listing_asks_for(cast):
    with pytest.raises(FieldError) as refused:
        opened(cast, mechanism=Mechanism.PLACEMENT)
    assert refused.value.field == "mechanism"


def test_a_second_contact_is_a_colleague_and_not_the_lead(cast):
    colleague = cast.actors["police colleague"].person_id
    made = opened(cast, second_id=colleague)
    assert [c.person_id for c in made.contacts if c.is_second] == [colleague]
    for wrong in (cast.police_lead.id, cast.academic_lead.id, 10**6):
        with pytest.raises(FieldError) as refused:
            opened(cast, response=responded(cast), second_id=wrong)
        assert refused.value.field == "second"


def test_it_counts_in_both_records_and_loads_the_offer(cast):
    response = responded(cast, "offer")
    made = opened(cast, "academic lead", response)
    assert (cast.force.collaborations_count, cast.university.collaborations_count) == (1, 1)
    assert response.listing.load == 1
    made.mechanism = Mechanism.TRAINING
    closed(cast, made, Outcome.ABANDONED, causes=[db.session.scalars(select(Cause.code)).first()])
    assert response.listing.load == 0
    assert cast.force.collaborations_count == 1


def test_what_grows_from_sample_content_is_sample(cast):
    assert opened(cast, response=responded(cast, is_sample=True)).is_sample


# Running


def test_participants_edit_and_each_side_names_its_own_second_contact(cast):
    made = opened(cast)
    colleague = cast.actors["academic colleague"].person_id
    service.edit(
        cast.actors["academic lead"],
        collaboration=made,
        version=1,
        title="New",
        planned_start=TODAY,
        planned_end=TODAY,
        second_id=colleague,
    )
    assert (made.title, made.version) == ("New", 2)
    assert [(c.person_id, c.organisation_id) for c in made.contacts if c.is_second] == [
        (colleague, cast.university.id)
    ]
    with pytest.raises(FieldError):
        service.edit(
            cast.actors["police lead"], collaboration=made, version=2, title="New", second_id=colleague
        )


def test_an_edit_from_an_older_version_is_told(cast):
    made = opened(cast)
    service.edit(cast.actors["academic lead"], collaboration=made, version=1, title="Theirs")
    for late in (
        lambda: service.edit(cast.actors["police lead"], collaboration=made, version=1, title="Ours"),
        lambda: service.set_measures(cast.actors["police lead"], collaboration=made, version=1, measures=[]),
    ):
        with pytest.raises(EditedMeanwhile):
            late()
    assert made.title == "Theirs"


def test_an_end_before_the_start_is_refused(cast):
    made = opened(cast)
    with pytest.raises(FieldError):
        service.edit(
            cast.actors["police lead"],
            collaboration=made,
            version=1,
            title="T",
            planned_start=TODAY,
            planned_end=TODAY - timedelta(days=1),
        )


def test_measures_are_kept_in_their_order(cast):
    made = opened(cast)
    rows = [Measure("Second", target="5"), Measure("First", baseline="-4, interval -13 to 5")]
    service.set_measures(cast.actors["police lead"], collaboration=made, version=1, measures=rows)
    db.session.expire_all()
    assert [m.name for m in made.measures] == ["Second", "First"]
    service.set_measures(cast.actors["police lead"], collaboration=made, version=2, measures=rows[:1])
    db.session.expire_all()
    assert [m.name for m in made.measures] == ["Second"]


def test_it_starts_on_a_day_that_has_come(cast):
    made = opened(cast)
    with pytest.raises(FieldError):
        started(cast, made, on=TODAY + timedelta(days=1))
    started(cast, made)
    assert (made.status, made.started) == (Status.RUNNING, TODAY)
    with pytest.raises(WrongState):
        started(cast, made, "academic lead")


# Closing


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_outcome_says_which_status_follows(cast, causes, outcome):
    never = outcome is Outcome.NEVER_STARTED
    made = small(cast, status=Status.SCOPING if never else Status.RUNNING)
    closed(cast, made, outcome, causes=[] if outcome is Outcome.DELIVERED else causes)
    stopped = outcome in (Outcome.ABANDONED, Outcome.NEVER_STARTED)
    assert made.status is (Status.STOPPED if stopped else Status.COMPLETED)
    assert made.reported_by is cast.university


def test_the_lesson_is_a_draft_with_the_codes_of_the_collaboration(cast, causes):
    made = small(cast)
    made.areas = [db.session.scalars(select(Area)).first()]
    closed(cast, made, Outcome.NOT_ADOPTED, causes=causes)
    (lesson,) = made.lessons
    assert (lesson.state, lesson.organisation) == (LessonState.DRAFT, cast.university)
    assert lesson.other is cast.force
    assert {c.code for c in lesson.causes} == set(causes)
    assert lesson.areas == made.areas
    assert lesson.mechanisms == [made.mechanism]


def test_what_fell_short_needs_a_cause_and_what_delivered_has_none(cast, causes):
    made = small(cast)
    for outcome, given in (
        (Outcome.ABANDONED, []),
        (Outcome.DELIVERED, causes),
        (Outcome.ABANDONED, ["NO_SUCH"]),
    ):
        with pytest.raises(FieldError) as refused:
            closed(cast, made, outcome, causes=given)
        assert refused.value.field == "causes"


@pytest.mark.parametrize("ended", [TODAY - timedelta(days=2), TODAY + timedelta(days=1)])
def test_it_ends_after_it_started_and_not_in_the_future(cast, ended):
    made = small(cast)
    made.started -= timedelta(days=1)
    with pytest.raises(FieldError) as refused:
        closed(cast, made, Outcome.DELIVERED, ended=ended)
    assert refused.value.field == "ended"


@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        (Status.RUNNING, [Outcome.NEVER_STARTED]),
        (Status.SCOPING, [Outcome.DELIVERED, Outcome.PARTLY_DELIVERED, Outcome.NOT_ADOPTED]),
    ],
)
def test_only_what_can_have_happened_is_an_outcome(cast, causes, status, wrong):
    made = small(cast, status=status)
    for outcome in wrong:
        with pytest.raises(FieldError):
            closed(cast, made, outcome, causes=causes)


def test_closing_writes_the_values_reached_and_tells_the_other_side_in_the_digest(cast, outbox_mail):
    made = small(cast)
    service.set_measures(
        cast.actors["police lead"], collaboration=made, version=1, measures=[Measure("Hits", actual="1")]
    )
    closed(cast, made, Outcome.DELIVERED, actuals={made.measures[0].id: "7"})
    assert made.measures[0].actual == "7"
    assert {(letter.person_id, letter.in_digest) for letter in outbox_mail()} == {(cast.police_lead.id, True)}


def test_it_is_closed_once(cast, causes):
    made = small(cast)
    closed(cast, made, Outcome.DELIVERED)
    with pytest.raises(WrongState):
        closed(cast, made, Outcome.ABANDONED, who="police lead", causes=causes)
    assert made.outcome is Outcome.DELIVERED


# What others are told


def test_desks_show_what_is_mine_and_what_waits_for_me(cast, causes):
    open_one, record = opened(cast), recorded(cast, causes)
    mine = {name for name, actor in cast.actors.items() if open_one in service.mine(actor)}
    assert mine == {
        "police lead",
        "police manager",
        "police administrator",
        "academic lead",
        "academic manager",
        "academic administrator",
    }
    waits = {name for name, actor in cast.actors.items() if record in service.to_confirm(actor)}
    assert waits == {"academic manager", "academic administrator"}


def test_every_verb_leaves_an_audit_row(cast, causes, db_session):
    made = opened(cast)
    lead = cast.actors["police lead"]
    service.edit(lead, collaboration=made, version=1, title="New")
    service.set_measures(lead, collaboration=made, version=2, measures=[])
    started(cast, made)
    made.mechanism = Mechanism.TRAINING
    db.session.flush()
    closed(cast, made, Outcome.DELIVERED)
    record = recorded(cast, causes)
    service.dispute(cast.actors["academic manager"], collaboration=record, reason="No.")
    service.correct(cast.actors["police manager"], collaboration=record, values=past(cast, causes))
    service.confirm(cast.actors["academic manager"], collaboration=record)
    ours = select(AuditRow.act).where(AuditRow.act.startswith("collaborations.")).order_by(AuditRow.id)
    assert [act.removeprefix("collaborations.") for act in db_session.scalars(ours)] == [
        "accept",
        "edit",
        "measures",
        "start",
        "close",
        "record",
        "dispute",
        "correct",
        "confirm",
    ]


def test_a_leavers_part_is_handed_over(cast):
    made, done = opened(cast), cast.collaboration(status=Status.COMPLETED)
    colleague = cast.person("academic colleague")
    service.edit(
        cast.actors["academic lead"], collaboration=made, version=1, title="T", second_id=colleague.id
    )
    assert service.reasons_to_stay(cast.academic_lead.id)
    # The accepted response goes with it.
    moved = listings.hand_over_all(
        cast.actors["academic manager"], from_person=cast.academic_lead, to_person=colleague
    )
    assert moved == 2
    db.session.expire_all()
    side = [c for c in made.contacts if c.organisation_id == cast.university.id]
    assert [(c.person_id, c.is_second) for c in side] == [(colleague.id, False)]
    assert cast.academic_lead.id in {c.person_id for c in done.contacts}
    assert service.reasons_to_stay(cast.academic_lead.id) == []


def test_the_list_hides_what_is_only_planned(cast):
    planned, runs = cast.collaboration(), cast.collaboration(status=Status.RUNNING)
    found = db.session.scalars(service.shown(cast.actors["police lead"])).all()
    assert runs in found
    assert planned not in found


def test_filters_narrow_the_list_and_unknown_codes_find_nothing(cast, causes):
    failed = recorded(cast, causes)
    delivered = cast.collaboration(
        status=Status.COMPLETED, outcome=Outcome.DELIVERED, mechanism=Mechanism.TRAINING
    )
    actor = cast.actors["police lead"]

    def found(**chosen):
        return set(db.session.scalars(service.shown(actor, chosen)))

    assert found() == {failed, delivered}
    assert found(outcome=["not_adopted"]) == {failed}
    assert found(outcome=["not_adopted", "delivered"]) == {failed, delivered}
    assert found(mechanism=["training"], status=["completed"]) == {delivered}
    assert found(area=[failed.areas[0].code]) == {failed}
    assert found(outcome=["nonsense"]) == set()
    assert service.count_by(actor, "outcome") == {"not_adopted": 1, "delivered": 1}
    assert service.count_by(actor, "area") == {failed.areas[0].code: 1}


def test_the_newest_stand_first(cast):
    days = (400, 100, 200)
    for number in days:
        cast.collaboration(status=Status.RUNNING, started=site_clock.today() - timedelta(days=number))
    found = db.session.scalars(service.shown(cast.actors["police lead"])).all()
    assert [(site_clock.today() - each.started).days for each in found] == [100, 200, 400]
    assert all(isinstance(each, Collaboration) for each in found)
