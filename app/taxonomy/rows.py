"""Rows of the files that the product ships, read one by one: a bad one is named by file, line and field."""

import csv
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class BadRow(Exception):
    """A row that cannot be loaded. Its text says where it stands and what is wrong."""

    def __init__(self, file: str, line: int, field: str, message: str) -> None:
        super().__init__(f"{file}, line {line}, field {field}: {message}")
        self.file = file
        self.line = line
        self.field = field


@dataclass(frozen=True)
class Row:
    """One row of a file. Each getter gives a checked value or raises BadRow."""

    file: str
    line: int
    values: Mapping[str, Any]

    def bad(self, field: str, message: str) -> BadRow:
        return BadRow(self.file, self.line, field, message)

    def raw(self, field: str) -> Any:
        """The value as it stands. A field that is not there at all is an error."""
        if field not in self.values:
            raise self.bad(field, "missing")
        return self.values[field]

    def text(self, field: str, *, required: bool = False, longest: int | None = None) -> str:
        """A text, empty where nothing is given."""
        value = self.raw(field)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise self.bad(field, f"expected a text, got {value!r}")
        value = value.strip()
        if required and not value:
            raise self.bad(field, "missing")
        if "\x00" in value:
            raise self.bad(field, "holds a NUL character")
        if longest is not None and len(value) > longest:
            raise self.bad(field, f"longer than {longest} characters")
        return value

    def code(self, field: str, known: Container[str], *, required: bool = False) -> str | None:
        """A code out of `known`, or None where nothing is given."""
        value = self.text(field, required=required)
        if value and value not in known:
            raise self.bad(field, f"unknown code {value!r}")
        return value or None

    def codes(self, field: str, known: Container[str], *, at_most: int = 20) -> list[str]:
        """A list of different codes out of `known`."""
        values = self.texts(field)
        for value in values:
            if value not in known:
                raise self.bad(field, f"unknown code {value!r}")
        if len(set(values)) < len(values):
            raise self.bad(field, "holds a code twice")
        if len(values) > at_most:
            raise self.bad(field, f"holds more than {at_most} codes")
        return values

    def texts(self, field: str) -> list[str]:
        """A list of texts."""
        values = self.raw(field)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.bad(field, f"expected a list of texts, got {values!r}")
        return values

    def choice(self, field: str, kind: type[Choice]) -> Choice:
        """A member of `kind`, by its value."""
        try:
            return kind(self.raw(field))
        except ValueError as error:
            raise self.bad(field, f"unknown value {self.raw(field)!r}") from error

    def day(self, field: str) -> date | None:
        """A date written as 2026-11-21, or None."""
        value = self.raw(field)
        if value in (None, ""):
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.bad(field, f"not a date: {value!r}") from error

    def required_day(self, field: str) -> date:
        found = self.day(field)
        if found is None:
            raise self.bad(field, "missing")
        return found

    def whole(self, field: str) -> int | None:
        """A whole number of nought or more, or None."""
        value = self.raw(field)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise self.bad(field, f"not a whole number: {value!r}")
        return value

    def number(self, field: str) -> float | None:
        value = self.raw(field)
        if value is not None and (not isinstance(value, (int, float)) or isinstance(value, bool)):
            raise self.bad(field, f"not a number: {value!r}")
        return value

    def flag(self, field: str) -> bool:
        value = self.raw(field)
        if not isinstance(value, bool):
            raise self.bad(field, f"expected true or false, got {value!r}")
        return value


def read_csv(path: Path) -> list[Row]:
    """The rows of a CSV file with a header. Raises BadRow for one with too few or too many cells."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(_csv_rows(path.name, csv.reader(file, strict=True)))


def _csv_rows(name: str, reader: Any) -> Iterator[Row]:
    before = 0
    try:
        header: list[str] = next(reader, [])
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if len(cells) != len(header):
                raise BadRow(name, line, "(whole row)", f"expected {len(header)} cells, got {len(cells)}")
            yield Row(name, line, dict(zip(header, cells, strict=True)))
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadRow(name, before + 1, "(whole row)", str(error)) from error


def read_jsonl(path: Path) -> list[Row]:
    """The rows of a file that holds one JSON object a line. Raises BadRow for a line that is none."""
    rows = []
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            values = json.loads(text)
        except ValueError as error:
            raise BadRow(path.name, line, "(whole row)", f"not JSON: {error}") from error
        if not isinstance(values, dict):
            raise BadRow(path.name, line, "(whole row)", "not an object")
        rows.append(Row(path.name, line, values))
    return rows


def by_key(rows: list[Row], field: str) -> dict[str, Row]:
    """The rows by the value of `field`. Raises BadRow for one without it or with that of an earlier row."""
    found: dict[str, Row] = {}
    for row in rows:
        key = row.text(field, required=True)
        if key in found:
            raise row.bad(field, f"{key!r} stands on line {found[key].line} already")
        found[key] = row
    return found
