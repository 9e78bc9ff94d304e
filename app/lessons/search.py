"""Lessons in the index: only published ones, saying no more of their origin than their page does."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy import inspect, select

from app.core.actor import Audience
from app.core.kinds import Card, Document, SearchKind
from app.extensions import db
from app.lessons.keeping import is_stale
from app.lessons.models import Attribution, Lesson, LessonState
from app.lessons.policy import readable_by
from app.lessons.protection import WITH_SHOWN, shown
from app.lessons.words import KIND_COLOURS, KIND_LABELS
from app.organisations.models import Organisation
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area

SUMMARY_LENGTH = 220


def document(lesson: Lesson) -> Document | None:
    """The lesson as the index holds it; None for one that is not on the board."""
    if lesson.state is not LessonState.PUBLISHED:
        return None
    said = shown(lesson)
    areas = {area.code: area.label for area in said.areas}
    areas |= {area.parent.code: area.parent.label for area in said.areas if area.parent}
    words = [KIND_LABELS[lesson.kind], *areas.values(), said.areas_text]
    words += [cause.label for cause in (*said.causes, *said.guards_against)]
    words += said.mechanism_labels
    words += [thing.label for thing in (said.stage, said.gate) if thing]
    if lesson.is_published_case or said.organisation:
        words.append(said.contributor)
    return Document(
        title=lesson.title,
        body=text(lesson),
        audience=Audience.PUBLIC,
        keywords=" ".join(filter(None, words)),
        labels=tuple(filter(None, (*areas.values(), said.areas_text))),
        facets={
            "mechanism": tuple(mechanism.value for mechanism in said.mechanisms),
            "area": tuple(areas),
            "status": (lesson.kind.value,),
        },
        date=lesson.published_at,
    )


def text(lesson: Lesson) -> str:
    """The author's own words, from which snippets are cut."""
    parts = (
        lesson.recommendation,
        lesson.what_happened,
        lesson.what_worked,
        lesson.what_did_not_work,
        lesson.conditions,
        lesson.applies_when,
        lesson.does_not_apply_when,
        lesson.root_cause,
    )
    return "\n".join(filter(None, parts))


def card(lesson: Lesson) -> Card:
    """The lesson in a list."""
    tags = [(KIND_LABELS[lesson.kind], KIND_COLOURS[lesson.kind])]
    if lesson.is_published_case:
        tags.append(("Published case", "grey"))
    if lesson.is_good_practice:
        tags.append(("Good practice", "teal"))
    if is_stale(lesson):
        tags.append(("Not confirmed lately", "grey"))
    said = shown(lesson)
    mechanisms = ", ".join(said.mechanism_labels)
    meta = [
        ("From", said.contributor),
        ("Mechanism", mechanisms),
        ("Year" if lesson.is_published_case else "When", said.when),
    ]
    return Card(
        kind="lesson",
        kind_label="Published case" if lesson.is_published_case else "Lesson",
        title=lesson.title,
        url=url_for("lessons.show", id=lesson.id),
        summary=shortened(lesson.recommendation or lesson.what_happened),
        meta=tuple((name, value) for name, value in meta if value),
        tags=tuple(tags),
        is_sample=lesson.is_sample,
    )


def shortened(words: str) -> str:
    """The beginning of a text, cut after a whole word."""
    words = " ".join(words.split())
    if len(words) <= SUMMARY_LENGTH:
        return words
    return words[:SUMMARY_LENGTH].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def facet_label(facet: str, code: str) -> str:
    """The words of a facet's code."""
    if facet == "status":
        return KIND_LABELS.get(code, code)
    if facet == "mechanism":
        return MECHANISM_LABELS.get(code, code)
    return label(Area, code)


def affects(changed: Any) -> Iterable[int]:
    """An organisation's name stands in the documents of the lessons that name it."""
    # No lesson that was there before names a new organisation.
    if not isinstance(changed, Organisation) or inspect(changed).pending:
        return ()
    return db.session.scalars(
        select(Lesson.id).where(
            Lesson.organisation_id == changed.id,
            Lesson.attribution == Attribution.NAMED,
            Lesson.state == LessonState.PUBLISHED,
        )
    ).all()


KIND = SearchKind(
    name="lessons",
    label="Lessons",
    model=Lesson,
    document=document,
    readable_by=readable_by,
    card=card,
    text=text,
    with_card=WITH_SHOWN,
    facet_label=facet_label,
    affects=affects,
)
