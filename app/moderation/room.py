"""What the room of moderation brings to the house."""

from flask import Flask

from app.moderation.routes import bp


def init_app(app: Flask) -> None:
    """Register the review queue, the audit trail and the administration pages."""
    app.register_blueprint(bp)
