"""Reads briefs, offers and judgements in the format of the sample files.

Only `id`, `title` and one text field are required; all else may be missing or null, and unknown fields are ignored.
"""

from pathlib import Path

from app.matching.profile import Text
from app.taxonomy.rows import BadRow, Row, read_jsonl

BODY = ("problem", "description")
EXTRA = ("desired_outcome", "evidence")
LABELS = {False: ("areas", "specialisms_wanted", "specialisms"), True: ("specialisms", "areas")}

Grades = dict[str, dict[str, int]]
Pairs = dict[str, set[str]]


def read_texts(path: Path, *, are_offers: bool) -> list[Text]:
    """The briefs or offers of a file. Raises BadRow, which names file, line and field."""
    found: dict[str, Text] = {}
    for row in read_jsonl(path):
        text = _text(row, are_offers)
        if text.id in found:
            raise row.bad("id", f"{text.id!r} stands in the file already")
        found[text.id] = text
    return list(found.values())


def _text(row: Row, is_offer: bool) -> Text:
    body, extra = _joined(row, BODY), _joined(row, EXTRA)
    if not body and not extra:
        raise row.bad(" or ".join(BODY), "missing")
    wanted = _list(row, "mechanisms_wanted")
    kind = [row.text("type")] if row.values.get("type") else []
    return Text(
        id=row.text("id", required=True),
        title=row.text("title", required=True),
        body=body,
        extra=extra,
        labels=tuple(label for name in LABELS[is_offer] for label in _list(row, name)),
        mechanisms=frozenset(kind if is_offer else wanted),
        is_offer=is_offer,
    )


def _joined(row: Row, names: tuple[str, ...]) -> str:
    return "\n".join(row.text(name) for name in names if row.values.get(name))


def _list(row: Row, name: str) -> list[str]:
    return row.texts(name) if row.values.get(name) else []


def read_grades(path: Path) -> Grades:
    """The judgements (brief, offer and grade, separated by tabs) by brief."""
    grades: Grades = {}
    for line, cells in _lines(path):
        if len(cells) != 3 or not cells[2].strip().isdigit():
            raise BadRow(path.name, line, "(whole row)", "expected brief, offer and grade, separated by tabs")
        grades.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return grades


def read_hard_negatives(path: Path) -> Pairs:
    """Offers that look like answers and are none (brief and offer, separated by a tab), by brief; none without file."""
    pairs: Pairs = {}
    for line, cells in _lines(path) if path.is_file() else []:
        if len(cells) < 2:
            raise BadRow(path.name, line, "(whole row)", "expected brief and offer, separated by a tab")
        pairs.setdefault(cells[0], set()).add(cells[1])
    return pairs


def read_gaps(path: Path) -> Pairs:
    """Pairs that share hardly a word (a line ends with `gap`), by brief; none without file."""
    pairs: Pairs = {}
    for line, cells in _lines(path) if path.is_file() else []:
        if len(cells) < 3:
            raise BadRow(
                path.name, line, "(whole row)", "expected brief, offer, … and gap or -, separated by tabs"
            )
        if cells[-1].strip() == "gap":
            pairs.setdefault(cells[0], set()).add(cells[1])
    return pairs


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    text = path.read_text(encoding="utf-8")
    return [(at, line.split("\t")) for at, line in enumerate(text.split("\n"), start=1) if line.strip()]
