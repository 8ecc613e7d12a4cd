"""Turns a successful answer into the result that was promised, or into an error if it is something else."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any, Final

from .._json.codec import BOM_AND_SPACE, excerpt, loads
from ..errors import APIError, APIStatusError, DecodingError, class_of_status
from .error_bodies import describe, error_from_body, named_status, status_of, unwrapped
from .metadata import Content, ResponseMetadata, attach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from do_inference_generated._interface import Operation, Schema, Shape

    from .._settings.redaction import Secrets

_OF_ANY_KIND: Final = frozenset({"*/*", "application/*", "application/json", "application/octet-stream"})
_NO_CONTENT: Final = 204
_LARGEST_ERROR: Final = 64 * 1024
"""Bytes of an answer without a JSON schema that are searched for an error."""


def decode(
    operation: Operation[Any, Any],
    info: ResponseMetadata,
    body: bytes,
    secrets: Secrets | None = None,
    *,
    shown: bytes | None = None,
    as_text: bool = False,
) -> Any:
    """The result of an operation, or a text if the request asked for one with `as_text`.

    Raises `DecodingError`, or `APIStatusError` for an error reported under status 200. Neither shows one of the
    `secrets`: errors are made from `shown`, the body without them.
    """
    try:
        return _decode(operation, info, body, as_text=as_text)
    except APIError:
        if shown is None and secrets is None:
            raise
    if shown is None and secrets is not None:
        shown = secrets.clean(body)
    body = shown or b""  # Tracebacks may show the variables of this function.
    return _decode(operation, info, body, as_text=as_text)


def _decode(operation: Operation[Any, Any], info: ResponseMetadata, body: bytes, *, as_text: bool) -> Any:
    schema = operation.result
    if schema is None:
        return _without_schema(operation, info, body)
    if as_text:
        return _text(info, body)
    value = _json(info, body)
    if not isinstance(value, dict):
        _check_list(value, info)
    elif not is_plain_result(value, schema):
        _check(value, schema, info, body)
    result = schema.decoder()(value)
    if not isinstance(value, dict) and not (isinstance(value, list) and isinstance(result, list)):
        raise _unexpected(_kind(value), info, body)
    return attach(result, info)


def _check(value: dict[str, Any], schema: Schema[Any], info: ResponseMetadata, body: bytes) -> None:
    """Raise the error that an object reports, and `DecodingError` for one that has nothing of a result."""
    if is_failure(value, schema):
        raise hidden_error(value, info)
    missing = missing_fields(value, schema)
    if missing is not None:
        raise _unexpected(f"a JSON object that has none of the fields {missing}", info, body)


def _check_list(value: object, info: ResponseMetadata) -> None:
    """Raise the error that a list reports."""
    if unwrapped(value) is not value:
        raise hidden_error(value, info)


def hidden_error(value: object, info: ResponseMetadata) -> APIStatusError:
    """The error that a body under a successful status reports."""
    status = status_of(value) or info.status_code
    return error_from_body(status, info.headers, value, class_of_status, info)


def _without_schema(operation: Operation[Any, Any], info: ResponseMetadata, body: bytes) -> Content | None:
    """An answer of bytes, or none at all. JSON in its place may report an error."""
    if operation.binary and info.media_type in ("text/html", "application/xhtml+xml"):
        raise _page(info, body)  # An outage at the edge answers with one, even under 200.
    if operation.binary and info.status_code == _NO_CONTENT:
        raise _unexpected("an empty body", info, body, f"{' or '.join(operation.media)} was promised")
    if operation.encoded:
        return _bytes_or_json(operation, info, body)
    _check_for_error(info, body, vaguely=operation.binary)
    is_json = info.media_type.endswith(("/json", "+json"))
    if operation.binary and is_json and _OF_ANY_KIND.isdisjoint(operation.media):
        raise _unexpected(info.media_type, info, body, f"{' or '.join(operation.media)} was promised")
    return Content(body, info) if operation.binary else None


def _bytes_or_json(operation: Operation[Any, Any], info: ResponseMetadata, body: bytes) -> Content:
    """An answer of bytes that some servers send as Base64 in JSON."""
    promised = f"{' or '.join(operation.media)} was promised"
    try:
        value = json_in_place_of_bytes(info, body)
    except DecodingError as error:
        raise _unexpected(f"a body that is {error.message}", info, body, promised) from None
    if value is None:
        return Content(body, info)
    texts = list(encoded_texts(value, operation.encoded))
    if len(texts) == 1:
        try:
            content, kind = decoded(texts[0])
        except ValueError:
            raise _unexpected("a text that is not Base64", info, body, promised) from None
        return Content(content, info, kind)
    _check_list(value, info)
    if isinstance(value, dict) and reports_error(value, vaguely=True):
        raise hidden_error(value, info)
    found = f"{len(texts)} files" if texts else "no bytes"
    place = ".".join(operation.encoded)
    raise _unexpected(
        f"JSON with {found} in {place}", info, body, promised if not texts else "one file was promised"
    )


def _check_for_error(info: ResponseMetadata, body: bytes, *, vaguely: bool) -> None:
    """Raise the error that JSON in place of an answer of another kind reports."""
    if body[:256].lstrip(BOM_AND_SPACE)[:1] in (b"{", b"[") and len(body) <= _LARGEST_ERROR:
        try:
            value = loads(body)
        except DecodingError:
            return
        _check_list(value, info)
        if isinstance(value, dict) and reports_error(value, vaguely=vaguely):
            raise hidden_error(value, info)


def _text(info: ResponseMetadata, body: bytes) -> str:
    """An answer that is a text. JSON in its place is not turned into one: which part would be the text?"""
    if info.media_type in ("text/html", "application/xhtml+xml"):
        raise _page(info, body)
    is_json = info.media_type.endswith(("/json", "+json"))
    _check_for_error(info, body, vaguely=is_json)
    if is_json:
        value = _json(info, body)
        if isinstance(value, str):
            return value
        raise _unexpected(info.media_type, info, body, "plain text was asked for")
    return body.decode("utf-8-sig", "replace")


def _json(info: ResponseMetadata, body: bytes) -> Any:
    try:
        return loads(body)
    except DecodingError as error:
        if body[:256].lstrip(BOM_AND_SPACE).startswith(b"<"):
            raise _page(info, body) from None
        what = f"a body that is {error.message}" if body.strip() else "an empty body"
        raise _unexpected(what, info, body) from None


def _page(info: ResponseMetadata, body: bytes) -> DecodingError:
    told = describe(body[:65536].decode("utf-8", "replace")).message
    return DecodingError(
        f"{told} (status {info.status_code}); check the endpoint of the client",
        content_excerpt=told,
        response=info,
    )


def _unexpected(
    what: str, info: ResponseMetadata, body: bytes, promised: str = "a JSON result was promised"
) -> DecodingError:
    tail = f" (request id {info.request_id})" if info.request_id else ""
    return DecodingError(
        f"the server answered {info.status_code} with {what} where {promised}{tail}",
        content_excerpt=excerpt(body),
        response=info,
    )


def _kind(value: object) -> str:
    kinds = {list: "a JSON array", str: "a JSON string", bool: "a JSON boolean", type(None): "null"}
    return kinds.get(type(value), "a JSON number")


_URL_SAFE: Final = str.maketrans("-_", "+/")


def json_in_place_of_bytes(info: ResponseMetadata, body: bytes) -> Any:
    """The JSON value of an answer where bytes may come instead; None for bytes.

    What begins like an object and can be read as one is JSON under any content type. Raises `DecodingError` for an
    answer that claims to be JSON and is not.
    """
    claims = info.media_type.endswith(("/json", "+json"))
    if not claims and body[:256].lstrip(BOM_AND_SPACE)[:1] != b"{":
        return None
    try:
        return loads(body)
    except DecodingError:
        if claims:
            raise
        return None


def encoded_texts(value: object, names: Sequence[str]) -> Iterator[str]:
    """The texts that `names` lead to within a JSON value. Each item of an array is followed."""
    if isinstance(value, list):
        for item in value:
            yield from encoded_texts(item, names)
    elif names and isinstance(value, dict):
        yield from encoded_texts(value.get(names[0]), names[1:])
    elif not names and isinstance(value, str) and value:
        yield value


def decoded(text: str) -> tuple[bytes, str]:
    """The bytes of a Base64 text or `data:` URL, and the media type that the URL names.

    Takes both alphabets, line breaks, and a text without padding. Raises `ValueError` for other texts.
    """
    kind = ""
    if text[:5].lower() == "data:":
        head, _, text = text[5:].partition(",")
        kind, _, form = head.rpartition(";")
        if form.strip().lower() != "base64":
            raise ValueError("a data URL that is not Base64")
    text = "".join(text.split()).rstrip("=").translate(_URL_SAFE)
    content = binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    if not content:
        raise ValueError("no bytes")
    return content, kind


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
