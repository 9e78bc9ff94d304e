"""DOIs and web addresses of outputs."""

import re

from app.core.errors import FieldError

# A DOI as https://www.doi.org/the-identifier/resources/handbook describes it: a prefix "10." with a registrant, a
# slash, and a suffix.
DOI = re.compile(
    r"(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"<>]+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s/@?#\"<>]+\.[^\s@/?#\"<>]+(?:[/?#][^\s\"<>]*)?", re.IGNORECASE)
MESSAGE = "Enter a DOI, like 10.1234/abc, or a full web address, like https://www.example.org/report"


def full_address(text: str) -> str:
    """The web address of a DOI, or the address itself; empty for nothing. Raises FieldError for anything else."""
    text = text.strip()
    if not text:
        return ""
    if doi := DOI.fullmatch(text):
        return f"https://doi.org/{doi[1]}"
    if len(text) > 2_000 or not _ADDRESS.fullmatch(text) or "doi.org/" in text.casefold():
        raise FieldError("link", MESSAGE)
    return text
