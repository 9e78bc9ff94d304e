"""The field that takes a file. What it holds is read in memory and forgotten with the request."""

from dataclasses import dataclass
from typing import Any

from flask import has_request_context, request
from wtforms import Field
from wtforms.utils import unset_value

from app.core import widgets
from app.core.fields import Named


@dataclass(frozen=True)
class Uploaded:
    name: str
    content: bytes


class Upload(Named, Field):
    """`data` is the file that was chosen, or None. A browser forgets the choice: it cannot be shown again."""

    widget = widgets.FileWidget()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, None, extra_filters)
        sent = request.files.get(self.name) if has_request_context() and formdata is not None else None
        if sent is not None and sent.filename:
            self.data = Uploaded(sent.filename[:100], sent.read())
