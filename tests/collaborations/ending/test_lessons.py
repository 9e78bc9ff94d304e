"""A lesson takes from its collaboration what can be taken, and is written there on two screens."""

from datetime import timedelta

import pytest

from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import Outcome, Status
from app.collaborations.service.lessons import derived, kind_of
from app.lessons import sources
from app.lessons.models import Attribution, Evidence, LessonKind, LessonState
from app.taxonomy.models import Area, Cause, Mechanism, Region, Specialism
from tests import factories
from tests.collaborations.ending.verbs import ended, reflected
from tests.collaborations.verbs import TODAY
from tests.support.pages import text_of
from tests.support.signin import sign_in

TYPED = {
    "what_happened": "Nobody could export a row.",
    "recommendation": "Ask for one row.",
    "title": "Try the export first",
}


@pytest.fixture
def stopped(cast, db_session):
    """Research that was abandoned at a gate."""
    offer = factories.offer(cast.university)
    offer.specialisms.append(
        db_session.get(Specialism, "PSY-FORENSIC") or db_session.query(Specialism).first()
    )
    brief = factories.brief(cast.force, data_access="Body worn video and case files.", vetting_code="NPPV3")
    cast.force.region_code = db_session.query(Region.code).first()[0]
    made = cast.collaboration(
        status=Status.STOPPED,
        outcome=Outcome.ABANDONED,
        ended=TODAY,
        started=TODAY - timedelta(days=300),
        closed_at=factories.clock.now(),
        mechanism=Mechanism.RESEARCH,
        stage_code="RESEARCH",
        brief=brief,
        offer=offer,
        maryland=2,
    )
    made.areas = [db_session.get(Area, "IDENT-04")]
    made.causes = [db_session.get(Cause, "VETTING_DELAY")]
    db_session.flush()
    return made


def gate(collaboration, code, state=GateState.SETTLED, **days_ago):
    dates = {name: TODAY - timedelta(days=days) for name, days in days_ago.items()}
    collaboration.gates.append(Gate(kind_code=code, state=state, **dates))


def test_two_screens_make_a_lesson_of_stopped_work(client, cast, stopped, db_session):
    gate(stopped, "DSA", GateState.BLOCKED, opened_on=250)
    db_session.flush()
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{stopped.id}"
    assert f"{path}/add-lesson" in client.get(path).page.links
    page = client.get(f"{path}/add-lesson").page
    assert (page.form()["kind"], page.form()["causes"]) == (["did_not_work"], ["VETTING_DELAY"])
    for words in ("Filled in from the collaboration", "Research", stopped.areas[0].label, "250 days"):
        assert words in page.text
    sharing = client.submit(f"{path}/add-lesson", TYPED).location
    assert "It will say: a territorial force" in client.get(sharing).page.text
    check = client.submit(sharing).location
    shown = text_of(client.get(check).page.main)
    assert stopped.title in shown and "15 working days" in shown
    assert client.submit(check).status_code == 302
    (lesson,) = stopped.lessons
    assert lesson.state is not LessonState.DRAFT
    assert (lesson.organisation, lesson.other, lesson.attribution) == (
        cast.force,
        cast.university,
        Attribution.ROLE_ONLY,
    )
    assert (lesson.gate_code, lesson.days_lost, lesson.happened_on) == ("DSA", 250, TODAY)
    assert (lesson.mechanisms, lesson.areas, lesson.stage_code) == (
        [Mechanism.RESEARCH],
        stopped.areas,
        "RESEARCH",
    )
    assert (lesson.region_code, lesson.evidence) == (cast.force.region_code, Evidence.MEASURED)
    assert lesson.specialisms == list(stopped.offer.specialisms)
    assert "Vetting" in lesson.conditions and "case files" in lesson.conditions
    assert sources.source_of(lesson).number == stopped.id


def test_the_gate_is_the_one_that_held_the_work_up(cast, stopped, db_session):
    def found():
        db_session.flush()
        return tuple(derived(stopped, cast.force)[name] for name in ("gate_code", "days_lost"))

    gate(stopped, "MOU", opened_on=200, asked_on=200, settled_on=190)
    assert found() == (None, None)
    # The causes speak of it; nobody knows how long it took.
    gate(stopped, "NPPV3", opened_on=100, settled_on=100)
    assert found() == ("NPPV3", None)
    gate(stopped, "DPIA", opened_on=200, asked_on=180, settled_on=100)
    assert found() == ("DPIA", 80)
    gate(stopped, "DSA", GateState.BLOCKED, opened_on=60)
    assert found() == ("DSA", 60)


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.DELIVERED, LessonKind.WORKED),
        (Outcome.PARTLY_DELIVERED, LessonKind.MIXED),
        (Outcome.NOT_ADOPTED, LessonKind.MIXED),
        (Outcome.ABANDONED, LessonKind.DID_NOT_WORK),
        (Outcome.NEVER_STARTED, LessonKind.DID_NOT_WORK),
        (None, None),
    ],
)
def test_how_it_ended_says_what_a_lesson_is_likely_to_tell(cast, outcome, kind):
    assert kind_of(cast.collaboration(outcome=outcome)) is kind


def test_what_a_side_said_in_its_reflection_is_not_typed_again(client, cast):
    made = ended(cast, outcome=Outcome.ABANDONED, causes=["FORCE_IT"])
    reflected(cast, made, "police lead", outcome=Outcome.ABANDONED, causes=["NO_ROUTE"])
    sign_in(client, cast.police_lead)
    page = client.get(f"/collaborations/{made.id}/add-lesson").page
    form = page.form()
    assert (form["what_happened"], form["recommendation"]) == (
        ["Nobody rang back for a month"],
        ["Ring first."],
    )
    assert form["causes"] == ["NO_ROUTE"]
    assert "taken from your side’s reflection" in page.text
    sign_in(client, cast.academic_lead)
    assert "Nobody rang back" not in client.get(f"/collaborations/{made.id}/add-lesson").page.text


def test_the_short_part_of_closing_is_checked_by_its_own_fields(client, cast, db_session):
    made = cast.collaboration(status=Status.RUNNING, mechanism="training", started=TODAY)
    sign_in(client, cast.police_lead)
    address = f"/collaborations/{made.id}/close?outcome=delivered"
    typed = {
        "ended-day": str(TODAY.day),
        "ended-month": str(TODAY.month),
        "ended-year": str(TODAY.year),
        "summary": "Done.",
        "lesson_title": "Ask first",
        "lesson_kind": "worked",
        "lesson_happened": f"Dr Okonkwo of {cast.university.name} taught it.",
        "lesson_advice": "Ask.",
        "lesson_attribution": "named",
    }
    pointed = client.submit(address, typed)
    (box,) = [tag["name"] for tag in pointed.page.select("input[type=checkbox]")]
    named = client.submit(address, {**typed, box: "y"})
    (told,) = named.page.errors
    assert cast.university.name in told
    typed["lesson_happened"] = "Dr Okonkwo taught it."
    closed = client.submit(address, {**typed, box: "y"})
    (lesson,) = made.lessons
    assert closed.location == f"/lessons/{lesson.id}/sharing"
    assert [(row.field, row.words) for row in lesson.confirmations] == [("what_happened", "Dr Okonkwo")]
