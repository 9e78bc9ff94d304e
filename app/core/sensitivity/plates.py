"""Number plates in a text. Many codes have their shape, so the looser a shape, the more must be said around it."""

import re
from collections.abc import Iterator

# Words that make a plate of what may be one, anywhere in the sentence …
_VEHICLE = re.compile(
    r"(?i)\b(?:number ?plates?|plates?|VRMs?|VRNs?|ANPR|registrations?|registered|reg|vehicles?|cars?(?! parks?)|vans?|"
    r"lorr(?:y|ies)|"
    r"trucks?|motor ?(?:bikes?|cycles?)|mopeds?|scooters?|taxis?|tractors?|trailers?|hatchbacks?|saloons?|"
    r"estates?|keepers?|"
    r"drivers?|driven|driving|parked|cloned|DVLA|Audi|BMW|Ford|Vauxhall|Volkswagen|VW|Mercedes|Toyota|Nissan|Renault|"
    r"Peugeot|Citro[eë]n|Fiat|Honda|Hyundai|Kia|Mazda|Skoda|Seat|Volvo|Land Rover|Range Rover|Jaguar|Mini|Tesla|"
    r"Transit|Astra|Corsa|Fiesta|Focus|Golf|Polo|Sprinter)\b"
)
# … and directly before it.
_NAMED = re.compile(
    r"(?i)\b(?:plates?|VRMs?|VRNs?|index(?: number| mark)?|reg(?:istration)?(?: (?:mark|number|no|plate))?|"
    r"registered|"
    r"number ?plate)\b[\s.:,;(“\"'–-]*(?:(?:is|was|such as|like|as|of|reading|read|no|number|mark)\b[\s.:(“\"']*)*$"
)
# What has a code of that shape too: "AS12 FOM sheet", "module PY12 ABN".
_OTHER_BEFORE = re.compile(
    r"(?i)\b(?:module|course|unit|part|model|code|grade|batch|sample|item|version|type|section|product|series|"
    r"standard|class|steel|screw|bolt|pipe|fitting|locker|flight|laptop|printer|software|"
    r"form|room|building|postcode|catalogue|sku|component|connector|bus|chip|sensor|lot|kit|programme|stock|ID)s?"
    r"(?: (?:no|number|code|is|was)\.?)?[\s:,(“\"']*$"
)
_OTHER_AFTER = re.compile(
    r"(?i)^[\s,)”\"']*(?:sheet|module|course|steel|alloy|board|grade|film|cable|connector|foam|resin|polymer|"
    r"tape|unit|valve|pump|pipe|fitting|screw|bolt|laptop|printer|TV|television|radio|handset|software|licence|"
    r"chip|sensor|battery|kit|adhesive|paper|paint|processor|bus|part|component|material|standard)s?\b"
)
# Current: two letters (never I, Q or Z), an age from 02 to 29 or 51 to 79, three letters (never I or Q).
_CURRENT = re.compile(
    r"(?<![\w/-])(?:[A-HJ-PR-Y]{2}[ -]?(?:0[2-9]|[12]\d|5[1-9]|[67]\d)[ -]?[A-HJ-PR-Z]{3}"
    r"|[a-hj-pr-y]{2}(?:0[2-9]|[12]\d|5[1-9]|[67]\d)[ -]?[a-hj-pr-z]{3})(?![\w/-])",
)
# A word and a number with its unit, in capitals: "AT 60 MPH".
_WORD_AND_UNIT = re.compile(r"[A-Z]{2} \d\d (?:MPH|KMH|KPH|HRS|DAY|MIN|SEC|FPS|AND|THE|FOR|YRS|MEN)")
# Prefix (1983 to 2001, and Q), suffix (1963 to 1983): their letters leave out I, and Q or Z mostly.
_OLDER = re.compile(
    r"(?<![\w/-])(?:[A-HJ-NPQR-TV-Y][ -]?\d{1,3}[ -]?[A-HJ-PR-Y]{3}|[A-HJ-PR-Y]{3}[ -]?\d{1,3}[A-HJ-NPR-TV-Y]"
    # Northern Ireland: three letters, one of the last two an I or a Z.
    r"|(?!ISO|SIM|IBM|BSI|UCI)[A-Z](?:[IZ][A-Z]|[A-Z][IZ]) ?\d{3,4})(?![\w/-])"
)
_ACRONYM = re.compile(
    r"[A-Z][ -]?\d{1,3}[ -]?(?:GPU|CPU|API|USB|LED|PDF|CSV|RAM|SSD|HDD|LCD|DNA|RNA|MRI|GPS|GSM|LTE|UAV|AND|"
    r"THE|FOR|MPH|HRS|"
    r"VAN|CAR|BUS|CAM)"
)
# Dateless, and Northern Ireland's: letters and up to four digits, either way round.
_DATELESS = re.compile(r"(?<![\w/-])(?:[A-Z]{1,3} ?\d{1,4}|\d{1,4} ?[A-Z]{1,3})(?![\w/-]|[.,]\d)")

Span = tuple[int, int]


def plates(text: str) -> Iterator[Span]:
    """The shapes of DVLA's INF104: current, prefix, suffix and dateless marks; older ones only beside a vehicle."""
    for match in _CURRENT.finditer(text):
        if _is_named(text, match) or not (
            _is_something_else(text, match) or _WORD_AND_UNIT.fullmatch(match.group())
        ):
            yield match.span()
    for match in _OLDER.finditer(text):
        beside = _VEHICLE.search(_sentence(text, match)) and not _ACRONYM.fullmatch(match.group())
        if _is_named(text, match) or (beside and not _is_something_else(text, match)):
            yield match.span()
    for match in _DATELESS.finditer(text):
        if len(match.group().replace(" ", "")) >= 4 and _is_named(text, match):
            yield match.span()


def _is_named(text: str, match: re.Match[str]) -> bool:
    return bool(_NAMED.search(text[: match.start()][-40:]))


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-40:], text[match.end() :][:40]
    return bool(_OTHER_BEFORE.search(before) or _OTHER_AFTER.search(after))


def _sentence(text: str, match: re.Match[str]) -> str:
    start = max(text.rfind(". ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
    end = text.find(". ", match.end())
    return text[start : end if end >= 0 else len(text)]
