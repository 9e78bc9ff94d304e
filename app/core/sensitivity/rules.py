"""The sensitivity check: what in a text ought not to be shown to strangers, found by patterns alone.

One rule for each kind, each saying in its first line what it looks for and why that is how it is written. A rule
that stands earlier in `RULES` keeps its words: what it found is not found again as another kind. What the rules
are bad at, and how well they do on the labelled lines: docs/sensitivity.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core.sensitivity import names, references
from app.core.sensitivity.plates import plates


class Kind(StrEnum):
    REFUSED_MARKING = "refused_marking"
    MARKING = "marking"
    EMAIL = "email"
    ADDRESS = "address"
    CUSTODY_REFERENCE = "custody_reference"
    CRIME_REFERENCE = "crime_reference"
    PHONE = "phone"
    PLATE = "plate"
    OPERATION = "operation"
    PERSON = "person"


# As a sentence names it.
KIND_WORDS: dict[Kind, str] = {
    Kind.REFUSED_MARKING: "a marking above OFFICIAL",
    Kind.MARKING: "a protective marking",
    Kind.EMAIL: "an email address",
    Kind.ADDRESS: "a postal address",
    Kind.CUSTODY_REFERENCE: "a custody reference",
    Kind.CRIME_REFERENCE: "a crime or incident reference",
    Kind.PHONE: "a phone number",
    Kind.PLATE: "a number plate",
    Kind.OPERATION: "the name of an operation",
    Kind.PERSON: "what looks like the name of a person",
}


@dataclass(frozen=True, order=True)
class Find:
    """Some words of a text, and what they look like."""

    start: int
    end: int
    kind: Kind
    words: str


Span = tuple[int, int]
Rule = Callable[[str], Iterable[Span]]


def find(text: str, *, with_people: bool = False) -> list[Find]:
    """Everything in `text` that one of the rules points at, in the order of the text; no two overlap.

    Names of people are looked for `with_people`, where no person is to be named at all.
    """
    kept: list[Find] = []
    taken = bytearray(len(text))
    for kind, rule in (*RULES, PEOPLE) if with_people else RULES:
        for start, end in rule(text) if NEEDS[kind].search(text) else ():
            if 1 not in taken[start:end]:
                taken[start:end] = b"\1" * (end - start)
                kept.append(Find(start, end, kind, text[start:end]))
    return sorted(kept)


def refused_in(text: str) -> str | None:
    """The first marking above OFFICIAL in `text`, as written there. The site is for OFFICIAL only."""
    first = next(_refused_marking(text), None)
    return text[slice(*first)] if first else None


def refusal(marking: str) -> str:
    """What the writer of a marking above OFFICIAL is told."""
    return (
        f"This site holds OFFICIAL information only, and the text says “{marking}”. "
        "Take out the marking and whatever it protects"
    )


def _spans(*patterns: re.Pattern[str]) -> Rule:
    def rule(text: str) -> Iterator[Span]:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield match.span(1) if pattern.groups else match.span()

    return rule


# ---- markings ---------------------------------------------------------------------------------------------

# "Classification: …", after which a marking need not be in capitals.
_LABEL = (
    r"(?i:\b(?:protective\s+marking|security\s+marking|classification|marking|handling|gsc|gpms)\s*[:=–-]\s*)"
)
# "Marked Official", "classified as Secret", "held at Secret": with a capital, no colon is needed.
_MARKED = r"\b(?i:(?:protectively )?marked|marked as|classified|classified as|held at|data at|at)\s+[\"'“‘]?"
# In capitals, as a marking is written: "secret shopper" is not one, nor is a heading about shoppers in capitals.
_ABOVE = re.compile(
    r"(\bTOP[\s-]+SECRET\b"
    r"|\bSECRET\b(?:[\s–-]+UK\s+EYES\s+ONLY\b)?(?!\s+(?:SHOPP|SANTA|SAUCE|SERVICE|BALLOT|GARDEN|LIFE))"
    r"|\bUK\s+EYES\s+ONLY\b"
    r"|\bSTRAP[ -]?[1-3]\b"
    r"|\bO-S\b|\bOFF(?:ICIAL)?[ -]?SENS?\b|\b[Oo]ff-?[Ss]ens?\b"
    # "an official sensitive to …" speaks of a person.
    r"|(?i:\bofficial[\s_\-‐-―:/()\[\]]{1,5}sensitive\b)(?!\s+(?:to|about)\b))"
)
_ABOVE_LABELLED = re.compile(_LABEL + r"((?i:top\s+)?(?i:secret))\b")
_ABOVE_MARKED = re.compile(_MARKED + r"((?:Top )?Secret)\b(?! [A-Z])")
_ABOVE_ALONE = re.compile(r"(?im)^(?:[^\w\n]|_){0,20}((?:top )?secret)(?: *[:–—]|[^\w\n]{0,20}$)")


def _refused_marking(text: str) -> Iterator[Span]:
    """SECRET and above, and OFFICIAL-SENSITIVE as people write it: Government Security Classifications policy."""
    found = [
        match.span(1)
        for pattern in (_ABOVE, _ABOVE_LABELLED, _ABOVE_MARKED, _ABOVE_ALONE)
        for match in pattern.finditer(text)
    ]
    yield from sorted(found)


_marking = _spans(
    re.compile(
        r"\bOFFICIAL\b(?![ -](?:STATISTIC|OPENING|WEBSITE|RECEIVER|VISIT|REPORT))"
        r"|\bRESTRICTED\b(?! (?:AREA|ACCESS|ZONE|ENTRY|PARKING))"
        r"|\bCONFIDENTIAL\b|\bUNCLASSIFIED\b|\bNOT\s+PROTECTIVELY\s+MARKED\b"
        r"|\bPROTECT\b(?=\s*(?:[–—:-]|\())|\b(?:COMMERCIAL|STAFF|MEDICAL|POLICE)[ -]IN[ -]CONFIDENCE\b"
        r"|\bTLP ?: ?(?:RED|AMBER\+STRICT|AMBER|GREEN|CLEAR|WHITE)\b"
    ),
    re.compile(_LABEL + r"((?i:official|restricted|confidential|protect|not\s+protectively\s+marked))\b"),
    re.compile(_MARKED + r"(Official|Restricted|Confidential)\b(?! [A-Z])"),
    # A marking in small letters is one when it stands alone on its line, or begins it and is set off from the rest.
    re.compile(
        r"(?im)^(?:[^\w\n]|_){0,20}(official|restricted|confidential|(?-i:PROTECT)|not protectively marked)"
        r"(?:[^\w\n]{0,20}$| [–—-] |\. |: )"
    ),
)
_marking.__doc__ = (
    "OFFICIAL, the levels before 2014 (RESTRICTED, CONFIDENTIAL, PROTECT) and the traffic lights."
)

# ---- ways to reach somebody -------------------------------------------------------------------------------

_LOCAL = r"(?<![\w@.+-])[\w.+-]{1,64}"
_DOT = r"(?:\s*[\[({]\s*dot\s*[\])}]\s*|\s+dot\s+|\.)"
_email = _spans(
    re.compile(r"(?<![\w@.+-])[\w.!#$%&'*+/=?^`{|}~-]{0,63}\w@(?:[\w-]{1,63}\.)+[A-Za-z]{2,}\b"),
    # "name at force dot police dot uk", "name (at) force.police.uk", "name @ force.police.uk".
    re.compile(rf"(?i){_LOCAL}\s+at\s+[\w-]{{1,63}}(?:\s+dot\s+[a-z]+)+\b(?<!\bdot)"),
    re.compile(rf"(?i){_LOCAL}\s*[\[({{]\s*at\s*[\])}}]\s*[\w-]{{1,63}}(?:{_DOT}[a-z]{{2,}})+"),
    re.compile(rf"{_LOCAL} @ (?:[\w-]{{1,63}}\.)+(?:uk|com|org|net|eu|example)\b"),
)
_email.__doc__ = "By the shape of RFC 5322's dot-atom, and the disguises against harvesters (at, dot)."

# A space, a dot or a hyphen between groups, not more.
_GAP = r"[ \u00a0.-]?"
_EXTENSION = r"(?i:,?\s*(?:extension|extn?|x)\.?\s*(?:no\.?\s*|number\s*)?\d{2,6}\b)"
_TELEPHONE = re.compile(
    rf"(?<![\w/.£$€-])(?:\(?(?:\+|"
    rf"00){_GAP}44\)?{_GAP}(?:\(0\){_GAP})?(?:\(?[1-9]\d{{1,4}}\)?){_GAP}(?:\d{{2,}}{_GAP}){{1,4}}(?<=\d)"
    rf"|\(?0[1235789]\d{{1,9}}\)?{_GAP}(?:\d{{2,}}{_GAP}){{0,4}}(?<=\d)"
    rf"|\+[1-9]\d{{0,2}}{_GAP}(?:\(?\d{{1,4}}\)?{_GAP}){{2,5}}(?<=\d))"
    rf"(?![\w/]|[.-]\d)(?:{_EXTENSION})?"
)
_CALLED = re.compile(
    r"(?i)\b(?:tel|telephone|phone|mobile|mob|call|ring|dial|fax|whatsapp|text|landline|switchboard)\b"
    r"(?:\s*(?:no|number|us|me|on|at|is)\b\.?)*[\s:.=]*"
    rf"(\(?\d{{3,6}}\)?(?:[ -]\d{{3,6}}){{1,2}}|\d{{6,11}})(?![\w/,]|\.\d)(?:{_EXTENSION})?"
)
_EXTENDED = re.compile(
    rf"\b(?:101{_EXTENSION}|(?i:ext|extn|extension)\.?\s*(?:(?i:no|number)\.?\s*)?\d{{3,6}})\b"
)
_NUMBERED = re.compile(
    r"(?i)\b(?:isbn|doi|account|invoice|order|charity|company|licence|serial)\b[^.;]{0,20}$"
)


def _phone(text: str) -> Iterator[Span]:
    """Ten or eleven digits from 01 to 09, or after +44: Ofcom's National Telephone Numbering Plan; extensions."""
    for match in _TELEPHONE.finditer(text):
        number = re.split(r"(?i)[,\s]*(?:e?x)", match.group())[0].replace("(0)", "")
        digits = len(re.sub(r"\D", "", number))
        least = 8 if number.lstrip("(").startswith("+") else 10
        most = 11 if re.match("0[^0]", number) else 15
        if least <= digits <= most and not _NUMBERED.search(text[: match.start()][-60:]):
            yield match.span()
    yield from _spans(_CALLED, _EXTENDED)(text)


# ---- where somebody lives ---------------------------------------------------------------------------------

_POSTCODE = r"(?i:\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b)"
_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Dr|Cl|Gdns|Terrace|Court|Crescent|Cres|Place|"
    r"Gardens|Grove|Square|Sq|"
    r"Row|Walk|Mews|Parade|Rise|Broadway|Boulevard|Croft|Quay|Wharf|Way|Hill|Green|View|Park|Gate)"
)
_HOUSE = (
    r"(?:Cottage|House|Farm|Farmhouse|Lodge|Villas?|Barn|Hall|Manor|Building|Grange|Mill|Bungalow|Court|"
    r"Vicarage|Rectory)"
)
_INSIDE = r"(?:(?i:flat|apartment|apt|unit|suite)\.? ?\w{1,4},?\s+)?"
_NUMBER = r"(?<![\w/.£$€-])\d{1,4}[A-Za-z]?(?: ?[-–/] ?\d{1,4}[A-Za-z]?)?"
# "Wave 2 High Street survey" and "12 Mill Road style housing" are no addresses.
_NOT_COUNTED = "".join(
    f"(?<!{word} )"
    for word in (
        "Wave",
        "Phase",
        "Stage",
        "Tier",
        "Level",
        "Table",
        "Figure",
        "Zone",
        "Site",
        "Group",
        "Question",
        "Type",
    )
)
_NOT_A_NOUN = (
    r"(?!\s+(?!(?:was|is|in|on|and|or|to|from|who|where|which|that|has|had|have|after|before|at|with|by|for|"
    r"when|because|"
    r"until|as|are|were|but|near|opposite|off|since|while|last|will|shows?|showed|during|between|saw|gave)\b)[a-z])"
)
# A part of an address: words with capitals, or anything short where a postcode ends it.
_PARTS = r"(?:,?[ \n]+(?:[A-Z][\w'’.-]*|upon|on|le|under|by|the|of|in)){0,5}"
_addresses = _spans(
    # Number and street, with or without the rest: "19 Pemberton Street, Calderwick".
    re.compile(
        rf"((?:(?:[A-Z][\w'’]+ ){{1,3}}{_HOUSE},\s+)?{_INSIDE}{_NOT_COUNTED}(?!(?:19|20)\d\d\b){_NUMBER},?"
        rf" (?!(?:Hour|Day|Week|Month|Year|Mile|Way) )(?:[A-Z][\w'’.-]+ ){{1,4}}{_STREET}\b\.?{_NOT_A_NOUN}"
        rf"(?:{_PARTS},?\s+{_POSTCODE}|,[ \n]+[A-Z][\w-]+(?: [A-Z][\w-]+)?)?)"
    ),
    # Number and a short way to a postcode, in any letters: "flat 3b, 22 high st sw1a 1aa", "14, WX3 4QT".
    re.compile(
        rf"({_INSIDE}{_NUMBER}(?:,|\s)+(?:[A-Za-z][\w'’.-]*,?\s+){{0,3}}(?i:{_STREET})\b[^;:!?]{{0,50}}?{_POSTCODE})"
    ),
    re.compile(
        rf"((?i:\b(?:no\.?|number|house|flat|door)\s*)?{_NUMBER},?\s+(?:(?i:postcode)\s+)?{_POSTCODE})"
    ),
    re.compile(rf"((?i:\b(?:number|house|flat|door)\s+)\d{{1,4}}[A-Za-z]?\b[^.;\n]{{0,40}}?{_POSTCODE})"),
    re.compile(rf"({_NUMBER} [A-Z][\w'’-]+{_PARTS},?\s+{_POSTCODE})"),
    re.compile(rf"(PO Box \d{{1,6}}\b[^;:!?]{{0,60}}?{_POSTCODE})"),
    # A house with a name instead of a number needs its postcode: "Rose Cottage, Mill Lane, Little Harrow, YZ14 6PD".
    re.compile(rf"((?:[A-Z][\w'’-]+ ){{1,3}}{_HOUSE}\b,?\s[^;:!?]{{0,70}}?{_POSTCODE})"),
)


def _address(text: str) -> Iterator[Span]:
    """A house's number or name with its street or postcode: BS 7666 addresses, Royal Mail postcodes."""
    held: Span | None = None
    for start, end in sorted(_addresses(text)):
        # "Flat 12 Heron Court, 3 Dock Street" is one address.
        if held and start <= held[1] + 2 and text[held[1] : start].strip(" \n") in ("", ","):
            held = (held[0], max(held[1], end))
            continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held


# ---- operations -------------------------------------------------------------------------------------------

_GENERIC = (
    r"(?i:and|the|of|in|on|at|by|is|was|are|were|for|to|or|with|as|if|when|where|this|that|it|we|our|not|no|only|"
    r"research|temperatures?|range|cent(?:er|re)s?|planning|plans?|support|units?|directors?|managers?|management|"
    r"rooms?|teams?|manuals?|documents?|procedures?|systems?|times?|hours?|modes?|costs?|amps?|ed|eds|codes?|"
    r"cit|theatre|"
    r"orders?|names?|commanders?|officers?|staff|leads?|heads?|departments?|division|directorate|command|group|board|"
    r"committee|meetings?|briefings?|models?|excellence|efficiency|analysts?|analysis|analytics|science|safety|"
    r"security|control|technology|data|desk|hub|branch|bureau|section|service|services|strategy|review|reports?|"
    r"guides?|guidance|instructions?|handbook|notes?|training|course|coordinators?|co-ordinators?|assistants?|"
    r"executive|chief|superintendent|inspector|sergeant|policy|policies|performance|process|processes|voltage|"
    r"current|frequency|pressure|conditions?|environment|period|phase|dates?|study|trials?|test|tests|testing|"
    r"maintenance|readiness|"
    r"deployments?|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|art|shop|out|in|per|logs?|types?|counts?|codename|"
    r"post|pre|using|into|from|has|had|will|can|may|must|should|under|over|after|before|during|without|since|"
    r"within|last|next|because|while|until|between)"
)
_QUOTE = r"[\"'“‘(]?"
_WORD = rf"(?!{_GENERIC}\b)[A-Z][\w'’-]+"
# A name has one word, or two or three, and now and then a number: "Operation Tin Whistle 2".
_NAME = rf"{_WORD}(?: {_WORD}){{0,2}}(?: (?:\d{{1,2}}|I{{1,3}}|IV|V))?\b"
_operation = _spans(
    re.compile(
        rf"(?<!Order )(?<!Concept of )(?<!Standard )(?<![\w-])"
        rf"((?:(?i:operation)|Op|OP|op)(?:\.|:)?(?:,? (?:code ?)?(?:named|called|"
        rf"name))?[ -]?{_QUOTE}(?<=[ \"'“‘(.:-]){_NAME})"
    ),
    # Two at once: "Operations Birch and Rowan", "Ops Birch, Rowan and Ash".
    re.compile(
        rf"(?<!of )(?<![\w-])((?:Operations|operations|OPERATIONS|Ops|OPS|"
        rf"ops) {_QUOTE}{_NAME}(?:, {_NAME})*,? (?:and|AND|&|or) {_QUOTE}{_NAME})"
    ),
    re.compile(r"\b(Op[A-Z][a-z]{4,})\b"),
    # In small letters, unless an article says that it is the common noun: "the op theatre".
    re.compile(
        rf"(?<!\bthe )(?<!\ban )(?<!\bpost )(?<!\bper )(?<!\bco )(?<![\w-])(op (?!{_GENERIC}\b)[a-z]{{4,}})\b"
    ),
    re.compile(
        rf"\b(?:following|during|under|part of|name of|lead for|results of) (operation (?!{_GENERIC}\b)[a-z]{{5,}})\b"
    ),
)
_operation.__doc__ = "Op or Operation and a name in capitals: forces draw these from a list of neutral words."

RULES: tuple[tuple[Kind, Rule], ...] = (
    (Kind.REFUSED_MARKING, _refused_marking),
    (Kind.MARKING, _marking),
    (Kind.EMAIL, _email),
    (Kind.CUSTODY_REFERENCE, references.custody),
    (Kind.CRIME_REFERENCE, references.crime),
    (Kind.ADDRESS, _address),
    (Kind.PHONE, _phone),
    (Kind.PLATE, plates),
    (Kind.OPERATION, _operation),
)
PEOPLE: tuple[Kind, Rule] = (Kind.PERSON, names.people)
# What a text must hold for the rule to find anything, which most do not: looked for first, as an import has
# thousands of texts.
_DIGIT = re.compile(r"\d")
NEEDS: dict[Kind, re.Pattern[str]] = {
    Kind.REFUSED_MARKING: re.compile(r"(?i)secret|eyes|strap|o-s|off"),
    Kind.MARKING: re.compile(r"(?i)official|restricted|confidential|unclassified|protect|confidence|tlp"),
    Kind.EMAIL: re.compile(r"(?i)@|[\[({]\s*at\b|\sdot\s"),
    Kind.CUSTODY_REFERENCE: _DIGIT,
    Kind.CRIME_REFERENCE: _DIGIT,
    Kind.ADDRESS: _DIGIT,
    Kind.PHONE: _DIGIT,
    Kind.PLATE: _DIGIT,
    Kind.OPERATION: re.compile(r"(?i)\bop"),
    Kind.PERSON: re.compile(r"[A-ZÀ-Þ]"),
}
