"""Two small kinds over existing tables, so that these tests need no other room's adapter.

A `note` is a lesson: `partners` holds its audience, `areas_text` its areas, `year` its mechanisms. A `place` is an
organisation that a test made. What is not published is in no index, and nobody may read it.
"""

import pytest
from sqlalchemy import func, select

from app.core import kinds
from app.core.actor import Actor, Audience
from app.core.kinds import Card, Document, SearchKind
from app.extensions import db
from app.lessons.models import Lesson, LessonState
from app.organisations.models import Organisation
from app.search import follow, store, telling, writer
from tests import factories
from tests.support.indexed import index_alone

AUDIENCES = {
    "public": frozenset({Audience.PUBLIC}),
    "members": frozenset({Audience.PUBLIC, Audience.MEMBERS}),
    "police": frozenset(Audience),
}


def reader(audience: str = "public") -> Actor:
    return Actor(person_id=1 if audience != "public" else None, audiences=AUDIENCES[audience])


def note(
    text: str,
    *,
    audience: str = "public",
    areas: str = "",
    mechanisms: str = "",
    title: str = "A note",
    **values,
) -> Lesson:
    return factories.lesson(
        title=title,
        what_happened=text,
        recommendation="",
        partners=audience,
        areas_text=areas,
        year=mechanisms,
        **values,
    )


def place(name: str, **values) -> Organisation:
    return factories.force(name=name, source="test", **values)


def _note_document(lesson: Lesson) -> Document | None:
    if lesson.state is not LessonState.PUBLISHED or lesson.is_published_case:
        return None
    facets = {"area": tuple(lesson.areas_text.split()), "mechanism": tuple(lesson.year.split())}
    return Document(
        title=lesson.title,
        body=lesson.what_happened,
        audience=Audience(lesson.partners),
        keywords=lesson.root_cause,
        facets=facets,
        date=lesson.published_at,
    )


def _place_document(organisation: Organisation) -> Document | None:
    if organisation.source != "test":
        return None
    return Document(title=organisation.name, body=organisation.about, audience=Audience.PUBLIC)


def _card(kind: str, thing, summary: str) -> Card:
    title = thing.title if kind == "notes" else thing.name
    return Card(kind=kind, kind_label=kind, title=title, url=f"/{kind}/{thing.id}", summary=summary)


NOTES = SearchKind(
    name="notes",
    label="Notes",
    model=Lesson,
    document=_note_document,
    readable_by=lambda actor: select(Lesson).where(
        Lesson.state == LessonState.PUBLISHED, Lesson.partners.in_([str(a) for a in actor.audiences])
    ),
    card=lambda lesson: _card("notes", lesson, "the summary"),
    text=lambda lesson: lesson.what_happened,
    facet_label=lambda facet, code: code.upper(),
    affects=lambda changed: _notes_of(changed) if isinstance(changed, Organisation) else (),
)
PLACES = SearchKind(
    name="places",
    label="Places",
    model=Organisation,
    document=_place_document,
    readable_by=lambda actor: select(Organisation).where(Organisation.source == "test"),
    card=lambda organisation: _card("places", organisation, "a place"),
    text=lambda organisation: organisation.about,
    facet_label=lambda facet, code: code,
)


def _notes_of(organisation: Organisation) -> list[int]:
    return list(db.session.scalars(select(Lesson.id).where(Lesson.organisation_id == organisation.id)))


@pytest.fixture
def two_kinds(app, monkeypatch):
    """Only notes and places are searchable; nothing is yet; the index is empty and up to date."""
    monkeypatch.setattr(kinds, "_kinds", {"notes": NOTES, "places": PLACES})
    monkeypatch.setattr(writer, "_not_before", {})
    monkeypatch.setattr(telling, "_not_before", {})
    monkeypatch.setattr(telling, "_listeners", {})
    index_alone()
    yield
    store.close_mine()
    follow.forget()


def commit_and_drain() -> int:
    db.session.commit()
    return writer.drain()


def rows_since(seq: int = 0):
    """The outbox rows after `seq` as (kind, id)."""
    from_there = select(writer.OutboxRow).where(writer.OutboxRow.seq > seq).order_by(writer.OutboxRow.seq)
    return [(row.kind, row.thing_id) for row in db.session.scalars(from_there)]


def last_seq() -> int:
    return db.session.scalar(select(func.max(writer.OutboxRow.seq))) or 0
