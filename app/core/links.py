"""What every signed link in a letter is made of. Whose it is and whether it has been used, its room says."""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.core import clock

LIVES = timedelta(days=14)


def token(purpose: str, *numbers: int) -> str:
    """The token of a link for one purpose. It holds `numbers`, readable but not to be changed, and this moment."""
    return str(_signer(purpose).dumps([*numbers, int(clock.now().timestamp())]))


def read(token: str, purpose: str, lives: timedelta = LIVES) -> list[int] | None:
    """The numbers that it holds; None for one that is forged, too old or of another purpose."""
    try:
        *numbers, made = _signer(purpose).loads(token)
    except BadData:
        return None
    return numbers if clock.now().timestamp() - made <= lives.total_seconds() else None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=purpose)
