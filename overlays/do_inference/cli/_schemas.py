"""What a schema of the description admits, as far as a command line has to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

JSON_TYPES: Final = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


class Schemas:
    """The description, with its references followed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def follow(self, node: Schema) -> Schema:
        """The node that a reference stands for, with what is said beside the reference laid over it."""
        while "$ref" in node:
            beside = {key: value for key, value in node.items() if key != "$ref"}
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = {**target, **beside}
        return node

    def variants(self, schema: Schema) -> Iterator[Schema]:
        """The schema, or the members of the union that it is; their own unions are opened as well."""
        schema = self.follow(schema)
        members = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        if not members:
            yield schema
        for member in members:
            yield from self.variants(member)

    def types(self, schema: Schema) -> frozenset[str]:
        """The JSON types that a value may have."""
        found: set[str] = set()
        for variant in self.variants(schema):
            stated = variant.get("type")
            if isinstance(stated, str):
                found.add(stated)
            elif stated:
                found.update(stated)
            elif "properties" in variant or "additionalProperties" in variant:
                found.add("object")
            elif "enum" not in variant and "const" not in variant:
                return JSON_TYPES
            else:
                found.add("string")
        return frozenset(found)

    def items(self, schema: Schema) -> Schema | None:
        """What the elements of an array are."""
        for variant in self.variants(schema):
            if "items" in variant:
                return self.follow(variant["items"])
        return None

    def is_file(self, schema: Schema) -> bool:
        """Whether a value is a file, or an array of files."""
        within = self.items(schema)
        variants = [*self.variants(schema), *(() if within is None else self.variants(within))]
        return any(variant.get("format") == "binary" for variant in variants)

    def words(self, schema: Schema) -> list[str]:
        """The values that an open enumeration names."""
        return [
            str(word)
            for variant in self.variants(schema)
            for word in variant.get("enum", ())
            if word is not None
        ]

    def is_map(self, schema: Schema) -> bool:
        """Whether this is an object of any names, with values that are single words."""
        for variant in self.variants(schema):
            values = variant.get("additionalProperties")
            if isinstance(values, Mapping) and not variant.get("properties"):
                return self.types(values) <= {"string", "integer", "number", "boolean"}
        return False

    def example(self, schema: Schema, depth: int = 3) -> Any:
        """What a value looks like, with no more in it than it must have."""
        variant = next(self.variants(schema))
        if "const" in variant:
            return variant["const"]
        if words := self.words(variant):
            return words[0]
        types = self.types(variant)
        if "array" in types:
            return [self.example(variant.get("items", {}), depth - 1)] if depth else []
        if "object" in types and types <= {"object", "null"}:
            fields = variant.get("properties", {})
            return {
                name: self.example(fields[name], depth - 1) for name in variant.get("required", ()) if depth
            }
        return 0 if types <= {"integer", "null", "number"} else types == {"boolean"} or "..."
