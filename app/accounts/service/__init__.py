"""The verbs of the accounts room, by act: people's own accounts, and their membership of an organisation."""

from app.accounts.service.actors import actor_for, address_of
from app.accounts.service.sessions import load_person, refresh_session, seconds_left, sign_out
from app.accounts.service.sign_in import forget_failures, sign_in

__all__ = [
    "actor_for", "address_of", "forget_failures", "load_person", "refresh_session", "seconds_left", "sign_in",
    "sign_out",
]
