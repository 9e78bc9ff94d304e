"""What the index holds of a thing, and how its document is compared with the database's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from app.core.actor import Audience
from app.core.kinds import FACETS, Document
from app.search.words import STEMS, WORDS, tokens

# Raised when the schema or the analysis changes: an index of another format is built anew.
FORMAT = 2
TITLE_WEIGHT = 3  # how often a title counts in `all`; measured on public collections
SEQ_KEY = "_seq"

SCHEMA = Schema(
    key=ID(unique=True, stored=True),
    kind=ID(),
    audience=ID(),
    # Titles and bodies keep positions, for phrases. Scores come from `all` alone.
    title=TEXT(analyzer=STEMS, stored=False),
    body=TEXT(analyzer=STEMS, stored=False),
    all=TEXT(analyzer=STEMS, phrase=False, stored=False),
    # The unstemmed words, for "did you mean".
    words=TEXT(analyzer=WORDS, phrase=False, stored=False),
    # What filters, counts and sorts read: a Facts as a tuple. Texts are never stored.
    facts=STORED(),
    # See passages.stored; absent where the encoder is off.
    vectors=STORED(),
    **{facet: KEYWORD(commas=True) for facet in FACETS},
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the index remembers of a document besides its words."""

    kind: str
    id: int
    audience: str
    # Seconds since 1970; 0 for a thing without a date.
    date: int
    # Stems in `all`.
    length: int
    digest: str
    # Differs where the stems of the titles differ.
    title: str
    facets: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def key(self) -> str:
        return key_of(self.kind, self.id)


def key_of(kind: str, thing_id: int) -> str:
    return f"{kind}:{thing_id}"


# Least to most: a document goes into the index of its own audience and of every narrower one.
LADDER = (Audience.PUBLIC, Audience.MEMBERS, Audience.POLICE)


def goes_into(document: Document, index: Audience) -> bool:
    """Whether readers of that index belong to the document's audience."""
    return LADDER.index(document.audience) <= LADDER.index(index)


def digest_of(document: Document) -> str:
    """A short text that differs when anything differs that the index holds."""
    facets = sorted((name, tuple(codes)) for name, codes in document.facets.items())
    moment = document.date.astimezone(UTC).isoformat() if document.date else ""
    parts = (document.title, document.body, document.keywords, str(document.audience), facets, moment)
    return sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:20]


def title_mark(stems: Iterable[str]) -> str:
    """A short text for the stems of a title."""
    return sha256(" ".join(stems).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def fields_of(kind: str, thing_id: int, document: Document, vectors: bytes = b"") -> dict[str, Any]:
    """The document as the index takes it, with its vectors (passages.stored)."""
    title, body, keywords = tokens(document.title), tokens(document.body), tokens(document.keywords)
    everything = title * TITLE_WEIGHT + body + keywords
    facts = Facts(
        kind=kind,
        id=thing_id,
        audience=str(document.audience),
        date=int(document.date.timestamp()) if document.date else 0,
        length=len(everything),
        digest=digest_of(document),
        title=title_mark(title),
        facets=tuple((name, tuple(map(str, codes))) for name, codes in document.facets.items() if codes),
    )
    return {
        "key": facts.key,
        "kind": kind,
        "audience": facts.audience,
        "title": title,
        "body": body,
        "all": everything,
        "words": [token.text for token in WORDS(f"{document.title}\n{document.body}\n{document.keywords}")],
        "facts": tuple(getattr(facts, name) for name in Facts.__slots__),
        **({"vectors": vectors} if vectors else {}),
        **{name: list(codes) for name, codes in facts.facets if name in FACETS},
    }
