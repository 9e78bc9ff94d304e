"""The pages of the accounts room."""

from app.accounts.routes import sign_in
from app.accounts.routes.blueprint import bp

__all__ = ["bp", "sign_in"]
