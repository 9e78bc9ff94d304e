"""Two hosts show the same; how soon, benchmarks/hosts.py measures."""

import pytest

from tests.search.live import until
from tests.search.two_hosts import SECONDS, two_hosts
from tests.support.counts import count

pytestmark = [
    # On SQLite there is one host: only the run on PostgreSQL has these tests.
    pytest.mark.postgres(only=True, full=True),
    pytest.mark.xdist_group("hosts"),
    pytest.mark.timeout(300),
]

WRITES = count(1, 20)


@pytest.fixture(scope="module")
def both(site, tmp_path_factory):
    folders = [tmp_path_factory.mktemp(f"host{number}") for number in (1, 2)]
    with two_hosts(folders, site.database.copy(folders[0]), offers=WRITES + 1) as both:
        yield both


def test_both_show_a_write(both):
    for number in range(WRITES):
        both.write(f"first{number}x")


def test_both_show_the_match_of_a_new_listing(both):
    for _ in range(WRITES):
        both.publish()


def test_a_session_of_one_host_is_good_on_the_other(both):
    # Cookies know no ports, so this is the browser that signed in at the other host.
    both.other.administrator.opener = both.one.administrator.opener
    both.other.write("elsewhere")
    until(lambda: all(host.finds("elsewhere") for host in both.all), *both.all, seconds=SECONDS)


def test_a_host_whose_worker_was_killed_answers_and_catches_up(both):
    both.write("wyvern")
    both.other.server.kill_worker()
    both.write("kraken", on=[both.one])
    assert both.other.finds("wyvern") is True
    assert both.other.finds("kraken") is False
    # One worker matches for both hosts.
    both.publish()
    both.other.start_worker()
    both.other.wait()
    until(lambda: both.other.finds("kraken"), *both.all, seconds=SECONDS)
    for number in range(WRITES):
        both.write(f"second{number}x")
    both.other.check()


def test_nothing_went_wrong_in_their_workers(both):
    for host in both.all:
        assert "failed" not in host.log, host.log[-5000:]
