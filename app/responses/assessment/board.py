"""Where the assessment of a full response stands, as far as its reader may see it."""

from dataclasses import dataclass

from app.core.actor import Actor
from app.responses import policy as responses
from app.responses.assessment import policy, service
from app.responses.assessment.models import MARK_LABELS, AgreedScore, Mark
from app.responses.models import Response


@dataclass(frozen=True)
class Criterion:
    """One thing that was asked: the reader's own score and note, those of others, and what was agreed."""

    asked: str
    mine: str
    note: str
    others: list[tuple[str, str]]
    agreed: str
    sentence: str


@dataclass(frozen=True)
class Board:
    criteria: list[Criterion]
    # Who has been named or has said something, and what came of it.
    assessors: list[tuple[str, str]]
    sees_scores: bool
    acts: list[str]


def board_of(actor: Actor, response: Response) -> Board:
    """The board for this reader. What they may not see is not in it."""
    said = service.said_of(response)
    sees_scores = policy.may_see_scores(actor, response)
    agreed = service.agreed_of(response)
    mine = next((each for each in said if each.person_id == actor.person_id), None)
    own = {score.answer_id: score for score in mine.scores} if mine else {}
    waits = policy.still_to_score(response)
    others = [each for each in said if each is not mine and not each.is_recused] if sees_scores else []
    criteria = []
    for answer in response.answers:
        score = own.get(answer.id)
        given = [
            (each.person.name or "Somebody who has left", words(other.mark))
            for each in others
            for other in each.scores
            if other.answer_id == answer.id
        ]
        criteria.append(
            Criterion(
                answer.asked,
                words(score.mark) if score else "",
                score.note if score else "",
                given,
                *_agreed(agreed.get(answer.id) if sees_scores else None),
            )
        )
    standing = [
        (
            each.person.name or "Somebody who has left",
            f"Stepped back: {each.conflict}" if each.is_recused else "Has scored",
        )
        for each in said
    ]
    standing += [
        (person.name, "Has not scored yet")
        for person in service.assessors_of(response.listing)
        if person.id in waits
    ]
    can = [act for act in responses.acts(actor, response) if act in ("score", "recuse", "agree")]
    if mine is not None:
        can = [act for act in can if act == "agree"]
    if agreed or waits or not any(not each.is_recused for each in said):
        can = [act for act in can if act != "agree"]
    return Board(criteria, standing, sees_scores, can)


def words(mark: int) -> str:
    """A score with its label."""
    return f"{mark}: {MARK_LABELS[Mark(mark)]}"


def _agreed(score: AgreedScore | None) -> tuple[str, str]:
    return (words(score.mark), score.sentence) if score else ("", "")
