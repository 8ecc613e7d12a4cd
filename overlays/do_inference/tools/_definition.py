"""Makes a tool of a function, by its signature, its type hints and its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, get_type_hints

import msgspec

from do_inference._json.codec import dumps
from do_inference._json.strict import parse_object
from do_inference.structured._type_hints import ClassField, RecordType, field_of
from do_inference.structured._type_schema import TypeSchema

from ._docstrings import read_docstring

_NAME: Final = re.compile(r"[^a-zA-Z0-9_-]+")


class Tool:
    """A function that a model may call.

    Arguments that the model gives are checked against the type hints and converted to them: a parameter that is a
    dataclass is called with one.
    """

    def __init__(
        self, function: Callable[..., Any], *, name: str | None = None, description: str | None = None
    ) -> None:
        self.function = function
        plain = _plain(function)
        self.name = _NAME.sub("_", name or str(getattr(plain, "__name__", type(plain).__name__)))[:64]
        documented = read_docstring(inspect.getdoc(plain) or "")
        self.description = documented.description if description is None else description
        try:
            self._shape = TypeSchema(_parameters_of(function, documented.parameters))
        except TypeError as error:
            raise TypeError(f"the tool {self.name!r}: {error}") from error
        self.parameters: dict[str, Any] = self._shape.schema
        """The JSON schema of the arguments, an object at its top."""

    @property
    def is_async(self) -> bool:
        """Whether the function is awaited."""
        plain = _plain(self.function)
        call = getattr(plain, "__call__", None)  # noqa: B004 - of an object, it may be a coroutine function
        return inspect.iscoroutinefunction(plain) or inspect.iscoroutinefunction(call)

    def read(self, arguments: str) -> dict[str, Any]:
        """The keyword arguments that a JSON text stands for; an empty text stands for none.

        Raises:
            ValueError: The text is not a whole JSON object, or not what the function takes; the message says why.
        """
        read: dict[str, Any] = self._shape.decode(parse_object(arguments) if arguments.strip() else {})
        return read


def tool(function: Callable[..., Any], *, name: str | None = None, description: str | None = None) -> Tool:
    """A tool of a function with type hints.

    The first paragraph of its docstring tells the model what it is for, and its section on parameters (`Args:`,
    `:param x:` or that of numpy), or `Annotated[int, "..."]`, what its parameters are.

    Limits in `Annotated[int, Field(ge=1)]` (of pydantic, annotated_types or msgspec) are part of the schema, and
    arguments outside them are rejected.

    Raises:
        TypeError: A parameter has no type hint or one that no JSON fits, has a limit that no JSON schema expresses, or
            cannot be given by name.
    """
    return Tool(function, name=name, description=description)


def told(value: object) -> str:
    """What a model is told of a tool's return value: text as it is, anything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return dumps(value, naive_times=True).decode()
    except TypeError:
        return msgspec.json.encode(value).decode()


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function that a partial one goes to."""
    while isinstance(function, partial):
        function = function.func
    return function


def _parameters_of(function: Callable[..., Any], documented: Mapping[str, str]) -> RecordType:
    """The parameters as the fields of a class whose values are keyword arguments."""
    plain = _plain(function)
    hints = get_type_hints(plain if inspect.isroutine(plain) else type(plain).__call__, include_extras=True)
    fields: list[ClassField] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"the parameter {parameter.name!r} cannot be given by name")
        if parameter.name not in hints:
            raise TypeError(f"the parameter {parameter.name!r} has no type hint")
        hint = hints[parameter.name]
        if parameter.name in documented:
            hint = Annotated[hint, documented[parameter.name]]  # Last, since the first description counts.
        required = parameter.default is parameter.empty
        # The function's own default counts, so none is needed here: what is not given is not passed on.
        try:
            fields.append(field_of(parameter.name, hint, default=parameter.default, required=required))
        except TypeError as error:
            raise TypeError(f"the parameter {parameter.name!r}: {error}") from error
    return RecordType(dict, tuple(fields), forbids_unknown=True)
