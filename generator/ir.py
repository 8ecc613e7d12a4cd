"""The intermediate representation that the templates render, with all names, types and docstrings.

The parser decides which properties are required. Types (`generator.types`) and documentation come from the bundle,
which contains more than the parser supports: open enums, tagged unions, free-form maps, descriptions.
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
    """The attribute of the model."""
    argument: str
    """The argument of methods whose body is the object."""
    type: t.Type
    required: bool
    doc: str
    limits: str
    sensitive: bool
    keep_null: bool = False
    """Whether a received null is sent back."""

    def annotation(self) -> str:
        """Return the annotation in a response model."""
        text = self.type.response()
        return text if self.required or t.nullable(self.type) else f"{text} | None"

    def default(self) -> str:
        """Return the default value, as it follows the annotation."""
        if self.required and isinstance(self.type, t.Const):
            return f" = {self.type.value!r}"
        return " = None" if not self.required or t.nullable(self.type) else ""

    def decoded(self) -> str:
        """Return the expression that decodes the variable `item`."""
        return self.type.decode("item", self.type.empty() if self.required else "None")


@dataclass
class Object:
    """An object schema: a model in responses, a TypedDict in requests."""

    name: str
    doc: str
    fields: list[Field]
    result: bool = False
    """Whether an operation returns it."""
    tags: dict[str, str] = field(default_factory=dict)
    """Class constants for union tags that the JSON objects lack, by the name of the tag."""

    @property
    def module(self) -> str:
        return module_name(self.name)

    def imports(self) -> list[t.ModelType | t.Alias]:
        """Return the models and unions in its fields, without duplicates."""
        return _models_in(f.type for f in self.fields)

    def enums(self) -> list[str]:
        """Return the names of the enums in its fields."""
        return _enums_in(f.type for f in self.fields)

    def add_missing_tag(self, tag: str, taken: Iterable[str]) -> None:
        """Add a class constant for a tag that the JSON objects lack. It differs from the tags of the other members."""
        constants = (f.type.value for f in self.fields if isinstance(f.type, t.Const))
        free = (c for c in constants if isinstance(c, str) and c not in taken)
        if tag not in {f.name for f in self.fields}:
            self.tags[tag] = next(free, snake_case(self.name))

    def has_identifier_keys(self) -> bool:
        """Return whether the keys can be attributes in a class body: valid names that do not shadow a type."""
        annotations = (re.sub(r"Literal\[[^]]*\]", "Literal", f.type.request()) for f in self.fields)
        types = {word for text in annotations for word in re.findall(r"\w+", text)}
        return all(
            f.wire.isidentifier() and not iskeyword(f.wire) and f.wire not in types for f in self.fields
        )

    def vectors(self) -> list[Field]:
        """Return the fields that contain a vector of floats."""
        return [f for f in self.fields if isinstance(f.type, t.Floats)]

    def uses(self, kind: type[t.Type]) -> bool:
        """Return whether a type of this class occurs in the fields."""
        return any(isinstance(inner, kind) for f in self.fields for inner in f.type.walk())


@dataclass
class OpenEnum:
    """A string enum that allows other strings."""

    name: str
    doc: str
    values: dict[str, str]
    """The meaning of each value."""


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
    """Whether requests accept any object instead of a member."""

    @property
    def module(self) -> str:
        return module_name(self.name)

    def request(self) -> str:
        """Return the annotation in requests. Received values of tagged unions can be sent back."""
        general = [t.FORWARDED] if self.forwarded else []
        returned = ["Model", "UnknownVariant"] if self.tag else []
        return t.joined([self.type.request(), *general, *returned])

    def others(self) -> list[t.Type]:
        """Return the members that the tag does not identify."""
        tagged = {model.name for model in self.mapping.values()} | (
            {self.untagged.name} if self.untagged else set()
        )
        members = [m for m in self.type.members if not (isinstance(m, t.ModelType) and m.name in tagged)]
        return [m for m in members if not (self.tag and isinstance(m, t.Alias))]

    def rest(self) -> t.Union:
        """Return the members that the JSON type identifies, as a union."""
        return t.Union(tuple(self.others()))

    def imports(self) -> list[t.ModelType | t.Alias]:
        return _models_in([self.type, *self.mapping.values()])

    def enums(self) -> list[str]:
        return _enums_in([self.type])


@dataclass
class ObjectShape:
    """The properties that identify a JSON object as an instance of a schema."""

    required: dict[str, str] = field(default_factory=dict)
    """JSON types by property name."""
    constants: dict[str, str | int | bool] = field(default_factory=dict)
    optional: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    """Optional properties of which every object has at least one."""

    def text(self) -> str:
        """Return the Python expression of the shape."""
        parts = [
            f"required={self.required!r}" if self.required else "",
            f"constants={self.constants!r}" if self.constants else "",
            f"optional={tuple(self.optional)!r}" if self.optional else "",
            f"alternatives={tuple(self.alternatives)!r}" if self.alternatives else "",
        ]
        return f"Shape({', '.join(filter(None, parts))})"


@dataclass
class ResponseSchema:
    """The schema of a complete response or event."""

    type: t.ModelType | t.Alias
    shapes: list[ObjectShape]
    tag: str | None

    def reference(self) -> str:
        """Return the Python expression of the `Schema`."""
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
    """A request field and its values for which the response is plain text."""

    wire: str
    values: list[str]
    others: list[str]
    """The known values for which the response is JSON."""


@dataclass(frozen=True)
class PageShape:
    """Where a page has its items and the way to the next page, as paths of properties."""

    items: tuple[str, ...]
    cursor: tuple[str, ...]
    more: tuple[str, ...]

    def expression(self) -> str:
        """Return the Python expression of the `PageFormat`."""
        parts = [f"cursor={self.cursor!r}"] * bool(self.cursor) + [f"more={self.more!r}"] * bool(self.more)
        return f"PageFormat({', '.join([repr(self.items), *parts])})"


@dataclass(frozen=True)
class PageClass:
    """The classes of the pages of a list, which are made from the model of its response."""

    item: t.ModelType | t.Alias
    paths: tuple[tuple[str, ...], ...]
    """The paths of attributes to the items, one for each format."""


@dataclass(frozen=True)
class PagedResult:
    """How a list continues after a page."""

    by: str
    """`cursor`, `page` or `offset`."""
    parameter: str
    start: int
    formats: tuple[PageShape, ...]
    page: PageClass

    @property
    def item(self) -> t.ModelType | t.Alias:
        return self.page.item

    def expression(self) -> str:
        """Return the Python expression of the `Pagination`."""
        formats = "".join(f"{one.expression()}, " for one in self.formats)
        start = f", start={self.start}" if self.start else ""
        return f'Pagination("{self.by}", "{self.parameter}", ({formats}){start})'


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
    """The default that the client sends. None if the server applies its own."""

    def annotation(self) -> str:
        text = self.type.request()
        if self.required or self.default is not None:
            return text
        return f"{text} | NotGiven" if t.nullable(self.type) else f"{text} | None | NotGiven"

    def value(self) -> str:
        """Return the expression of the sent value. None becomes `NOT_GIVEN` if the description does not allow null."""
        optional = not (self.required or self.default is not None or t.nullable(self.type))
        return f"NOT_GIVEN if {self.name} is None else {self.name}" if optional else self.name


@dataclass
class Method:
    """A method of a resource, which performs one operation."""

    id: str
    method_name: str
    resource: str
    """The dotted path without the prefix of the API. Empty for methods of the client itself."""
    api: str
    verb: str
    path: str
    summary: str
    doc: str
    arguments: list[Argument]
    body: str | None
    whole_body: bool
    """Whether the body is one argument, and not one argument for each field."""
    response: ResponseSchema | None
    binary: bool
    media: list[str]
    encoded: list[str]
    """The path of properties to the bytes, if they are received as Base64 in JSON."""
    plain_text: PlainText | None
    event_schema: ResponseSchema | None
    stream: Mapping[str, Any]
    stream_only: bool
    secured: bool
    absolute_url: str | None
    idempotent: bool
    experimental: bool
    deprecation: str
    """The text of the warning about a deprecated operation; empty if it is not deprecated."""
    probe: bool
    errors: list[str]
    source: str
    pagination: PagedResult | None = None
    """How the list continues after a page. None if the result is not a page of a list."""
    citation: t.ModelType | None = None
    """The model of a source that a streamed result cites."""

    @property
    def deprecated(self) -> bool:
        return bool(self.deprecation)

    @property
    def constant(self) -> str:
        return self.id.upper()

    @property
    def result(self) -> t.Type | None:
        """The type of a JSON response."""
        return None if self.response is None else self.response.type

    @property
    def event(self) -> t.Type | None:
        """The type of an event of the stream."""
        return None if self.event_schema is None else self.event_schema.type

    def query(self) -> list[str]:
        """Return the names of the query parameters."""
        return [argument.wire for argument in self.arguments if argument.place == "query"]

    def keywords(self) -> list[Argument]:
        """Return all arguments except path parameters and the `stream` flag, which the templates add."""
        switch = [a for a in self.placed("body") if a.wire == "stream" and self.event is not None]
        return [a for a in self.arguments if a.place != "path" and a not in switch]

    def files(self) -> list[str]:
        """Return the fields of a form that contain files or arrays of files."""
        in_form = self.placed("body") if self.body == "multipart" else []
        return [a.wire for a in in_form if any(isinstance(inner, t.File) for inner in a.type.walk())]

    def form_type(self, form: str) -> str:
        """Return the annotation of the argument that selects plain text or JSON, for the overload of one form."""
        assert self.plain_text is not None
        if form == "text":
            return f"Literal[{', '.join(map(repr, self.plain_text.values))}]"
        others = ", ".join(map(repr, self.plain_text.others))
        return f"Literal[{others}] | None | NotGiven" if others else "None | NotGiven"

    def placed(self, place: str) -> list[Argument]:
        """Return the arguments in one place of the request."""
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
    def paged(self) -> bool:
        """Whether a method returns the pages of a list."""
        return any(method.pagination for method in self.methods)

    @property
    def deprecated(self) -> bool:
        """Whether one of its methods is deprecated."""
        return any(method.deprecation for method in self.methods)

    @property
    def aliased(self) -> str:
        """The prefix of the imported `models` and `params`: an underscore if an attribute has one of these names."""
        members = {*(c.name for c in self.children), *(c.method_name for c in self.methods)}
        return "_" if members & {"models", "params"} else ""


@dataclass
class ClientClass:
    """The complete generated client."""

    objects: dict[str, Object]
    enums: dict[str, OpenEnum]
    unions: dict[str, NamedUnion]
    in_requests: set[str]
    in_responses: set[str]
    methods: list[Method]
    roots: list[Resource]
    rate_limits: dict[str, list[Mapping[str, Any]]]
    """The published rate limits of each API."""
    unlimited_servers: list[str]
    """The URL templates of the servers without published rate limits."""

    def pages(self) -> dict[str, PageClass]:
        """Return the pages of lists, by the name of the model of the response."""
        return {
            method.response.type.name: method.pagination.page
            for method in self.methods
            if method.pagination and method.response
        }


def resource_tree(root: Resource) -> Iterator[Resource]:
    """Yield a resource and all resources below it."""
    yield root
    for child in root.children:
        yield from resource_tree(child)


def _models_in(kinds: Iterable[t.Type]) -> list[t.ModelType | t.Alias]:
    found = {i.name: i for kind in kinds for i in kind.walk() if isinstance(i, (t.ModelType, t.Alias))}
    return [found[name] for name in sorted(found)]


def _enums_in(kinds: Iterable[t.Type]) -> list[str]:
    return sorted({i.name for kind in kinds for i in kind.walk() if isinstance(i, t.Enum)})
