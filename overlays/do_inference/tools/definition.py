"""Makes a tool of a function, by its signature, its type hints and its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import msgspec

from do_inference.codec import dumps, loads
from do_inference.errors import DecodingError
from do_inference.structured.shapes import Shape

from .docstrings import read_docstring

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
        self._struct = _struct_of(function, self.name, documented.parameters)
        self._shape = Shape(self._struct)
        self.parameters: dict[str, Any] = _parameters(self._shape.schema)
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
            ValueError: They are not what the function takes; the message says why.
        """
        try:
            value = loads(arguments.encode()) if arguments.strip() else {}
        except DecodingError as error:
            raise ValueError(error.message) from error
        shaped = self._shape.read({} if value is None else value)
        told = {name: getattr(shaped, name) for name in self._struct.__struct_fields__}
        return {name: item for name, item in told.items() if item is not msgspec.UNSET}


def tool(function: Callable[..., Any], *, name: str | None = None, description: str | None = None) -> Tool:
    """A tool of a function with type hints.

    The first paragraph of its docstring tells the model what it is for, and its section on parameters (`Args:`,
    `:param x:` or that of numpy), or `Annotated[int, "..."]`, what its parameters are.

    Raises:
        TypeError: A parameter has no type hint or one that no JSON fits, or cannot be given by name.
    """
    return Tool(function, name=name, description=description)


def told(value: object) -> str:
    """What a model is told of a tool's return value: text as it is, anything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return dumps(value).decode()
    except TypeError:
        return msgspec.json.encode(value).decode()


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function that a partial one goes to."""
    while isinstance(function, partial):
        function = function.func
    return function


def _struct_of(
    function: Callable[..., Any], name: str, documented: Mapping[str, str]
) -> type[msgspec.Struct]:
    """The parameters as a class."""
    plain = _plain(function)
    hints = get_type_hints(plain if inspect.isroutine(plain) else type(plain).__call__, include_extras=True)
    fields: list[Any] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"the tool {name!r} cannot be given {parameter.name!r} by name")
        if parameter.name not in hints:
            raise TypeError(f"the parameter {parameter.name!r} of the tool {name!r} has no type hint")
        hint = _described(hints[parameter.name], documented.get(parameter.name))
        has_default = parameter.default is not parameter.empty
        # The function's own default counts, so none is needed here: what is not given is not passed on.
        fields.append(
            (parameter.name, hint | msgspec.UnsetType, msgspec.UNSET)
            if has_default
            else (parameter.name, hint)
        )
    return msgspec.defstruct(name, fields, kw_only=True, forbid_unknown_fields=True)


def _described(hint: Any, documented: str | None) -> Any:
    """A type hint whose description is where the schema is made from."""
    description = documented
    if get_origin(hint) is Annotated:
        plain, *notes = get_args(hint)
        if any(isinstance(note, msgspec.Meta) for note in notes):
            return hint
        description = next((note for note in notes if isinstance(note, str)), documented)
        hint = plain
    return hint if description is None else Annotated[hint, msgspec.Meta(description=description)]


def _parameters(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the name of a class that is nobody's."""
    return {key: value for key, value in schema.items() if key not in ("title", "description")}
