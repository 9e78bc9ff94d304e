"""Published cases: the reference file, loaded onto the board."""

import re
import unicodedata
from pathlib import Path

from sqlalchemy import select

from app.core import clock
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonKind, LessonMechanism, LessonState
from app.lessons.words import said, source_links
from app.taxonomy.models import Area, Mechanism
from app.taxonomy.rows import Row, read_csv

FILE = Path(__file__).parent / "data" / "real_cases.csv"


def load_published_cases(path: Path = FILE) -> int:
    """Every row of the file stands on the board as a published case; loading again changes nothing.

    The number of rows. Raises BadRow, which names file, line and field, before anything is written.
    """
    known = {area.code: area for area in db.session.scalars(select(Area))}
    cases = _read(path, known)
    present = {
        lesson.case_ref: lesson
        for lesson in db.session.scalars(select(Lesson).where(Lesson.is_published_case.is_(True)))
    }
    for ref, row in cases.items():
        lesson = present.get(ref)
        if lesson is None:
            lesson = Lesson(
                case_ref=ref,
                is_published_case=True,
                state=LessonState.PUBLISHED,
                attribution=Attribution.NAMED,
                published_at=clock.now(),
            )
            db.session.add(lesson)
        _fill(lesson, row, known)
    db.session.flush()
    return len(cases)


def count_published_cases() -> tuple[int, int]:
    """How many cases the file holds, and how many of them stand in the database."""
    refs = {slug(row.text("title")) for row in read_csv(FILE)}
    stored = set(db.session.scalars(select(Lesson.case_ref).where(Lesson.is_published_case.is_(True))))
    return len(refs), len(refs & stored)


def slug(title: str) -> str:
    """A title as a key: plain lower-case letters and digits joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:200]


def kind_of(what_worked: str, what_did_not: str) -> LessonKind:
    """What a case shows, from which of the two its source reports."""
    if said(what_worked) and said(what_did_not):
        return LessonKind.MIXED
    return LessonKind.WORKED if said(what_worked) else LessonKind.DID_NOT_WORK


def _read(path: Path, known: dict[str, Area]) -> dict[str, Row]:
    cases: dict[str, Row] = {}
    for row in read_csv(path):
        ref = slug(row.text("title", required=True, longest=200))
        if ref in cases:
            raise row.bad("title", f"stands on line {cases[ref].line} already")
        row.choice("mechanism", Mechanism)
        for code in _areas(row):
            if code not in known:
                raise row.bad("area_codes", f"unknown code {code!r}")
        row.text("what_happened", required=True)
        row.text("lesson", required=True)
        row.text("partners")
        row.text("year", longest=60)
        if not said(row.text("what_worked")) and not said(row.text("what_did_not")):
            raise row.bad("what_worked", "neither this nor what_did_not says anything")
        if not source_links(Lesson(source_url=row.text("source_url", required=True))):
            raise row.bad("source_url", "holds no web address")
        cases[ref] = row
    return cases


def _areas(row: Row) -> list[str]:
    return [code for part in row.text("area_codes").split(";") if (code := part.strip())]


def _fill(lesson: Lesson, row: Row, known: dict[str, Area]) -> None:
    lesson.title = row.text("title")
    lesson.kind = kind_of(row.text("what_worked"), row.text("what_did_not"))
    lesson.what_happened = row.text("what_happened")
    lesson.what_worked = said(row.text("what_worked"))
    lesson.what_did_not_work = said(row.text("what_did_not"))
    lesson.recommendation = row.text("lesson")
    lesson.partners = row.text("partners")
    lesson.year = row.text("year")
    lesson.source_url = row.text("source_url")
    areas = [known[code] for code in _areas(row)]
    if {area.code for area in areas} != {area.code for area in lesson.areas}:
        lesson.areas = areas
    mechanism = row.choice("mechanism", Mechanism)
    if lesson.mechanisms != [mechanism]:
        lesson.mechanism_links = [LessonMechanism(mechanism=mechanism)]
