"""The mail queue."""

import smtplib
from email import message_from_bytes, policy

import pytest

from app.core import mail
from app.extensions import db
from tests import factories

pytestmark = pytest.mark.postgres


def letters(app):
    folder = app.config["DATA_DIR"] / "mail"
    return [message_from_bytes(p.read_bytes(), policy=policy.default) for p in sorted(folder.glob("*.eml"))]


@pytest.fixture
def fresh(make_app):
    made = make_app()
    with made.app_context():
        yield made


def test_a_letter_is_sent_once(fresh):
    reader = factories.person(email="reader@force.example")
    mail.queue(reader.id, subject="Your brief was published", body="See it.")
    db.session.commit()
    mail.send_waiting()
    mail.send_waiting()
    sent = letters(fresh)
    assert [(m["To"], m["Subject"]) for m in sent] == [("reader@force.example", "Your brief was published")]


def test_a_letter_of_a_request_that_failed_is_never_sent(fresh):
    reader = factories.person()
    db.session.commit()
    mail.queue(reader.id, subject="Nothing", body="Nothing")
    db.session.rollback()
    mail.send_waiting()
    assert letters(fresh) == []


def test_the_digest_gathers_a_day_into_one_letter(fresh):
    reader = factories.person()
    mail.queue(reader.id, subject="One", body="First.", in_digest=True)
    mail.queue(reader.id, subject="Two", body="Second.", in_digest=True)
    db.session.commit()
    mail.send_waiting()
    assert letters(fresh) == []
    mail.send_digests()
    (digest,) = letters(fresh)
    assert "First." in digest.get_content()
    assert "Second." in digest.get_content()


def test_what_cannot_be_added_to_the_days_letter_does_not_hold_it_up(fresh, monkeypatch):
    def fails():
        db.session.add(mail.MailRow(person_id=reader.id, subject="Half", body="Half", in_digest=True))
        raise ValueError("no count today")

    reader = factories.person()
    mail.queue(reader.id, subject="One", body="First.", in_digest=True)
    db.session.commit()
    monkeypatch.setattr(mail, "_before_digests", [fails])
    mail.send_digests()
    (digest,) = letters(fresh)
    assert "First." in digest.get_content()
    assert "Half" not in digest.get_content()


def test_a_closed_account_gets_no_mail(fresh):
    reader = factories.person(email=None, closed_at=factories.clock.now())
    mail.queue(reader.id, subject="Hello", body="Hello")
    db.session.commit()
    mail.send_waiting()
    assert letters(fresh) == []


def test_a_letter_that_could_not_be_sent_is_tried_again(fresh, monkeypatch):
    reader = factories.person()
    mail.queue(reader.id, subject="Hello", body="Hello")
    db.session.commit()

    def refuse(*args):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(mail, "_send", refuse)
        mail.send_waiting()
    mail.send_waiting()
    assert len(letters(fresh)) == 1
