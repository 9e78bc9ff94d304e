"""A chief officer backs a brief by a link and reads it on one page; its poster copies it."""

from pathlib import Path
from secrets import randbelow

import pytest

from tests.journeys.letters import link_in_letter

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
POST = "Assistant Chief Constable (Crime)"


def test_a_chief_officer_backs_a_brief_and_its_poster_copies_it(visit, live_server):
    domain = live_server.account("police")["email"].partition("@")[2]
    address = f"lane.corrie{randbelow(10**6)}@{domain}"
    police = visit("police")
    police.open("/briefs/create").fill(title="Exhibits that wait a year for a laboratory")
    brief = police.press("Start the draft").path.removesuffix("/edit/problem")
    police.fill(problem="Phones wait a year for examination, and cases fall.").press("Save and continue")
    police.open(f"{brief}/edit/outcome").fill(desired_outcome="No phone waits longer than a month.")
    police.press("Save and continue").open(f"{brief}/edit")
    police.follow("Name the post that backs it").look("name the sponsor")
    police.fill(post=POST, name="Lane Corrie", email=address).press("Save").sees(f"{POST}: not asked yet")
    police.follow("Ask for the confirmation").look("ask the sponsor").press("Ask for the confirmation")

    sponsor = visit("")
    link = link_in_letter(live_server.data_dir, address, "Do you back")
    sponsor.open(link, "answer as sponsor").sees("Exhibits that wait a year", POST)
    sponsor.fill(answer="confirm").press("Send your answer").look("sponsor answered").sees("Thank you")

    police.open(brief, "brief with a sponsor").sees(f"Backed by the {POST}, confirmed")
    police.follow("The brief on one page").look("brief on one page").sees("OFFICIAL", f"Backed by the {POST}")
    with police.page.expect_download() as download:
        police.page.get_by_role("button", name="Download as PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-1.7")
    # One sheet for whoever prints the page instead.
    assert police.page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1

    police.open(f"{brief}/copy", "copy a brief").press("Make the copy").look("draft of a copy")
    police.sees("This is the copy", "Copied from", "not asked yet")
