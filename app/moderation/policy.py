"""Who may see the review queue, the audit trail and the administration pages."""

from app.core.actor import Actor, Role


def can_review(actor: Actor) -> bool:
    """A reviewer checks what is sent in before it is shown."""
    return actor.has(Role.REVIEWER)


def can_audit(actor: Actor) -> bool:
    """An auditor reads the audit trail, and writes nothing."""
    return actor.has(Role.AUDITOR)


def can_administer(actor: Actor) -> bool:
    """An administrator sees accounts, settings and reference data, but no draft, response or private note."""
    return actor.has(Role.ADMINISTRATOR)
