"""Stored matches for tests of pages: no engine is asked."""

from app.extensions import db
from app.matching.models import Band, Match

REASONS = [
    {
        "part": "sentences",
        "points": 1.2,
        "detail": {
            "brief": "Tyre marks are photographed and never compared.",
            "offer": "We retrieve images of tyre tread patterns.",
        },
    },
    {
        "part": "words",
        "points": 0.6,
        "detail": {"words": [["tread", 0.5], ["tyre", 0.3]], "others": 3, "others_share": 0.2},
    },
    {
        "part": "specialisms",
        "points": 0.3,
        "detail": {
            "stated": ["FOR-SCENE"],
            "likely": [{"code": "FOR-MARK", "sure": "likely"}],
        },
    },
    {"part": "mechanism", "points": 0.3, "detail": {"fit": "wanted", "mechanisms": ["research"]}},
    {"part": "area", "points": 0.1, "detail": {"stated": ["TRUST-01"], "likely": []}},
    {"part": "meaning", "points": -0.1, "detail": {}},
]


def match(brief, offer, score=2.4, band=Band.STRONG, reasons=None, version="2"):
    made = Match(
        brief_id=brief.id,
        offer_id=offer.id,
        score=score,
        band=band,
        reasons=REASONS if reasons is None else reasons,
        method_version=version,
    )
    db.session.add(made)
    db.session.flush()
    return made


def without(*parts):
    return [reason for reason in REASONS if reason["part"] not in parts]
