"""Spreadsheet files for tests, good and bad, made on the spot."""

import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(
    rows: Iterable[Iterable[Any]], change: Callable[[Any], None] = lambda sheet: None, *, title: str = "Rows"
) -> bytes:
    """An XLSX file of `rows`, with `change(sheet)` done to its sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    change(sheet)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def with_parts(file: bytes, parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The file with parts of its zip changed; a new part begins from nothing."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        held = {name: old.read(name) for name in old.namelist()}
        for name, change in parts.items():
            held[name] = change(held.get(name, b""))
        for name, content in held.items():
            new.writestr(name, content)
    return made.getvalue()


def bomb(file: bytes, megabytes: int = 40) -> bytes:
    """The file with a sheet that unpacks to so much."""
    return with_parts(file, {SHEET: lambda old: old + b" " * megabytes * 1_000_000})


def with_entity(file: bytes) -> bytes:
    """The file with a sheet that asks for a file of the server."""
    entity = b'<!DOCTYPE worksheet [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    return with_parts(file, {SHEET: lambda old: entity + old})


def long_workbook(rows: int) -> bytes:
    """A sheet of so many rows of one word each, made quickly."""
    said = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>a</t></is></c></row>' % (number, number)
        for number in range(2, rows + 2)
    )
    return with_parts(
        workbook([["Title"]]), {SHEET: lambda old: old.replace(b"</sheetData>", said + b"</sheetData>")}
    )
