"""How long gates have been seen to take, from five cases on; and which are stuck."""

import pytest

from app.briefs.preflight import BY_CODE
from app.collaborations.gates import panels, times
from app.collaborations.gates.models import GateState
from app.collaborations.models import Confirmation, Status
from app.core.actor import Audience
from tests import factories
from tests.collaborations.gates.made import gate

pytestmark = pytest.mark.postgres
SETTLED = GateState.SETTLED


@pytest.fixture
def settled(cast):
    """Make the force, or another, settle gates that took so many days each."""

    def make(*took, force=None, code="DPIA", **values):
        for days in took:
            values.setdefault("confirmation", Confirmation.CONFIRMED)
            made = factories.collaboration(force or cast.force, cast.university, **values)
            gate(made, code, SETTLED, asked=200, took=days)

    return make


def seen(force):
    return {code: (str(each.force), str(each.all_forces)) for code, each in times.seen(force).items()}


def test_four_cases_are_hidden_and_five_are_shown(cast, settled):
    settled(10, 20, 30, 40)
    assert seen(cast.force) == {}
    settled(90, audience=Audience.POLICE)
    assert seen(cast.force) == {"DPIA": ("median 30 days of 5 cases",) * 2}


def test_all_forces_are_counted_under_the_same_rule(cast, settled):
    elsewhere = factories.force()
    settled(10, 20)
    settled(1, 1, 1, 40, force=elsewhere)
    assert seen(cast.force) == {"DPIA": ("None", "median 6 days of 6 cases")}
    settled(1, force=elsewhere)
    assert seen(elsewhere)["DPIA"] == ("median 1 day of 5 cases", "median 1 day of 7 cases")


def test_only_what_both_sides_confirmed_and_somebody_waited_for_counts(cast, settled):
    settled(10, 20, 30, 40)
    settled(5, confirmation=Confirmation.ONE_SIDE)
    settled(5, confirmation=Confirmation.DISPUTED)
    settled(5, is_sample=True)
    of = cast.collaboration()
    gate(of, "NDA", SETTLED)
    gate(of, "DPIA", GateState.NOT_NEEDED)
    gate(cast.collaboration(), "DPIA", SETTLED)
    assert seen(cast.force) == {}


def test_days_run_from_the_asking_until_settled_or_now_or_the_end(cast, clock):
    running, ended = cast.collaboration(), cast.collaboration(status=Status.STOPPED)
    asked, open_one = gate(running, "DSA", GateState.ASKED, asked=12), gate(running)
    stopped = gate(ended, "DSA", GateState.BLOCKED, asked=12)
    ended.ended = clock.now.date()
    clock.forward(days=8)
    assert [times.elapsed(each) for each in (asked, open_one, stopped)] == [20, 8, 12]
    assert times.elapsed(gate(running, "NDA", SETTLED, asked=40, took=15)) == 15


def test_an_asked_gate_is_stuck_after_thirty_days_or_after_what_is_usual(cast, settled):
    it = gate(cast.collaboration(), state=GateState.ASKED, asked=45)
    assert times.stuck_among([it]) == [it]
    settled(44, 44, 60, 60, 70)
    assert times.stuck_among([it]) == []
    patient = gate(cast.collaboration(), state=GateState.ASKED, asked=61)
    blocked = gate(cast.collaboration(), state=GateState.BLOCKED)
    assert times.stuck_among([blocked, it, patient]) == [patient, blocked]


def test_the_list_of_tasks_says_how_many_are_settled_and_since_when_the_oldest_waits(cast):
    of, actor = cast.collaboration(), cast.actors["police lead"]
    assert panels.task(actor, of).status == "not_started"
    gate(of, "NDA", SETTLED, asked=10)
    gate(of, "DPIA", GateState.ASKED, asked=20)
    task = panels.task(actor, of)
    assert (task.status, task.hint) == (
        "in_progress",
        "1 of 2 settled or not needed, oldest waiting since 1 November 2026",
    )
    of.gates[1].state = GateState.BLOCKED
    assert panels.task(actor, of).status == "error"
    of.gates[1].state = GateState.NOT_NEEDED
    assert panels.task(actor, of).status == "completed"


def test_the_numbers_stand_beside_the_question_and_on_the_page_of_the_force(cast, settled, client):
    settled(10, 20, 30, 40, 50)
    brief = factories.brief(cast.force, factories.ListingState.DRAFT, poster=cast.police_lead)
    assert panels.beside(BY_CODE["commander"], cast.actors["police lead"], brief) is None
    client.sign_in(cast.police_lead)
    page = client.get(f"/briefs/{brief.id}/edit/feasibility-data").page
    said = "Data protection impact assessment: this force, median 30 days of 5 cases"
    # Two questions belong to the gate.
    assert page.text.count(said) == 2
    assert "median" not in client.get(f"/briefs/{brief.id}/edit/feasibility-people").page.text
    client.sign_out()
    assert "median 30 days of 5 cases" in client.get(f"/organisations/{cast.force.slug}").page.text
    assert "median" not in client.get(f"/organisations/{cast.university.slug}").page.text
