"""Parsing of error bodies: the message, code, type and status of an error in any known format.

The formats come from the service, its gateways, and the servers and vendors behind it:

    {"id": ..., "message": ..., "request_id": ...}
    {"error": {"message": ..., "type": ...}, "status_code": ...}
    {"error": {"message": ..., "type": ..., "param": ..., "code": ...}}     OpenAI
    {"type": "error", "error": {"type": ..., "message": ...}}               Anthropic
    {"object": "error", "message": ..., "type": ..., "code": ...}           vLLM
    {"detail": "..."} and {"detail": [{"loc": [...], "msg": ...}]}          FastAPI
    {"error": "...", "code": ...}

An error can also be a list of one such object, an event of a stream, an HTML or XML page, plain text, or empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from .._json.codec import BOM_AND_SPACE, loads
from ..errors import APIStatusError, DecodingError, class_of_status
from ..rate_limit._headers import requested_wait
from .reasons import MODEL_REASONS, advice_for, is_page, rejection_reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import ResponseInfo

    from ..errors import ErrorReason

ErrorT = TypeVar("ErrorT", bound=APIStatusError)

_MAX_MESSAGE_LENGTH: Final = 500
_MAX_BODY_SHOWN: Final = 200
"""Characters of the body in a message, for a body without a message."""
_MAX_DETAILS: Final = 3
_MAX_TITLE_LENGTH: Final = 100
_TITLE_SEARCHED: Final = 64 * 1024
"""Characters of a page that are searched for its title."""
_STREAM_PREFIXES: Final = (b"data:", b"event:", b"id:", b"retry:", b": ")
"""How event streams start. No error body in another format starts like this."""
_OTHER_MESSAGE_FIELDS: Final = ("errors", "msg", "error_description", "title", "reason")
"""Where gateways with undocumented formats may put the message."""

_STATUS_FIELDS: Final = ("status_code", "status", "code", "statusCode", "http_status", "http_code")

_STATUS_BY_TYPE: Final[Mapping[str, int]] = {
    "invalid_request_error": 400,
    "bad_request": 400,
    "invalid_argument": 400,
    "badrequesterror": 400,
    "context_length_exceeded": 400,
    "authentication_error": 401,
    "unauthenticated": 401,
    "unauthorized": 401,
    "invalid_api_key": 401,
    "authenticationerror": 401,
    "forbidden_error": 403,
    "permission_error": 403,
    "forbidden": 403,
    "permission_denied": 403,
    "not_found_error": 404,
    "not_found": 404,
    "model_not_found": 404,
    "notfounderror": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "rate_limit_exceeded_error": 429,
    "insufficient_quota": 429,
    "ratelimiterror": 429,
    "resource_exhausted": 429,
    "too_many_requests": 429,
    "api_error": 500,
    "internal_server_error": 500,
    "internalservererror": 500,
    "server_error": 500,
    "service_unavailable_error": 503,
    "service_unavailable": 503,
    "unavailable": 503,
    "overloaded_error": 529,
}
"""The statuses of error types and codes, in lower case."""

_HINTS: Final[Mapping[int, str]] = {
    401: "the key was rejected; agent keys and model access keys are not interchangeable",
    403: "the key lacks permission; check its scope, the account's tier and whether the key is restricted to a VPC",
    404: "the path was not found; check the endpoint of the client and the IDs in the path",
    405: "the path does not support this HTTP method; check the endpoint of the client",
    413: "the request body exceeds the size limit of the server",
    429: "too many requests",
}
"""What is wrong and what to check, for error responses without a message."""


class ErrorDescription(NamedTuple):
    """The fields of an error body. Fields that the body does not have are None, and the message is empty."""

    message: str
    """One line of at most 500 characters."""
    code: str | None = None
    type: str | None = None
    param: str | None = None
    request_id: str | None = None


def error_from_response(
    status: int, headers: Mapping[str, str], body: bytes, info: ResponseInfo | None = None
) -> APIStatusError:
    """Return the exception for an error response with a body in any format.

    `headers` are looked up by lower-case names.
    """
    # The service sometimes rejects a streaming request with an event stream, and not always with its content type.
    is_stream = headers.get("content-type", "").startswith("text/event-stream")
    if is_stream or body.lstrip(BOM_AND_SPACE).startswith(_STREAM_PREFIXES):
        body = _error_event_data(body)
    return error_from_body(status, headers, _parse(body), class_of_status, info, rejected=True)


def error_from_body(
    status: int,
    headers: Mapping[str, str],
    body: object,
    class_of: Callable[[int], type[ErrorT]],
    info: ResponseInfo | None = None,
    *,
    rejected: bool = False,
) -> ErrorT:
    """Return the exception for a parsed error body. `class_of` returns the exception class for a status.

    `rejected` is true if `status` and `headers` are those of an error response. Otherwise, the response is successful
    and only its body is evidence for the reason of the error.
    """
    description = describe(body)
    error = class_of(status)(
        description.message or _default_message(status, body),
        status_code=status,
        code=description.code,
        type=description.type,
        param=description.param,
        request_id=description.request_id or headers.get("x-request-id"),
        body=body,
        response=info,
        retry_after=requested_wait(headers),
    )
    error.reason = rejection_reason(
        status if rejected else status_of(body),
        unwrap_error_list(body),
        description,
        headers if rejected else {},
    )
    error.model = model_of(error.reason, body, info)
    error.hint = advice_for(error.reason)
    return error


def describe(body: object) -> ErrorDescription:
    """Return the fields of a parsed error body. The body is a string if it is not JSON."""
    body = unwrap_error_list(body)
    if isinstance(body, str):
        return ErrorDescription(_describe_text(body))
    if isinstance(body, list):
        return ErrorDescription(_describe_details(body))
    if not isinstance(body, Mapping):
        return ErrorDescription("")
    inner, error = _inner(body)
    message = (
        _text(error.get("message"))
        or _text(body.get("message"))
        or _describe_details(body.get("detail"))
        or _describe_details(error.get("detail"))
        or _text(inner)
        or next(filter(None, (_describe_details(body.get(name)) for name in _OTHER_MESSAGE_FIELDS)), "")
    )
    # The outer `type` of Anthropic's format is always "error", and carries no information.
    outer_type = _text(body.get("type"))
    return ErrorDescription(
        message,
        code=_text(error.get("code")) or _text(body.get("code")) or _text(body.get("id")) or None,
        type=_text(error.get("type")) or (outer_type if outer_type != "error" else "") or None,
        param=_text(error.get("param")) or _text(body.get("param")) or None,
        request_id=_text(body.get("request_id")) or _text(error.get("request_id")) or None,
    )


def status_of(body: object) -> int | None:
    """Return the HTTP status of a parsed error body: its `status_code` or similar field, or the status of its type.

    The status can be a number or a string, in the body or in its `error`. None if the body has neither.
    """
    body = unwrap_error_list(body)
    if not isinstance(body, Mapping):
        return None
    inner, error = _inner(body)
    for fields in (body, error):
        for name in _STATUS_FIELDS:
            status = error_status_in_field(name, fields.get(name))
            if status is not None:
                return status
    description = describe(body)
    candidates = (description.type, description.code, _text(inner), _text(error.get("status")))
    types = (candidate.lower() for candidate in candidates if candidate)
    return next((_STATUS_BY_TYPE[name] for name in types if name in _STATUS_BY_TYPE), None)


def error_status_in_field(name: str, value: object) -> int | None:
    """Return the HTTP error status in a field, such as 429 or "429". None if the field has another name or value."""
    if name not in _STATUS_FIELDS or isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if len(text) == 3 and text.isascii() and text.isdigit() else None
    return int(value) if isinstance(value, int | float) and 400 <= value < 600 else None


def model_of(reason: ErrorReason, body: object, info: ResponseInfo | None = None) -> str | None:
    """Return the model that an error concerns: the `model` of the body, or else of the request.

    None if the reason concerns the account, the platform or a vendor.
    """
    if reason not in MODEL_REASONS:
        return None
    body = unwrap_error_list(body)
    models = (fields.get("model") for fields in (_inner(body)[1], body)) if isinstance(body, Mapping) else ()
    model = next((name for name in models if name and isinstance(name, str)), None)
    return model or getattr(info, "requested_model", None)


def unwrap_error_list(body: object) -> object:
    """Return the error object in a list of one, which some servers return, or else the body itself."""
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], Mapping) and body[0].get("error"):
        return body[0]
    return body


# Parsing


def _parse(body: bytes) -> object:
    if not body.strip():
        return ""
    try:
        return loads(body)
    except DecodingError:
        return body.decode("utf-8", "replace")


def _error_event_data(body: bytes) -> bytes:
    """Return the data of the first event that reports an error, or else of the first event with data."""
    from ..sse import EventStreamDecoder, EventTooLargeError  # For start-up time: few errors are events.

    try:
        events = EventStreamDecoder().feed(
            body + b"\n\n"
        )  # A missing blank line does not lose the last event.
    except EventTooLargeError:
        return body
    with_data = [event for event in events if event.data]
    errors = [event for event in with_data if event.event == "error" or '"error"' in event.data]
    return next((event.data.encode() for event in (*errors, *with_data)), body)


def _inner(body: Mapping[str, Any]) -> tuple[object, Mapping[str, Any]]:
    """Return the innermost `error` of a body, and its fields if it is an object.

    A gateway can wrap the error body of another server in its own.
    """
    inner = body.get("error")
    while isinstance(inner, Mapping) and inner.get("error"):
        inner = inner["error"]
    return inner, inner if isinstance(inner, Mapping) else {}


# Messages


def _text(value: object) -> str:
    """Return a string or number as one line, and an empty string for other values."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _one_line(str(value))


def _one_line(text: str) -> str:
    # Only the beginning is split, because an error body can have megabytes.
    line = " ".join(text[: 4 * _MAX_MESSAGE_LENGTH].split())
    return line if len(line) <= _MAX_MESSAGE_LENGTH else line[: _MAX_MESSAGE_LENGTH - 1] + "…"


def _describe_details(detail: object) -> str:
    """Return the message in FastAPI's `detail`: a string, an object, or a list of validation errors."""
    if not isinstance(detail, list):
        if isinstance(detail, Mapping):
            return _text(detail.get("message")) or _text(detail.get("msg"))
        return _text(detail)
    messages = [_describe_detail(item) for item in detail[:_MAX_DETAILS]]
    more = len(detail) - len(messages)
    return _one_line("; ".join(filter(None, messages)) + (f" (and {more} more)" if more > 0 else ""))


def _describe_detail(item: object) -> str:
    """Return a validation error as "body.messages: field required"."""
    if not isinstance(item, Mapping):
        return _text(item)
    location = item.get("loc")
    place = ".".join(str(name) for name in location) if isinstance(location, list) else ""
    message = _text(item.get("msg")) or _text(item.get("message"))
    return f"{place}: {message}" if place and message else place or message


def _describe_text(text: str) -> str:
    if not is_page(text):
        return _one_line(text)
    title = _title(text)
    suffix = f" titled “{title}”" if title else ""
    return f"the server returned a page{suffix} instead of JSON"


def _title(text: str) -> str:
    """Return the title of an HTML page or its first heading, or the `Code` of an XML error of object storage."""
    lowered = text[:_TITLE_SEARCHED].lower()
    for tag in ("title", "code", "h1"):
        start = lowered.find(f"<{tag}")
        opened = lowered.find(">", start)
        end = lowered.find(f"</{tag}", opened)
        if -1 < start < opened < end:
            from html import unescape  # Imported here to keep start-up fast.

            return _one_line(unescape(text[opened + 1 : end]))[:_MAX_TITLE_LENGTH]
    return ""


def _default_message(status: int, body: object) -> str:
    """Return a message for a body without one: a hint for the status, and the beginning of the body."""
    hint = _HINTS.get(status)
    if hint is None:
        hint = "the server failed" if status >= 500 else "the request was rejected"
    if body is None or body == "":
        return f"{hint} (the response body is empty)"
    shown = _one_line(body if isinstance(body, str) else _to_json(body))
    shown = shown if len(shown) <= _MAX_BODY_SHOWN else f"{shown[: _MAX_BODY_SHOWN - 1]}…"
    return f"{hint} (the response has no error message: {shown})"


def _to_json(body: object) -> str:
    import json  # For start-up time: few errors have no message.

    try:
        return json.dumps(body, ensure_ascii=False)
    except RecursionError:
        from do_inference_generated._deep import dumps  # Rarely needed; imported here to keep start-up fast.

        return dumps(body, None)
