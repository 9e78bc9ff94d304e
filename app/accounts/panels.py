"""What the accounts room shows on the pages of lower rooms."""

from app.accounts import policy, service
from app.accounts.models import MembershipState
from app.core.actor import Actor
from app.core.panels import Panel
from app.organisations.models import Organisation


def members_panel(actor: Actor, organisation: Organisation) -> Panel | None:
    """For those who manage the organisation: its members, and how many people wait for approval."""
    if not policy.can_see_members(actor, organisation):
        return None
    waiting = service.members_of(actor, organisation, MembershipState.REQUESTED)
    members = service.members_of(actor, organisation, MembershipState.APPROVED)
    return Panel(
        "Members",
        "accounts/members_panel.html",
        {"organisation": organisation, "waiting": len(waiting), "members": len(members)},
    )
