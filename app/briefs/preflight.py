"""The feasibility pre-flight: twelve blunt questions of a brief, of which "not known" is an honest answer.

Boyd, Rappert and Fleischer (2024) found that agreement and good will did not make a study feasible: basic logistics
and legal administration ended it. West Midlands, Cambridgeshire and the national guidance on vetting (APP) ask the
same things of those who want to do research with them. Which gate a question belongs to, and which cause of failure
it guards against, is our own reading: docs/preflight.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.briefs.models import Brief
from app.core import clock
from app.taxonomy.models import Mechanism


class State(StrEnum):
    """What is said of a question. Nothing said counts as not known."""

    KNOWN = "known"
    NOT_KNOWN = "not_known"
    BLOCKED = "blocked"


STATE_LABELS = {
    State.KNOWN: "Known",
    State.NOT_KNOWN: "Not known yet",
    State.BLOCKED: "Blocked",
}
STATE_COLOURS = {State.KNOWN: "green", State.NOT_KNOWN: "grey", State.BLOCKED: "red"}
NOT_ANSWERED = "Not answered"
# In place of a code below: the gate depends on how the two work together, or on the vetting needed.
OF_MECHANISM, OF_VETTING = "of the mechanism", "of the vetting"
MECHANISM_GATES = {
    Mechanism.PLACEMENT: "PLACEMENT_PROTOCOL",
    Mechanism.SECONDMENT: "SECONDMENT_AGREEMENT",
    Mechanism.TRAINING: "CONTRACT",
    Mechanism.CONSULTANCY: "CONTRACT",
    Mechanism.RESEARCH: "COLLAB_AGREEMENT",
    Mechanism.PROJECT: "COLLAB_AGREEMENT",
}
# A level without a gate of its own belongs to the general one.
VETTING_GATES = {
    "NPPV1": "NPPV1",
    "NPPV2": "NPPV2",
    "NPPV3": "NPPV3",
    "CTC": "NSV",
    "SC": "NSV",
    "DV": "NSV",
}
ANY_VETTING = "NPPV"


@dataclass(frozen=True)
class Question:
    """One of the twelve. `gates` and `causes` are codes of the taxonomy."""

    code: str
    ask: str
    # What the box for the words is called, and what the question is called in lists.
    words: str
    short: str
    gates: tuple[str, ...]
    causes: tuple[str, ...] = ()
    hint: str = ""

    @property
    def state_field(self) -> str:
        return f"preflight_{self.code}"

    @property
    def words_field(self) -> str:
        return f"preflight_{self.code}_words"


DATA_QUESTIONS = (
    Question(
        "data_held",
        "Which system holds the data?",
        "The system, or what is in the way",
        "System that holds the data",
        ("FEASIBILITY",),
        ("DATA_POORER", "FORCE_IT"),
        "If the work needs no data, say so under known.",
    ),
    Question(
        "extraction",
        "Who can extract it, and how many hours would it take?",
        "The post or team and the hours, or what is in the way",
        "Who can extract it, in how many hours",
        ("FEASIBILITY",),
        ("DATA_NOT_EXPORTABLE", "NO_DUTY_TIME"),
    ),
    Question(
        "left_force",
        "Has this data left the force before?",
        "When, to whom and in what form, or what is in the way",
        "Whether it has left the force before",
        ("DSA",),
        ("DATA_NOT_EXPORTABLE", "ACCESS_REFUSED"),
    ),
    Question(
        "personal_data",
        "Is it personal or special category data?",
        "Which kind, or what is in the way",
        "Personal or special category data",
        ("DATA_REGIME", "DPIA"),
        ("AGREEMENT_DELAY",),
        "Special category: health, ethnicity, religion, sexual orientation, biometrics and the like.",
    ),
    Question(
        "dpia_signer",
        "Who signs the data protection impact assessment?",
        "The post that signs, or what is in the way",
        "Who signs the DPIA",
        ("DPIA",),
        ("AGREEMENT_DELAY",),
    ),
    Question(
        "agreement",
        "Which agreement is needed, and whose template is used?",
        "The agreement and the template, or what is in the way",
        "Agreement and template",
        ("DSA", OF_MECHANISM),
        ("AGREEMENT_DELAY", "PROCUREMENT"),
    ),
)
PEOPLE_QUESTIONS = (
    Question(
        "vetting_wait",
        "Which vetting does each person need, and how long is the wait now?",
        "The level for each role and the wait, or what is in the way",
        "Vetting for each role, and the wait",
        (OF_VETTING,),
        ("VETTING_DELAY",),
    ),
    Question(
        "duty_time",
        "How much duty time is released for this, and by whom?",
        "The time and the post that releases it, or what is in the way",
        "Duty time released, and by whom",
        ("FORCE_APPROVAL",),
        ("NO_DUTY_TIME",),
    ),
    Question(
        "commander",
        "Does the local commander know?",
        "Which post knows and agrees, or what is in the way",
        "Whether the local commander knows",
        ("FEASIBILITY",),
        ("NO_BUY_IN", "ACCESS_REFUSED"),
    ),
    Question(
        "cover",
        "Who takes over if you move post?",
        "The post that takes over, or what is in the way",
        "Who takes over if the poster moves",
        ("FEASIBILITY",),
        ("SPONSOR_MOVED",),
    ),
    Question(
        "ethics",
        "What is the ethics route on each side?",
        "The route on your side and what you expect of theirs, or what is in the way",
        "Ethics route on each side",
        ("UNI_ETHICS", "POLICE_ETHICS"),
        ("ETHICS_REFUSAL",),
    ),
    Question(
        "publication",
        "May the results be published, and after how many days?",
        "What may be published and when, or what is in the way",
        "Whether results may be published, and when",
        ("IP_TERMS",),
        ("PUBLICATION_DISPUTE", "IP_DISPUTE"),
    ),
)
QUESTIONS = (*DATA_QUESTIONS, *PEOPLE_QUESTIONS)
BY_CODE = {question.code: question for question in QUESTIONS}


class Stated:
    """Something said of a question; its `state` is None while nobody has said anything."""

    state: State | None

    @property
    def label(self) -> str:
        return STATE_LABELS[self.state] if self.state else NOT_ANSWERED

    @property
    def colour(self) -> str:
        return STATE_COLOURS[self.state] if self.state else "grey"


@dataclass(frozen=True)
class Answer(Stated):
    """What a brief says of one question; `on` is None too while nobody has said anything."""

    question: Question
    state: State | None = None
    words: str = ""
    on: date | None = None

    @property
    def is_blocked(self) -> bool:
        return self.state is State.BLOCKED

    @property
    def sentence(self) -> str:
        """The state and the words in one line."""
        return f"{self.label}: {self.words}" if self.words else self.label


@dataclass(frozen=True)
class Counts:
    """How many of the twelve are known, not known (or not answered) and blocked."""

    known: int
    unknown: int
    blocked: int

    def __str__(self) -> str:
        return f"{self.known} known, {self.unknown} not known, {self.blocked} blocked"


def answers(brief: Brief) -> list[Answer]:
    """The answers to all twelve, in their order."""
    return [answer_of(brief, question) for question in QUESTIONS]


def answer_of(brief: Brief, question: Question) -> Answer:
    """What the brief says of a question."""
    state, words = state_of(brief, question), words_of(brief, question)
    on = date.fromisoformat(_kept(brief)[question.code]["on"]) if state else None
    return Answer(question, state, words, on)


def state_of(brief: Brief, question: Question) -> State | None:
    """The state of a question in the brief; None while nothing is said."""
    state = _kept(brief).get(question.code, {}).get("state")
    return State(state) if state else None


def words_of(brief: Brief, question: Question) -> str:
    """The words of a question in the brief."""
    return str(_kept(brief).get(question.code, {}).get("words", ""))


def _kept(brief: Brief) -> dict[str, dict[str, Any]]:
    # A brief that has not been saved yet has none.
    return brief.preflight or {}


def is_answered(brief: Brief) -> bool:
    """Whether anything has been said, were it only that something is not known."""
    return any(answer.state for answer in answers(brief))


def count(brief: Brief) -> Counts:
    """How many of the twelve are known, not known and blocked; what is not answered is not known."""
    states = [answer.state for answer in answers(brief)]
    known, blocked = states.count(State.KNOWN), states.count(State.BLOCKED)
    return Counts(known, len(states) - known - blocked, blocked)


def write_state(question: Question, brief: Brief, state: State | None) -> None:
    """Put what is said of a question into the brief, dated when that changes."""
    _write(brief, question, state=state.value if state else None)


def write_words(question: Question, brief: Brief, words: str) -> None:
    """Put the words of a question into the brief, dated when they change."""
    _write(brief, question, words=words)


def _write(brief: Brief, question: Question, **said: str | None) -> None:
    before = _kept(brief).get(question.code, {"state": None, "words": ""})
    after = {**before, **said}
    if after != before:
        # A new mapping, so that the session sees the change.
        brief.preflight = {**_kept(brief), question.code: {**after, "on": clock.today().isoformat()}}


def gates_of(question: Question, mechanisms: Iterable[Mechanism], vetting_code: str | None) -> list[str]:
    """The codes of the gates that a question belongs to, for these mechanisms and this level of vetting."""
    found: list[str] = []
    for code in question.gates:
        if code == OF_MECHANISM:
            found += [MECHANISM_GATES[mechanism] for mechanism in mechanisms]
        elif code == OF_VETTING:
            found.append(VETTING_GATES.get(vetting_code or "", ANY_VETTING))
        else:
            found.append(code)
    return list(dict.fromkeys(found))


def by_gate(brief: Brief, mechanisms: Collection[Mechanism]) -> dict[str, list[Answer]]:
    """The answers by the code of the gate that each belongs to; one may belong to several."""
    found: dict[str, list[Answer]] = {}
    for answer in answers(brief):
        for code in gates_of(answer.question, mechanisms, brief.vetting_code):
            found.setdefault(code, []).append(answer)
    return found
