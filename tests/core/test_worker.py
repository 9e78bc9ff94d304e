"""The clock of several hosts on one database."""

from datetime import timedelta

import pytest

from app.core import clock as site_clock
from app.core import worker
from app.core.models import ClockRun
from app.core.worker import Job
from app.extensions import db

HOURLY = Job("hourly", lambda: None, timedelta(hours=1))


@pytest.mark.postgres
def test_what_is_done_once_an_hour_is_due_again_after_an_hour(app, clock):
    assert worker._claim(HOURLY)
    assert not worker._claim(HOURLY)
    clock.forward(hours=1)
    assert worker._claim(HOURLY)


# On SQLite the first to look holds the other up.
@pytest.mark.postgres(only=True)
def test_of_two_hosts_that_do_it_for_the_first_time_one_does(app, monkeypatch):
    now = site_clock.now()

    def meanwhile():
        with db.engine.begin() as other:
            other.execute(ClockRun.__table__.insert().values(job="hourly", at=now))
        monkeypatch.setattr(site_clock, "now", lambda: now)
        return now

    monkeypatch.setattr(site_clock, "now", meanwhile)
    assert not worker._claim(HOURLY)
    assert db.session.get(ClockRun, "hourly").at == now
