"""Reads briefs, offers, codes and judgements in the format of the sample files.

Only `id`, `title` and one text field are required; all else may be missing, and unknown fields are ignored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.matching.score import LIKELY, NEAREST_ONLY, STATED, Background, Features, features
from app.taxonomy.rows import BadRow, Row, read_jsonl

TEXTS = ("problem", "desired_outcome", "description")
LISTS = ("areas", "specialisms_wanted", "specialisms")


@dataclass(frozen=True)
class Item:
    """A brief or an offer of a file."""

    id: str
    title: str
    text: str
    mechanisms: tuple[str, ...] = ()
    # From the file of codes, where there is one.
    specialisms: Mapping[str, float] = field(default_factory=dict)
    areas: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}"

    def features(self, behind: Background, *, with_codes: bool = True) -> Features:
        return features(
            behind,
            title=self.title,
            text=self.text,
            specialisms=self.specialisms if with_codes else {},
            areas=self.areas if with_codes else (),
            mechanisms=self.mechanisms,
        )


def read_items(path: Path, codes: Mapping[str, Row] | None = None) -> list[Item]:
    """The briefs or offers of a file. Raises BadRow, which names file, line and field."""
    items: dict[str, Item] = {}
    for row in read_jsonl(path):
        item = _item(row, (codes or {}).get(str(row.values.get("id"))))
        if item.id in items:
            raise row.bad("id", f"{item.id!r} stands in the file already")
        items[item.id] = item
    return list(items.values())


def read_codes(path: Path) -> dict[str, Row]:
    """The rows of a file of codes by id; none when there is no such file."""
    return {row.text("id", required=True): row for row in read_jsonl(path)} if path.is_file() else {}


def read_grades(path: Path) -> dict[str, dict[str, int]]:
    """The judgements (brief, offer and grade, separated by tabs) by brief."""
    grades: dict[str, dict[str, int]] = {}
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = text.split("\t")
        if len(parts) != 3 or not parts[2].strip().isdigit():
            raise BadRow(path.name, line, "(whole row)", "expected brief, offer and grade, separated by tabs")
        grades.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return grades


def _item(row: Row, codes: Row | None) -> Item:
    texts = [row.text(name) for name in TEXTS if row.values.get(name)]
    if not texts:
        raise row.bad("problem or description", "missing")
    texts += [" ".join(row.texts(name)) for name in LISTS if row.values.get(name)]
    wanted = row.texts("mechanisms_wanted") if row.values.get("mechanisms_wanted") else []
    kind = [row.text("type")] if row.values.get("type") else []
    return Item(
        id=row.text("id", required=True),
        title=row.text("title", required=True),
        text="\n".join(texts),
        mechanisms=(*wanted, *kind),
        specialisms=_specialisms(codes.values) if codes else {},
        areas=tuple(codes.values.get("areas") or ()) if codes else (),
    )


def _specialisms(codes: Mapping[str, Any]) -> dict[str, float]:
    stated: Iterable[str] = codes.get("specialisms") or ()
    likely: Iterable[str] = codes.get("specialisms_likely") or ()
    sure = NEAREST_ONLY if codes.get("nearest_only") else STATED
    return {**dict.fromkeys(likely, LIKELY), **dict.fromkeys(stated, sure)}
