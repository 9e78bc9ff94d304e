"""A partnership manager records a past collaboration, and the other side confirms it."""

import pytest

from tests.journeys.visitor import in_days, send_lesson

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]


def test_a_past_collaboration_is_recorded_and_confirmed(visit, javascript):
    title = f"Footwear marks read by students, {'2024' if javascript else '2025'}"
    force, university = visit("partnership_manager", 0), visit("partnership_manager", 1)
    force.open("/desk").follow("Record a collaboration").look("record").press("Record the collaboration")
    force.look("record refused").sees("Select the other organisation")
    choice = force.page.locator("main [name=other] option", has_text="Fosse Vale University").first
    force.fill(
        other=choice.get_attribute("value"),
        title=title,
        mechanism="placement",
        areas=["IDENT-04"],
        audience="members",
        started=in_days(-700),
        standing="not_adopted",
        ended=in_days(-400),
        success_criteria="A guide that scenes of crime officers use",
        summary="The guide was written and nobody had the time to try it.",
        causes=["FORCE_IT"],
        lesson_title="Book the time of those who will use a guide before anybody writes it",
        lesson_kind="did_not_work",
        lesson_happened="The guide came in summer, when the team was at its thinnest, and stayed in a drawer.",
        lesson_advice="Agree a week for the trial, with its cover, before the students start.",
        **{
            "measures-0-name": "Officers who used the guide",
            "measures-0-target": "10",
            "measures-0-actual": "0",
        },
    )
    force.press("Record the collaboration")
    send_lesson(force)
    force.open("/collaborations").follow(title).look("recorded").sees(
        "Recorded by one side", "Not adopted", title
    )
    address = force.path

    university.open("/desk", "desk with a record").follow(f"Confirm the collaboration “{title}”")
    university.look("confirm").follow("what is written").look("record to confirm").sees(
        "Recorded by one side"
    )
    university.follow("Confirm").press("Confirm the record").look("record confirmed").sees_not(
        "Recorded by one side."
    )
    force.open(address).sees_not("has not confirmed it yet").sees("Not adopted")
