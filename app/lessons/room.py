"""What the room of lessons brings to the house."""

from flask import Flask

from app.core import kinds, panels
from app.lessons.panels import for_draft, of_organisation
from app.lessons.routes import bp
from app.lessons.search import KIND


def init_app(app: Flask) -> None:
    """Register the room's pages, search kind and panels."""
    app.register_blueprint(bp)
    kinds.register(KIND)
    panels.add("briefs.edit", for_draft, order=10)
    panels.add("briefs.show", for_draft, order=40)
    panels.add("organisations.show", of_organisation, order=60)
