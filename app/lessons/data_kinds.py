"""Which kinds of data a text speaks of, by the words for each. The same words judge briefs and lessons."""

import re

_WORDS = {
    "images and video": r"cctv|video|footage|camera\w*|body[- ]worn|bwv|image\w*|photograph\w*|photos?|thermal",
    "calls and messages": r"calls?|callers?|999|101|recordings?|transcripts?|voice|messages?|threads?|chat",
    "case files and records": r"case files?|crime reports?|crime records?|incident (?:logs?|lists?)|records? of crime|"
    r"occurrence\w*|assessments?|case management|crime data|police records",
    "phones and devices": r"phones?|handsets?|devices?|exhibits?|extraction|downloads?|digital forensic\w*|laptops?",
    "places and movement": r"gps|location data|locations?|maps?|anpr|flight logs?|telematics|tracking|patrol\w*",
    "staff and duty": r"duty|rosters?|sickness|shifts?|human resources|hr|occupational health|wearables?|fatigue",
    "people questioned": r"interviews?|surveys?|questionnaires?|focus groups?|volunteers?|participants?",
    "forensic samples": r"samples?|dna|fingerprints?|fingermarks?|casts?|tissue|seizures?|footwear|toxicolog\w*",
    "victims and vulnerable people": r"victims?|survivors?|domestic abuse|vulnerab\w*|safeguarding|"
    r"missing (?:people|persons|children|episodes?)",
}
KINDS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _WORDS.items()}


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of data that a text speaks of."""
    return frozenset(kind for kind, words in KINDS.items() if words.search(text))
