"""The sensitivity check of every text that others read: what it looks for, and how its writer confirms a find.

`rules` finds, `confirming` keeps what was confirmed, `forms` shows finds by their fields. See docs/sensitivity.md.
"""

from app.core.sensitivity.rules import KIND_WORDS, NEEDS, PEOPLE, RULES, Find, Kind, find, refusal, refused_in

__all__ = ["KIND_WORDS", "NEEDS", "PEOPLE", "RULES", "Find", "Kind", "find", "refusal", "refused_in"]
