"""What the room of offers brings to the house."""

from flask import Flask

from app.core import kinds, panels
from app.listings import outline
from app.offers.panels import fitting
from app.offers.routes import bp
from app.offers.search import KIND
from app.offers.steps import OUTLINE


def init_app(app: Flask) -> None:
    """Register the pages of offers, their search kind, and the panel on a research interest's page."""
    outline.register(OUTLINE)
    kinds.register(KIND)
    panels.add("taxonomy.research_interest", fitting, order=20)
    app.register_blueprint(bp)
