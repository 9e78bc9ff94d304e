"""Reading changes nothing, breaks nothing, and every page that it shows is in order.

The one exception to the first is `audit.note`, whose rows go to the audit trail in their own transaction.
"""

import pytest

from tests.house.walk import fill, rules
from tests.support.counts import count

ROLES = (
    "police",
    "partnership_manager",
    "reviewer",
    "academic",
    "organisation_administrator",
    "auditor",
    "administrator",
)
IDS = range(1, count(1, 4) + 1)
NOTED = ("INSERT INTO audit_rows", 'INSERT INTO "audit_rows"')


@pytest.mark.parametrize(("turn", "role"), list(enumerate(["nobody", *ROLES[: count(3, len(ROLES))]])))
def test_no_get_writes_or_fails(sample_app, sample_statements, turn, role):
    client = sample_app.test_client()
    if role != "nobody":
        client.sign_in_as(role)
    sample_statements.forget()
    wrong = []
    # With short counts each address is read by one of them.
    for rule in list(rules(sample_app, "GET"))[count(turn, 0) :: count(4, 1)]:
        for number in IDS if "id" in rule.arguments else (1,):
            path = fill(sample_app, rule, id=number)
            if rule.endpoint == "accounts.sign_out":
                continue
            try:
                answer = client.get(path)
            except AssertionError as error:
                wrong.append(str(error).partition("\nassert ")[0])
                continue
            if answer.status_code >= 500:
                wrong.append(f"{path} answered {answer.status_code}")
            if wrote := [s for s in sample_statements.written if not s.startswith(NOTED)]:
                wrong.append(f"{path} wrote: {wrote[:2]}")
            sample_statements.forget()
    assert not wrong, "\n".join(wrong)
