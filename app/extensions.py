"""The extensions, unbound. Imports nothing of ours, so that every room may import it."""

from flask import current_app, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Model(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Model, disable_autonaming=True)
migrate = Migrate(render_as_batch=True, compare_type=True)
login = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(
    key_func=get_remote_address,
    application_limits=[
        ApplicationLimit(limit_provider=lambda: current_app.config["RATE_LIMIT_DEFAULT"], scope="all"),
        ApplicationLimit(
            limit_provider=lambda: current_app.config["RATE_LIMIT_WRITES"],
            scope="writes",
            exempt_when=lambda: request.method in ("GET", "HEAD", "OPTIONS"),
        ),
    ],
)
