"""Removal takes the sample and all that hangs on it, and leaves real data as it was."""

import pytest
from sqlalchemy import select

from app.accounts.models import Membership, MembershipState, Person
from app.briefs.models import Brief, ResearchInterestWatch
from app.collaborations.agreement.models import Agreement, AgreementPaper, AgreementVersion, Mark, Signature
from app.collaborations.models import Collaboration, Confirmation, Contact
from app.core import audit, mail
from app.core.actor import Role
from app.core.models import AuditRow, KeptPost, MailRow
from app.extensions import Model, db
from app.lessons.models import Lesson
from app.listings.models import ListingCoOwner, ListingState, ReviewNote
from app.listings.questions.models import ListingResponder, QuestionState
from app.matching.models import Band, Match
from app.offers.models import Offer
from app.organisations.models import Organisation
from app.responses.models import Response, ResponseState
from app.search.models import OutboxRow
from app.seeds import sample_accounts, sample_files, sample_removal
from app.taxonomy.models import ResearchInterest
from tests import factories
from tests.seeds.small import load, small_sample

pytestmark = pytest.mark.postgres(full=True)
# What removal may leave behind: the trail, and what the index has still to look at.
TRAILS = {AuditRow.__tablename__, OutboxRow.__tablename__}


@pytest.fixture
def real(db_session):
    """A force and a university with people, listings, a response, a collaboration and a lesson of their own."""
    force, university = factories.force(), factories.university()
    officer = factories.person(force, Role.ORGANISATION_ADMINISTRATOR)
    academic = factories.person(university)
    brief, offer = factories.brief(force, poster=officer), factories.offer(university, poster=academic)
    factories.response(brief, university, academic)
    brief.waiting_responses = 1
    collaboration = factories.collaboration(
        force,
        university,
        contacts=[(officer, force), (academic, university)],
        confirmation=Confirmation.CONFIRMED,
        offer=offer,
    )
    collaboration.lessons.append(factories.lesson(organisation=force, author=officer))
    force.collaborations_count = university.collaborations_count = 1
    offer.load = 1
    mail.queue(officer.id, subject="Yours", body="A letter")
    db_session.add(ResearchInterestWatch(research_interest_id=1, person_id=academic.id))
    db_session.commit()
    return {
        "force": force,
        "university": university,
        "officer": officer,
        "academic": academic,
        "brief": brief,
        "offer": offer,
    }


def snapshot():
    """Every row of every table but the trails, as plain values."""
    db.session.expire_all()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in Model.metadata.sorted_tables
        if table.name not in TRAILS
    }


@pytest.fixture
def small(tmp_path):
    return small_sample(tmp_path)


def first(model, ref):
    return db.session.scalar(select(model).where(model.sample_ref == ref))


def remove():
    sample_removal.remove()
    db.session.commit()
    sample_accounts.forget()


def test_everything_is_as_it_was_before(real):
    before = snapshot()
    load(sample_files.DATA)
    assert snapshot() != before
    remove()
    assert snapshot() == before
    assert sample_removal.remove() == 0


def test_what_real_people_did_with_sample_things_goes_and_they_stay(real, small, db_session):
    before = snapshot()
    load(small)
    force, university, officer, academic = (real[k] for k in ("force", "university", "officer", "academic"))
    brief, offer, own = first(Brief, "BR-029"), first(Offer, "OF-001"), real["brief"]
    sample_person = brief.poster

    answer = factories.response(brief, university, academic, state=ResponseState.ACCEPTED, is_sample=True)
    factories.response(offer, force, officer, is_sample=True)
    work = factories.collaboration(
        brief.organisation,
        university,
        contacts=[(sample_person, brief.organisation), (academic, university)],
        confirmation=Confirmation.CONFIRMED,
        brief=brief,
        offer=real["offer"],
        response=answer,
        is_sample=True,
    )
    signature = Signature(organisation=university, person=academic, post="Dean", hash="")
    version = AgreementVersion(number=1, texts=[], hash="", organisation=university, signatures=[signature])
    db_session.add(
        Agreement(
            collaboration=work,
            versions=[version],
            papers=[AgreementPaper(kind_code="NDA", mark=Mark.NEEDED, organisation=university)],
        )
    )
    work.lessons.append(factories.lesson(organisation=university, author=academic, is_sample=True))
    university.collaborations_count, real["offer"].load = 2, 2
    # A sample university answered the real brief, and its person was made co-owner of it by mistake.
    factories.response(own, offer.organisation, offer.poster, is_sample=True)
    own.waiting_responses = 2
    # Each side has asked about the other's listing.
    factories.question(own, factories.actor(offer.organisation, who=offer.poster), is_sample=True)
    factories.question(brief, factories.actor(university, who=academic), QuestionState.ANSWERED)
    db_session.add(ListingResponder(listing_id=own.id, organisation_id=offer.organisation_id))
    db_session.add_all(
        [
            ListingCoOwner(listing_id=own.id, person_id=sample_person.id),
            Match(
                brief_id=own.id, offer_id=offer.id, score=0.5, band=Band.WEAK, reasons=[], method_version="1"
            ),
            Match(
                brief_id=brief.id,
                offer_id=real["offer"].id,
                score=0.5,
                band=Band.WEAK,
                reasons=[],
                method_version="1",
            ),
            ResearchInterestWatch(research_interest_id=2, person_id=sample_person.id),
            KeptPost(token="t" * 32, person_id=sample_person.id, path="/briefs/start", fields=[]),
            Membership(
                person=factories.person(), organisation=brief.organisation, state=MembershipState.APPROVED
            ),
        ]
    )
    mail.queue(sample_person.id, subject="Theirs", body="A letter")
    db_session.commit()
    remove()
    after = snapshot()
    # The one new thing is the real person who had joined a sample organisation.
    assert len(after["people"]) == len(before["people"]) + 1
    del before["people"], after["people"]
    assert after == before


def test_a_decision_by_a_sample_person_stays_without_their_name(real, small, db_session):
    load(small)
    reviewer = db.session.scalar(select(Person).where(Person.site_role == Role.REVIEWER))
    note = ReviewNote(listing_id=real["brief"].id, reviewer_id=reviewer.id, reason="Say more")
    membership = real["officer"].membership
    membership.decided_by_id = reviewer.id
    db_session.add(note)
    db_session.commit()
    remove()
    assert note.reviewer_id is None
    assert note.reason == "Say more"
    assert membership.decided_by_id is None
    assert membership.state is MembershipState.APPROVED


def test_what_a_sample_person_posted_goes(real, small, db_session):
    load(small)
    brief = first(Brief, "BR-029")
    draft = factories.brief(brief.organisation, ListingState.DRAFT, poster=brief.poster, is_sample=True)
    number = draft.id
    db_session.commit()
    remove()
    assert db.session.get(Brief, number) is None


def test_the_audit_trail_stays(real, small, db_session):
    load(small)
    brief = first(Brief, "BR-029")
    audit.record(factories.actor(real["force"]), "briefs.show", brief)
    db_session.commit()
    remove()
    acts = list(db.session.scalars(select(AuditRow.act)))
    assert {"briefs.show", "seeds.load_sample", "seeds.remove_sample"} <= set(acts)


def test_it_can_be_loaded_again_after_removal(real, small):
    load(small)
    remove()
    load(small)
    assert first(Brief, "BR-029") is not None
    remove()


def test_the_index_hears_of_what_goes(real, small, db_session):
    load(small)
    number = first(Brief, "BR-029").id
    remove()
    rows = db.session.scalars(
        select(OutboxRow).where(OutboxRow.kind == "briefs", OutboxRow.thing_id == number)
    )
    assert len(list(rows)) >= 1


def test_no_table_with_samples_is_forgotten(real, small):
    load(small)
    remove()
    for mapper in Model.registry.mappers:
        if "is_sample" in mapper.columns:
            left = db.session.scalars(select(mapper.class_).where(mapper.class_.is_sample)).all()
            assert left == [], mapper
    for model in (Contact, Response, Collaboration, Lesson, Organisation, MailRow, ResearchInterest):
        assert db.session.scalars(select(model)).first() is not None
