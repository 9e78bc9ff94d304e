"""How the rows of a file travel from the page that judges them to the button that makes them drafts.

Nothing of a file is kept on the server: the page carries the rows, packed and signed, and they are judged again
when they come back.
"""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.core.actor import Actor
from app.listings.importing.columns import Importable
from app.listings.importing.judging import Cells, Judged

# The name of the form's field. app.core.kept keeps it no more than a password.
FIELD = "carried_rows"
MOST = 1_900_000  # characters, so that the form stays within MAX_CONTENT_LENGTH


class Tampered(Exception):
    """What came back is not what this person was shown."""


def pack(actor: Actor, importable: Importable, rows: list[Judged]) -> str:
    """The rows as text for a form's field; empty where they are too many to be carried."""
    packed = [[row.number, dict(row.texts)] for row in rows]
    text = _serializer(actor, importable).dumps(packed)
    assert isinstance(text, str)
    return text if len(text) <= MOST else ""


def unpack(actor: Actor, importable: Importable, text: str) -> list[Cells]:
    """The rows that were shown to the actor. Raises Tampered."""
    try:
        packed = _serializer(actor, importable).loads(text)
    except BadData as error:
        raise Tampered from error
    return [Cells(number, texts) for number, texts in packed]


def _serializer(actor: Actor, importable: Importable) -> URLSafeSerializer:
    # Bound to the person, their organisation and the kind: nobody else's page can be sent.
    salt = f"import {importable.outline.room} {actor.person_id} {actor.organisation_id}"
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)
