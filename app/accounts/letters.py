"""The letters of the accounts room. All go at once, but for the notice that somebody asks to join."""

from datetime import timedelta

from sqlalchemy import func, select

from app.accounts.links import Purpose, token_for
from app.accounts.models import Membership, Person
from app.core import clock, mail
from app.core.models import MailRow
from app.extensions import db

MOST_LETTERS = 5  # of one kind to one person in an hour, when strangers can ask for them


def _write_on_request(person: Person, subject: str, body: str) -> None:
    recent = select(func.count()).where(
        MailRow.person_id == person.id,
        MailRow.subject == subject,
        MailRow.queued_at > clock.now() - timedelta(hours=1),
    )
    if (db.session.scalar(recent) or 0) < MOST_LETTERS:
        mail.queue(person.id, subject=subject, body=body)


def prove_address(person: Person) -> None:
    """Ask whoever signed up to prove the address."""
    link = mail.link("accounts.prove", token=token_for(person, Purpose.PROVE))
    _write_on_request(
        person,
        "Prove your email address for Common Ground",
        "Somebody, we hope you, signed up to Common Ground with this address.\n\n"
        f"To prove that it is yours, open this page and press the button:\n{link}\n\n"
        "The link works once, for 14 days. If it was not you, do nothing: no account will be opened.",
    )


def already_known(person: Person) -> None:
    """Tell the owner of an account that somebody signed up with its address."""
    _write_on_request(
        person,
        "You already have a Common Ground account",
        "Somebody, perhaps you, tried to sign up to Common Ground with this address. "
        "You already have an account.\n\n"
        f"Sign in: {mail.link('accounts.sign_in')}\nChoose a new password: {mail.link('accounts.forgotten')}\n\n"
        "If it was not you, you need do nothing.",
    )


def new_password(person: Person) -> None:
    """Send the link to a new password."""
    link = mail.link("accounts.reset", token=token_for(person, Purpose.RESET))
    _write_on_request(
        person,
        "Choose a new password for Common Ground",
        "Somebody, we hope you, asked for a new password for your Common Ground account.\n\n"
        f"To choose one, open this page:\n{link}\n\n"
        "The link works once, for one day. If it was not you, do nothing: your password stays as it is.",
    )


def password_changed(person: Person) -> None:
    """Tell the person that their password is another one now."""
    mail.queue(
        person.id,
        subject="Your password has been changed",
        body="The password of your Common Ground account has been changed, and other sessions have ended."
        f"\n\nIf this was not you, choose a new password now:\n{mail.link('accounts.forgotten')}",
    )


def move(person: Person, owner: Person | None) -> None:
    """Ask for proof of the new address, or tell its `owner` if another account has it; warn the old one."""
    if owner is not None:
        mail.queue(
            owner.id,
            subject="Somebody asked to use your email address",
            body="Somebody asked to move their Common Ground account to this address, which is that of your "
            "own account. Nothing has changed and you need do nothing.",
        )
    else:
        link = mail.link("accounts.prove", token=token_for(person, Purpose.MOVE))
        mail.queue(
            person.id,
            subject="Prove your new email address for Common Ground",
            body="You asked to move your Common Ground account to this address.\n\n"
            f"To prove that it is yours, open this page and press the button:\n{link}\n\n"
            "The link works once, for 14 days.",
            to_new_address=True,
        )
    mail.queue(
        person.id,
        subject="Your email address is about to change",
        body="A new email address was given for your Common Ground account. It takes the place of this one "
        "once it is proved.\n\nIf this was not you, choose a new password now, which stops the change:\n"
        f"{mail.link('accounts.forgotten')}",
    )


def membership_asked(membership: Membership, to: list[int]) -> None:
    """Tell those who decide that somebody waits. In the digest: it names nobody."""
    link = mail.link("accounts.members", slug=membership.organisation.slug)
    for person_id in to:
        mail.queue(
            person_id,
            subject=f"Somebody asks to join {membership.organisation.name}",
            body=f"Approve or refuse the request here:\n{link}",
            in_digest=True,
        )


def membership_decided(membership: Membership, sentence: str) -> None:
    """Tell the person what has become of their membership, with the reason where there is one."""
    reason = f"\n\nReason: {membership.reason}" if membership.reason else ""
    mail.queue(
        membership.person_id,
        subject=f"Your membership of {membership.organisation.name}",
        body=f"{sentence}{reason}\n\nYour account: {mail.link('accounts.show')}",
    )
