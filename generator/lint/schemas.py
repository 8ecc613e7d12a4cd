"""Rules for schemas."""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from generator.lint.names import NameRules
from generator.lint.rules import types
from generator.lint.values import ValueRules
from generator.names import (
    TAKEN_MODULES,
    TAKEN_SCHEMAS,
    module_name,
)
from generator.openapi import reader
from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import component_name, union_members
from generator.openapi.reader import pointer as pointer_of

UNIONS = frozenset({"oneOf", "anyOf"})
CONDITIONS = ("if", "then", "else")


class SchemaRules(ValueRules, NameRules):
    """Rules for schemas."""

    def __init__(self, bundle: Bundle) -> None:
        super().__init__(bundle)
        self.modules: dict[str, str] = {}
        """The schema that defines each module of models."""

    @cached_property
    def tagged_members(self) -> Mapping[tuple[str, str], set[str]]:
        """The tag values of each member of a union, by the names of the member and of the tag."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for schema in self.document["components"].get("schemas", {}).values():
            discriminator = schema.get("discriminator", {})
            for value, reference in discriminator.get("mapping", {}).items():
                found[component_name(reference), discriminator["propertyName"]].add(value)
        return found

    def component(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        yield from self.schema_name(pointer)
        if "properties" in schema and {"oneOf", "anyOf", "enum"} & set(schema):
            yield self.at(
                pointer, "is an object and a union at the same time; keep one, and reference the other"
            )
        if not schema.get("description"):
            yield self.at(pointer, "needs a description for callers; add it")
        if "enum" in schema:
            if schema.get("type") != "string" or None in schema["enum"]:
                yield self.at(
                    pointer, "is an enum of values other than strings; allow null where the enum is used"
                )
            not_strings = [
                value for value in schema["enum"] if value is not None and not isinstance(value, str)
            ]
            if not_strings:
                yield self.at(
                    pointer,
                    f"lists {', '.join(map(repr, not_strings))}, which YAML does not read as a string; quote it",
                )
            for value in set(schema.get("x-enum-descriptions", {})) - {str(v) for v in schema["enum"]}:
                yield self.at(
                    pointer + pointer_of("x-enum-descriptions", value),
                    f"describes {value!r}, which is not one of the values; correct it",
                )
            missing = {v for v in schema["enum"] if isinstance(v, str)} - set(
                schema.get("x-enum-descriptions", {})
            )
            if missing:
                shown = ", ".join(value or "''" for value in sorted(missing))
                yield self.at(pointer, f"does not describe {shown}; add x-enum-descriptions")
        also = schema.get("x-also-takes", {"$ref": ""})
        if (
            not isinstance(also, Mapping)
            or set(also) != {"$ref"}
            or (also["$ref"] and "properties" not in schema)
        ):
            yield self.at(
                pointer, "has an `x-also-takes` that is not `{$ref: file}` on an object; correct it"
            )
        if "x-forwarded" in schema:
            yield from self.forwarded(pointer, schema)
        for index, part in enumerate(schema.get("allOf", [])):
            if "properties" not in self.object(part):
                yield self.at(
                    f"{pointer}/allOf/{index}", "combines something other than objects; list objects only"
                )
        yield from self.property_names(pointer, self.object(schema))
        yield from self.schema(pointer, schema, described=True, component=True)

    def forwarded(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        known = "discriminator" in schema or "enum" in schema
        open_object = "properties" in schema and schema.get("additionalProperties") is True
        if schema["x-forwarded"] is not True or not (known or open_object):
            yield self.at(
                pointer,
                "has an `x-forwarded` that is not `true` on a union with a discriminator, on an enum or on an object "
                "with `additionalProperties: true`; correct it",
            )

    def schema_name(self, pointer: str) -> Iterator[Problem]:
        name = pointer.rsplit("/", 1)[1]
        module = module_name(name)
        free = name.isidentifier() and not keyword.iskeyword(name) and not name.endswith("Param")
        if not free or name in TAKEN_SCHEMAS or module in TAKEN_MODULES:
            yield self.at(
                pointer,
                f"becomes the class {name}, a name that the client needs itself; rename the file",
            )
        if self.modules.setdefault(module, name) != name:
            yield self.at(
                pointer,
                f"has the same module name ({module}) as {self.modules[module]}; rename one of the files",
            )

    def schema(
        self, pointer: str, schema: Mapping[str, Any], *, described: bool = False, component: bool = False
    ) -> Iterator[Problem]:
        if "x-name" in schema and "properties" not in reader.steps(pointer)[-2:-1]:
            yield self.at(
                pointer, "has `x-name`, which has an effect on properties and parameters only; remove it"
            )
        if not described and not schema.get("description"):
            yield self.at(pointer, "needs a description where it is used; add it")
        yield from self.value_rules(pointer, schema)
        if "$ref" in schema:
            return
        if not component:
            yield from self.inline(pointer, schema)
            for key in ("x-also-takes", "x-forwarded"):
                if key in schema:
                    yield self.at(
                        f"{pointer}/{key}",
                        f"has `{key}`, which has an effect on a file only; remove it",
                    )
        if not {"type", "oneOf", "anyOf", "allOf", "const", "x-any"} & set(schema):
            yield self.at(
                pointer, "has no type; if it can be any JSON, state the reason with `x-any: <reason>`"
            )
        if "const" in schema and not isinstance(schema["const"], str | int | None):
            yield self.at(
                pointer, f"has the constant {schema['const']!r}; use a string, an integer, a boolean or null"
            )
        if "x-keep-null" in schema and (
            schema["x-keep-null"] is not True or "null" not in schema.get("type", ())
        ):
            yield self.at(
                pointer, "has an `x-keep-null` that is not `true` on a type that allows null; remove it"
            )
        yield from self.vector(pointer, schema)
        if "x-ordered-by" in schema:
            item = self.object(schema.get("items", {})).get("properties", {})
            if item.get(schema["x-ordered-by"], {}).get("type") != "integer":
                yield self.at(
                    pointer,
                    "has an `x-ordered-by` that does not name an integer property of its items; correct it",
                )
        if "array" in types(schema) and "items" not in schema and not UNIONS & set(schema):
            yield self.at(pointer, "is an array without `items`; describe its items")
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield self.at(
                pointer,
                "does not state additionalProperties; write true if it can have unknown fields, otherwise false",
            )
        for missing in sorted(
            set(schema.get("required", [])) - set(self.object(schema).get("properties", {}))
        ):
            yield self.at(
                f"{pointer}/required", f"requires {missing!r}, which is not one of its properties; correct it"
            )
        for key in CONDITIONS:
            yield from self.condition(f"{pointer}/{key}", schema.get(key), schema)
        yield from self.children(pointer, schema)

    def condition(self, pointer: str, condition: Any, schema: Mapping[str, Any]) -> Iterator[Problem]:
        """Report a condition that requires a property which the object does not have."""
        known = self.object(schema).get("properties", {})
        if not known or not isinstance(condition, Mapping):
            return
        for index, name in enumerate(condition.get("required", [])):
            if name not in known:
                yield self.at(
                    f"{pointer}/required/{index}",
                    f"requires {name!r}, which is not one of its properties; correct it",
                )
        for name, inner in condition.get("properties", {}).items():
            yield from self.condition(pointer + pointer_of("properties", name), inner, known.get(name, {}))
        for key in CONDITIONS:
            yield from self.condition(f"{pointer}/{key}", condition.get(key), schema)

    def vector(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        members = [(m.get("type"), m.get("items", {}).get("type")) for m in schema.get("anyOf", [])]
        vector = sorted(members, key=str) == [("array", "number"), ("string", None)]
        if "x-base64-float32" in schema and not (schema["x-base64-float32"] is True and vector):
            yield self.at(
                pointer,
                "has an `x-base64-float32` that is not `true` with `anyOf` of an array of numbers and a string; fix it",
            )
        vectors = [name for name, p in schema.get("properties", {}).items() if "x-base64-float32" in p]
        if len(vectors) > 1:
            yield self.at(
                pointer, f"has the vectors {', '.join(vectors)}; `to_numpy()` returns one, so keep one"
            )

    def children(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        for name, value in schema.get("properties", {}).items():
            yield from self.schema(pointer + pointer_of("properties", name), value)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), Mapping):
                yield from self.schema(f"{pointer}/{key}", schema[key], described=True)
        for key in ("oneOf", "anyOf", "allOf"):
            for index, value in enumerate(schema.get(key, [])):
                yield from self.schema(f"{pointer}/{key}/{index}", value, described=True)
        yield from self.tagged(pointer, schema)

    def tagged(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        discriminator = schema.get("discriminator")
        members = [m for m in union_members(schema) if "$ref" in m]
        objects = [m for m in members if "properties" in self.object(m)]
        if discriminator is None:
            if len(objects) > 1:
                yield self.at(
                    pointer,
                    "is a union of objects without a discriminator; add one",
                )
            return
        tag, mapping = discriminator["propertyName"], discriminator["mapping"]
        for value, reference in mapping.items():
            here = pointer + pointer_of("discriminator", "mapping", value)
            member = self.object({"$ref": reference}).get("properties", {}).get(tag, {})
            if value not in (member.get("const"), *self.resolve(member).get("enum", [])):
                yield self.at(
                    here,
                    f"maps {value!r} to {reference}, whose {tag!r} is not that constant; fix one of the two",
                )
            if reference not in [m["$ref"] for m in members]:
                yield self.at(
                    here, f"maps {value!r} to {reference}, which is not in the union; add it or remove this"
                )
        untagged = [m["$ref"] for m in objects if m["$ref"] not in mapping.values()]
        if len(untagged) > 1:
            yield self.at(
                pointer,
                f"leaves {', '.join(untagged)} out of the discriminator's mapping; leave out at most one",
            )
        for reference in untagged:
            if {"const", "enum"} & set(self.object({"$ref": reference})["properties"].get(tag, {})):
                yield self.at(
                    pointer + pointer_of("discriminator", "mapping"),
                    f"lacks {reference}, which has a {tag!r}; add its value",
                )

    def inline(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        if "properties" in schema:
            yield self.at(pointer, "is an inline object; move it to a separate file in schemas/")
        if "enum" in schema:
            yield from self.tag_values(pointer, schema["enum"])

    def tag_values(self, pointer: str, values: Sequence[Any]) -> Iterator[Problem]:
        """Report an inline enum, unless it is the tag of a union member and the mapping contains all its values."""
        schema, name = (*reader.steps(pointer)[2::2], "", "")[:2]
        if len(values) == 1:
            yield self.at(pointer, "is an enum of one value; write it as `const`")
            return
        if not all(isinstance(value, str) for value in values):
            yield self.at(pointer, "is an inline enum of values other than strings; list strings")
            return
        mapped = self.tagged_members.get((schema, name), set())
        left = [str(value) for value in values if value not in mapped]
        if not mapped:
            yield self.at(pointer, "is an inline enum; move it to a separate file in schemas/")
        elif left:
            yield self.at(pointer, f"is the tag of a union whose mapping lacks {', '.join(left)}; add them")

    def without_files(
        self, here: str, schema: Mapping[str, Any], seen: frozenset[str] = frozenset()
    ) -> Iterator[Problem]:
        reference = schema.get("$ref")
        if reference in seen:
            return
        seen = seen | {str(reference)} if reference else seen
        full = self.resolve(schema)
        if full.get("format") == "binary":
            yield self.at(
                here, "has `format: binary` inside JSON, which cannot contain bytes; describe their encoding"
            )
        inner = [*full.get("properties", {}).values()]
        inner += [
            full[key] for key in ("items", "additionalProperties") if isinstance(full.get(key), Mapping)
        ]
        inner += [m for key in ("oneOf", "anyOf", "allOf") for m in full.get(key, [])]
        for child in inner:
            yield from self.without_files(here, child, seen)
