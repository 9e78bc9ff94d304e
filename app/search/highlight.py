"""Snippets and titles with the words that were searched for marked, safe to show."""

from collections.abc import Collection

from markupsafe import Markup, escape

from app.search.words import clean, spans

SNIPPET = 240  # characters
LONGEST_TEXT = 20_000
BEFORE = 60  # characters of context before the first word


def marked(text: str, stems: Collection[str]) -> Markup:
    """`text`, escaped, with each word of these stems in <mark>."""
    return _mark(text, [(start, end) for stem, start, end in spans(text) if stem in stems])


def snippet(text: str, stems: Collection[str]) -> Markup | None:
    """The piece of `text` with most different words of these stems, marked; None when it has none."""
    plain = clean(text[:LONGEST_TEXT])
    found = [(stem, start, end) for stem, start, end in spans(plain) if stem in stems]
    if not found:
        return None
    first = max(range(len(found)), key=lambda at: (_worth(found, at), -at))
    start = _word_start(plain, max(0, found[first][1] - BEFORE))
    end = _word_end(plain, start + SNIPPET)
    inside = [(s - start, e - start) for _, s, e in found if start <= s and e <= end]
    piece = _mark(plain[start:end], inside)
    return Markup("{}{}{}").format("… " if start else "", piece, " …" if end < len(plain) else "")


def _worth(found: list[tuple[str, int, int]], at: int) -> int:
    until = found[at][1] + SNIPPET - BEFORE
    return len({stem for stem, _, end in found[at:] if end <= until})


def _word_start(text: str, at: int) -> int:
    return text.rfind(" ", 0, at + 1) + 1 if at else 0


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", 0, at + 1)
    return space if space > at - 40 else at


def _mark(text: str, places: list[tuple[int, int]]) -> Markup:
    pieces: list[Markup] = []
    end = 0
    for start, stop in places:
        pieces += [escape(text[end:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        end = stop
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)
