"""Facts beside a match, which never move its score: each is met, not met or unknown, with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.display import show_date

NATIONAL = "NAT"
LIMITS = "Remit and restrictions"
# A clearance on one scale does not stand for one on another.
SCALES: dict[str, tuple[str, ...]] = {
    "non-police personnel vetting": ("NPPV1", "NPPV2", "NPPV3"),
    "national security vetting": ("BPSS", "CTC", "SC", "DV"),
    "criminal record check": ("DBS_ENHANCED",),
}
NO_VETTING, VETTING_UNKNOWN = "NONE", "UNKNOWN"
# Units of capacity of which one collaboration uses one.
ENGAGEMENTS = frozenset({"projects", "engagements", "studies", "evaluations", "cases", "teams", "sites"})


class State(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fact:
    name: str
    state: State
    sentence: str
    # What stands beside the name instead of "met", "not met" or "not known".
    said: str = ""
    # Words of an organisation that a person has to weigh: (whose, words).
    quotes: tuple[tuple[str, str], ...] = ()


def dates(
    start: date | None, weeks: int | None, available_from: date | None, available_to: date | None
) -> Fact:
    """Whether the offer can be had when the brief starts, or at least within its work."""
    if start is None:
        return Fact("Dates", State.UNKNOWN, "The brief gives no start date.")
    if available_from is None and available_to is None:
        return Fact("Dates", State.UNKNOWN, "The offer does not say when it is available.")
    end = start + timedelta(weeks=weeks) if weeks else start
    if available_to is not None and available_to < start:
        return Fact(
            "Dates",
            State.NOT_MET,
            f"The offer ends on {show_date(available_to)}, before the brief starts on {show_date(start)}.",
        )
    if available_from is not None and available_from > end:
        what = "the work would end" if weeks else "the brief starts"
        return Fact(
            "Dates",
            State.NOT_MET,
            f"The offer is available from {show_date(available_from)}, after {what} on {show_date(end)}.",
        )
    if available_from is not None and available_from > start:
        return Fact(
            "Dates",
            State.MET,
            f"Available from {show_date(available_from)}: after the start on {show_date(start)}, "
            "within the work.",
        )
    if available_to is not None and available_to < end:
        return Fact(
            "Dates",
            State.MET,
            f"Available at the start on {show_date(start)}; the offer ends on {show_date(available_to)}, "
            f"before the work would on {show_date(end)}.",
        )
    return Fact("Dates", State.MET, f"Available when the brief starts on {show_date(start)}.")


def place(brief: str | None, offer: str | None, remote_ok: bool, names: dict[str, str]) -> Fact:
    """Whether the two are in one region, or distance does not matter. `names`: label by code of a region."""
    if brief == NATIONAL or offer == NATIONAL:
        which = "brief" if brief == NATIONAL else "offer"
        return Fact("Place", State.MET, f"The {which} is national.")
    if brief is not None and brief == offer:
        return Fact("Place", State.MET, f"Both are in {names.get(brief, brief)}.")
    if remote_ok:
        return Fact("Place", State.MET, "The offer can be taken up at a distance.")
    if brief is None or offer is None:
        which = "brief" if brief is None else "offer"
        return Fact("Place", State.UNKNOWN, f"The {which} names no region.")
    return Fact(
        "Place",
        State.NOT_MET,
        f"The brief is in {names.get(brief, brief)}, the offer in {names.get(offer, offer)}, "
        "and it is not remote.",
    )


def vetting(needed: str | None, least: str | None, held: str | None, names: dict[str, str]) -> Fact:
    """Whether the vetting held reaches what the brief needs (`least`: what some part of it can do with)."""
    if needed is None or needed == VETTING_UNKNOWN:
        return Fact("Vetting", State.UNKNOWN, "The brief does not say which vetting it needs.")
    if needed == NO_VETTING:
        return Fact("Vetting", State.MET, "The brief needs no vetting.")
    wanted = names.get(needed, needed)
    if held is None or held == VETTING_UNKNOWN:
        return Fact("Vetting", State.UNKNOWN, f"{wanted} is needed; the offer does not say what is held.")
    if reaches(held, needed):
        return Fact(
            "Vetting", State.MET, f"{wanted} is needed; the team says it holds {names.get(held, held)}."
        )
    if least == NO_VETTING:
        return Fact("Vetting", State.NOT_MET, f"{wanted} is needed for all of it; a part needs no vetting.")
    if least is not None and reaches(held, least):
        own = names.get(held, held)
        return Fact(
            "Vetting", State.NOT_MET, f"{wanted} is needed for all of it; {own} is held, enough for a part."
        )
    if held == NO_VETTING:
        return Fact("Vetting", State.NOT_MET, f"{wanted} is needed; none is held yet.")
    if scale(held) != scale(needed):
        return Fact(
            "Vetting",
            State.UNKNOWN,
            f"{wanted} is needed; {names.get(held, held)} is held. They are different checks, and one "
            "does not stand for the other.",
        )
    return Fact("Vetting", State.NOT_MET, f"{wanted} is needed; only {names.get(held, held)} is held.")


def scale(code: str) -> str | None:
    """The name of the scale that a vetting level stands on."""
    return next((name for name, codes in SCALES.items() if code in codes), None)


def reaches(held: str, needed: str) -> bool:
    """Whether `held` is `needed` or above it on the same scale."""
    codes = SCALES.get(scale(needed) or "", ())
    return held in codes and needed in codes and codes.index(held) >= codes.index(needed)


def capacity(number: int | None, unit: str, load: int, words: str) -> Fact:
    """Whether the offer has room. `load`: running collaborations that use it; `words`: its own words."""
    says = f" The offer says: {words}." if words else ""
    if number == 0:
        return Fact("Capacity", State.NOT_MET, f"The offer has no room now.{says}")
    if load == 0:
        return Fact("Capacity", State.MET, f"No running collaboration uses it.{says}")
    used = "1 running collaboration uses" if load == 1 else f"{load} running collaborations use"
    if number is None or unit.removesuffix(" a year") not in ENGAGEMENTS:
        return Fact("Capacity", State.UNKNOWN, f"{used} it.{says}")
    if load < number:
        return Fact("Capacity", State.MET, f"{used} it, of {number} {unit}.")
    return Fact("Capacity", State.NOT_MET, f"It is full: {used} it, of {number} {unit}.")


def conflict(runs_together: bool) -> Fact:
    """Whether the two organisations already work together, as far as the reader may know."""
    if runs_together:
        return Fact(
            "Conflict of interest",
            State.NOT_MET,
            "The two organisations have a running collaboration. Whoever decides should know of it.",
            said="to declare",
        )
    return Fact("Conflict of interest", State.UNKNOWN, "None is recorded here. Ask both sides.")


def limits(organisations: Sequence[tuple[str, str, str]]) -> Fact:
    """What each organisation says of its remit and restrictions: (name, remit, restrictions).

    They are texts, so whether they are met is for a person to say; never guessed.
    """
    quotes = tuple(
        (f"{what} of {name}", text)
        for name, remit, restrictions in organisations
        for what, text in (("Restrictions", restrictions), ("Remit", remit))
        if text
    )
    if not quotes:
        return Fact(LIMITS, State.UNKNOWN, "Neither organisation has written any.")
    if not any(restrictions for _, _, restrictions in organisations):
        return Fact(LIMITS, State.UNKNOWN, "Neither names a restriction. Read their remits.", quotes=quotes)
    return Fact(LIMITS, State.UNKNOWN, "Read their restrictions.", said="for you to judge", quotes=quotes)
