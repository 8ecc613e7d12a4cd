"""Types that msgspec does not know as a whole, taken apart until it knows the parts.

These are types with a choice between classes (nothing in JSON names the class, so each is tried), types with
annotations that msgspec ignores, and classes whose constructors do more than msgspec does.
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

from ._checking import TYPES
from ._definitions import Definitions
from ._fields import Class, Field, class_of, description_of, members_of
from ._hints import FORMATS, is_foreign, is_misread, named
from ._notes import check_use, descriptions, limits, stricter
from ._part import Json, Part, Read, checked, choice, list_of, read_at, read_class, tagged
from ._pydantic_types import PydanticType, annotated, are_of_pydantic, is_pydantic

KnownSchema = Callable[[Any], tuple[Json, Json]]
KnownRead = Callable[[Any, Any], Any]

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


class Parts:
    """Takes types apart.

    `schema` gives the schema of a type and its definitions, or raises TypeError; `read` makes a value of one that has a
    schema.
    """

    def __init__(self, schema: KnownSchema, read: KnownRead) -> None:
        self.definitions = Definitions()
        self._schema = schema
        self._read = read
        self._classes: dict[type, Part] = {}

    def part(self, shape: Any) -> Part:
        """The part that a type is. Raises TypeError where it has no JSON schema."""
        if is_pydantic(shape):
            return self._of_pydantic(PydanticType(shape))
        if is_foreign(shape):
            return self._taken_apart(shape, TypeError(f"the annotations within {shape!r} cannot be checked"))
        if shape not in FORMATS and is_misread(shape):
            kept = Definitions(self.definitions), dict(self._classes)
            try:
                return self._taken_apart(shape, TypeError())
            except TypeError:
                self.definitions, self._classes = kept  # msgspec knows it as a whole, or it is an error.
        try:
            schema, definitions = self._schema(shape)
        except TypeError as error:
            return self._taken_apart(shape, error)
        schema = self.definitions.adopt(schema, definitions)
        if shape in FORMATS:
            schema["format"] = FORMATS[shape]
        known = class_of(shape)
        names = frozenset() if known is None else frozenset(field.name for field in known.fields)
        return Part(schema, lambda value: self._read(value, shape), names)

    def object(self, known: Class, schema: Json, label: str) -> Part:
        """The part that a class with known fields is. `label` names the class and one of its fields in errors."""
        fields: dict[str, tuple[Field, Read]] = {}
        properties: Json = {}
        schema |= {"type": "object", "properties": properties}
        for field in known.fields:
            try:
                inner = self.part(field.hint)
            except TypeError as error:
                raise TypeError(f"{label.format(field.name)}: {error}") from error
            properties[field.name] = inner.schema | _default_of(field)
            fields[field.name] = field, inner.read
        schema["required"] = [field.name for field in known.fields if field.required]
        return Part(schema, partial(read_class, known, fields))

    def _of_pydantic(self, known: PydanticType) -> Part:
        schema = self.definitions.adopt(known.schema, {})
        return Part(schema, known.read, frozenset(schema.get("properties", ())))

    def _taken_apart(self, shape: Any, unknown: TypeError) -> Part:
        known = class_of(shape)
        if known is not None:
            return self._classes.get(shape) or self._class(shape, known)
        members = [member for member in members_of(shape) if member is not msgspec.UnsetType]
        if members:
            return choice([self.part(member) for member in members])
        origin, arguments = get_origin(shape), get_args(shape)
        if origin is Annotated:
            return self._annotated(arguments[0], arguments[1:])
        if origin in _LISTS:
            return list_of(self.part(arguments[0]), _LISTS[origin])
        if origin is tuple:
            return self._tuple(arguments)
        if origin in _MAPS:
            return self._map(*arguments)
        alias = named(shape)
        if alias:
            return self.part(alias[0])
        raise unknown

    def _annotated(self, inner: Any, notes: Sequence[Any]) -> Part:
        keywords = descriptions(notes)
        try:
            known = self._limited(inner, notes)
        except TypeError:
            if not are_of_pydantic(notes):
                raise
            known = self._of_pydantic(annotated(inner, notes))
            check_use(notes, self._kinds(known.schema))
        return known._replace(schema=known.schema | keywords)

    def _limited(self, inner: Any, notes: Sequence[Any]) -> Part:
        """A type whose limits are keywords of JSON Schema. Raises TypeError if a note is something else."""
        metas = [note for note in notes if isinstance(note, msgspec.Meta)]
        others = [note for note in notes if not isinstance(note, msgspec.Meta)]
        if metas and others:
            known = self.part(Annotated[(inner, *metas)])
        else:
            known, others = self.part(inner), list(notes)
        restricted = limits(others, self._kinds(known.schema))
        if not restricted:
            return known
        return known._replace(schema=stricter(known.schema, restricted), read=checked(known.read, restricted))

    def _kinds(self, schema: Any, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """The types of JSON that a schema allows. Texts that stand for something else, such as dates, are left out."""
        if not isinstance(schema, Mapping):
            return frozenset(TYPES)
        name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        if name:
            return frozenset() if name in seen else self._kinds(self.definitions.get(name, {}), seen | {name})
        members = schema.get("anyOf") or schema.get("oneOf")
        if members:
            return frozenset().union(*(self._kinds(member, seen) for member in members))
        if "enum" in schema or "const" in schema:
            values = schema.get("enum", [schema.get("const")])
            return frozenset(kind for kind, fits in TYPES.items() if any(map(fits, values)))
        if "properties" in schema:
            return frozenset(["class"])  # Its values are objects that have no length.
        kinds = schema.get("type", list(TYPES))
        kinds = frozenset([kinds] if isinstance(kinds, str) else kinds)
        return kinds - {"string"} if schema.keys() & {"format", "contentEncoding"} else kinds

    def _tuple(self, arguments: Sequence[Any]) -> Part:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return list_of(self.part(arguments[0]), tuple)
        items = [self.part(argument) for argument in arguments]

        def read(value: Any) -> Any:
            if not isinstance(value, list) or len(value) != len(items):
                raise ValueError(f"expected an array of {len(items)} items")
            return tuple(read_at(index, item.read, value[index]) for index, item in enumerate(items))

        size = {"minItems": len(items), "maxItems": len(items)}
        return Part(
            {"type": "array", "prefixItems": [item.schema for item in items], "items": False, **size}, read
        )

    def _map(self, key: Any, item: Any) -> Part:
        names, values = self.part(key), self.part(item)

        def read_name(name: str) -> Any:
            return (
                names.read(name) if is_foreign(key) else next(iter(self._read({name: None}, dict[key, None])))
            )

        def read(value: Any) -> Any:
            if not isinstance(value, dict):
                raise ValueError("expected an object")
            return {read_name(name): read_at(name, values.read, inner) for name, inner in value.items()}

        keywords = {"propertyNames": names.schema} if is_foreign(key) else {}
        return Part({"type": "object", "additionalProperties": values.schema, **keywords}, read)

    def _class(self, shape: type, known: Class) -> Part:
        name = self.definitions.free(shape.__name__)
        schema: Json = {"title": shape.__name__}
        # Known from here on, since its fields may hold it.
        self.definitions[name] = schema
        whole: list[Part] = []
        names = frozenset(field.name for field in known.fields)

        def read(value: Any) -> Any:
            return whole[0].read(value)

        part = Part({"$ref": f"#/$defs/{name}"}, read, names)
        self._classes[shape] = part
        description = description_of(shape)
        if description:
            schema["description"] = description
        whole.append(self.object(known, schema, f"the field {{!r}} of {shape.__name__}"))
        if issubclass(shape, msgspec.Struct):
            whole[0] = tagged(shape, whole[0])
        return part


def _default_of(field: Field) -> Json:
    if field.shown is msgspec.UNSET:
        return {}
    try:
        return {"default": msgspec.to_builtins(field.shown, str_keys=True)}
    except (TypeError, ValueError):
        return {}
