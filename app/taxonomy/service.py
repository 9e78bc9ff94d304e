"""Loading of the lists. Running it again brings changed rows up to date and adds new ones.

A row that has left its file stays: things may be coded with it. Every file is read and checked whole
before any of its rows is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.taxonomy.models import (
    Area,
    Cause,
    GateKind,
    MeasureKind,
    Region,
    ResearchInterest,
    Specialism,
    Stage,
    VettingLevel,
    VocabularyTerm,
)
from app.taxonomy.rows import Row, by_key, read_csv

DATA = Path(__file__).parent / "data"
# When each issuer published its set. Another issuer needs a line here before its rows are loaded.
YEARS = {"NPCC": 2024, "Metropolitan Police": 2019}
VOCABULARY_KINDS = frozenset({"acronym", "synonym", "broader"})

Values = dict[str, Any]
Reader = Callable[[dict[str, Row]], dict[str, Values]]


@dataclass(frozen=True)
class Sheet:
    """A file of reference data: how many rows it holds, how to load them, how many of them stand."""

    path: Path
    # The column of the file whose values are the rows' own.
    key: str
    load: Callable[["Sheet"], int]
    loaded: Callable[["Sheet"], int]

    def rows(self) -> dict[str, Row]:
        """The rows by their key. Raises BadRow."""
        return by_key(read_csv(self.path), self.key)


def load(data: Path = DATA, said: Callable[[str, int], None] = lambda file, rows: None) -> dict[str, int]:
    """Every list in `data` stands in the database. `said` hears of each file done. Raises BadRow."""
    counts = {}
    for sheet in sheets(data):
        counts[sheet.path.name] = sheet.load(sheet)
        said(sheet.path.name, counts[sheet.path.name])
    return counts


def sheets(data: Path = DATA) -> list[Sheet]:
    """The files of this room, those that others point to first."""
    return [
        _list(data / "regions.csv", Region, _regions),
        _list(data / "vetting_levels.csv", VettingLevel, _described),
        _list(data / "areas_of_challenge.csv", Area, _areas),
        _list(data / "specialisms.csv", Specialism, _specialisms),
        _list(data / "cause_codes.csv", Cause, _tree),
        _list(data / "agreements_and_gates.csv", GateKind, _gates),
        _list(data / "success_measures.csv", MeasureKind, _measures),
        _list(data / "science_system_stages.csv", Stage, _stages),
        _list(data / "vocabulary.csv", VocabularyTerm, _vocabulary, key="term"),
        _list(data / "research_interests.csv", ResearchInterest, _research_interests),
    ]


def _list(path: Path, model: type[Any], read: Reader, key: str = "code") -> Sheet:
    def fill(sheet: Sheet) -> int:
        wanted = read(sheet.rows())
        upsert(model, key, wanted)
        return len(wanted)

    def count(sheet: Sheet) -> int:
        return len(set(db.session.scalars(select(getattr(model, key)))).intersection(sheet.rows()))

    return Sheet(path, key, fill, count)


def upsert(model: type[Any], key: str, wanted: Mapping[str, Values]) -> None:
    """A row of `model` stands for each key with these values; by objects, so that the index hears of it."""
    standing = {getattr(thing, key): thing for thing in db.session.scalars(select(model))}
    for value, values in wanted.items():
        thing = standing.get(value)
        if thing is None:
            db.session.add(model(**{key: value}, **values))
            continue
        for name, new in values.items():
            if getattr(thing, name) != new:
                setattr(thing, name, new)
    db.session.flush()


def _base(rows: dict[str, Row]) -> dict[str, Values]:
    """Label and place in the list, which every list has; in the order of the file."""
    for code, row in rows.items():
        if len(code) > 40:
            raise row.bad("code", "longer than 40 characters")
    return {
        code: {"label": row.text("label", required=True, longest=200), "position": position}
        for position, (code, row) in enumerate(rows.items(), start=1)
    }


def _described(rows: dict[str, Row]) -> dict[str, Values]:
    found = _base(rows)
    for code, values in found.items():
        values["description"] = rows[code].text("description")
    return found


def _regions(rows: dict[str, Row]) -> dict[str, Values]:
    found = _described(rows)
    # Other files name a region by its label.
    by_key(list(rows.values()), "label")
    return found


def _tree(rows: dict[str, Row]) -> dict[str, Values]:
    """A list of two levels, parents first so that each row finds its own."""
    tops = {code for code, row in rows.items() if not row.text("parent_code")}
    found = _base(rows)
    for code, values in found.items():
        row = rows[code]
        values["parent_code"] = row.code("parent_code", rows)
        if values["parent_code"] and values["parent_code"] not in tops:
            raise row.bad("parent_code", f"{values['parent_code']!r} has a parent itself")
        values["description"] = row.text("description", required=True)
    return dict(sorted(found.items(), key=lambda item: item[1]["parent_code"] is not None))


def _areas(rows: dict[str, Row]) -> dict[str, Values]:
    found = _tree(rows)
    for code, values in found.items():
        values |= {
            "source_url": rows[code].text("source_url"),
            "origin": rows[code].text("origin", required=True, longest=80),
        }
    return found


def _specialisms(rows: dict[str, Row]) -> dict[str, Values]:
    found = _tree(rows)
    for code, values in found.items():
        values |= {
            "scheme_ref": rows[code].text("scheme_ref", longest=200),
            "synonyms": rows[code].text("synonyms"),
        }
    return found


def _gates(rows: dict[str, Row]) -> dict[str, Values]:
    found = _base(rows)
    for code, values in found.items():
        values |= {
            "when_needed": rows[code].text("when_needed", required=True),
            "typical_duration": rows[code].text("typical_duration"),
            "source": rows[code].text("source"),
        }
    return found


def _measures(rows: dict[str, Row]) -> dict[str, Values]:
    found = _base(rows)
    for code, values in found.items():
        values |= {
            "definition": rows[code].text("definition", required=True),
            "unit": rows[code].text("unit", required=True, longest=120),
            "direction": rows[code].text("direction", required=True, longest=80),
            "source": rows[code].text("source"),
        }
    return found


def _stages(rows: dict[str, Row]) -> dict[str, Values]:
    found = {}
    for number, (code, row) in enumerate(rows.items(), start=1):
        if row.text("position") != str(number):
            raise row.bad("position", f"expected {number}")
        found[code] = {
            "label": row.text("stage", required=True, longest=200),
            "what_happens": row.text("what_happens", required=True),
            "source": row.text("source"),
            "position": number,
        }
    return found


def _vocabulary(rows: dict[str, Row]) -> dict[str, Values]:
    found = {}
    for term, row in rows.items():
        if row.text("kind") not in VOCABULARY_KINDS:
            raise row.bad("kind", f"unknown kind {row.text('kind')!r}")
        row.text("term", longest=120)
        found[term] = {
            "equivalents": row.text("expansion_or_equivalents", required=True),
            "kind": row.text("kind"),
            "note": row.text("note"),
            "basis": row.text("basis", required=True),
        }
    return found


def _research_interests(rows: dict[str, Row]) -> dict[str, Values]:
    areas = set(db.session.scalars(select(Area.code)))
    found = {}
    for code, row in rows.items():
        row.text("code", longest=20)
        issuer = row.text("issuer", required=True, longest=80)
        if issuer not in YEARS:
            raise row.bad("issuer", f"no year of publication is known for {issuer!r}")
        found[code] = {
            "issuer": issuer,
            "year": YEARS[issuer],
            "service_line_code": row.text("service_line_code", required=True, longest=20),
            "service_line": row.text("service_line", required=True, longest=120),
            "group_code": row.text("group_code", required=True, longest=20),
            "group": row.text("group", required=True, longest=120),
            "summary": row.text("title", required=True),
            "area_code": row.code("area_code", areas),
            "portal_id": row.text("portal_id", longest=20),
            "source": row.text("source", required=True),
        }
    return found
