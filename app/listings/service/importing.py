"""The verb that makes many drafts at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core import audit
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.policy import require
from app.extensions import db
from app.listings.importing.columns import Importable
from app.listings.importing.judging import key_of_values, keys_present
from app.listings.models import Listing
from app.listings.service.drafting import begin_draft
from app.organisations.models import Organisation


def import_drafts(
    actor: Actor, *, importable: Importable, rows: Sequence[Mapping[str, Any]]
) -> list[Listing]:
    """Make each of `rows` a draft of the actor's organisation; all or none. They are values by field, as the forms
    passed them.

    Raises Refused, and FieldError for a marking above OFFICIAL and for what the organisation has by now.
    """
    require(importable.may(actor), importable.refusal)
    # Two imports at once on PostgreSQL: the later one sees the drafts of the earlier one.
    organisation = db.session.get_one(Organisation, actor.organisation_id, with_for_update=True)
    present = keys_present(actor, importable)
    if any(key_of_values(importable, values) in present for values in rows):
        raise FieldError("file", "Some of these were made in the meantime. Choose the file again")
    drafts = [begin_draft(actor, organisation, listing=importable.new(), values=values) for values in rows]
    db.session.add_all(drafts)
    db.session.flush()
    room = importable.outline.room
    for draft, values in zip(drafts, rows, strict=True):
        audit.record(actor, f"{room}.create", draft, fields=values)
    audit.record(actor, f"{room}.import", organisation, detail=f"{len(drafts)} drafts")
    db.session.flush()
    return drafts
