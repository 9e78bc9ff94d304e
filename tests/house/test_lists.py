"""Lists of many things."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

# A long list, and a shorter one by the same page.
LISTS = (
    ("/briefs", "/briefs?mechanism=secondment"),
    ("/offers", "/offers?page=99"),
    ("/lessons", "/lessons?page=99"),
    ("/lessons/by/mechanism/project", "/lessons/by/mechanism/secondment"),
    ("/collaborations", "/collaborations?status=running"),
    ("/find?q=data&kind=offers", "/find?q=data&kind=offers&page=99"),
)


@pytest.fixture
def asked():
    """Every statement that was sent since it was emptied."""
    seen = []

    def see(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


@pytest.mark.parametrize(("long", "short"), LISTS)
def test_no_list_asks_the_database_for_each_of_its_lines(sample_app, asked, long, short):
    client = sample_app.test_client()

    def look(address: str) -> tuple[int, int]:
        """How many lines a list has, and how many statements it took."""
        client.get(address)
        asked.clear()
        found = client.get(address)
        return len(found.page.select(".cg-card")), len(asked)

    (most, many), (least, few) = look(long), look(short)
    assert most > least
    assert many - few < most - least
