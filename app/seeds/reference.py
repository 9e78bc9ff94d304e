"""Every reference file of the house: what it should hold and what of it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from app.lessons import cases
from app.organisations import reference as organisations
from app.taxonomy import service as taxonomy


@dataclass(frozen=True)
class Count:
    """How many rows a file holds, and how many of them stand in the database."""

    file: str
    expected: int
    loaded: int


def load(said: Callable[[str, int], None]) -> None:
    """Every reference row stands; `said` hears of each file. Raises BadRow. Does not commit."""
    taxonomy.load(said=said)
    organisations.load(said=said)
    said(cases.FILE.name, cases.load_published_cases())


def status() -> list[Count]:
    """The count of each file, in the order of loading. Raises BadRow."""
    sheets = [*taxonomy.sheets(), *organisations.sheets()]
    counts = [Count(sheet.path.name, len(sheet.rows()), sheet.loaded(sheet)) for sheet in sheets]
    expected, loaded = cases.count_published_cases()
    return [*counts, Count(cases.FILE.name, expected, loaded)]
