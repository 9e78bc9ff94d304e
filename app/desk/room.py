"""What the room of the desk brings to the house."""

from flask import Flask

from app.desk import navigation, routes, static_pages, work_routes
from app.desk.blueprint import bp

PAGES = (routes, static_pages, work_routes)


def init_app(app: Flask) -> None:
    """Register the front page, the desk, the pages about the site, and what surrounds every page."""
    app.register_blueprint(bp)
    navigation.init_app(app)
