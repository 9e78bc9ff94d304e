"""What an import of offers says differently from one of briefs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.core import clock
from app.listings.importing.columns import Importable
from app.offers.policy import MAY_NOT_POST, can_create
from app.offers.service import blank
from app.offers.steps import OUTLINE


def _example() -> Mapping[str, Any]:
    return {
        "mechanism": "Research",
        "title": "Finding tread patterns in photographs",
        "description": "We compare photographs of tyre and shoe marks by their pattern and say which belong together.",
        "method": "Laboratory work",
        "months": 12,
        "specialisms": "AI-CV; DIG-MEDIA",
        "specialisms_text": "image retrieval",
        "areas": "FORENS-11",
        "region_code": "Yorkshire and The Humber",
        "remote_ok": "yes",
        "available_from": clock.today() + timedelta(weeks=4),
        "available_to": clock.today() + timedelta(weeks=52),
        "capacity_text": "one study a year",
        "capacity": 1,
        "capacity_unit": "studies",
        "cost_model": "matched funding",
        "provided_by": "senior lecturer and a research student",
        "vetting_code": "NPPV2",
        "vetting_text": "two of six hold NPPV2",
        "evidence": "Tried on 900 marks with two laboratories.",
        "audience": "members",
    }


IMPORTABLE = Importable(
    outline=OUTLINE,
    new=blank,
    may=can_create,
    refusal=MAY_NOT_POST,
    example=_example,
    begins_with=("title", "mechanism"),
    headings={
        "areas_text": "Areas in your words",
        "specialisms_text": "Specialisms in your words",
        "capacity": "Capacity as a number",
        "capacity_unit": "Unit of the number",
        "days": "Working days",
        "level": "Level of study",
        "remote_ok": "Can be done remotely",
        "vetting_text": "Vetting in your words",
        "public_reason": "Why everyone may see it",
    },
)
