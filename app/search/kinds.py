"""Search kinds, for the rooms above. Kept on the ground floor, as panels are: taxonomy has one too."""

from app.core.kinds import FACETS, Card, Document, SearchKind, all_kinds, register

__all__ = ["FACETS", "Card", "Document", "SearchKind", "all_kinds", "register"]
