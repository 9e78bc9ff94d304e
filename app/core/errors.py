"""What a verb may raise. Each is answered with a page or a message by the field, never a traceback."""

from werkzeug.exceptions import Forbidden, UnprocessableEntity


class Refused(Forbidden):
    """The actor may see the thing but may not do this to it."""


class WrongState(UnprocessableEntity):
    """The thing has moved on: the act is not possible in the state it is in now."""


class FieldError(Exception):
    """A value that only the service can judge is wrong. `field` names the form field that carries it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class EditedMeanwhile(Exception):
    """Somebody else saved the thing since the form was opened. `current` is the thing as it is now."""

    def __init__(self, current: object) -> None:
        super().__init__("edited meanwhile")
        self.current = current
