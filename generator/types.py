"""The types of the description, with the Python code that annotates and decodes them.

Each type provides three pieces of code: the annotation in responses, the annotation in requests, and the expression
that decodes a received value. Decoding is total: the expression never raises for any parsed JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.names import module_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORWARDED = "ForwardedParam"
"""The type of an object that the service forwards to the vendor of the model: any object."""


class Type:
    """A type of the description."""

    def response(self) -> str:
        """Return the annotation of a field of a response model."""
        raise NotImplementedError

    def request(self) -> str:
        """Return the annotation of an argument of a request."""
        return self.response()

    def is_plain(self) -> bool:
        """Return whether the decoded value is the JSON value itself."""
        return True

    def condition(self, value: str) -> str | None:
        """Return the condition that a value has the JSON type of this type. None if every value is accepted."""
        return None

    def convert(self, value: str) -> str:
        """Return the expression that decodes a value for which `condition` is true."""
        return value

    def empty(self) -> str:
        """Return the value of a required field that is missing, null or of another JSON type."""
        return "None"

    def decode(self, value: str, fallback: str = "None") -> str:
        """Return the expression that decodes any value. Values of another JSON type become `fallback`."""
        condition = self.condition(value)
        return (
            self.convert(value)
            if condition is None
            else f"{self.convert(value)} if {condition} else {fallback}"
        )

    def json(self) -> str:
        """Return the JSON type of the values, or `any` if there are several."""
        return "any"

    def walk(self) -> Iterator[Type]:
        """Yield this type and the types inside it."""
        yield self


@dataclass(frozen=True)
class Scalar(Type):
    """A string, a number or a boolean. Values are not checked."""

    name: Literal["str", "int", "float", "bool"]

    def json(self) -> str:
        return {"str": "string", "bool": "boolean"}.get(self.name, "number")

    def response(self) -> str:
        return self.name


@dataclass(frozen=True)
class AnyJson(Type):
    """Any JSON value."""

    def response(self) -> str:
        return "Any"


@dataclass(frozen=True)
class Null(Type):
    """The JSON value null."""

    def response(self) -> str:
        return "None"


@dataclass(frozen=True)
class Const(Type):
    """A constant. Other values are not rejected."""

    value: str | int | bool

    def response(self) -> str:
        return f"Literal[{self.value!r}]"


@dataclass(frozen=True)
class Tag(Type):
    """The tag of a union member that has several tag values."""

    values: tuple[str, ...]

    def json(self) -> str:
        return "string"

    def response(self) -> str:
        return f"Literal[{', '.join(map(repr, self.values))}]"


@dataclass(frozen=True)
class Timestamp(Type):
    """A time. In JSON, it is an RFC 3339 string."""

    def json(self) -> str:
        return "string"

    def response(self) -> str:
        return "datetime"

    def request(self) -> str:
        return "datetime | str"

    def is_plain(self) -> bool:
        return False

    def condition(self, value: str) -> str | None:
        return f"type({value}) is str"

    def convert(self, value: str) -> str:
        return f"parse_datetime({value})"


@dataclass(frozen=True)
class File(Type):
    """A file to send."""

    def response(self) -> str:
        return "bytes"

    def request(self) -> str:
        return "FileInput"


@dataclass(frozen=True)
class ListOf(Type):
    """An array. The decoded list omits items of another JSON type."""

    item: Type
    order: str = ""
    """The integer property by which the decoded list is sorted."""

    def json(self) -> str:
        return "array"

    def response(self) -> str:
        return f"list[{self.item.response()}]"

    def request(self) -> str:
        return f"Sequence[{self.item.request()}]"

    def is_plain(self) -> bool:
        return self.item.is_plain()

    def condition(self, value: str) -> str | None:
        return f"type({value}) is list"

    def convert(self, value: str) -> str:
        if self.item.is_plain():
            return value
        if isinstance(self.item, Timestamp):
            return f"[moment for x in {value} if (moment := parse_datetime(x)) is not None]"
        condition = self.item.condition("x")
        items = f"[{self.item.convert('x')} for x in {value}{f' if {condition}' if condition else ''}]"
        return f"sort_by_field({items}, {self.order!r})" if self.order else items

    def empty(self) -> str:
        return "[]"

    def walk(self) -> Iterator[Type]:
        yield self
        yield from self.item.walk()


@dataclass(frozen=True)
class Floats(Type):
    """A vector: an array of numbers, or little-endian 32-bit floats in Base64."""

    def response(self) -> str:
        return "list[float]"

    def request(self) -> str:
        return "Sequence[float] | str"

    def is_plain(self) -> bool:
        return False

    def convert(self, value: str) -> str:
        return f"decode_vector({value})"

    def decode(self, value: str, fallback: str = "None") -> str:
        return f"decode_vector({value})"


@dataclass(frozen=True)
class MapOf(Type):
    """An object whose keys are data. The decoded dict omits members of another JSON type."""

    item: Type

    def json(self) -> str:
        return "object"

    def response(self) -> str:
        return f"dict[str, {self.item.response()}]"

    def request(self) -> str:
        return f"Mapping[str, {self.item.request()}]"

    def is_plain(self) -> bool:
        return self.item.is_plain()

    def condition(self, value: str) -> str | None:
        return f"type({value}) is dict"

    def convert(self, value: str) -> str:
        if self.item.is_plain():
            return value
        if isinstance(self.item, Timestamp):
            return f"{{k: moment for k, x in {value}.items() if (moment := parse_datetime(x)) is not None}}"
        condition = self.item.condition("x")
        return f"{{k: {self.item.convert('x')} for k, x in {value}.items(){f' if {condition}' if condition else ''}}}"

    def empty(self) -> str:
        # A free-form object, such as the arguments of a tool, is data that programs act on: an empty object must not
        # replace a value of another type.
        return "None" if isinstance(self.item, AnyJson) else "{}"

    def walk(self) -> Iterator[Type]:
        yield self
        yield from self.item.walk()


@dataclass(frozen=True)
class ModelType(Type):
    """An object of the description."""

    name: str
    both: bool = False
    """Whether it occurs in requests and responses, so that received objects can be sent back."""
    also: str = ""
    """Another schema that requests accept in its place."""
    forwarded: bool = False
    """Whether requests accept any object in its place."""

    @property
    def module(self) -> str:
        """The module of `models` that defines it."""
        return module_name(self.name)

    def json(self) -> str:
        return "object"

    def response(self) -> str:
        return self.name

    def request(self) -> str:
        own = f"{self.name}Param | {self.name}" if self.both else f"{self.name}Param"
        own = f"{own} | {self.also}Param" if self.also else own
        return f"{own} | {FORWARDED}" if self.forwarded else own

    def is_plain(self) -> bool:
        return False

    def condition(self, value: str) -> str | None:
        return f"type({value}) is dict"

    def convert(self, value: str) -> str:
        return f"_{self.module}.decode({value})"

    def empty(self) -> str:
        return f"_{self.module}.decode({{}})"


@dataclass(frozen=True)
class Enum(Type):
    """An open enum: a string that is usually one of the known values."""

    name: str

    def json(self) -> str:
        return "string"

    def response(self) -> str:
        return self.name


@dataclass(frozen=True)
class Alias(Type):
    """A named union."""

    name: str
    objects: bool
    """Whether all members are objects."""

    @property
    def module(self) -> str:
        """The module of `models` that defines it."""
        return module_name(self.name)

    def json(self) -> str:
        return "object" if self.objects else "any"

    def response(self) -> str:
        return self.name

    def request(self) -> str:
        return f"{self.name}Param"

    def is_plain(self) -> bool:
        return False

    def condition(self, value: str) -> str | None:
        return f"type({value}) is dict" if self.objects else None

    def convert(self, value: str) -> str:
        return f"_{self.module}.decode({value})"

    def empty(self) -> str:
        return f"_{self.module}.decode(None)"


@dataclass(frozen=True)
class Union(Type):
    """An inline union, whose members are identified by their JSON type."""

    members: tuple[Type, ...]

    def response(self) -> str:
        return joined(member.response() for member in self.members)

    def request(self) -> str:
        return joined(member.request() for member in self.members)

    def is_plain(self) -> bool:
        return all(member.is_plain() for member in self.present())

    def present(self) -> tuple[Type, ...]:
        """Return the members except null."""
        return tuple(member for member in self.members if not isinstance(member, Null))

    def empty(self) -> str:
        return "None"

    def decode(self, value: str, fallback: str = "None") -> str:
        if self.is_plain():
            return value
        taken_as_is = any(member.is_plain() and member.condition(value) is None for member in self.present())
        out = value if taken_as_is else fallback
        for member in self.present():
            if not member.is_plain() or member.condition(value) is not None:
                out = member.decode(value, out)
        return out

    def condition(self, value: str) -> str | None:
        # No condition for several members: a list of nullable items keeps its nulls, which a condition would omit.
        checks = [member.condition(value) for member in self.members]
        return checks[0] if len(checks) == 1 else None

    def convert(self, value: str) -> str:
        return self.decode(value)

    def walk(self) -> Iterator[Type]:
        yield self
        for member in self.members:
            yield from member.walk()


def joined(texts: Iterable[str]) -> str:
    """Join the annotations of several unions without duplicates, None last."""
    parts = dict.fromkeys(part for text in texts for part in _split(text))
    return " | ".join(sorted(parts, key=lambda part: part == "None"))


def _split(text: str) -> list[str]:
    """Split an annotation at the `|` that are not inside brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "|" and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def nullable(kind: Type) -> bool:
    """Return whether null is one of the values."""
    return isinstance(kind, (Null, AnyJson)) or (
        isinstance(kind, Union) and any(isinstance(member, Null) for member in kind.members)
    )
