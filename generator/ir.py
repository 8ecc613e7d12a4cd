"""What the templates render: the parsed description with names, types and documentation decided.

Requiredness and the resolution of references come from the parser; types are rewritten from its schema kinds
to those of `generator.types` (open enums, tagged unions, maps as dicts); documentation is read from the bundle, which
still has what the parser has no place for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Any

from generator import types as t
from generator.names import (
    module_name,
    pascal_case,
    snake_case,
)


@dataclass
class Field:
    """A property of an object."""

    wire: str
    name: str
    type: t.Type
    required: bool
    doc: str
    limits: str
    sensitive: bool
    keep_null: bool = False
    """Whether a null that came is sent back."""

    def annotation(self) -> str:
        """The annotation in a response model."""
        text = self.type.response()
        return text if self.required or t.nullable(self.type) else f"{text} | None"

    def default(self) -> str:
        """The default in a model made by hand, as it stands behind the annotation."""
        if self.required and isinstance(self.type, t.Const):
            return f" = {self.type.value!r}"
        return " = None" if not self.required or t.nullable(self.type) else ""

    def decoded(self) -> str:
        """The expression that decodes the variable `item`."""
        return self.type.decode("item", self.type.empty() if self.required else "None")


@dataclass
class Object:
    """An object schema: a model in responses, a TypedDict in requests."""

    name: str
    doc: str
    fields: list[Field]
    result: bool = False
    """Whether an operation answers with it."""
    tags: dict[str, str] = field(default_factory=dict)
    """Constants of the class for the tags of unions that its objects lack, by the name of the tag."""

    @property
    def module(self) -> str:
        return module_name(self.name)

    def imports(self) -> list[t.ModelType | t.Alias]:
        """The models and unions its fields are made of, each once."""
        return _models_in(f.type for f in self.fields)

    def enums(self) -> list[str]:
        """The enums its fields use."""
        return _enums_in(f.type for f in self.fields)

    def add_missing_tag(self, tag: str, taken: Iterable[str]) -> None:
        """Give the class a constant in place of the tag that its objects lack, other than the tags that are taken."""
        constants = (f.type.value for f in self.fields if isinstance(f.type, t.Const))
        free = (c for c in constants if isinstance(c, str) and c not in taken)
        if tag not in {f.name for f in self.fields}:
            self.tags[tag] = next(free, snake_case(self.name))

    def has_identifier_keys(self) -> bool:
        """Whether its keys can be written as names in the body of a class, where they would shadow no type."""
        annotations = (re.sub(r"Literal\[[^]]*\]", "Literal", f.type.request()) for f in self.fields)
        types = {word for text in annotations for word in re.findall(r"\w+", text)}
        return all(
            f.wire.isidentifier() and not iskeyword(f.wire) and f.wire not in types for f in self.fields
        )

    def vectors(self) -> list[Field]:
        """The fields that hold a vector of floats."""
        return [f for f in self.fields if isinstance(f.type, t.Floats)]

    def uses(self, kind: type[t.Type]) -> bool:
        """Whether a type of this kind occurs in its fields."""
        return any(isinstance(inner, kind) for f in self.fields for inner in f.type.walk())


@dataclass
class OpenEnum:
    """A string enum that other strings may join."""

    name: str
    doc: str
    values: dict[str, str]
    """Each value and what it means."""


@dataclass
class NamedUnion:
    """A component that is one of several types."""

    name: str
    doc: str
    type: t.Union
    tag: str | None
    mapping: dict[str, t.ModelType]
    untagged: t.ModelType | None
    forwarded: bool = False
    """Whether requests may have the general form in place of a member."""

    @property
    def module(self) -> str:
        return module_name(self.name)

    def request(self) -> str:
        """The annotation in requests. Values of tagged unions that came may be sent back."""
        general = [t.FORWARDED] if self.forwarded else []
        returned = ["Model", "UnknownVariant"] if self.tag else []
        return t.joined([self.type.request(), *general, *returned])

    def others(self) -> list[t.Type]:
        """The members that are not told by the tag."""
        tagged = {model.name for model in self.mapping.values()} | (
            {self.untagged.name} if self.untagged else set()
        )
        members = [m for m in self.type.members if not (isinstance(m, t.ModelType) and m.name in tagged)]
        return [m for m in members if not (self.tag and isinstance(m, t.Alias))]

    def rest(self) -> t.Union:
        """The members that are told by their JSON type."""
        return t.Union(tuple(self.others()))

    def imports(self) -> list[t.ModelType | t.Alias]:
        return _models_in([self.type, *self.mapping.values()])

    def enums(self) -> list[str]:
        return _enums_in([self.type])


@dataclass
class ObjectShape:
    """The properties by which a JSON object is known to be one of a schema."""

    required: dict[str, str] = field(default_factory=dict)
    """Name and JSON type."""
    constants: dict[str, str | int | bool] = field(default_factory=dict)
    optional: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    """Optional properties of which each object has at least one."""

    def text(self) -> str:
        """The Python expression of this shape."""
        parts = [
            f"required={self.required!r}" if self.required else "",
            f"constants={self.constants!r}" if self.constants else "",
            f"optional={tuple(self.optional)!r}" if self.optional else "",
            f"alternatives={tuple(self.alternatives)!r}" if self.alternatives else "",
        ]
        return f"Shape({', '.join(filter(None, parts))})"


@dataclass
class ResponseSchema:
    """The schema of a whole answer or event."""

    type: t.ModelType | t.Alias
    shapes: list[ObjectShape]
    tag: str | None

    def reference(self) -> str:
        """The Python expression that names the schema at run time."""
        shapes = "".join(f"{shape.text()}, " for shape in self.shapes)
        found = (name for shape in self.shapes for name, kind in shape.required.items() if kind == "array")
        arrays = tuple(dict.fromkeys(found))
        parts = [
            f'"{self.type.module}"',
            f"({shapes})" if shapes else "",
            f"tag={self.tag!r}" if self.tag else "",
            f"arrays={arrays!r}" if arrays else "",
        ]
        return f"Schema({', '.join(filter(None, parts))})"


@dataclass
class PlainText:
    """Which values of a request field make the answer a text."""

    wire: str
    values: list[str]
    others: list[str]
    """The known values with which the answer is JSON."""


@dataclass
class Argument:
    """An argument of a generated method."""

    wire: str
    name: str
    type: t.Type
    required: bool
    doc: str
    place: str
    """`path`, `query`, `header` or `body`."""
    default: str | None = None
    """A default that the client sends; most it leaves to the server."""

    def annotation(self) -> str:
        text = self.type.request()
        if self.required or self.default is not None:
            return text
        return f"{text} | NotGiven" if t.nullable(self.type) else f"{text} | None | NotGiven"

    def value(self) -> str:
        """The expression for what is sent: None is left out where the description does not allow null."""
        optional = not (self.required or self.default is not None or t.nullable(self.type))
        return f"NOT_GIVEN if {self.name} is None else {self.name}" if optional else self.name


@dataclass
class Method:
    """An operation, as a method of a resource."""

    id: str
    method_name: str
    resource: str
    """Dotted, without the API's prefix; empty for the client itself."""
    api: str
    verb: str
    path: str
    summary: str
    doc: str
    arguments: list[Argument]
    body: str | None
    whole_body: bool
    """Whether the body is one argument instead of one for each of its fields."""
    response: ResponseSchema | None
    binary: bool
    media: list[str]
    encoded: list[str]
    """The properties that lead to the bytes where they come as Base64 in JSON."""
    plain_text: PlainText | None
    event_schema: ResponseSchema | None
    stream: Mapping[str, Any]
    stream_only: bool
    secured: bool
    absolute_url: str | None
    idempotent: bool
    experimental: bool
    deprecated: bool
    probe: bool
    errors: list[str]
    source: str
    citation: t.ModelType | None = None
    """What stands for a source in the text of a streamed result."""

    @property
    def constant(self) -> str:
        return self.id.upper()

    @property
    def result(self) -> t.Type | None:
        """What a JSON answer decodes to."""
        return None if self.response is None else self.response.type

    @property
    def event(self) -> t.Type | None:
        """What an event of the stream decodes to."""
        return None if self.event_schema is None else self.event_schema.type

    def query(self) -> list[str]:
        """The names of the query parameters."""
        return [argument.wire for argument in self.arguments if argument.place == "query"]

    def keywords(self) -> list[Argument]:
        """The arguments beside those of the path; not the switch of a stream, which each kind of method treats by
        itself.
        """
        switch = [a for a in self.placed("body") if a.wire == "stream" and self.event is not None]
        return [a for a in self.arguments if a.place != "path" and a not in switch]

    def files(self) -> list[str]:
        """The fields of a form that are files, or arrays of files."""
        in_form = self.placed("body") if self.body == "multipart" else []
        return [a.wire for a in in_form if any(isinstance(inner, t.File) for inner in a.type.walk())]

    def form_type(self, form: str) -> str:
        """The annotation of the argument that chooses between text and JSON: with `text` or `json` as the answer."""
        assert self.plain_text is not None
        if form == "text":
            return f"Literal[{', '.join(map(repr, self.plain_text.values))}]"
        others = ", ".join(map(repr, self.plain_text.others))
        return f"Literal[{others}] | None | NotGiven" if others else "None | NotGiven"

    def placed(self, place: str) -> list[Argument]:
        """The arguments that go to one place."""
        return [a for a in self.arguments if a.place == place]


@dataclass
class Resource:
    """A group of methods, such as `chat.completions`."""

    api: str
    path: str
    doc: str
    methods: list[Method] = field(default_factory=list)
    children: list[Resource] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def class_name(self) -> str:
        prefix = "" if self.api == "serverless" else pascal_case(self.api)
        return prefix + pascal_case(self.path) if self.path else f"{pascal_case(self.api)}Resources"

    @property
    def module(self) -> str:
        return snake_case(self.class_name)

    @property
    def aliased(self) -> str:
        """What `models` and `params` are imported with in front, where attributes here have those names."""
        members = {*(c.name for c in self.children), *(c.method_name for c in self.methods)}
        return "_" if members & {"models", "params"} else ""


@dataclass
class ClientClass:
    """The whole generated client."""

    objects: dict[str, Object]
    enums: dict[str, OpenEnum]
    unions: dict[str, NamedUnion]
    in_requests: set[str]
    in_responses: set[str]
    methods: list[Method]
    roots: list[Resource]
    rate_limits: dict[str, list[Mapping[str, Any]]]
    """What is published of each API's limits."""
    unlimited_servers: list[str]
    """The addresses, as templates, of servers for which no limits are published."""


def everything(root: Resource) -> Iterator[Resource]:
    """A resource and all below it."""
    yield root
    for child in root.children:
        yield from everything(child)


def _models_in(kinds: Iterable[t.Type]) -> list[t.ModelType | t.Alias]:
    found = {i.name: i for kind in kinds for i in kind.walk() if isinstance(i, (t.ModelType, t.Alias))}
    return [found[name] for name in sorted(found)]


def _enums_in(kinds: Iterable[t.Type]) -> list[str]:
    return sorted({i.name for kind in kinds for i in kind.walk() if isinstance(i, t.Enum)})
