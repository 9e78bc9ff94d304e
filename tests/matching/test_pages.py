"""Matches on the pages of briefs and offers. What is stored is shown; no engine is asked."""

import pytest

from app.collaborations.models import Confirmation, Status
from app.core.actor import Audience
from app.matching.models import Band
from app.matching.panels import FIRST
from app.taxonomy.models import Mechanism
from tests import factories
from tests.matching.stored import match, without
from tests.support.signin import sign_in


@pytest.fixture
def pair(make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC, vetting_code="NPPV2", region_code="NW")
    offer = make_offer(vetting_code="NPPV3", region_code="NE")
    match(brief, offer)
    return brief, offer


def said(page):
    return " ".join(page.main.get_text(" ", strip=True).split())


def test_a_brief_shows_its_matching_offers_with_band_reasons_and_facts(client, pair):
    brief, offer = pair
    sign_in(client, factories.person(factories.university()))
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert "Matching offers" in text
    assert offer.title in text
    assert offer.organisation.name in text
    assert "Strong match" in text
    assert "Nearest sentences (a good part)" in text
    assert "The brief: “Tyre marks are photographed and never compared.”" in text
    assert "The offer: “We retrieve images of tyre tread patterns.”" in text
    assert "Both name Crime scene examination." in text
    assert "Research, as the brief wants." in text
    assert "✗ Place not met The brief is in North West, the offer in North East" in text
    assert "Non-Police Personnel Vetting level 3" in text
    assert "%" not in text.split("Matching offers")[1]


def test_an_offer_shows_its_matching_briefs(client, pair):
    brief, offer = pair
    text = said(client.get(f"/offers/{offer.id}").page)
    assert "Matching briefs" in text
    assert brief.title in text


def test_the_public_is_not_told_which_vetting_a_team_holds(client, pair):
    brief, offer = pair
    for path in (f"/briefs/{brief.id}", f"/offers/{offer.id}"):
        text = said(client.get(path).page)
        assert "Dates" in text
        assert "Personnel Vetting level 3" not in text


def test_a_reader_sees_no_match_with_a_listing_that_they_may_not_read(client, make_brief, make_offer):
    offer = make_offer()
    hidden = make_brief(title="A secret need", audience=Audience.POLICE)
    match(hidden, offer)
    assert hidden.title not in client.get(f"/offers/{offer.id}").text
    sign_in(client, factories.person(factories.university()))
    assert hidden.title not in client.get(f"/offers/{offer.id}").text
    assert hidden.title not in client.get(f"/offers/{offer.id}/matches").text
    assert client.get(f"/briefs/{hidden.id}/matches").status_code == 404


def test_the_wrong_mechanism_is_said(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC, mechanisms=[Mechanism.RESEARCH, Mechanism.PROJECT])
    match(brief, make_offer(mechanism=Mechanism.TRAINING), reasons=without("mechanism"))
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert "by another mechanism: the brief wants project or research, the offer is training" in text


def test_a_listing_without_a_match_says_so(client, make_brief):
    brief = make_brief(audience=Audience.PUBLIC)
    assert "No match yet" in said(client.get(f"/briefs/{brief.id}").page)


def test_weak_matches_are_led_to_and_not_shown(client, make_brief, make_offer):
    brief, offer = make_brief(audience=Audience.PUBLIC), make_offer(title="Far from it")
    match(brief, offer, 0.4, Band.WEAK)
    page = client.get(f"/briefs/{brief.id}").page
    assert "No good match yet" in said(page)
    assert offer.title not in said(page)
    assert offer.title not in client.get(f"/briefs/{brief.id}/matches").text
    way = next(link for link in page.links if "weak=yes" in link)
    assert offer.title in client.get(way).text


def test_a_page_shows_the_first_and_leads_to_the_rest(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC)
    for number in range(FIRST + 2):
        match(brief, make_offer(title=f"Tread patterns {number}"), 3 - number / 10)
    page = client.get(f"/briefs/{brief.id}").page
    said_in_turn = page.get_text("\n", strip=True).split("\n")
    assert sum(text.startswith("Tread patterns") for text in said_in_turn) == FIRST
    assert f"/briefs/{brief.id}/matches" in page.links
    every = said(client.get(f"/briefs/{brief.id}/matches").page)
    assert f"{FIRST + 2} matches" in every


def test_the_best_match_comes_first(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC)
    match(brief, make_offer(title="The second"), 1.9, Band.GOOD)
    match(brief, make_offer(title="The first"), 2.9)
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert text.index("The first") < text.index("The second")


def test_an_offer_without_room_is_marked_and_stays_where_it_is(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC)
    match(brief, make_offer(title="Full up", capacity=1, capacity_unit="projects", load=1), 2.9)
    match(brief, make_offer(title="Has room"), 2.5)
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert text.index("Full up") < text.index("At capacity") < text.index("Has room")


def test_who_was_brought_up_is_marked_and_told_why(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC)
    for number in range(10):
        known = factories.university(collaborations_count=1)
        match(brief, make_offer(known, title=f"Known {number}"), 3 - number / 10)
    match(brief, make_offer(factories.university(name="Newcomer University")), 1.7, Band.POSSIBLE)
    text = said(client.get(f"/briefs/{brief.id}/matches").page)
    assert "New here" in text
    assert "Newcomer University has had no collaboration here yet" in text
    assert text.index("Newcomer University") < text.index("Known 9")


@pytest.mark.parametrize(
    ("status", "audience", "is_known"),
    [
        (Status.RUNNING, Audience.PUBLIC, True),
        (Status.RUNNING, Audience.POLICE, False),
        (Status.COMPLETED, Audience.PUBLIC, False),
    ],
)
def test_a_running_collaboration_that_the_reader_may_read_is_to_be_declared(
    client, pair, status, audience, is_known
):
    brief, offer = pair
    factories.collaboration(
        brief.organisation,
        offer.organisation,
        status=status,
        audience=audience,
        confirmation=Confirmation.CONFIRMED,
    )
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert ("✗ Conflict of interest to declare" in text) == is_known
    assert ("? Conflict of interest not known" in text) != is_known


def test_restrictions_are_quoted_for_the_reader_to_judge(client, pair):
    brief, offer = pair
    offer.organisation.restrictions = "No placements in July."
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert "? Remit and restrictions for you to judge" in text
    assert f"Restrictions of {offer.organisation.name}: No placements in July." in text


# ---- how matching works -----------------------------------------------------------------------------------


def test_anybody_reads_how_matching_works_and_which_version_runs(client, pair):
    text = said(client.get("/about-matching").page)
    assert "Version 2 of the method is running" in text
    assert "What it is bad at" in text
    assert "Nobody has yet." in text
    assert "/about-matching" in client.get(f"/briefs/{pair[0].id}").page.links


@pytest.mark.parametrize(("setting", "words"), [("on", "meaning are on"), ("off", "meaning are off here")])
def test_it_says_whether_the_encoder_is_on(app, client, setting, words, monkeypatch):
    monkeypatch.setitem(app.config, "ENCODER", setting)
    assert words in said(client.get("/about-matching").page)


# ---- who stands first -------------------------------------------------------------------------------------


def test_the_spread_of_first_places_is_reported_by_score_and_as_shown(
    app, make_brief, make_offer, db_session
):
    brief = make_brief()
    large = factories.university(collaborations_count=1)
    for number in range(11):
        match(brief, make_offer(large), 4 - number / 10)
    match(brief, make_offer(), 2.0)
    match(brief, make_offer(), 0.4, Band.WEAK)
    db_session.commit()
    done = app.test_cli_runner().invoke(args=["matching", "spread"])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert "1 lists, 10 places, 1 organisations; the largest share 1.00" in lines[1]
    assert "1 lists, 10 places, 2 organisations; the largest share 0.90" in lines[2]
