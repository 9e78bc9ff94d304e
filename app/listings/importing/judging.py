"""What would become of each row of an import file. Nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.core import sensitivity
from app.core.actor import Actor
from app.core.sensitivity import KIND_WORDS, Kind
from app.core.tables import Line
from app.extensions import db
from app.listings.importing.columns import CellError, Column, Importable, Sheet, key_of
from app.listings.models import Listing, ListingMechanism, ListingState
from app.listings.outline import Step
from app.listings.policy import readable_by

EXAMPLE = "EXAMPLE:"
ALREADY = "Your organisation has it already: the same title"
Key = tuple[str, ...]


class Fate(StrEnum):
    DRAFT = "draft"
    LEFT_OUT = "left_out"
    ERROR = "error"


@dataclass(frozen=True)
class Cells:
    """The cells of a row that say something, by field, and what was wrong with reading it, as (place, message)."""

    number: int
    texts: Mapping[str, str]
    problems: Sequence[tuple[str, str]] = ()


@dataclass
class Judged:
    """A row and what would become of it. `notes` are the errors, the reason, or what is still to do."""

    number: int
    title: str
    fate: Fate = Fate.DRAFT
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """Every row of a file with its fate, in the order of the file."""

    rows: list[Judged]

    def of(self, fate: Fate) -> list[Judged]:
        return [row for row in self.rows if row.fate is fate]

    @property
    def counts(self) -> Counter[Fate]:
        return Counter(row.fate for row in self.rows)

    @property
    def can_be_made(self) -> bool:
        """All or nothing: one error, and no row is loaded."""
        return bool(self.counts[Fate.DRAFT]) and not self.counts[Fate.ERROR]


def judge_file(actor: Actor, importable: Importable, lines: Sequence[Line]) -> Report:
    """The fate of every row of a file whose first line has its headings."""
    sheet = Sheet(importable)
    head, *body = lines
    columns, wrong = _headings(sheet, head)
    rows = judge(actor, sheet, [_cells(columns, line) for line in body])
    if not body:
        wrong.append("There is no row below the headings")
    if wrong:
        rows.insert(0, Judged(head.number, "The headings", Fate.ERROR, wrong))
    return Report(rows)


def judge(actor: Actor, sheet: Sheet, rows: Iterable[Cells]) -> list[Judged]:
    """The fate of each row, by the forms of the pages, what the organisation has already, and the rows before it."""
    present = keys_present(actor, sheet.importable)
    earlier: dict[Key, int] = {}
    found = []
    for row in rows:
        judged = _Row(sheet, row).judge()
        if judged.fate is Fate.DRAFT:
            key = key_of_values(sheet.importable, judged.values)
            if key in present:
                judged.fate, judged.notes = Fate.LEFT_OUT, [ALREADY]
            elif key in earlier:
                judged.fate, judged.notes = Fate.LEFT_OUT, [f"The same title as row {earlier[key]}"]
            earlier.setdefault(key, row.number)
        found.append(judged)
    return found


def key_of_values(importable: Importable, values: Mapping[str, Any]) -> Key:
    """What tells a listing from others of its organisation: its title, and for an offer its mechanism."""
    return tuple(key_of(str(values[name])) for name in importable.begins_with)


def keys_present(actor: Actor, importable: Importable) -> set[Key]:
    """The keys of what the actor's organisation has and the actor may read, but for what was withdrawn."""
    model = importable.outline.model
    query = (
        readable_by(actor, model)
        .where(
            Listing.organisation_id == (actor.organisation_id or 0), Listing.state != ListingState.WITHDRAWN
        )
        .outerjoin(ListingMechanism, ListingMechanism.listing_id == Listing.id)
        .with_only_columns(Listing.title, ListingMechanism.mechanism)
    )
    return {
        key_of_values(importable, {"title": title, "mechanism": mechanism})
        for title, mechanism in db.session.execute(query)
    }


def _headings(sheet: Sheet, head: Line) -> tuple[dict[int, Column], list[str]]:
    """The columns by their place, and what is wrong with the headings."""
    columns: dict[int, Column] = {}
    wrong = [message if place is None else f"{_letter(place)}: {message}" for place, message in head.problems]
    for place, heading in enumerate(head.cells):
        column = sheet.find(heading)
        if column is None:
            if heading:
                wrong.append(
                    f"“{heading[:60]}” is no column of the template. Take it out, or correct its heading"
                )
        elif column in columns.values():
            wrong.append(f"“{column.heading}” stands there twice. Take one of them out")
        else:
            columns[place] = column
    missing = [
        column.heading for column in sheet.columns if column.is_needed and column not in columns.values()
    ]
    wrong += [f"The column “{heading}” is missing" for heading in missing]
    return columns, wrong


def _cells(columns: Mapping[int, Column], line: Line) -> Cells:
    texts = {columns[place].name: text for place, text in enumerate(line.cells) if text and place in columns}
    problems = [
        ("" if place is None else columns[place].heading if place in columns else _letter(place), message)
        for place, message in line.problems
    ]
    problems += [
        (_letter(place), "stands in a column without a heading")
        for place, text in enumerate(line.cells)
        if text and place not in columns
    ][:1]
    return Cells(line.number, texts, problems)


def _letter(place: int) -> str:
    """Column C, as a spreadsheet calls the third."""
    letters = ""
    place += 1
    while place:
        place, left = divmod(place - 1, 26)
        letters = chr(ord("A") + left) + letters
    return f"Column {letters}"


class _Row:
    """The judgement of one row, part by part."""

    def __init__(self, sheet: Sheet, row: Cells) -> None:
        self.sheet = sheet
        self.row = row
        self.outline = sheet.importable.outline
        self.errors = [": ".join(filter(None, problem)) for problem in row.problems]
        self.to_do: list[str] = []
        self.finds: list[str] = []
        self.values: dict[str, Any] = {}
        # Which form a part has may hang on what the listing begins with.
        self.listing: Listing | None = None

    def judge(self) -> Judged:
        title = self.row.texts.get("title", "")
        judged = Judged(self.row.number, title, values=self.values, texts=self.row.texts)
        if title.startswith(EXAMPLE):
            judged.fate, judged.notes = Fate.LEFT_OUT, ["The example of the template"]
            return judged
        for step in self.outline.steps:
            self._part(step)
        if self.errors:
            judged.fate, judged.notes = Fate.ERROR, self.errors
        else:
            to_do = [f"Still to do in the draft: {', '.join(self.to_do)}"] if self.to_do else []
            judged.notes = to_do + self.finds
        return judged

    def _part(self, step: Step) -> None:
        filled = [column for column in self.sheet.of_step[step.slug] if column.name in self.row.texts]
        begins = any(
            column.name in self.sheet.importable.begins_with for column in self.sheet.of_step[step.slug]
        )
        if not filled and not begins:
            if step.slug in self.sheet.needed_steps:
                self.to_do.append(step.title.lower())
            return
        made = step.forms[0] if len(step.forms) == 1 else self._variant(step)
        if made is None:
            return  # what it hangs on is wrong itself, and told there
        names = self.sheet.names[made]
        sent: list[tuple[str, str]] = []
        unread = set()
        for column in filled:
            if column.name not in names:
                self._complain(column, "is not asked for this way of working together. Leave it empty")
                continue
            try:
                sent += column.sent(self.row.texts[column.name])
            except CellError as error:
                unread.add(column.name)
                self._complain(column, str(error))
        values, wrong = self.sheet.process(made, sent)
        for name, message in wrong:
            if name not in unread:
                self._complain(self._column(step, name), message)
        self.values |= values
        self._look_through(filled)

    def _variant(self, step: Step) -> Any:
        importable = self.sheet.importable
        if any(self.values.get(name) is None for name in importable.begins_with):
            return None
        if self.listing is None:
            self.listing = importable.new()
            for name in importable.begins_with:
                self.outline.write(self.listing, name, self.values[name])
        return step.form_class(self.listing)

    def _column(self, step: Step, name: str) -> Column:
        return next(column for column in self.sheet.of_step[step.slug] if column.name == name)

    def _look_through(self, filled: list[Column]) -> None:
        """Refuse a marking above OFFICIAL as the pages do, and point at what must be confirmed later."""
        for column in filled:
            text = self.values.get(column.name)
            for find in sensitivity.find(text) if isinstance(text, str) else ():
                if find.kind is Kind.REFUSED_MARKING:
                    self._complain(column, sensitivity.refusal(find.words))
                else:
                    self.finds.append(
                        f"{column.heading}: remove “{find.words}”, {KIND_WORDS[find.kind]}, "
                        "or confirm it when you send the draft for review"
                    )

    def _complain(self, column: Column, message: str) -> None:
        message = message.removeprefix(column.field.subject).lstrip(": ")
        error = f"{column.heading}: {message}"
        if error not in self.errors:
            self.errors.append(error)
