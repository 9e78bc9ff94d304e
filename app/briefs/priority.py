"""Priority of a brief: five stated criteria, scored by its owner and by a reviewer, each without the other.

A criterion is scored 0 to 4 by words that can be chosen in a minute. The score is the sum, all criteria alike; what
nobody knows is left out and the sum is told out of what could have been reached. That is simple on purpose: weights
would claim a knowledge that nobody has, and a sum of ranks is a way to begin a talk, no measurement. It moves
nothing: matches, searches and lists go by other things.

Where the criteria come from: docs/review.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.briefs.models import Brief, BriefScores, Scorer

MOST = 4
# From here on two scores of one criterion are worth a talk.
APART = 2


@dataclass(frozen=True)
class Criterion:
    """`anchors` are the words for 0, 1, 2, 3 and 4; 4 always speaks for doing it."""

    name: str
    title: str
    question: str
    anchors: tuple[str, str, str, str, str]
    source: str


CRITERIA = (
    Criterion(
        "harm",
        "Harm",
        "What is the worst that the problem does to people, as it usually happens?",
        (
            "None to a person: extra work or cost",
            "Upset, or a loss soon made good",
            "An injury or loss that takes weeks or months to recover from",
            "Serious injury, sexual harm, or abuse that goes on",
            "Death, or a life changed for good",
        ),
        "After the Cambridge Crime Harm Index, which weighs offences by the sentence that they call for, not by their "
        "number. What is no crime is placed by what it does to people, in the manner of MoRiLE.",
    ),
    Criterion(
        "demand",
        "Demand",
        "How often does the force that asks meet it?",
        (
            "A few times a year or less",
            "About every month",
            "About every week",
            "About every day",
            "Many times a day",
        ),
        "How often, as grids of threat and risk such as MoRiLE ask it; the steps are ours.",
    ),
    Criterion(
        "breadth",
        "Breadth of forces",
        "Who else has the problem, as far as you know?",
        (
            "Only one unit",
            "One whole force",
            "A few forces",
            "Most forces",
            "All forces, and other services too",
        ),
        "Police forces in England and Wales number 43, in the United Kingdom 45.",
    ),
    Criterion(
        "readiness",
        "Readiness",
        "How far has anybody got towards an answer?",
        (
            "Nobody knows where to begin",
            "There is an idea, or research in another field",
            "It has worked in a laboratory or a small study",
            "It has been tried with a police force or a like service",
            "It is in use somewhere and its effect has been measured",
        ),
        "Technology readiness levels (1 to 9) in five steps, with evaluation in place of the last.",
    ),
    Criterion(
        "cost",
        "Low cost",
        "What would it cost to find the answer, in money and people’s time?",
        (
            "Over £250,000",
            "£100,000 to £250,000",
            "£25,000 to £100,000",
            "£5,000 to £25,000",
            "Under £5,000, or time alone",
        ),
        "Our own steps. It counts the other way round: the less it costs, the more points.",
    ),
)
NAMES = tuple(criterion.name for criterion in CRITERIA)


@dataclass(frozen=True)
class Line:
    """A criterion with what each side gave."""

    criterion: Criterion
    owner: int | None
    reviewer: int | None

    @property
    def is_apart(self) -> bool:
        return (
            self.owner is not None and self.reviewer is not None and abs(self.owner - self.reviewer) >= APART
        )


def total(scores: Iterable[int | None]) -> tuple[int, int]:
    """The points, and the most that the criteria scored could have given."""
    known = [score for score in scores if score is not None]
    return sum(known), MOST * len(known)


def scores_by(brief: Brief, side: Scorer) -> BriefScores | None:
    """What that side gave, where it scored anything."""
    found = next((scores for scores in brief.scores if scores.side is side), None)
    return found if found is not None and any(getattr(found, name) is not None for name in NAMES) else None


def read(brief: Brief, side: Scorer, name: str) -> int | None:
    """What that side gave for a criterion."""
    found = scores_by(brief, side)
    return None if found is None else getattr(found, name)


def write(brief: Brief, side: Scorer, name: str, score: int | None) -> None:
    """Keep what that side gives for a criterion. The other side's stays."""
    found = next((scores for scores in brief.scores if scores.side is side), None)
    if found is None:
        found = BriefScores(side=side)
        brief.scores.append(found)
    setattr(found, name, score)


def lines(brief: Brief) -> list[Line]:
    """Every criterion with both scores."""
    return [
        Line(each, read(brief, Scorer.OWNER, each.name), read(brief, Scorer.REVIEWER, each.name))
        for each in CRITERIA
    ]
