"""Read a table from the bytes of a CSV or XLSX file, told apart by what is in them and not by a name."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from app.core.tables.lines import FORMULA, MOST_BYTES, Line, Unreadable, cut, within_limits
from app.core.tables.spreadsheets import read_xlsx

MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SEPARATORS = ",;\t"
AS_UTF_8 = "Save the file as “CSV UTF-8” and choose it again"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What bytes that are no UTF-8 become when they are decoded with surrogateescape.
_UNDECODED = re.compile("[\udc80-\udcff]")
# What write_csv puts before a text that a spreadsheet would run.
_ESCAPED = re.compile(r"'[=+\-@\t\r]")


def read(data: bytes) -> list[Line]:
    """The lines of a table that say something, its headings first.

    Formulas, merged or hidden cells and letters that cannot be read are problems of their line. Raises Unreadable.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it into several files")
    if data.startswith(b"PK\x03\x04"):
        lines = read_xlsx(data)
    elif data.startswith(OLD_OFFICE):
        protected = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable(
            "The file is locked with a password. Save it without one"
            if protected
            else "The file is of an old kind of Excel (.xls). Save it as an Excel workbook (.xlsx) or as CSV"
        )
    elif data.startswith(b"%PDF"):
        raise Unreadable("The file is a PDF. Choose a CSV or XLSX file")
    else:
        lines = _read_csv(_decoded(data))
    found = list(within_limits(lines))
    if not found:
        raise Unreadable("The file is empty")
    return found


def _decoded(data: bytes) -> str:
    marked = next((mark for mark in MARKS if data.startswith(mark)), b"")
    encoding = MARKS.get(marked, "utf-8")
    if not marked and data.count(0) * 4 > len(data):
        raise Unreadable(f"The file is neither CSV nor XLSX, or it is UTF-16 without saying so. {AS_UTF_8}")
    try:
        # Bytes that are no UTF-8 are told by their cell; half a letter of UTF-16 has none.
        return data[len(marked) :].decode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file says that it is UTF-16 and breaks off within a letter. {AS_UTF_8}"
        ) from error


def _read_csv(text: str) -> Iterator[Line]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    number = 0
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, row in enumerate(rows, start=1):
            yield _line(number, row)
    except csv.Error as error:
        raise Unreadable(
            f"Row {number + 1}: a quotation mark opens and does not close as it should. "
            "Save the file as CSV from a spreadsheet program"
        ) from error


def _line(number: int, row: list[str]) -> Line:
    cells, problems = cut(text.strip() for text in row)
    problems += [(place, wrong) for place, text in enumerate(cells) if (wrong := _wrong(text))]
    return Line(number, tuple(map(_readable, cells)), tuple(problems))


def _wrong(text: str) -> str:
    if text.startswith("="):
        return FORMULA
    if _UNDECODED.search(text):
        return f"holds letters that are not UTF-8 (“{_around(_readable(text))}”). {AS_UTF_8}"
    return "holds NUL bytes, which are no text. Type it anew" if "\x00" in text else ""


def _readable(text: str) -> str:
    text = _UNDECODED.sub("\ufffd", text).replace("\x00", "")
    return text[1:] if _ESCAPED.match(text) else text


def _around(text: str) -> str:
    """The word with the first letter that cannot be read."""
    return next((word for word in text.split() if "\ufffd" in word), "")[:40]
