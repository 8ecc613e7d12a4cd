"""Types that pydantic has to read: its models, its dataclasses, and what its annotations restrict.

pydantic is not a dependency. It is imported only for types that come from it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Annotated, Any

import attrs

from ._notes import arguments_for_pydantic, is_field_info, is_of_pydantic


def is_pydantic(shape: Any) -> bool:
    """Whether a type is a pydantic model, a pydantic dataclass, or another type that only pydantic knows."""
    if not isinstance(shape, type):
        return False
    if "__pydantic_core_schema__" in vars(shape) or hasattr(shape, "model_json_schema"):
        return True
    foreign = attrs.has(shape) or dataclasses.is_dataclass(shape)
    return hasattr(shape, "__get_pydantic_core_schema__") and not foreign


class PydanticType:
    """A type as pydantic knows it.

    Raises:
        TypeError: pydantic makes no JSON schema of it.
    """

    def __init__(self, shape: Any) -> None:
        from pydantic import TypeAdapter

        try:
            self._adapter = TypeAdapter(shape)
            self.schema: dict[str, Any] = self._adapter.json_schema()
        except (TypeError, RuntimeError, AttributeError, ValueError) as error:
            raise TypeError(f"pydantic makes no JSON schema of {shape!r}: {error}") from error

    def read(self, value: Any) -> Any:
        """A value of the type. Raises ValueError if `value`, which is JSON, does not fit."""
        # As JSON: in a strict model a date is a string in JSON, and only there.
        try:
            return self._adapter.validate_json(json.dumps(value))
        except TypeError as error:  # A validator of the user's may raise it.
            raise ValueError(str(error)) from error


def are_of_pydantic(notes: Iterable[Any]) -> bool:
    """Whether one of these annotations comes from pydantic."""
    return any(map(is_of_pydantic, notes))


def annotated(inner: Any, notes: Iterable[Any]) -> PydanticType:
    """A type with annotations, all of which pydantic applies. Raises TypeError if it cannot."""
    from pydantic import Field

    passed: list[Any] = []
    for note in notes:
        if is_field_info(note):
            passed += note.metadata
            if note.discriminator:
                passed.append(Field(discriminator=note.discriminator))
        elif is_of_pydantic(note):
            passed.append(note)
        elif limits := arguments_for_pydantic(note):
            passed.append(Field(**limits))
    hint = inner
    for note in passed:
        hint = Annotated[hint, note]
    return PydanticType(hint)
