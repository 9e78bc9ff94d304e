"""Signing a test client in without the sign-in page: the session is written as a sign-in would leave it.

    person = factories.person(force, Role.PARTNERSHIP_MANAGER)
    sign_in(client, person)
    client.get("/desk")

The idle time begins at the present moment of the frozen clock; `sign_out(client)` forgets the person.
"""

from flask.testing import FlaskClient

from app.accounts.models import Person
from app.core import clock
from app.extensions import db


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
