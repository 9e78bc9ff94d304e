"""Listings that match: tyre marks on both sides."""

import pytest

from app.listings.models import ListingArea, ListingSpecialism
from tests import factories

TYRES = "Tyre marks and tread patterns at burglary scenes are photographed and never compared."


@pytest.fixture
def make_brief(app):
    def make(at=None, title="Tyre marks at burglary scenes", **values):
        values.setdefault("problem", TYRES)
        return coded(factories.brief(at, title=title, **values))

    return make


@pytest.fixture
def make_offer(app):
    def make(at=None, title="Image retrieval of tread patterns", **values):
        values.setdefault("description", "We retrieve images of tyre tread patterns from burglary scenes.")
        return coded(factories.offer(at, title=title, **values))

    return make


def coded(listing):
    listing.area_links = [ListingArea(area_code="TRUST-01")]
    listing.specialism_links = [ListingSpecialism(specialism_code="FOR-SCENE")]
    return listing
