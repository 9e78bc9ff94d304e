"""Which gates a piece of work has to pass, by how the two work together and what the brief says of data and vetting.

The table RULES is docs/gates.md with its sources. It errs towards asking: a gate that turns out not to matter is
marked as not needed, with a sentence, while one that was never named is found too late.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.briefs.models import Brief
from app.briefs.preflight import (
    ANY_VETTING,
    DATA_QUESTIONS,
    MECHANISM_GATES,
    VETTING_GATES,
    Answer,
    by_gate,
    state_of,
)
from app.collaborations.gates.models import Gate, GateState
from app.collaborations.models import Collaboration
from app.taxonomy.models import Mechanism

M = Mechanism
NO_VETTING = "NONE"
# The gates of vetting, of which a collaboration has one level.
VETTING = frozenset({ANY_VETTING, *VETTING_GATES.values()})


@dataclass(frozen=True)
class Work:
    """What the rules look at."""

    mechanism: Mechanism
    brief: Brief | None
    from_offer: bool

    def is_one_of(self, *mechanisms: Mechanism) -> bool:
        return self.mechanism in mechanisms

    @property
    def uses_data(self) -> bool:
        """Whether the brief says anything of data. Without one, research and projects are taken to use some."""
        if self.brief is None:
            return self.is_one_of(M.RESEARCH, M.PROJECT)
        asked = any(state_of(self.brief, question) for question in DATA_QUESTIONS)
        return asked or bool(self.brief.data_access.strip())

    @property
    def vetting_gate(self) -> str | None:
        """The gate of the vetting level that the brief names; the general one where it names none."""
        level = self.brief.vetting_code if self.brief is not None else None
        return None if level == NO_VETTING else VETTING_GATES.get(level or "", ANY_VETTING)


@dataclass(frozen=True)
class Rule:
    """The gates that apply while `holds`, and why, as the page says it."""

    gates: Callable[[Work], tuple[str | None, ...]]
    holds: Callable[[Work], bool]
    because: str


RULES = (
    Rule(lambda work: ("FEASIBILITY",), lambda work: True, "All work: an agreement is not yet feasibility."),
    Rule(
        lambda work: ("FORCE_APPROVAL",),
        lambda work: work.is_one_of(M.RESEARCH, M.PROJECT, M.PLACEMENT) or work.uses_data,
        "Research, placements and requests for data start with the force’s approval.",
    ),
    Rule(
        lambda work: ("CODE_OF_CONDUCT",),
        lambda work: work.is_one_of(M.RESEARCH) and work.from_offer,
        "Research that the force did not ask for: some forces want their code of conduct signed first.",
    ),
    Rule(
        lambda work: (MECHANISM_GATES[work.mechanism],),
        lambda work: True,
        "The way of working together that was agreed.",
    ),
    Rule(
        lambda work: ("IP_TERMS",),
        lambda work: work.is_one_of(M.RESEARCH, M.PROJECT),
        "Joint work creates results: say before it starts who may use and publish them.",
    ),
    Rule(
        lambda work: ("DATA_REGIME", "DPIA", "DSA"),
        lambda work: work.uses_data,
        "The work uses police data, which may be personal.",
    ),
    Rule(
        lambda work: ("UNI_ETHICS",),
        lambda work: work.is_one_of(M.RESEARCH),
        "Research with people or their data.",
    ),
    Rule(
        lambda work: ("POLICE_ETHICS", "EQUALITY"),
        lambda work: work.is_one_of(M.PROJECT),
        "A project brings something new into policing, which may touch groups of people differently.",
    ),
    Rule(
        lambda work: (work.vetting_gate,),
        lambda work: work.vetting_gate is not None,
        "Access to police premises, information or systems.",
    ),
)
BY_PREFLIGHT = "The brief’s pre-flight speaks of it."


def derived(collaboration: Collaboration) -> list[Gate]:
    """The gates that the rules name for a collaboration, and those of which its brief's pre-flight says something,
    each with what was answered. A gate of which something is blocked starts as blocked."""
    brief = collaboration.brief
    work = Work(collaboration.mechanism, brief, from_offer=brief is None and collaboration.offer is not None)
    said = by_gate(brief, [collaboration.mechanism]) if brief is not None else {}
    why: dict[str, str] = {}
    for rule in RULES:
        for code in rule.gates(work) if rule.holds(work) else ():
            if code is not None:
                why.setdefault(code, rule.because)
    for code, answers in said.items():
        if any(answer.state for answer in answers) and not (
            code == ANY_VETTING and work.vetting_gate is None
        ):
            why.setdefault(code, BY_PREFLIGHT)
    return [_gate(code, because, said.get(code, [])) for code, because in why.items()]


def _gate(code: str, because: str, answers: list[Answer]) -> Gate:
    blocked = [answer for answer in answers if answer.is_blocked]
    return Gate(
        kind_code=code,
        derived_because=because,
        state=GateState.BLOCKED if blocked else GateState.OPEN,
        blocked_by="\n".join(f"{each.question.short}: {each.words}" for each in blocked),
        preflight=[_kept(answer) for answer in answers] if any(each.state for each in answers) else [],
    )


def _kept(answer: Answer) -> dict[str, Any]:
    # With the question as it was asked, so that what was said can be read whatever is asked later.
    return {
        "question": answer.question.code,
        "asked": answer.question.short,
        "state": answer.state.value if answer.state else None,
        "words": answer.words,
        "on": answer.on.isoformat() if answer.on else None,
    }
