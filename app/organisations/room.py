"""What the room of organisations brings to the house."""

from flask import Flask

from app.core import kinds
from app.organisations.routes import bp
from app.organisations.search import KIND


def init_app(app: Flask) -> None:
    """Register the room's pages and its search kind."""
    app.register_blueprint(bp)
    kinds.register(KIND)
