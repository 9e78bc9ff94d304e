"""The sample sign-ins of this installation: random passwords in a file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path

from flask import current_app

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.core.actor import Role
from app.organisations.models import Organisation
from app.seeds.sample_people import Team

FILE = "sample-accounts.json"
SITE_ORGANISATION = ""
# Who gets a sign-in: the role and the organisation, in the order printed.
SIGN_INS = (
    (Role.POLICE, "northmere-constabulary"),
    (Role.POLICE, "harrowdale-police"),
    (Role.ACADEMIC, "fosse-vale-university"),
    (Role.ACADEMIC, "university-of-tarnholme"),
    (Role.PARTNERSHIP_MANAGER, "northmere-constabulary"),
    (Role.PARTNERSHIP_MANAGER, "fosse-vale-university"),
    (Role.PARTNERSHIP_MANAGER, "harrowdale-police"),
    (Role.PARTNERSHIP_MANAGER, "university-of-tarnholme"),
    (Role.ORGANISATION_ADMINISTRATOR, "northmere-constabulary"),
    (Role.ORGANISATION_ADMINISTRATOR, "fosse-vale-university"),
)

Account = dict[str, str]


def path() -> Path:
    """Where the sign-ins are kept."""
    folder: Path = current_app.config["DATA_DIR"]
    return folder / FILE


def read() -> list[Account] | None:
    """The sign-ins: role, organisation, email, password. None where none were made."""
    try:
        found: list[Account] = json.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def forget() -> None:
    """The file is gone."""
    path().unlink(missing_ok=True)


def load(
    organisations: dict[str, Organisation], teams: dict[str, Team], site: dict[Role, Person]
) -> list[Account]:
    """Each sign-in has a password, kept in the file. A password made earlier stays what it was."""
    kept = {account["email"]: account["password"] for account in read() or []}
    wanted = [(role, organisations[slug].name, teams[slug].by_role(role)) for role, slug in SIGN_INS]
    wanted += [(role, SITE_ORGANISATION, person) for role, person in site.items()]
    accounts = []
    for role, organisation, person in wanted:
        email = person.email or ""
        password = kept.get(email) or secrets.token_urlsafe(15)
        if not person.password_hash or email not in kept:
            person.password_hash = hash_password(password)
        accounts.append(
            {"role": role.value, "organisation": organisation, "email": email, "password": password}
        )
    if accounts != read():
        _write(accounts)
    return accounts


def _write(accounts: list[Account]) -> None:
    """Replace the file in one step; at no moment can others read it."""
    target = path()
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(accounts, file, indent=2)
        file.write("\n")
    draft.replace(target)
