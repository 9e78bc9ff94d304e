"""What the tests of this room share: a person with a password, and the link in a letter."""

import re
from typing import Any

from app.accounts import passwords
from app.accounts.models import Person
from app.core.models import MailRow
from app.organisations.models import Organisation
from tests import factories

PASSWORD = "orchard violin tuesday"
HASH = passwords.hash_password(PASSWORD)


def person_with_password(at: Organisation | None = None, *roles: Any, **values: Any) -> Person:
    return factories.person(at, *roles, password_hash=HASH, **values)


def link_in(letter: MailRow) -> str:
    """The path of the letter's link to a page that acts."""
    found = re.search(r"http://[^/]+(/(?:prove|reset)/\S+)", letter.body)
    assert found, letter.body
    return found[1]
