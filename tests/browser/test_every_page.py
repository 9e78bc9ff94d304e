"""Whoever follows the links finds only pages that are accessible, narrow enough and valid."""

from collections import deque
from urllib.parse import urldefrag

import pytest

from tests.support.browser import kind_of, new_context, sign_in
from tests.support.counts import count

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
MOST = count(5, 30)


@pytest.mark.parametrize(
    "role", ["nobody", "police", "academic", "partnership_manager", "reviewer", "auditor"]
)
def test_links_lead_to_pages_in_order(browser, live_server, checker, role):
    context = new_context(browser, live_server)
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(f"{page.url}: {e}"))
    start = "/"
    if role != "nobody":
        sign_in(page, live_server.account(role))
        start = "/desk"
    waiting, seen = deque([live_server.url + start]), set()
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        answer = page.goto(address)
        if answer.status != 200:
            complaints.append(f"{address} answered {answer.status}")
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        try:
            checker.check_page(page, answer, every_rule=True)
        except AssertionError as error:
            complaints.append(str(error).partition("\nassert ")[0])
        links = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(link => link.href)")
        for link in (urldefrag(found)[0] for found in links):
            if link.startswith(live_server.url + "/") and "/static/" not in link:
                waiting.append(link)
    context.close()
    assert not complaints, "\n".join(complaints)
