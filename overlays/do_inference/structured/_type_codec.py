"""Codecs: the JSON schema of a type together with the function that decodes its values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec

from ._json_schema import map_subschemas
from ._type_hints import ClassField, RecordType
from ._validation import Validator

Json = dict[str, Any]
Decode = Callable[[Any], Any]
"""Converts a JSON value to a value of a type. Raises ValueError if it is invalid."""

_MAX_SHOWN_ERRORS: Final = 3


class TypeCodec(NamedTuple):
    """The schema of a type, and the decoder of its values."""

    schema: Json
    decode: Decode
    field_names: frozenset[str] = frozenset()
    """The properties of a class; empty for other types."""


def tagged_codec(type_: type[msgspec.Struct], codec: TypeCodec) -> TypeCodec:
    """Return the codec with the tag that msgspec adds to a Struct."""
    settings = type_.__struct_config__
    if settings.array_like:
        raise TypeError(
            f"the annotations of {type_!r} cannot be validated, because its values are JSON arrays"
        )
    name, tag = settings.tag_field, settings.tag
    if name is None:
        return codec

    def decode(value: Any) -> Any:
        if not isinstance(value, dict) or value.get(name) != tag:
            raise ValueError(f"expected {name!r} to be {tag!r}")
        return codec.decode({key: item for key, item in value.items() if key != name})

    codec.schema["properties"] = {name: {"enum": [tag]}, **codec.schema["properties"]}
    codec.schema["required"].insert(0, name)
    return codec._replace(decode=decode)


def validated(decode: Decode, schema: Json) -> Decode:
    """Return a decoder that first validates the JSON value against a schema."""
    validator = Validator(schema)

    def validate(value: Any) -> Any:
        error = validator.first_error(value)
        if error is not None:
            raise ValueError(error.removesuffix(" at $"))
        return decode(value)

    return validate


def decode_record(record: RecordType, fields: Mapping[str, tuple[ClassField, Decode]], value: Any) -> Any:
    """Decode a JSON object as a value of a class."""
    if not isinstance(value, dict):
        raise ValueError("expected an object")
    arguments: dict[str, Any] = {}
    for name, (field, decode) in fields.items():
        if name in value:
            arguments[field.argument] = decode_at(name, decode, value[name])
        elif field.required:
            raise ValueError(f"{name!r} is missing")
        elif field.default is not None:
            arguments[field.argument] = field.default()
    if record.forbids_unknown and not value.keys() <= fields.keys():
        raise ValueError(f"{min(value.keys() - fields.keys())!r} is not allowed")
    try:
        return record.factory(**arguments)
    except TypeError as error:
        raise ValueError(str(error)) from error


def union_codec(members: Sequence[TypeCodec]) -> TypeCodec:
    """Return the codec of a union."""

    def decode(value: Any) -> Any:
        errors: list[str] = []
        # Classes ignore unknown properties, so the class that has most of the properties is tried first.
        for member in sorted(members, key=partial(_unknown_properties, value)):
            try:
                return member.decode(value)
            except ValueError as error:
                errors.append(str(error))
        raise ValueError(
            f"the value matches none of the allowed types: {'; '.join(errors[:_MAX_SHOWN_ERRORS])}"
        )

    return TypeCodec({"anyOf": [member.schema for member in members]}, decode)


def _unknown_properties(value: Any, codec: TypeCodec) -> int:
    return len(value.keys() - codec.field_names) if isinstance(value, dict) and codec.field_names else 0


def array_codec(item: TypeCodec, factory: Callable[[Iterable[Any]], Any]) -> TypeCodec:
    """Return the codec of an array with one type of items; `factory` creates a list, a set or another collection."""

    def decode(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("expected an array")
        return factory(decode_at(index, item.decode, inner) for index, inner in enumerate(value))

    return TypeCodec({"type": "array", "items": item.schema}, decode)


def decode_at(place: str | int, decode: Decode, value: Any) -> Any:
    """Decode a value; add its place to a ValueError."""
    try:
        return decode(value)
    except ValueError as error:
        raise ValueError(f"at {place!r}: {error}") from error


class Definitions(dict[str, Any]):
    """The definitions of a schema: schemas by the name in references such as `#/$defs/Name`."""

    def unused_name(self, name: str, more: Collection[str] = ()) -> str:
        """Return the name, with a number if these definitions or `more` already contain it."""
        unused, number = name, 1
        while unused in self or unused in more:
            number += 1
            unused = f"{name}_{number}"
        return unused

    def adopt(self, schema: Json, more: Json) -> Json:
        """Add the definitions within a schema, and `more`. Return the schema without definitions.

        Renames a definition if a different one already has its name.
        """
        schema, found = _extract_definitions({**schema, "$defs": {**schema.get("$defs", {}), **more}})
        names: dict[str, str] = {}
        while conflicting := [name for name in found if self._conflicts(name, found[name], names)]:
            # Renaming a definition changes the definitions that refer to it, which may then conflict as well.
            names |= {f"#/$defs/{name}": f"#/$defs/{self.unused_name(name, found)}" for name in conflicting}
        for name, inner in found.items():
            self[names.get(f"#/$defs/{name}", name).removeprefix("#/$defs/")] = _rename_references(
                inner, names
            )
        renamed: Json = _rename_references(schema, names)
        return renamed

    def _conflicts(self, name: str, schema: Any, names: Mapping[str, str]) -> bool:
        return (
            f"#/$defs/{name}" not in names
            and name in self
            and self[name] != _rename_references(schema, names)
        )


def _extract_definitions(schema: Json) -> tuple[Json, Json]:
    """Return a schema without its definitions at any depth, and these definitions."""
    found: Json = {}

    def extract(node: Any) -> Any:
        inner = map_subschemas(node, extract)
        if isinstance(inner, dict):
            found.update(inner.pop("$defs", {}))
        return inner

    extracted: Json = extract(schema)
    return extracted, found


def _rename_references(node: Any, names: Mapping[str, str]) -> Any:
    """Return a schema with renamed references, also in its `discriminator`."""
    inner = map_subschemas(node, partial(_rename_references, names=names))
    if not names or not isinstance(inner, dict):
        return node
    if "$ref" in inner:
        inner["$ref"] = names.get(inner["$ref"], inner["$ref"])
    mapping = inner.get("discriminator", {}).get("mapping")
    if mapping is not None:
        changed = {tag: names.get(reference, reference) for tag, reference in mapping.items()}
        inner["discriminator"] = {**inner["discriminator"], "mapping": changed}
    return inner
