"""Definitions of tools, from the signature, the type hints and the docstring of a function."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Any, Final, NamedTuple, get_type_hints

import msgspec

from do_inference._json.codec import dumps
from do_inference._json.strict import parse_object
from do_inference.structured._type_hints import ClassField, RecordType, field_of
from do_inference.structured._type_schema import TypeSchema

_INVALID_NAME_CHARACTERS: Final = re.compile(r"[^a-zA-Z0-9_-]+")

# A regular expression per style suffices for the parameters, so the base package does not depend on `docstring_parser`.
_GOOGLE: Final = re.compile(r"^\s*(args|arguments|parameters|params)\s*:\s*$", re.IGNORECASE)
_GOOGLE_ITEM: Final = re.compile(r"^(\s+)\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")
_NUMPY: Final = re.compile(r"^\s*(other )?parameters\s*$", re.IGNORECASE)
_NUMPY_ITEM: Final = re.compile(r"^()\*{0,2}(\w+)\s*(?::.*)?()$")
_UNDERLINE: Final = re.compile(r"^\s*-{3,}\s*$")
_SPHINX_ITEM: Final = re.compile(r"^\s*:(?:param|parameter|arg)(?:\s+[^:]*?)?\s+\*{0,2}(\w+)\s*:\s*(.*)$")


class Tool:
    """A function that the model can call. `tool` creates it.

    The arguments from the model are validated against the type hints and converted to them: a parameter whose type is a
    dataclass receives an instance of it.

    Args:
        function: A function, method, partial or callable object with type hints. May be async.
        name: The name for the model. Default: the name of the function.
        description: The description for the model. Default: the first paragraph of the docstring.

    Raises:
        TypeError: See `tool`.

    Example:
        weather = Tool(get_weather, name="weather", description="Returns the weather in a city.")
        arguments = weather.parse_arguments('{"city": "Oslo"}')  # {'city': 'Oslo'}
    """

    def __init__(
        self, function: Callable[..., Any], *, name: str | None = None, description: str | None = None
    ) -> None:
        self.function = function
        wrapped = _unwrap(function)
        self.name = _INVALID_NAME_CHARACTERS.sub(
            "_", name or str(getattr(wrapped, "__name__", type(wrapped).__name__))
        )[:64]
        documentation = parse_docstring(inspect.getdoc(wrapped) or "")
        self.description = documentation.description if description is None else description
        try:
            self._type_schema = TypeSchema(_parameters_of(function, documentation.parameters))
        except TypeError as error:
            raise TypeError(f"the tool {self.name!r}: {error}") from error
        self.parameters: dict[str, Any] = self._type_schema.schema
        """The JSON schema of the arguments, an object."""

    @property
    def is_async(self) -> bool:
        """Whether the function returns a coroutine, which must be awaited."""
        wrapped = _unwrap(self.function)
        call = getattr(wrapped, "__call__", None)  # noqa: B004 - it may be a coroutine function
        return inspect.iscoroutinefunction(wrapped) or inspect.iscoroutinefunction(call)

    def parse_arguments(self, arguments: str) -> dict[str, Any]:
        """Return the keyword arguments in a JSON text; an empty text means no arguments.

        Raises:
            ValueError: The text is not a JSON object, or does not match the parameters of the function.
        """
        parsed: dict[str, Any] = self._type_schema.decode(
            parse_object(arguments) if arguments.strip() else {}
        )
        return parsed


def tool(function: Callable[..., Any], *, name: str | None = None, description: str | None = None) -> Tool:
    """Create a tool from a function with type hints.

    The model receives the first paragraph of the docstring as the description of the tool. The description of a
    parameter is the string in `Annotated[int, "..."]`, or else its entry in the docstring, in the style of Google
    (`Args:`), numpy or Sphinx (`:param x:`).

    Limits such as `Annotated[int, Field(ge=1)]` (from pydantic, annotated_types or msgspec) are part of the JSON
    schema, and arguments outside of them are rejected.

    Args:
        function: A function, method, partial or callable object. May be async.
        name: The name for the model: up to 64 letters, digits, underscores and hyphens. Default: the name of the
            function.
        description: The description for the model. Default: the first paragraph of the docstring.

    Raises:
        TypeError: A parameter has no type hint, a type without a JSON schema, a constraint that JSON Schema cannot
            express, or cannot be passed by keyword.

    Example:
        def get_weather(city: Annotated[str, "The name of the city."]) -> str:
            return "4 degrees"

        loop = ToolLoop([tool(get_weather, name="weather")])
    """
    return Tool(function, name=name, description=description)


def format_return_value(value: object) -> str:
    """Return the text for the model: a string unchanged, an empty text for None, other values as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return dumps(value, naive_times=True).decode()
    except TypeError:
        return msgspec.json.encode(value).decode()


def _unwrap(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that a partial wraps."""
    while isinstance(function, partial):
        function = function.func
    return function


def _parameters_of(function: Callable[..., Any], descriptions: Mapping[str, str]) -> RecordType:
    """Return the parameters as a record type whose values are dicts of keyword arguments."""
    wrapped = _unwrap(function)
    hints = get_type_hints(
        wrapped if inspect.isroutine(wrapped) else type(wrapped).__call__, include_extras=True
    )
    fields: list[ClassField] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"the parameter {parameter.name!r} cannot be passed by keyword")
        if parameter.name not in hints:
            raise TypeError(f"the parameter {parameter.name!r} has no type hint")
        hint = hints[parameter.name]
        if parameter.name in descriptions:
            hint = Annotated[
                hint, descriptions[parameter.name]
            ]  # Last, because the first description takes precedence.
        required = parameter.default is parameter.empty
        # No default is needed here: the function applies its own if an argument is absent.
        try:
            fields.append(field_of(parameter.name, hint, default=parameter.default, required=required))
        except TypeError as error:
            raise TypeError(f"the parameter {parameter.name!r}: {error}") from error
    return RecordType(dict, tuple(fields), forbids_unknown=True)


class Documentation(NamedTuple):
    """The content of a docstring."""

    description: str
    """The first paragraph."""
    parameters: dict[str, str]
    """The description of each parameter."""


def parse_docstring(text: str) -> Documentation:
    """Parse a docstring without indentation (see `inspect.cleandoc`), in the style of Google, numpy or Sphinx."""
    lines = text.splitlines()
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if _GOOGLE.match(line):
            found |= _section_items(lines[number + 1 :], _GOOGLE_ITEM)
        elif _NUMPY.match(line) and number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]):
            found |= _section_items(_numpy_section(lines[number + 2 :]), _NUMPY_ITEM)
    found |= _sphinx_fields(lines)
    first = "\n".join(text.split("\n\n", maxsplit=1)[0].splitlines())
    return Documentation(" ".join(first.split()), found)


def _section_items(lines: Iterable[str], item: re.Pattern[str]) -> dict[str, str]:
    """Return the parameters of a section, each with the text on its line and on the indented lines below it."""
    found: dict[str, str] = {}
    indent, current = None, ""
    for line in lines:
        matched = item.match(line)
        if matched is not None and indent in (None, matched[1]):
            indent, current = matched[1], matched[2]
            found[current] = matched[3].strip()
        elif line.strip() and not line[0].isspace():
            break
        elif current and line.strip():
            found[current] = f"{found[current]} {line.strip()}".strip()
    return found


def _numpy_section(lines: list[str]) -> Iterator[str]:
    """Yield the lines up to the next underlined heading."""
    for number, line in enumerate(lines):
        if number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]):
            return
        yield line


def _sphinx_fields(lines: list[str]) -> dict[str, str]:
    """Return the parameters in the form `:param name: description`."""
    found: dict[str, str] = {}
    current = ""
    for line in lines:
        matched = _SPHINX_ITEM.match(line)
        if matched is not None:
            current = matched[1]
            found[current] = matched[2].strip()
        elif current and line[:1].isspace() and line.strip():
            found[current] = f"{found[current]} {line.strip()}".strip()
        else:
            current = ""
    return found
