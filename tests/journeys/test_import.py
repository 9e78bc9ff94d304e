"""A partnership manager makes drafts from a spreadsheet, after mending it."""

from pathlib import Path
from secrets import randbelow

import pytest

from app.core.tables import read, write_csv
from tests.core.workbooks import workbook
from tests.journeys.visitor import Visitor, in_days

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]


def choose(person: Visitor, name: str, content: bytes) -> Visitor:
    person.page.set_input_files(
        "main [name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    return person.press("Check the file")


def test_drafts_are_made_from_a_spreadsheet(visit):
    mark = f"batch {randbelow(9_000) + 1_000}"
    manager = visit("partnership_manager", 0)
    manager.open("/desk").follow("Import briefs").look("import")
    with manager.page.expect_download() as download:
        manager.page.get_by_role("link", name="Template for Excel").click()
    head, row = (list(line.cells) for line in read(Path(download.value.path()).read_bytes()))

    def filled(title: str, **cells: str) -> list[str]:
        made = [*row]
        for heading, text in {"Title": f"{title}, {mark}", **cells}.items():
            made[head.index(heading)] = text
        return made

    bad = [head, filled("First"), filled("Second", Start="soon", Region="Atlantis")]
    choose(manager, "mine.csv", write_csv(bad)).look("import refused")
    manager.sees(
        "1 row to mend", "Row 3, Start: “soon” is not a date", "Region: “Atlantis” is not on its list"
    )

    # The report takes the mended file at once.
    good = [head, row, filled("First"), filled("First"), filled("Second", Start=in_days(200).isoformat())]
    choose(manager, "mine.xlsx", workbook(good)).look("import checked")
    manager.sees("2 briefs would become drafts", "The same title as row 3", "The example of the template")
    manager.press("Make 2 drafts").sees("2 briefs imported as drafts", f"First, {mark}")
    manager.follow(f"Second, {mark}").sees("parts are done")
