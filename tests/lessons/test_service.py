"""What the verbs make true."""

import pytest
from sqlalchemy import select

from app.core.actor import Role
from app.core.errors import EditedMeanwhile, Refused
from app.core.models import AuditRow
from app.lessons import service
from app.lessons.models import Attribution, Evidence, LessonKind, LessonState
from app.lessons.words import contributor
from app.taxonomy.models import Mechanism
from tests import factories

pytestmark = pytest.mark.postgres

VALUES = {
    "title": "Test the export first",
    "kind": LessonKind.DID_NOT_WORK,
    "what_happened": "The data could not leave the building.",
    "recommendation": "Export ten rows before anything is signed.",
    "causes": ["DATA_NOT_EXPORTABLE"],
    "guards_against": [],
    "areas": ["TRUST-01"],
    "mechanisms": ["research", "project"],
    "attribution": Attribution.ROLE_ONLY,
}


@pytest.fixture
def force(app):
    return factories.force(name="Wexmoor Police")


@pytest.fixture
def author(force):
    return factories.actor(force)


@pytest.fixture
def reviewer(app):
    return factories.actor(None, Role.REVIEWER)


@pytest.fixture
def in_request(app):
    with app.test_request_context(method="POST"):
        yield


def test_a_new_lesson_is_a_draft_of_its_authors_organisation(author, force):
    lesson = service.write(author, **VALUES)
    assert (lesson.state, lesson.organisation_id, lesson.author_id) == (
        LessonState.DRAFT,
        force.id,
        author.person_id,
    )
    assert [cause.code for cause in lesson.causes] == ["DATA_NOT_EXPORTABLE"]
    assert [area.code for area in lesson.areas] == ["TRUST-01"]
    assert set(lesson.mechanisms) == {Mechanism.RESEARCH, Mechanism.PROJECT}
    assert not lesson.is_sample


def test_only_members_write(reviewer):
    with pytest.raises(Refused):
        service.write(reviewer, **VALUES)


def test_a_lesson_that_worked_has_no_cause_and_one_that_failed_guards_against_none(author):
    both = {"causes": ["DATA_NOT_EXPORTABLE"], "guards_against": ["DATA_NOT_EXPORTABLE"]}
    relied_on = both | {"evidence": Evidence.REPEATED}
    worked = service.write(author, **VALUES | relied_on | {"kind": LessonKind.WORKED})
    assert (worked.causes, len(worked.guards_against), worked.is_good_practice) == ([], 1, True)
    failed = service.write(author, **VALUES | relied_on)
    assert (len(failed.causes), failed.guards_against, failed.is_good_practice) == (1, [], False)


def test_an_edit_says_which_fields_changed(author, db_session):
    lesson = service.write(author, **VALUES)
    service.edit(author, lesson=lesson, version=1, **VALUES | {"title": "Another", "mechanisms": ["project"]})
    assert (lesson.title, lesson.mechanisms, lesson.version) == ("Another", [Mechanism.PROJECT], 2)
    row = db_session.scalar(select(AuditRow).where(AuditRow.act == "lessons.edit"))
    assert row.fields == ["mechanisms", "title"]


def test_an_edit_from_an_older_version_is_told(author):
    lesson = service.write(author, **VALUES)
    service.edit(author, lesson=lesson, version=1, **VALUES | {"title": "First"})
    with pytest.raises(EditedMeanwhile):
        service.edit(author, lesson=lesson, version=1, **VALUES | {"title": "Second"})
    assert lesson.title == "First"


def test_a_withdrawn_lesson_is_on_no_board(author):
    lesson = factories.lesson(organisation_id=author.organisation_id, author_id=author.person_id)
    assert lesson in service.newest(5)
    service.withdraw(author, lesson=lesson)
    assert lesson not in service.newest(5)


def test_a_lesson_from_work_with_another_is_a_draft_that_knows_the_other_side(author, force):
    other = factories.university()
    lesson = service.write_for(author, organisation=force, other=other, is_sample=True, **VALUES)
    assert (lesson.state, lesson.is_sample, lesson.organisation, lesson.other) == (
        LessonState.DRAFT,
        True,
        force,
        other,
    )


def test_nobody_writes_for_another_organisation(author):
    with pytest.raises(Refused):
        service.write_for(author, organisation=factories.university(), **VALUES)


def test_what_a_sample_person_writes_is_sample(force):
    sample = factories.actor(force)
    sample = type(sample)(**{**vars(sample), "is_sample": True})
    assert service.write(sample, **VALUES).is_sample


@pytest.mark.parametrize(
    ("attribution", "at_force", "at_university"),
    [
        (Attribution.NAMED, "Wexmoor Police", "Quenbury"),
        (Attribution.ROLE_ONLY, "a territorial force", "a university"),
        (Attribution.SECTOR_ONLY, "policing", "academia"),
    ],
)
def test_a_lesson_says_no_more_of_its_origin_than_its_author_chose(
    force, attribution, at_force, at_university
):
    university = factories.university(name="Quenbury")
    assert contributor(factories.lesson(organisation=force, attribution=attribution)) == at_force
    assert contributor(factories.lesson(organisation=university, attribution=attribution)) == at_university


def test_members_lessons_come_before_published_cases(author):
    factories.lesson(is_published_case=True, case_ref="x")
    own = factories.lesson(title="Ours")
    assert service.newest(1) == [own]
