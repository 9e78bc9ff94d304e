"""What the sensitivity check points at must be removed or confirmed by its writer: one piece for every room.

A room brings its texts by field, and a table of its own made of `Confirmation`. Its form gets a box for each find
(`app.listings.forms.with_boxes`), its verb asks `confirmed` which rows to keep, its page shows
`listings/finds.html`.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.core.actor import Actor
from app.core.errors import FieldError
from app.listings import sensitivity
from app.listings.models import Confirmation
from app.listings.sensitivity import KIND_WORDS, Kind

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
    def request(self) -> str:
        """What its writer is asked to do."""
        return f"Remove “{self.words}”, {self.kind_words}, or confirm that it may be shown"


def pointed_at(texts: Mapping[str, str]) -> list[Pointed]:
    """The finds in `texts`, by field, that may be confirmed; the same words in a field once."""
    found: dict[tuple[str, Kind, str], Pointed] = {}
    for field, text in texts.items():
        for each in sensitivity.find(text):
            if each.kind is not Kind.REFUSED_MARKING:
                before, after = _around(text, each.start, each.end)
                pointed = Pointed(field, each.kind, each.words, before, after)
                found.setdefault(pointed.key, pointed)
    return list(found.values())


def refuse_markings(texts: Mapping[str, str]) -> None:
    """Raise FieldError for the first text that is marked above OFFICIAL."""
    for field, text in texts.items():
        if marking := sensitivity.refused_in(text):
            raise FieldError(field, sensitivity.refusal(marking))


def confirmed(
    actor: Actor,
    model: type[C],
    texts: Mapping[str, str],
    *,
    earlier: Iterable[C] = (),
    boxes: Collection[str] = (),
) -> list[C]:
    """The rows to keep for `texts`: of `earlier` ones those still found there, and new ones for ticked `boxes`.

    Raises FieldError for a text marked above OFFICIAL, and, by the name of its box, for a find not confirmed.
    """
    refuse_markings(texts)
    known = by_key(earlier)
    kept: list[C] = []
    for pointed in pointed_at(texts):
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
