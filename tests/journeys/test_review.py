"""A brief goes through review twice: scored by each side alone, with reasons by part, and a clock that both see."""

import re

import pytest

from tests.journeys.test_loop import answer_what_is_near

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
# Both of one force, so that each run has its own; members may read them.
BRIEFS = {True: "Phones we can't get into", False: "900 hours of CCTV and two DCs to watch it"}
QUESTION = "How can a locked phone be read before the charge must be decided?"
OURS = {"harm": "2", "demand": "3", "breadth": "3", "readiness": "1", "cost": "4"}
THEIRS = {"harm": "4", "demand": "3", "readiness": "1", "cost": "3"}


def test_a_brief_is_scored_sent_back_and_published(visit, javascript):
    brief = BRIEFS[javascript]
    police, reviewer = visit("police", 1), visit("reviewer")
    police.open("/desk").follow(brief)
    address = police.path
    police.open(f"{address}/revise").press("Make it a draft again")
    police.open(f"{address}/edit/research-interest").fill(research_interest="none-fits", gap=QUESTION)
    police.press("Save and continue").open(f"{address}/edit/priority").look().fill(**OURS)
    police.press("Save and continue").open(f"{address}/submit")
    answer_what_is_near(police, address)
    police.fill(declared_official=True).press("Send for review").open(address, "brief sent in")
    police.sees("A reviewer answers within 5 working days", "13 of 20 points. A reviewer: Not scored.")

    reviewer.open("/review?kind=brief", "queue").sees(brief, "of 10 checks passed", "answer by")
    row = reviewer.page.locator("tr", has_text=brief).inner_text()
    assert re.search(r"Nothing near|said why different", row), row
    reviewer.follow(brief).look("brief to review").sees("Rounds of review", "Has this been asked already?")
    reviewer.sees_not("13 of 20 points").follow("Score its priority").look()
    reviewer.press("Save my scores").look("score refused").sees("Score at least one criterion")
    reviewer.fill(**THEIRS).press("Save my scores").look("scored")
    reviewer.sees("Its owner: 13 of 20 points. A reviewer: 11 of 16 points.", "two points or more on harm")
    reviewer.follow("Ask for changes").fill(**{"step-outcome": "Say by when."}).press("Ask for changes")
    reviewer.open("/review", "queue with owners").sees("With their owners", brief, "Under 1 working day")

    police.open(address, "brief sent back").sees("Desired outcome: Say by when.", "Changes asked for on")
    police.open(f"{address}/edit/outcome").sees("Say by when.")
    police.fill(desired_outcome="By June nine phones in ten are read within a week.")
    police.press("Save and continue").open(f"{address}/submit")
    answer_what_is_near(police, address)
    police.fill(declared_official=True).press("Send for review")

    reviewer.open(address, "second round").sees("Changed since the last round", "By June nine phones in ten")
    reviewer.follow("Publish").press("Publish").sees("has been published")
    police.open(address, "brief with both scores").sees("13 of 20 points. A reviewer: 11 of 16 points.")
    police.open("/research-interests/gaps", "gaps").sees(QUESTION)
