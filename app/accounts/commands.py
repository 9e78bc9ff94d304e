"""`flask users`: accounts from the command line."""

import json

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup
from sqlalchemy import select

from app.accounts import service
from app.core import mail
from app.core.actor import Role
from app.core.errors import FieldError
from app.extensions import db
from app.organisations.models import Organisation

users = AppGroup("users", help="Accounts of this installation.")
ROLES = [role.value for role in Role if role not in (Role.POLICE, Role.ACADEMIC)]


@users.command("add")
@click.option("--email", required=True, help="Their work email address. It counts as proved.")
@click.option("--name", required=True, help="Their name.")
@click.option("--post", default="", help="Their post, such as Research lead.")
@click.option("--organisation", "slug", default="", help="The last part of the organisation's page address.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="A role. May be repeated.")
@click.option("--ask-password", is_flag=True, help="Ask for a password here instead of printing a link.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
def add(
    email: str, name: str, post: str, slug: str, roles: tuple[str, ...], ask_password: bool, as_json: bool
) -> None:
    """Open an account for somebody whom you know."""
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is not an email address: {error}") from error
    organisation = db.session.scalar(select(Organisation).where(Organisation.slug == slug)) if slug else None
    if slug and organisation is None:
        raise click.ClickException(f"No organisation has the address /organisations/{slug}")
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    try:
        person = service.add_person(
            email=address,
            name=name,
            post=post,
            password=password,
            organisation=organisation,
            roles=[Role(role) for role in roles],
        )
    except FieldError as error:
        raise click.ClickException(error.message) from error
    db.session.commit()
    link = "" if ask_password else mail.link("accounts.reset", token=service.reset_token(person))
    if as_json:
        click.echo(json.dumps({"id": person.id, "email": person.email, "link": link}))
        return
    click.echo(f"{person.name} ({person.email}) has an account.")
    if link:
        click.echo(f"They choose a password here, once, within one day:\n{link}")
