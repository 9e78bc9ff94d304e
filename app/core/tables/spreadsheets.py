"""Read the first visible sheet of an XLSX file.

The file is a zip of XML parts, from strangers: it is unpacked within limits and looked through as bytes before
openpyxl may parse any of it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from app.core.tables.lines import FORMULA, MOST_COLUMNS, MOST_ROWS, Line, Unreadable, cut, too_many_rows

MOST_PARTS = 200
MOST_UNPACKED = 30_000_000  # bytes of all parts together
MOST_TIMES = 100  # a sheet of plain text shrinks to a tenth or so
SMALL = 5_000_000  # below this nothing is a bomb
MOST_CELLS = 150_000  # 30 columns of as many rows as are read
MOST_MERGED = 100  # told one by one
_PIECE = 65_536

_DOCTYPE = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_STRING = re.compile(rb"<(?:\w+:)?si[ />]")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_SAID = re.compile(rb"<(?:\w+:)?[vt][ >]")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*\sr=\"(\d+)\"")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\sref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError)


def read_xlsx(data: bytes) -> Iterator[Line]:
    """The rows of the first visible sheet. Raises Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check(archive, len(data))
    except _DAMAGED as error:
        raise Unreadable("The file is damaged, or it is no Excel workbook. Save it anew as .xlsx") from error
    yield from _read_sheet(data)


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what is no plain workbook. The parts are unpacked and counted: what they say of themselves may be
    a lie."""
    names = {entry.filename for entry in archive.infolist()}
    if len(archive.infolist()) > MOST_PARTS:
        raise Unreadable(
            f"The workbook has more than {MOST_PARTS} parts. Keep the one sheet and save it anew"
        )
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise Unreadable("The file is locked with a password. Save it without one")
    if "xl/workbook.xml" not in names:
        raise Unreadable("The file is no Excel workbook (.xlsx). Save it as one, or as CSV")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("The workbook has macros in it. Save it as an Excel workbook without macros (.xlsx)")
    left = MOST_UNPACKED if size * MOST_TIMES > MOST_UNPACKED else max(SMALL, size * MOST_TIMES)
    for entry in archive.infolist():
        part = _unpacked(archive, entry, left)
        left -= len(part)
        if entry.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(part):
            raise Unreadable(
                "The workbook defines XML entities, as no spreadsheet program does. Copy its cells into the template"
            )
        if len(_CELL.findall(part)) > MOST_CELLS or len(_STRING.findall(part)) > MOST_CELLS:
            filled = _filled_rows(part)
            if filled > MOST_ROWS + 1:
                raise too_many_rows(filled - 1)
            raise Unreadable(f"The workbook has more than {MOST_CELLS:,} cells. Copy yours into the template")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    pieces, length = [], 0
    with archive.open(entry) as source:
        while piece := source.read(_PIECE):
            length += len(piece)
            if length > most:
                raise Unreadable(
                    "The workbook unpacks to far more than it should hold. Copy its cells into the template"
                )
            pieces.append(piece)
    return b"".join(pieces)


def _filled_rows(sheet: bytes) -> int:
    return sum(bool(_SAID.search(row)) for row in _ROW.split(sheet)[1:])


def _read_sheet(data: bytes) -> Iterator[Line]:
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise Unreadable("Every sheet of the workbook is hidden. Show the one with the rows")
        with zipfile.ZipFile(BytesIO(data)) as archive:
            # Read-only sheets say nothing of merged and hidden cells, so these are found in the part itself.
            part = archive.read(sheet._worksheet_path)
        if (filled := _filled_rows(part)) > MOST_ROWS + 1:
            raise too_many_rows(filled - 1)
        hidden = {int(number) for number in _HIDDEN_ROW.findall(part)}
        merged = _merged(part)
        # What a sheet says of its own size may be wrong.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            line = _line(number, row, merged.get(number, []), is_hidden=number in hidden)
            if line is not None:
                yield line
    except Unreadable:
        raise
    except Exception as error:  # a malformed workbook makes openpyxl raise whatever it meets first
        raise Unreadable("The workbook cannot be read. Save it anew as .xlsx, or as CSV") from error


def _merged(part: bytes) -> dict[int, list[tuple[int, str]]]:
    """By row: the place of each cell that is merged with others, and what is wrong with that."""
    found: dict[int, list[tuple[int, str]]] = {}
    for each in _MERGED.findall(part)[:MOST_MERGED]:
        name = each.decode()
        left, top, _, bottom = range_boundaries(name)
        for row in range(top, min(bottom, top + MOST_ROWS) + 1):
            found.setdefault(row, []).append(
                (left - 1, f"is merged with other cells ({name}). Unmerge them and fill in each")
            )
    return found


def _line(number: int, row: Any, merged: list[tuple[int, str]], *, is_hidden: bool) -> Line | None:
    texts = [_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    if not texts and not merged:
        return None
    cells, problems = cut(texts)
    problems += merged
    for place, cell in enumerate(row):
        if cell.value is not None and cell.data_type == "f":
            problems.append((place, FORMULA))
        elif cell.data_type == "e":
            problems.append((place, f"holds the error {cell.value}"))
    if is_hidden:
        problems.insert(0, (None, "The row is hidden. Show it, or delete it"))
    return Line(number, cells, tuple(problems))


def _text(cell: Any) -> str:
    """What a cell says, as somebody would type it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
