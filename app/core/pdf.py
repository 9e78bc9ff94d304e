"""PDF, for whoever prints or forwards a page. The accessible page comes first; this is the same on paper.

Typst, because it writes tagged PDF (PDF/UA) from one wheel, with its own fonts and no system libraries.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import typst

from app.config import PROJECT
from app.core import clock

TEMPLATES = PROJECT / "templates"
# What is longer without a space, such as an address, may be broken anywhere rather than leave the page.
_LONG_WORD = re.compile(r"\S{31,}")
_PIECE = re.compile(r".{10}(?=.)")
ZERO_WIDTH_SPACE = "\u200b"


def document(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that `template`, a file of templates/ in Typst's language, makes of `data`.

    The data goes in as JSON, `json(bytes(sys.inputs.data))`: what people wrote is text there and never markup. It is
    tagged, and conforms to PDF/UA-1 unless a text has characters that none of the fonts can draw.
    """
    source = (TEMPLATES / template).read_bytes()
    common: dict[str, Any] = {
        "root": TEMPLATES,
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(_breakable(data))},
        "timestamp": int(clock.now().timestamp()),
    }
    try:
        made = typst.compile(source, pdf_standards=["ua-1"], **common)
    except typst.TypstError:
        # The standard forbids a box in place of a letter. The reader is better served with one than with no document.
        made = typst.compile(source, **common)
    assert isinstance(made, bytes)
    return made


def _breakable(value: Any) -> Any:
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", word[0]), value)
    if isinstance(value, Mapping):
        return {name: _breakable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(each) for each in value]
    return value
