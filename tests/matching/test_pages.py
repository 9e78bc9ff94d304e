"""Matches on the pages of briefs and offers."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience
from app.matching import service
from app.matching.models import Match
from app.matching.panels import FIRST
from app.taxonomy.models import Mechanism
from tests import factories
from tests.support.signin import sign_in


@pytest.fixture
def pair(make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC, vetting_code="NPPV2", region_code="NW")
    offer = make_offer(vetting_code="NPPV3", region_code="NE")
    service.rebuild()
    return brief, offer


def said(page):
    return " ".join(page.main.get_text(" ", strip=True).split())


def test_a_brief_shows_its_matching_offers_with_reasons_and_facts(client, pair):
    brief, offer = pair
    sign_in(client, factories.person(factories.university()))
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert "Matching offers" in text
    assert offer.title in text
    assert offer.organisation.name in text
    assert "Both speak of:" in text
    assert "Specialism: Crime scene examination" in text
    assert "Mechanism: research, as wanted" in text
    assert "Area:" in text
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
    service.rebuild()
    assert hidden.title not in client.get(f"/offers/{offer.id}").text
    sign_in(client, factories.person(factories.university()))
    assert hidden.title not in client.get(f"/offers/{offer.id}").text
    assert hidden.title not in client.get(f"/offers/{offer.id}/matches").text
    assert client.get(f"/briefs/{hidden.id}/matches").status_code == 404


def test_the_wrong_mechanism_is_said(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC, mechanisms=[Mechanism.RESEARCH, Mechanism.PROJECT])
    make_offer(mechanism=Mechanism.TRAINING)
    service.rebuild()
    text = said(client.get(f"/briefs/{brief.id}").page)
    assert "But by training: the brief wants project or research" in text


def test_a_listing_without_a_match_says_so(client, make_brief):
    brief = make_brief(audience=Audience.PUBLIC)
    page = client.get(f"/briefs/{brief.id}").page
    assert "No match yet" in said(page)


def test_a_page_shows_the_first_and_leads_to_the_rest(client, make_brief, make_offer):
    brief = make_brief(audience=Audience.PUBLIC)
    for number in range(FIRST + 2):
        make_offer(title=f"Tread patterns {number}")
    service.rebuild()
    page = client.get(f"/briefs/{brief.id}").page
    assert sum(title.startswith("Tread patterns") for title in map(str, page.stripped_strings)) == FIRST
    assert f"/briefs/{brief.id}/matches" in page.links
    every = said(client.get(f"/briefs/{brief.id}/matches").page)
    assert f"{FIRST + 2} matches" in every


def test_the_best_match_comes_first(client, make_brief, make_offer, db_session):
    brief = make_brief(audience=Audience.PUBLIC)
    make_offer(title="Plain patterns", description="Patterns of all kinds.")
    make_offer(title="Tyre marks at burglary scenes")
    service.rebuild()
    scores = db_session.scalars(select(Match).order_by(Match.score.desc())).all()
    text = said(client.get(f"/briefs/{brief.id}").page)
    places = [text.index(match.offer.title, text.index("Matching offers")) for match in scores]
    assert places == sorted(places)
