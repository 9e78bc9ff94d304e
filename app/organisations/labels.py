"""The words that pages use for kinds and sides of organisations."""

from app.organisations.models import Kind, Side

KIND_LABELS: dict[Kind, str] = {
    Kind.TERRITORIAL: "Territorial police force",
    Kind.SPECIAL: "Special police force",
    Kind.NATIONAL_AGENCY: "National agency",
    Kind.NATIONAL_BODY: "National policing body",
    Kind.INSPECTORATE: "Inspectorate",
    Kind.LOCAL_POLICING_BODY: "Local policing body",
    Kind.REGIONAL_UNIT: "Regional organised crime unit",
    Kind.CROWN_DEPENDENCY: "Crown dependency police force",
    Kind.OVERSIGHT: "Oversight body",
    Kind.REGULATOR: "Regulator",
    Kind.FORENSIC_SERVICE: "Forensic service",
    Kind.REPRESENTATIVE_BODY: "Representative body",
    Kind.GOVERNMENT_SCIENCE: "Government science",
    Kind.UNIVERSITY: "University",
    Kind.PARTNERSHIP: "Research partnership",
}
SIDE_LABELS: dict[Side, str] = {
    Side.POLICE: "Police side",
    Side.ACADEMIC: "Academic side",
    Side.NEITHER: "Partnerships of both",
}


def side_of(kind: Kind) -> Side:
    """Which side of the market an organisation of this kind stands on."""
    if kind is Kind.UNIVERSITY:
        return Side.ACADEMIC
    return Side.NEITHER if kind is Kind.PARTNERSHIP else Side.POLICE
