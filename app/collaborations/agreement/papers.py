"""The chooser of legal papers: which are proposed for a collaboration, and why. docs/agreements.md has the table.

When a paper is needed is said by the reference data (gate kinds); what decides it is asked here in seven questions,
some of which the collaboration or the brief's pre-flight answers. The papers themselves stay with the parties.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.briefs import preflight
from app.briefs.models import BudgetBand
from app.collaborations.agreement.models import Mark
from app.collaborations.agreement.parts import IpPosition
from app.collaborations.agreement.policy import agreement_of
from app.collaborations.models import Collaboration
from app.extensions import db
from app.taxonomy.models import GateKind, Mechanism

# While nobody has said whether personal data is used, it is taken to be where work of this kind mostly uses some.
WITH_DATA = frozenset({Mechanism.RESEARCH, Mechanism.PROJECT, Mechanism.PLACEMENT})
PAID = frozenset({Mechanism.TRAINING, Mechanism.CONSULTANCY})
JOINT = frozenset({Mechanism.RESEARCH, Mechanism.PROJECT})
# From here on a memorandum is proposed: "over time", as the reference data says, begins with a year.
LONG_DAYS = 365

MARK_LABELS = {Mark.NEEDED: "Needed, not there yet", Mark.NOT_NEEDED: "Not needed", Mark.HAVE: "We have it"}


@dataclass(frozen=True)
class Question:
    """One of the questions that decide. `preflight` are the questions of the pre-flight that say something of it."""

    code: str
    ask: str
    hint: str = ""
    preflight: tuple[str, ...] = ()


QUESTIONS = (
    Question("money", "Does one side pay the other?", "Fees, a grant passed on, or a share of costs."),
    Question(
        "personal_data",
        "Is personal data used?",
        "Anything about people who could be known again, officers and staff among them.",
        ("personal_data",),
    ),
    Question(
        "data_leaves",
        "Does police data leave the force?",
        "Also when somebody from outside reads it on the force’s own systems.",
        ("left_force", "extraction"),
    ),
    Question("students", "Do students take part?"),
    Question("staff_move", "Does a member of staff move to the other side for a time?"),
    Question(
        "several_parties",
        "Do more than the two organisations take part?",
        "Other forces, universities or firms.",
    ),
    Question(
        "unpublished",
        "Is something shared that is not public?",
        "Police methods, operational detail, unpublished research, a supplier’s confidential material.",
    ),
)


@dataclass(frozen=True)
class Kind:
    """What a paper is, in a sentence, and who usually drafts it. Our own words, from general practice."""

    what: str
    drafted_by: str


KINDS = {
    "NDA": Kind(
        "Each side promises not to pass on what the other shows it.",
        "Whoever shows something first. Most universities have a template.",
    ),
    "MOU": Kind(
        "Roles, aims and dates of review, written down. Usually not a contract.",
        "The partnership managers of both sides.",
    ),
    "DPIA": Kind(
        "What could go wrong for the people in the data, and what is done about it.",
        "The controller, for police data usually the force: its data protection officer advises, and the information "
        "asset owner or SIRO signs.",
    ),
    "DSA": Kind(
        "Which data moves, for what purpose and under which legal power, how it is kept safe, and when it is returned "
        "or deleted.",
        "The force’s information management, with the university’s data protection officer.",
    ),
    "PLACEMENT_PROTOCOL": Kind(
        "How students are chosen, supervised, vetted and kept safe, and what they may do with what they find.",
        "The university’s placement office, with the lead in the force.",
    ),
    "SECONDMENT_AGREEMENT": Kind(
        "Who employs, pays and manages the person who moves, until when, and what comes back.",
        "Human resources of the employer.",
    ),
    "CONTRACT": Kind(
        "What is delivered for what money, under the buyer’s procurement rules.",
        "The buyer’s procurement team, or the university’s contracts office.",
    ),
    "COLLAB_AGREEMENT": Kind(
        "Who owns and may use the results, who brings what, and how either side may leave. The Lambert toolkit has "
        "models to begin from, written for universities and companies: adapt them.",
        "The university’s research contracts office, with the force’s legal services.",
    ),
}


@dataclass(frozen=True)
class Paper:
    """A paper that is proposed. `code` is the code of its gate kind."""

    code: str
    why: str


@dataclass(frozen=True)
class Facts:
    """What the rules look at. `answers` holds what is known of the questions; the rest is not known yet."""

    mechanism: Mechanism
    answers: Mapping[str, bool]
    planned_days: int | None = None
    ip_by_contract: bool = False


def facts_of(collaboration: Collaboration) -> Facts:
    """What is known of a collaboration: what its parties answered, and else what it and its brief say."""
    agreement = agreement_of(collaboration)
    first = collaboration.started or collaboration.planned_start
    last = collaboration.ended or collaboration.planned_end
    return Facts(
        collaboration.mechanism,
        {**derived(collaboration), **agreement.answers},
        (last - first).days if first and last else None,
        agreement.texts.get("ip") == IpPosition.CONTRACT,
    )


def derived(collaboration: Collaboration) -> dict[str, bool]:
    """What may be taken as answered while the parties have not answered it themselves."""
    found = {}
    brief = collaboration.brief
    if collaboration.mechanism is Mechanism.PLACEMENT:
        found["students"] = True
    if collaboration.mechanism is Mechanism.SECONDMENT:
        found["staff_move"] = True
    if brief is not None and brief.budget_band is not BudgetBand.NOT_SAID:
        found["money"] = brief.budget_band is not BudgetBand.NONE
    return found


def preflight_words(collaboration: Collaboration, question: Question) -> list[str]:
    """What the brief's pre-flight says of a question: its words decide nothing, people read them."""
    if collaboration.brief is None:
        return []
    said = [preflight.answer_of(collaboration.brief, preflight.BY_CODE[code]) for code in question.preflight]
    return [f"{each.question.short}: {each.sentence}" for each in said if each.state]


def papers_for(collaboration: Collaboration) -> list[Paper]:
    """The papers proposed for a collaboration, each with why, in the order in which they are best begun."""
    return proposed(facts_of(collaboration))


def proposed(facts: Facts) -> list[Paper]:
    """The rules: a paper for which there is at least one reason is proposed."""
    reasons = {
        "NDA": _when(facts, unpublished="Something is shared that is not public."),
        "MOU": _memorandum(facts),
        "DPIA": _data(facts, "personal_data", "Personal data is used."),
        "DSA": _sharing(facts),
        "PLACEMENT_PROTOCOL": _when(facts, students="Students take part."),
        "SECONDMENT_AGREEMENT": _when(
            facts, staff_move="A member of staff moves to the other side for a time."
        ),
        "CONTRACT": _contract(facts),
        "COLLAB_AGREEMENT": _joint(facts),
    }
    return [Paper(code, " ".join(why)) for code, why in reasons.items() if why]


def _when(facts: Facts, **reasons: str) -> list[str]:
    return [why for code, why in reasons.items() if facts.answers.get(code)]


def _data(facts: Facts, code: str, why: str) -> list[str]:
    said = facts.answers.get(code)
    if said is None and facts.mechanism in WITH_DATA:
        return ["It is not said yet whether personal data is used. Until it is, plan for it."]
    return [why] if said else []


def _sharing(facts: Facts) -> list[str]:
    leaves = _when(facts, data_leaves="Police data leaves the force, or is read by others.")
    if facts.answers.get("data_leaves") is False:
        return []
    return leaves or _data(facts, "personal_data", "Personal data is used by both sides.")


def _memorandum(facts: Facts) -> list[str]:
    long = facts.planned_days is not None and facts.planned_days >= LONG_DAYS
    why = _when(facts, several_parties="More than two organisations take part.")
    return [*why, "The work is planned for a year or longer."] if long else why


def _contract(facts: Facts) -> list[str]:
    money = facts.answers.get("money")
    if money:
        return ["One side pays the other."]
    if money is None and facts.mechanism in PAID:
        return ["Training and consultancy are usually paid, and it is not said yet whether this is."]
    return []


def _joint(facts: Facts) -> list[str]:
    why = []
    if facts.mechanism in JOINT:
        why.append("Research done together makes results that both sides will want to use.")
    if facts.ip_by_contract:
        why.append("The working agreement leaves intellectual property to a contract.")
    if why and facts.answers.get("several_parties"):
        why.append("With more than two parties, begin from one of the four consortium models.")
    return why


def kinds() -> dict[str, GateKind]:
    """The papers of the chooser in the reference data, by code, in the order of the chooser."""
    found = {kind.code: kind for kind in db.session.scalars(select(GateKind).where(GateKind.code.in_(KINDS)))}
    return {code: found[code] for code in KINDS if code in found}
