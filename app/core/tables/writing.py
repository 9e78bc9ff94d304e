"""Write a table as CSV or XLSX, so that no cell is ever run as a formula by the program that opens it."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cells = Iterable[str | int | float | date | None]
WIDTH = 24  # of a column, in characters
# OWASP, "CSV Injection": what a spreadsheet program may take for the beginning of a formula.
RUNS = ("=", "+", "-", "@", "\t", "\r")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def write_csv(rows: Iterable[Cells]) -> bytes:
    """A CSV file in UTF-8, marked as such for Excel. A text that would be run begins with an apostrophe."""
    made = io.StringIO()
    csv.writer(made).writerows([_plain(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> str:
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return "'" + text if isinstance(cell, str) and text.startswith(RUNS) else text


def write_xlsx(sheets: Mapping[str, Iterable[Cells]]) -> bytes:
    """A workbook with a sheet for each title, whose first row is its headings. Texts stay texts."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        taken = [list(row) for row in rows]
        for number in range(max(map(len, taken), default=0)):
            sheet.column_dimensions[get_column_letter(number + 1)].width = WIDTH
        for place, row in enumerate(taken):
            sheet.append([_cell(sheet, value, is_heading=place == 0) for value in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: Any, value: Any, *, is_heading: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = _WRAPPED
    if is_heading:
        cell.font = _BOLD
    return cell
