"""What helps somebody post well: the guide to science, the checks of a draft, and finding that it was asked already."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import seeds
from app.core.tables import write_csv
from tests.journeys.test_import import choose
from tests.journeys.test_review import BRIEFS
from tests.journeys.visitor import in_days

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
SAMPLE = Path(seeds.__file__).parent / "sample" / "briefs.jsonl"
PHONE = "07700 900 123"


def asked_by_another_force(title: str) -> dict[str, str]:
    """A row of an import that asks what the sample brief `title` asks."""
    told = (json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines())
    (theirs,) = (brief for brief in told if brief["title"] == title)
    return {
        "Title": f"{title}, here too",
        "The problem": f"{theirs['problem']} Ring the team on {PHONE}.",
        "Desired outcome": theirs["desired_outcome"],
        "Areas of challenge": "FORENS-11",
        "Mechanisms": "Research",
        "Region": "North East",
        "Last day for responses": in_days(60).isoformat(),
        "Start": in_days(100).isoformat(),
        "Duration in weeks": "20",
        "Data and access": "Made up by ourselves, on our premises.",
        "Vetting": "NONE",
        "Research interest": "None fits",
        "The missing question": "What can be read before the charge?",
        "Horizon": "now",
    }


def test_anybody_asks_which_science_could_help(visit):
    public = visit("").open("/").follow("Ask which science could help").look("which science")
    public.press("Show which science could help").look("which science, refused").sees("Enter")
    public.fill(question="Tyre marks at burglary scenes are photographed and never compared.")
    public.press("Show which science could help").look("which science, found")
    public.sees("For policing now", "Find offers in", "How many could help?", "Region")
    public.sees("What others learnt from the like")


def test_a_draft_is_checked_and_joins_the_brief_that_asks_the_same(visit, javascript):
    title = BRIEFS[javascript]
    row = asked_by_another_force(title)
    police = visit("police").open("/briefs/import")
    choose(police, "one.csv", write_csv([[*row], [*row.values()]])).press("Make 1 draft")
    police.follow(row["Title"])
    address = re.sub(r"/edit.*", "", police.path)

    # Clarity: read anew while somebody types, or when the part is saved.
    police.open(f"{address}/edit/need").look("need")
    count = police.main.locator("[data-clarity-count]")
    before = count.inner_text()
    police.fill(
        who_affected="Victims wait four months to hear whether their phone was read.",
        already_done="We tried a commercial kit and it read half of the phones.",
        why_now="New phones that our kit cannot read came out in May 2026.",
    )
    if javascript:
        expect(count).not_to_have_text(before)
    police.press("Save and continue").open(f"{address}/edit/need", "need, saved")
    assert count.inner_text() != before

    # A tick beside a proposal is a tick in the list.
    police.open(f"{address}/edit/specialisms").look("specialisms proposed").sees("How many could help?")
    proposed = police.main.locator("[id^=proposed-][type=checkbox]").first
    code = proposed.get_attribute("value")
    proposed.check()
    police.press("Save and continue").open(f"{address}/edit/specialisms")
    assert police.main.locator(f"[name=specialisms][value={code}]:checked").count() == 1

    # Sensitivity: a phone number is pointed at, and removed or confirmed.
    police.open(f"{address}/submit").look("check with finds").sees(f"Ring the team on {PHONE}")
    police.fill(declared_official=True).press("Send for review").look("finds refused")
    police.sees(f"Remove “{PHONE}”, a phone number, or confirm that it may be shown")
    police.main.get_by_label(f"I confirm that “{PHONE}” may be shown").check()
    police.press("Send for review").sees("Look for what is near").sees_not(f"Remove “{PHONE}”")

    # It was asked already: this force joins, and the owner agrees.
    police.follow("Look for what is near").look("asked already").sees(title, "near")
    police.fill(choice="join", sentence="We would ask the same of the same people.")
    police.press("Keep this answer").look("asked to join").sees("has been asked", "Take it back")
    asked = police.path
    owner = visit("police", 1).open("/desk", "desk with a co-sponsor").follow("which asks to co-sponsor")
    assert owner.path == asked
    owner.look("co-sponsor to answer").follow("Agree").look().press("Agree").look("co-sponsor agreed").sees(
        "Co-sponsors"
    )
    police.open(asked).sees("Agreed").follow(title).look("brief with a co-sponsor").sees("Co-sponsor")
