"""What an import of briefs says differently from one of offers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.briefs.models import Brief
from app.briefs.policy import MAY_NOT_POST, can_create
from app.briefs.preflight import QUESTIONS
from app.briefs.steps import OUTLINE
from app.core import clock
from app.listings.importing.columns import Importable


def _example() -> Mapping[str, Any]:
    return {
        "title": "Linking burglary scenes by tyre marks",
        "problem": "Tyre marks are photographed at 400 burglary scenes a year and never compared.",
        "who_affected": "Victims of burglary series, and the two examiners who cannot keep up.",
        "why_now": "The photographs have been digital since 2024.",
        "already_done": "We looked for a product and found none for partial marks.",
        "desired_outcome": "A tested way to link scenes by tread pattern.",
        "essentials": "A ranked list of likely links\nA half-day course",
        "measure": "Series found, 20 in a year",
        "baseline": "Three last year",
        "adoption": "The head of forensics owns it and puts it into the examiners’ procedure.",
        "areas": "FORENS-11",
        "areas_text": "tyre and footwear marks",
        "specialisms": "AI-CV; DIG-MEDIA",
        "mechanisms": "Research; Placement",
        "region_code": "Yorkshire and The Humber",
        "deadline": clock.today() + timedelta(weeks=8),
        "start": clock.today() + timedelta(weeks=16),
        "duration_weeks": 26,
        "budget_band": "Under £10,000",
        "resources": "One examiner, two days a month.",
        "data_access": "Photographs of 400 scenes, read on our premises.",
        "vetting_code": "NPPV2",
        "research_interest": "None fits",
        "gap": "How well can partial tyre marks in photographs be compared?",
        "horizon": "now",
        "harm": "2",
        "demand": "3",
        "breadth": "1",
        "readiness": "3",
        "cost": "4",
        "summary": "Tyre marks are photographed and never compared. We want a tested way to link scenes by them.",
        "audience": "members",
    }


IMPORTABLE = Importable(
    outline=OUTLINE,
    new=Brief,
    may=can_create,
    refusal=MAY_NOT_POST,
    example=_example,
    headings={
        "areas_text": "Areas in your words",
        "specialisms_text": "Specialisms in your words",
        "duration_weeks": "Duration in weeks",
        "public_reason": "Why everyone may see it",
        **{question.state_field: question.short for question in QUESTIONS},
        **{question.words_field: f"{question.short}, in words" for question in QUESTIONS},
    },
)
