"""The verbs of working agreements: write, offer, sign, decline. What is said of the papers: paper_service.py."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import selectinload

from app.collaborations.agreement import parts, policy
from app.collaborations.agreement.models import (
    Agreement,
    AgreementConfirmation,
    AgreementVersion,
    Signature,
    VersionState,
)
from app.collaborations.models import Collaboration
from app.collaborations.service.changing import lock, note
from app.collaborations.service.facts import contacts_at, other_of
from app.collaborations.size import is_small
from app.core import clock, mail
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError, Refused
from app.core.sensitivity.confirming import confirmed, refuse_markings
from app.extensions import db
from app.organisations.models import Organisation

NOTHING_NEW = "This is the text that both sides have signed. Change it before you offer it again."


def texts_of(agreement: Agreement) -> dict[str, Any]:
    """What stands in the working copy. What both sides called success before there was one is its beginning."""
    return {**parts.BEGINNING, "success": agreement.collaboration.success_criteria, **agreement.texts}


def save(
    actor: Actor,
    *,
    collaboration: Collaboration,
    version: int,
    values: Mapping[str, Any],
    boxes: Collection[str] = (),
) -> Agreement:
    """The working copy holds `values`, by field. A version that waits for signatures is withdrawn, both sides told.

    `boxes` are those ticked for finds of the sensitivity check in what both call success, which others read too.
    Raises FieldError also for the other side's own part, Refused, WrongState, and EditedMeanwhile when one of these
    fields was changed after `version`.
    """
    agreement = begin(actor, collaboration, "edit")
    _need_own(actor, values)
    refuse_markings({name: value for name, value in values.items() if isinstance(value, str)})
    standing = texts_of(agreement)
    changed = [name for name in values if values[name] != standing.get(name)]
    if not 0 < version <= agreement.version:
        raise EditedMeanwhile(agreement)
    if not changed:
        return agreement
    if any(agreement.edited_in.get(name, 0) > version for name in values):
        raise EditedMeanwhile(agreement)
    if "success" in changed:
        kept = confirmed(
            actor,
            AgreementConfirmation,
            {"success": values["success"]},
            earlier=agreement.confirmations,
            boxes=boxes,
        )
        agreement.confirmations += [each for each in kept if each not in agreement.confirmations]
    db.session.add(agreement)
    agreement.version += 1
    agreement.texts = {**standing, **{name: values[name] for name in changed}}
    agreement.edited_in = {**agreement.edited_in, **dict.fromkeys(changed, agreement.version)}
    if agreement.in_force is None:
        # Until something is signed, the collaboration says what the working copy says.
        collaboration.success_criteria = agreement.texts["success"]
    titles = [part.title for part in parts.PARTS if set(part.fields) & set(changed)]
    told = f"The working agreement was changed: {', '.join(titles).lower()}"
    withdrawn = agreement.offered
    if withdrawn is not None:
        _end_version(actor, withdrawn, VersionState.WITHDRAWN)
        told += f". Version {withdrawn.number}, which waited for signatures, was withdrawn"
        _tell(
            actor,
            agreement,
            collaboration.organisations,
            "A working agreement that waited for signatures has changed",
            f"{own_of(actor, collaboration).name} has changed the working agreement, so version {withdrawn.number} is "
            "withdrawn. It waits to be offered for signature again:",
        )
    note(actor, collaboration, "agreement_edit", told, fields=changed)
    db.session.flush()
    return agreement


def offer(actor: Actor, *, collaboration: Collaboration, version: int) -> AgreementVersion:
    """The working copy, as it stood at `version`, is frozen as a numbered version that both sides are asked to sign.

    Raises Refused, EditedMeanwhile when it has changed since, FieldError while a part is missing or while it says
    what is in force already, and WrongState while another version is offered.
    """
    agreement = begin(actor, collaboration, "offer")
    if agreement.version != version:
        raise EditedMeanwhile(agreement)
    texts = texts_of(agreement)
    missing = parts.missing(texts, is_small=is_small(collaboration))
    if missing:
        raise FieldError(
            "submit", f"Write what is missing first: {', '.join(part.title for part in missing).lower()}"
        )
    rendered = parts.rendered(texts)
    in_force = agreement.in_force
    if in_force is not None and not parts.differences(in_force.texts, rendered):
        raise FieldError("submit", NOTHING_NEW)
    number = len(agreement.versions) + 1
    frozen = [_between(collaboration), *rendered]
    offered = AgreementVersion(
        number=number,
        texts=frozen,
        deviation=parts.deviation(texts),
        hash=parts.hash_of(number, frozen),
        organisation_id=own_of(actor, collaboration).id,
        person_id=actor.person_id,
    )
    agreement.versions.append(offered)
    own = own_of(actor, collaboration)
    note(
        actor,
        collaboration,
        "agreement_offer",
        f"Version {number} of the working agreement was offered for signature",
    )
    _tell(
        actor,
        agreement,
        collaboration.organisations,
        "A working agreement waits for your signature",
        f"{own.name} has offered version {number} of the working agreement for signature. Read it, then sign it or say "
        "why not:",
    )
    db.session.flush()
    return offered


def sign(actor: Actor, *, collaboration: Collaboration, number: int, post: str) -> AgreementVersion:
    """The actor, in `post`, has signed version `number` for their side. Signed by both it is in force.

    Raises FieldError without a post, Refused, and WrongState when the side has signed or the version is not offered.
    """
    post = post.strip()
    if not post:
        raise FieldError("post", "Enter the post in which you sign")
    agreement = begin(actor, collaboration, "sign")
    version = policy.need_offered(agreement, number)
    if any(each.person_id == actor.person_id for each in version.signatures):
        raise Refused(
            "You have signed this version for the other side. Somebody else must sign it for this one."
        )
    own = own_of(actor, collaboration)
    version.signatures.append(
        Signature(
            organisation_id=own.id,
            person_id=actor.person_id,
            post=post,
            signed_at=clock.now(),
            hash=version.hash,
        )
    )
    told = f"Version {number} of the working agreement was signed by {own.name}"
    both = {each.organisation_id for each in version.signatures} == {
        each.id for each in collaboration.organisations
    }
    if both:
        _bring_into_force(actor, agreement, version)
        told += ", and is in force"
    note(actor, collaboration, "agreement_sign", told)
    standing = "It is in force:" if both else "It waits for your signature:"
    _tell(
        actor,
        agreement,
        [other_of(collaboration, own.id)],
        "A working agreement was signed by the other side",
        f"{own.name} has signed version {number} of the working agreement. {standing}",
    )
    db.session.flush()
    return version


def decline(actor: Actor, *, collaboration: Collaboration, number: int, reason: str) -> AgreementVersion:
    """The actor's side will not sign version `number`, and says why. What was in force stays in force.

    Raises FieldError without a reason, Refused, and WrongState when the side has signed or the version is not offered.
    """
    if not reason.strip():
        raise FieldError("reason", "Give a reason")
    refuse_markings({"reason": reason})
    agreement = begin(actor, collaboration, "decline")
    version = policy.need_offered(agreement, number)
    _end_version(actor, version, VersionState.DECLINED)
    version.reason = reason
    own = own_of(actor, collaboration)
    note(
        actor,
        collaboration,
        "agreement_decline",
        f"{own.name} declined to sign version {number} of the working agreement",
    )
    _tell(
        actor,
        agreement,
        [other_of(collaboration, own.id)],
        "The other side will not sign a working agreement",
        f"{own.name} has declined to sign version {number} of the working agreement, and says why:",
    )
    db.session.flush()
    return version


def to_sign(actor: Actor) -> Sequence[AgreementVersion]:
    """The versions that wait for the actor's signature, the oldest first."""
    asked = policy.to_sign(actor).options(
        selectinload(AgreementVersion.agreement).selectinload(Agreement.collaboration)
    )
    return db.session.scalars(asked).all()


def begin(actor: Actor, collaboration: Collaboration, act: str) -> Agreement:
    """The agreement, for `act`: whoever comes second waits for the first, and sees what the first has left behind.

    Raises Refused, WrongState.
    """
    lock(collaboration)
    agreement = policy.agreement_of(collaboration)
    if agreement in db.session:
        db.session.expire(agreement)
        for version in agreement.versions:
            db.session.expire(version)
    policy.require(actor, agreement, act)
    return agreement


def _need_own(actor: Actor, values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in parts.FIELDS:
            raise FieldError(name, "The working agreement has no such part")
        if not policy.may_write(actor, parts.OWN_SIDE.get(name)):
            raise FieldError(name, "Each side says for itself what success is to it")


def _between(collaboration: Collaboration) -> dict[str, str]:
    """The parties, as they stand at the head of a version."""
    police, academic = collaboration.organisations
    what = f"the collaboration “{collaboration.title}” (number {collaboration.id})"
    return {
        "code": parts.BETWEEN,
        "title": "Between",
        "text": f"{police.name} and {academic.name}, for {what}",
    }


def _bring_into_force(actor: Actor, agreement: Agreement, version: AgreementVersion) -> None:
    before = agreement.in_force
    if before is not None:
        _end_version(actor, before, VersionState.REPLACED)
    version.state = VersionState.IN_FORCE
    version.in_force_at = clock.now()
    agreed = {each["code"]: each["text"] for each in version.texts}
    agreement.collaboration.success_criteria = agreed["success"]


def _end_version(actor: Actor, version: AgreementVersion, state: VersionState) -> None:
    version.state = state
    version.ended_at = clock.now()
    version.ended_by_organisation_id = actor.organisation_id


def own_of(actor: Actor, collaboration: Collaboration) -> Organisation:
    """The organisation for which the actor acts, one of the two."""
    return next(each for each in collaboration.organisations if each.id == actor.organisation_id)


def _tell(
    actor: Actor, agreement: Agreement, organisations: Sequence[Organisation], subject: str, text: str
) -> None:
    """A letter at once to who answers for each of the sides, but not to who did it. It quotes nothing."""
    address = mail.link("agreements.agreement", id=agreement.collaboration.id)
    for organisation in organisations:
        for person in contacts_at(agreement.collaboration, organisation):
            if person.id != actor.person_id:
                mail.queue(person.id, subject=subject, body=f"{text}\n{address}")
