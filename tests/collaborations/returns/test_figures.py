"""Figures for returns: who reads and writes them, what is proposed, and what does not go together."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.collaborations.models import Collaboration, Confirmation, Event, Status
from app.collaborations.returns import figures, policy
from app.collaborations.returns.headings import BY_MECHANISM, LABELS, proposed
from app.collaborations.returns.models import Heading, ReturnFigures
from app.collaborations.returns.years import asked_year, year_of, years_between
from app.collaborations.running.models import Cost
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.organisations.models import Side
from app.taxonomy.models import Mechanism
from tests.collaborations.test_policy import ACADEMIC
from tests.collaborations.test_recording import at_once
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres


def test_only_the_university_reads_and_fills_in_figures(cast, db_session, save):
    """Every actor, by what both stand behind: the cell is whether they read, write and reach it."""
    both = cast.collaboration(status=Status.RUNNING)
    theirs = cast.recorded(confirmation=Confirmation.ONE_SIDE)
    ours = cast.collaboration(
        recorded_by_organisation_id=cast.university.id, confirmation=Confirmation.ONE_SIDE
    )
    made = [ReturnFigures(collaboration=c, organisation=cast.university, year=2025, heading=Heading.CPD)
            for c in (both, theirs, ours)]  # fmt: skip
    db_session.add_all(made)
    db_session.flush()
    for name, actor in cast.actors.items():
        expected = {both, ours} if name in ACADEMIC else set()
        assert {c for c in (both, theirs, ours) if policy.can_fill_in(actor, c)} == expected, name
        assert {
            each.collaboration for each in db_session.scalars(policy.figures_readable_by(actor))
        } == expected
        assert set(db_session.scalars(policy.of_own_university(actor))) == expected
        for each in (both, theirs, ours):
            if each not in expected:
                with pytest.raises(NotFound):
                    policy.access_figures(actor, each.id)
                if actor.organisation_id is not None:
                    with pytest.raises(Refused):
                        figures.save(actor, collaboration=each, year=2026, version=0, values=figures.Values())


def test_only_managers_of_a_university_export_and_of_either_side_read_the_year(cast):
    export = {name for name, actor in cast.actors.items() if policy.can_export(actor)}
    year = {name for name, actor in cast.actors.items() if policy.can_summarise(actor)}
    academic = {"academic manager", "academic administrator", "academic elsewhere"}
    assert export == academic
    assert year == academic | {"police manager", "police administrator", "police elsewhere"}


def test_the_other_side_learns_nothing_of_figures_by_page_or_timeline(cast, client, trial, save, db_session):
    save(trial, income=4321, note="Ours alone")
    assert db_session.scalars(select(Event)).all() == []
    assert db_session.scalar(select(AuditRow.act).where(AuditRow.thing_id == str(trial.id))).endswith(
        "figures"
    )
    addresses = [
        f"/collaborations/{trial.id}/{end}" for end in ("figures", "edit-figures", "impact", "impact.pdf")
    ]
    client.sign_in(cast.person("police manager"))
    assert [client.get(each).status_code for each in addresses] == [404] * 4
    assert client.get("/returns").status_code == 403
    assert "Figures for returns" not in client.get(f"/collaborations/{trial.id}").text
    client.sign_in(cast.academic_lead)
    assert [client.get(each).status_code for each in addresses] == [200] * 4
    assert "Figures for returns" in client.get(f"/collaborations/{trial.id}").text
    assert "£4,321" in client.get(addresses[0]).text


def test_every_mechanism_has_a_heading_and_a_grant_makes_research_collaborative():
    assert set(BY_MECHANISM) == set(Mechanism) and set(LABELS) == set(Heading)
    assert proposed(Mechanism.RESEARCH, None) is Heading.CONTRACT_RESEARCH
    assert proposed(Mechanism.RESEARCH, 1) is Heading.COLLABORATIVE_RESEARCH
    assert proposed(Mechanism.TRAINING, 1) is Heading.CPD
    assert proposed(Mechanism.PLACEMENT, None) is Heading.NOT_COUNTED


def test_figures_that_do_not_go_together_are_refused_by_their_field(trial, save):
    for field, values in (
        ("heading_because", {"heading": Heading.CONSULTANCY}),
        (
            "public_grant",
            {"heading": Heading.COLLABORATIVE_RESEARCH, "heading_because": "A grant is expected."},
        ),
        ("in_kind", {"public_grant": 100}),
        ("learner_days", {"learner_days": 3.5}),
        ("heading", {"year": 2024}),
    ):
        with pytest.raises(FieldError) as refused:
            save(trial, **values)
        assert refused.value.field == field


def test_a_heading_keeps_its_reason_only_while_it_is_not_the_proposed_one(trial, save):
    kept = save(trial, heading=Heading.CONSULTANCY, heading_because="No new knowledge came of it.")
    assert kept.heading is Heading.CONSULTANCY
    again = save(trial, version=1, public_grant=900, in_kind=100, heading_because="Left over")
    assert (again.heading, again.heading_because) == (Heading.COLLABORATIVE_RESEARCH, "")


def test_who_saves_second_is_told_and_nothing_is_lost(trial, save):
    save(trial, income=100)
    with pytest.raises(EditedMeanwhile):
        save(trial, "academic lead", income=200)
    assert save(trial, "academic lead", version=1, income=200).version == 2


def test_two_who_save_at_the_same_instant(app, cast, trial, db_session):
    number = trial.id
    db_session.commit()

    def saving(who):
        found = db_session.get(Collaboration, number)
        values = figures.Values(income=100, note=who)
        try:
            figures.save(cast.actors[who], collaboration=found, year=2025, version=0, values=values)
        except EditedMeanwhile as error:
            raise WrongState from error

    pair = (("save", "academic lead"), ("save", "academic manager"))
    assert sorted(at_once(app, {"save": saving}, *pair)) == ["told", "won"]
    assert len(db_session.scalars(select(ReturnFigures)).all()) == 1


def test_income_is_proposed_from_what_the_police_side_bears_and_stands_in_no_other_year(
    cast, trial, save, db_session
):
    for organisation, pounds in (
        (cast.force, 4000),
        (cast.force, 500),
        (cast.university, 9999),
        (cast.force, None),
    ):
        db_session.add(
            Cost(collaboration_id=trial.id, organisation=organisation, what="Time", actual_pounds=pounds)
        )
    db_session.flush()
    actor = cast.actors["academic manager"]
    assert figures.proposed_income(actor, trial, 2025) == 4500
    save(trial, income=1500)
    assert figures.proposed_income(actor, trial, 2026) == 3000


def test_figures_are_filled_in_on_a_page_that_keeps_what_was_typed(cast, client, trial):
    client.sign_in(cast.person("academic manager"))
    address = f"/collaborations/{trial.id}/edit-figures?year=2025"
    refused = client.submit(address, {"income": "£1,200", "public_grant": "5000", "learner_days": "2.3"})
    assert refused.status_code == 422
    assert refused.page.errors == ["Learner days must be a whole number or end in .5"]
    assert refused.page.form()["income"] == ["£1,200"]
    assert client.submit(address, {"income": "£1,200", "public_grant": "5000"}).status_code == 302
    said = text_of(client.get(f"/collaborations/{trial.id}/figures").page.main)
    assert "Collaborative research involving public funding (table 1)" in said and "£1,200" in said
    assert client.get(f"/collaborations/{trial.id}/edit-figures?year=2019").status_code == 404


def test_years_begin_in_august_for_universities_and_in_april_for_forces(app):
    assert year_of(date(2026, 7, 31), Side.ACADEMIC).label == "2025/26"
    assert year_of(date(2026, 8, 1), Side.ACADEMIC).label == "2026/27"
    assert year_of(date(2026, 3, 31), Side.POLICE).words == "1 April 2025 to 31 March 2026"
    first, following = year_of(date(2026, 7, 31), Side.ACADEMIC).moments
    assert (first, following) == (
        datetime(2025, 7, 31, 23, tzinfo=UTC),
        datetime(2026, 7, 31, 23, tzinfo=UTC),
    )
    assert [y.number for y in years_between(date(2024, 9, 1), date(2025, 9, 1), Side.ACADEMIC)] == [
        2025,
        2024,
    ]
    assert (
        asked_year("nonsense", Side.POLICE) == asked_year("99999", Side.POLICE) == asked_year("", Side.POLICE)
    )
