"""The newest lessons as an Atom feed (RFC 4287), of the board or of one subject.

A template writes it: the format needs six elements, and a library for it would bring more than it saves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, render_template, request
from sqlalchemy import Select

from app.core import clock, mail
from app.core.kinds import Card
from app.extensions import db
from app.lessons.models import Lesson
from app.lessons.protection import WITH_SHOWN
from app.lessons.search import card
from app.lessons.service import newest_first
from app.lessons.topics import Topic, published

MOST = 50
# XML has no place for these, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    address: str
    card: Card
    since: datetime


def feed(topic: Topic | None = None) -> Response:
    """The feed of the board, or of a subject; an unchanged one is told by its ETag."""
    found, title, own, page = published(), "Lessons", "lessons.feed", "lessons.index"
    values: dict[str, Any] = {}
    if topic is not None:
        found = found.where(topic.kind.axis.has([topic.code]))
        title, own, page = f"Lessons: {topic.label}", "lessons.topic_feed", "lessons.topic"
        values = {"kind": topic.kind.name, "code": topic.code}
    entries = _entries(found)
    written = render_template(
        "lessons/feed.xml",
        title=title,
        own=mail.link(own, **values),
        page=mail.link(page, **values),
        updated=max((entry.since for entry in entries), default=datetime(2026, 1, 1, tzinfo=UTC)),
        entries=entries,
    )
    answer = Response(_NO_XML.sub("", written), mimetype="application/atom+xml")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _entries(found: Select[Any]) -> Sequence[Entry]:
    """Members' lessons before published cases, so that a file of cases does not push them out; newest first."""
    newest = (
        found.where(Lesson.published_at <= clock.now())
        .order_by(*newest_first())
        .options(*WITH_SHOWN)
        .limit(MOST)
    )
    return [
        Entry(mail.link("lessons.show", id=lesson.id), card(lesson), lesson.published_at)
        for lesson in db.session.scalars(newest)
    ]
