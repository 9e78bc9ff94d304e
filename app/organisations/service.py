"""The verbs of organisations: what their members say of them, and the facts that higher rooms write down."""

from sqlalchemy import select

from app.core import audit
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.policy import require
from app.extensions import db
from app.organisations import policy
from app.organisations.models import Organisation, OrganisationDomain, OrganisationSpecialism
from app.taxonomy.models import Specialism

MOST_SPECIALISMS = 20
PROFILE = ("about", "remit", "restrictions", "website", "requires_release")


def edit_profile(
    actor: Actor,
    *,
    organisation: Organisation,
    version: int,
    about: str,
    remit: str,
    restrictions: str,
    website: str,
    requires_release: bool,
    specialisms: list[str],
) -> Organisation:
    """The organisation says of itself what its administrator typed; `specialisms` are codes, best first.

    Raises Refused, EditedMeanwhile when it is no longer at `version`, FieldError for unknown specialisms.
    """
    require(policy.can_edit(actor, organisation), "Only an administrator of the organisation can do this.")
    db.session.refresh(organisation, with_for_update=True)
    if organisation.version != version:
        raise EditedMeanwhile(organisation)
    given = (about, remit, restrictions, website, requires_release)
    changed = [name for name, new in zip(PROFILE, given, strict=True) if getattr(organisation, name) != new]
    for name, new in zip(PROFILE, given, strict=True):
        setattr(organisation, name, new)
    if [link.specialism_code for link in organisation.specialism_links] != specialisms:
        set_specialisms(organisation, specialisms)
        changed.append("specialisms")
    if changed:
        organisation.version += 1
        audit.record(actor, "organisations.edit", organisation, fields=changed)
    db.session.flush()
    return organisation


def set_specialisms(organisation: Organisation, codes: list[str]) -> None:
    """The organisation holds these specialisms, in this order. Raises FieldError."""
    if len(codes) > MOST_SPECIALISMS:
        raise FieldError("specialisms", f"Select {MOST_SPECIALISMS} specialisms or fewer")
    query = select(Specialism).where(Specialism.code.in_(codes))
    known = {each.code: each for each in db.session.scalars(query)}
    if len(known) < len(set(codes)):
        raise FieldError("specialisms", "Select from the specialisms in the list")
    standing = {link.specialism_code: link for link in organisation.specialism_links}
    organisation.specialism_links = [
        standing.get(code) or OrganisationSpecialism(specialism_code=code, specialism=known[code])
        for code in dict.fromkeys(codes)
    ]
    organisation.specialism_links.reorder()  # type: ignore[attr-defined]  # the list is an OrderingList


def set_track_record(organisation: Organisation, count: int) -> None:
    """The organisation has had `count` confirmed collaborations: a fact that their room writes down."""
    organisation.collaborations_count = count
    db.session.flush()


def by_domain(email: str) -> Organisation | None:
    """The organisation that an address proposes, by the longest of its domain and the domains above it.

    A proposal is no proof: somebody who checked approves the membership.
    """
    domain = email.rpartition("@")[2].strip().lower().rstrip(".")
    parts = domain.split(".")
    # A bare top-level domain belongs to nobody.
    candidates = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    if not candidates or len(parts) > 20:
        return None
    found = db.session.scalars(select(OrganisationDomain).where(OrganisationDomain.domain.in_(candidates)))
    best = max(found, key=lambda row: len(row.domain), default=None)
    return best.organisation if best is not None else None
