"""Evidence for an impact case study: filled from what is recorded, and plain about what is not."""

from datetime import date

import pytest

from app.collaborations.ending.models import Adoption, Extent, Output, OutputKind
from app.collaborations.ending.words import NO_EVALUATION
from app.collaborations.models import Measure, Outcome, Reading, Status
from app.collaborations.returns import impact
from app.collaborations.stages.models import Decision, StageDecision
from app.lessons.models import Attribution, LessonState
from tests import factories
from tests.support.pages import text_of
from tests.support.pdfs import words_of

HEADINGS = (
    "1. Summary of the impact",
    "2. Underpinning research",
    "3. References to the research",
    "4. Details of the impact",
    "5. Sources to corroborate the impact",
)


@pytest.fixture
def ended(cast, db_session):
    made = cast.collaboration(
        title="Tread patterns",
        status=Status.COMPLETED,
        outcome=Outcome.DELIVERED,
        outcome_summary="Scenes are linked within a day.",
        started=date(2024, 1, 8),
        ended=date(2025, 6, 30),
        trl_before=3,
        trl_after=7,
        maryland=NO_EVALUATION,
        practice_stage="evaluated_locally",
        emmie={"moderators": "Only where the soil is wet."},
    )
    reading = Reading(on=date(2025, 6, 1), words="41", organisation=cast.force)
    made.measures = [
        Measure(name="Scenes linked", baseline="4", target="30", unit="a year", readings=[reading])
    ]
    made.lessons = [
        factories.lesson(title="Try the export first", attribution=Attribution.NAMED),
        factories.lesson(title="Of a force", organisation=cast.force),
        factories.lesson(
            title="Of somebody", organisation=cast.university, attribution=Attribution.SECTOR_ONLY
        ),
        factories.lesson(
            title="Theirs, not published", state=LessonState.DRAFT, organisation_id=cast.force.id
        ),
    ]
    adopter = factories.force(name="Wearmoor Police")
    db_session.add_all(
        [
            Output(collaboration=made, title="Treads", kind=OutputKind.ARTICLE, link="https://doi.org/10.1/x",
                   licence="cc_by", on=date(2025, 3, 1)),
            Adoption(collaboration=made, organisation=adopter, on=date(2025, 9, 2), extent=Extent.FORCE_WIDE),
            StageDecision(collaboration_id=made.id, decision=Decision.GO_ON, reason="It paid.", stage_code="DEPLOY",
                          decided_on=date(2025, 6, 20), decided_by_post="Head of Crime"),
        ]
    )  # fmt: skip
    db_session.flush()
    return made


def test_page_and_pdf_say_what_is_recorded_under_the_five_headings(cast, client, ended):
    client.sign_in(cast.academic_lead)
    page = client.get(f"/collaborations/{ended.id}/impact").page
    made = client.get(f"/collaborations/{ended.id}/impact.pdf")
    assert made.mimetype == "application/pdf"
    assert b"/StructTreeRoot" in made.data and b"pdfuaid:part>1<" in made.data
    assert tuple(text_of(each) for each in page.select("main h2")) == HEADINGS
    for said in (text_of(page.main), words_of(made.data)):
        for words in (
            *HEADINGS,
            "Scenes are linked within a day.",
            "3 before, 7 after",
            "Not an evaluation",
            "Evaluated locally",
            "Moderators",
            "Only where the soil is wet.",
            "Licence: Creative Commons Attribution 4.0 (CC BY)",
            "Across the organisation",
            "https://doi.org/10.1/x",
            "41",
            "1 June 2025",
            "Wearmoor Police",
            "2 September 2025",
            "20 June 2025: Head of Crime decided to go on",
            "Lesson on the board: Try the export first",
        ):
            assert words in said
        assert "Of a force" not in said and "Of somebody" not in said
        assert "Not recorded" not in said and "Theirs, not published" not in said


def test_a_person_is_named_only_who_is_a_contact_of_the_readers_own_university(cast, app, ended):
    cast.police_lead.post, cast.academic_lead.post = "Head of Analysis", "Reader in Forensics"
    points = impact.evidence(cast.actors["academic manager"], ended).sections[4].points
    assert f"Head of Analysis, {cast.force.name}, lead" in points
    assert f"{cast.academic_lead.name}, Reader in Forensics, {cast.university.name}, lead" in points
    assert not any(cast.police_lead.name in point for point in points)


def test_what_nobody_recorded_is_said_to_be_not_recorded(cast, app):
    bare = cast.collaboration(
        status=Status.ENDING, outcome=Outcome.DELIVERED, outcome_summary="One side says so."
    )
    report = impact.evidence(cast.actors["academic lead"], bare)
    assert [section.title for section in report.sections if section.is_empty] == [
        HEADINGS[0],
        HEADINGS[2],
        HEADINGS[3],
    ], "what one side has said is no impact until it is concluded"
