"""What forms and facets are given."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience
from app.core.kinds import all_kinds
from app.extensions import db
from app.taxonomy import choices, policy
from app.taxonomy.models import Area, ResearchInterest
from tests import factories

pytestmark = pytest.mark.postgres


def test_an_area_comes_before_its_sub_areas_under_its_own_label(app):
    found = choices.area_choices()
    assert len(found) == 155
    assert found[0] == (
        "TRUST",
        "Building and keeping public trust (in general)",
        "Building and keeping public trust",
    )
    assert found[1][2] == "Building and keeping public trust"


def test_a_group_of_causes_is_not_a_cause(app):
    codes = [code for code, _, _ in choices.cause_choices()]
    assert len(codes) == 29
    assert not [code for code in codes if code.startswith("C_")]


def test_not_stated_can_be_left_out_of_the_vetting_levels(app):
    assert len(choices.vetting_choices()) == 10
    assert "UNKNOWN" not in dict(choices.vetting_choices(with_unknown=False))


@pytest.mark.parametrize(
    ("maker", "count"),
    [
        (choices.specialism_choices, 155),
        (choices.region_choices, 13),
        (choices.gate_choices, 25),
        (choices.measure_choices, 38),
        (choices.stage_choices, 9),
        (choices.mechanism_choices, 6),
        (choices.research_interest_choices, 139),
    ],
)
def test_every_list_is_whole_and_names_each_code_once(app, maker, count):
    codes = [choice[0] for choice in maker()]
    assert len(codes) == len(set(codes)) == count


def test_an_unknown_code_is_its_own_label(app):
    assert choices.label(Area, "TRUST") == "Building and keeping public trust"
    assert choices.label(Area, "ELSEWHERE") == "ELSEWHERE"
    assert choices.label(Area, None) == ""


def test_everybody_reads_every_research_interest(db_session):
    interest = db_session.scalar(select(ResearchInterest))
    for actor in (factories.nobody(), factories.actor(factories.force())):
        assert policy.can_read(actor, interest)
        assert policy.access_research_interest(actor, interest.code) is interest


def test_the_index_finds_a_research_interest_by_issuer_and_area(app):
    kind = all_kinds()["research_interests"]
    interest = db.session.scalar(select(ResearchInterest).where(ResearchInterest.code == "EC1a"))
    document = kind.document(interest)
    assert document.audience is Audience.PUBLIC
    assert document.facets == {"area": ("TRUST-02",)}
    for word in ("NPCC", "EC1a", "Transparency by default", "Building and keeping public trust"):
        assert word in document.keywords
    assert kind.facet_label("area", "TRUST-02") == "Transparency by default"


def test_a_research_interest_without_an_area_has_no_facet(app):
    interest = db.session.scalar(select(ResearchInterest).where(ResearchInterest.code == "MET7b"))
    assert all_kinds()["research_interests"].document(interest).facets == {}
