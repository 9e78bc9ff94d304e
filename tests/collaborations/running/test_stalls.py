"""Work in which nothing happens, and the broker's queue."""

from datetime import timedelta

import pytest

from app.collaborations import service
from app.collaborations.models import Confirmation, Status
from app.collaborations.running import check_ins, stalls
from app.collaborations.running.models import OnTrack
from app.collaborations.service.changing import note
from app.core import clock as site_clock
from app.core.actor import CLOCK
from app.taxonomy.models import Mechanism
from tests.collaborations.running.made import check_in, moments, work
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres


def test_thirty_days_without_anything_that_somebody_did_stall_it(cast, clock, outbox_mail):
    silent, scoping = work(cast), work(cast, status=Status.SCOPING)
    alive = work(cast)
    others = [
        work(cast, mechanism=Mechanism.PLACEMENT, status=Status.SCOPING, started=None),
        work(cast, status=Status.COMPLETED),
        cast.recorded(confirmation=Confirmation.ONE_SIDE, status=Status.RUNNING),
    ]
    clock.forward(days=20)
    note(CLOCK, silent, "miss_check_in", "Nobody answered")
    note(cast.actors["police lead"], alive, "plan", "The risks were changed")
    clock.forward(days=9, hours=23)
    stalls.mark_stalled()
    assert silent.stalled_at is None
    clock.forward(hours=1)
    stalls.mark_stalled()
    stalls.mark_stalled()
    assert silent.stalled_at == scoping.stalled_at == site_clock.now()
    assert [each.stalled_at for each in (alive, *others)] == [None] * 4
    assert moments(scoping) == ["Stalled: nothing has happened for 30 days"]
    told = [letter.person_id for letter in outbox_mail()]
    # Once for each of the two, in the daily letter.
    assert sorted(set(told)) == sorted(told[: len(told) // 2])
    assert len(told) == 2 * 6
    assert all(letter.in_digest and silent.title not in letter.body for letter in outbox_mail())


def test_anything_that_somebody_does_in_it_ends_the_stall(cast):
    def stalled():
        made = work(cast)
        made.stalled_at = site_clock.now() - timedelta(days=2)
        return made

    first, second, third = stalled(), stalled(), stalled()
    check_ins.answer(cast.actors["police lead"], check_in=check_in(first, cast.force), on_track=OnTrack.YES)
    service.edit(cast.actors["academic lead"], collaboration=second, version=second.version, title="Treads")
    note(CLOCK, third, "miss_check_in", "Nobody answered")
    assert (first.stalled_at, second.stalled_at) == (None, None)
    assert third.stalled_at is not None


def test_it_stands_on_the_managers_desks_of_both_sides_with_what_is_open(cast, client):
    made = work(cast)
    made.stalled_at = site_clock.now()
    ended = work(cast, status=Status.COMPLETED)
    ended.stalled_at = site_clock.now()
    queue = {name for name, actor in cast.actors.items() if made in stalls.stalled_for(actor)}
    assert queue == {
        f"{side} {post}" for side in ("police", "academic") for post in ("manager", "administrator")
    }
    assert list(stalls.stalled_for(cast.actors["police manager"])) == [made]
    sign_in(client, cast.person("academic manager"))
    desk = client.get("/desk").get_data(as_text=True)
    assert "Stalled since 21 November 2026. Open: " in desk
    assert "Contacts and handover note" in desk
    sign_in(client, cast.police_lead)
    assert "Stalled work" not in client.get("/desk").get_data(as_text=True)
