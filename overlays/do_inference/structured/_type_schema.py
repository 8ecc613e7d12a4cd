"""JSON schemas of Python types, and the decoding of values of these types.

msgspec supports most types (attrs classes, dataclasses, TypedDicts, Structs, lists and unions of them, enums, dates),
and pydantic its models. `_CodecBuilder` composes the codecs of other types from the codecs of their parts: unions of
classes (JSON does not name the class, so each one is tried), types with metadata that msgspec ignores, and classes
whose constructors do more than msgspec does.
"""

from __future__ import annotations

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Mapping,
    MutableMapping,
    MutableSequence,
    MutableSet,
    Sequence,
)
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Annotated, Any, Final, get_args, get_origin

import msgspec

from ._annotations import (
    PydanticType,
    annotated_by_pydantic,
    annotation_keywords,
    check_pydantic_limits,
    intersect_limits,
    is_pydantic,
    needs_pydantic,
    validation_keywords,
)
from ._json_schema import map_subschemas
from ._type_codec import (
    Decode,
    Definitions,
    Json,
    TypeCodec,
    array_codec,
    decode_at,
    decode_record,
    tagged_codec,
    union_codec,
    validated,
)
from ._type_hints import (
    IMPLIED_FORMATS,
    ClassField,
    RecordType,
    alias_target,
    description_of,
    has_ignored_metadata,
    is_misread,
    members_of,
    record_type_of,
)
from ._validation import JSON_TYPES

_LISTS: Final[Mapping[Any, Callable[[Iterable[Any]], Any]]] = {
    list: list,
    set: set,
    frozenset: frozenset,
    Sequence: list,
    Iterable: list,
    Collection: list,
    MutableSequence: list,
    AbstractSet: set,
    MutableSet: set,
}
_MAPS: Final = (dict, Mapping, MutableMapping)


class TypeSchema:
    """The JSON schema and the decoder of a type. A `RecordType` defines the fields directly.

    Raises:
        TypeError: The type has no JSON schema.
    """

    def __init__(self, type_: Any) -> None:
        builder = _CodecBuilder()
        try:
            if isinstance(type_, RecordType):
                codec = builder.record(type_, {}, "the parameter {!r}")
            else:
                codec = builder.codec(type_)
        except NameError as error:
            raise TypeError(f"{type_!r} refers to a type that its module does not define: {error}") from error
        self._decode = codec.decode
        schema = {**codec.schema, "$defs": builder.definitions} if builder.definitions else codec.schema
        self.schema: dict[str, Any] = _closed(_with_inlined_top(schema))
        """The JSON schema. For classes its top level is an object, not a reference: several vendors require that."""

    def decode(self, value: Any) -> Any:
        """Return `value`, which is JSON, as a value of the type.

        Raises:
            ValueError: It is invalid. The message contains the location.
        """
        return self._decode(value)


def _closed(schema: Any) -> Any:
    """Return the schema with objects that forbid additional properties, unless they explicitly allow them."""
    inner = map_subschemas(schema, _closed)
    if isinstance(inner, dict) and "properties" in inner:
        inner.setdefault("additionalProperties", False)
    return inner


def _with_inlined_top(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with a reference at its top replaced by the definition."""
    reference = schema.get("$ref")
    definitions = dict(schema.get("$defs", {}))
    name = reference.removeprefix("#/$defs/") if isinstance(reference, str) else ""
    if name not in definitions:
        return schema
    top = definitions[name]
    # The definition is still needed if another definition, or itself, refers to it.
    if f"#/$defs/{name}" not in repr(definitions):
        del definitions[name]
    return {**top, "$defs": definitions} if definitions else dict(top)


def _msgspec_schema(type_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        (schema,), definitions = msgspec.json.schema_components(
            [type_], schema_hook=_schema_hook, ref_template="#/$defs/{name}"
        )
    except NotImplementedError as error:
        raise TypeError(f"{type_!r} has no JSON schema: {error}") from error
    return schema, definitions


def _msgspec_decode(value: Any, type_: Any) -> Any:
    try:
        return msgspec.convert(value, type_, dec_hook=_decode_hook, str_keys=True)
    except msgspec.ValidationError:
        # In JSON, 1.0 is an integer too.
        converted = _with_integers(value)
        if converted is value:
            raise
        return msgspec.convert(converted, type_, dec_hook=_decode_hook, str_keys=True)


def _with_integers(value: Any) -> Any:
    """Replace floats with integral values by integers. Return the same object if there are none."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, list):
        items = [_with_integers(item) for item in value]
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    if isinstance(value, dict):
        fields = {name: _with_integers(item) for name, item in value.items()}
        return value if all(fields[name] is value[name] for name in fields) else fields
    return value


def _schema_hook(type_: type[Any]) -> dict[str, Any]:
    if is_pydantic(type_):
        return PydanticType(type_).schema
    raise TypeError(f"{type_!r} has no JSON schema")


def _decode_hook(type_: type[Any], value: Any) -> Any:
    if is_pydantic(type_):
        return PydanticType(type_).decode(value)
    raise TypeError(f"{type_!r} cannot be decoded from JSON")


class _CodecBuilder:
    """Builds the codecs of types, and collects the definitions that their schemas refer to."""

    def __init__(self) -> None:
        self.definitions = Definitions()
        self._classes: dict[type, TypeCodec] = {}

    def codec(self, type_: Any) -> TypeCodec:
        """Return the codec of a type. Raise TypeError if it has no JSON schema."""
        if is_pydantic(type_):
            return self._pydantic(PydanticType(type_))
        if has_ignored_metadata(type_):
            return self._compose(type_, TypeError(f"the annotations within {type_!r} cannot be validated"))
        if type_ not in IMPLIED_FORMATS and is_misread(type_):
            saved = Definitions(self.definitions), dict(self._classes)
            try:
                return self._compose(type_, TypeError())
            except TypeError:
                self.definitions, self._classes = saved  # Let msgspec decide whether it supports the type.
        try:
            schema, definitions = _msgspec_schema(type_)
        except TypeError as error:
            return self._compose(type_, error)
        schema = self.definitions.adopt(schema, definitions)
        if type_ in IMPLIED_FORMATS:
            schema["format"] = IMPLIED_FORMATS[type_]
        record = record_type_of(type_)
        names = frozenset() if record is None else frozenset(field.name for field in record.fields)
        return TypeCodec(schema, lambda value: _msgspec_decode(value, type_), names)

    def record(self, record: RecordType, schema: Json, label: str) -> TypeCodec:
        """Return the codec of a record type, whose schema is added to `schema`. `label` names a field in errors."""
        fields: dict[str, tuple[ClassField, Decode]] = {}
        properties: Json = {}
        schema |= {"type": "object", "properties": properties}
        for field in record.fields:
            try:
                inner = self.codec(field.hint)
            except TypeError as error:
                raise TypeError(f"{label.format(field.name)}: {error}") from error
            properties[field.name] = inner.schema | _default_of(field)
            fields[field.name] = field, inner.decode
        schema["required"] = [field.name for field in record.fields if field.required]
        return TypeCodec(schema, partial(decode_record, record, fields))

    def _pydantic(self, type_: PydanticType) -> TypeCodec:
        schema = self.definitions.adopt(type_.schema, {})
        return TypeCodec(schema, type_.decode, frozenset(schema.get("properties", ())))

    def _compose(self, type_: Any, unsupported: TypeError) -> TypeCodec:
        """Compose the codec of a type from the codecs of its parts. Raise `unsupported` if it has none."""
        record = record_type_of(type_)
        if record is not None:
            return self._classes.get(type_) or self._class(type_, record)
        members = [member for member in members_of(type_) if member is not msgspec.UnsetType]
        if members:
            return union_codec([self.codec(member) for member in members])
        origin, arguments = get_origin(type_), get_args(type_)
        if origin is Annotated:
            return self._annotated(arguments[0], arguments[1:])
        if origin in _LISTS:
            return array_codec(self.codec(arguments[0]), _LISTS[origin])
        if origin is tuple:
            return self._tuple(arguments)
        if origin in _MAPS:
            return self._map(*arguments)
        alias = alias_target(type_)
        if alias:
            return self.codec(alias[0])
        raise unsupported

    def _annotated(self, inner: Any, metadata: Sequence[Any]) -> TypeCodec:
        keywords = annotation_keywords(metadata)
        try:
            codec = self._limited(inner, metadata)
        except TypeError:
            if not any(map(needs_pydantic, metadata)):
                raise
            codec = self._pydantic(annotated_by_pydantic(inner, metadata))
            check_pydantic_limits(metadata, self._json_types(codec.schema))
        return codec._replace(schema=codec.schema | keywords)

    def _limited(self, inner: Any, metadata: Sequence[Any]) -> TypeCodec:
        """Return the codec of a type whose metadata consists of limits that JSON Schema supports.

        Raises:
            TypeError: It contains other constraints.
        """
        metas = [item for item in metadata if isinstance(item, msgspec.Meta)]
        others = [item for item in metadata if not isinstance(item, msgspec.Meta)]
        if metas and others:
            codec = self.codec(Annotated[(inner, *metas)])
        else:
            codec, others = self.codec(inner), list(metadata)
        limits = validation_keywords(others, self._json_types(codec.schema))
        if not limits:
            return codec
        return codec._replace(
            schema=intersect_limits(codec.schema, limits), decode=validated(codec.decode, limits)
        )

    def _json_types(self, schema: Any, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the JSON types that a schema allows, without strings that represent another type, such as dates."""
        if not isinstance(schema, Mapping):
            return frozenset(JSON_TYPES)
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name:
            if name in seen:
                return frozenset()
            return self._json_types(self.definitions.get(name, {}), seen | {name})
        members = schema.get("anyOf") or schema.get("oneOf")
        if members:
            return frozenset().union(*(self._json_types(member, seen) for member in members))
        if "enum" in schema or "const" in schema:
            values = schema.get("enum", [schema.get("const")])
            return frozenset(name for name, matches in JSON_TYPES.items() if any(map(matches, values)))
        if "properties" in schema:
            # Values of a class have no length, so limits of objects do not apply.
            return frozenset(["class"])
        types = schema.get("type", list(JSON_TYPES))
        types = frozenset([types] if isinstance(types, str) else types)
        return types - {"string"} if schema.keys() & {"format", "contentEncoding"} else types

    def _tuple(self, arguments: Sequence[Any]) -> TypeCodec:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return array_codec(self.codec(arguments[0]), tuple)
        items = [self.codec(argument) for argument in arguments]

        def decode(value: Any) -> Any:
            if not isinstance(value, list) or len(value) != len(items):
                raise ValueError(f"expected an array of {len(items)} items")
            return tuple(decode_at(index, item.decode, value[index]) for index, item in enumerate(items))

        size = {"minItems": len(items), "maxItems": len(items)}
        return TypeCodec(
            {"type": "array", "prefixItems": [item.schema for item in items], "items": False, **size}, decode
        )

    def _map(self, key: Any, item: Any) -> TypeCodec:
        names, values = self.codec(key), self.codec(item)

        def decode_name(name: str) -> Any:
            if has_ignored_metadata(key):
                return names.decode(name)
            return next(iter(_msgspec_decode({name: None}, dict[key, None])))

        def decode(value: Any) -> Any:
            if not isinstance(value, dict):
                raise ValueError("expected an object")
            return {decode_name(name): decode_at(name, values.decode, inner) for name, inner in value.items()}

        keywords = {"propertyNames": names.schema} if has_ignored_metadata(key) else {}
        return TypeCodec({"type": "object", "additionalProperties": values.schema, **keywords}, decode)

    def _class(self, type_: type, record: RecordType) -> TypeCodec:
        name = self.definitions.unused_name(type_.__name__)
        schema: Json = {"title": type_.__name__}
        # Registered before its fields, because the class may be recursive.
        self.definitions[name] = schema
        complete: list[TypeCodec] = []
        names = frozenset(field.name for field in record.fields)

        def decode(value: Any) -> Any:
            return complete[0].decode(value)

        codec = TypeCodec({"$ref": f"#/$defs/{name}"}, decode, names)
        self._classes[type_] = codec
        description = description_of(type_)
        if description:
            schema["description"] = description
        complete.append(self.record(record, schema, f"the field {{!r}} of {type_.__name__}"))
        if issubclass(type_, msgspec.Struct):
            complete[0] = tagged_codec(type_, complete[0])
        return codec


def _default_of(field: ClassField) -> Json:
    if field.schema_default is msgspec.UNSET:
        return {}
    try:
        return {"default": msgspec.to_builtins(field.schema_default, str_keys=True)}
    except (TypeError, ValueError):
        return {}
