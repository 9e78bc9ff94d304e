"""Who gets in, and where sign-in may lead."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.access import safe_next


@pytest.mark.parametrize("target", ["/desk", "/find?q=tyre%20marks&kind=briefs", "/briefs/12/publish"])
def test_a_path_of_this_site_is_kept(target):
    assert safe_next(target) == target


@given(st.text(max_size=60) | st.text(alphabet="/\\:.a@?#\t\n ", max_size=20))
@example("//evil.example")
@example("/\\evil.example")
@example("https://evil.example")
@example("/\t/evil.example")
@example("javascript:alert(1)")
def test_sign_in_never_leads_off_this_site(target):
    kept = safe_next(target)
    if kept is not None:
        there = urlsplit(urljoin("https://this.example/sign-in", kept))
        assert (there.scheme, there.netloc) == ("https", "this.example")


def test_somebody_not_signed_in_is_sent_to_sign_in_and_back(client):
    response = client.get("/desk?tab=mine", follow_redirects=False)
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in?next=/desk?tab%3Dmine"
