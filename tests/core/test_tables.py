"""Tables from strangers: what can be read is read as it was meant, and what cannot is told by row."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from app.core.tables import MOST_ROWS, Unreadable, read, write_csv, write_xlsx
from tests.core.workbooks import SHEET, bomb, long_workbook, with_entity, with_parts, workbook

ROWS = [["Title", "Note"], ["Café, “first”", "two\nlines"], ["Second", "-5"]]
PLAIN = workbook([["Title"], ["One"]])


def texts(data):
    return [list(line.cells) for line in read(data)]


def comma(rows, separator=","):
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(encoding, separator):
    assert texts(comma(ROWS, separator).encode(encoding)) == ROWS


def test_a_workbook_is_read_as_it_would_be_typed():
    given = [1, 2.0, 0.4, True, date(2027, 3, 27), datetime(2027, 3, 27), None, " a "]
    assert texts(workbook([list("abcdefgh"), given])) == [
        list("abcdefgh"),
        ["1", "2", "0.4", "yes", "2027-03-27", "2027-03-27", "", "a"],
    ]


def test_rows_keep_the_numbers_of_the_spreadsheet():
    for data in (b"Title\n\n\none\n", workbook([["Title"], [], [], ["one"]])):
        assert [line.number for line in read(data)] == [1, 4]


def test_what_is_written_is_read_again():
    rows = [["Title", "Sum"], ["=1+1", "@x"], ["+44", "-a"], ["plain", "'quoted'"]]
    assert texts(write_xlsx({"Rows": rows})) == rows
    # In CSV a text that begins as a formula does is told, for a spreadsheet would have run it.
    written = write_csv(rows)
    assert written.decode("utf-8-sig").splitlines()[1:3] == ["'=1+1,'@x", "'+44,'-a"]
    assert texts(written) == rows


def test_no_cell_that_is_written_is_a_formula():
    book = openpyxl.load_workbook(BytesIO(write_xlsx({"Rows": [["=HYPERLINK(1)", "+1", "@SUM(1)"]]})))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}


PROBLEMS = {
    # what, the file, the row, the place of the cell, the message
    "a formula": (workbook([["Title"], ["x"], ["=1+1"]]), 3, 0, "holds a formula"),
    "a formula in CSV": (b"Title\n=1+1\n", 2, 0, "holds a formula"),
    "merged cells": (
        workbook([["Title", "Note"], ["x", "y"], ["z", ""]], lambda sheet: sheet.merge_cells("A2:B3")),
        3,
        0,
        "A2:B3",
    ),
    "a hidden row": (
        workbook([["Title"], ["x"]], lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True)),
        2,
        None,
        "hidden",
    ),
    "an error": (workbook([["Title"], ["#REF!"]]), 2, 0, "the error #REF!"),
    "letters of Windows": ("Title\nok\nCafé\n".encode("cp1252"), 3, 0, "not UTF-8 (“Caf\ufffd”)"),
    "NUL bytes": (b"Title,Note\na\x00b,and more of it\n", 2, 0, "NUL"),
    "a cell without end": (b"Title\n" + b"a" * 20_001, 2, 0, "20,001 characters long"),
}


@pytest.mark.parametrize("what", PROBLEMS)
def test_what_is_wrong_with_a_cell_is_told_by_its_row(what):
    data, row, place, message = PROBLEMS[what]
    found = [(line.number, where, said) for line in read(data) for where, said in line.problems]
    assert any((number, where) == (row, place) and message in said for number, where, said in found), found


# What takes long to make is made by its test, for every test process reads this list.
REFUSED = {
    "nothing": (b"", "empty"),
    "spaces": (b"\n \n,,\n", "empty"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
    "a file with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "a PDF": (b"%PDF-1.7", "PDF"),
    "UTF-16 that does not say so": ("Title\nOne\n".encode("utf-16-le"), "UTF-16"),
    "half a letter": (b"\xff\xfeT\x00i", "breaks off"),
    "a quotation mark that stays open": (b'Title\n"never closed\nand on\n', "Row 2: a quotation mark"),
    "more than 2 MB": (b"a" * 2_000_001, "larger than 2 MB"),
    "50,000 rows": (b"Title\n" + b"a\n" * 50_000, "50,000 rows"),
    "a workbook of 50,000 rows": (lambda: long_workbook(50_000), "50,000 rows"),
    "a zip that is no workbook": (with_parts(PLAIN, {})[:-30], "damaged"),
    "macros": (with_parts(PLAIN, {"xl/vbaProject.bin": lambda old: b"x"}), "macros"),
    "many parts": (
        with_parts(PLAIN, {f"xl/media/{number}.png": lambda old: b"x" for number in range(200)}),
        "200 parts",
    ),
    "a bomb": (lambda: bomb(PLAIN), "unpacks to far more"),
    "a small bomb": (lambda: bomb(PLAIN, 8), "unpacks to far more"),
    "an entity": (with_entity(PLAIN), "XML entities"),
    "an entity in UTF-16": (
        with_parts(PLAIN, {SHEET: lambda old: '<!DOCTYPE x [<!ENTITY y "z">]><x/>'.encode("utf-16")}),
        "XML entities",
    ),
    "broken XML": (with_parts(PLAIN, {SHEET: lambda old: old[:-40]}), "cannot be read"),
    "only hidden sheets": (
        with_parts(
            PLAIN, {"xl/workbook.xml": lambda old: old.replace(b'state="visible"', b'state="hidden"')}
        ),
        "hidden",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_of_which_nothing_can_be_used_is_refused_with_what_would_do(what):
    data, message = REFUSED[what]
    with pytest.raises(Unreadable, match=message.replace(".", r"\.")):
        read(data() if callable(data) else data)


def test_as_many_rows_as_are_allowed_are_read():
    for data in (b"Title\n" + b"a\n" * MOST_ROWS, long_workbook(MOST_ROWS)):
        assert len(read(data)) == MOST_ROWS + 1


def test_cells_that_repeat_one_long_text_are_refused():
    data = workbook([["Title"], *([["x" * 10_000] * 25] * 10)])
    with pytest.raises(Unreadable, match="more than 2,000,000 characters"):
        read(data)
