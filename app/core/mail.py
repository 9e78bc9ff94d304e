"""The mail queue: letters are rows of the verb's transaction, and the worker sends them."""

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from itertools import groupby
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.core import clock
from app.core.models import MailRow
from app.extensions import db

log = logging.getLogger(__name__)
ATTEMPTS = 5
KEPT_SENT = timedelta(days=14)

# (person id, to the new address?) -> address, or None when the person has none any more.
AddressBook = Callable[[int, bool], str | None]
_address_book: AddressBook | None = None
_before_digests: list[Callable[[], None]] = []


def register_address_book(book: AddressBook) -> None:
    """Let `book` tell a person's address. The accounts room calls this once."""
    global _address_book
    _address_book = book


def before_digests(step: Callable[[], None]) -> None:
    """Let `step()` add what is true on the day to the daily letters, just before they are sent."""
    if step not in _before_digests:
        _before_digests.append(step)


def queue(
    person_id: int, *, subject: str, body: str, in_digest: bool = False, to_new_address: bool = False
) -> None:
    """Add a letter to the present transaction: at once, or as a paragraph of the person's daily digest.

    Never quote a listing that is not public: name what it is and link to it.
    """
    db.session.add(
        MailRow(
            person_id=person_id,
            subject=subject[:200],
            body=body,
            in_digest=in_digest,
            to_new_address=to_new_address,
        )
    )


def waits(person_id: int, subject: str, body: str) -> bool:
    """Whether the same paragraph waits already for the person's daily digest."""
    same = select(MailRow.id).where(
        MailRow.person_id == person_id,
        MailRow.in_digest,
        MailRow.sent_at.is_(None),
        MailRow.subject == subject[:200],
        MailRow.body == body,
    )
    return db.session.scalar(same.limit(1)) is not None


def link(endpoint: str, **values: Any) -> str:
    """The full address of a page, for a letter. The worker has no request to build it from, so url_for will not do."""
    config = current_app.config
    base: str = config["BASE_URL"] or f"http://{config['HOST']}:{config['PORT']}"
    return base + current_app.url_map.bind("localhost").build(endpoint, values)


def send_waiting() -> None:
    """Send every letter that waits to go at once."""
    waiting = select(MailRow).where(
        MailRow.sent_at.is_(None), MailRow.in_digest.is_(False), MailRow.attempts < ATTEMPTS
    )
    for letter in db.session.scalars(waiting.order_by(MailRow.id).limit(100)).all():
        _deliver([letter], letter.subject, letter.body)


def send_digests() -> None:
    """Send each person one letter with everything that has gathered for the day."""
    for step in _before_digests:
        try:
            step()
            db.session.commit()
        except Exception:
            # The rest of the day's letter is as true without it.
            log.exception("what should be added to the daily letters could not be")
            db.session.rollback()
    waiting = select(MailRow).where(
        MailRow.sent_at.is_(None), MailRow.in_digest.is_(True), MailRow.attempts < ATTEMPTS
    )
    letters = db.session.scalars(waiting.order_by(MailRow.person_id, MailRow.id)).all()
    for _, group in groupby(letters, key=lambda letter: letter.person_id):
        parts = list(group)
        body = "\n\n".join(f"{part.subject}\n{part.body}" for part in parts)
        _deliver(parts, "Your day on Common Ground", body)


def forget_sent() -> None:
    """Remove letters sent long ago: they hold links, and nobody reads them."""
    old = select(MailRow).where(MailRow.sent_at < clock.now() - KEPT_SENT)
    for letter in db.session.scalars(old.limit(1000)).all():
        db.session.delete(letter)


def _deliver(letters: list[MailRow], subject: str, body: str) -> None:
    # Marked and committed before it goes out: a kill in between loses one letter rather than sending
    # one twice, and a person who waits for a link can ask for another. Another host may have taken it by now.
    ids = [letter.id for letter in letters]
    free = select(MailRow.id).where(MailRow.id.in_(ids), MailRow.sent_at.is_(None))
    if len(db.session.scalars(free.with_for_update(skip_locked=True)).all()) < len(ids):
        db.session.rollback()
        return
    first = letters[0]
    person_id, to_new = first.person_id, first.to_new_address
    for letter in letters:
        letter.sent_at = clock.now()
        letter.attempts += 1
    number = first.id
    db.session.commit()
    address = _address_book(person_id, to_new) if _address_book else None
    if address is None:
        return
    try:
        _send(address, subject, body, number)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("letter %s could not be sent: %s", number, error)
        for letter in letters:
            letter.sent_at = None
        db.session.commit()


def _send(address: str, subject: str, body: str, number: int) -> None:
    config = current_app.config
    message = EmailMessage()
    message["From"] = config["MAIL_FROM"]
    message["To"] = address
    message["Subject"] = subject.replace("\n", " ")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body + "\n\n-- \nCommon Ground. OFFICIAL information only.\n")
    if not config["SMTP_HOST"]:
        folder = config["DATA_DIR"] / "mail"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / f"{clock.now():%Y%m%dT%H%M%S}-{number:06d}.eml"
        path.write_bytes(message.as_bytes())
        log.info("mail to %s written to %s: %s", address, path, subject)
        return
    with smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=30) as server:
        if config["SMTP_STARTTLS"]:
            server.starttls()
        if config["SMTP_USER"]:
            server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
        server.send_message(message)
