"""The verbs of collaborations, by act, and the lists that pages show."""

from app.collaborations.service.facts import write_facts
from app.collaborations.service.lists import (
    count_by,
    disputed,
    from_listing,
    from_response,
    mine,
    of_organisation,
    of_specialism,
    partners_of,
    shown,
    to_confirm,
)
from app.collaborations.service.opening import open_from
from app.collaborations.service.recording import confirm, correct, dispute, record
from app.collaborations.service.running import (
    close,
    edit,
    hand_over,
    reasons_to_stay,
    set_measures,
    start,
)
from app.collaborations.service.values import possible_outcomes

__all__ = [
    "close",
    "confirm",
    "correct",
    "count_by",
    "dispute",
    "disputed",
    "edit",
    "from_listing",
    "from_response",
    "hand_over",
    "mine",
    "of_organisation",
    "of_specialism",
    "open_from",
    "partners_of",
    "possible_outcomes",
    "reasons_to_stay",
    "record",
    "set_measures",
    "shown",
    "start",
    "to_confirm",
    "write_facts",
]
