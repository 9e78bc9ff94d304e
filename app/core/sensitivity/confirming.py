"""What the sensitivity check points at must be removed or confirmed by its writer: one piece for every room.

A room brings its texts by field, and a table of its own made of `Confirmation`. Its form gets a box for each find
(`app.listings.forms.with_boxes`), its verb asks `confirmed` which rows to keep, its page shows
`components/finds.html`.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.models import Record, enum_column
from app.core.sensitivity import rules
from app.core.sensitivity.rules import KIND_WORDS, Kind


class Confirmation(Record):
    """Words that the sensitivity check pointed at in a field, and who confirmed that they may be shown."""

    __abstract__ = True

    field: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    words: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


C = TypeVar("C", bound=Confirmation)
# How much of the text is shown on either side of a find, where its sentence is long.
AROUND = 160
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")


@dataclass(frozen=True)
class Pointed:
    """A find in a field, with the rest of its sentence."""

    field: str
    kind: Kind
    words: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, Kind, str]:
        """What a confirmation is of: the same words in another field, or other words, must be confirmed anew."""
        return self.field, self.kind, self.words

    @property
    def box(self) -> str:
        """The name of its box on a form."""
        return "confirm-" + hashlib.sha256(repr(self.key).encode()).hexdigest()[:16]

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.kind]

    @property
    def confirmation(self) -> str:
        """What its writer says with the box: where names are looked for, no person is to be named."""
        if self.kind is Kind.PERSON:
            return f"“{self.words}” is not the name of a person"
        return f"I confirm that “{self.words}” may be shown"

    @property
    def request(self) -> str:
        """What its writer is asked to do."""
        if self.kind is Kind.PERSON:
            return f"Remove “{self.words}”, or confirm that it is not the name of a person"
        return f"Remove “{self.words}”, {self.kind_words}, or confirm that it may be shown"


def pointed_at(texts: Mapping[str, str], *, with_people: bool = False) -> list[Pointed]:
    """The finds in `texts`, by field, that may be confirmed; the same words in a field once.

    `with_people` looks for names of people too.
    """
    found: dict[tuple[str, Kind, str], Pointed] = {}
    for field, text in texts.items():
        for each in rules.find(text, with_people=with_people):
            if each.kind is not Kind.REFUSED_MARKING:
                before, after = _around(text, each.start, each.end)
                pointed = Pointed(field, each.kind, each.words, before, after)
                found.setdefault(pointed.key, pointed)
    return list(found.values())


def refuse_markings(texts: Mapping[str, str]) -> None:
    """Raise FieldError for the first text that is marked above OFFICIAL."""
    for field, text in texts.items():
        if marking := rules.refused_in(text):
            raise FieldError(field, rules.refusal(marking))


def confirmed(
    actor: Actor,
    model: type[C],
    texts: Mapping[str, str],
    *,
    earlier: Iterable[C] = (),
    boxes: Collection[str] = (),
    with_people: bool = False,
) -> list[C]:
    """The rows to keep for `texts`: of `earlier` ones those still found there, and new ones for ticked `boxes`.

    Raises FieldError for a text marked above OFFICIAL, and, by the name of its box, for a find not confirmed.
    """
    refuse_markings(texts)
    known = by_key(earlier)
    kept: list[C] = []
    for pointed in pointed_at(texts, with_people=with_people):
        if pointed.key in known:
            kept.append(known[pointed.key])
        elif pointed.box in boxes:
            field, kind, words = pointed.key
            kept.append(model(field=field, kind=kind, words=words, person_id=actor.person_id))
        else:
            raise FieldError(pointed.box, pointed.request)
    return kept


def by_key(rows: Iterable[C]) -> dict[tuple[str, Kind, str], C]:
    """Confirmations by what they are of."""
    return {(row.field, row.kind, row.words): row for row in rows}


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after some words in their sentence."""
    before = _SENTENCE_END.split(text[:start])[-1].lstrip()
    after = text[end:]
    stop = _SENTENCE_END.search(after)
    after = after[: stop.end()].rstrip() if stop else after
    return (
        before if len(before) <= AROUND else "…" + before[-AROUND:],
        after if len(after) <= AROUND else after[:AROUND] + "…",
    )
