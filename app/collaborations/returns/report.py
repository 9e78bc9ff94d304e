"""A report as data: the same sections make its page, its PDF and its rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.core import clock, pdf
from app.core.display import show_date
from app.core.tables.writing import Cells

TEMPLATE = "collaborations/returns/report.typ"
NOT_RECORDED = "Not recorded"
Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """`rows` begin with what they are of. With `bars`, the number after it is drawn too."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    bars: bool = False

    @property
    def pairs(self) -> list[tuple[Cell, Cell]]:
        """What is drawn: each row's words and its first number."""
        return [(row[0], row[1]) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """`facts` are pairs of what and how much; `points` a list of sentences."""

    title: str
    texts: Sequence[str] = ()
    facts: Sequence[tuple[str, Cell]] = ()
    points: Sequence[str] = ()
    tables: Sequence[Table] = ()
    # What it says where nothing is recorded.
    nothing: str = NOT_RECORDED

    @property
    def is_empty(self) -> bool:
        return not (self.texts or self.facts or self.points or self.tables)


@dataclass(frozen=True)
class Report:
    title: str
    caption: str
    notes: Sequence[str]
    sections: Sequence[Section]
    is_sample: bool


def as_pdf(report: Report) -> bytes:
    """The report as tagged PDF."""
    sections = [asdict(section) | {"is_empty": section.is_empty} for section in report.sections]
    data = asdict(report) | {"sections": _as_texts(sections), "printed": show_date(clock.now())}
    return pdf.document(TEMPLATE, data)


def _as_texts(value: Any) -> Any:
    """Numbers as the texts that they are shown as; flags stay flags."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return shown(value)
    if isinstance(value, dict):
        return {name: _as_texts(each) for name, each in value.items()}
    return [_as_texts(each) for each in value]


def as_rows(report: Report) -> list[Cells]:
    """A row for each number of the report, under the headings of the first."""
    rows: list[Cells] = [("Section", "Table", "Of what", "Figure", "Value")]
    for section in report.sections:
        rows += [(section.title, "", "", what, value) for what, value in section.facts]
        for table in section.tables:
            for first, *others in table.rows:
                for head, value in zip(table.head[1:], others, strict=True):
                    rows.append((section.title, table.title, first, head, value))
    return rows


def shown(value: Cell) -> str:
    """A number with commas, and without a fraction that says nothing."""
    if isinstance(value, str):
        return value
    return f"{int(value):,}" if value == int(value) else f"{value:,.1f}"
