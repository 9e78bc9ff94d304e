"""A lesson on its way to the board: its author, the other side, which sees it differently, and a reviewer."""

import pytest

from tests.journeys.visitor import in_days, send_lesson

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
VIEW = "The students came in term time, as agreed. Nobody had told the trainers."


def test_a_lesson_is_answered_accepted_and_read(visit, javascript):
    title = f"Tell the trainers before the students come, {'2023' if javascript else '2022'}"
    force, university, reviewer = (
        visit("partnership_manager", 0),
        visit("partnership_manager", 1),
        visit("reviewer"),
    )
    force.open("/collaborations/record")
    choice = force.page.locator("main [name=other] option", has_text="Fosse Vale University").first
    force.fill(
        other=choice.get_attribute("value"),
        title=f"Students at the training school: {title}",
        mechanism="placement",
        areas=["IDENT-04"],
        audience="members",
        started=in_days(-700),
        standing="not_adopted",
        ended=in_days(-400),
        success_criteria="A guide that trainers use",
        summary="The guide was written and nobody used it.",
        causes=["FORCE_IT"],
        lesson_title=title,
        lesson_kind="did_not_work",
        lesson_happened="The students came in summer, when the trainers were away.",
        lesson_advice="Agree the weeks with those who train, in writing.",
    )
    force.press("Record the collaboration")
    send_lesson(force)
    lesson = force.sees("Fosse Vale University can say until").path

    university.open(f"{lesson}/answer", "lesson, answer").sees("The students came in summer")
    university.fill(answer="disagrees", view=VIEW).press("Send your answer").look("lesson answered")
    university.sees("The other side sees it differently", VIEW, "It has been with a reviewer since")

    reviewer.open("/review?kind=lesson", "queue with an answer").sees("Sees it differently")
    reviewer.follow(title).look("lesson to review").follow("Accept").look("lesson, accept").sees(VIEW)
    reviewer.fill(names_nobody=True, helps_no_offender=True, teaches=True).press("Accept")
    reviewer.sees("You have accepted the lesson. It is on the board.", "a territorial force", VIEW)
    reviewer.look("lesson with two voices").sees("The other side sees it differently").sees_not("Fosse Vale")
