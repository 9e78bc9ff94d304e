"""A police user answers the pre-flight and says what they will do with the lessons beside it; a responder reads it."""

import re
import sqlite3
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
WAIT = "Investigators need NPPV3; the vetting unit takes no new cases before May."
PUBLISH = "Yes, 30 days after we have read it for accuracy."


def press_below(police: Visitor, place: int, words: str) -> None:
    """Press one of the three buttons below the lesson at a place."""
    clicks = police.page.locator(".cg-clicks").nth(place)
    police.click(clicks.get_by_role("button", name=words))


def test_the_preflight_is_answered_beside_lessons_and_read_by_a_responder(visit, live_server):
    police = visit("police")
    police.open("/briefs/create").fill(title="Phones wait eleven months in the digital forensic unit")
    police.press("Start the draft")
    address = re.sub(r"/edit.*", "", police.path)

    police.open(f"{address}/edit/feasibility-people", "").sees("Lessons for this brief")
    police.fill(
        preflight_vetting_wait="blocked",
        preflight_vetting_wait_words=WAIT,
        preflight_cover="not_known",
        preflight_publication="known",
        preflight_publication_words=PUBLISH,
    )
    press_below(police, 0, "Will apply")
    police.look("will apply").sees("Kept: you will apply", "You said: will apply")
    assert police.page.input_value("[name=preflight_publication_words]") == PUBLISH, "nothing typed is lost"
    press_below(police, 1, "Not relevant because…")
    police.look().fill(reason="other_data").press("Save").sees("You said: not relevant")
    expect(police.page.locator("[name=preflight_cover][value=not_known]")).to_be_checked()
    police.press("Save and continue")
    police.open(address, "own brief with answers").sees("1 known, 10 not known, 1 blocked", WAIT)

    publish_unseen(live_server, address)
    academic = visit("academic")
    academic.open(address, "answers of a brief").sees("1 known, 10 not known, 1 blocked", WAIT, PUBLISH)
    academic.sees_not("You said")


def publish_unseen(live_server, address: str) -> None:
    """What other journeys do through review."""
    database = sqlite3.connect(live_server.data_dir / "common-ground.sqlite", timeout=30)
    with database:
        now = datetime.now(tz=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        done = database.execute(
            "UPDATE listings SET state = 'published', published_at = ? WHERE id = ?",
            (now, int(address.rpartition("/")[2])),
        )
    database.close()
    assert done.rowcount == 1
