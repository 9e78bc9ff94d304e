"""The words of a PDF, as a reader would copy them."""

from io import BytesIO

from pypdf import PdfReader


def words_of(made: bytes) -> str:
    """Its words with one space between them, page by page."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    # A word that was broken at the end of a line is one word.
    return " ".join(" ".join(pages).replace("\u200b", "").replace("\xad\n", "").split())
