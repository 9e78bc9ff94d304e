"""Signing a test client in without the sign-in page: the session is written as a sign-in would leave it.

    person = factories.person(force, Role.PARTNERSHIP_MANAGER)
    sign_in(client, person)
    client.get("/desk")

The idle time begins at the present moment of the frozen clock; `sign_out(client)` forgets the person.

A password's hash is dear on purpose. Tests make cheap ones; those of the room of accounts that are about its
price take REAL_HASHER.
"""

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app.accounts import passwords
from app.accounts.models import Person
from app.core import clock
from app.extensions import db

REAL_HASHER = passwords._hasher


def hash_cheaply() -> None:
    """Let this process hash passwords with the least work that there is."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def sign_in(client: FlaskClient, person: Person) -> None:
    """Let `client` be signed in as `person`, who must have a proved address and be open."""
    db.session.flush()
    session_id = person.get_id()
    db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = session_id
        session["_fresh"] = True
        session["seen_at"] = int(clock.now().timestamp())


def sign_out(client: FlaskClient) -> None:
    """Let `client` be nobody again, its cookies otherwise as they were."""
    with client.session_transaction() as session:
        for key in ("_user_id", "_fresh", "seen_at", "ended_person_id"):
            session.pop(key, None)
