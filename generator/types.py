"""The types of the description, and how each is written and decoded in Python.

Every type knows three texts: the annotation of a response field, the annotation of a request argument, and the
expression that decodes a value that came. Decoding is total: an expression never raises, whatever the value is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.names import module_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORWARDED = "ForwardedParam"
"""The general form of an object that the service forwards to the vendor of the model."""


class Type:
    """A type of the description."""

    def response(self) -> str:
        """The annotation of a field of this type in a response model."""
        raise NotImplementedError

    def request(self) -> str:
        """The annotation of an argument of this type in a request."""
        return self.response()

    def is_plain(self) -> bool:
        """Whether a value of this type is its JSON value, so that decoding has nothing to do."""
        return True

    def condition(self, value: str) -> str | None:
        """A condition that tells values of this type by their JSON type; None where any value will do."""
        return None

    def convert(self, value: str) -> str:
        """The decoded form of a value that fulfils `check`."""
        return value

    def empty(self) -> str:
        """What a required value that is missing, null or of another shape reads as."""
        return "None"

    def decode(self, value: str, fallback: str = "None") -> str:
        """The decoded form of any value: `fallback` where it is of another shape."""
        condition = self.condition(value)
        return (
            self.convert(value)
            if condition is None
            else f"{self.convert(value)} if {condition} else {fallback}"
        )

    def json(self) -> str:
        """The JSON type of its values; `any` where there may be several."""
        return "any"

    def walk(self) -> Iterator[Type]:
        """This type and those inside it."""
        yield self


@dataclass(frozen=True)
class Scalar(Type):
    """A string, a number or a boolean. Taken as it comes."""

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
    """JSON's null."""

    def response(self) -> str:
        return "None"


@dataclass(frozen=True)
class Const(Type):
    """One value and no other; what comes instead is taken as it comes."""

    value: str | int | bool

    def response(self) -> str:
        return f"Literal[{self.value!r}]"


@dataclass(frozen=True)
class Tag(Type):
    """The tag of a union's member that has several tags."""

    values: tuple[str, ...]

    def json(self) -> str:
        return "string"

    def response(self) -> str:
        return f"Literal[{', '.join(map(repr, self.values))}]"


@dataclass(frozen=True)
class Timestamp(Type):
    """A moment, as RFC 3339 text on the wire."""

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
    """Bytes to send."""

    def response(self) -> str:
        return "bytes"

    def request(self) -> str:
        return "FileInput"


@dataclass(frozen=True)
class ListOf(Type):
    """An array. Items of another shape than described are left out of the decoded list."""

    item: Type
    order: str = ""
    """The integer property of the items that the decoded list is sorted by."""

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
    """A vector: an array of numbers, or its 32-bit floats, little-endian, in Base64."""

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
    """An object whose keys are data. Members of another shape than described are left out."""

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
        # A free-form object, such as the arguments of a tool, is data to act on: an empty one must not replace
        # a value of another shape.
        return "None" if isinstance(self.item, AnyJson) else "{}"

    def walk(self) -> Iterator[Type]:
        yield self
        yield from self.item.walk()


@dataclass(frozen=True)
class ModelType(Type):
    """An object of the description."""

    name: str
    both: bool = False
    """Whether it occurs in requests and in responses, so that what came may be sent back as it is."""
    also: str = ""
    """Another schema whose values requests may have in the same place."""
    forwarded: bool = False
    """Whether requests may have the general form in its place."""

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
    """Strings with a meaning; others may come."""

    name: str

    def json(self) -> str:
        return "string"

    def response(self) -> str:
        return self.name


@dataclass(frozen=True)
class Alias(Type):
    """A union with a name of its own."""

    name: str
    objects: bool
    """Whether all its members are objects."""

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
    """One of several types; which one is told by the JSON type of the value."""

    members: tuple[Type, ...]

    def response(self) -> str:
        return joined(member.response() for member in self.members)

    def request(self) -> str:
        return joined(member.request() for member in self.members)

    def is_plain(self) -> bool:
        return all(member.is_plain() for member in self.present())

    def present(self) -> tuple[Type, ...]:
        """The members other than null."""
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
        # A list of things that may be null keeps its nulls: what is told apart here would be left out of it.
        checks = [member.condition(value) for member in self.members]
        return checks[0] if len(checks) == 1 else None

    def convert(self, value: str) -> str:
        return self.decode(value)

    def walk(self) -> Iterator[Type]:
        yield self
        for member in self.members:
            yield from member.walk()


def joined(texts: Iterable[str]) -> str:
    """The distinct members of several union texts as one, None last."""
    parts = dict.fromkeys(part for text in texts for part in _split(text))
    return " | ".join(sorted(parts, key=lambda part: part == "None"))


def _split(text: str) -> list[str]:
    """The members of a union's text that are not inside brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "|" and depth == 0:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]


def nullable(kind: Type) -> bool:
    """Whether null is one of the values."""
    return isinstance(kind, (Null, AnyJson)) or (
        isinstance(kind, Union) and any(isinstance(member, Null) for member in kind.members)
    )
