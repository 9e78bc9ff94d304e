"""The draft of a full response, until it is sent."""

from collections.abc import Collection, Mapping

from app.core import audit, clock
from app.core.actor import Actor
from app.core.display import show_date
from app.core.errors import EditedMeanwhile, FieldError
from app.core.sensitivity.confirming import confirmed
from app.extensions import db
from app.listings.service.writing import ours, theirs
from app.responses.assessment.service import assessors_of
from app.responses.models import PartnerState, Response, ResponseAnswer, ResponseAnswerConfirmation
from app.responses.service.writing import begin, deciders, need_standing, partners_of, tell


def save(
    actor: Actor,
    *,
    answer: ResponseAnswer,
    texts: Mapping[str, str],
    version: int,
    boxes: Collection[str] = (),
) -> ResponseAnswer:
    """Keep the draft of one answer, whole or not. Its responder's side may go on writing until it is sent.

    Raises Refused, WrongState, FieldError for a find that is not confirmed, and EditedMeanwhile when a colleague has
    saved it since `version`.
    """
    response = answer.response
    begin(actor, "edit", response)
    db.session.refresh(answer)
    if version != answer.version:
        raise EditedMeanwhile(answer)
    wanted = {box: texts[box] for box in answer.boxes}
    answer.confirmations = confirmed(
        actor, ResponseAnswerConfirmation, wanted, earlier=answer.confirmations, boxes=boxes
    )
    changed = [box for box, text in wanted.items() if getattr(answer, box) != text]
    for box in changed:
        setattr(answer, box, wanted[box])
    if changed:
        answer.version += 1
        audit.record(actor, "responses.edit", response, fields=changed, detail=f"answer {answer.position}")
    db.session.flush()
    return answer


def gaps(response: Response) -> list[str]:
    """What must be done before the full response can be sent, in words for the page."""
    found = [
        f"Answer “{answer.asked}”" if len(response.answers) > 1 else "Write your answer"
        for answer in response.answers
        if not answer.is_complete
    ]
    if response.conflict is None:
        found.append("Say whether there is a conflict of interest")
    for partner in response.partners:
        if partner.state is PartnerState.ASKED:
            found.append(f"Wait for {partner.organisation.name} to answer, or remove it")
        if partner.state is PartnerState.DECLINED:
            found.append(f"Remove {partner.organisation.name}, which has declined")
    if has_run_out(response):
        found.append(
            f"The last day was {show_date(response.full_by)}: ask {response.listing.organisation.name} for another"
        )
    return found


def has_run_out(response: Response) -> bool:
    """Whether the last day for the full response has passed."""
    return response.full_by is not None and response.full_by < clock.today()


def send(actor: Actor, *, response: Response) -> Response:
    """Send the full response: the listing's owners and assessors can read it now, and nobody can change it.

    Raises FieldError with the first gap while there is one, Refused, and WrongState when it has been decided meanwhile.
    """
    target = begin(actor, "send", response)
    need_standing(response.listing)
    db.session.refresh(response, ["answers", "partners"])
    if missing := gaps(response):
        raise FieldError("submit", missing[0])
    response.state = target
    response.full_sent_at = clock.now()
    response.reminders = 0
    audit.record(actor, "responses.send", response, fields=["state"])
    listing = response.listing
    tell(
        deciders(listing),
        response,
        f"A full response to {ours(listing)}",
        f"{response.organisation.name} has sent its full response. Accept it, or decline it with a reason:",
    )
    tell(
        assessors_of(listing),
        response,
        f"A full response to {ours(listing)} waits for your scores",
        "Score it alone, before you speak with the other assessors:",
        endpoint="assessments.assessment",
        in_digest=True,
    )
    tell(
        partners_of(response),
        response,
        f"A full response that you joined has been sent, to {theirs(listing)}",
        f"{response.organisation.name} has sent it:",
        in_digest=True,
    )
    db.session.flush()
    return response
