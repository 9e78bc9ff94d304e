"""The reasons of a match in words: what a reader who is no scientist is told of each part of the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.briefs.models import Brief
from app.listings.labels import mechanism_labels
from app.matching.models import Band
from app.offers.models import Offer
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area, Specialism

Reasons = Sequence[dict[str, Any]]
SHOWN_WORDS = 6
# From this share of all that speaks for a match.
MOST, GOOD_PART = 0.5, 0.2

NAMES = {
    "words": "Shared words",
    "meaning": "The texts as a whole",
    "sentences": "Nearest sentences",
    "specialisms": "Specialisms",
    "area": "Area of challenge",
    "mechanism": "Mechanism",
}
BANDS = {
    Band.STRONG: ("Strong match", "green"),
    Band.GOOD: ("Good match", "teal"),
    Band.POSSIBLE: ("Possible match", "blue"),
    Band.WEAK: ("Weak match", "grey"),
}
SURE = {"likely": "likely", "possible": "possibly"}


@dataclass(frozen=True)
class Told:
    """One reason: what it is called, how much of the match it is, and what it rests on."""

    name: str
    weight: str = ""
    text: str = ""
    # (whose, sentence)
    quotes: tuple[tuple[str, str], ...] = ()


def told(brief: Brief, offer: Offer, reasons: Reasons) -> list[Told]:
    """Why the two match, in the order of what each reason counts."""
    for_it = sum(reason["points"] for reason in reasons if reason["points"] > 0)
    found = [_told(reason, for_it) for reason in reasons]
    if not any(reason["part"] == "mechanism" for reason in reasons) and brief.mechanisms:
        wanted = " or ".join(sorted(name.lower() for name in mechanism_labels(brief)))
        offered = mechanism_labels(offer)[0].lower()
        by = "The right topic by another mechanism" if for_it > 0 else "Another mechanism"
        text = f"{by}: the brief wants {wanted}, the offer is {offered}."
        found.append(Told(NAMES["mechanism"], "", text))
    return found


def weight(points: float, for_it: float) -> str:
    """How much of a match a part is. `for_it`: the points of all parts that speak for it."""
    if points < 0:
        return "counts against it"
    if for_it <= 0:
        return ""
    share = points / for_it
    return "most of it" if share >= MOST else "a good part" if share >= GOOD_PART else "a little"


def _told(reason: dict[str, Any], for_it: float) -> Told:
    part, detail = reason["part"], reason["detail"]
    quotes = _quotes(detail) if part == "sentences" else ()
    text = _TEXTS[part](detail) if reason["points"] > 0 else _AGAINST.get(part, "")
    return Told(NAMES[part], weight(reason["points"], for_it), text, quotes)


def _quotes(detail: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = (("The brief", detail.get("brief", "")), ("The offer", detail.get("offer", "")))
    return tuple((whose, sentence) for whose, sentence in pairs if sentence)


def _words(detail: dict[str, Any]) -> str:
    words = [word for word, _ in detail.get("words", ())]
    more = len(words) - SHOWN_WORDS + detail.get("others", 0) if len(words) > SHOWN_WORDS else 0
    more = more or detail.get("others", 0)
    listed = ", ".join(words[:SHOWN_WORDS])
    return f"{listed} and {more} more." if more else f"{listed}."


def _specialisms(detail: dict[str, Any]) -> str:
    stated = [label(Specialism, code) for code in detail.get("stated", ())]
    likely = [
        f"{label(Specialism, entry['code'])} ({SURE.get(entry['sure'], entry['sure'])})"
        for entry in detail.get("likely", ())
    ]
    return _stated_and_likely(stated, likely)


def _area(detail: dict[str, Any]) -> str:
    stated = [label(Area, code) for code in detail.get("stated", ())]
    return _stated_and_likely(stated, [label(Area, code) for code in detail.get("likely", ())])


def _stated_and_likely(stated: list[str], likely: list[str]) -> str:
    sentences = []
    if stated:
        sentences.append(f"Both name {'; '.join(stated)}.")
    if likely:
        sentences.append(f"We think both are about {'; '.join(likely)}.")
    return " ".join(sentences) or "They lie near each other."


def _mechanism(detail: dict[str, Any]) -> str:
    names = " and ".join(MECHANISM_LABELS[code].lower() for code in detail.get("mechanisms", ()))
    fit = detail.get("fit", "wanted")
    if fit == "not_wanted":
        return "The right topic by another mechanism."
    if fit == "unknown":
        return "One of the two does not say by which mechanism."
    return f"{names.capitalize()}, as the brief wants." if names else "As the brief wants."


_TEXTS = {
    "words": _words,
    "meaning": lambda detail: "They say similar things, also where the words differ.",
    "sentences": lambda detail: "",
    "specialisms": _specialisms,
    "area": _area,
    "mechanism": _mechanism,
}
_AGAINST = {
    "meaning": "Taken as a whole the texts are about different things.",
    "sentences": "No sentence of the one comes near one of the other.",
    "mechanism": "The right topic by another mechanism.",
}


@dataclass(frozen=True)
class Share:
    """A part of the score, or a word of the shared words, with its exact share in hundredths of 1."""

    name: str
    share: str


def exact_shares(reasons: Reasons) -> list[Share]:
    """Each part's share of the score; rounded so that they add up to 1.00. None where nothing speaks for it."""
    total = sum(reason["points"] for reason in reasons)
    if total <= 0:
        return []
    hundredths = _rounded([reason["points"] / total for reason in reasons])
    return [Share(NAMES[reason["part"]], share) for reason, share in zip(reasons, hundredths, strict=True)]


def word_shares(reasons: Reasons) -> list[Share]:
    """Each shared word's share of that part; all others together last."""
    detail: dict[str, Any] = next((r["detail"] for r in reasons if r["part"] == "words"), {})
    pairs = [(word, share) for word, share in detail.get("words", ())]
    if detail.get("others"):
        pairs.append((f"{detail['others']} more", detail.get("others_share", 0.0)))
    total = sum(share for _, share in pairs)
    if total <= 0:
        return []
    hundredths = _rounded([share / total for _, share in pairs])
    return [Share(word, share) for (word, _), share in zip(pairs, hundredths, strict=True)]


def _rounded(shares: Sequence[float]) -> list[str]:
    """Numbers that add up to 1 with two decimals that do: the largest remainders are rounded up."""
    floors = [int(share * 100 // 1) for share in shares]
    left = 100 - sum(floors)
    by_rest = sorted(range(len(shares)), key=lambda i: (floors[i] - shares[i] * 100, i))
    for i in by_rest[:left]:
        floors[i] += 1
    return [f"{'−' if value < 0 else ''}{abs(value) / 100:.2f}" for value in floors]
