"""Two hosts behind one address: two web servers, workers and index folders, one PostgreSQL."""

import shutil

import pytest

from app.core.actor import Audience, Role
from app.listings.models import ListingState
from tests import factories
from tests.accounts.people import PASSWORD, person_with_password
from tests.kills.visitor import Visitor
from tests.search.live import Host, settle, until
from tests.support.counts import count

pytestmark = [
    # On SQLite there is one host: only the run on PostgreSQL has these tests.
    pytest.mark.postgres(only=True),
    pytest.mark.xdist_group("hosts"),
    pytest.mark.timeout(300),
]

PROMISE = 2.0  # seconds from a write to its being shown on both
WRITES = count(1, 20)
LISTINGS = count(1, 20)
REVIEWER = "reviewer@live.example"
SAME = {"SECRET_KEY": "the same on both"}


def a_brief_and_offers_in_review():
    """Their numbers."""
    person_with_password(None, Role.REVIEWER, email=REVIEWER)
    university = factories.university()
    texts = {"title": "Comparing tyre marks", "description": "Comparing photographs of tyre marks."}
    offers = [factories.offer(university, ListingState.IN_REVIEW, **texts).id for _ in range(LISTINGS + 1)]
    return factories.brief(audience=Audience.PUBLIC).id, offers


@pytest.fixture(scope="module")
def both(site, tmp_path_factory):
    """The hosts, the brief and the offers."""
    folders = [tmp_path_factory.mktemp(f"host{number}") for number in (1, 2)]
    address = site.database.copy(folders[0])
    listings = settle(folders[0], address, a_brief_and_offers_in_review)
    # As building it there would make it.
    shutil.copytree(folders[0] / "index", folders[1] / "index")
    hosts = [Host(folder, address, **SAME) for folder in folders]
    try:
        for host in hosts:
            host.start()
        for host in hosts:
            host.wait()
        hosts[0].sign_in()
        yield hosts, *listings
    finally:
        for host in hosts:
            host.server.stop()


@pytest.fixture
def hosts(both):
    return both[0]


@pytest.fixture
def publish(both):
    """Let the first host publish the next offer; how many seconds it takes until both show its match."""
    hosts, brief, offers = both
    reviewer = Visitor(hosts[0].server.url)
    reviewer.sign_in({"email": REVIEWER, "password": PASSWORD})

    def publish():
        offer = offers.pop()
        reviewer.submit(f"/offers/{offer}/publish", helps_offenders="no")
        return until(lambda: all(host.shows_match(brief, offer) for host in hosts), *hosts, seconds=30)

    return publish


def written_after(one, word, hosts):
    """Write on one host; how many seconds it takes until all the hosts find it."""
    one.write(word)
    return until(lambda: all(host.finds(word) for host in hosts), *hosts, seconds=30)


def test_both_show_a_write_within_two_seconds(hosts):
    took = [written_after(hosts[0], f"first{number}x", hosts) for number in range(WRITES)]
    assert max(took) <= PROMISE, took


def test_both_show_the_match_of_a_new_listing_within_two_seconds(hosts, publish):
    took = [publish() for _ in range(LISTINGS)]
    assert max(took) <= PROMISE, took


def test_a_session_of_one_host_is_good_on_the_other(hosts):
    one, other = hosts
    # Cookies know no ports, so this is the browser that signed in at the other host.
    other.administrator.opener = one.administrator.opener
    assert written_after(other, "elsewhere", hosts) <= PROMISE


def test_a_host_whose_worker_was_killed_answers_and_catches_up(hosts, publish):
    one, other = hosts
    written_after(one, "wyvern", hosts)
    other.server.kill_worker()
    written_after(one, "kraken", [one])
    assert other.finds("wyvern") is True
    assert other.finds("kraken") is False
    assert publish() <= PROMISE, "one worker matches for both hosts"
    other.start_worker()
    other.wait()
    until(lambda: other.finds("kraken"), *hosts, seconds=30)
    took = [written_after(one, f"second{number}x", hosts) for number in range(WRITES)]
    assert max(took) <= PROMISE, took
    other.check()


def test_nothing_went_wrong_in_their_workers(hosts):
    for host in hosts:
        assert "failed" not in host.log, host.log[-5000:]
