"""Who works together already: told by the room of collaborations, which stands above this one."""

from collections.abc import Callable

from app.core.actor import Actor

# (reader, organisation) -> the organisations with which it has a running collaboration that the reader may read.
Partners = Callable[[Actor, int], frozenset[int]]
_partners: Partners | None = None


def register(partners: Partners) -> None:
    """Let `partners` tell with whom an organisation works now. The collaborations room calls this once."""
    global _partners
    _partners = partners


def partners_of(actor: Actor, organisation_id: int) -> frozenset[int]:
    """The organisations with which `organisation_id` has a running collaboration, as far as `actor` may know."""
    return _partners(actor, organisation_id) if _partners is not None else frozenset()
