"""What the tests of collaborations share."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.taxonomy.models import Cause
from tests.collaborations.cast import gather


@pytest.fixture
def cast(app):
    return gather()


@pytest.fixture
def causes(app):
    child = select(Cause.code).where(Cause.parent_code.is_not(None)).order_by(Cause.position)
    return list(db.session.scalars(child.limit(2)))
