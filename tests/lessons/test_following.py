"""Following subjects: what is chosen, the monthly letter, and the end of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.service.people import erase
from app.core import clock as site_clock
from app.core import mail
from app.core.actor import ANONYMOUS
from app.core.errors import FieldError, Refused
from app.extensions import db
from app.lessons.following import letters, service
from app.lessons.following.models import LessonDigest, LessonInterest
from app.lessons.models import LessonKind, LessonState
from tests import factories
from tests.lessons.subjects import lesson
from tests.support.pages import text_of
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres
CAUSE = "DATA_NOT_EXPORTABLE"
DECEMBER = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def person(app):
    return factories.person()


@pytest.fixture
def reader(person, clock):
    # By now the published cases have been there for a while.
    clock.forward(minutes=1)
    return factories.actor(who=person)


def kept():
    return [*db.session.scalars(select(LessonInterest)), *db.session.scalars(select(LessonDigest))]


def follows(person):
    return {kind: codes for kind, codes in service.chosen(person.id).items() if codes}


# ---- choosing ----------------------------------------------------------------------------------------------


def test_what_is_chosen_stands_and_nothing_else(reader, person):
    service.choose(reader, {"cause": [CAUSE], "area": ["TRUST"]})
    service.choose(reader, {"area": ["TRUST", "MOB-01"], "mechanism": ["research"]})
    assert follows(person) == {"area": ["TRUST", "MOB-01"], "mechanism": ["research"]}
    service.choose(reader, {})
    assert kept() == []


@pytest.mark.parametrize("wanted", [{"cause": ["NONE"]}, {"stage": ["RESEARCH"]}, {"gate": ["DPIA", "x"]}])
def test_only_subjects_are_followed(reader, wanted):
    with pytest.raises(FieldError):
        service.choose(reader, wanted)
    assert kept() == []


def test_nobody_follows_without_an_account(app):
    with pytest.raises(Refused):
        service.choose(ANONYMOUS, {"cause": [CAUSE]})


def test_a_subjects_page_adds_and_takes_away_that_one(client, person, reader):
    service.choose(reader, {"area": ["TRUST"]})
    path = f"/lessons/by/cause/{CAUSE}"
    assert client.post(f"{path}/follow").status_code == 302
    assert "Sign in to hear once a month" in text_of(client.get(path).page.main)
    sign_in(client, person)
    form = client.get(path).page.form()
    assert client.post(f"{path}/follow", data={**form, "wanted": "yes"}).location.endswith(path)
    assert follows(person) == {"cause": [CAUSE], "area": ["TRUST"]}
    assert "Stop following" in text_of(client.get(path).page.main)
    client.post(f"{path}/follow", data={**form, "wanted": "no"})
    assert follows(person) == {"area": ["TRUST"]}


def test_the_account_leads_to_the_page_where_subjects_are_chosen(client, person):
    sign_in(client, person)
    assert "/lessons/by-mail" in client.get("/account").page.links
    sent = {"cause": [CAUSE], "area": ["TRUST-01"], "mechanism": ["training"], "gate": ["DPIA"]}
    assert client.submit("/lessons/by-mail", sent).status_code == 302
    assert follows(person) == sent
    assert {name: client.get("/lessons/by-mail").page.form()[name] for name in sent} == sent
    assert "You follow 4 subjects" in text_of(client.get("/account").page.main)
    refused = client.submit("/lessons/by-mail", {"cause": ["NONE"]})
    assert (refused.status_code, refused.page.errors) == (
        422,
        ["Causes: select from the options in the list"],
    )
    assert follows(person) == sent


# ---- the letter --------------------------------------------------------------------------------------------


def letter_of(month, clock, outbox_mail):
    """What the worker sends on that day, and no more on the next."""
    before = len(outbox_mail())
    clock.set(month)
    letters.send_due()
    sent = outbox_mail()[before:]
    clock.set(month + timedelta(days=1))
    letters.send_due()
    assert len(outbox_mail()) == before + len(sent)
    return sent


def test_once_a_month_followers_hear_of_what_is_new_under_what_they_follow(
    reader, person, clock, outbox_mail
):
    lesson("Was there before", causes=[CAUSE], published_at=site_clock.now() - timedelta(days=1))
    service.choose(reader, {"cause": [CAUSE], "area": ["TRUST"]})
    clock.forward(days=1)
    both = lesson("New twice over", causes=[CAUSE], areas=["TRUST-01"])
    lesson("New way", LessonKind.WORKED, guards=[CAUSE])
    lesson("Elsewhere", causes=["VETTING_DELAY"])
    lesson("Own", causes=[CAUSE], author_id=person.id)
    lesson("Draft", causes=[CAUSE], state=LessonState.DRAFT)
    [letter] = letter_of(DECEMBER, clock, outbox_mail)
    assert (letter.person_id, letter.in_digest) == (person.id, False)
    assert letter.subject == "2 new lessons under what you follow"
    assert f"New twice over\n{mail.link('lessons.show', id=both.id)}\n" in letter.body
    assert "You follow: Data not exportable, Building and keeping public trust" in letter.body
    for title in ("Was there before", "Elsewhere", "Own", "Draft"):
        assert title not in letter.body
    # Put on the board in December, on its first day too: told in January, once.
    clock.set(DECEMBER)
    lesson("December", causes=[CAUSE])
    [letter] = letter_of(datetime(2027, 1, 2, tzinfo=UTC), clock, outbox_mail)
    assert "December" in letter.body
    assert "New way" not in letter.body


def test_in_a_month_without_news_no_letter_goes(reader, clock, outbox_mail):
    service.choose(reader, {"cause": [CAUSE]})
    assert letter_of(DECEMBER, clock, outbox_mail) == []


def test_a_long_list_is_cut_and_says_so(reader, clock, outbox_mail, monkeypatch):
    monkeypatch.setattr(letters, "MOST", 2)
    service.choose(reader, {"mechanism": ["research"]})
    for number in range(5):
        lesson(f"Lesson number {number}", mechanism="research")
    [letter] = letter_of(DECEMBER, clock, outbox_mail)
    assert letter.subject == "5 new lessons under what you follow"
    assert letter.body.count("Lesson number") == 2
    assert "And 3 more on the board" in letter.body


# ---- the end of it -----------------------------------------------------------------------------------------


def test_the_link_in_the_letter_ends_them_without_signing_in(client, reader, person, clock):
    service.choose(reader, {"cause": [CAUSE]})
    path = f"/lessons/stop-letters/{letters.token_for(person)}"
    clock.forward(days=300)
    assert client.get(path).status_code == 200
    assert follows(person) == {"cause": [CAUSE]}
    answer = client.submit(path)
    assert "No more letters" in client.get(answer.location).page.heading
    assert kept() == []
    # Pressed again, it does no harm.
    assert client.submit(path).status_code == 302


@pytest.mark.parametrize("token", ["x", "WzFd.forged", "%00"])
def test_a_forged_link_ends_nothing(client, reader, token):
    service.choose(reader, {"cause": [CAUSE]})
    assert client.get(f"/lessons/stop-letters/{token}").status_code == 410
    assert len(kept()) == 2


def test_what_somebody_followed_goes_with_their_account(reader, person):
    service.choose(reader, {"cause": [CAUSE]})
    link = letters.token_for(person)
    erase(person)
    assert kept() == []
    assert letters.reader_for(link) is None
