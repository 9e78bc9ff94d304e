"""Somebody signs up, is let in by their organisation, forgets the password and leaves."""

from secrets import randbelow

import pytest

from tests.journeys.letters import link_in_letter

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(200)]
FIRST, SECOND = "lantern pebble orchard", "three more random words"


def test_a_colleague_joins_and_leaves(visit, live_server):
    administrator = live_server.account("organisation_administrator")
    address = f"robin.vale{randbelow(10**6)}@{administrator['email'].partition('@')[2]}"
    robin = visit("")
    robin.open("/sign-up", "").press("Sign up").look("sign up refused").sees("Enter your work email address")
    robin.fill(name="Robin Vale", post="Research analyst", email=address, password=FIRST).press("Sign up")
    robin.look("sign up sent").sees("We have written to the address")
    robin.open(link_in_letter(live_server.data_dir, address, "Prove"), "prove")
    robin.press("Prove this address").look("ask to join").sees(administrator["organisation"])
    robin.press("Ask to join").look("asked").sees("Your request has been sent")
    robin.open("/desk", "desk of nobody yet").sees("has not confirmed you yet")

    chief = visit("organisation_administrator")
    chief.open("/desk", "desk of an administrator").follow("to join").look("members")
    chief.click(chief.page.locator("main section", has_text=address).locator("a", has_text="Approve"))
    chief.look("approve").press("Approve").look("approved").sees("The membership is approved", "Robin Vale")
    robin.open("/desk", "desk of a new member").sees("Post a brief")

    robin.click(robin.page.get_by_role("banner").get_by_role("button", name="Sign out"))
    robin.look("signed out").sees("You have signed out")
    robin.open("/sign-in").follow("password").look("forgotten").fill(email=address)
    robin.press("Send me a link").look("forgotten sent")
    robin.open(link_in_letter(live_server.data_dir, address, "new password"), "reset")
    robin.fill(new_password="short").press("Save the new password").look("reset refused").sees(
        "12 characters"
    )
    robin.fill(new_password=SECOND).press("Save the new password").look("sign in after reset")
    robin.fill(email=address, password=FIRST).press("Sign in").look("sign in refused")
    robin.fill(email=address, password=SECOND).press("Sign in").sees("Your desk")

    robin.open("/account", "").follow("Close my account").look().fill(password=SECOND)
    robin.press("Close my account").look("account closed").sees("Your account is closed")
    robin.open("/sign-in").fill(email=address, password=SECOND).press("Sign in").sees("There is a problem")
