"""Who reads a reflection, when the two are opened to each other, who may conclude, and who may say "we use this too".

- A side reads its own reflection. It reads the other's once it has given its own; a side that never wrote one never
  reads the other's. Nobody who takes no part reads either.
- While only one side has reflected it may change its words; when both have, what stands, stands.
- Who takes part on a side that has written may conclude when both have, or when the other has let the time pass.
"""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from app.collaborations import policy
from app.collaborations.ending.models import Adoption, Output, Reflection
from app.collaborations.models import Collaboration, Status
from app.core.actor import Actor, Role
from app.core.errors import WrongState
from app.core.policy import require
from app.core.working_days import working_days_after, working_days_since
from app.extensions import db
from app.lessons.models import LessonState
from app.organisations.models import Side

# So long a side waits for the other's reflection, from the day on which both were asked.
WORKING_DAYS = 20


def readable_by(actor: Actor) -> Select[Reflection]:
    """The reflections that the actor may read: their side's own, and the other side's once theirs is given."""
    own = actor.organisation_id or 0
    ours = aliased(Reflection)
    given = select(ours.collaboration_id).where(ours.organisation_id == own)
    taken_part_in = policy.taken_part_in(actor).with_only_columns(Collaboration.id)
    return select(Reflection).where(
        Reflection.collaboration_id.in_(taken_part_in), Reflection.collaboration_id.in_(given)
    )


def of_side(collaboration: Collaboration, organisation_id: int | None) -> Reflection | None:
    """The reflection of one side, for verbs and rules. Pages read through `readable_by`."""
    theirs = Reflection.organisation_id == (organisation_id or 0)
    return db.session.scalar(
        select(Reflection).where(Reflection.collaboration_id == collaboration.id, theirs)
    )


def written_by(collaboration: Collaboration) -> set[int]:
    """The organisations that have given their reflection: that they have is no secret, what they say is."""
    given = select(Reflection.organisation_id).where(Reflection.collaboration_id == collaboration.id)
    return set(db.session.scalars(given))


def taught_by(collaboration: Collaboration) -> set[int]:
    """The organisations of which a lesson hangs on the collaboration that has been sent once: a first draft is none."""
    return {
        lesson.organisation_id
        for lesson in collaboration.lessons
        if lesson.organisation_id is not None
        and lesson.state is not LessonState.WITHDRAWN
        and (lesson.state is not LessonState.DRAFT or lesson.submitted_at is not None)
    }


def is_complete(collaboration: Collaboration, organisation_id: int | None) -> bool:
    """Whether a side has given its reflection and a lesson."""
    return organisation_id in written_by(collaboration) & taught_by(collaboration)


def waits_until(collaboration: Collaboration) -> date | None:
    """The day from which a side that has written need not wait for the other."""
    asked = collaboration.ending_at
    return working_days_after(asked, WORKING_DAYS) if asked else None


def why_not_conclude(actor: Actor, collaboration: Collaboration) -> str:
    """Why the actor's side cannot conclude yet, in words for the page; empty when it can."""
    if not is_complete(collaboration, actor.organisation_id):
        return "Your side has not given its reflection and a lesson yet."
    police, academic = policy.sides(collaboration)
    other = academic if actor.organisation_id == police else police
    asked = collaboration.ending_at
    if is_complete(collaboration, other) or (asked and working_days_since(asked) >= WORKING_DAYS):
        return ""
    return "The other side has not given its reflection and a lesson yet."


def why_not_reopen(collaboration: Collaboration) -> str:
    """Why it cannot go on after all; empty when it can."""
    if written_by(collaboration):
        return "A reflection has been given, so how it ended stands."
    return ""


def why_not_reflect(collaboration: Collaboration) -> str:
    """Why no reflection can be written or changed any more; empty when it can."""
    if len(written_by(collaboration)) == len(policy.sides(collaboration)):
        return "Both sides have given their reflections, so what stands, stands."
    return ""


def can_adopt(actor: Actor, collaboration: Collaboration) -> bool:
    """A member of a police organisation that does not use it yet, of what is completed and they may read.

    Of the organisation that worked on it, only those who take part.
    """
    if collaboration.status is not Status.COMPLETED or actor.has(Role.AUDITOR):
        return False
    if not actor.is_member or actor.side != Side.POLICE or not policy.can_read(actor, collaboration):
        return False
    if actor.organisation_id in policy.sides(collaboration) and not policy.takes_part(actor, collaboration):
        return False
    theirs = Adoption.organisation_id == actor.organisation_id
    standing = select(func.count(Adoption.id)).where(Adoption.collaboration_id == collaboration.id, theirs)
    return not db.session.scalar(standing)


def need_adopt(actor: Actor, collaboration: Collaboration) -> None:
    """Do nothing when the actor may say that they use it too. Raises WrongState, Refused."""
    theirs = Adoption.organisation_id == (actor.organisation_id or 0)
    here = Adoption.collaboration_id == collaboration.id
    if db.session.scalar(select(Adoption.id).where(here, theirs)) is not None:
        raise WrongState("Your organisation has said already that it uses this.")
    require(can_adopt(actor, collaboration), "Police organisations say here what they use too.")


def can_withdraw_adoption(actor: Actor, adoption: Adoption) -> bool:
    """Who said it, while still there, and the managers of their organisation."""
    own = adoption.organisation_id
    said_it = actor.organisation_id == own and actor.person_id == adoption.person_id
    return said_it or actor.manages(own)


def can_remove_output(actor: Actor, output: Output) -> bool:
    """Those who take part for the side that added it: nobody takes away what the other side reported."""
    may = "add_output" in policy.acts(actor, output.collaboration)
    return may and actor.organisation_id == output.organisation_id


def access_output(actor: Actor, id: int) -> Output:
    """The output `id`, if the actor may remove it. Raises NotFound, Refused."""
    output = db.session.get(Output, id) if id <= policy.LARGEST_ID else None
    if output is None or not policy.can_read(actor, output.collaboration):
        raise NotFound
    require(can_remove_output(actor, output), "Only the side that added an output takes it away.")
    return output


def access_adoption(actor: Actor, id: int) -> Adoption:
    """The adoption `id`, if the actor may withdraw it. Raises NotFound, Refused."""
    adoption = db.session.get(Adoption, id) if id <= policy.LARGEST_ID else None
    if adoption is None or not policy.can_read(actor, adoption.collaboration):
        raise NotFound
    require(can_withdraw_adoption(actor, adoption), "Only the organisation that said so withdraws it.")
    return adoption
