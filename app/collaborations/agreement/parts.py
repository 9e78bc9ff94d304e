"""The parts of a working agreement: what each holds, and how they read once they are frozen into a version.

Everything here is a function of the texts given, so that a version says the same whoever reads it and whenever.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.organisations.models import Side

Texts = Mapping[str, Any]


class IpPosition(StrEnum):
    """Who owns what is made: the choices of HeroX's challenge agreements, for two sides that work together."""

    KEPT = "kept"
    SHARED = "shared"
    TRANSFERRED = "transferred"
    OPEN = "open"
    CONTRACT = "contract"


IP_LABELS = {
    IpPosition.KEPT: "Each side keeps its own",
    IpPosition.SHARED: "Shared licence",
    IpPosition.TRANSFERRED: "Transferred",
    IpPosition.OPEN: "Open",
    IpPosition.CONTRACT: "To be decided by a contract",
}
IP_HINTS = {
    IpPosition.KEPT: "Each side owns what it brings and what it makes.",
    IpPosition.SHARED: "Whoever makes it owns it, and the other side may use it. Say for what.",
    IpPosition.TRANSFERRED: "One side will own the results, whoever made them. Say which, and what the other may do.",
    IpPosition.OPEN: "Anybody may use the results. Say under which licence.",
    IpPosition.CONTRACT: "Say which contract, and by when. Until then nobody may use the other’s work beyond this one.",
}
# These say too little without words.
IP_NEEDS_WORDS = frozenset(IpPosition) - {IpPosition.KEPT}


class Publication(StrEnum):
    """What a side may do about the other's publication. All but the first limit the freedom to publish."""

    ACCURACY = "accuracy"
    DELAY = "delay"
    PART = "part"
    CONSENT = "consent"
    NONE = "none"


USUAL_DAYS = 30
PUBLICATION_LABELS = {
    Publication.ACCURACY: "Review for accuracy only, no veto",
    Publication.DELAY: "Publication may be put off for longer than the review",
    Publication.PART: "Some results will not be published",
    Publication.CONSENT: "One side must agree before anything is published",
    Publication.NONE: "Nothing will be published",
}


@dataclass(frozen=True)
class Part:
    """A part of the agreement. `step` is the page on which it is written, `fields` are what is typed there.

    `side` is the only side that writes it. An `is_small` part is asked of small collaborations too.
    """

    code: str
    title: str
    step: str
    fields: tuple[str, ...]
    is_small: bool = False
    side: Side | None = None
    reads: Callable[[Texts], str] | None = None

    def read(self, texts: Texts) -> str:
        """How the part reads; empty while nothing is said."""
        return self.reads(texts) if self.reads else str(texts.get(self.code) or "")


def is_deviating(texts: Texts) -> bool:
    """Whether the freedom to publish is less than usual: by a limit, or by a review of more than 30 days."""
    return texts.get("publication") != Publication.ACCURACY or texts.get("review_days", 0) > USUAL_DAYS


def deviation(texts: Texts) -> str:
    """In what the freedom to publish is less than usual, in words that anybody may read; empty when it is not."""
    found = []
    if texts.get("publication") != Publication.ACCURACY:
        found.append(f"{PUBLICATION_LABELS[Publication(texts['publication'])]}.")
    if texts["review_days"] > USUAL_DAYS:
        found.append(
            f"The review before publication takes up to {texts['review_days']} days; {USUAL_DAYS} is usual."
        )
    return " ".join(found)


def _publication(texts: Texts) -> str:
    days, limited = texts["review_days"], texts["publication"] != Publication.ACCURACY
    time = f"{days} {'day' if days == 1 else 'days'}"
    review = f"before either side publishes, the other has {time} to check it for accuracy"
    if texts["publication"] == Publication.NONE:
        said = [f"{PUBLICATION_LABELS[Publication.NONE]}."]
    elif limited:
        said = [f"{PUBLICATION_LABELS[Publication(texts['publication'])]}. Otherwise, {review}."]
    else:
        said = [f"{review[0].upper()}{review[1:]}. Nobody has a veto."]
    said.append(texts.get("publication_words") or "")
    if is_deviating(texts):
        said.append(f"Why this is not as usual: {texts.get('publication_reason') or 'not said yet'}")
    return "\n".join(filter(None, said))


def _ip(texts: Texts) -> str:
    if not texts.get("ip"):
        return ""
    return "\n".join(filter(None, [f"{IP_LABELS[IpPosition(texts['ip'])]}.", texts.get("ip_words") or ""]))


PARTS = (
    Part("scope", "Scope", "scope", ("scope",), is_small=True),
    Part("roles", "Roles", "roles", ("roles",)),
    Part("cadence", "Cadence", "cadence", ("cadence",)),
    Part("success", "What both sides call success", "success", ("success",)),
    Part(
        "success_police",
        "Success to the police side",
        "success",
        ("success_police",),
        is_small=True,
        side=Side.POLICE,
    ),
    Part(
        "success_academic",
        "Success to the academic side",
        "success",
        ("success_academic",),
        is_small=True,
        side=Side.ACADEMIC,
    ),
    Part("resources", "Resources and costs", "resources", ("resources",)),
    Part("ip", "Intellectual property", "ip", ("ip", "ip_words"), is_small=True, reads=_ip),
    Part(
        "publication",
        "Freedom to publish",
        "publication",
        ("publication", "review_days", "publication_words", "publication_reason"),
        is_small=True,
        reads=_publication,
    ),
    Part("exit", "Exit and handover", "exit", ("exit",)),
)
# The head of a version.
BETWEEN = "between"
OWN_SIDE = {field: part.side for part in PARTS for field in part.fields if part.side is not None}
FIELDS = frozenset(field for part in PARTS for field in part.fields)
# What stands while nobody has written anything.
BEGINNING: dict[str, Any] = {
    **dict.fromkeys(FIELDS, ""),
    "ip": None,
    "publication": Publication.ACCURACY.value,
    "review_days": USUAL_DAYS,
}


def rendered(texts: Texts) -> list[dict[str, str]]:
    """The parts as they read, in their order."""
    return [{"code": part.code, "title": part.title, "text": part.read(texts)} for part in PARTS]


def missing(texts: Texts, *, is_small: bool) -> list[Part]:
    """The parts without which the agreement cannot be offered for signature.

    Of small work fewer are asked: scope, success to each side, intellectual property and publication.
    """
    return [
        part
        for part in PARTS
        if (part.is_small or not is_small) and not (part.read(texts) and _is_whole(part, texts))
    ]


def _is_whole(part: Part, texts: Texts) -> bool:
    if part.code == "ip":
        return bool(texts.get("ip_words")) or texts.get("ip") not in IP_NEEDS_WORDS
    if part.code == "publication" and is_deviating(texts):
        return bool(texts.get("publication_reason"))
    return True


@dataclass(frozen=True)
class Difference:
    """A part that reads differently: what it said, and what it says."""

    title: str
    old: str
    new: str


def differences(old: Iterable[Mapping[str, str]], new: Iterable[Mapping[str, str]]) -> list[Difference]:
    """The parts of two versions, or of a version and the working copy, that do not read the same.

    Between whom it is stands at the head of a version and is none of the parts: a new title asks nobody to sign again.
    """
    before, after = _by_code(old), _by_code(new)
    found = []
    for code in [*after, *(code for code in before if code not in after)]:
        was, now = before.get(code), after.get(code)
        texts = (was["text"] if was else "", now["text"] if now else "")
        if texts[0] != texts[1]:
            found.append(Difference((now or was or {})["title"], *texts))
    return found


def _by_code(texts: Iterable[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {each["code"]: each for each in texts if each["code"] != BETWEEN}


def canonical(number: int, texts: Iterable[Mapping[str, str]]) -> str:
    """The text over which a version's hash is taken, and which anybody may check for themselves.

    What people wrote is set in by four spaces, so that no text can pass for the title of a part.
    """
    lines = [f"Working agreement, version {number}"]
    for each in texts:
        lines += ["", each["title"]]
        lines += [f"    {line}".rstrip() for line in (each["text"] or "(Nothing is said.)").split("\n")]
    return "\n".join(lines) + "\n"


def hash_of(number: int, texts: Iterable[Mapping[str, str]]) -> str:
    """SHA-256 of the canonical text in UTF-8, in hexadecimal."""
    return hashlib.sha256(canonical(number, texts).encode()).hexdigest()
