"""A collaboration that ran through two academic years, and figures for the first of them."""

from datetime import date

import pytest

from app.collaborations.models import Status
from app.collaborations.returns import figures
from app.taxonomy.models import Mechanism


@pytest.fixture
def trial(cast):
    """Research that has run since February 2026."""
    return cast.collaboration(
        title="=Two-team trial",
        mechanism=Mechanism.RESEARCH,
        status=Status.RUNNING,
        started=date(2026, 2, 2),
    )


@pytest.fixture
def save(cast):
    """Save figures for 2025/26 as the university's manager would."""

    def save_as(collaboration, who="academic manager", *, year=2025, version=0, **values):
        return figures.save(
            cast.actors[who],
            collaboration=collaboration,
            year=year,
            version=version,
            values=figures.Values(**values),
        )

    return save_as
