"""The template of an import file: headings, one worked example, and the codes."""

from datetime import date

from app.core.tables import write_csv, write_xlsx
from app.listings.importing.columns import Importable, Sheet
from app.listings.importing.judging import EXAMPLE

Cell = str | int | float | date | None


def as_csv(importable: Importable) -> bytes:
    """The headings, and the example below them."""
    return write_csv(_rows(importable, Sheet(importable)))


def as_xlsx(importable: Importable) -> bytes:
    """The same, with a sheet that explains the columns and one that lists the codes."""
    sheet = Sheet(importable)
    title = importable.outline.room.capitalize()
    columns: list[list[Cell]] = [["Column", "Part of the form", "What to write", "Must the column be there?"]]
    columns += [
        [each.heading, each.step.title, each.what, "yes" if each.is_needed else "no"]
        for each in sheet.columns
    ]
    codes: list[list[Cell]] = [["Column", "Code", "Label"]]
    codes += [[each.heading, code, label] for each in sheet.columns for code, label in each.codes]
    return write_xlsx({title: _rows(importable, sheet), "Columns": columns, "Codes": codes})


def _rows(importable: Importable, sheet: Sheet) -> list[list[Cell]]:
    example = dict(importable.example())
    example["title"] = f"{EXAMPLE} {example['title']}"
    return [
        [column.heading for column in sheet.columns],
        [example.get(column.name) for column in sheet.columns],
    ]
