"""Words: how text becomes what the index holds. The one analysis, for documents, queries and matching."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis import STOP_WORDS, Filter, RegexTokenizer, StopFilter
from whoosh.lang.porter import stem as porter_stem
from whoosh.lang.stopwords import stoplists

# A word may hold an apostrophe or a full stop (officer's, e.g), never a hyphen: tread-pattern is two words.
WORD = re.compile(r"\w+(?:['’.]\w+)*")
LONGEST_WORD = 60

# Of these Whoosh's list has only some.
_MORE_LITTLE_WORDS = (
    "almost along already although always among another anybody anyone anything around could enough every everybody "
    "everyone everything however instead might never nobody nothing often perhaps rather really several since somebody "
    "someone something still together unless whether whose within without would"
)
# Words that hold a sentence together: found like all others, but not worth saying.
LITTLE_WORDS: frozenset[str] = stoplists["en"] | set(_MORE_LITTLE_WORDS.split())
# American spellings that no rule below makes British.
BRITISH = {
    "tire": "tyre",
    "tires": "tyres",
    "gray": "grey",
    "aging": "ageing",
    "program": "programme",
    "programs": "programmes",
    "defense": "defence",
    "defenses": "defences",
    "offense": "offence",
    "offenses": "offences",
    "license": "licence",
    "licenses": "licences",
    "practise": "practice",
    "practises": "practices",
    "practised": "practiced",
    "practising": "practicing",
    "judgment": "judgement",
    "judgments": "judgements",
    "fulfill": "fulfil",
    "skillful": "skilful",
    "artifact": "artefact",
    "artifacts": "artefacts",
    "check": "check",
    "jail": "jail",
}
_OUR = re.compile(r"^(behavi|col|fav|hon|lab|neighb|harb|hum|rum|arm|end|vap|sav|flav)or")
_TRE = re.compile(r"^(cent|fib|lit|theat|calib|met)er(s?)$")
_ISE = re.compile(r"([a-z]{3,})iz(e|es|ed|er|ers|ing|ation|ations|ational)$")
_YSE = re.compile(r"([a-z]{3,})yz(e|es|ed|er|ers|ing)$")
_LL = re.compile(r"^(travel|model|label|cancel|counsel|signal)(ed|ing|er|ers|or|ors)$")
# Words in which z is not a matter of spelling, and metres that only measure.
_KEPT = re.compile(r"^(re|over|down|under)?(siz|priz|seiz|capsiz)|^(meters?)$")


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """`word` in small letters, without accents and possessive, in British spelling."""
    plain = unicodedata.normalize("NFKD", word).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'")
    plain = plain.removesuffix("'s").replace("'", "").replace(".", "")[:LONGEST_WORD]
    if not plain.isascii() or _KEPT.match(plain):
        return plain
    if plain in BRITISH:
        return BRITISH[plain]
    plain = _OUR.sub(r"\1our", plain)
    plain = _TRE.sub(r"\1re\2", plain)
    plain = _ISE.sub(r"\1is\2", plain)
    plain = _YSE.sub(r"\1ys\2", plain)
    return _LL.sub(lambda found: found[1] + "l" + found[2], plain)


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """The stem of a word that is normal already."""
    return str(porter_stem(word)) if word.isascii() else word


class NormalFilter(Filter):
    """Whoosh filter: each token's text made `normal`; its place in the text stays."""

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:  # type: ignore[override]
        for token in tokens:
            token.text = normal(token.text)
            if token.text:
                yield token


class StemOfFilter(Filter):
    """Whoosh filter: each token's text made a stem."""

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:  # type: ignore[override]
        for token in tokens:
            token.text = stem_of(token.text)
            yield token


WORDS = RegexTokenizer(WORD) | NormalFilter() | StopFilter(stoplist=STOP_WORDS, minsize=2, maxsize=None)
STEMS = WORDS | StemOfFilter()


def clean(text: str) -> str:
    """`text` without lone surrogates, NUL and other control characters, spaces made single."""
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(spaced.split())


@lru_cache(maxsize=50_000)
def stem_or_nothing(word: str) -> str:
    """What STEMS makes of one word as it is written; nothing of a word that it leaves out."""
    plain = normal(word)
    return stem_of(plain) if len(plain) > 1 and plain not in STOP_WORDS else ""


def tokens(text: str) -> list[str]:
    """The stems of `text` in order, without the words that say nothing.

    The same as STEMS gives, word by word from memory and so many times faster; a test holds the two together.
    """
    return [stem for stem in map(stem_or_nothing, WORD.findall(text)) if stem]


def stems(text: str) -> dict[str, str]:
    """Each stem of `text` with the word that first bore it, as it was written."""
    found: dict[str, str] = {}
    for token in STEMS(text, chars=True):
        found.setdefault(token.text, text[token.startchar : token.endchar])
    return found


def spans(text: str) -> list[tuple[str, int, int]]:
    """The stems of `text` with where each stands: (stem, start, end)."""
    return [(token.text, token.startchar, token.endchar) for token in STEMS(text, chars=True)]
