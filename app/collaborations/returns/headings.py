"""Which heading of HE-BCI a collaboration belongs to. The documented table is docs/returns.md; this is the same.

The headings are those of part B of the HE-BCI record (HESA, C21032, tables 1 to 5). It is a proposal: the university's
planning office decides what is returned where.
"""

from collections.abc import Mapping

from app.collaborations.returns.models import Heading
from app.taxonomy.models import Mechanism

LABELS: Mapping[Heading, str] = {
    Heading.COLLABORATIVE_RESEARCH: "Collaborative research involving public funding (table 1)",
    Heading.CONTRACT_RESEARCH: "Contract research (table 1)",
    Heading.CONSULTANCY: "Consultancy (table 2)",
    Heading.FACILITIES: "Facilities and equipment related services (table 2)",
    Heading.CPD: "CPD and continuing education courses (table 2)",
    Heading.REGENERATION: "Regeneration and development programmes (table 3)",
    Heading.INTELLECTUAL_PROPERTY: "Intellectual property (table 4)",
    Heading.ENGAGEMENT: "Social, community and cultural engagement (table 5)",
    Heading.NOT_COUNTED: "Not counted in HE-BCI",
}
HINTS: Mapping[Heading, str] = {
    Heading.COLLABORATIVE_RESEARCH: "Needs a public grant and a contribution, in money or agreed in kind, from a "
    "partner that is not academic.",
    Heading.CONTRACT_RESEARCH: "Meets the research needs of the partner, and no public grant is in it.",
    Heading.CONSULTANCY: "Expert advice and work that makes no new knowledge.",
    Heading.FACILITIES: "The partner used laboratories or equipment.",
    Heading.CPD: "Courses for people already in work. Learner days are counted here.",
    Heading.NOT_COUNTED: "Placements of students and secondments have no heading of their own. Days are worth noting.",
}
# Proposed while no public grant is in it.
BY_MECHANISM: Mapping[Mechanism, Heading] = {
    Mechanism.PLACEMENT: Heading.NOT_COUNTED,
    Mechanism.SECONDMENT: Heading.NOT_COUNTED,
    Mechanism.TRAINING: Heading.CPD,
    Mechanism.CONSULTANCY: Heading.CONSULTANCY,
    Mechanism.RESEARCH: Heading.CONTRACT_RESEARCH,
    Mechanism.PROJECT: Heading.CONTRACT_RESEARCH,
}


def proposed(mechanism: Mechanism, public_grant: int | None) -> Heading:
    """The heading that the mapping proposes. A public grant makes research collaborative research."""
    heading = BY_MECHANISM[mechanism]
    if heading is Heading.CONTRACT_RESEARCH and public_grant:
        return Heading.COLLABORATIVE_RESEARCH
    return heading
