"""The room's blueprint, which its route files share."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
