"""What the sample content must find, among all the reference data."""

from app.briefs.models import Brief
from app.core.actor import Actor, Audience
from app.extensions import db
from app.lessons.models import Lesson
from app.search import query

POLICE = Actor(person_id=1, audiences=frozenset(Audience))


def references(model, kind, text):
    found = query.search(POLICE, text, kind=kind).page.items
    return [db.session.get(model, item.id).sample_ref for item in found]


def test_tyre_marks_find_the_brief_about_them_first(sample_app):
    with sample_app.test_request_context("/find"):
        assert references(Brief, "briefs", "tyre marks")[0] == "BR-029"


def test_handover_finds_a_lesson_about_it_in_the_first_five(sample_app):
    with sample_app.test_request_context("/find"):
        first = references(Lesson, "lessons", "handover when the secondee leaves")[:5]
        assert set(first) & {"LE-038", "LE-007", "LE-009"}


def test_every_tab_offers_something_for_every_search(sample_app):
    with sample_app.test_request_context("/find"):
        for kind in query.all_kinds():
            for text in ("tyre marks", "quantum sensing", "GDPR", "taser", "zzzzzz"):
                found = query.search(POLICE, text, kind=kind)
                assert found.page.items or found.nearest, (kind, text)
