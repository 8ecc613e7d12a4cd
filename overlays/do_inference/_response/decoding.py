"""Decoding of successful responses: the result of an operation, or the error that the body reports instead.

The service and the servers behind it also report errors with status 200, as JSON objects of several formats.
`is_failure` distinguishes these from results, for complete responses and for the events of streams.
"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any, Final

from .._json.codec import BOM_AND_SPACE, excerpt, loads
from ..errors import APIError, APIStatusError, DecodingError, class_of_status
from .error_bodies import describe, error_from_body, error_status_in_field, status_of, unwrap_error_list
from .metadata import Content, ResponseMetadata, attach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from do_inference_generated._interface import Operation, Schema, Shape

    from .._settings.redaction import Secrets

_JSON_MEDIA_RANGES: Final = frozenset(
    {"*/*", "application/*", "application/json", "application/octet-stream"}
)
"""Described media types that allow JSON as a binary response, for example a file of results."""
_NO_CONTENT: Final = 204
_MAX_ERROR_SIZE: Final = 64 * 1024
"""Bytes. Larger responses without a JSON schema are not searched for an error: parsing them is slow."""
_HEAD_SIZE: Final = 256
"""Bytes. The part of a body in which its first character is searched for."""
_MAX_FIELDS_SHOWN: Final = 8
"""Field names listed in an error message."""
_URL_SAFE_TO_STANDARD: Final = str.maketrans("-_", "+/")
_MESSAGE_FIELDS: Final = ("message", "msg", "error_description")
_DETAIL_FIELDS: Final = ("detail", "errors")
_ERROR_FIELDS: Final = frozenset(
    {"code", "detail", "error", "errors", "id", "message", "object", "request_id", "status", "type"}
)
"""Fields that errors and results can both have, so that they prove neither."""
_IDS: Final = frozenset({"id", "request_id"})
"""Fields of the service's own error bodies, next to `message`."""
_PYTHON_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "array": (list,),
    "object": (dict,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "any": (object,),
}


def decode(
    operation: Operation[Any, Any],
    info: ResponseMetadata,
    body: bytes,
    secrets: Secrets | None = None,
    *,
    redacted: bytes | None = None,
    as_text: bool = False,
) -> Any:
    """Return the result of an operation, or a string if `as_text` is set because the request asks for plain text.

    Raises `DecodingError` for an unexpected body, and `APIStatusError` for an error that the body reports. Neither
    contains any of the `secrets`: errors are created from `redacted`, the body after redaction. By default, `secrets`
    redacts the body if there is an error.
    """
    try:
        return _decode(operation, info, body, as_text=as_text)
    except APIError:
        if redacted is None and secrets is None:
            raise
    # Redaction is slow for large bodies, so only failures pay for it: they are decoded again, from the redacted body.
    if redacted is None and secrets is not None:
        redacted = secrets.clean(body)
    body = redacted or b""  # Tools that show tracebacks can also show the local variables of this function.
    return _decode(operation, info, body, as_text=as_text)


def has_result_items(value: Mapping[str, Any], schema: Schema[Any]) -> bool:
    """Return whether an array that `schema` requires has items. Then the object is a result, whatever else it has.

    This is the fast path for almost all responses, which need neither `is_failure` nor `missing_fields`.
    """
    for name in schema.arrays:
        items = value.get(name)
        if items and isinstance(items, list):
            return True
    return False


def is_failure(value: Mapping[str, Any], schema: Schema[Any], *, event: bool = False) -> bool:
    """Return whether an object reports an error instead of being a result of `schema`, or an `event` of a stream.

    - An object with a non-empty `error`, or with "error" as its `type` or `object`, is a failure unless it also
      contains a result. Such an event is always a failure, because the result is in the events before it.
    - An object with a `message`, a `detail` or a status of at least 400 is a failure if it has no content of a result.
    """
    if value.get("type") == "error" or value.get("object") == "error":
        has_error = True
    elif value.get("error"):
        with_error_field = [shape for shape in schema.shapes if _has_field(shape, "error")]
        if any(_matches(value, shape) for shape in with_error_field):
            return False  # Jobs and responses that failed are results with a described `error` field.
        has_error = True
    else:
        has_error = False
    if has_error:
        return event or not any(_has_content(value, shape, filled=True) for shape in schema.shapes)
    if _has_tag(value, schema) or any(_has_content(value, shape) for shape in schema.shapes):
        return False
    return _resembles_error(value, schema.shapes)


def may_concern_one_item(event: Mapping[str, Any], schema: Schema[Any]) -> bool:
    """Return whether a failure event may concern one item of the stream only, such as a tool call on the server.

    Such an event has its own described type, for example `response.mcp_call.failed`, and the stream can continue.
    """
    if event.get("object") == "error" or not _has_tag(event, schema):
        return False
    return not str(event[schema.tag or ""]).lower().endswith("error")


def missing_fields(value: Mapping[str, Any], schema: Schema[Any]) -> str | None:
    """Return the names of the required fields, for error messages, if the object has none of them; else None.

    A required field with the value null is missing. If a schema requires one of several fields instead, null counts as
    a value.
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
    more = ", ..." if len(names) > _MAX_FIELDS_SHOWN else ""
    return ", ".join(list(names)[:_MAX_FIELDS_SHOWN]) + more


def is_blank(value: Mapping[str, Any], schema: Schema[Any]) -> bool:
    """Return whether all fields that a result of `schema` requires, except constants, are missing or empty."""
    if _has_tag(value, schema) or not schema.shapes:
        return False
    return not any(_is_filled(value.get(name)) for shape in schema.shapes for name in shape.required)


# Decoding of JSON, text and binary responses


def _decode(operation: Operation[Any, Any], info: ResponseMetadata, body: bytes, *, as_text: bool) -> Any:
    schema = operation.result
    if schema is None:
        return _decode_without_schema(operation, info, body)
    if as_text:
        return _decode_text(info, body)
    value = _parse_json(info, body)
    if not isinstance(value, dict):
        _raise_listed_error(value, info)
    elif not has_result_items(value, schema):
        _check_object(value, schema, info, body)
    result = schema.decoder()(value)
    if not isinstance(value, dict) and not (isinstance(value, list) and isinstance(result, list)):
        raise _unexpected(_json_type(value), info, body)
    return attach(result, info)


def _check_object(value: dict[str, Any], schema: Schema[Any], info: ResponseMetadata, body: bytes) -> None:
    """Raise the error that an object reports, or `DecodingError` if it has no field of a result."""
    if is_failure(value, schema):
        raise _reported_error(value, info)
    missing = missing_fields(value, schema)
    if missing is not None:
        raise _unexpected(f"a JSON object that has none of the fields {missing}", info, body)


def _parse_json(info: ResponseMetadata, body: bytes) -> Any:
    try:
        return loads(body)
    except DecodingError as error:
        if _first_byte(body) == b"<":
            raise _page_error(info, body) from None
        problem = f"a body that is {error.message}" if body.strip() else "an empty body"
        raise _unexpected(problem, info, body) from None


def _decode_text(info: ResponseMetadata, body: bytes) -> str:
    """Return a plain-text response. A JSON string is accepted, other JSON is not: its text could be in any field."""
    if _is_html(info):
        raise _page_error(info, body)
    is_json = _is_json(info)
    _check_for_error(info, body, message_suffices=is_json)
    if is_json:
        value = _parse_json(info, body)
        if isinstance(value, str):
            return value
        raise _unexpected(info.media_type, info, body, "plain text")
    return body.decode("utf-8-sig", "replace")


def _decode_without_schema(
    operation: Operation[Any, Any], info: ResponseMetadata, body: bytes
) -> Content | None:
    """Return a binary response, or None for an operation without a result. JSON instead of either may be an error."""
    if operation.binary and _is_html(info):
        raise _page_error(info, body)  # During outages, the edge returns a page, even with status 200.
    if operation.binary and info.status_code == _NO_CONTENT:
        raise _unexpected("an empty body", info, body, " or ".join(operation.media))
    if operation.encoded:
        return _decode_bytes_or_json(operation, info, body)
    _check_for_error(info, body, message_suffices=operation.binary)
    if operation.binary and _is_json(info) and _JSON_MEDIA_RANGES.isdisjoint(operation.media):
        raise _unexpected(info.media_type, info, body, " or ".join(operation.media))
    return Content(body, info) if operation.binary else None


def _decode_bytes_or_json(operation: Operation[Any, Any], info: ResponseMetadata, body: bytes) -> Content:
    """Return a binary response, which some servers return as Base64 in JSON."""
    media = " or ".join(operation.media)
    try:
        value = _json_instead_of_bytes(info, body)
    except DecodingError as error:
        raise _unexpected(f"a body that is {error.message}", info, body, media) from None
    if value is None:
        return Content(body, info)
    texts = list(_strings_at(value, operation.encoded))
    if len(texts) == 1:
        try:
            content, content_type = _decode_base64(texts[0])
        except ValueError:
            raise _unexpected("a string that is not Base64", info, body, media) from None
        return Content(content, info, content_type)
    _raise_listed_error(value, info)
    if isinstance(value, dict) and _reports_error(value, message_suffices=True):
        raise _reported_error(value, info)
    found = f"{len(texts)} files" if texts else "no bytes"
    place = ".".join(operation.encoded)
    raise _unexpected(f"JSON with {found} in {place}", info, body, "one file" if texts else media)


def _json_instead_of_bytes(info: ResponseMetadata, body: bytes) -> Any:
    """Return the JSON value of a response that can also be binary, or None if it is binary.

    Some servers return JSON with the content type of the file, so a body that starts like an object and can be parsed
    is JSON with any content type. Raises `DecodingError` for invalid JSON with a JSON content type.
    """
    is_json = _is_json(info)
    if not is_json and _first_byte(body) != b"{":
        return None
    try:
        return loads(body)
    except DecodingError:
        if is_json:
            raise
        return None


def _strings_at(value: object, path: Sequence[str]) -> Iterator[str]:
    """Yield the non-empty strings at a path of property names. The items of arrays on the path are all followed."""
    if isinstance(value, list):
        for item in value:
            yield from _strings_at(item, path)
    elif path and isinstance(value, dict):
        yield from _strings_at(value.get(path[0]), path[1:])
    elif not path and isinstance(value, str) and value:
        yield value


def _decode_base64(text: str) -> tuple[bytes, str]:
    """Return the bytes of a Base64 string or `data:` URL, and the media type of the URL (or an empty string).

    Accepts deviations that servers send: the URL-safe alphabet, line breaks, and missing padding. Raises `ValueError`
    for other strings.
    """
    media_type = ""
    if text[:5].lower() == "data:":
        head, _, text = text[5:].partition(",")
        media_type, _, encoding = head.rpartition(";")
        if encoding.strip().lower() != "base64":
            raise ValueError("the data URL is not Base64")
    text = "".join(text.split()).rstrip("=").translate(_URL_SAFE_TO_STANDARD)
    content = binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    if not content:
        raise ValueError("the string contains no bytes")
    return content, media_type


def _first_byte(body: bytes) -> bytes:
    """Return the first byte after a byte order mark and white space, which distinguishes JSON from pages."""
    return body[:_HEAD_SIZE].lstrip(BOM_AND_SPACE)[:1]


def _is_json(info: ResponseMetadata) -> bool:
    return info.media_type.endswith(("/json", "+json"))


def _is_html(info: ResponseMetadata) -> bool:
    return info.media_type in ("text/html", "application/xhtml+xml")


# Errors in successful responses


def _check_for_error(info: ResponseMetadata, body: bytes, *, message_suffices: bool) -> None:
    """Raise the error that JSON instead of another type of response reports."""
    if _first_byte(body) in (b"{", b"[") and len(body) <= _MAX_ERROR_SIZE:
        try:
            value = loads(body)
        except DecodingError:
            return
        _raise_listed_error(value, info)
        if isinstance(value, dict) and _reports_error(value, message_suffices=message_suffices):
            raise _reported_error(value, info)


def _raise_listed_error(value: object, info: ResponseMetadata) -> None:
    """Raise the error in a list of one error object, which some servers return."""
    if unwrap_error_list(value) is not value:
        raise _reported_error(value, info)


def _reported_error(value: object, info: ResponseMetadata) -> APIStatusError:
    """Return the error that the body of a successful response reports, with the status in the body if it has one."""
    status = status_of(value) or info.status_code
    return error_from_body(status, info.headers, value, class_of_status, info)


def _page_error(info: ResponseMetadata, body: bytes) -> DecodingError:
    description = describe(body[:65536].decode("utf-8", "replace")).message
    return DecodingError(
        f"{description} (status {info.status_code}); check the endpoint of the client",
        content_excerpt=description,
        response=info,
    )


def _unexpected(
    found: str, info: ResponseMetadata, body: bytes, expected: str = "a JSON result"
) -> DecodingError:
    request_id = f" (request id {info.request_id})" if info.request_id else ""
    return DecodingError(
        f"the server returned status {info.status_code} with {found}, expected {expected}{request_id}",
        content_excerpt=excerpt(body),
        response=info,
    )


def _json_type(value: object) -> str:
    names = {list: "a JSON array", str: "a JSON string", bool: "a JSON boolean", type(None): "null"}
    return names.get(type(value), "a JSON number")


# Classification of JSON objects


def _reports_error(value: Mapping[str, Any], *, message_suffices: bool) -> bool:
    """Return whether an object instead of a response without a schema reports an error.

    With `message_suffices`, an object with a `message` or `detail` is an error. Without it, an operation without a
    result may return a message, so only an `error` or an error status counts.
    """
    if value.get("error") or value.get("type") == "error" or value.get("object") == "error":
        return True
    return _resembles_error(value) if message_suffices else status_of(value) is not None


def _resembles_error(value: Mapping[str, Any], shapes: tuple[Shape, ...] = ()) -> bool:
    """Return whether an object has a message, details or a status of an error that no shape describes."""
    described = {name for shape in shapes for name in (*shape.required, *shape.optional)}
    if any(isinstance(value.get(name), str) for name in _MESSAGE_FIELDS if name not in described):
        return True
    if any(value.get(name) for name in _DETAIL_FIELDS if name not in described):
        return True
    return status_of(value) is not None


def _matches(value: Mapping[str, Any], shape: Shape) -> bool:
    """Return whether an object has all constants, or the content, of a shape."""
    constants = shape.constants.items()
    if constants and all(value.get(name) == constant for name, constant in constants):
        return True
    return _has_content(value, shape)


def _has_content(value: Mapping[str, Any], shape: Shape, *, filled: bool = False) -> bool:
    """Return whether an object has the content of a shape: the fields that errors do not have.

    The first of these rules that applies decides:

    1. The shape requires arrays: at least one is present, and non-empty with `filled`.
    2. The shape requires objects: at least one is present, and non-empty with `filled`.
    3. The shape requires other fields, and not only ids, which errors also have: all have values of their types.
    4. At least one optional field is present whose name does not occur in errors.
    """
    for json_type in ("array", "object"):
        names = [name for name, type_ in shape.required.items() if type_ == json_type]
        if names:
            found = [value[name] for name in names if isinstance(value.get(name), _PYTHON_TYPES[json_type])]
            return any(found) if filled else bool(found)
    if not _IDS.issuperset(shape.required):
        return all(_has_type(name, value.get(name), json_type) for name, json_type in shape.required.items())
    own = (name for name in shape.optional if name not in _ERROR_FIELDS)
    return any(value.get(name) is not None for name in own)


def _has_type(name: str, value: object, json_type: str) -> bool:
    """Return whether a value has the type of its field. An HTTP status such as 429 is not the `status` of a job."""
    return (
        value is not None
        and isinstance(value, _PYTHON_TYPES[json_type])
        and error_status_in_field(name, value) is None
    )


def _has_tag(value: Mapping[str, Any], schema: Schema[Any]) -> bool:
    return schema.tag is not None and isinstance(value.get(schema.tag), str)


def _has_field(shape: Shape, name: str) -> bool:
    return name in shape.required or name in shape.optional or name in shape.constants


def _is_filled(value: object) -> bool:
    if isinstance(value, dict):
        return any(value.values())
    return any(value) if isinstance(value, list) else bool(value)
