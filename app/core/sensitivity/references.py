"""Crime and custody references in a text: every force writes its own, so the words before them decide.

A reference is a short run of letters and digits. The nearest word before it that says what it is of, in the same
sentence, makes it a crime's, a custody record's, or something else's (a grant's, a tender's, a standard's).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

CUSTODY, CRIME, OTHER = "custody", "crime", "other"
# How far before a reference its word may stand, and how far after.
BEFORE, AFTER = 90, 60

_SAYS = re.compile(
    r"""(?ix)\b(?:
    (?P<custody> custody | detention | detainees? | detained | DP | strip[ -]search(?:es|ed)? | booked[ ]in )
    | (?P<crime> crimes? | crimed | offences? | occurrences? | incidents? | CAD | URN | Niche | Athena | STORM | CRIS
        | PNC(?:ID)? | CRO | logs? | complainants? | victims? | suspects? | burglar(?:y|ies) | robber(?:y|ies)
        | thefts? | assaults? | murders? | homicides? | rapes? | stabbings? | harassment | stalking | frauds?
        | investigations? | intel(?:ligence)? | case | CPS | police[ ]ref(?:erence)? | arrests? | exhibits? )
    | (?P<other> grants? | EPSRC | ESRC | UKRI | AHRC | MRC | NIHR | IRAS | ethics? | committee | tenders? | procurement
        | contracts? | framework | purchase | invoices? | CPV | ISO | IEC | standards? | Regulations? | Directive
        | Circular | company | charity | patents? | modules? | course | parts? | models? | version | firmware | serial
        | DOI | ISBN | ISSN | arXiv | paper | volume | vol | pages? | pp | table | seed | sample | batch | catalogue
        | studentship | awards? | agenda | policy | form | ticket | asset | scheme | survey | FOI | licence | budget
        | (?-i:REC|PO|SI|BS|EN|Act|Order|Protocol) )
    )\b"""
)
# Three parts with a year at one end, or a letter or two and a number: "WM/55120/25", "25/CAL/7719", "ZD00345/25".
_SHAPE = re.compile(
    r"""(?x)(?<![\w/@.£$€-])(?:
    [A-Za-z0-9]{1,5} [/-] (?:[A-Za-z]{1,3}[/-])? \d{3,8} [/-] (?:\d{2}|20\d\d)      # WM/55120/25, 42/1234/25
    | [A-Za-z]{1,4} \d{3,8} [/-] (?:\d{2}|20\d\d)                                   # ZD00345/25
    | (?:\d{2}|20\d\d) [/-] [A-Za-z]{1,4} [/-] \d{3,8}                              # 25/CAL/7719
    | \d{3,8} [/-] \d{1,2}[A-Za-z]{3}\d{2,4}                                        # 4417/12MAY25
    | [A-Za-z]{1,4} [/] \d{4,8}                                                     # YY/12345
    | \d{2} [/-] \d{5,8} [A-Za-z]? | \d{4,6}[/-]\d{2}[A-Za-z]                       # 25/0012345, 123456/12A
    | \d{2}[A-Za-z]\d[/-]\d{4,6}[/-]\d{2}                                           # 44A1/12345/25
    )(?![\w/@%]|[.,-]\d)"""
)
# The word that says it stands directly before: then digits alone will do.
_NAMED = r"(?:\s*(?:record|rec|report|refs?|references?|numbers?|nos?|log|id|entry|file|case|code)\b\.?)"
_LINK = r"""[\s:#(\[,“"'–-]* (?:(?:is|was|under|as)\s+)? [#]?"""
_REF = r"""(?P<ref>
    PART(?:[/-]PART){1,4}                             # NP-20250112-0345, 5525/0087612
    | \d{2}[ ]?[A-Z]{2}[ ]?\d{5,7}[ ]?\d{2}             # 01AB1234525
    | [A-Z]{1,4}[ ]?\d{3,12}(?:[ ]\d{2}|[A-Z])?          # SM 1187 25
    | \d{4,14}(?:[ ]\d{2})? | \d{2}[ ]\d{4,8}         # 2500412
    )(?![\w/@%£-]|[.,]\d)""".replace("PART", r"(?:[A-Z]{0,4}\d{1,12}[A-Z]{0,3}\d{0,4}|[A-Z]{1,4})")
_LABELLED = re.compile(
    rf"""(?ix)\b(?:
    (?P<custody> (?:custody|cust|detention|detainee|DP) (?:{_NAMED}+|\s) | detained\s+person(?=\s\S*\w[/-]\d) )
    | (?:crime|offence|case|intelligence|intel|police|investigation|Athena|Niche|Connect|CRI) {_NAMED}+
    | (?:crime|offence|CRIS)(?=:?\s\S*\w[/-]\d)
    | (?:occurrence|incident|CAD|STORM|URN|PNC\s?ID|PNC|CRO|CRN|CRI|occ|log) {_NAMED}*
    )(?![A-Za-z]) {_LINK} {_REF}"""
)
# "crimes 4521/25 and 4522/25": the second is of what the first is, when it is written alike.
_AND = re.compile(rf"(?ix)(?:,|\s+and|\s+or|\s*&)\s+ {_REF}")
# "Our ref. 50250012345": of what, the sentence says.
_REFERRED = re.compile(rf"(?ix)\b(?:refs?|references?|CR)\b\.? {_NAMED}*(?![A-Za-z]) {_LINK} {_REF}")
# "Log 412 of 12 May": the number starts again every day.
_OF_DAY = re.compile(
    r"(?i)\b(?:CAD|log|incident|STORM|serial)(?:\s*(?:number|no|ref|log)\b\.?)*[\s:#(]*(?:no\.? )?"
    r"(\d{1,6} of (?:\d{1,2}(?:st|nd|rd|th)? [A-Z]{3,9}(?: \d{2,4})?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}))\b"
)
_CUSTODY_ITSELF = re.compile(r"(?i)(?<![\w/])\d{0,2}(?:CU|CUS|CUST|DP)[/-]\d{3,8}[/-]\d{2,4}(?!\w)")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|1[0-2])[/-](?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}")
_YEARS = re.compile(r"((?:19|20)\d\d)[/-]((?:19|20)?\d\d)")
_OF_SOMETHING = re.compile(
    r"(?i)\b(?!the|a|under|with|as|see|for|by|in|of)[a-z]+ (?:refs?|reference|number|no|id)\b[\W]*$"
)
_SENTENCE_END = re.compile(r"[.?!](?=\s+[A-Z])|\n")
# "no. 12": a full stop that ends no sentence.
_SHORT = re.compile(r"(?i)\b(?:no|ref|refs|nos|inc|op|dp)\.")

Span = tuple[int, int]


def custody(text: str) -> Iterator[Span]:
    """Custody record numbers: PACE Code C has one record for each detained person, numbered by the force."""
    return (span for span, of in _found(text) if of == CUSTODY)


def crime(text: str) -> Iterator[Span]:
    """Crime, occurrence, incident and case file numbers: Home Office Counting Rules, CPS unique reference numbers."""
    return (span for span, of in _found(text) if of == CRIME)


@lru_cache(maxsize=1)  # both kinds ask of the same text
def _found(text: str) -> list[tuple[Span, str]]:
    """Each reference, and what it is of."""
    found: list[tuple[Span, str]] = [(match.span(), CUSTODY) for match in _CUSTODY_ITSELF.finditer(text)]
    found += [(match.span(1), CRIME) for match in _OF_DAY.finditer(text)]
    for match in _LABELLED.finditer(text):
        if _is_reference(match["ref"]):
            found.append((match.span("ref"), CUSTODY if match["custody"] else CRIME))
    spans = [match.span("ref") for match in _REFERRED.finditer(text)]
    spans += [match.span() for match in _SHAPE.finditer(text)]
    for start, end in spans:
        of = _of_what(text, start, end)
        if of != OTHER and _is_reference(text[start:end]):
            found.append(((start, end), of))
    for (start, end), of in found:
        follower = _AND.match(text, end)
        if follower and _form(follower["ref"]) == _form(text[start:end]):
            # Grows while it is walked, so that the third of a row is found by the second.
            found.append((follower.span("ref"), of))
    # The first to find some words keeps them.
    kept: list[tuple[Span, str]] = []
    for (start, end), of in found:
        if all(end <= other[0] or start >= other[1] for other, _ in kept):
            kept.append(((start, end), of))
    return kept


def _form(words: str) -> str:
    return re.sub("[0-9]+", "9", words)


def _is_reference(words: str) -> bool:
    """Neither a date, nor a year, nor a pair of years."""
    if _DATE.fullmatch(words) or re.fullmatch(r"(?:19|20)\d\d", words):
        return False
    years = _YEARS.fullmatch(words)
    if years and (int(years[2]) - int(years[1])) % 100 <= 10:
        return False
    return sum(letter.isdigit() for letter in words) >= 4


def _of_what(text: str, start: int, end: int) -> str:
    """What the nearest word that says so says; the words before count first. A shape with a year speaks for itself."""
    plain = _SHORT.sub(lambda match: match.group()[:-1] + " ", text)
    before = plain[max(0, start - BEFORE) : start]
    before = _SENTENCE_END.split(before)[-1]
    said = [match.lastgroup for match in _SAYS.finditer(before)]
    if said:
        return said[-1] or OTHER
    after = _SENTENCE_END.split(plain[end : end + AFTER])[0]
    said = [match.lastgroup for match in _SAYS.finditer(after)]
    if said:
        return said[0] or OTHER
    # "Our ref", "job number": of something that is no crime.
    if _OF_SOMETHING.search(before):
        return OTHER
    by_itself = re.fullmatch(r"(?:[A-Z0-9]{2,4}/\d{4,8}/(?:1\d|2\d|20[12]\d))", text[start:end])
    return CRIME if by_itself else OTHER
