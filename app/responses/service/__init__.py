"""The verbs of responses, and the lists of them."""

from app.responses.service.deciding import accept, asked_of, decline, extend, invite
from app.responses.service.lists import mine, responders, to_listing, waiting_for
from app.responses.service.responding import declare, hand_over, reasons_to_stay, respond, withdraw
from app.responses.service.writing import deciders, managers_of, partners_of, senders

__all__ = [
    "accept",
    "asked_of",
    "deciders",
    "declare",
    "decline",
    "extend",
    "hand_over",
    "invite",
    "managers_of",
    "mine",
    "partners_of",
    "reasons_to_stay",
    "respond",
    "responders",
    "senders",
    "to_listing",
    "waiting_for",
    "withdraw",
]
