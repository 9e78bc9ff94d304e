"""What a form brings to the sensitivity check: a refusal by the field, and a box for each find."""

from collections.abc import Iterable
from typing import Any

from wtforms.validators import ValidationError

from app.core.forms import BaseForm, Checkbox, LongText, Required, TextField
from app.core.sensitivity import rules
from app.core.sensitivity.confirming import Confirmation, Pointed, by_key, pointed_at


class Official:
    """The text carries no marking above OFFICIAL."""

    def __call__(self, form: Any, field: Any) -> None:
        marking = rules.refused_in(field.data or "")
        if marking:
            raise ValidationError(rules.refusal(marking))


def text_fields(form: BaseForm) -> list[TextField | LongText]:
    """The fields of a form in which people write."""
    return [field for field in form if isinstance(field, TextField | LongText)]


class Boxes:
    """Mixed into a form that has a box for each find of the sensitivity check."""

    pointed: tuple[Pointed, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Errors are told in the order of the page: a box stands below its field, or above a form without that field.
        boxes = {each.box for each in self.pointed}
        names = [each.box for each in self.pointed if each.field not in self._fields]
        for name in self._fields:
            if name not in boxes:
                names += [name, *(each.box for each in self.of(name))]
        self._fields = {name: self._fields[name] for name in names if name in self._fields}

    def of(self, field: str) -> list[Pointed]:
        """The finds of a field."""
        return [each for each in self.pointed if each.field == field]

    def ticked(self) -> frozenset[str]:
        """The boxes that are ticked."""
        return frozenset(each.box for each in self.pointed if each.box in self and self[each.box].data)


def with_boxes(
    form: type[BaseForm], pointed: Iterable[Pointed], earlier: Iterable[Confirmation] = ()
) -> type[Any]:
    """`form` with a box, to be ticked, for each find that was not confirmed `earlier`."""
    found = tuple(pointed)
    known = by_key(earlier)
    boxes: dict[str, Any] = {
        each.box: Checkbox(each.confirmation, [Required(each.request)])
        for each in found
        if each.key not in known
    }
    return type(f"{form.__name__}WithBoxes", (Boxes, form), {"pointed": found, **boxes})


def confirming(
    form: type[BaseForm],
    earlier: Iterable[Confirmation] = (),
    *,
    only: Iterable[str] | None = None,
    with_people: bool = False,
    **values: Any,
) -> Any:
    """A form of this request, with a box for each find in what was written into its own fields, or `only` into those
    that others read, but for what was confirmed `earlier`. `values` are what it shows before it is sent; names of
    people are looked for `with_people`."""
    asked = None if only is None else frozenset(only)
    typed = text_fields(form(**values))
    texts = {field.name: field.data or "" for field in typed if asked is None or field.name in asked}
    return with_boxes(form, pointed_at(texts, with_people=with_people), earlier)(**values)
