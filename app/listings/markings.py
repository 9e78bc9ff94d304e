"""Protective markings above what this site may hold. The site is for OFFICIAL only."""

import re

# In capitals, as a marking is written: "secret shopper" is not one. SENSITIVE counts only after OFFICIAL.
_MARKING = re.compile(
    r"\bTOP[\s-]+SECRET\b|\bSECRET\b|\bUK\s+EYES\s+ONLY\b|(?i:\bofficial[\s\-‐-―:/()\[\]]{1,5}sensitive\b)"
)


def found_in(text: str) -> str | None:
    """The first marking above OFFICIAL in `text`, as written there."""
    match = _MARKING.search(text)
    return match.group() if match else None


def refusal(marking: str) -> str:
    """What the writer is told."""
    return (
        f"This site holds OFFICIAL information only, and the text says “{marking}”. "
        "Take out the marking and whatever it protects"
    )
