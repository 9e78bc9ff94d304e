"""Offers in the index, on cards, and on the page of a research interest."""

import pytest

from app.core.actor import ANONYMOUS, Audience
from app.extensions import db
from app.listings.models import ListingArea
from app.listings.models import ListingState as S
from app.offers import search
from app.offers.panels import fitting
from app.taxonomy.models import ResearchInterest
from tests import factories

pytestmark = pytest.mark.postgres


def test_only_what_passed_review_is_indexed(app):
    found = {state for state in S if search.document(factories.offer(state=state)) is not None}
    assert found == {S.PUBLISHED, S.CLOSED, S.EXPIRED}


def test_neither_document_nor_card_tells_the_vetting_held(app):
    offer = factories.offer(vetting_code="SC", vetting_text="secretly cleared", vetting_note="all of us")
    db.session.commit()
    with app.test_request_context():
        told = repr(search.document(offer)) + repr(search.card(offer)) + search.text(offer)
    assert "cleared" not in told
    assert "Security Check" not in told
    assert "all of us" not in told


def test_its_document_holds_its_text_and_codes(app):
    offer = factories.offer(region_code="SCO", evidence="Used by two forces.")
    document = search.document(offer)
    assert offer.description in document.body
    assert "Used by two forces." in document.body
    assert document.facets["region"] == ("SCO",)
    assert document.audience is Audience.PUBLIC


def test_offers_of_the_same_area_fit_a_research_interest(app):
    interest = db.session.scalars(
        db.select(ResearchInterest).where(ResearchInterest.area_code.is_not(None)).limit(1)
    ).one()
    near, far, hidden = factories.offer(), factories.offer(), factories.offer(audience=Audience.MEMBERS)
    for offer in (near, hidden):
        offer.area_links = [ListingArea(area_code=interest.area_code)]
    db.session.commit()
    with app.test_request_context():
        shown = [card.title for card in fitting(ANONYMOUS, interest).context["cards"]]
    assert shown == [near.title]
    assert far.title not in shown
