"""Words that name an organisation: a lesson that says only a role or a sector holds none of its two sides."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.lessons.models import Attribution, Lesson
from app.organisations.models import Organisation

# The texts of a lesson that its author writes, and what pages call them.
TEXTS = {
    "title": "The lesson in one line",
    "what_happened": "What happened",
    "recommendation": "What to do next time",
    "applies_when": "When it applies",
    "does_not_apply_when": "When it does not apply",
    "conditions": "Conditions in which it held",
    "root_cause": "What was at the root of it",
}

_COMMON = frozenset(
    (Path(__file__).parent / "data" / "words_of_names.txt")
    .read_text(encoding="ascii")
    .partition("\n")[2]
    .split()
)

# Places that are words too: found with a capital only.
_WORDS_TOO = frozenset(
    {
        "bath",
        "derby",
        "edge",
        "estuary",
        "hill",
        "hope",
        "hull",
        "lancaster",
        "man",
        "reading",
        "rose",
        "summer",
    }
)


def names_in(text: str, organisations: Iterable[Organisation]) -> list[str]:
    """The words of `text` that name one of `organisations`: its name or part of it, its initials, its domains."""
    found: dict[str, None] = {}
    for organisation in organisations:
        for pattern in _patterns(organisation):
            found.update((match.group(), None) for match in pattern.finditer(text))
    longest = sorted(found, key=len, reverse=True)
    return [words for at, words in enumerate(longest) if not any(words in other for other in longest[:at])]


def hidden(
    lesson: Lesson, attribution: Attribution | None = None, names_other: bool | None = None
) -> list[Organisation]:
    """The organisations that the lesson may not name, as it stands or as it would with another choice."""
    named = (attribution or lesson.attribution) is Attribution.NAMED
    asks = lesson.names_other if names_other is None else names_other
    sides = [None if named else lesson.organisation]
    sides.append(None if named and asks and lesson.other_may_be_named is not False else lesson.other)
    return [each for each in sides if each is not None]


def complaints(texts: Mapping[str, str], organisations: Iterable[Organisation]) -> dict[str, str]:
    """What the author is told of each text that names one of `organisations`."""
    hidden_ones = list(organisations)
    found = {field: names_in(text, hidden_ones) for field, text in texts.items()}
    return {field: complaint(names) for field, names in found.items() if names}


def complaint(names: list[str]) -> str:
    """What the author is told of words that name an organisation which is not to be named."""
    said = " and ".join(f"“{name}”" for name in names[:3])
    return f"Take out {said}: it shows which organisation this is about. Say “the force” or “the university”"


def _patterns(organisation: Organisation) -> list[re.Pattern[str]]:
    name = re.sub(r"(?i)^the ", "", organisation.name.strip())
    exact: set[str] = set()
    loose = {_spaced(name)}
    words = re.findall(r"[\w'’-]+", name)
    for word in words:
        plain = word.lower().replace("’", "'")
        if plain not in _COMMON and len(word) > 2:
            # Short names and capitals in a row are words too when they are written small.
            is_plain = len(word) > 4 and word[1:].islower() and plain not in _WORDS_TOO
            (loose if is_plain else exact).add(re.escape(word))
    for initials in ("".join(word[0] for word in words), "".join(w[0] for w in words if w[0].isupper())):
        if len(initials) > 2:
            exact.add(re.escape(initials))
    for row in organisation.domains:
        loose.add(re.escape(row.domain))
        label = row.domain.split(".")[0]
        if len(label) > 2 and label.lower() not in _COMMON:
            exact |= {re.escape(label.upper()), re.escape(label.capitalize())}
    found = [re.compile(rf"(?i)(?<!\w)(?:{'|'.join(sorted(loose, key=len, reverse=True))})(?!\w)")]
    if exact:
        found.append(re.compile(rf"(?<!\w)(?:{'|'.join(sorted(exact, key=len, reverse=True))})(?!\w)"))
    return found


def _spaced(name: str) -> str:
    """A name in which any spaces or hyphens may stand between its words."""
    return r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name)))
