"""What has been published of a stage beside what happens in it.

The strategy map of police science names the nine stages and nothing more: no question, no decider, no documents. The
College of Policing's authorised professional practice on data-driven technologies has three steps that say so; they are
paraphrased here. Which of the nine stages each belongs to is our own reading, and they are written for technology that
uses data, not for all work. See docs/gates.md.
"""

from dataclasses import dataclass

NOT_PUBLISHED = "Not published"


@dataclass(frozen=True)
class Published:
    """A step of that guidance: `step` is its name there."""

    step: str
    question: str
    decider: str
    documents: str = ""


SOURCE = "College of Policing, authorised professional practice on data-driven technologies"
BY_STAGE = {
    "PRIORITISE": Published(
        "Prioritisation",
        "Does it fit the force’s priorities and what it is able to do, and is it the best use of its resources?",
        "A senior leader with the project lead",
    ),
    "BUILD": Published(
        "Design",
        "Do the benefits outweigh the risks, and is there a clear plan to reduce them?",
        "The project lead with the data protection officer and the senior information risk owner",
        "Design report",
    ),
    "SOURCE": Published(
        "Purchasing",
        "Does it address the issue, and is it value for money?",
        "The project lead",
        "Contracts, business case, purchasing strategy, review of what is on the market",
    ),
}
