"""Reads error bodies. They come from at least four producers, in seven shapes, HTML pages and nothing among
them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from .._json.codec import BOM_AND_SPACE, loads
from ..errors import APIStatusError, DecodingError, class_of_status
from ..rate_limit._headers import requested_wait
from ..sse import EventStreamDecoder, EventTooLargeError
from .reasons import OF_ONE_MODEL, advice_on, is_page, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import ResponseInfo

    from ..errors import ErrorReason

ErrorT = TypeVar("ErrorT", bound=APIStatusError)

_LONGEST_MESSAGE: Final = 500
_LONGEST_BODY_SHOWN: Final = 200
_BEGINNINGS_OF_STREAMS: Final = (b"data:", b"event:", b"id:", b"retry:", b": ")
"""Content types are not believed; no other body that tells an error begins so."""
_OTHER_NAMES: Final = ("errors", "msg", "error_description", "title", "reason")
"""Where gateways that nobody told us of may put what they have to say."""
_DETAILS_SHOWN: Final = 3

_NAMES_OF_STATUSES: Final = ("status_code", "status", "code", "statusCode", "http_status", "http_code")

_STATUS_OF_NAME: Final[Mapping[str, int]] = {
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

_HINTS: Final[Mapping[int, str]] = {
    401: "the key was refused; agent keys and model access keys are not interchangeable",
    403: "the key may not do this; check its scope, the account's tier and whether it is bound to a VPC",
    404: "nothing is served there; check the endpoint of the client and ids in the path",
    405: "the path takes another method; check the endpoint of the client",
    413: "the request body is larger than the server takes",
    429: "too many requests",
}


class ErrorDescription(NamedTuple):
    """What an error body says, each part None where it does not."""

    message: str
    code: str | None = None
    type: str | None = None
    param: str | None = None
    request_id: str | None = None


def describe(body: object) -> ErrorDescription:
    """What a parsed error body, or the text of one that is no JSON, says. An empty message where it says
    nothing.
    """
    body = unwrapped(body)
    if isinstance(body, str):
        return ErrorDescription(_describe_text(body))
    if isinstance(body, list):
        return ErrorDescription(_describe_details(body))
    if not isinstance(body, Mapping):
        return ErrorDescription("")
    inner = _inner(body)
    error: Mapping[str, Any] = inner if isinstance(inner, Mapping) else {}
    message = (
        _text(error.get("message"))
        or _text(body.get("message"))
        or _describe_details(body.get("detail"))
        or _describe_details(error.get("detail"))
        or _text(inner)
        or next(filter(None, (_describe_details(body.get(name)) for name in _OTHER_NAMES)), "")
    )
    # The outer `type` of Anthropic's shape is always "error", and so is `object` of vLLM's: neither tells
    # anything.
    outer_type = _text(body.get("type"))
    return ErrorDescription(
        message,
        code=_text(error.get("code")) or _text(body.get("code")) or _text(body.get("id")) or None,
        type=_text(error.get("type")) or (outer_type if outer_type != "error" else "") or None,
        param=_text(error.get("param")) or _text(body.get("param")) or None,
        request_id=_text(body.get("request_id")) or _text(error.get("request_id")) or None,
    )


def unwrapped(body: object) -> object:
    """The one object of a list if it reports an error, which is how some servers answer; else the body itself."""
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], Mapping) and body[0].get("error"):
        return body[0]
    return body


def _inner(body: Mapping[str, Any]) -> object:
    """The `error` of a body. A gateway may have put the body of another server there, with an `error` of its own."""
    inner = body.get("error")
    while isinstance(inner, Mapping) and inner.get("error"):
        inner = inner["error"]
    return inner


def status_of(body: object) -> int | None:
    """The HTTP status that an error body stands for: its own `status_code`, or the one its type means.

    The status may be a number or a text, in the body or in its `error`.
    """
    body = unwrapped(body)
    if not isinstance(body, Mapping):
        return None
    inner = _inner(body)
    error: Mapping[str, Any] = inner if isinstance(inner, Mapping) else {}
    for holder in (body, error):
        for key in _NAMES_OF_STATUSES:
            status = named_status(key, holder.get(key))
            if status is not None:
                return status
    described = describe(body)
    told = (described.type, described.code, _text(inner), _text(error.get("status")))
    names = (name.lower() for name in told if name)
    return next((_STATUS_OF_NAME[name] for name in names if name in _STATUS_OF_NAME), None)


def named_status(name: str, value: object) -> int | None:
    """The status of a failed HTTP request that a field holds, such as 429 or "429"; else None."""
    if name not in _NAMES_OF_STATUSES or isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        value = int(text) if len(text) == 3 and text.isascii() and text.isdigit() else None
    return int(value) if isinstance(value, int | float) and 400 <= value < 600 else None


def error_from_response(
    status: int, headers: Mapping[str, str], body: bytes, info: ResponseInfo | None = None
) -> APIStatusError:
    """The error that an unsuccessful answer stands for, whatever the shape of its body.

    `headers` are looked up by lower-case names.
    """
    told = headers.get("content-type", "").startswith("text/event-stream")
    if told or body.lstrip(BOM_AND_SPACE).startswith(_BEGINNINGS_OF_STREAMS):
        body = _told_by_events(body)
    return error_from_body(status, headers, _parse(body), class_of_status, info, refused=True)


def error_from_body(
    status: int,
    headers: Mapping[str, str],
    body: object,
    class_of: Callable[[int], type[ErrorT]],
    info: ResponseInfo | None = None,
    *,
    refused: bool = False,
) -> ErrorT:
    """The error of a body that has been read already. `class_of` gives the class for a status.

    `refused` says that `status` and `headers` are those of a refusal. Otherwise the answer was accepted, and only the
    body tells why it failed.
    """
    described = describe(body)
    error = class_of(status)(
        described.message or _without_a_message(status, body),
        status_code=status,
        code=described.code,
        type=described.type,
        param=described.param,
        request_id=described.request_id or headers.get("x-request-id"),
        body=body,
        response=info,
        retry_after=requested_wait(headers),
    )
    error.reason = reason_of(
        status if refused else status_of(body), unwrapped(body), described, headers if refused else {}
    )
    error.model = model_of(error.reason, body, info)
    error.hint = advice_on(error.reason)
    return error


def model_of(reason: ErrorReason, body: object, info: ResponseInfo | None = None) -> str | None:
    """The model that a refusal concerns: the one that its body names, else the request. None if it concerns none."""
    if reason not in OF_ONE_MODEL:
        return None
    body = unwrapped(body)
    inner = _inner(body) if isinstance(body, Mapping) else None
    named = (holder.get("model") for holder in (inner, body) if isinstance(holder, Mapping))
    told = next((name for name in named if name and isinstance(name, str)), None)
    return told or getattr(info, "requested_model", None)


def _parse(body: bytes) -> object:
    if not body.strip():
        return ""
    try:
        return loads(body)
    except DecodingError:
        return body.decode("utf-8", "replace")


def _told_by_events(body: bytes) -> bytes:
    """The data of the first event that tells an error, else of the first one: a refused stream is sometimes
    refused with a stream.
    """
    try:
        events = EventStreamDecoder().feed(body + b"\n\n")
    except EventTooLargeError:
        return body
    told = [event for event in events if event.data]
    errors = [event for event in told if event.event == "error" or '"error"' in event.data]
    return next((event.data.encode() for event in (*errors, *told)), body)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _one_line(str(value))


def _one_line(text: str) -> str:
    line = " ".join(text[: 4 * _LONGEST_MESSAGE].split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def _describe_details(detail: object) -> str:
    """FastAPI's `detail`: a sentence, or a list of what is wrong where."""
    if not isinstance(detail, list):
        if isinstance(detail, Mapping):
            return _text(detail.get("message")) or _text(detail.get("msg"))
        return _text(detail)
    told = [_describe_detail(item) for item in detail[:_DETAILS_SHOWN]]
    more = len(detail) - len(told)
    return _one_line("; ".join(filter(None, told)) + (f" (and {more} more)" if more > 0 else ""))


def _describe_detail(item: object) -> str:
    if not isinstance(item, Mapping):
        return _text(item)
    place = item.get("loc")
    where = ".".join(str(part) for part in place) if isinstance(place, list) else ""
    what = _text(item.get("msg")) or _text(item.get("message"))
    return f"{where}: {what}" if where and what else where or what


def _describe_text(text: str) -> str:
    if not is_page(text):
        return _one_line(text)
    title = _title(text)
    named = f" titled “{title}”" if title else ""
    return f"the server sent a page{named} instead of JSON"


def _title(text: str) -> str:
    lowered = text[:65536].lower()
    for tag in ("title", "code", "h1"):
        start = lowered.find(f"<{tag}")
        opened = lowered.find(">", start)
        end = lowered.find(f"</{tag}", opened)
        if -1 < start < opened < end:
            from html import unescape

            return _one_line(unescape(text[opened + 1 : end]))[:100]
    return ""


def _without_a_message(status: int, body: object) -> str:
    hint = _HINTS.get(status)
    if hint is None:
        hint = "the server failed" if status >= 500 else "the request was refused"
    if body is None or body == "":
        return f"{hint} (the answer was empty)"
    told = _one_line(body if isinstance(body, str) else _json_of(body))
    told = told if len(told) <= _LONGEST_BODY_SHOWN else f"{told[: _LONGEST_BODY_SHOWN - 1]}…"
    return f"{hint} (the answer gave no message but {told})"


def _json_of(body: object) -> str:
    try:
        return json.dumps(body, ensure_ascii=False)
    except RecursionError:
        from do_inference_generated._deep import dumps

        return dumps(body, None)
