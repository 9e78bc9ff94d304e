"""Numbers in what people write: values of measures are text, and only some of them are numbers."""

import re

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")


def number_in(words: str) -> float | None:
    """The number that `words` are: "1,200", "£40" and "-4%" are one, "-4, interval -13 to 5" is none."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", words.strip().replace("\N{MINUS SIGN}", "-"))
    text = text.removesuffix("%").replace("£", "", 1).strip()
    return float(text) if len(text) <= 20 and _NUMBER.fullmatch(text) else None
