"""Settings, read from the environment in this one place."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PROJECT = Path(__file__).resolve().parent.parent


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(f"expected 1 or 0, got {text!r}")


def _on_or_off(text: str) -> str:
    return "on" if _flag(text) else "off"


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    read: Callable[[str], Any]
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", "var", str, "Folder for everything written at run time"),
    Setting("DATABASE_URL", "", str, "PostgreSQL address; empty means SQLite in DATA_DIR"),
    Setting(
        "SECRET_KEY", "", str, "Key that signs sessions and links; empty means one is made once in DATA_DIR"
    ),
    Setting("HOST", "127.0.0.1", str, "Address the web server binds to"),
    Setting("PORT", "8000", int, "Port the web server binds to"),
    Setting("BASE_URL", "", str, "Public address, used in mail; empty means http://HOST:PORT"),
    Setting("SAMPLE", "", str, "1 loads sample content; empty means only on loopback without a BASE_URL"),
    Setting("TRUSTED_PROXIES", "0", int, "Number of proxies whose X-Forwarded-* headers are believed"),
    Setting("SMTP_HOST", "", str, "Mail server; empty writes mail to DATA_DIR/mail and logs it"),
    Setting("SMTP_PORT", "587", int, "Mail server port"),
    Setting("SMTP_USER", "", str, "Mail server user"),
    Setting("SMTP_PASSWORD", "", str, "Mail server password"),
    Setting("SMTP_STARTTLS", "1", _flag, "1 upgrades the mail connection to TLS"),
    Setting("MAIL_FROM", "Common Ground <no-reply@localhost>", str, "Sender of all mail"),
    Setting("CONTACT_EMAIL", "", str, "Address shown on the contact page"),
    Setting("IDLE_MINUTES", "30", int, "Minutes without a request after which a session ends"),
    Setting("IDLE_MINUTES_PRIVILEGED", "15", int, "The same for reviewers and administrators"),
    Setting("SIGN_IN_FAILURES", "5", int, "Failed sign-ins per address and source before a lock"),
    Setting("SIGN_IN_LOCK_MINUTES", "15", int, "Minutes a lock lasts"),
    Setting("RATE_LIMIT_DEFAULT", "600 per minute", str, "Requests one source may make"),
    Setting("RATE_LIMIT_WRITES", "120 per minute", str, "Unsafe requests one source may make"),
    Setting(
        "RATE_LIMIT_ACCOUNT",
        "30 per minute",
        str,
        "Sign-in, sign-up and password requests one source may make",
    ),
    Setting(
        "RATE_LIMIT_STORAGE", "memory://", str, "Where request counts are kept (limits' storage address)"
    ),
    Setting(
        "ENCODER",
        "on",
        _on_or_off,
        "off leaves meaning out of search and matching, and 400 MB of memory free",
    ),
    Setting("INDEX_WAIT_SECONDS", "2", float, "Longest a request that wrote waits for the index"),
)


class BadSetting(SystemExit):
    """A setting that cannot be used: the program ends with a plain message."""


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the Flask configuration made of the environment and `overrides`, which win.

    Makes DATA_DIR, and in it the secret key, when they are missing. Raises BadSetting.
    """
    given = dict(overrides or {})
    config: dict[str, Any] = {}
    for setting in SETTINGS:
        if setting.name in given:
            config[setting.name] = given.pop(setting.name)
            continue
        text = os.environ.get(setting.name, "") or setting.default
        try:
            config[setting.name] = setting.read(text)
        except ValueError as error:
            raise BadSetting(f"Setting {setting.name} cannot be read: {error}") from error

    data_dir = Path(config["DATA_DIR"])
    if not data_dir.is_absolute():
        data_dir = PROJECT / data_dir
    data_dir.mkdir(parents=True, exist_ok=True)
    config["DATA_DIR"] = data_dir
    config["SECRET_KEY"] = config["SECRET_KEY"] or _kept_secret(data_dir / "secret-key")
    config["SAMPLE"] = _sample_wanted(config)
    config["BASE_URL"] = config["BASE_URL"].rstrip("/")
    config["SQLALCHEMY_DATABASE_URI"] = _database_url(config["DATABASE_URL"], data_dir)
    config.update(
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="common_ground",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config["BASE_URL"].startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        # A CSRF token lives as long as the session that it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    config.update(given)
    return config


def _database_url(url: str, data_dir: Path) -> str:
    if not url:
        return f"sqlite:///{data_dir / 'common-ground.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _kept_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _sample_wanted(config: Mapping[str, Any]) -> bool:
    wanted = config["SAMPLE"]
    if wanted == "":
        return config["HOST"] in LOOPBACK and not config["BASE_URL"]
    return _flag(str(wanted))
