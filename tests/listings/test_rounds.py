"""Rounds of review: what each side sees of the clock, and what changed since the last; reviewers change no word."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience, Role
from app.extensions import db
from app.listings import rounds, service
from app.listings.models import Listing, RoundEnd
from app.listings.models import ListingState as S
from app.listings.outline import outline_of
from tests import factories
from tests.house.walk import fill, rules
from tests.listings.drafts import full_brief, full_offer
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres


class Place:
    """A force with a finished draft, and a reviewer."""

    def __init__(self) -> None:
        self.force = factories.force()
        self.poster = factories.person(self.force)
        self.owner = factories.actor(self.force, who=self.poster)
        self.who_reviews = factories.person(None, Role.REVIEWER)
        self.reviewer = factories.actor(None, Role.REVIEWER, who=self.who_reviews)
        self.brief = full_brief(self.force, self.poster)

    def send(self):
        return service.submit(
            self.owner, listing=self.brief, version=self.brief.version, declared_official=True
        )

    def ask(self, **reasons):
        named = {step.replace("_", "-"): reason for step, reason in reasons.items()}
        service.request_changes(self.reviewer, listing=self.brief, version=self.brief.version, reasons=named)

    def edit(self, **values):
        service.edit(self.owner, listing=self.brief, version=self.brief.version, values=values)


@pytest.fixture
def place(app):
    return Place()


def main(client, address):
    return text_of(client.get(address).page.main)


def test_a_round_begins_when_it_reaches_the_reviewers(place, clock):
    place.force.requires_release = True
    place.send()
    assert place.brief.rounds == []
    assert rounds.clock_of(place.brief) is None, "its own organisation has it"
    clock.forward(days=3)
    service.release(factories.actor(place.force, Role.PARTNERSHIP_MANAGER), listing=place.brief)
    assert [each.began_at for each in place.brief.rounds] == [clock.now]
    assert rounds.clock_of(place.brief).waited == 0


def test_each_round_keeps_how_it_ended(place, clock):
    place.send()
    service.revise(place.owner, listing=place.brief)
    place.send()
    clock.forward(days=2)
    place.ask(outcome="Say by when.")
    place.send()
    service.publish(place.reviewer, listing=place.brief, version=place.brief.version)
    assert [each.ending for each in place.brief.rounds] == [
        RoundEnd.TAKEN_BACK,
        RoundEnd.CHANGES_ASKED,
        RoundEnd.PUBLISHED,
    ]
    assert place.brief.rounds[1].ended_at == clock.now
    assert place.brief.rounds[1].reasons == {"outcome": "Say by when."}


def test_withdrawing_ends_the_round(place):
    place.send()
    service.withdraw(place.owner, listing=place.brief, reason="Overtaken.")
    assert place.brief.rounds[0].ending is RoundEnd.TAKEN_BACK


def test_what_changed_is_told_by_field_with_the_words_before_and_after(place):
    place.send()
    assert rounds.changes(place.brief) is None, "nothing came before"
    place.ask(outcome="Say by when.")
    before = place.brief.desired_outcome
    place.edit(desired_outcome="By June, nine in ten.", areas=["FORENS-11", "MOB-05"], harm=3)
    place.send()
    changed = {each.title: (each.before, each.after) for each in rounds.changes(place.brief)}
    assert changed["Desired outcome"] == (before, "By June, nine in ten.")
    assert set(changed) == {"Desired outcome", "Areas of challenge"}, "its owner's scores are not told"


def test_both_sides_see_the_clock(client, place, clock):
    place.send()
    clock.forward(days=4)  # Saturday to Wednesday
    client.sign_in(place.poster)
    told = "It reached the reviewers 3 working days ago, on 21 November 2026."
    assert f"{told} A reviewer answers within 5 working days: by 27 November 2026." in main(
        client, f"/briefs/{place.brief.id}"
    )
    assert "Sent in 3 working days ago, answer by 27 November 2026" in main(client, "/desk")
    clock.forward(days=3)
    client.sign_in(place.poster)
    assert "We promise an answer within 5 working days, and this one is late." in main(
        client, f"/briefs/{place.brief.id}"
    )
    client.sign_in(place.who_reviews)
    assert "No answer yet" in main(client, f"/briefs/{place.brief.id}")
    assert "Overdue" in main(client, "/review")


def test_the_reviewer_sees_what_was_asked_and_what_changed_and_the_way_back(client, place):
    place.send()
    place.ask(outcome="Say by when.")
    place.edit(desired_outcome="By June, nine in ten.")
    place.send()
    client.sign_in(place.who_reviews)
    page = client.get(f"/briefs/{place.brief.id}").page
    shown = text_of(page.select_one("section[aria-labelledby=what-changed]"))
    assert "Asked for then: Desired outcome: Say by when." in shown
    assert "Now By June, nine in ten." in shown
    assert page.select_one(".govuk-breadcrumbs a")["href"] == "/review"
    client.sign_in(place.poster)
    page = client.get(f"/briefs/{place.brief.id}").page
    assert page.select_one("section[aria-labelledby=what-changed]") is None


def test_its_owner_reads_each_reason_by_its_part(client, place):
    place.send()
    place.ask(outcome="Say by when.", title="Shorter.")
    client.sign_in(place.poster)
    shown = main(client, f"/briefs/{place.brief.id}")
    assert "Desired outcome: Say by when." in shown and "Title: Shorter." in shown
    assert "Say by when." in main(client, f"/briefs/{place.brief.id}/edit/outcome")
    assert "Say by when." not in main(client, f"/briefs/{place.brief.id}/edit/title")


def said(listing):
    outline = outline_of(listing)
    return [(step.slug, [(name, str(value)) for name, value in step.rows(listing)]) for step in outline.steps]


def test_no_address_lets_a_reviewer_change_a_word(client, app, place):
    """Every page of a listing that takes a form, sent by its reviewer with other words in every field."""
    offer = full_offer(factories.university(), factories.person(), S.IN_REVIEW, audience=Audience.MEMBERS)
    place.brief.state = S.IN_REVIEW
    before = {listing.id: said(listing) for listing in (place.brief, offer)}
    client.sign_in(place.who_reviews)
    for listing in (place.brief, offer):
        fields = {each.field: "Other words" for each in outline_of(listing).texts(listing)}
        places = [
            each for each in rules(app, "POST") if each.rule.startswith(f"/{listing.kind.value}s/<int:id>")
        ]
        assert len(places) > 10
        steps = [step.slug for step in outline_of(listing).steps]
        for rule in places:
            known = steps if "<string:step>" in rule.rule else [""]
            for step in known:
                # What would end its review is tried elsewhere.
                if not rule.endpoint.endswith((".publish", ".request_changes")):
                    address = fill(app, rule, id=listing.id, step=step)
                    client.post(address, data={**fields, "version": "1", "reason": "Other words"})
    db.session.expire_all()
    found = db.session.scalars(select(Listing).where(Listing.id.in_(before)))
    assert {listing.id: said(listing) for listing in found} == before
