# Generated from openapi/ by generator/. Do not edit.
"""The base classes of the response models, and the functions that the generated decoders call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from msgspec import ValidationError, convert

from . import _deep

if TYPE_CHECKING:
    from attrs import define as define  # noqa: PLC0414 - type checkers take it as exported

    from ._interface import ResponseInfo


M = TypeVar("M", bound="Model")


class _PydanticHooks:
    """The methods that pydantic calls on a class."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from ._pydantic import core_schema  # Imported here for start-up time: most programs do not use it.

        return core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        from ._pydantic import json_schema

        return json_schema(cls, handler)


class Model(_PydanticHooks):
    """The base class of response models: a typed view of a JSON object.

    A field that is missing, null or of another type than described reads as None. A required list or described object
    reads as an empty one; a required free-form object or vector does not, because an empty one would be data. The model
    stores the JSON object as received, so that `to_dict` returns exactly what the server sent, with later changes
    applied. Fields that the API description does not know are attributes too.

    Example:
        completion = client.chat.completions.create(model="llama3.3-70b-instruct", messages=messages)
        print(completion.choices[0].message.content)
        saved = completion.to_json()
        restored = ChatCompletion.from_dict(json.loads(saved))
    """

    __slots__ = ("__weakref__", "_raw", "_response")

    _raw: dict[str, Any]
    _response: ResponseInfo
    _wire: ClassVar[dict[str, str]] = {}
    """Attribute names by wire name."""
    _sensitive: ClassVar[frozenset[str]] = frozenset()
    """Attributes whose values `repr` hides."""
    _kept_nulls: ClassVar[frozenset[str]] = frozenset()
    """Attributes that `to_dict` keeps as null, because the service requires the field."""

    @staticmethod
    def _decode(value: Any) -> Any:
        raise NotImplementedError

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Decode a JSON object.

        Fields of another type than described do not raise: they read as None.

        Raises:
            TypeError: `data` is not a mapping.
        """
        if not isinstance(data, Mapping):
            raise TypeError(
                f"{cls.__name__}.from_dict takes a JSON object as a dict, not {type(data).__name__}"
            )
        decoded = cls._decode(data if type(data) is dict else dict(data))
        if type(decoded) is cls:
            return decoded
        kind: type[Self] = cls  # An application has defined a subclass of the model.
        return _restore(kind, {**dict(decoded._fields()), "_raw": decoded._raw})

    def to_dict(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """Return the JSON object as plain Python: the object as received, with later changes applied.

        With `exclude_none`, nulls are left out of described fields and, at any depth, of unknown fields. Send this form
        back to the service. Nulls inside free-form objects, such as the arguments of a tool call, are data and stay.
        So do the nulls of fields that the service requires, such as the title of a citation.
        """
        raw = self._received()
        original = type(self)._decode(raw)
        out: dict[str, Any] = {}
        for name, value in raw.items():
            attribute = self._wire.get(name)
            if attribute is None:
                if not exclude_none:
                    out[name] = _copy(value)
                elif value is not None:
                    out[name] = without_nulls(value)
                continue
            current = getattr(self, attribute)
            if exclude_none and current is None and attribute not in self._kept_nulls:
                if (
                    value is not None and getattr(original, attribute) is None
                ):  # Of another type than described.
                    out[name] = without_nulls(value)
                continue
            if exclude_none and isinstance(current, (Model, list, dict)):
                out[name] = to_plain(current, exclude_none=True)
            elif _deep.equal(current, getattr(original, attribute)):
                out[name] = _copy(value)
            else:
                out[name] = _changed(name, current)
        for name, attribute in self._wire.items():
            if name not in raw:
                current = getattr(self, attribute)
                if current is not None and not _deep.equal(current, getattr(original, attribute)):
                    out[name] = _changed(name, current, exclude_none=exclude_none)
        return out

    def to_json(self, *, exclude_none: bool = False, indent: int | None = None) -> str:
        """Return the JSON text of `to_dict`."""
        import json  # Imported here for start-up time.

        value = self.to_dict(exclude_none=exclude_none)
        try:
            return json.dumps(value, ensure_ascii=False, indent=indent)
        except RecursionError:
            return _deep.dumps(value, indent)

    @property
    def model_extra(self) -> dict[str, Any]:
        """The received fields that the API description does not know, by wire name."""
        return {name: value for name, value in self._received().items() if name not in self._wire}

    def _received(self) -> dict[str, Any]:
        try:
            return self._raw
        except AttributeError:
            return {}

    def _fields(self) -> Iterator[tuple[str, Any]]:
        for attribute in self._wire.values():
            yield attribute, getattr(self, attribute)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        assert isinstance(other, Model)
        mine, theirs = dict(self._fields()), dict(other._fields())
        return _deep.equal([mine, self.model_extra], [theirs, other.model_extra])

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = [(name, value) for name, value in self._fields() if value is not None]
        shown += self.model_extra.items()
        parts = (f"{name}={'***' if name in self._sensitive else brief(value)}" for name, value in shown)
        return f"{type(self).__name__}({', '.join(parts)})"

    @property
    def __pydantic_serializer__(self) -> Any:
        from ._pydantic import serializer

        kind: Any = type(self)
        return serializer(kind)

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: getattr(self, name) for name in ("_raw", "_response") if hasattr(self, name)}
        if _deep.is_deep(self._received()):
            return _restore_deep, (type(self), _deep.rows(self.to_dict()), state.get("_response"))
        return _restore, (type(self), {**dict(self._fields()), **state})

    if not TYPE_CHECKING:

        @property
        def __dict__(self) -> dict[str, Any]:
            """The fields, for code that converts objects with `vars`, such as FastAPI for a result of unknown type."""
            return self.to_dict()

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_"):
                extra = self._received()
                if name in extra and name not in self._wire:
                    return extra[name]
            known = ", ".join(self._wire.values())
            raise AttributeError(
                f"{type(self).__name__} has no field {name!r}; it has {known}, and to_dict() and to_json()"
            )


class _MadeByAttrs:
    """A member of a model that attrs makes when it is first used, together with the others."""

    __slots__ = ("_defaults", "_fields", "_name", "_options", "_owner")

    def __init__(self, fields: list[str], defaults: dict[str, Any], options: dict[str, Any]) -> None:
        self._fields = fields
        self._defaults = defaults
        self._options = options

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner = owner
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        import attrs

        fields = {name: attrs.field(default=self._defaults.get(name, attrs.NOTHING)) for name in self._fields}
        attrs.define(self._owner, these=fields, slots=False, init=True, **self._options)
        made: Any = vars(self._owner)[self._name]
        return made.__get__(instance, owner) if self._name == "__init__" else made


if not TYPE_CHECKING:

    def define(**options: Any) -> Callable[[type], type]:
        """Make a model with slots, as `attrs.define` does, but without its constructor and list of fields.

        attrs makes these when they are first used. Most programs only receive models, and the import of attrs and the
        compilation of a constructor for each model would take a large part of the time of the first call.
        """

        def with_slots(body: type) -> type:
            fields = [name for name, hint in body.__annotations__.items() if not hint.startswith("ClassVar")]
            members = {name: value for name, value in vars(body).items() if name != "__dict__"}
            defaults = {name: members.pop(name) for name in fields if name in members}
            members["__slots__"] = tuple(fields)
            for name in ("__init__", "__attrs_attrs__"):
                members[name] = _MadeByAttrs(fields, defaults, options)
            return type(body)(body.__name__, body.__bases__, members)

        return with_slots


class Result(Model):
    """The base class of models that an operation returns."""

    __slots__ = ()

    @property
    def response(self) -> ResponseInfo | None:
        """Status code, headers, request ID, rate limits and route of the response.

        None for a part of another result and for an object that a program created.
        """
        try:
            return self._response
        except AttributeError:
            return None


class UnknownVariant(dict[str, Any], _PydanticHooks):
    """A member of a union that the API description does not know: a dict whose keys are attributes too.

    Example:
        for block in message.content:
            if isinstance(block, UnknownVariant):
                print(block["type"], block)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return brief(self)

    if TYPE_CHECKING:
        type: Literal["<unknown>"]
        """The unknown tag, or an empty string if the object has none.

        Type checkers see a literal that never occurs, because `block.type == "text"` narrows a union only if the type
        of every tag is a literal. To compare with a tag that this version does not know, use `block.get("type")`.
        """
    else:

        @property
        def type(self) -> str:
            tag = self.get("type")
            return tag if isinstance(tag, str) else ""

        def __getattr__(self, name: str) -> Any:
            try:
                return self[name]
            except KeyError:
                kind, known = self.type or "object", ", ".join(self)
                raise AttributeError(f"this {kind} has no {name!r}; it has {known}") from None


def parse_datetime(value: Any) -> datetime | None:
    """Parse an RFC 3339 timestamp. Return None for any other value. Digits beyond microseconds are cut off."""
    if type(value) is not str:
        return None
    from dateutil.parser import isoparse

    try:
        return isoparse(value)
    except (ValueError, OverflowError):
        return None


def format_datetime(value: date) -> str:
    """Return a date or time as ISO 8601 text.

    Raises:
        ValueError: The time has no time zone. Servers interpret such times differently or reject them.
    """
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValueError(
            "is a time without a time zone; add one, such as value.astimezone() for local time or "
            "value.replace(tzinfo=timezone.utc)"
        )
    return value.isoformat()


def _changed(name: str, value: Any, *, exclude_none: bool = False) -> Any:
    if isinstance(value, datetime):
        try:
            return format_datetime(value)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None
    return to_plain(value, exclude_none=exclude_none)


def decode_vector(value: Any) -> list[float] | None:
    """Decode a vector: a list of numbers, or Base64 text of little-endian 32-bit floats. Else return None."""
    if type(value) is list:
        try:
            convert(value, list[float])  # Only a check. It takes a third of the time of one in Python.
        except ValidationError:
            return None
        return value
    if type(value) is not str:
        return None
    import sys
    from array import array
    from base64 import b64decode

    try:
        numbers = array("f", b64decode(value, validate=True))
    except ValueError:
        return None
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tolist()


def to_numpy_array(vector: list[float] | None) -> Any:
    """Return a vector as a NumPy array of 32-bit floats."""
    if vector is None:  # NumPy would convert it to NaN.
        raise ValueError("the server sent no vector that can be decoded; to_dict() returns what it sent")
    try:
        import numpy as np
    except ImportError:
        raise ImportError("to_numpy() requires NumPy: pip install numpy") from None
    return np.asarray(vector, dtype=np.float32)


def sort_by_field(items: list[Any], by: str) -> list[Any]:
    """Sort models by an integer field. Return them unchanged if one of them lacks the field."""
    if len(items) < 2:
        return items
    places = [getattr(item, by) for item in items]
    if not all(type(place) is int for place in places) or places == sorted(places):
        return items
    return sorted(items, key=lambda item: getattr(item, by))


def to_plain(value: Any, *, exclude_none: bool = False) -> Any:
    """Return a value as it is sent: models as dicts, dates and times as text."""
    if isinstance(value, Model):
        return value.to_dict(exclude_none=exclude_none)
    if exclude_none and isinstance(value, UnknownVariant):
        return without_nulls(value)
    try:
        if isinstance(value, (list, tuple)):
            return [to_plain(item, exclude_none=exclude_none) for item in value]
        if isinstance(value, Mapping):
            return {key: to_plain(item, exclude_none=exclude_none) for key, item in value.items()}
    except RecursionError:
        return _deep.from_rows(_deep.rows(value))  # Only parsed JSON is nested this deeply.
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def without_nulls(value: Any, keep: frozenset[str] = frozenset()) -> Any:
    """Return a copy of parsed JSON without nulls and without the numbers that JSON lacks (NaN, Infinity), at any depth.

    Members named in `keep` are data and are copied unchanged, unless they are null.
    """
    try:
        if isinstance(value, dict):
            return {
                name: _copy(item) if name in keep else without_nulls(item, keep)
                for name, item in value.items()
                if item is not None and not _is_not_finite(item)
            }
        if isinstance(value, list):
            return [without_nulls(item, keep) for item in value if not _is_not_finite(item)]
    except RecursionError:
        return _deep.from_rows(_deep.rows(value))
    return value


def _is_not_finite(value: Any) -> bool:
    return isinstance(value, float) and not isfinite(value)


def _copy(value: Any) -> Any:
    try:
        if type(value) is dict:
            return {key: _copy(item) for key, item in value.items()}
        if type(value) is list:
            return [_copy(item) for item in value]
    except RecursionError:
        return _deep.from_rows(_deep.rows(value))
    return value


def _restore_deep(kind: type[Model], flat: _deep.Rows, response: ResponseInfo | None) -> Model:
    model = kind.from_dict(_deep.from_rows(flat))
    if response is not None:
        model._response = response
    return model


def _restore(kind: type[M], state: dict[str, Any]) -> M:
    model = kind.__new__(kind)
    for name, value in state.items():
        setattr(model, name, value)
    return model


LONGEST_SHOWN = 200
"""Characters of a string that `brief` shows."""

DEEPEST_SHOWN = 20
"""Levels of nested objects that `brief` shows."""


def brief(value: Any, depth: int = 0) -> str:
    """Return a `repr` that shortens long strings, lists and objects."""
    if isinstance(value, (str, bytes)) and len(value) > LONGEST_SHOWN:
        return f"{value[:LONGEST_SHOWN]!r}... ({len(value)} in all)"
    if isinstance(value, (list, dict)) and depth > DEEPEST_SHOWN:
        return "..."
    if isinstance(value, list):
        if len(value) > 20:
            return f"[{', '.join(brief(item, depth + 1) for item in value[:3])}, ... ({len(value)} in all)]"
        return f"[{', '.join(brief(item, depth + 1) for item in value)}]"
    if isinstance(value, dict):
        shown = [
            f"{key!r}: {brief(item, depth + 1)}"
            for key, item in islice(value.items(), 3 if len(value) > 20 else 20)
        ]
        return f"{{{', '.join(shown)}{f', ... ({len(value)} in all)' if len(value) > 20 else ''}}}"
    text = repr(value)
    return text if len(text) <= 5 * LONGEST_SHOWN else f"{text[: 5 * LONGEST_SHOWN]}..."
