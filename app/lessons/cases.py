"""Published cases: the reference file, loaded onto the board."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.extensions import db
from app.lessons.models import Attribution, Lesson, LessonKind, LessonMechanism, LessonState
from app.lessons.words import said, source_links
from app.taxonomy.models import Area, Mechanism
from app.taxonomy.rows import BadRow, Row, read_csv

FILE = Path(__file__).parent / "data" / "real_cases.csv"


def load_published_cases(path: Path = FILE) -> int:
    """Every row of the file stands on the board as a published case; loading again changes nothing.

    The number of rows. Raises BadRow, which names file, line and field, before anything is written.
    """
    known = known_areas()
    cases = _read(path, known)
    present = stored_cases()
    for ref, row in cases.items():
        keep(present.get(ref), ref, values_of(row), known)
    db.session.flush()
    return len(cases)


def known_areas() -> dict[str, Area]:
    """The areas of challenge by code."""
    return {area.code: area for area in db.session.scalars(select(Area))}


def stored_cases() -> dict[str, Lesson]:
    """The published cases that stand, by their key."""
    found = select(Lesson).where(Lesson.is_published_case.is_(True))
    return {lesson.case_ref: lesson for lesson in db.session.scalars(found) if lesson.case_ref}


def shipped_refs() -> set[str]:
    """The keys of the cases in the reference file."""
    return {slug(row.text("title")) for row in read_csv(FILE)}


def count_published_cases() -> tuple[int, int]:
    """How many cases the file holds, and how many of them stand in the database."""
    refs = shipped_refs()
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


def _read(path: Path, known: Container[str]) -> dict[str, Row]:
    cases: dict[str, Row] = {}
    for row in read_csv(path):
        for wrong in problems(row, known):
            raise wrong
        ref = slug(row.text("title"))
        if ref in cases:
            raise row.bad("title", f"stands on line {cases[ref].line} already")
        cases[ref] = row
    return cases


def problems(row: Row, known: Container[str]) -> Iterator[BadRow]:
    """What is wrong with a row, field by field; nothing where it can become a case."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: row.text("title", required=True, longest=200),
        lambda: row.choice("mechanism", Mechanism),
        lambda: _check_areas(row, known),
        lambda: row.text("what_happened", required=True),
        lambda: row.text("lesson", required=True),
        lambda: row.text("partners"),
        lambda: row.text("year", longest=60),
        lambda: _check_results(row),
        lambda: _check_source(row),
    )
    for check in checks:
        try:
            check()
        except BadRow as wrong:
            yield wrong


def _check_areas(row: Row, known: Container[str]) -> None:
    for code in _areas(row):
        if code not in known:
            raise row.bad("area_codes", f"unknown code {code!r}")


def _check_results(row: Row) -> None:
    if not said(row.text("what_worked")) and not said(row.text("what_did_not")):
        raise row.bad("what_worked", "neither this nor what_did_not says anything")


def _check_source(row: Row) -> None:
    if not source_links(Lesson(source_url=row.text("source_url", required=True))):
        raise row.bad("source_url", "holds no web address")


def _areas(row: Row) -> list[str]:
    return [code for part in row.text("area_codes").split(";") if (code := part.strip())]


def values_of(row: Row) -> dict[str, Any]:
    """What a row without problems says of a case; areas by code."""
    return {
        "title": row.text("title"),
        "kind": kind_of(row.text("what_worked"), row.text("what_did_not")),
        "what_happened": row.text("what_happened"),
        "what_worked": said(row.text("what_worked")),
        "what_did_not_work": said(row.text("what_did_not")),
        "recommendation": row.text("lesson"),
        "partners": row.text("partners"),
        "year": row.text("year"),
        "source_url": row.text("source_url"),
        "areas": frozenset(_areas(row)),
        "mechanisms": [row.choice("mechanism", Mechanism)],
    }


def differences(lesson: Lesson, values: Mapping[str, Any]) -> list[str]:
    """The fields of a case that `values` would change."""
    now = {name: getattr(lesson, name) for name in values} | {
        "areas": frozenset(area.code for area in lesson.areas)
    }
    return [name for name, value in values.items() if now[name] != value]


def keep(lesson: Lesson | None, ref: str, values: Mapping[str, Any], known: Mapping[str, Area]) -> Lesson:
    """The case `ref` holds `values`: a new one, on the board from now on, where there is none yet."""
    if lesson is None:
        lesson = Lesson(
            case_ref=ref,
            is_published_case=True,
            state=LessonState.PUBLISHED,
            attribution=Attribution.NAMED,
            published_at=clock.now(),
        )
        db.session.add(lesson)
    for name in differences(lesson, values):
        if name == "areas":
            lesson.areas = [known[code] for code in values[name]]
        elif name == "mechanisms":
            lesson.mechanism_links = [LessonMechanism(mechanism=each) for each in values[name]]
        else:
            setattr(lesson, name, values[name])
    return lesson
