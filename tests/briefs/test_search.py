"""Briefs in the index and on cards."""

import pytest

from app.briefs import search
from app.core.actor import Audience
from app.extensions import db
from app.listings.models import ListingArea, ListingSpecialism
from app.listings.models import ListingState as S
from app.search.models import OutboxRow
from app.taxonomy.models import Area, Specialism
from tests import factories

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("state", list(S))
def test_only_what_passed_review_is_indexed(app, state):
    brief = factories.brief(state=state)
    assert (search.document(brief) is not None) == (state in (S.PUBLISHED, S.CLOSED, S.EXPIRED))


def test_its_document_holds_its_text_its_codes_and_their_words(app):
    brief = factories.brief(
        factories.force(name="Northshire Police"),
        audience=Audience.POLICE,
        region_code="YH",
        baseline="Nine days, as in May.",
    )
    brief.area_links = [ListingArea(area_code="FORENS-11")]
    brief.specialism_links = [
        ListingSpecialism(specialism_code="DIG-VEH"),
        ListingSpecialism(specialism_code="ENG-COL", is_likely=True),
    ]
    db.session.flush()
    found = search.document(brief)
    assert found.audience is Audience.POLICE
    assert "Nine days, as in May." in found.body
    assert brief.problem in found.body
    assert brief.desired_outcome in found.body
    assert found.facets["mechanism"] == ("research",)
    assert found.facets["area"] == ("FORENS-11", db.session.get(Area, "FORENS-11").parent_code)
    assert found.facets["specialism"] == ("DIG-VEH", db.session.get(Specialism, "DIG-VEH").parent_code)
    assert (found.facets["region"], found.facets["status"]) == (("YH",), ("open",))
    specialism = db.session.get(Specialism, "DIG-VEH")
    for words in (specialism.label, specialism.synonyms, "Northshire Police", "Research"):
        assert words in found.keywords


def test_a_changed_code_or_a_changed_name_puts_it_in_the_outbox(app):
    force = factories.force()
    brief = factories.brief(force)
    factories.brief(force, S.DRAFT)
    db.session.commit()

    def written(change):
        before = db.session.scalar(db.select(db.func.max(OutboxRow.seq))) or 0
        change()
        db.session.commit()
        rows = db.session.scalars(db.select(OutboxRow).where(OutboxRow.seq > before))
        return {(row.kind, row.thing_id) for row in rows if row.kind in ("briefs", "offers")}

    assert written(lambda: brief.area_links.append(ListingArea(area_code="MOB-05"))) == {("briefs", brief.id)}
    assert written(lambda: setattr(force, "name", "Another name")) == {("briefs", brief.id)}


def test_its_card_names_no_person(app):
    force = factories.force()
    poster = factories.person(force)
    brief = factories.brief(force, S.CLOSED, poster=poster, is_sample=True)
    db.session.commit()
    with app.test_request_context():
        card = search.card(brief)
    assert card.is_sample
    assert card.tags == (("Closed", "grey"), ("Members only", "blue"))
    assert poster.name not in repr(card)


def test_facets_say_their_words(app):
    assert search.KIND.facet_label("status", "open") == "Open"
    assert search.KIND.facet_label("mechanism", "research") == "Research"
    assert search.KIND.facet_label("region", "YH") == "Yorkshire and The Humber"
    assert search.KIND.facet_label("area", "FORENS-11") == db.session.get(Area, "FORENS-11").label


@pytest.mark.parametrize(
    ("before", "after", "looked_at"),
    [
        (S.DRAFT, S.DRAFT, False),
        (S.WITHDRAWN, S.WITHDRAWN, False),
        (S.DRAFT, S.IN_REVIEW, True),
        (S.IN_REVIEW, S.IN_REVIEW, True),
        (S.PUBLISHED, S.PUBLISHED, True),
        (S.PUBLISHED, S.WITHDRAWN, True),
    ],
)
def test_the_index_looks_only_at_what_it_holds_or_soon_will(app, before, after, looked_at):
    brief = factories.brief(state=before)
    db.session.commit()
    known = db.session.query(OutboxRow).count()
    assert brief.state is before
    brief.state = after
    brief.problem = "Another problem."
    brief.area_links = [ListingArea(area_code="FORENS-11")]
    db.session.commit()
    rows = db.session.query(OutboxRow).order_by(OutboxRow.seq).offset(known)
    assert {(row.kind, row.thing_id) for row in rows} == ({("briefs", brief.id)} if looked_at else set())
