"""Types that msgspec does not know as a whole, taken apart until it knows the parts.

These are types with a choice between classes (nothing in JSON names the class, so each is tried), and types with
annotations that msgspec ignores.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from .checking import TYPES, Checker
from .fields import Class, Field, class_of, description_of, members_of
from .keywords import with_subschemas
from .notes import check_use, descriptions, limits, notes_of, stricter
from .pydantic_types import PydanticType, annotated, are_of_pydantic, is_pydantic

Json = dict[str, Any]
Read = Callable[[Any], Any]
KnownSchema = Callable[[Any], tuple[Json, Json]]
KnownRead = Callable[[Any, Any], Any]

_LISTS: Final[Mapping[Any, Callable[[Iterable[Any]], Any]]] = {
    list: list,
    set: set,
    frozenset: frozenset,
    Sequence: list,
    Iterable: list,
    AbstractSet: set,
}
_MAPS: Final = (dict, Mapping, MutableMapping)
_SHOWN: Final = 3


class Part(NamedTuple):
    """A type: its schema, and how a value of it is read from JSON (ValueError where it does not fit)."""

    schema: Json
    read: Read
    names: frozenset[str] = frozenset()
    """The fields of a class."""


class Parts:
    """Takes types apart.

    `schema` gives the schema of a type and its definitions, or raises TypeError; `read` makes a value of one that has a
    schema.
    """

    def __init__(self, schema: KnownSchema, read: KnownRead) -> None:
        self.definitions: Json = {}
        self._schema = schema
        self._read = read
        self._classes: dict[type, Part] = {}

    def part(self, shape: Any) -> Part:
        """The part that a type is. Raises TypeError where it has no JSON schema."""
        if is_pydantic(shape):
            return self._of_pydantic(PydanticType(shape))
        if is_foreign(shape):
            return self._taken_apart(shape, TypeError(f"the annotations within {shape!r} cannot be checked"))
        try:
            schema, definitions = self._schema(shape)
        except TypeError as error:
            return self._taken_apart(shape, error)
        schema = self._adopted(schema, definitions)
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
        return Part(schema, partial(_read_class, known, fields))

    def _of_pydantic(self, known: PydanticType) -> Part:
        schema = self._adopted(known.schema, {})
        return Part(schema, known.read, frozenset(schema.get("properties", ())))

    def _adopted(self, schema: Json, definitions: Json) -> Json:
        """The schema, after its definitions became definitions of the whole. A name that is taken gets a number."""
        schema, found = _lifted({**schema, "$defs": {**schema.get("$defs", {}), **definitions}})
        names = {
            f"#/$defs/{name}": f"#/$defs/{self._free(name)}"
            for name, inner in found.items()
            if self.definitions.get(name, inner) != inner
        }
        for name, inner in found.items():
            self.definitions[names.get(f"#/$defs/{name}", name).removeprefix("#/$defs/")] = _renamed(
                inner, names
            )
        renamed: Json = _renamed(schema, names)
        return renamed

    def _free(self, name: str) -> str:
        free, number = name, 1
        while free in self.definitions:
            number += 1
            free = f"{name}_{number}"
        return free

    def _taken_apart(self, shape: Any, unknown: TypeError) -> Part:
        known = class_of(shape)
        if known is not None:
            return self._classes.get(shape) or self._class(shape, known)
        members = [member for member in members_of(shape) if member is not msgspec.UnsetType]
        if members:
            return _choice([self.part(member) for member in members])
        origin, arguments = get_origin(shape), get_args(shape)
        if origin is Annotated:
            return self._annotated(arguments[0], arguments[1:])
        if origin in _LISTS:
            return _list(self.part(arguments[0]), _LISTS[origin])
        if origin is tuple:
            return self._tuple(arguments)
        if origin in _MAPS:
            return self._map(*arguments)
        named = _named(shape)
        if named:
            return self.part(named[0])
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
        return known._replace(
            schema=stricter(known.schema, restricted), read=_checked(known.read, restricted)
        )

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
            return _list(self.part(arguments[0]), tuple)
        items = [self.part(argument) for argument in arguments]

        def read(value: Any) -> Any:
            if not isinstance(value, list) or len(value) != len(items):
                raise ValueError(f"expected an array of {len(items)} items")
            return tuple(_read_at(index, item.read, value[index]) for index, item in enumerate(items))

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
            return {read_name(name): _read_at(name, values.read, inner) for name, inner in value.items()}

        keywords = {"propertyNames": names.schema} if is_foreign(key) else {}
        return Part({"type": "object", "additionalProperties": values.schema, **keywords}, read)

    def _class(self, shape: type, known: Class) -> Part:
        name = self._free(shape.__name__)
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
            whole[0] = _tagged(shape, whole[0])
        return part


def _tagged(shape: type[msgspec.Struct], part: Part) -> Part:
    """The part with the tag that msgspec gives a class."""
    settings = shape.__struct_config__
    if settings.array_like:
        raise TypeError(f"the annotations of {shape!r} cannot be checked, as its values are arrays")
    name, tag = settings.tag_field, settings.tag
    if name is None:
        return part

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or value.get(name) != tag:
            raise ValueError(f"expected {name!r} to be {tag!r}")
        return part.read({key: item for key, item in value.items() if key != name})

    part.schema["properties"] = {name: {"enum": [tag]}, **part.schema["properties"]}
    part.schema["required"].insert(0, name)
    return part._replace(read=read)


def _default_of(field: Field) -> Json:
    if field.shown is msgspec.UNSET:
        return {}
    try:
        return {"default": msgspec.to_builtins(field.shown, str_keys=True)}
    except (TypeError, ValueError):
        return {}


def _lifted(schema: Json) -> tuple[Json, Json]:
    """A schema without the definitions that schemas within it have, and these definitions."""
    found: Json = {}

    def lift(node: Any) -> Any:
        inner = with_subschemas(node, lift)
        if isinstance(inner, dict):
            found.update(inner.pop("$defs", {}))
        return inner

    lifted: Json = lift(schema)
    return lifted, found


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    """A schema with other references, also in its `discriminator`."""
    inner = with_subschemas(node, partial(_renamed, names=names))
    if not names or not isinstance(inner, dict):
        return node
    if "$ref" in inner:
        inner["$ref"] = names.get(inner["$ref"], inner["$ref"])
    mapping = inner.get("discriminator", {}).get("mapping")
    if mapping is not None:
        changed = {tag: names.get(reference, reference) for tag, reference in mapping.items()}
        inner["discriminator"] = {**inner["discriminator"], "mapping": changed}
    return inner


def is_foreign(hint: Any, seen: set[Any] | None = None) -> bool:
    """Whether a type has annotations, at any depth, that msgspec would ignore. Leaves out the types in `seen`."""
    seen = set() if seen is None else seen
    if isinstance(hint, list):  # The parameters of a `Callable`.
        return any(is_foreign(item, seen) for item in hint)
    if is_pydantic(hint):
        return dataclasses.is_dataclass(hint)  # msgspec would read it without pydantic.
    if any(not isinstance(note, msgspec.Meta) for note in notes_of(hint)):
        return True
    shape = get_origin(hint) if isinstance(get_origin(hint), type) else hint
    inner = get_args(hint) if get_origin(hint) is not Literal else ()
    named = _named(shape)
    if (named or isinstance(shape, type)) and shape not in seen:
        seen.add(shape)
        inner += (*named, *_hints_within(shape))
    return any(is_foreign(item, seen) for item in inner if not isinstance(item, msgspec.Meta))


def _hints_within(shape: Any) -> Iterable[Any]:
    known = class_of(shape)
    if known is not None:
        return [field.hint for field in known.fields]
    is_named_tuple = isinstance(shape, type) and issubclass(shape, tuple) and hasattr(shape, "_fields")
    return get_type_hints(shape, include_extras=True).values() if is_named_tuple else ()


def _named(hint: Any) -> tuple[Any, ...]:
    """The type that a type alias or a `NewType` stands for; none for other types."""
    return tuple(getattr(hint, name) for name in ("__value__", "__supertype__") if hasattr(hint, name))


def _checked(read: Read, restricted: Json) -> Read:
    """Reads values after a check of their JSON."""
    checker = Checker(restricted)

    def check(value: Any) -> Any:
        fault = checker.fault(value)
        if fault is not None:
            raise ValueError(fault.removesuffix(" at $"))
        return read(value)

    return check


def _read_class(known: Class, fields: Mapping[str, tuple[Field, Read]], value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("expected an object")
    given: dict[str, Any] = {}
    for name, (field, read) in fields.items():
        if name in value:
            given[field.argument] = _read_at(name, read, value[name])
        elif field.required:
            raise ValueError(f"{name!r} is missing")
        elif field.default is not None:
            given[field.argument] = field.default()
    if known.closed and not value.keys() <= fields.keys():
        raise ValueError(f"{min(value.keys() - fields.keys())!r} is unknown")
    try:
        return known.make(**given)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _choice(parts: Sequence[Part]) -> Part:
    def read(value: Any) -> Any:
        faults: list[str] = []
        # Classes pass over what they do not know, so the one that knows most of it goes first.
        for part in sorted(parts, key=partial(_strangers, value)):
            try:
                return part.read(value)
            except ValueError as error:
                faults.append(str(error))
        raise ValueError(f"none of the forms allowed fits: {'; '.join(faults[:_SHOWN])}")

    return Part({"anyOf": [part.schema for part in parts]}, read)


def _strangers(value: Any, part: Part) -> int:
    return len(value.keys() - part.names) if isinstance(value, dict) and part.names else 0


def _list(item: Part, make: Callable[[Iterable[Any]], Any]) -> Part:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("expected an array")
        return make(_read_at(index, item.read, inner) for index, inner in enumerate(value))

    return Part({"type": "array", "items": item.schema}, read)


def _read_at(place: str | int, read: Read, value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"at {place!r}: {error}") from error
