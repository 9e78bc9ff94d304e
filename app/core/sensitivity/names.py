"""Names of people in a text: after a rank or a title, and as a first name with a surname.

Found by lists and capitals, not by meaning: what it is bad at stands in docs/sensitivity.md. Names of people are those
that Faker lists; what else is to be known of words stands in `data`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from faker.providers.person import (
    cs_CZ,
    de_DE,
    en_GB,
    en_IE,
    en_IN,
    en_KE,
    en_NG,
    en_NZ,
    en_PK,
    en_US,
    es_ES,
    fr_FR,
    ha_NG,
    hu_HU,
    ig_NG,
    it_IT,
    lt_LT,
    lv_LV,
    nl_NL,
    pl_PL,
    pt_PT,
    ro_RO,
    sv_SE,
    tr_TR,
    tw_GH,
    yo_NG,
)

Span = tuple[int, int]
DATA = Path(__file__).parent / "data"
# Faker's lists of names by language and country, for the languages that families in Britain speak. Surnames are taken
# only from where they are seldom words of English too.
_SURNAMES = (en_GB, en_IE, en_US, en_NZ, en_IN, en_PK, en_NG, en_KE, yo_NG, ig_NG, ha_NG)
_FIRST_NAMES = (
    *(*_SURNAMES, tw_GH, pl_PL, ro_RO, fr_FR, de_DE, es_ES, it_IT, pt_PT, nl_NL, tr_TR, cs_CZ),
    *(lt_LT, lv_LV, hu_HU, sv_SE),
)
_LISTS = {"first_names": ("first_names", _FIRST_NAMES), "surnames": ("last_names", _SURNAMES)}
_LETTERS = re.compile(r"[a-z]+(?:['-][a-z]+)*")

# A capital, then small letters; or two such parts: "O’Connell", "McKay", "Rhys-Davies".
_PART = r"(?:(?:[OD]['’]|Ma?c)?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)"
_NAME = rf"{_PART}(?:-{_PART}){{0,2}}\b"
_INITIAL = r"[A-Z]\.?"
_RANK = (
    r"(?:Constable|Sergeant|Sgt|Inspector|Insp|Superintendent|Supt|Commander|Commissioner|"
    r"W?PC|PS|DC|DS|DI|DCI|DSU|DSupt|DCS|CI|ACC|DCC|CC|PCSO)"
)
_BEFORE_RANK = (
    r"(?:Acting|Temporary|Detective|Deputy|Assistant|Chief|Special|Police|Det|Dep|Asst|Ch|[AT]/|[AT])\.?"
)
_FORM = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Reverend|Councillor|Cllr|Judge)"
_TITLED = re.compile(
    rf"\b(?:(?:{_BEFORE_RANK} ?){{0,4}}{_RANK}\.?(?: \d{{2,6}})?|{_FORM}\.?) "
    rf"(?:{_INITIAL} ?){{0,3}}(?P<names>{_NAME}(?: {_NAME}){{0,2}})"
)
_RUN = re.compile(rf"(?<![\w.@/]){_NAME}(?: {_INITIAL})?(?: {_NAME}){{1,5}}")
_INITIALS = re.compile(rf"(?<![\w.@/])(?:[A-Z]\. ?){{1,3}}(?P<surname>{_NAME})")
_INSIDE = re.compile(rf"(?<=[a-z,;] )(?P<first>(?!St ){_NAME}) (?P<surname>{_NAME})(?! ?{_NAME})")
_ALONE = re.compile(rf"(?<=[a-z,;:] )({_NAME})(?!['’]s (?:law|method|test|rule)| ?{_NAME}|[\w@/-])")
# What stands before the name of a place or a thing.
_OF_A_THING = re.compile(r"(?i)\b(?:the|an?|in|at|from|of|to|st|saint|queen|king) $")

# After whom laws, inquiries and principles are named.
_NAMESAKES = frozenset(
    {"robert peel", "stephen lawrence", "florence nightingale", "alan turing", "thomas bayes"}
)


def people(text: str) -> Iterator[Span]:
    """Ranks and titles, initials and first names with a surname, and first names alone inside a sentence."""
    found: list[Span] = []
    taken = bytearray(len(text))
    for spans in (_titled(text), _with_initials(text), _full(text), _by_surname(text), _alone(text)):
        for start, end in spans:
            if 1 not in taken[start:end]:
                taken[start:end] = b"\1" * (end - start)
                found.append((start, end))
    yield from sorted(found)


def _titled(text: str) -> Iterator[Span]:
    for match in _TITLED.finditer(text):
        names = match.group("names").split(" ")
        count = next((at for at, name in enumerate(names) if _is(name, "not_surnames")), len(names))
        if count and " ".join(map(_plain, names[:2])) not in _NAMESAKES:
            end = match.start("names") + len(" ".join(names[:count]))
            yield match.start(), end


def _with_initials(text: str) -> Iterator[Span]:
    for match in _INITIALS.finditer(text):
        surname = match.group("surname")
        is_likely = _is(surname, "surnames") or match.group().count(".") > 1
        if is_likely and not _is(surname, "not_surnames"):
            yield match.span()


def _full(text: str) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        places = [(word.start(), word.end(), word.group()) for word in re.finditer(r"[^ ]+", run.group())]
        at = 0
        while at < len(places) - 1:
            last = _surname_after(places, at)
            if last is None:
                at += 1
                continue
            yield run.start() + places[at][0], run.start() + places[last][1]
            at = last + 1


def _surname_after(places: list[tuple[int, int, str]], at: int) -> int | None:
    """Which word of a run of capitals ends the name that begins at one of them; None where none begins there."""
    words = [_plain(word) for _, _, word in places]
    if not _is(words[at].split("-")[0], "first_names"):
        return None
    last = at + 1
    while last < len(words) - 1 and (len(words[last]) == 1 or _is(words[last], "first_names")):
        if _is(words[last + 1], "not_surnames"):
            break
        last += 1
    followed = words[last + 1] if last + 1 < len(words) else ""
    if len(words[last]) == 1 or _is(words[last], "not_surnames") or _is(followed, "not_surnames"):
        return None
    if _is(words[at], "places") and not _is(words[last], "surnames"):
        return None
    return None if f"{words[at]} {words[last]}" in _NAMESAKES else last


def _by_surname(text: str) -> Iterator[Span]:
    """Two capitals inside a sentence of which the second is a surname and nothing else, whatever the first."""
    for match in _INSIDE.finditer(text):
        first, surname = match.groups()
        is_one = _is(surname, "surnames") and not _is(surname, "places", "words", "not_surnames")
        if is_one and not _is(first, "not_surnames"):
            yield match.span()


def _alone(text: str) -> Iterator[Span]:
    for match in _ALONE.finditer(text):
        name = match.group(1)
        is_one = _is(name, "first_names") and not _is(name, "places", "words", "not_surnames")
        if is_one and not _OF_A_THING.search(text[: match.start()][-10:]):
            yield match.span(1)


def _is(name: str, *lists: str) -> bool:
    """Whether a name stands in one of the lists."""
    return any(_plain(name) in _names(each) for each in lists)


def _plain(name: str) -> str:
    """A name as the lists write it: small letters without accents or a genitive."""
    bare = unicodedata.normalize("NFKD", re.sub(r"['’]s$", "", name).replace("’", "'"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return letters.rstrip(".").lower().replace("ł", "l").replace("ø", "o")


@cache
def _names(list_name: str) -> frozenset[str]:
    """One of the lists of words in `data`, whose first line says what it is, or of names that Faker has."""
    if list_name in _LISTS:
        listed = frozenset(filter(_LETTERS.fullmatch, map(_plain, _listed(*_LISTS[list_name]))))
        return listed - _names("seldom_names")
    _, _, names = (DATA / f"{list_name}.txt").read_text(encoding="ascii").partition("\n")
    return frozenset(names.split())


def _listed(kind: str, locales: Iterable[Any]) -> Iterator[str]:
    """All names of a kind (`first_names`, also by sex; `last_names`) that Faker has for the locales."""
    for locale in locales:
        provider = locale.Provider
        for name in dir(provider):
            if name.startswith(kind):
                yield from (each for each in getattr(provider, name) or () if len(each) > 1)
