"""The verbs of the accounts room, by act: people's own accounts, and their membership of an organisation."""

from app.accounts.service.account import (
    ask_to_move,
    change_details,
    change_password,
    close,
    move,
    reasons_not_to_close,
    register_closing_check,
    sign_out_everywhere,
)
from app.accounts.service.actors import actor_for, address_of
from app.accounts.service.memberships import (
    approve,
    change_roles,
    end,
    members_of,
    organisations_named,
    refuse,
    request_membership,
    waiting_memberships,
)
from app.accounts.service.people import (
    add_person,
    forget_named,
    name_person,
    register_forgetting,
    reset_token,
)
from app.accounts.service.sessions import load_person, refresh_session, seconds_left, sign_out
from app.accounts.service.sign_in import forget_failures, sign_in
from app.accounts.service.sign_up import (
    forgot_password,
    needs_password,
    prove,
    reset_password,
    sign_up,
)

__all__ = [
    "actor_for",
    "add_person",
    "address_of",
    "approve",
    "ask_to_move",
    "change_details",
    "change_password",
    "change_roles",
    "close",
    "end",
    "forget_failures",
    "forget_named",
    "forgot_password",
    "load_person",
    "members_of",
    "move",
    "name_person",
    "needs_password",
    "organisations_named",
    "prove",
    "reasons_not_to_close",
    "refresh_session",
    "refuse",
    "register_closing_check",
    "register_forgetting",
    "request_membership",
    "reset_password",
    "reset_token",
    "seconds_left",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_up",
    "waiting_memberships",
]
