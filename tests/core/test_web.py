"""What every answer carries, and how errors are answered."""

import pytest

from tests import factories


def test_every_page_forbids_inline_script_and_framing(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("header", ["X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"])
def test_every_page_carries_the_safety_headers(client, header):
    assert client.get("/").headers[header]


def test_strict_transport_security_is_sent_only_over_tls(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "Strict-Transport-Security" in client.get("/", base_url="https://localhost").headers


def test_the_session_cookie_is_secure_over_tls_and_never_read_by_scripts(client):
    cookie = client.get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


def test_a_forwarded_header_is_not_believed_without_a_trusted_proxy(client):
    answer = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in answer.headers


def test_a_forwarded_header_of_a_trusted_proxy_is_believed(make_app):
    proxied = make_app(TRUSTED_PROXIES=1).test_client()
    answer = proxied.get("/", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" in answer.headers


def test_pages_of_somebody_signed_in_are_not_kept_by_the_browser(client, app):
    client.sign_in(factories.person())
    assert client.get("/desk").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "code"),
    [("/no-such-page", 404), ("/find?q=" + "a" * 40_000, 422), ("/briefs/" + "9" * 30, 404)],
)
def test_an_odd_address_is_answered_with_a_page(client, path, code):
    answer = client.get(path)
    assert answer.status_code == code
    assert answer.page.heading


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND"])
def test_an_odd_method_is_answered_with_405(client, method):
    assert client.open("/", method=method).status_code == 405


def test_a_body_that_is_too_large_is_answered_with_413(client):
    answer = client.post("/sign-in", data={"email": "a" * (2 * 1024 * 1024 + 1)})
    assert answer.status_code == 413


def test_a_form_without_its_token_is_refused_with_a_page(client):
    answer = client.post("/sign-in", data={"email": "a@b.example", "password": "x"}, csrf=False)
    assert answer.status_code == 422
    assert "expired" in answer.text


def test_too_many_requests_are_answered_with_429(make_app):
    limited = make_app(RATELIMIT_ENABLED=True, RATE_LIMIT_DEFAULT="3 per minute").test_client()
    codes = [limited.get("/privacy").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
