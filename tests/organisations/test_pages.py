"""The pages of the organisations, as each kind of reader sees them."""

import pytest
from sqlalchemy import select

from app.core.actor import Role
from app.extensions import db
from app.organisations.models import Organisation
from app.taxonomy.models import Specialism
from tests import factories
from tests.support.pages import text_of


def shown(page):
    return [text_of(title) for title in page.select(".cg-card__title")]


def count_shown(page):
    return text_of(page.select_one("main .cg-search > div h2"))


def test_the_public_finds_an_organisation_by_name(client):
    page = client.get("/organisations?q=bedfordshire").page
    assert page.heading == "Organisations"
    assert "Bedfordshire Police" in shown(page)


def test_words_are_words_and_no_pattern(client):
    assert shown(client.get("/organisations?q=%25").page) == []
    assert shown(client.get("/organisations?q=_").page) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", "316 organisations"),
        ("side=academic", "168 organisations"),
        ("side=neither", "57 organisations"),
        ("side=police", "91 organisations"),
        ("side=police&side=academic", "259 organisations"),
        ("kind=territorial", "45 organisations"),
        ("kind=university&region=NI", "2 organisations"),
        ("kind=university&side=police", "0 organisations"),
        ("kind=cavalry&region=ATLANTIS", "316 organisations"),
        ("q=university+of+bath", "2 organisations"),
        ("specialism=AI-ML", "0 organisations"),
    ],
)
def test_the_list_is_narrowed_by_what_is_chosen(client, query, count):
    assert count_shown(client.get(f"/organisations?{query}").page) == count


def test_a_filter_says_how_many_it_would_show(client):
    page = client.get("/organisations?kind=university").page
    labels = {text_of(label) for label in page.select(".cg-facet label")}
    # Within its own group a choice widens, so the other kinds still have their numbers.
    assert "Territorial police force (45 results)" in labels
    assert "London (42 results)" in labels
    assert "Police side (0 results)" not in labels


def test_the_list_has_pages_that_keep_the_filters(client):
    page = client.get("/organisations?kind=university&page=2").page
    assert len(shown(page)) == 20
    assert "/organisations?kind=university&page=3" in page.links


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 3000, "page=99999999999", "region=%ED%A0%80", "q=%FF"]
)
def test_a_strange_address_is_answered(client, query):
    assert client.get(f"/organisations?{query}").status_code == 200


def test_everybody_reads_what_an_organisation_says_of_itself(client):
    force = factories.force(
        about="Who we are",
        remit="What we lend",
        restrictions="Eleven weeks of vetting",
        website="https://force.example/",
    )
    for reader in (None, factories.person(factories.university())):
        if reader is not None:
            client.sign_in(reader)
        page = client.get(f"/organisations/{force.slug}").page
        for words in ("Who we are", "What we lend", "Eleven weeks of vetting"):
            assert words in page.get_text()
        assert "https://force.example/" in page.links
        assert f"/organisations/{force.slug}/edit" not in page.links


@pytest.mark.parametrize(
    "slug", ["bedfordshire", "university-of-oxford", "n8-policing-research-partnership-n8-prp"]
)
def test_a_real_organisation_shows_its_facts_and_their_source(client, slug):
    organisation = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    page = client.get(f"/organisations/{slug}").page
    assert page.heading == organisation.name
    assert "Where these facts come from" in page.get_text()
    assert "Sample" not in page.get_text()


def test_a_sample_organisation_says_so_in_the_list_and_on_its_page(client):
    force = factories.force(name="Zzz Police", is_sample=True)
    assert "Sample" in text_of(client.get("/organisations?q=Zzz").page.select_one(".cg-card"))
    assert "This organisation is invented" in client.get(f"/organisations/{force.slug}").page.get_text()


def test_an_unknown_organisation_has_no_page(client):
    assert client.get("/organisations/nowhere").status_code == 404
    client.sign_in(factories.person(factories.force(), Role.ORGANISATION_ADMINISTRATOR))
    assert client.get("/organisations/nowhere/edit").status_code == 404


@pytest.mark.parametrize(
    "role", [None, Role.PARTNERSHIP_MANAGER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_nobody_but_its_administrator_opens_the_form(client, role):
    force = factories.force()
    client.sign_in(factories.person(force, *([role] if role else [])))
    assert client.get(f"/organisations/{force.slug}/edit").status_code == 403
    assert client.post(f"/organisations/{force.slug}/edit", data={"version": "1"}).status_code == 403


def test_the_administrator_of_another_does_not_open_the_form(client):
    client.sign_in(factories.person(factories.force(), Role.ORGANISATION_ADMINISTRATOR))
    assert client.get(f"/organisations/{factories.force().slug}/edit").status_code == 403


def test_the_public_is_sent_to_sign_in(client):
    answer = client.get(f"/organisations/{factories.force().slug}/edit")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def administrator(client, force):
    client.sign_in(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    return client


def test_the_administrator_edits_the_page(administrator, force):
    assert f"/organisations/{force.slug}/edit" in administrator.get(f"/organisations/{force.slug}").page.links
    answer = administrator.submit(
        f"/organisations/{force.slug}/edit",
        {
            "about": "New words",
            "specialisms": ["AI-ML", "FOR"],
            "website": "https://www.force.example",
            "requires_release": "y",
        },
    )
    assert answer.location == f"/organisations/{force.slug}"
    page = administrator.get(answer.location).page
    assert "New words" in page.get_text()
    assert "Machine learning" in page.get_text()
    assert force.requires_release


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("about", "word " * 301, "About the organisation must be 300 words or fewer"),
        ("remit", "word " * 301, "Remit must be 300 words or fewer"),
        ("restrictions", "x" * 9_001, "Restrictions must be 9,000 characters or fewer"),
        ("website", "force", "Website must be a full web address, like https://www.example.org/page"),
        ("specialisms", ["NOWHERE"], "Specialisms held: select from the options in the list"),
        ("version", "old", "This page is out of date. Open it again to make your changes"),
    ],
)
def test_what_cannot_be_kept_is_said_by_its_field(administrator, force, field, value, message):
    answer = administrator.submit(f"/organisations/{force.slug}/edit", {"about": "Typed", field: value})
    assert answer.status_code == 422
    assert message in answer.page.errors
    if field != "about":
        assert answer.page.form()["about"] == ["Typed"]
    db.session.refresh(force)
    assert force.about == ""


def test_too_many_specialisms_are_refused(administrator, force):
    codes = list(db.session.scalars(select(Specialism.code).limit(21)))
    answer = administrator.submit(f"/organisations/{force.slug}/edit", {"specialisms": codes})
    assert answer.status_code == 422
    assert answer.page.errors


def test_the_later_of_two_editors_sees_both_texts_and_can_go_on(administrator, force, new_client):
    path = f"/organisations/{force.slug}/edit"
    mine = administrator.get(path).page.form()
    other = new_client()
    other.sign_in(factories.person(force, Role.ORGANISATION_ADMINISTRATOR))
    assert other.submit(path, {"about": "Their words"}).status_code == 302

    answer = administrator.post(path, data={**mine, "about": "My words"})
    assert answer.status_code == 422
    assert answer.page.errors == ["Somebody else saved this page while you were writing"]
    assert "Their words" in text_of(answer.page.select_one("main .govuk-inset-text:not([hidden])"))
    assert answer.page.form()["about"] == ["My words"]
    db.session.refresh(force)
    assert force.about == "Their words"

    assert administrator.post(path, data={**answer.page.form(), "about": "Both"}).status_code == 302
    db.session.refresh(force)
    assert force.about == "Both"
