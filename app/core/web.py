"""Headers, proxies, error pages: what every answer carries."""

import logging
from functools import partial
from io import BytesIO
from typing import Any

from flask import Flask, Request, Response, render_template, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, UnprocessableEntity
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from app.core import actor, audit
from app.core.models import AuditKind
from app.extensions import db

log = logging.getLogger(__name__)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGES = frozenset({403, 404, 405, 410, 413, 422, 429, 500, 503})
LONGEST_QUERY = 8_000  # bytes of query string; a page of facets needs a tenth of it


class InMemory(Request):
    """A request whose files never touch a disk; MAX_CONTENT_LENGTH bounds them."""

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> BytesIO:
        return BytesIO()


class Sessions(SecureCookieSessionInterface):
    """A session cookie that is Secure wherever the request came over TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or super().get_cookie_secure(app)


def init_app(app: Flask) -> None:
    """Set the headers, believe as many proxies as the settings say, and answer errors with pages."""
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Werkzeug says
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    app.request_class = InMemory
    app.session_interface = Sessions()
    # No number of a thing is larger than what its column holds: such an address is not found.
    app.url_map.converters["int"] = partial(IntegerConverter, max=2_147_483_647)  # type: ignore[assignment]  # called like a class
    app.before_request(_refuse_long_query)
    app.after_request(_set_headers)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(RateLimitExceeded, _http_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _failure)


def _refuse_long_query() -> None:
    if len(request.query_string) > LONGEST_QUERY:
        raise UnprocessableEntity("The address is too long.")


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static" and not actor.current().is_anonymous:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _page(code: int, **context: Any) -> ResponseReturnValue:
    shown = code if code in PAGES else (422 if code < 500 else 500)
    return render_template(f"errors/{shown}.html", **context), shown


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code == 403:
        audit.note(actor.current(), f"{request.endpoint}", AuditKind.REFUSED, detail=request.path)
    own = error.description if error.description != type(error).description else ""
    page = _page(422 if isinstance(error, BadRequest) else code, message=own)
    if code in (405, 429):
        headers = {k: v for k, v in error.get_headers() if k in ("Allow", "Retry-After")}
        return (*page, headers)  # type: ignore[misc]  # page and headers
    return page


def _expired_form(error: CSRFError) -> ResponseReturnValue:
    return _page(422, message="The form you sent had expired. Go back, reload the page and send it again.")


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("database not usable: %s", error)
    db.session.rollback()
    return _page(503)


def _failure(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected error at %s", request.path)
    db.session.rollback()
    return _page(500)
