"""The profile belongs to the organisation's own administrators."""

import pytest

from app.core.actor import Audience, Role
from app.core.errors import EditedMeanwhile, FieldError, Refused
from app.core.kinds import all_kinds
from app.core.models import AuditRow
from app.organisations import policy, service
from app.organisations.models import Kind, Organisation
from tests import factories

pytestmark = pytest.mark.postgres
TEXTS = {"about": "Who we are", "remit": "What we can do", "restrictions": "What we need", "website": ""}


def edit(actor, organisation, **values):
    given = {"version": organisation.version, "requires_release": False, "specialisms": [], **TEXTS}
    return service.edit_profile(actor, organisation=organisation, **(given | values))


WHO = {
    "its administrator": lambda here, there: factories.actor(here, Role.ORGANISATION_ADMINISTRATOR),
    "its partnership manager": lambda here, there: factories.actor(here, Role.PARTNERSHIP_MANAGER),
    "its member": lambda here, there: factories.actor(here),
    "another's administrator": lambda here, there: factories.actor(there, Role.ORGANISATION_ADMINISTRATOR),
    "a reviewer": lambda here, there: factories.actor(None, Role.REVIEWER),
    "an administrator of the site": lambda here, there: factories.actor(None, Role.ADMINISTRATOR),
    "an auditor": lambda here, there: factories.actor(None, Role.AUDITOR),
    "the public": lambda here, there: factories.nobody(),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("kind", [Kind.TERRITORIAL, Kind.UNIVERSITY, Kind.PARTNERSHIP])
def test_only_its_administrator_can_edit(db_session, kind, who):
    here, there = factories.organisation(kind), factories.organisation(kind)
    actor = WHO[who](here, there)
    assert policy.can_edit(actor, here) is (who == "its administrator")
    assert policy.can_read(actor, here)
    if who == "its administrator":
        assert edit(actor, here).about == "Who we are"
    else:
        with pytest.raises(Refused):
            edit(actor, here)
        with pytest.raises(Refused):
            policy.access_organisation(actor, here.slug, "edit")


@pytest.fixture
def here(db_session):
    return factories.university()


@pytest.fixture
def administrator(here):
    return factories.actor(here, Role.ORGANISATION_ADMINISTRATOR)


def test_an_edit_is_audited_by_field_and_raises_the_version(db_session, here, administrator):
    edit(administrator, here, specialisms=["AI-ML", "AI"])
    row = db_session.query(AuditRow).one()
    assert (row.act, row.thing_id, here.version) == ("organisations.edit", str(here.id), 2)
    assert row.fields == ["about", "remit", "restrictions", "specialisms"]


def test_saving_the_same_again_changes_nothing(db_session, here, administrator):
    edit(administrator, here, specialisms=["AI-ML"])
    edit(administrator, here, specialisms=["AI-ML"])
    assert (here.version, db_session.query(AuditRow).count()) == (2, 1)


def test_specialisms_keep_the_order_given_and_can_change(db_session, here, administrator):
    for wanted in (["AI-ML", "FOR-SCENE", "AI"], ["AI", "AI-ML"], ["FOR", "AI"], []):
        edit(administrator, here, specialisms=wanted)
        db_session.expire_all()
        assert [each.code for each in here.specialisms] == wanted


@pytest.mark.parametrize("wanted", [["NOWHERE"], ["AI", "NOWHERE"], [f"X{n}" for n in range(21)]])
def test_unknown_or_too_many_specialisms_are_refused(here, administrator, wanted):
    with pytest.raises(FieldError) as caught:
        edit(administrator, here, specialisms=wanted)
    assert caught.value.field == "specialisms"


def test_the_later_of_two_editors_is_told(here, administrator):
    edit(administrator, here, version=1)
    with pytest.raises(EditedMeanwhile) as caught:
        edit(factories.actor(here, Role.ORGANISATION_ADMINISTRATOR), here, version=1, about="Other words")
    assert caught.value.current is here
    assert here.about == "Who we are"


def test_the_track_record_is_written_down(here):
    service.set_track_record(here, 4)
    assert here.collaborations_count == 4


def test_the_index_finds_an_organisation_by_its_words_and_codes(here, administrator):
    edit(administrator, here, specialisms=["AI-ML"])
    here.region_code = "WAL"
    kind = all_kinds()["organisations"]
    document = kind.document(here)
    assert (document.title, document.audience) == (here.name, Audience.PUBLIC)
    assert "What we can do" in document.body
    assert "University" in document.keywords
    assert document.facets == {"specialism": ("AI-ML",), "region": ("WAL",)}
    assert kind.facet_label("region", "WAL") == "Wales"
    assert kind.model is Organisation
