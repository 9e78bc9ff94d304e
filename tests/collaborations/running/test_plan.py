"""The plan: its three tables, saved whole, by either side."""

from datetime import timedelta

import pytest

from app.collaborations.running import plan
from app.collaborations.running.models import Likelihood
from app.collaborations.running.plan import CostRow, MilestoneRow, RiskRow
from app.core.errors import EditedMeanwhile, FieldError, Refused
from tests.collaborations.running.made import moments, work
from tests.collaborations.verbs import TODAY
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres
EMPTY = plan.version_of([], CostRow)


def test_costs_are_summed_by_side_against_plan(cast):
    made = work(cast)
    rows = [
        CostRow("Analyst", cast.force.id, 10, None, 2.5, None),
        CostRow("Fellow", cast.university.id, 20, 12000, 21.5, 11000),
        CostRow("Travel", cast.university.id, None, 800, None, 950),
    ]
    plan.set_costs(cast.actors["academic lead"], collaboration=made, version=EMPTY, rows=rows)
    totals = plan.totals(made, plan.costs_of(made))
    assert [(t.planned_days, t.actual_days, t.planned_pounds, t.actual_pounds) for t in totals] == [
        (10, 2.5, 0, 0),
        (20, 21.5, 12800, 11950),
        (30, 24, 12800, 11950),
    ]
    with pytest.raises(EditedMeanwhile):
        plan.set_costs(cast.actors["police lead"], collaboration=made, version=EMPTY, rows=[])
    stands = plan.version_of(plan.costs_of(made), CostRow)
    plan.set_costs(cast.actors["police lead"], collaboration=made, version=stands, rows=rows)
    assert moments(made) == ["The costs were changed"]


def test_what_a_plan_cannot_hold_is_refused(cast):
    made = work(cast)
    lead = cast.actors["police lead"]
    risk = RiskRow("Somebody leaves", Likelihood.HIGH)
    later = MilestoneRow("Trial", TODAY, TODAY + timedelta(days=1))
    for verb, rows in (
        (plan.set_costs, [CostRow("Fellow", 10**6)]),
        (plan.set_risks, [risk] * 11),
        (plan.set_milestones, [later]),
    ):
        with pytest.raises(FieldError):
            verb(lead, collaboration=made, version=EMPTY, rows=rows)
    for who in ("police colleague", "academic elsewhere", "auditor"):
        with pytest.raises(Refused):
            plan.set_risks(cast.actors[who], collaboration=made, version=EMPTY, rows=[risk])
    plan.set_risks(lead, collaboration=made, version=EMPTY, rows=[risk] * 10)
    assert len(plan.risks_of(made)) == 10


def day(name, value):
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def test_a_table_is_filled_row_by_row_without_a_script(cast, client):
    made = work(cast)
    sign_in(client, cast.academic_lead)
    path = f"/collaborations/{made.id}/plan/milestones"
    first = {"rows-0-name": "Extract", **day("rows-0-due", TODAY - timedelta(days=3))}
    more = client.submit(path, first | {"add_row": "Add another milestone"})
    assert (more.status_code, more.page.form()["rows-0-name"]) == (200, ["Extract"])
    assert "rows-2-name" in more.page.form()
    bad = client.submit(
        path, first | {"rows-1-name": "Trial", **day("rows-0-done_on", TODAY + timedelta(days=9))}
    )
    assert bad.page.errors == [
        "Reached on must be today or in the past",
        "Enter when it is due, or empty the whole row",
    ]
    good = first | {"rows-1-name": "Trial", **day("rows-1-due", TODAY + timedelta(days=9))}
    assert client.submit(path, good).status_code == 302
    assert client.submit(path, day("rows-0-done_on", TODAY)).status_code == 302
    assert [(each.name, each.done_on) for each in plan.milestones_of(made)] == [
        ("Extract", TODAY),
        ("Trial", None),
    ]
    assert moments(made) == ["The milestones were changed", "Milestone reached: Extract"]


def test_the_page_shows_the_plan_drawn_and_as_a_table(cast, client):
    made = work(cast)
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{made.id}/plan/costs"
    row = {"rows-0-what": "Fellow", "rows-0-organisation_id": str(cast.university.id)}
    bad = client.submit(path, row | {"rows-0-planned_days": "2.3", "rows-0-actual_pounds": "many"})
    assert bad.page.errors == [
        "Planned days must be in whole or half days, like 2.5",
        "Actual pounds must be a whole number, like 12",
    ]
    assert (
        client.submit(
            path, row | {"rows-0-planned_days": "2.5", "rows-0-planned_pounds": "£1,200"}
        ).status_code
        == 302
    )
    page = client.get(f"/collaborations/{made.id}/plan").page
    assert len(page.select("svg.cg-bars")) == 2
    cells = [cell.get_text() for cell in page.select("td")]
    assert {"2.5", "£1,200"} <= set(cells)
    assert client.get(path).page.form()["rows-0-planned_days"] == ["2.5"]
