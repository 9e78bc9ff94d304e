"""The sponsoring chief officer: who names, asks, answers and sees; and what becomes of it with time."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.accounts.links import Purpose, token_for
from app.accounts.models import Person
from app.briefs.sponsors import letters, policy, service
from app.briefs.sponsors.models import SPONSOR_TRANSITIONS, Sponsor, SponsorState
from app.core import links
from app.core.actor import Audience
from app.core.errors import FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.listings.models import OPEN_STATES, ListingState
from tests.briefs.sponsorship import ADDRESS, NAME, POST, gather
from tests.listings.drafts import full_brief
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres

NOT_ASKED, ASKED, CONFIRMED, DECLINED, LAPSED, CHANGED_HANDS = SponsorState
OWNER = {state: {"name", "remove"} for state in SponsorState}
for state in (NOT_ASKED, ASKED, DECLINED, LAPSED):
    OWNER[state] = OWNER[state] | {"ask"}
HOLDER = {state: set() for state in SponsorState}
HOLDER[ASKED] = HOLDER[LAPSED] = {"confirm", "decline", "pass_on"}
CLOCK = {state: {"lose_holder"} for state in SponsorState} | {DECLINED: set(), CHANGED_HANDS: set()}
CLOCK[CONFIRMED] = {"lapse", "lose_holder"}
NOTHING = {state: set() for state in SponsorState}
# Who -> what they may do in each state, and whether they know of it before it is confirmed.
CELLS = {
    "poster": (OWNER, True),
    "co-owner": (OWNER, True),
    "manager": (OWNER, True),
    "administrator of the force": (OWNER, True),
    "holder": (HOLDER, True),
    "colleague": (NOTHING, False),
    "reviewer": (NOTHING, True),
    "reviewer of the force": (NOTHING, False),
    "manager elsewhere": (NOTHING, False),
    "academic": (NOTHING, False),
    "auditor": (NOTHING, False),
    "administrator": (NOTHING, False),
    "public": (NOTHING, False),
    "clock": (CLOCK, False),
}
ACTS = {row.act for row in SPONSOR_TRANSITIONS.rows}


@pytest.fixture
def cast(app):
    return gather()


def link_of(letter):
    return urlsplit(re.search(r"https?://\S+", letter.body)[0]).path


def test_each_may_do_what_the_table_says_and_only_while_the_brief_is_open(cast):
    sponsor = cast.sponsor()
    for state in SponsorState:
        sponsor.state = state
        for name, (cells, _) in CELLS.items():
            can = {act for act in ACTS if getattr(policy, f"can_{act}")(cast.actors[name], sponsor)}
            assert can == cells[state], (name, state)
    sponsor.state = ASKED
    for brief_state in set(ListingState) - OPEN_STATES:
        cast.brief.state = brief_state
        assert not any(
            getattr(policy, f"can_{act}")(actor, sponsor) for act in ACTS for actor in cast.actors.values()
        )
        assert not policy.can_name_for(cast.actors["poster"], cast.brief)


def test_before_it_is_confirmed_only_owners_reviewers_and_the_holder_know_of_it(cast):
    sponsor = cast.sponsor()
    for state in SponsorState:
        sponsor.state = state
        for name, (_, knows) in CELLS.items():
            seen = policy.sponsor_seen_by(cast.actors[name], cast.brief) is not None
            assert seen == (knows or state is CONFIRMED), (name, state)


def test_who_may_not_read_the_brief_does_not_know_who_backs_it(app):
    cast = gather(audience=Audience.POLICE)
    cast.sponsor(state=CONFIRMED)
    assert policy.sponsor_seen_by(cast.actors["academic"], cast.brief) is None
    assert policy.sponsor_seen_by(cast.actors["manager elsewhere"], cast.brief) is not None


def test_a_holder_whose_address_has_left_the_force_answers_no_more(cast):
    sponsor = cast.sponsor(state=ASKED)
    cast.holder.email = "holder@elsewhere.example"
    assert not policy.can_confirm(cast.actors["holder"], sponsor)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "rowan@elsewhere.example"}),
        ("email", {"email": "rowan@northmere.example.elsewhere.example"}),
        ("post", {"post": "Assistant Chief Constable Ashdown"}),
        ("post", {"post": "ACC (Crime), 07700 900123"}),
        ("post", {"post": "ACC (Crime) OFFICIAL-SENSITIVE"}),
    ],
)
def test_what_names_the_holder_or_lies_outside_the_force_is_refused(cast, field, values):
    with pytest.raises(FieldError) as refused:
        cast.name(**values)
    assert refused.value.field == field


def test_nobody_backs_a_brief_of_their_own(cast):
    for owner in (cast.poster, cast.manager):
        owner.email = f"owner{owner.id}@northmere.example"
        with pytest.raises(FieldError):
            cast.name(email=owner.email, holder_name="Somebody Else")
    with pytest.raises(Refused):
        cast.name(who="colleague")


def test_the_holder_confirms_by_the_link_and_without_an_account(cast, client, outbox_mail):
    sponsor = cast.name(post=f"The {POST}")
    assert (sponsor.state, outbox_mail()) == (NOT_ASKED, [])
    client.sign_in(cast.poster)
    assert client.submit(f"/briefs/{cast.brief.id}/sponsor/ask").status_code == 302
    (letter,) = outbox_mail()
    assert letter.person_id == sponsor.holder_id and not letter.in_digest
    assert POST in letter.body and cast.brief.title not in letter.body + letter.subject
    path = link_of(letter)
    client.sign_out()
    shown = client.get(path)
    assert cast.brief.title in text_of(shown.page.main) and sponsor.state is ASKED
    assert shown.headers["Cache-Control"] == "no-store"
    assert client.submit(path, {"answer": "decline"}).page.errors == ["Enter why you do not back it"]
    assert client.submit(path, {"answer": "confirm"}).status_code == 302
    assert (sponsor.state, sponsor.confirmed_version) == (CONFIRMED, cast.brief.version)
    assert client.get(path).status_code == 410, "a link acts once"
    line = f"Backed by the {POST}, confirmed 21 November 2026"
    assert line in text_of(client.get(f"/briefs/{cast.brief.id}").page.main)
    assert any("has confirmed" in letter.subject for letter in outbox_mail())


def test_a_link_is_for_one_purpose_one_asking_and_fourteen_days(cast, client, clock):
    sponsor = cast.name()
    service.ask(cast.actors["poster"], sponsor=sponsor)
    first = letters.token_for(sponsor)
    assert client.get(f"/sponsor/{first}").status_code == 200
    sponsor.holder.password_hash = "x"
    for token in (
        token_for(sponsor.holder, Purpose.PROVE),
        links.token("accounts.prove", sponsor.id, sponsor.asking),
        first[1:],
        "x",
    ):
        assert client.get(f"/sponsor/{token}").status_code == 410
    assert client.get(f"/prove/{first}").status_code == client.get(f"/reset/{first}").status_code == 410
    with pytest.raises(FieldError):
        service.ask(cast.actors["poster"], sponsor=sponsor)
    clock.forward(days=1)
    service.ask(cast.actors["poster"], sponsor=sponsor)
    second = letters.token_for(sponsor)
    assert client.get(f"/sponsor/{first}").status_code == 410
    clock.forward(days=14)
    assert client.get(f"/sponsor/{second}").status_code == 200
    clock.forward(seconds=1)
    assert client.get(f"/sponsor/{second}").status_code == 410


def test_an_empty_brief_is_put_before_nobody(cast, outbox_mail):
    sponsor = cast.name()
    cast.brief.desired_outcome = ""
    with pytest.raises(FieldError):
        service.ask(cast.actors["poster"], sponsor=sponsor)
    assert outbox_mail() == []


def test_a_holder_with_an_account_confirms_signed_in(cast, client):
    sponsor = cast.name(email=cast.holder.email, holder_name="Another Name")
    assert sponsor.holder is cast.holder and cast.holder.name == "Lee Holdsworth"
    service.ask(cast.actors["poster"], sponsor=sponsor)
    path = f"/briefs/{cast.brief.id}/sponsor/answer"
    client.sign_in(cast.poster)
    assert client.get(path).status_code == 403
    client.sign_in(cast.holder)
    assert path in client.get("/desk").page.links
    assert client.submit(path, {"answer": "decline", "reason": "It is done already."}).status_code == 302
    assert (sponsor.state, sponsor.decline_reason) == (DECLINED, "It is done already.")
    with pytest.raises(WrongState):
        service.confirm(cast.actors["holder"], sponsor=sponsor)


def test_after_a_year_it_lapses_and_is_asked_again(cast, clock, outbox_mail):
    sponsor = cast.sponsor(state=ASKED)
    service.confirm(cast.actors["holder"], sponsor=sponsor)
    clock.forward(days=364)
    service.tend()
    assert sponsor.state is CONFIRMED
    asked = len(outbox_mail())
    clock.forward(days=1)
    service.tend()
    service.tend()
    assert sponsor.state is LAPSED
    to_holder, to_owner, *_ = outbox_mail()[asked:]
    assert to_holder.person_id == cast.holder.id and "A year has passed" in to_holder.body
    assert to_owner.in_digest and len(outbox_mail()) == asked + 3, "the poster and the co-owner are told once"
    assert policy.sponsor_seen_by(cast.actors["public"], cast.brief) is None
    service.confirm(cast.actors["holder"], sponsor=sponsor)
    assert sponsor.state is CONFIRMED and sponsor.answered_at == clock.now


def test_a_new_holder_is_asked_again_and_the_former_one_forgotten(cast, outbox_mail):
    sponsor = cast.name()
    former = sponsor.holder
    service.ask(cast.actors["poster"], sponsor=sponsor)
    service.confirm(service.accounts.actor_for(former), sponsor=sponsor)
    old = letters.token_for(sponsor)
    cast.name(holder_name="Kit Marlow", email="kit.marlow@northmere.example")
    assert (sponsor.state, sponsor.answered_at) == (ASKED, None)
    assert outbox_mail()[-1].person_id == sponsor.holder_id and "new holder" in outbox_mail()[-1].body
    assert letters.sponsor_for(old) is None
    assert (former.name, former.email) == ("", None)
    held = sponsor.asking
    cast.name(holder_name="Kit Marlow", email="kit.marlow@northmere.example")
    assert (sponsor.state, sponsor.asking) == (ASKED, held), "nothing has changed, so nobody is asked"


def test_a_managers_word_on_a_new_holder_counts_for_every_open_brief_of_the_post(cast):
    same, other_post, ended = (full_brief(cast.force, cast.poster) for _ in range(3))
    sponsor = cast.sponsor(state=CONFIRMED)
    same_post = cast.sponsor(same, state=CONFIRMED, post=POST.upper())
    others = [
        cast.sponsor(other_post, state=CONFIRMED, post="Head of Forensics"),
        cast.sponsor(ended, state=CONFIRMED),
    ]
    ended.state = ListingState.CLOSED
    cast.name(who="manager")
    assert [each.state for each in (sponsor, same_post, *others)] == [ASKED, ASKED, CONFIRMED, CONFIRMED]
    assert same_post.holder is sponsor.holder and others[0].holder is cast.holder


def test_who_does_not_hold_the_post_says_so_once_for_all_briefs_and_is_forgotten(cast, outbox_mail):
    second = full_brief(cast.force, cast.poster)
    sponsor, other = cast.name(), cast.name(second)
    for each in (sponsor, other):
        service.ask(cast.actors["poster"], sponsor=each)
    holder = sponsor.holder
    service.pass_on(service.accounts.actor_for(holder), sponsor=sponsor)
    assert (sponsor.state, other.state) == (CHANGED_HANDS, CHANGED_HANDS)
    assert (holder.name, holder.email, sponsor.holder) == ("", None, None)
    assert any("somebody else now" in letter.subject for letter in outbox_mail())


def test_the_holder_of_a_brief_that_has_ended_is_forgotten_and_its_backing_stays(cast):
    sponsor = cast.name()
    holder = sponsor.holder
    sponsor.state, sponsor.answered_at = CONFIRMED, service.clock.now()
    cast.brief.state = ListingState.CLOSED
    service.tend()
    assert (sponsor.state, sponsor.holder, holder.email) == (CONFIRMED, None, None)


def test_a_holder_who_has_closed_the_account_holds_nothing(cast):
    sponsor = cast.sponsor(state=CONFIRMED)
    cast.holder.email, cast.holder.closed_at = None, service.clock.now()
    service.tend()
    assert (sponsor.state, sponsor.holder) == (CHANGED_HANDS, None)


def test_to_remove_the_sponsor_erases_who_was_only_named(cast):
    sponsor = cast.name()
    holder = sponsor.holder
    service.remove(cast.actors["co-owner"], sponsor=sponsor)
    assert db.session.scalars(select(Sponsor)).all() == [] and holder.email is None
    kept = cast.name(email=cast.holder.email)
    service.remove(cast.actors["co-owner"], sponsor=kept)
    assert cast.holder.email, "an account is its owner's"


def test_a_holder_who_signs_up_later_has_an_ordinary_account(cast, client):
    holder = cast.name().holder
    form = {"name": "Rowan J Ashdown", "post": "ACC", "email": ADDRESS, "password": "lantern pebble orchard"}
    client.submit("/sign-up", form)
    found = db.session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    assert found.id == holder.id and found.name == "Rowan J Ashdown"


def test_name_and_address_are_shown_to_the_owners_alone(cast, client, outbox_mail):
    sponsor = cast.name()
    service.ask(cast.actors["poster"], sponsor=sponsor)
    service.confirm(service.accounts.actor_for(sponsor.holder), sponsor=sponsor)
    address = f"/briefs/{cast.brief.id}"
    client.sign_in(cast.poster)
    assert NAME in text_of(client.get(address).page.main)
    for name in ("public", "colleague", "reviewer", "academic", "auditor"):
        client.sign_out()
        if name != "public":
            client.sign_in(db.session.get_one(Person, cast.actors[name].person_id))
        pages = [
            address,
            f"{address}/one-page",
            "/find?q=ashdown",
            *(["/audit"] if name == "auditor" else []),
        ]
        for path in pages:
            said = client.get(path).get_data(as_text=True).lower()
            assert "ashdown" not in said.replace("q=ashdown", "").replace('value="ashdown"', ""), (name, path)
    rows = db.session.scalars(select(AuditRow)).all()
    assert not any("ashdown" in f"{row.detail}{row.fields}".lower() for row in rows)
    assert not any(NAME in letter.body + letter.subject for letter in outbox_mail())


def test_a_reviewer_sees_where_it_stands(app, client):
    cast = gather(state=ListingState.IN_REVIEW)
    cast.sponsor(state=ASKED)
    reviewer = db.session.get_one(Person, cast.actors["reviewer"].person_id)
    client.sign_in(reviewer)
    for page in ("", "/publish", "/request-changes"):
        said = text_of(client.get(f"/briefs/{cast.brief.id}{page}").page)
        assert f"{POST}: asked, not yet confirmed" in said


def test_a_refused_form_keeps_what_was_typed(cast, client):
    client.sign_in(cast.poster)
    typed = {"post": POST, "name": NAME, "email": "rowan@elsewhere.example"}
    answer = client.submit(f"/briefs/{cast.brief.id}/sponsor/name", typed)
    assert answer.status_code == 422 and answer.page.errors == ["Enter an email address at northmere.example"]
    assert answer.page.form()["name"] == [NAME]
