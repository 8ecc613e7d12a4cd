"""Type hints: the fields of dataclasses, attrs classes, TypedDicts and Structs, and the hints within other hints."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs
import msgspec

from ._annotations import field_info_of, is_field_info, is_pydantic, metadata_of

IMPLIED_FORMATS: Final = {dt.datetime: "date-time", dt.time: "time"}
"""Formats that msgspec omits from its schemas, because it also accepts times without an offset."""


class ClassField(NamedTuple):
    """One field of a class, or one parameter of a function."""

    name: str
    """The name of the property in JSON."""
    argument: str
    """The name of the parameter of the constructor."""
    hint: Any
    required: bool
    default: Callable[[], Any] | None = None
    """Creates the value of an absent property if the constructor has no default itself."""
    schema_default: Any = msgspec.UNSET
    """The default of the constructor; `UNSET` if there is none that a schema can contain."""

    def with_schema_default(self, default: Any, factory: Any = None) -> ClassField:
        """Return the field with the default that a class declares."""
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            factory = default.factory
        factory = None if factory in (dataclasses.MISSING, msgspec.NODEFAULT) else factory
        if factory in (list, dict, set, frozenset):
            return self._replace(schema_default=factory())
        has_none = any(
            default is one for one in (dataclasses.MISSING, attrs.NOTHING, msgspec.NODEFAULT)
        ) or is_field_info(default)
        return self if has_none or factory is not None else self._replace(schema_default=default)


def field_of(
    name: str, hint: Any, *, default: Any = None, required: bool, argument: str | None = None
) -> ClassField:
    """Return a field with the alias and the default of a pydantic `Field()`, which is in its hint or is its default.

    Raises:
        TypeError: The field has several aliases, or a default that depends on other fields.
    """
    if is_field_info(default):
        hint, required = Annotated[hint, default], True
    info = field_info_of(hint)
    argument = argument or name
    if info is None:
        return ClassField(name, argument, hint, required)
    alias = info.validation_alias or info.alias or name
    if not isinstance(alias, str):
        raise TypeError(f"{alias!r} is not a single name")
    if not required or info.is_required():
        return ClassField(alias, argument, hint, required)
    if getattr(info, "default_factory_takes_validated_data", False):
        raise TypeError("its default depends on other fields")
    return ClassField(alias, argument, hint, False, partial(info.get_default, call_default_factory=True))


class RecordType(NamedTuple):
    """A class with named fields, and its constructor."""

    factory: Callable[..., Any]
    fields: tuple[ClassField, ...]
    forbids_unknown: bool = False
    """Whether properties without a field are an error."""


def record_type_of(type_: Any) -> RecordType | None:
    """Return the fields of a dataclass, attrs class, TypedDict or `msgspec.Struct`; None for other types."""
    if not isinstance(type_, type):
        return None
    if issubclass(type_, dict) and hasattr(type_, "__required_keys__"):  # Of typing or typing_extensions.
        required: frozenset[str] = getattr(type_, "__required_keys__")  # noqa: B009 - unknown to type checkers
        hints = get_type_hints(type_, include_extras=True)
        fields = (
            field_of(
                name, _without_key_qualifiers(hint), required=_is_required(hint, otherwise=name in required)
            )
            for name, hint in hints.items()
        )
        return RecordType(dict, tuple(fields))
    if issubclass(type_, msgspec.Struct):
        fields = (
            field_of(
                field.encode_name, field.type, required=field.required, argument=field.name
            ).with_schema_default(field.default, field.default_factory)
            for field in msgspec.structs.fields(type_)
        )
        return RecordType(type_, tuple(fields), forbids_unknown=type_.__struct_config__.forbid_unknown_fields)
    if dataclasses.is_dataclass(type_):
        return RecordType(type_, _dataclass_fields(type_, get_type_hints(type_, include_extras=True)))
    if attrs.has(type_):
        return RecordType(type_, _attrs_fields(type_, get_type_hints(type_, include_extras=True)))
    return None


def description_of(type_: type) -> str | None:
    """Return the docstring of a class, unless it is generated."""
    text = type_.__doc__
    # Dataclasses and attrs generate a docstring that contains the signature.
    return None if not text or text.startswith(f"{type_.__name__}(") else " ".join(text.split())


def members_of(type_: Any) -> tuple[Any, ...]:
    """Return the members of a union; an empty tuple for other types."""
    return get_args(type_) if get_origin(type_) in {Union, UnionType} else ()


def _is_constructed_by_msgspec(type_: type) -> bool:
    """Return whether msgspec creates values of a class exactly as its constructor does.

    msgspec ignores the converters of attrs, and treats fields with `init=False` as parameters.
    """
    if dataclasses.is_dataclass(type_):
        hints = get_type_hints(type_, include_extras=True)
        return all(field.init for field in dataclasses.fields(type_)) and not any(
            isinstance(hint, dataclasses.InitVar) for hint in hints.values()
        )
    return not attrs.has(type_) or not any(
        field.converter or not field.init or getattr(field.default, "takes_self", False)
        for field in attrs.fields(type_)
    )


def _dataclass_fields(type_: Any, hints: Mapping[str, Any]) -> tuple[ClassField, ...]:
    # Unlike `dataclasses.fields`, this attribute contains the `InitVar` parameters.
    declared: Mapping[str, dataclasses.Field[Any]] = type_.__dataclass_fields__
    return tuple(
        field_of(
            name, _without_init_var(hints[name]), default=field.default, required=_lacks_default(field)
        ).with_schema_default(field.default, field.default_factory)
        for name, field in declared.items()
        if field.init and ClassVar not in (hints[name], get_origin(hints[name]))
    )


def _without_init_var(hint: Any) -> Any:
    return hint.type if isinstance(hint, dataclasses.InitVar) else hint


def _lacks_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _attrs_fields(type_: Any, hints: Mapping[str, Any]) -> tuple[ClassField, ...]:
    return tuple(
        field_of(
            field.name,
            _accepted_hint(field.converter, hints.get(field.name, Any)),
            default=field.default,
            required=field.default is attrs.NOTHING,
            argument=field.alias,
        ).with_schema_default(field.default)
        for field in attrs.fields(type_)
        if field.init
    )


def _accepted_hint(converter: Any, hint: Any) -> Any:
    """Return the type that a field accepts.

    That is the type of the parameter of its converter, unless that type includes the type of the field.
    """
    function = getattr(converter, "converter", converter)
    if function is None:
        return hint
    try:
        hints = get_type_hints(function, include_extras=True)
        accepted = hints.get(next(iter(inspect.signature(function).parameters)), Any)
    except (TypeError, ValueError, NameError, StopIteration):
        return hint
    return hint if accepted in (Any, object) or hint in members_of(accepted) else accepted


def _is_key_qualifier(origin: Any) -> bool:
    # `ReadOnly` is in typing since Python 3.13, and in typing_extensions before.
    return origin in (Required, NotRequired) or getattr(origin, "_name", None) == "ReadOnly"


def _is_required(hint: Any, *, otherwise: bool) -> bool:
    """Return whether a key of a TypedDict is required.

    `__required_keys__` is wrong for `Required` and `NotRequired` in postponed annotations.
    """
    while (origin := get_origin(hint)) is Annotated or _is_key_qualifier(origin):
        if origin in (Required, NotRequired):
            return origin is Required
        hint = get_args(hint)[0]
    return otherwise


def _without_key_qualifiers(hint: Any) -> Any:
    """Return a hint of a TypedDict without `Required`, `NotRequired` and `ReadOnly`."""
    if _is_key_qualifier(get_origin(hint)):
        return _without_key_qualifiers(get_args(hint)[0])
    if get_origin(hint) is Annotated:
        inner, *metadata = get_args(hint)
        return Annotated[(_without_key_qualifiers(inner), *metadata)]
    return hint


def has_ignored_metadata(hint: Any) -> bool:
    """Return whether a type contains metadata, at any depth, that msgspec would ignore."""
    return any(map(_is_ignored, _hints_in(hint, set())))


def is_misread(hint: Any) -> bool:
    """Return whether msgspec describes a part of a type incorrectly, or creates values without the constructor.

    Schemas of pydantic models contain definitions. msgspec does not rename those with equal names.
    """
    return any(
        inner in IMPLIED_FORMATS or is_pydantic(inner) or not _is_constructed_by_msgspec(inner)
        for inner in _hints_in(hint, set())
        if isinstance(inner, type)
    )


def alias_target(hint: Any) -> tuple[Any, ...]:
    """Return the target of a type alias or a `NewType` in a tuple; an empty tuple for other types."""
    return tuple(getattr(hint, name) for name in ("__value__", "__supertype__") if hasattr(hint, name))


def _is_ignored(hint: Any) -> bool:
    if is_pydantic(hint):
        return dataclasses.is_dataclass(hint)  # msgspec would decode it without pydantic.
    return any(not isinstance(item, msgspec.Meta) for item in metadata_of(hint))


def _hints_in(hint: Any, seen: set[Any]) -> Iterator[Any]:
    """Yield a type and all types within it. Does not enter the types in `seen`."""
    if isinstance(hint, list):  # The parameters of a `Callable`.
        for item in hint:
            yield from _hints_in(item, seen)
        return
    yield hint
    if is_pydantic(hint):
        return
    type_ = get_origin(hint) if isinstance(get_origin(hint), type) else hint
    inner = get_args(hint) if get_origin(hint) is not Literal else ()
    alias = alias_target(type_)
    if (alias or isinstance(type_, type)) and type_ not in seen:
        seen.add(type_)
        inner += (*([] if type_ is hint else [type_]), *alias, *_hints_within(type_))
    for item in inner:
        if not isinstance(item, msgspec.Meta):
            yield from _hints_in(item, seen)


def _hints_within(type_: Any) -> Iterable[Any]:
    record = record_type_of(type_)
    if record is not None:
        return [field.hint for field in record.fields]
    is_named_tuple = isinstance(type_, type) and issubclass(type_, tuple) and hasattr(type_, "_fields")
    return get_type_hints(type_, include_extras=True).values() if is_named_tuple else ()
