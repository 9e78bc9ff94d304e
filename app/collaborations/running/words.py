"""What is said of work that runs, in one place."""

from datetime import date

from app.collaborations.running.models import Likelihood, OnTrack

ON_TRACK_LABELS = {OnTrack.YES: "Yes", OnTrack.PARTLY: "Partly", OnTrack.NO: "No"}
LIKELIHOOD_LABELS = {Likelihood.LOW: "Low", Likelihood.MEDIUM: "Medium", Likelihood.HIGH: "High"}


def month_name(month: date) -> str:
    """November 2026."""
    return f"{month:%B %Y}"


def half_days(days: float) -> str:
    """2.5, or 3 for whole ones."""
    return f"{days:,.1f}".removesuffix(".0")


def pounds(number: int) -> str:
    """£1,200."""
    return f"£{number:,}"
