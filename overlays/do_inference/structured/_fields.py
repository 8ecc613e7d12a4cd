"""The fields of classes that values are made of, whoever made the class."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from functools import partial
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
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

from ._notes import field_info_of, is_field_info


class Field(NamedTuple):
    """One field."""

    name: str
    """As JSON has it."""
    argument: str
    """As the class takes it."""
    hint: Any
    required: bool
    default: Callable[[], Any] | None = None
    """Makes the value that counts where none came and the class has no default itself."""
    shown: Any = msgspec.UNSET
    """The default that the class has itself; `UNSET` if it has none that a schema can show."""

    def showing(self, default: Any, factory: Any = None) -> Field:
        """The field with the default that a class declares."""
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            factory = default.factory
        factory = None if factory in (dataclasses.MISSING, msgspec.NODEFAULT) else factory
        if factory in (list, dict, set, frozenset):
            return self._replace(shown=factory())
        none = any(
            default is one for one in (dataclasses.MISSING, attrs.NOTHING, msgspec.NODEFAULT)
        ) or is_field_info(default)
        return self if none or factory is not None else self._replace(shown=default)


def field_of(
    name: str, hint: Any, *, default: Any = None, required: bool, argument: str | None = None
) -> Field:
    """A field, with the alias and the default of a pydantic `Field()` in its hint, or in place of its default.

    Raises:
        TypeError: It has an alias or a default that depends on other fields.
    """
    if is_field_info(default):
        hint, required = Annotated[hint, default], True
    info = field_info_of(hint)
    argument = argument or name
    if info is None:
        return Field(name, argument, hint, required)
    alias = info.validation_alias or info.alias or name
    if not isinstance(alias, str):
        raise TypeError(f"{alias!r} is not one name")
    if not required or info.is_required():
        return Field(alias, argument, hint, required)
    if getattr(info, "default_factory_takes_validated_data", False):
        raise TypeError("its default depends on other fields")
    return Field(alias, argument, hint, False, partial(info.get_default, call_default_factory=True))


class Class(NamedTuple):
    """How values of a class are made."""

    make: Callable[..., Any]
    fields: tuple[Field, ...]
    closed: bool = False
    """Whether fields it does not know are refused."""


def class_of(shape: Any) -> Class | None:
    """The fields of a dataclass, attrs class, TypedDict or `msgspec.Struct`; None for other types."""
    if not isinstance(shape, type):
        return None
    if issubclass(shape, dict) and hasattr(shape, "__required_keys__"):  # Of typing or typing_extensions.
        required: frozenset[str] = getattr(shape, "__required_keys__")  # noqa: B009 - unknown to type checkers
        hints = get_type_hints(shape, include_extras=True)
        fields = (
            field_of(name, _bare(hint), required=_says_required(hint, otherwise=name in required))
            for name, hint in hints.items()
        )
        return Class(dict, tuple(fields))
    if issubclass(shape, msgspec.Struct):
        fields = (
            field_of(field.encode_name, field.type, required=field.required, argument=field.name).showing(
                field.default, field.default_factory
            )
            for field in msgspec.structs.fields(shape)
        )
        return Class(shape, tuple(fields), closed=shape.__struct_config__.forbid_unknown_fields)
    if dataclasses.is_dataclass(shape):
        return Class(shape, _of_dataclass(shape, get_type_hints(shape, include_extras=True)))
    if attrs.has(shape):
        return Class(shape, _of_attrs(shape, get_type_hints(shape, include_extras=True)))
    return None


def description_of(shape: type) -> str | None:
    """The docstring that somebody wrote for a class."""
    text = shape.__doc__
    # Dataclasses and attrs make one of the signature.
    return None if not text or text.startswith(f"{shape.__name__}(") else " ".join(text.split())


def members_of(shape: Any) -> tuple[Any, ...]:
    """The types of a union; none for other types."""
    return get_args(shape) if get_origin(shape) in {Union, UnionType} else ()


def is_made_by_msgspec(shape: type) -> bool:
    """Whether msgspec makes values of a class as its constructor does, or the class is of another kind.

    msgspec ignores the converters of attrs, and takes fields with `init=False` for parameters.
    """
    if dataclasses.is_dataclass(shape):
        hints = get_type_hints(shape, include_extras=True)
        return all(field.init for field in dataclasses.fields(shape)) and not any(
            isinstance(hint, dataclasses.InitVar) for hint in hints.values()
        )
    return not attrs.has(shape) or not any(
        field.converter or not field.init or getattr(field.default, "takes_self", False)
        for field in attrs.fields(shape)
    )


def _of_dataclass(shape: Any, hints: Mapping[str, Any]) -> tuple[Field, ...]:
    # It also has the `InitVar` parameters, which `dataclasses.fields` leaves out.
    declared: Mapping[str, dataclasses.Field[Any]] = shape.__dataclass_fields__
    return tuple(
        field_of(
            name, _without_init_var(hints[name]), default=field.default, required=_lacks_default(field)
        ).showing(field.default, field.default_factory)
        for name, field in declared.items()
        if field.init and ClassVar not in (hints[name], get_origin(hints[name]))
    )


def _without_init_var(hint: Any) -> Any:
    return hint.type if isinstance(hint, dataclasses.InitVar) else hint


def _lacks_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _of_attrs(shape: Any, hints: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(
        field_of(
            field.name,
            _accepted(field.converter, hints.get(field.name, Any)),
            default=field.default,
            required=field.default is attrs.NOTHING,
            argument=field.alias,
        ).showing(field.default)
        for field in attrs.fields(shape)
        if field.init
    )


def _accepted(converter: Any, hint: Any) -> Any:
    """What a field accepts: the type that its converter takes, unless that type includes the field's own."""
    function = getattr(converter, "converter", converter)
    if function is None:
        return hint
    try:
        hints = get_type_hints(function, include_extras=True)
        accepted = hints.get(next(iter(inspect.signature(function).parameters)), Any)
    except (TypeError, ValueError, NameError, StopIteration):
        return hint
    return hint if accepted in (Any, object) or hint in members_of(accepted) else accepted


def _is_about_a_key(origin: Any) -> bool:
    # `ReadOnly` is new in Python 3.13, and in typing_extensions before.
    return origin in (Required, NotRequired) or getattr(origin, "_name", None) == "ReadOnly"


def _says_required(hint: Any, *, otherwise: bool) -> bool:
    """Whether a key of a TypedDict is required. Python itself does not know if the hint was a text."""
    while (origin := get_origin(hint)) is Annotated or _is_about_a_key(origin):
        if origin in (Required, NotRequired):
            return origin is Required
        hint = get_args(hint)[0]
    return otherwise


def _bare(hint: Any) -> Any:
    """The hint without what a TypedDict says of its key."""
    if _is_about_a_key(get_origin(hint)):
        return _bare(get_args(hint)[0])
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return Annotated[(_bare(inner), *notes)]
    return hint
