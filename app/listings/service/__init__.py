"""The verbs on a listing of either kind, cut by act. Rooms above call them as `listings.service.<verb>`."""

from app.listings.service.copying import copy, on_copy
from app.listings.service.drafting import before_submit, create, edit, hold_draft, submit
from app.listings.service.ending import (
    close,
    expire,
    expire_due,
    join,
    set_unanswered,
    set_waiting_responses,
    withdraw,
)
from app.listings.service.importing import import_drafts
from app.listings.service.ownership import (
    add_co_owner,
    hand_over,
    hand_over_all,
    register_hand_over,
    remove_co_owner,
)
from app.listings.service.review import (
    hold_back,
    hold_to_score,
    on_publish,
    publish,
    release,
    request_changes,
    revise,
)
from app.listings.service.writing import register_followers

__all__ = [
    "add_co_owner",
    "before_submit",
    "close",
    "copy",
    "create",
    "edit",
    "expire",
    "expire_due",
    "hand_over",
    "hand_over_all",
    "hold_back",
    "hold_draft",
    "hold_to_score",
    "import_drafts",
    "join",
    "on_copy",
    "on_publish",
    "publish",
    "register_followers",
    "register_hand_over",
    "release",
    "remove_co_owner",
    "request_changes",
    "revise",
    "set_unanswered",
    "set_waiting_responses",
    "submit",
    "withdraw",
]
