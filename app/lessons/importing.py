"""More published cases from a file with the columns of the reference file: first what would become of each row.

They are cases told by public pages, like those that are shipped, and never a member's record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core import audit
from app.core.actor import Actor
from app.core.tables import Line, Unreadable, read
from app.extensions import db
from app.lessons import cases
from app.lessons.models import Lesson
from app.taxonomy.rows import BadRow, Row

COLUMNS = (
    "title",
    "partners",
    "year",
    "mechanism",
    "area_codes",
    "what_happened",
    "what_worked",
    "what_did_not",
    "lesson",
    "source_url",
)
OPERATOR = Actor(name="operator")


@dataclass(frozen=True)
class Case:
    """A row that can be kept. `changed` names the fields that differ from what stands; a new case has all of them."""

    line: int
    ref: str
    values: dict[str, Any]
    stands: Lesson | None
    changed: list[str]


@dataclass
class Plan:
    """What would become of a file."""

    added: list[Case] = field(default_factory=list)
    changed: list[Case] = field(default_factory=list)
    unchanged: list[Case] = field(default_factory=list)
    refused: list[BadRow] = field(default_factory=list)

    @property
    def to_keep(self) -> list[Case]:
        return [*self.added, *self.changed]


def plan(name: str, data: bytes) -> Plan:
    """What would become of each row of a file; nothing is written. Raises Unreadable."""
    known, present, shipped = cases.known_areas(), cases.stored_cases(), cases.shipped_refs()
    made = Plan()
    lines: dict[str, int] = {}
    for row, wrong in _rows(name, read(data)):
        told = {each.field for each in wrong}
        found = [*wrong, *(each for each in cases.problems(row, known) if each.field not in told)]
        ref = cases.slug(str(row.values["title"]))
        if ref in shipped:
            found.append(
                row.bad("title", "is a case that is shipped with the site, and kept by `flask seeds load`")
            )
        elif ref in lines:
            found.append(row.bad("title", f"stands on line {lines[ref]} already"))
        lines.setdefault(ref, row.line)
        if found:
            made.refused += found
            continue
        values, stands = cases.values_of(row), present.get(ref)
        changed = cases.differences(stands, values) if stands else list(values)
        case = Case(row.line, ref, values, stands, changed)
        (made.added if stands is None else made.changed if changed else made.unchanged).append(case)
    return made


def carry_out(wanted: Iterable[Case]) -> None:
    """Each of these stands on the board as a published case, with a line in the audit trail. Nothing is committed."""
    known = cases.known_areas()
    for case in wanted:
        lesson = cases.keep(case.stands, case.ref, case.values, known)
        audit.record(OPERATOR, "lessons.import_case", lesson, fields=case.changed)
    db.session.flush()


def _rows(name: str, lines: list[Line]) -> Iterator[tuple[Row, list[BadRow]]]:
    """Each row with what was wrong with its cells as they were read. Raises Unreadable for wrong headings."""
    head, *rest = lines
    heads = [text.strip().lower() for text in head.cells]
    missing = [column for column in COLUMNS if column not in heads]
    unknown = [text for text in heads if text not in COLUMNS]
    if missing or unknown or len(set(heads)) < len(heads):
        raise Unreadable(f"The first row must be the headings {','.join(COLUMNS)}, each once")
    for line in rest:
        cells = [*line.cells, *[""] * (len(heads) - len(line.cells))]
        row = Row(name, line.number, dict(zip(heads, cells, strict=False)))
        wrong = [
            row.bad(heads[place] if place is not None and place < len(heads) else "(whole row)", words)
            for place, words in line.problems
        ]
        if any(cells[len(heads) :]):
            wrong.append(row.bad("(whole row)", f"has more than {len(heads)} cells"))
        yield row, wrong
