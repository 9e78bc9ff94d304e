"""A session that is about to end says so, and one that has ended loses nothing typed."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]
MINUTE = 60_000
# How long a session of somebody who is not privileged lives, and how long before its end the warning comes.
IDLE, WARNING = 30 * MINUTE, 2 * MINUTE


def test_a_warning_comes_and_one_press_extends(browser, live_server, checker):
    police = Visitor(browser, live_server, checker, javascript=True, name="police")
    # The page's own clock is put forward; the server's session lives on.
    police.page.clock.install()
    police.sign_in(live_server.account("police")).open("/briefs/create").fill(title="Half a title")
    dialog = police.page.locator("#session-dialog")
    expect(dialog).not_to_be_visible()
    police.page.clock.fast_forward(IDLE - WARNING + 2_000)
    police.page.clock.run_for(2_000)
    expect(dialog).to_be_visible()
    police.look("session warning")
    with police.page.expect_response("**/session/extend") as answer:
        dialog.get_by_role("button").click()
    assert answer.value.status == 204
    expect(dialog).not_to_be_visible()
    assert police.page.input_value("main [name=title]") == "Half a title"

    police.page.clock.fast_forward(IDLE + MINUTE)
    police.page.clock.run_for(2_000)
    expect(police.page.locator("#session-expired")).to_be_visible()
    police.look("session ended")
    police.leave()


@pytest.mark.both_ways  # signing in, a form and its refusal, without scripts too
def test_what_was_typed_comes_back_after_the_session_has_ended(visit, live_server):
    police = visit("police", 1)
    typed = "Something long that nobody wants to type again"
    police.open("/briefs/create").fill(title=typed)
    # Signing out everywhere from another browser ends the session as time would.
    other = visit("police", 1)
    other.open("/account/sign-out-everywhere", "").press("Sign out everywhere").look("signed out everywhere")
    police.press("Start the draft").look("sign in to go on").sees("What you typed has been kept")
    account = live_server.account("police", 1)
    police.fill(email=account["email"], password=account["password"]).press("Sign in").look("filled again")
    assert police.page.input_value("main [name=title]") == typed
    police.press("Start the draft").sees("The problem")
