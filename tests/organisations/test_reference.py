"""The real organisations: counts, facts, and what their members wrote."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.organisations import reference
from app.organisations.models import Kind, Organisation, Side
from app.organisations.service import by_domain
from app.taxonomy.rows import BadRow
from tests import factories
from tests.taxonomy.test_rows import spoil

pytestmark = pytest.mark.postgres


def named(slug):
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def test_every_real_organisation_stands(app):
    assert {sheet.path.name: sheet.loaded(sheet) for sheet in reference.sheets()} == {
        "police_organisations.csv": 91,
        "universities.csv": 168,
        "research_partnerships.csv": 57,
    }
    kinds = dict(
        db.session.execute(select(Organisation.kind, func.count()).group_by(Organisation.kind)).all()
    )
    assert kinds[Kind.TERRITORIAL] == 45
    assert kinds[Kind.UNIVERSITY] == 168
    assert kinds[Kind.PARTNERSHIP] == 57
    assert sum(kinds.values()) == 316


@pytest.mark.parametrize(
    ("slug", "region"),
    [
        ("bedfordshire", "EE"),
        ("police-scotland", "SCO"),
        ("national-crime-agency", "NAT"),
        ("jersey", None),
        ("abertay-university", "SCO"),
        ("n8-policing-research-partnership-n8-prp", None),
    ],
)
def test_regions_are_read_as_codes(app, slug, region):
    assert named(slug).region_code == region


def test_a_partnership_keeps_who_is_in_it_and_stands_on_neither_side(app):
    found = named("n8-policing-research-partnership-n8-prp")
    assert found.name == "N8 Policing Research Partnership (N8 PRP)"
    assert "Durham" in found.members_text
    assert (found.partnership_kind, found.partnership_status) == ("regional network", "active")
    assert found.side is Side.NEITHER
    assert not found.is_police


def test_loading_again_changes_nothing(db_session, statements):
    statements.forget()
    reference.load()
    assert statements.written == []


def test_loading_again_refreshes_facts_and_leaves_what_members_wrote(db_session):
    force = named("bedfordshire")
    force.name, force.source = "Old name", "Old source"
    force.about, force.remit, force.restrictions = "Our words", "Our remit", "Our restrictions"
    force.website, force.requires_release, force.collaborations_count = "https://elsewhere.example", True, 3
    db_session.flush()
    reference.load()
    assert force.name == "Bedfordshire Police"
    assert force.source.startswith("site:")
    assert (force.about, force.remit, force.restrictions) == ("Our words", "Our remit", "Our restrictions")
    assert force.website == "https://elsewhere.example"
    assert (force.requires_release, force.collaborations_count) == (True, 3)


@pytest.mark.parametrize(
    ("file", "line", "field", "value", "complaint"),
    [
        ("police_organisations.csv", 3, "slug", "avon-and-somerset", "stands on line 2 already"),
        ("police_organisations.csv", 3, "slug", "Bedford Shire", "not lower-case words"),
        ("police_organisations.csv", 3, "kind", "cavalry", "unknown value"),
        ("police_organisations.csv", 3, "kind", "university", "no police organisation"),
        ("police_organisations.csv", 3, "nation_region", "England: Atlantis", "unknown region"),
        ("police_organisations.csv", 3, "email_domains", "beds police", "not a domain"),
        ("universities.csv", 2, "name", "", "missing"),
        ("research_partnerships.csv", 2, "members", "", "missing"),
        ("research_partnerships.csv", 3, "name", "N8 Policing Research Partnership: N8 PRP", "its address"),
    ],
)
def test_a_bad_row_is_named(app, tmp_path, file, line, field, value, complaint):
    spoil(tmp_path, file, line, field, value, reference.DATA)
    with pytest.raises(BadRow) as caught:
        reference.load(tmp_path)
    assert str(caught.value).startswith(f"{file}, line {line}, field {field}: ")
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("email", "slug"),
    [
        ("someone@beds.police.uk", "bedfordshire"),
        ("SOMEONE@BEDS.POLICE.UK", "bedfordshire"),
        ("x@cs.ucl.ac.uk", "university-college-london"),
        ("x@a.b.c.ucl.ac.uk.", "university-college-london"),
        # Two bodies use this one: it proposes the first, and a person decides.
        ("someone@npcc.police.uk", "npcc"),
        ("someone@police.uk", None),
        ("someone@ac.uk", None),
        ("someone@xbeds.police.uk", None),
        ("someone@gmail.com", None),
        ("someone@localhost", None),
        ("someone@" + "a." * 60 + "beds.police.uk", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_domain_proposes_an_organisation(app, email, slug):
    found = by_domain(email)
    assert (found.slug if found else None) == slug


def test_the_longest_domain_wins(db_session):
    whole, school = factories.university(), factories.university()
    whole.domains.append(reference.OrganisationDomain(domain="whole.example"))
    school.domains.append(reference.OrganisationDomain(domain="school.whole.example"))
    db_session.flush()
    assert by_domain("x@whole.example") is whole
    assert by_domain("x@school.whole.example") is school
    assert by_domain("x@lab.school.whole.example") is school
    assert by_domain("x@other.whole.example") is whole
