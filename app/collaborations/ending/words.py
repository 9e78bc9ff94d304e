"""The scales with which an ending is described, in plain words, each with its source."""

from dataclasses import dataclass

from app.collaborations.ending.models import Extent, OutputKind, WouldRepeat

# The Maryland Scientific Methods Scale of Sherman and others, as ojp.gov has it (NCJ 198650). Levels 3 to 5 are put in
# our words after secondary summaries.
MARYLAND_SOURCE = "Maryland Scientific Methods Scale, after Sherman and others (1998), in our words."
NO_EVALUATION = 0
MARYLAND = {
    NO_EVALUATION: "Not an evaluation: it did not set out to measure an effect",
    1: "Level 1: the measure and the problem were compared at one time",
    2: "Level 2: before and after, or against a group that is not comparable",
    3: "Level 3: before and after, with a comparable group beside it",
    4: "Level 4: before and after in many places, with and without it, other influences allowed for",
    5: "Level 5: a randomised trial",
}

# The five parts of EMMIE, with which the College of Policing's Crime Reduction Toolkit describes what is known:
# whatworks.college.police.uk/toolkit. There it rates reviews of many studies; here it describes one piece of work.
EMMIE_SOURCE = "EMMIE, the frame of the College of Policing’s Crime Reduction Toolkit."


@dataclass(frozen=True)
class Part:
    """A part of EMMIE: what it is called, and the question that its sentence answers."""

    title: str
    question: str


EMMIE = {
    "effect": Part("Effect", "What changed, and by how much?"),
    "mechanism": Part("Mechanism", "How did it bring that about?"),
    "moderators": Part("Moderators", "Where and for whom did it work, and where not?"),
    "implementation": Part("Implementation", "What did it take to do?"),
    "economics": Part("Economics", "What did it cost, and what did it save?"),
}

# The stages by which the College of Policing's practice bank sorts its entries:
# college.police.uk/support-forces/practices.
PRACTICE_SOURCE = (
    "Stages of practice as in the College of Policing’s practice bank. The label is the partners’ own."
)
PRACTICE_STAGES = {
    "untested": "Untested",
    "evaluated_locally": "Evaluated locally",
    "independently_evaluated": "Independently evaluated",
}

# Technology readiness levels as UKRI (STFC) lists them, in short: ukri.org.
TRL_SOURCE = "Technology readiness levels, as UK Research and Innovation lists them."
TRL = {
    1: "basic principles observed",
    2: "concept formulated",
    3: "proof of concept",
    4: "shown in the laboratory",
    5: "shown in a relevant environment",
    6: "prototype in a relevant environment",
    7: "prototype in operation",
    8: "complete and qualified",
    9: "proven in operation",
}

# What each side scores of the working relationship, 1 to 5, before it sees the other's scores: the gap is the lesson.
# The scale is our own: none of the services we looked at does this, though a workshop of forces and universities asked
# for a shared definition of a good working relationship. Its five dimensions follow the causes of failure that the
# literature names: scope drift, data out of reach, lapses of communication, lost trust, no route to use.
DIMENSIONS = {
    "scope": "Clear scope",
    "access": "Access and data",
    "communication": "Communication",
    "trust": "Trust",
    "usefulness": "Usefulness of what came of it",
}
SCORES = range(1, 6)

WOULD_REPEAT = {
    WouldRepeat.YES: "Yes",
    WouldRepeat.WITH_CHANGES: "Yes, with changes",
    WouldRepeat.NO: "No",
}

OUTPUT_KINDS = {
    OutputKind.ARTICLE: "Article",
    OutputKind.REPORT: "Report",
    OutputKind.DATA_SET: "Data set",
    OutputKind.CODE: "Code",
    OutputKind.TRAINING_MATERIAL: "Training material",
    OutputKind.TOOL: "Tool",
}

# Open unless a reason is given.
NOT_OPEN = "not_open"
LICENCES = {
    "cc_by": "Creative Commons Attribution 4.0 (CC BY)",
    "cc_by_sa": "Creative Commons Attribution-ShareAlike 4.0 (CC BY-SA)",
    "cc0": "Creative Commons Zero (CC0)",
    "ogl": "Open Government Licence 3.0",
    "mit": "MIT licence",
    "apache": "Apache licence 2.0",
    "gpl": "GNU General Public Licence 3.0",
    NOT_OPEN: "Not open",
}

EXTENTS = {
    Extent.TRIAL: "On trial",
    Extent.ONE_TEAM: "In one team",
    Extent.FORCE_WIDE: "Across the organisation",
}
