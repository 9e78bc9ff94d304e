"""An academic asks about a brief; its owner finds it on the desk and answers; everybody reads it, and not who asked."""

import pytest

from tests.journeys.visitor import Visitor, in_days

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
# A public brief of the sample, posted by the person who signs in as "police".
ADDRESS = "/briefs/8"
BRIEF = "UAS on missing person jobs: flying up and down and hoping"


def names_nobody(reader: Visitor, question: str) -> None:
    asked = reader.page.locator("article", has_text=question).inner_text()
    assert asked.startswith("Asked on ")
    assert " by " not in asked
    assert "Fosse Vale" not in asked


def test_a_question_is_asked_counted_and_answered_to_everyone(visit, javascript):
    question = f"May students fly with the team in the {'spring' if javascript else 'autumn'}?"
    answer = "They may, from a site of ours."
    academic, police = visit("academic"), visit("police")
    academic.open(ADDRESS).sees(BRIEF, "Questions close at the end of").follow("Ask a question").look("ask")
    academic.fill(question=question).press("Send question").look("asked")
    academic.sees("Your question has been sent", question, "by you")

    police.open("/desk").follow(f"Answer 1 question on “{BRIEF}”").look("owner with a question")
    police.sees("Questions and answers (1 unanswered)", question)
    names_nobody(police, question)
    police.follow("Answer").look("answer").fill(answer=answer).press("Publish answer")
    police.sees("The answer has been published", answer)

    day = in_days(0)
    for reader in (visit("academic", 1), visit("")):
        reader.open(ADDRESS, "answered").sees(question, f"Answered on {day.day} {day:%B %Y}", answer)
        names_nobody(reader, question)
