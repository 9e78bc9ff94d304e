"""A brief on one page: on the site, and as a PDF that is one page whatever was typed."""

import re

import pytest

from app.briefs import one_page
from app.briefs.models import BudgetBand, Horizon
from app.briefs.sponsors.models import SponsorState
from app.core.actor import ANONYMOUS, Audience
from app.listings.models import ListingSpecialism, ListingState
from app.taxonomy.choices import specialism_choices
from app.taxonomy.models import Mechanism
from tests import factories
from tests.briefs.sponsorship import POST, gather
from tests.support.pages import text_of

LEGAL = {
    "title": 150,
    "problem": 5_000,
    "summary": 1_000,
    "who_affected": 1_500,
    "why_now": 1_000,
    "desired_outcome": 3_000,
    "measure": 300,
    "baseline": 300,
    "adoption": 1_500,
}


def pages(made: bytes) -> int:
    return int(re.search(rb"/Type/Pages/Count (\d+)", made)[1])


def test_it_says_what_a_senior_reader_asks(app, client):
    cast = gather(
        summary="Nobody compares tyre marks.",
        why_now="The licence ends in March.",
        measure="Scenes linked, 30 a year",
        baseline="None",
        budget_band=BudgetBand.FROM_10K_TO_25K,
        horizon=Horizon.NOW,
    )
    cast.sponsor(state=SponsorState.ASKED)
    address = f"/briefs/{cast.brief.id}/one-page"
    said = text_of(client.get(address).page.main)
    for words in (
        "OFFICIAL",
        cast.brief.title,
        "Nobody compares tyre marks.",
        "The licence ends in March.",
        "Scenes linked, 30 a year. Today: None",
        "£10,000 to £25,000",
        f"Brief {cast.brief.id}",
        "21 December 2026",
        "printed 21 November 2026",
    ):
        assert words in said
    assert cast.brief.problem not in said, "the summary says it shorter"
    assert POST not in said
    answer = client.get(f"{address}.pdf")
    assert answer.mimetype == "application/pdf" and pages(answer.data) == 1
    assert answer.headers["Content-Disposition"] == f"attachment; filename=brief-{cast.brief.id}.pdf"
    for mark in (
        b"/StructTreeRoot",
        b"/Lang(en-GB)",
        b"/Title(Tyre marks that nobody compares)",
        b"pdfuaid:part>1<",
    ):
        assert mark in answer.data
    client.sign_in(cast.poster)
    assert f"{POST}: asked, not yet confirmed" in text_of(client.get(address).page.main)


@pytest.mark.parametrize("unit", ["Officers wait for the vehicle. ", "W", "a\n"])
def test_the_longest_brief_is_still_one_page(app, unit):
    brief = factories.brief(
        state=ListingState.PUBLISHED,
        audience=Audience.PUBLIC,
        mechanisms=list(Mechanism),
        duration_weeks=520,
        horizon=Horizon.NEXT,
        **{name: (unit * most)[:most] for name, most in LEGAL.items()},
    )
    longest = sorted(specialism_choices(), key=lambda choice: -len(choice[1]))[:20]
    brief.specialism_links = [ListingSpecialism(specialism_code=choice[0]) for choice in longest]
    made = one_page.one_page_pdf(ANONYMOUS, brief)
    assert pages(made) == 1
    assert one_page.MORE in one_page.one_page(ANONYMOUS, brief)["parts"][-1][1]


def test_a_text_is_cut_after_a_word():
    assert one_page.shorten("Nobody compares tyre marks", 18) == "Nobody compares… more on the page"
    assert one_page.shorten(" Nobody\ncompares ", 18) == "Nobody compares"


def test_who_may_not_read_the_brief_gets_no_page(app, client):
    draft = factories.brief(state=ListingState.DRAFT)
    for address in (f"/briefs/{draft.id}/one-page", f"/briefs/{draft.id}/one-page.pdf"):
        assert client.get(address).status_code == 404
