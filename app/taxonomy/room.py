"""What the room of taxonomy brings to the house."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the room's pages, search kinds, panels, jobs and commands."""
