"""Pages that briefs and offers share, put on each room's own blueprint, and the room's own page."""

from flask import Blueprint

from app.listings.outline import Outline
from app.listings.routes import acts, editing, ownership
from app.listings.routes.importing import add_import_pages
from app.listings.routes.ownership import bp

__all__ = ["add_import_pages", "add_shared_pages", "bp"]


def add_shared_pages(room: Blueprint, outline: Outline) -> None:
    """Give a room of listings the pages for drafting, the acts and the ownership of its listings."""
    editing.add_pages(room, outline)
    acts.add_pages(room, outline)
    ownership.add_pages(room, outline)
