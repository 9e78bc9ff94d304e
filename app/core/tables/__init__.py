"""Tables that come in as files and go out as files: CSV and XLSX. They are read in memory and never kept."""

from app.core.tables.lines import MOST_BYTES, MOST_ROWS, Line, Unreadable
from app.core.tables.reading import read
from app.core.tables.writing import write_csv, write_xlsx

__all__ = ["MOST_BYTES", "MOST_ROWS", "Line", "Unreadable", "read", "write_csv", "write_xlsx"]
