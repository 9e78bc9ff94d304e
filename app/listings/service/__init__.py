"""The verbs on a listing of either kind, cut by act. Rooms above call them as `listings.service.<verb>`."""

from app.listings.service.drafting import before_submit, create, edit, hold_draft, submit
from app.listings.service.ending import close, expire, expire_due, join, set_waiting_responses, withdraw
from app.listings.service.ownership import (
    add_co_owner,
    hand_over,
    hand_over_all,
    register_hand_over,
    remove_co_owner,
)
from app.listings.service.review import hold_back, on_publish, publish, release, request_changes, revise

__all__ = [
    "add_co_owner",
    "before_submit",
    "close",
    "create",
    "edit",
    "expire",
    "expire_due",
    "hand_over",
    "hand_over_all",
    "hold_back",
    "hold_draft",
    "join",
    "on_publish",
    "publish",
    "register_hand_over",
    "release",
    "remove_co_owner",
    "request_changes",
    "revise",
    "set_waiting_responses",
    "submit",
    "withdraw",
]
