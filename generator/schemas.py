"""Conversion of the schemas of the bundle to types, objects, enums and unions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from generator import types as t
from generator.docstrings import deprecation, describe, limits
from generator.ir import Field, NamedUnion, Object, OpenEnum
from generator.names import (
    TAKEN_IN_METHODS,
    TAKEN_IN_MODELS,
    TAKEN_IN_PAGES,
    parser_names,
    python_name,
)
from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import component_name, flatten, operations, resolve, union_members
from generator.openapi.reader import pointer as pointer_of
from generator.pagination import page_schemas

if TYPE_CHECKING:
    from generator.parse import Parsed

MOST_VALUES_SHOWN = 12
"""The number of values up to which a docstring lists the values of an enum. The enum itself lists all."""
TEXTS = (t.Scalar("str"), t.File())


class SchemaReader:
    """Converts schemas. Schemas that Python types cannot express are added to `problems`."""

    def __init__(self, bundle: Bundle, parsed: Parsed) -> None:
        self.bundle = bundle
        self.parsed = parsed
        self.document = bundle.document
        self.components: dict[str, Any] = {
            name: flatten(schema, self.document)
            for name, schema in self.document["components"].get("schemas", {}).items()
        }
        self.problems: list[Problem] = []
        self.in_requests, self.in_responses = self.usage()
        self.pages = page_schemas(self.document)

    def fail(self, pointer: str, text: str) -> None:
        self.problems.append(Problem(self.bundle.place(pointer), text))

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
                name = component_name(reference)
                if not reference.startswith("#/components/schemas/"):
                    self.closure(resolve({"$ref": reference}, self.document), found)
                elif name not in found:
                    found.add(name)
                    self.closure(self.components[name], found)
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
                    if kind != "text/event-stream" and "$ref" in media["schema"] and "x-bytes" not in media:
                        found.add(component_name(media["schema"]["$ref"]))
        return found

    def kind(self, name: str) -> str:
        schema = self.components[name]
        if "enum" in schema:
            return "enum"
        if schema.get("properties"):
            return "model"
        return "union" if "oneOf" in schema or "anyOf" in schema else "inline"

    def type(self, schema: Mapping[str, Any], pointer: str) -> t.Type:
        if "$ref" in schema:
            return self.named(component_name(schema["$ref"]), pointer)
        if "const" in schema:
            return t.Null() if schema["const"] is None else t.Const(schema["const"])
        if "enum" in schema:
            return t.Tag(tuple(schema["enum"]))
        if "allOf" in schema:
            if len(schema["allOf"]) > 1:
                self.fail(pointer, "combines several schemas inline; move the combination to a separate file")
            return self.type(schema["allOf"][0], f"{pointer}/allOf/0")
        if schema.get("x-base64-float32"):
            return t.Floats()
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
                item = self.type(schema.get("items", {}), f"{pointer}/items")
                return t.ListOf(item, schema.get("x-ordered-by", ""))
            case "object":
                inner = schema.get("additionalProperties")
                return t.MapOf(self.type(inner, pointer) if isinstance(inner, Mapping) else t.AnyJson())
            case None:
                return t.AnyJson()
            case other:
                self.fail(pointer, f"has the type {other!r}, which JSON Schema does not have; fix it")
                return t.AnyJson()

    def union_of(self, members: Iterable[t.Type], pointer: str) -> t.Type:
        flat = dict.fromkeys(i for m in members for i in (m.members if isinstance(m, t.Union) else (m,)))
        self.check_distinct(flat, pointer)
        return next(iter(flat)) if len(flat) == 1 else t.Union(tuple(flat))

    def check_distinct(self, members: Iterable[t.Type], pointer: str) -> None:
        """Report members of an inline union that the JSON type of a value does not identify."""
        found = [m for m in members if not isinstance(m, t.Null)]
        of_objects = [m for m in found if isinstance(m, t.Alias) and m.objects]
        mixed = [m for m in found if isinstance(m, t.Alias) and not m.objects]
        objects = [*of_objects, *(m for m in found if isinstance(m, (t.ModelType, t.MapOf)))]
        containers = [*mixed, *(m for m in found if isinstance(m, t.ListOf))]
        texts = [m for m in found if isinstance(m, (t.Timestamp, t.Enum)) or m in TEXTS]
        if len(objects) > 1:
            self.fail(pointer, "is an inline union of objects; move it to a file and add a discriminator")
        if len(containers) > 1 or (objects and mixed):
            self.fail(
                pointer, "is a union of arrays or unions, which cannot be distinguished; write one union"
            )
        if len(texts) > 1 and t.Timestamp() in texts:
            self.fail(
                pointer, "is a union of a time and another string, which cannot be distinguished; keep one"
            )

    def named(self, name: str, pointer: str) -> t.Type:
        match self.kind(name):
            case "enum":
                return t.Enum(name)
            case "model":
                also = self.components[name].get("x-also-takes", {}).get("$ref", "").rsplit("/", 1)[-1]
                both = name in self.in_requests and name in self.in_responses
                return t.ModelType(name, both, also, "x-forwarded" in self.components[name])
            case "union":
                members = union_members(self.components[name])
                only_objects = all(
                    "$ref" in m and self.kind(component_name(m["$ref"])) == "model" for m in members
                )
                return t.Alias(name, only_objects)
            case _:
                return self.type(self.components[name], pointer)

    def object(self, name: str, result: bool) -> Object:
        schema, parsed = self.components[name], self.parsed.models.get(name)
        required = {
            str(p.name.get_untrusted_value()) for p in (parsed.required_properties or [] if parsed else [])
        }
        known_as = parser_names(schema["properties"])
        taken = TAKEN_IN_MODELS | ({"response"} if result else set())
        taken |= TAKEN_IN_PAGES if name in self.pages else set()
        fields = []
        for wire, node in schema["properties"].items():
            pointer = pointer_of("components", "schemas", name, "properties", wire)
            full = resolve(node, self.document)
            fields.append(
                Field(
                    wire=wire,
                    name=python_name(wire, taken, node.get("x-name")),
                    argument=python_name(wire, TAKEN_IN_METHODS, node.get("x-name")),
                    type=self.type(node, pointer),
                    required=known_as[wire] in required,
                    doc=" ".join(filter(None, (describe(full), deprecation(full)))),
                    limits=" ".join(filter(None, (limits(full), self.values(node, pointer)))),
                    sensitive=bool(full.get("x-sensitive")),
                    keep_null=bool(full.get("x-keep-null")),
                )
            )
        return Object(name, _class_doc(schema), fields, result)

    def values(self, schema: Mapping[str, Any], pointer: str) -> str:
        """Return a sentence with the values of an open enum, if they are few enough."""
        enums = [self.components[i.name] for i in self.type(schema, pointer).walk() if isinstance(i, t.Enum)]
        known = [
            f"`{value}` (deprecated)" if value in enum.get("x-enum-deprecated", ()) else f"`{value}`"
            for enum in enums
            for value in enum["enum"]
        ]
        if not known or len(known) > MOST_VALUES_SHOWN:
            return ""
        return f"Known values: {', '.join(known)}."

    def enum(self, name: str) -> OpenEnum:
        schema = self.components[name]
        meanings = schema.get("x-enum-descriptions", {})
        old = schema.get("x-enum-deprecated", [])
        values = {
            value: meanings.get(value, "") + (" Deprecated." if value in old else "")
            for value in schema["enum"]
        }
        return OpenEnum(name, _class_doc(schema), values)

    def union(self, name: str) -> NamedUnion:
        schema, pointer = self.components[name], f"/components/schemas/{name}"
        nodes = union_members(schema)
        members = dict.fromkeys(self.type(node, f"{pointer}/{i}") for i, node in enumerate(nodes))
        discriminator = schema.get("discriminator", {})
        tag = discriminator.get("propertyName")
        mapping = self.mapping(schema, tag, members, pointer)
        tagged = {model.name for model in mapping.values()}
        loose = [m for m in members if isinstance(m, t.ModelType) and m.name not in tagged]
        if len(loose) > 1:
            self.fail(
                pointer, f"cannot tell {' and '.join(m.name for m in loose)} apart; add them to the mapping"
            )
        rest = [m for m in members if not isinstance(m, t.ModelType) and not (tag and isinstance(m, t.Alias))]
        self.check_distinct([*rest, *(list(mapping.values()) or loose)[:1]] if tag is None else rest, pointer)
        union = t.Union(tuple(members))
        return NamedUnion(
            name,
            _class_doc(schema),
            union,
            tag,
            mapping,
            loose[0] if loose else None,
            "x-forwarded" in schema,
        )

    def mapping(
        self, schema: Mapping[str, Any], tag: str | None, members: Iterable[t.Type], pointer: str
    ) -> dict[str, t.ModelType]:
        """Return the object of each tag value, including those of nested unions with the same tag."""
        mapping: dict[str, t.ModelType] = {}
        for member in members:
            if isinstance(member, t.Alias) and tag is not None:
                inner = self.components[member.name]
                if inner.get("discriminator", {}).get("propertyName") != tag:
                    self.fail(
                        pointer,
                        f"holds the union {member.name}, whose discriminator is not {tag!r}; list its members here",
                    )
                    continue
                parts = [self.type(m, pointer) for m in union_members(inner)]
                mapping |= self.mapping(inner, tag, parts, pointer)
        for value, reference in schema.get("discriminator", {}).get("mapping", {}).items():
            model = self.named(component_name(reference), pointer)
            assert isinstance(model, t.ModelType)
            mapping[str(value)] = model
        return mapping


def _class_doc(schema: Mapping[str, Any]) -> str:
    """Return the docstring of the class of a schema."""
    return "\n\n".join(filter(None, (describe(schema), deprecation(schema))))
