"""Decides whether a JSON object under a successful status is a result, a failure, or neither.

The rule follows from the schema that the description gives for the answer, and is the same for whole answers and for
the events of a stream. Decoding itself is total: a result with odd fields is still a result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .error_bodies import named_status, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import Schema, Shape

_TEXTS_OF_ERRORS: Final = ("message", "msg", "error_description")
_DETAILS_OF_ERRORS: Final = ("detail", "errors")
_NAMES_IN_ERRORS: Final = frozenset(
    {"code", "detail", "error", "errors", "id", "message", "object", "request_id", "status", "type"}
)
_FIELDS_SHOWN: Final = 8

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "array": (list,),
    "object": (dict,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "any": (object,),
}


def is_plain_result(value: Mapping[str, Any], schema: Schema[Any]) -> bool:
    """Whether an array that `schema` requires has items. Such an object is a result whatever else it has.

    This is the short way for nearly all answers: `is_failure` and `missing_fields` need not look at those.
    """
    for name in schema.arrays:
        items = value.get(name)
        if items and isinstance(items, list):
            return True
    return False


def is_failure(value: Mapping[str, Any], schema: Schema[Any], *, event: bool = False) -> bool:
    """Whether an object reports an error instead of being a result, or an `event`, of `schema`.

    An object that says so (`error`, or `error` as its `type` or `object`) is a failure unless it holds a result, too.
    An event of a stream that says so is always a failure: what came before it is the result. An object that merely
    looks like an error (`message`, `detail`, a status of 400 or more) is one if the content of a result is missing.
    """
    if value.get("type") == "error" or value.get("object") == "error":
        reported = True
    elif value.get("error"):
        described = [shape for shape in schema.shapes if _describes(shape, "error")]
        if any(_is_whole(value, shape) for shape in described):
            return False  # A job or response that failed has a field of its own for it.
        reported = True
    else:
        reported = False
    if reported:
        return event or not any(_has_content(value, shape, filled=True) for shape in schema.shapes)
    if _has_tag(value, schema) or any(_has_content(value, shape) for shape in schema.shapes):
        return False
    return _looks_like_an_error(value, schema.shapes)


def is_about_a_part(event: Mapping[str, Any], schema: Schema[Any]) -> bool:
    """Whether the error in an event of a stream may be that of a part, such as a tool that the server ran.

    So it is in an event with a type of its own, which the stream can go on after.
    """
    if event.get("object") == "error" or not _has_tag(event, schema):
        return False
    return not str(event[schema.tag or ""]).lower().endswith("error")


def reports_error(value: Mapping[str, Any], *, vaguely: bool) -> bool:
    """Whether an object in place of an answer that is not JSON reports an error; `vaguely` if a `message` is enough."""
    if value.get("error") or value.get("type") == "error" or value.get("object") == "error":
        return True
    return _looks_like_an_error(value) if vaguely else status_of(value) is not None


def missing_fields(value: Mapping[str, Any], schema: Schema[Any]) -> str | None:
    """The names of the fields that `schema` requires if an object has none of them, for messages; else None.

    Where a schema requires no single field, but one of several, null counts for one.
    """
    if _has_tag(value, schema) or (not schema.shapes and schema.tag is None):
        return None
    names = {schema.tag: None} if schema.tag else {}
    for shape in schema.shapes:
        expected = (*shape.constants, *shape.required)
        if not (expected or shape.alternatives) or any(value.get(name) is not None for name in expected):
            return None
        if any(name in value for name in shape.alternatives):
            return None
        names |= dict.fromkeys((*expected, *shape.alternatives))
    more = ", ..." if len(names) > _FIELDS_SHOWN else ""
    return ", ".join(list(names)[:_FIELDS_SHOWN]) + more


def is_blank(value: Mapping[str, Any], schema: Schema[Any]) -> bool:
    """Whether no field that a result of `schema` requires says anything, apart from constants."""
    if _has_tag(value, schema) or not schema.shapes:
        return False
    return not any(_says_something(value.get(name)) for shape in schema.shapes for name in shape.required)


def _says_something(value: object) -> bool:
    if isinstance(value, dict):
        return any(value.values())
    return any(value) if isinstance(value, list) else bool(value)


def _has_tag(value: Mapping[str, Any], schema: Schema[Any]) -> bool:
    return schema.tag is not None and isinstance(value.get(schema.tag), str)


def _describes(shape: Shape, name: str) -> bool:
    return name in shape.required or name in shape.optional or name in shape.constants


def _is_whole(value: Mapping[str, Any], shape: Shape) -> bool:
    """Whether an object shows by its constants or its content that it is one of `shape`."""
    constants = shape.constants.items()
    if constants and all(value.get(name) == constant for name, constant in constants):
        return True
    return _has_content(value, shape)


def _has_content(value: Mapping[str, Any], shape: Shape, *, filled: bool = False) -> bool:
    """Whether one of the arrays that the shape requires is there, or `filled`; without arrays one of the objects;
    without objects all required values; without those any other value that errors do not have as well.
    """
    for kind in ("array", "object"):
        names = [name for name, type_ in shape.required.items() if type_ == kind]
        if names:
            found = [value[name] for name in names if isinstance(value.get(name), _TYPES[kind])]
            return any(found) if filled else bool(found)
    if shape.required:
        return all(_fits(name, value.get(name), kind) for name, kind in shape.required.items())
    own = (name for name in shape.optional if name not in _NAMES_IN_ERRORS)
    return any(value.get(name) is not None for name in own)


def _fits(name: str, value: object, kind: str) -> bool:
    """Whether a value has the type of its field. An HTTP status is not the status of a job."""
    return value is not None and isinstance(value, _TYPES[kind]) and named_status(name, value) is None


def _looks_like_an_error(value: Mapping[str, Any], shapes: tuple[Shape, ...] = ()) -> bool:
    own = {name for shape in shapes for name in (*shape.required, *shape.optional)}
    if any(isinstance(value.get(name), str) for name in _TEXTS_OF_ERRORS if name not in own):
        return True
    if any(value.get(name) for name in _DETAILS_OF_ERRORS if name not in own):
        return True
    return status_of(value) is not None
