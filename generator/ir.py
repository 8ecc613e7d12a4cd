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
from typing import TYPE_CHECKING, Any

from generator import types as t
from generator.bundle import Bundle, operations
from generator.documentation import describe, limits
from generator.names import (
    TAKEN_IN_METHODS,
    TYPES_IN_CLASSES,
    distinct_names,
    identifier,
    module_name,
    parser_names,
    pascal_case,
    snake_case,
)
from generator.normalize import flatten, is_json, resolve
from generator.problems import DescriptionError, Problem

if TYPE_CHECKING:
    from generator.parse import Parsed

MOST_VALUES_SHOWN = 12
"""How many values of an enum are named where it is used; longer ones are read at their own place."""
TEXTS = (t.Scalar("str"), t.File())
TAKEN_IN_MODELS = TYPES_IN_CLASSES | {"to_dict", "to_json", "from_dict", "model_extra", "self"}


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

    @property
    def module(self) -> str:
        return module_name(self.name)

    def imports(self) -> list[t.Model | t.Alias]:
        """The models and unions its fields are made of, each once."""
        return _models_in(f.type for f in self.fields)

    def enums(self) -> list[str]:
        """The enums its fields use."""
        return _enums_in(f.type for f in self.fields)

    def keyed_in_place(self) -> bool:
        """Whether its keys can be written as names in the body of a class, where they would shadow no type."""
        annotations = (re.sub(r"Literal\[[^]]*\]", "Literal", f.type.request()) for f in self.fields)
        types = {word for text in annotations for word in re.findall(r"\w+", text)}
        return all(
            f.wire.isidentifier() and not iskeyword(f.wire) and f.wire not in types for f in self.fields
        )

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
    mapping: dict[str, t.Model]
    untagged: t.Model | None

    @property
    def module(self) -> str:
        return module_name(self.name)

    def others(self) -> list[t.Type]:
        """The members that are not told by the tag."""
        tagged = {model.name for model in self.mapping.values()} | (
            {self.untagged.name} if self.untagged else set()
        )
        members = [m for m in self.type.members if not (isinstance(m, t.Model) and m.name in tagged)]
        return [m for m in members if not (self.tag and isinstance(m, t.Alias))]

    def rest(self) -> t.Union:
        """The members that are told by their JSON type."""
        return t.Union(tuple(self.others()))

    def imports(self) -> list[t.Model | t.Alias]:
        return _models_in([self.type, *self.mapping.values()])

    def enums(self) -> list[str]:
        return _enums_in([self.type])


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
        return text if self.required or self.default is not None else f"{text} | NotGiven"


@dataclass
class Call:
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
    result: t.Type | None
    binary: bool
    event: t.Type | None
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

    @property
    def constant(self) -> str:
        return self.id.upper()

    def keywords(self) -> list[Argument]:
        """The arguments beside those of the path; not the switch of a stream, which each kind of method treats by
        itself.
        """
        switch = [a for a in self.placed("body") if a.wire == "stream" and self.event is not None]
        return [a for a in self.arguments if a.place != "path" and a not in switch]

    def placed(self, place: str) -> list[Argument]:
        """The arguments that go to one place."""
        return [a for a in self.arguments if a.place == place]


@dataclass
class Resource:
    """A group of methods, such as `chat.completions`."""

    api: str
    path: str
    doc: str
    calls: list[Call] = field(default_factory=list)
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
        members = {*(c.name for c in self.children), *(c.method_name for c in self.calls)}
        return "_" if members & {"models", "params"} else ""


@dataclass
class Client:
    """The whole generated client."""

    objects: dict[str, Object]
    enums: dict[str, OpenEnum]
    unions: dict[str, NamedUnion]
    in_requests: set[str]
    in_responses: set[str]
    calls: list[Call]
    roots: list[Resource]
    rate_limits: dict[str, list[Mapping[str, Any]]]
    """What is published of each API's limits."""


def build(bundle: Bundle, parsed: Parsed) -> Client:
    """Decide everything the templates need. Raises DescriptionError for what cannot be expressed."""
    return _Builder(bundle, parsed).run()


class _Builder:
    def __init__(self, bundle: Bundle, parsed: Parsed) -> None:
        self.bundle = bundle
        self.parsed = parsed
        self.document = bundle.document
        self.schemas: dict[str, Any] = {
            name: flatten(schema, self.document)
            for name, schema in self.document["components"].get("schemas", {}).items()
        }
        self.problems: list[Problem] = []
        self.in_requests, self.in_responses = self.usage()

    def run(self) -> Client:
        self.check_parser()
        results = self.results()
        objects = {n: self.object(n, n in results) for n in self.schemas if self.kind(n) == "model"}
        enums = {n: self.enum(n) for n in self.schemas if self.kind(n) == "enum"}
        unions = {n: self.union(n) for n in self.schemas if self.kind(n) == "union"}
        calls = [self.call(path, verb, operation) for path, verb, operation in operations(self.document)]
        if self.problems:
            raise DescriptionError(self.problems)
        used = self.in_requests | self.in_responses
        for name in sorted(set(self.schemas) - used):
            self.problems.append(
                Problem(
                    self.bundle.place(f"/components/schemas/{name}"), "is used by no operation; drop the file"
                )
            )
        if self.problems:
            raise DescriptionError(self.problems)
        return Client(
            objects=dict(sorted(objects.items())),
            enums=dict(sorted(enums.items())),
            unions=dict(sorted(unions.items())),
            in_requests=self.in_requests,
            in_responses=self.in_responses,
            calls=sorted(calls, key=lambda call: call.id),
            roots=self.resources(calls),
            rate_limits=self.rate_limits(),
        )

    def check_parser(self) -> None:
        """Nothing that the bundle has may be missing from what the parser understood."""
        for name in self.schemas:
            if self.kind(name) == "model" and name not in self.parsed.models:
                self.fail(
                    f"/components/schemas/{name}", "was dropped by the parser without a word; simplify it"
                )
        for path, verb, operation in operations(self.document):
            if operation["operationId"] not in self.parsed.endpoints:
                pointer = f"/paths/{path.replace('/', '~1')}/{verb}"
                self.fail(pointer, "was dropped by the parser without a word; simplify it")

    def fail(self, pointer: str, text: str) -> None:
        self.problems.append(Problem(self.bundle.place(pointer), text))

    # what is used where

    def usage(self) -> tuple[set[str], set[str]]:
        requests: set[str] = set()
        responses: set[str] = set()
        for _, _, operation in operations(self.document):
            for node in (operation.get("requestBody"), operation.get("parameters")):
                self.closure(node, requests)
            self.closure(operation["responses"], responses)
        return requests, responses

    def closure(self, node: Any, found: set[str]) -> None:
        if isinstance(node, list):
            for item in node:
                self.closure(item, found)
        elif isinstance(node, Mapping):
            reference = node.get("$ref")
            if isinstance(reference, str):
                name = reference.rsplit("/", 1)[1]
                if not reference.startswith("#/components/schemas/"):
                    self.closure(resolve({"$ref": reference}, self.document), found)
                elif name not in found:
                    found.add(name)
                    self.closure(self.schemas[name], found)
            for key, value in node.items():
                if key not in ("example", "examples", "default", "$ref", "discriminator"):
                    self.closure(value, found)

    def results(self) -> set[str]:
        found = set()
        for _, _, operation in operations(self.document):
            for status, response in operation["responses"].items():
                content = (
                    resolve(response, self.document).get("content", {}) if status.startswith("2") else {}
                )
                for kind, media in content.items():
                    if kind != "text/event-stream" and "$ref" in media["schema"]:
                        found.add(media["schema"]["$ref"].rsplit("/", 1)[1])
        return found

    # types

    def kind(self, name: str) -> str:
        schema = self.schemas[name]
        if "enum" in schema:
            return "enum"
        if schema.get("properties"):
            return "model"
        return "union" if "oneOf" in schema or "anyOf" in schema else "inline"

    def type(self, schema: Mapping[str, Any], pointer: str) -> t.Type:
        if "$ref" in schema:
            return self.named(schema["$ref"].rsplit("/", 1)[1], pointer)
        if "const" in schema:
            return t.Null() if schema["const"] is None else t.Const(schema["const"])
        if "allOf" in schema:
            if len(schema["allOf"]) > 1:
                self.fail(
                    pointer, "combines several schemas in place; give the combination a file of its own"
                )
            return self.type(schema["allOf"][0], f"{pointer}/allOf/0")
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                members = (self.type(s, f"{pointer}/{keyword}/{i}") for i, s in enumerate(schema[keyword]))
                return self.union_of(members, pointer)
        if isinstance(schema.get("type"), list):
            return self.union_of(
                (self.type({**schema, "type": one}, pointer) for one in schema["type"]), pointer
            )
        return self.single(schema, pointer)

    def single(self, schema: Mapping[str, Any], pointer: str) -> t.Type:
        match schema.get("type"):
            case "string":
                form = schema.get("format")
                return (
                    t.Timestamp()
                    if form == "date-time"
                    else t.File()
                    if form == "binary"
                    else t.Scalar("str")
                )
            case "integer":
                return t.Scalar("int")
            case "number":
                return t.Scalar("float")
            case "boolean":
                return t.Scalar("bool")
            case "null":
                return t.Null()
            case "array":
                return t.ListOf(self.type(schema.get("items", {}), f"{pointer}/items"))
            case "object":
                inner = schema.get("additionalProperties")
                return t.MapOf(self.type(inner, pointer) if isinstance(inner, Mapping) else t.AnyJson())
            case None:
                return t.AnyJson()
            case other:
                self.fail(pointer, f"has the type {other!r}, which JSON does not know")
                return t.AnyJson()

    def union_of(self, members: Iterable[t.Type], pointer: str) -> t.Type:
        flat = dict.fromkeys(i for m in members for i in (m.members if isinstance(m, t.Union) else (m,)))
        self.told_apart(flat, pointer)
        return next(iter(flat)) if len(flat) == 1 else t.Union(tuple(flat))

    def told_apart(self, members: Iterable[t.Type], pointer: str) -> None:
        """Only the JSON type of a value tells which member of a union in place it is."""
        found = [m for m in members if not isinstance(m, t.Null)]
        objects = [m for m in found if isinstance(m, (t.Model, t.MapOf))]
        containers = [m for m in found if isinstance(m, (t.ListOf, t.Alias))]
        texts = [m for m in found if isinstance(m, (t.Timestamp, t.Enum)) or m in TEXTS]
        if len(objects) > 1:
            self.fail(pointer, "chooses between objects in place; give the union a file with a discriminator")
        if len(containers) > 1 or (objects and any(isinstance(m, t.Alias) for m in found)):
            self.fail(pointer, "chooses between arrays or unions, which nothing tells apart; write one union")
        if len(texts) > 1 and t.Timestamp() in texts:
            self.fail(pointer, "chooses between a time and another text, which nothing tells apart; keep one")

    def named(self, name: str, pointer: str) -> t.Type:
        match self.kind(name):
            case "enum":
                return t.Enum(name)
            case "model":
                return t.Model(name, name in self.in_requests and name in self.in_responses)
            case "union":
                members = self.schemas[name].get("oneOf", self.schemas[name].get("anyOf"))
                only_objects = all(
                    "$ref" in m and self.kind(m["$ref"].rsplit("/", 1)[1]) == "model" for m in members
                )
                return t.Alias(name, only_objects)
            case _:
                return self.type(self.schemas[name], pointer)

    # components

    def object(self, name: str, result: bool) -> Object:
        schema, parsed = self.schemas[name], self.parsed.models.get(name)
        required = {
            str(p.name.get_untrusted_value()) for p in (parsed.required_properties or [] if parsed else [])
        }
        known_as = parser_names(schema["properties"])
        taken = TAKEN_IN_MODELS | ({"response"} if result else set())
        names = distinct_names({wire: _python_name(wire, taken) for wire in schema["properties"]})
        fields = []
        for wire, node in schema["properties"].items():
            pointer = f"/components/schemas/{name}/properties/{wire}"
            full = resolve(node, self.document)
            fields.append(
                Field(
                    wire=wire,
                    name=names[wire],
                    type=self.type(node, pointer),
                    required=known_as[wire] in required,
                    doc=describe(full),
                    limits=" ".join(filter(None, (limits(full), self.values(node, pointer)))),
                    sensitive=bool(full.get("x-sensitive")),
                )
            )
        return Object(name, describe(schema), fields, result)

    def values(self, schema: Mapping[str, Any], pointer: str) -> str:
        """The values of an open enum, where they are few enough to be read."""
        enums = [i.name for i in self.type(schema, pointer).walk() if isinstance(i, t.Enum)]
        known = [value for name in enums for value in self.schemas[name]["enum"]]
        if not known or len(known) > MOST_VALUES_SHOWN:
            return ""
        return f"Known values: {', '.join(f'`{value}`' for value in known)}."

    def enum(self, name: str) -> OpenEnum:
        schema = self.schemas[name]
        meanings = schema.get("x-enum-descriptions", {})
        return OpenEnum(name, describe(schema), {value: meanings.get(value, "") for value in schema["enum"]})

    def union(self, name: str) -> NamedUnion:
        schema, pointer = self.schemas[name], f"/components/schemas/{name}"
        nodes = schema.get("oneOf", schema.get("anyOf"))
        members = dict.fromkeys(self.type(node, f"{pointer}/{i}") for i, node in enumerate(nodes))
        discriminator = schema.get("discriminator", {})
        tag = discriminator.get("propertyName")
        mapping = self.mapping(schema, tag, members, pointer)
        tagged = {model.name for model in mapping.values()}
        loose = [m for m in members if isinstance(m, t.Model) and m.name not in tagged]
        if len(loose) > 1:
            self.fail(
                pointer, f"cannot tell {' and '.join(m.name for m in loose)} apart; add them to the mapping"
            )
        rest = [m for m in members if not isinstance(m, t.Model) and not (tag and isinstance(m, t.Alias))]
        self.told_apart([*rest, *(list(mapping.values()) or loose)[:1]] if tag is None else rest, pointer)
        union = t.Union(tuple(members))
        return NamedUnion(
            name,
            describe(schema),
            union,
            tag,
            mapping,
            loose[0] if loose else None,
        )

    def mapping(
        self, schema: Mapping[str, Any], tag: str | None, members: Iterable[t.Type], pointer: str
    ) -> dict[str, t.Model]:
        """The objects that a tag stands for, with those of the unions inside that have the same tag."""
        mapping: dict[str, t.Model] = {}
        for member in members:
            if isinstance(member, t.Alias) and tag is not None:
                inner = self.schemas[member.name]
                if inner.get("discriminator", {}).get("propertyName") != tag:
                    self.fail(
                        pointer,
                        f"holds the union {member.name}, which is not told apart by {tag!r}; name its members here",
                    )
                    continue
                parts = [self.type(m, pointer) for m in inner.get("oneOf", inner.get("anyOf"))]
                mapping |= self.mapping(inner, tag, parts, pointer)
        for value, reference in schema.get("discriminator", {}).get("mapping", {}).items():
            model = self.named(reference.rsplit("/", 1)[1], pointer)
            assert isinstance(model, t.Model)
            mapping[str(value)] = model
        return mapping

    # operations

    def call(self, path: str, verb: str, operation: Mapping[str, Any]) -> Call:
        pointer = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{verb}"
        server = (operation.get("servers") or self.document["servers"])[0]
        api, tag = server["x-api"], operation["tags"][0]
        resource = tag if api == "serverless" else re.sub(rf"^{api}\.?", "", tag)
        body, whole, arguments = self.arguments(pointer, operation)
        success = self.success(operation)
        json_node = next((m["schema"] for k, m in success.items() if is_json(k)), None)
        events = success.get("text/event-stream")
        security = operation.get("security", self.document.get("security", []))
        return Call(
            id=operation["operationId"],
            method_name=identifier(operation["operationId"].removeprefix(tag.replace(".", "_") + "_")),
            resource=resource,
            api=api,
            verb=verb.upper(),
            path=path,
            summary=operation["summary"].strip(),
            doc=describe(operation),
            arguments=arguments,
            body=body,
            whole_body=whole,
            result=self.answer(json_node, pointer) if json_node else None,
            binary=json_node is None and any(k != "text/event-stream" for k in success),
            event=self.answer(events["schema"], pointer) if events else None,
            stream=events.get("x-event-stream", {}) if events else {},
            stream_only=events is not None and json_node is None,
            secured=bool(security),
            absolute_url=operation.get("x-absolute-url"),
            idempotent=operation.get("x-idempotent", verb in ("get", "head", "put", "delete")),
            experimental=operation.get("x-stability") == "experimental",
            probe=bool(operation.get("x-probe")),
            deprecated=bool(operation.get("deprecated")),
            errors=[s for s in operation["responses"] if not s.startswith("2")],
            source=operation.get("x-source", ""),
        )

    def answer(self, schema: Mapping[str, Any], pointer: str) -> t.Type:
        """The type of a whole answer or event, which needs a decoder of its own."""
        found = self.type(schema, pointer)
        if not isinstance(found, (t.Model, t.Alias)):
            self.fail(
                pointer,
                f"answers with {found.response()}; describe an object or a union, so that it can grow",
            )
        return found

    def success(self, operation: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                found.update(resolve(response, self.document).get("content", {}))
        return found

    def arguments(
        self, pointer: str, operation: Mapping[str, Any]
    ) -> tuple[str | None, bool, list[Argument]]:
        given = [self.parameter(resolve(p, self.document), pointer) for p in operation.get("parameters", [])]
        in_path = [a for a in given if a.place == "path"]
        others = [a for a in given if a.place != "path"]
        kind, whole, carried = self.body(pointer, operation.get("requestBody"))
        for argument in in_path:
            if argument.name in {a.name for a in carried}:
                self.fail(
                    pointer,
                    f"has {{{argument.wire}}} in its path and the same name in its body; rename the one in the path, "
                    "where the name is never sent",
                )
        taken = {a.name for a in (*in_path, *carried)}
        for argument in others:
            if argument.name in taken:
                argument.name = f"{argument.name.rstrip('_')}_{argument.place}"
            while argument.name in taken:
                argument.name += "_"
            taken.add(argument.name)
        return kind, whole, [*in_path, *carried, *others]

    def body(self, pointer: str, body: Mapping[str, Any] | None) -> tuple[str | None, bool, list[Argument]]:
        if body is None:
            return None, False, []
        ((media_type, media),) = body["content"].items()
        kind = {"application/json": "json", "multipart/form-data": "multipart"}.get(media_type, "binary")
        component = media["schema"].get("$ref", "").rsplit("/", 1)[-1]
        if kind != "binary" and self.kind(component) == "model":
            fields = self.object(component, False).fields
            names = distinct_names({f.wire: _python_name(f.wire, TAKEN_IN_METHODS) for f in fields})
            return (
                kind,
                False,
                [
                    Argument(
                        f.wire,
                        names[f.wire],
                        f.type,
                        f.required,
                        " ".join(filter(None, (f.doc, f.limits))),
                        "body",
                    )
                    for f in fields
                ],
            )
        name = "content" if kind == "binary" else "body"
        doc = describe(resolve(media["schema"], self.document))
        return kind, True, [Argument(name, name, self.type(media["schema"], pointer), True, doc, "body")]

    def parameter(self, parameter: Mapping[str, Any], pointer: str) -> Argument:
        schema = parameter["schema"]
        full = resolve(schema, self.document)
        sent = full.get("default") if parameter.get("x-send-default") else None
        return Argument(
            wire=parameter["name"],
            name=_python_name(
                parameter["name"].lower().removeprefix("x-")
                if parameter["in"] == "header"
                else parameter["name"],
                TAKEN_IN_METHODS,
            ),
            type=self.type(schema, pointer),
            required=parameter.get("required", False),
            doc=" ".join(
                filter(
                    None, (describe(parameter), limits({**full, **parameter}), self.values(schema, pointer))
                )
            ),
            place=parameter["in"],
            default=None if sent is None else repr(sent),
        )

    def rate_limits(self) -> dict[str, list[Mapping[str, Any]]]:
        servers = [*self.document["servers"]]
        for _, _, operation in operations(self.document):
            servers += operation.get("servers", [])
        found: dict[str, list[Mapping[str, Any]]] = {}
        for server in servers:
            found.setdefault(server["x-api"], server.get("x-rate-limits", []))
        return dict(sorted(found.items()))

    def resources(self, calls: list[Call]) -> list[Resource]:
        docs = {tag["name"]: tag["description"].strip() for tag in self.document.get("tags", [])}
        roots = []
        for api in sorted({call.api for call in calls}):
            prefix = "" if api == "serverless" else f"{api}."
            known = {"": Resource(api, "", f"The resources of {api} inference.")}
            for path in sorted({call.resource for call in calls if call.api == api} - {""}):
                parts = path.split(".")
                for depth in range(1, len(parts) + 1):
                    here = ".".join(parts[:depth])
                    if here not in known:
                        below = f"The resources below `{here}`."
                        known[here] = Resource(api, here, docs.get(prefix + here, below))
                        known[".".join(parts[: depth - 1])].children.append(known[here])
            for call in sorted((c for c in calls if c.api == api), key=lambda c: c.id):
                known[call.resource].calls.append(call)
            roots.append(known[""])
        return roots


def everything(root: Resource) -> Iterator[Resource]:
    """A resource and all below it."""
    yield root
    for child in root.children:
        yield from everything(child)


def _python_name(wire: str, taken: frozenset[str] | set[str]) -> str:
    plain = wire.isidentifier() and wire.islower()
    return identifier(wire if plain else snake_case(wire), frozenset(taken))


def _models_in(kinds: Iterable[t.Type]) -> list[t.Model | t.Alias]:
    found = {i.name: i for kind in kinds for i in kind.walk() if isinstance(i, (t.Model, t.Alias))}
    return [found[name] for name in sorted(found)]


def _enums_in(kinds: Iterable[t.Type]) -> list[str]:
    return sorted({i.name for kind in kinds for i in kind.walk() if isinstance(i, t.Enum)})
