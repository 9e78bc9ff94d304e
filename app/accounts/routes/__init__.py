"""The pages of the accounts room."""

from app.accounts.routes import account, memberships, sign_in, sign_up
from app.accounts.routes.blueprint import bp

__all__ = ["account", "bp", "memberships", "sign_in", "sign_up"]
