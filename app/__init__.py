"""Common Ground: the application factory."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from app import config
from app.accounts import room as accounts
from app.briefs import room as briefs
from app.collaborations import room as collaborations
from app.core import access, database, display, requests, web, widgets, worker
from app.desk import room as desk
from app.duplicates import room as duplicates
from app.extensions import csrf, db, limiter, login, migrate
from app.lessons import room as lessons
from app.listings import room as listings
from app.matching import room as matching
from app.moderation import room as moderation
from app.offers import room as offers
from app.organisations import room as organisations
from app.responses import room as responses
from app.search import room as search
from app.seeds import room as seeds
from app.taxonomy import room as taxonomy

# From the ground up. A room's panels and kinds appear in this order.
ROOMS = (
    taxonomy,
    search,
    organisations,
    accounts,
    lessons,
    listings,
    briefs,
    offers,
    matching,
    responses,
    collaborations,
    duplicates,
    desk,
    moderation,
    seeds,
)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return the application; `settings` win over the environment. Raises config.BadSetting."""
    app = Flask(
        __name__,
        template_folder=str(config.PROJECT / "templates"),
        static_folder=str(config.PROJECT / "static"),
    )
    app.config.from_mapping(config.load(settings))
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["RATE_LIMIT_STORAGE"])

    _set_up_templates(app)
    db.init_app(app)
    migrate.init_app(app, db)
    login.init_app(app)
    limiter.init_app(app)
    database.init_app(app)
    web.init_app(app)
    # Before the CSRF check: an ended session's form is kept, then sent to sign-in.
    access.init_app(app)
    csrf.init_app(app)
    requests.init_app(app)
    display.init_app(app)
    worker.register_core_jobs()
    app.cli.add_command(worker.command)
    for room in ROOMS:
        room.init_app(app)
    return app


def _set_up_templates(app: Flask) -> None:
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "loader": ChoiceLoader(
            [
                FileSystemLoader(str(config.PROJECT / "templates")),
                PrefixLoader({name: PackageLoader(name) for name in packages}),
            ]
        ),
    }
    widgets.prepare_templates(app.jinja_env)
