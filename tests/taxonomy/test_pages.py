"""The pages of the research interests."""

import pytest
from sqlalchemy import select

from app.core import panels
from app.core.panels import Panel
from app.extensions import db
from app.taxonomy.models import ResearchInterest
from app.taxonomy.routes import source_links
from tests import factories


def test_the_public_sees_every_research_interest_under_its_issuer(client):
    page = client.get("/research-interests").page
    assert page.heading == "Research interests"
    assert len([link for link in page.links if link.startswith("/research-interests/")]) == 139
    assert "NPCC, 2024 (86 questions)" in " ".join(page.get_text().split())
    assert "Metropolitan Police, 2019 (53 questions)" in " ".join(page.get_text().split())
    assert "not the official text" in page.get_text()


@pytest.mark.parametrize("code", ["EC1a", "SUR1a", "MET7b"])
def test_a_research_interest_says_whose_it_is_and_that_the_words_are_ours(client, code):
    interest = db.session.scalar(select(ResearchInterest).where(ResearchInterest.code == code))
    page = client.get(f"/research-interests/{code}").page
    text = " ".join(page.get_text().split())
    assert page.heading == interest.summary
    assert f"our summary of a question that {interest.issuer} published in {interest.year}" in text
    assert "It is not the official text" in text
    assert "takes no response" in text
    assert [link for link in page.links if link.startswith("https://")]


def test_a_member_sees_the_same_page(client):
    client.sign_in(factories.person(factories.force()))
    assert client.get("/research-interests/EC1a").status_code == 200


@pytest.mark.parametrize("code", ["XX9z", "EC1A ", "%00", "é"])
def test_an_unknown_code_has_no_page(client, code):
    assert client.get(f"/research-interests/{code}").status_code == 404


def test_the_rooms_above_add_panels(client, monkeypatch):
    monkeypatch.setattr(panels, "_makers", {})
    panels.add(
        "taxonomy.research_interest",
        lambda actor, interest: Panel(f"Panel of {interest.code}", "components/pagination.html"),
    )
    assert "Panel of EC1a" in client.get("/research-interests/EC1a").page.get_text()


def test_a_source_is_linked_to_the_question_only_where_its_page_is_known(app):
    def links(code):
        return source_links(db.session.scalar(select(ResearchInterest).where(ResearchInterest.code == code)))

    assert [text for text, _ in links("EC1a")] == [
        "A question of the same group on the portal (496377)",
        "A question of the same group on the portal (496382)",
    ]
    assert [text for text, _ in links("SUR1a")] == ["This question on the Areas of Research Interest portal"]
    assert links("MET7b") == [("Areas of Research Interest portal", "https://ari.org.uk")]


def test_every_research_interest_has_a_link_to_its_source(app):
    without = [each.code for each in db.session.scalars(select(ResearchInterest)) if not source_links(each)]
    assert without == []
