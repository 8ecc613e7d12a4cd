"""What all response models have in common. The generated decoders make them; nothing here reads a connection."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from . import _deep

if TYPE_CHECKING:
    from ._interface import ResponseInfo


M = TypeVar("M", bound="Model")


class Model:
    """A typed view of a JSON object.

    Fields that are missing, null or of another shape than described read as None. Required lists and described
    objects read as empty ones, but not free-form objects and vectors, where an empty one would be data. The object as
    it came is kept, so that `to_dict` gives back exactly what the server sent,
    with any changes made since. Fields the description does not know are attributes too.
    """

    __slots__ = ("_raw", "_response")

    _raw: dict[str, Any]
    _response: ResponseInfo
    _wire: ClassVar[dict[str, str]] = {}
    """Name on the wire -> attribute."""
    _sensitive: ClassVar[frozenset[str]] = frozenset()
    """Attributes whose values are not shown."""
    _kept_nulls: ClassVar[frozenset[str]] = frozenset()
    """Attributes that are sent back as null: the service requires the field."""

    @staticmethod
    def _decode(value: Any) -> Any:
        raise NotImplementedError

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Decode a JSON object. Never raises for what is in it; anything but an object is a TypeError."""
        if not isinstance(data, Mapping):
            raise TypeError(
                f"{cls.__name__}.from_dict takes a JSON object as a dict, not {type(data).__name__}"
            )
        decoded = cls._decode(data if type(data) is dict else dict(data))
        if type(decoded) is cls:
            return decoded
        kind: type[Self] = cls  # A subclass that an application defines.
        return _restore(kind, {**dict(decoded._fields()), "_raw": decoded._raw})

    def to_dict(self, *, exclude_none: bool = False) -> dict[str, Any]:
        """The JSON object as plain Python: what came, with the changes made since. With `exclude_none` without nulls
        in described fields and, at any depth, in those that the description does not know, which is the form to send
        back to the service. Nulls in free-form objects, such as the arguments of a tool call, are data and stay, and so
        do those of fields that the service requires, such as the title of a citation.
        """
        raw = self._came()
        fresh = type(self)._decode(raw)
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
                    value is not None and getattr(fresh, attribute) is None
                ):  # Of another shape than described.
                    out[name] = without_nulls(value)
                continue
            if exclude_none and isinstance(current, (Model, list, dict)):
                out[name] = plain(current, exclude_none=True)
            elif _deep.equal(current, getattr(fresh, attribute)):
                out[name] = _copy(value)
            else:
                out[name] = _changed(name, current)
        for name, attribute in self._wire.items():
            if name not in raw:
                current = getattr(self, attribute)
                if current is not None and not _deep.equal(current, getattr(fresh, attribute)):
                    out[name] = _changed(name, current, exclude_none=exclude_none)
        return out

    def to_json(self, *, exclude_none: bool = False, indent: int | None = None) -> str:
        """`to_dict` as a JSON text."""
        value = self.to_dict(exclude_none=exclude_none)
        try:
            return json.dumps(value, ensure_ascii=False, indent=indent)
        except RecursionError:
            return _deep.dumps(value, indent)

    @property
    def model_extra(self) -> dict[str, Any]:
        """The fields that came and are not described, by their names on the wire."""
        return {name: value for name, value in self._came().items() if name not in self._wire}

    def _came(self) -> dict[str, Any]:
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

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from ._pydantic import core_schema  # Only here: most programs have no use for it.

        return core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        from ._pydantic import json_schema

        return json_schema(cls, handler)

    @property
    def __pydantic_serializer__(self) -> Any:
        from ._pydantic import serializer

        kind: Any = type(self)
        return serializer(kind)

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: getattr(self, name) for name in ("_raw", "_response") if hasattr(self, name)}
        if _deep.is_deep(self._came()):
            return _restore_deep, (type(self), _deep.rows(self.to_dict()), state.get("_response"))
        return _restore, (type(self), {**dict(self._fields()), **state})

    if not TYPE_CHECKING:

        @property
        def __dict__(self) -> dict[str, Any]:
            """For code that reads any object as a dict, as FastAPI does with a result of unknown type."""
            return self.to_dict()

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("_"):
                extra = self._came()
                if name in extra and name not in self._wire:
                    return extra[name]
            known = ", ".join(self._wire.values())
            raise AttributeError(
                f"{type(self).__name__} has no field {name!r}; it has {known}, and to_dict() and to_json()"
            )


class Result(Model):
    """A model that an operation answers with."""

    __slots__ = ()

    @property
    def response(self) -> ResponseInfo | None:
        """Status, headers, request id, rate-limit state and route of the answer this is the result of; None for
        a part of another result and for an object made by hand.
        """
        try:
            return self._response
        except AttributeError:
            return None


class UnknownVariant(dict[str, Any]):
    """A member of a union that the description does not know, as it came: a dict whose keys are attributes too.

    In a `match` statement `case UnknownVariant():` takes it, and `isinstance(block, UnknownVariant)` tells it from the
    described members.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return brief(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from ._pydantic import core_schema  # Only here: most programs have no use for it.

        return core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        from ._pydantic import json_schema

        return json_schema(cls, handler)

    if TYPE_CHECKING:
        type: Literal["<unknown>"]
        """The tag that the description does not know; an empty text where the object has none.

        Type checkers see one literal instead of any text, because only then does `block.type == "text"` narrow a
        union to its member. A program never meets that literal. To compare with a tag that is newer than the
        description, use `block["type"]` or `block.get("type")`.
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


def timestamp(value: Any) -> datetime | None:
    """An RFC 3339 time with any number of fractional digits (beyond microseconds they are cut); else None."""
    if type(value) is not str:
        return None
    from dateutil.parser import isoparse

    try:
        return isoparse(value)
    except (ValueError, OverflowError):
        return None


def moment_text(value: date) -> str:
    """A date or a time as it is sent. Raises `ValueError` for a time without a time zone, which servers understand
    differently or reject.
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
            return moment_text(value)
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None
    return plain(value, exclude_none=exclude_none)


_NUMBERS = frozenset((float, int))


def floats(value: Any) -> list[float] | None:
    """A vector: numbers as they came, or those that a Base64 text of little-endian 32-bit floats holds; else None."""
    if type(value) is list:
        return value if {*map(type, value)} <= _NUMBERS else None
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


def to_array(vector: list[float] | None) -> Any:
    """A vector as a NumPy array of 32-bit floats."""
    if vector is None:  # NumPy would make it NaN.
        raise ValueError("the server sent no vector that can be decoded; to_dict() has what it sent")
    try:
        import numpy as np
    except ImportError:
        raise ImportError("to_numpy() needs NumPy: pip install numpy") from None
    return np.asarray(vector, dtype=np.float32)


def ordered(items: list[Any], by: str) -> list[Any]:
    """Models in the order of an integer field; as they came if any of them lacks it."""
    if len(items) < 2:
        return items
    places = [getattr(item, by) for item in items]
    if not all(type(place) is int for place in places) or places == sorted(places):
        return items
    return sorted(items, key=lambda item: getattr(item, by))


def plain(value: Any, *, exclude_none: bool = False) -> Any:
    """A value as it is sent: models as dicts, times as text."""
    if isinstance(value, Model):
        return value.to_dict(exclude_none=exclude_none)
    if exclude_none and isinstance(value, UnknownVariant):
        return without_nulls(value)
    try:
        if isinstance(value, (list, tuple)):
            return [plain(item, exclude_none=exclude_none) for item in value]
        if isinstance(value, Mapping):
            return {key: plain(item, exclude_none=exclude_none) for key, item in value.items()}
    except RecursionError:
        return _deep.from_rows(_deep.rows(value))  # So deep there is nothing but JSON.
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def without_nulls(value: Any, keep: frozenset[str] = frozenset()) -> Any:
    """A copy of JSON without the members that are null, at any depth, or a number that JSON does not have. Members
    named in `keep` are data: they stay as they are, if they are not null.
    """
    try:
        if isinstance(value, dict):
            return {
                name: _copy(item) if name in keep else without_nulls(item, keep)
                for name, item in value.items()
                if item is not None and not _is_no_number(item)
            }
        if isinstance(value, list):
            return [without_nulls(item, keep) for item in value if not _is_no_number(item)]
    except RecursionError:
        return _deep.from_rows(_deep.rows(value))
    return value


def _is_no_number(value: Any) -> bool:
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


DEEPEST_SHOWN = 20


def brief(value: Any, depth: int = 0) -> str:
    """A `repr` that shows the start of a long text, list or object."""
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
