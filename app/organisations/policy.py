"""Who may read and change an organisation's page: everybody reads, its administrators write."""

from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from app.core.actor import Actor, Role
from app.core.policy import require
from app.extensions import db
from app.organisations.models import Organisation


def readable_by(actor: Actor) -> Select[Organisation]:
    """The organisations that the actor may read: all of them."""
    return select(Organisation)


def can_read(actor: Actor, organisation: Organisation) -> bool:
    return db.session.scalar(readable_by(actor).where(Organisation.id == organisation.id)) is not None


def can_edit(actor: Actor, organisation: Organisation) -> bool:
    """Profile, remit and restrictions belong to the organisation's own administrators."""
    return actor.organisation_id == organisation.id and actor.has(Role.ORGANISATION_ADMINISTRATOR)


def access_organisation(actor: Actor, slug: str, act: str = "read") -> Organisation:
    """The organisation at this address. Raises NotFound, or Refused when `act` is not the actor's to do."""
    found = db.session.scalar(readable_by(actor).where(Organisation.slug == slug))
    if found is None:
        raise NotFound
    if act == "edit":
        require(can_edit(actor, found), "Only an administrator of the organisation can do this.")
    return found
