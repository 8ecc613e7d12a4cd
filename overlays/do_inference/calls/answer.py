"""Turns a successful answer into the result that was promised, or into an error where it is something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..codec import BOM_AND_SPACE, excerpt, loads
from ..errors import APIStatusError, DecodingError
from .error_bodies import describe, error_from_body, status_of
from .response import Content, ResponseMetadata, attach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._seam import Operation

# What an error told under status 200 consists of. An answer with any other field beside is a result that has
# an `error`, such as a job that failed.
_FIELDS_OF_ERRORS: Final = frozenset(
    {"error", "status_code", "message", "type", "object", "code", "param", "request_id", "detail"}
)


def decode(operation: Operation[Any, Any], info: ResponseMetadata, body: bytes) -> Any:
    """The result of an operation.

    Raises `DecodingError`, or `APIStatusError` for an error told under status 200.
    """
    if operation.binary:
        return _binary(info, body)
    if operation.result is None:
        return None
    value = _json(info, body)
    if isinstance(value, dict) and "error" in value:
        error = hidden_error(value, info)
        if error is not None:
            raise error
    result = operation.result.decoder()(value)
    if not isinstance(value, dict) and not (isinstance(value, list) and isinstance(result, list)):
        raise _unexpected(_kind(value), info, body)
    return attach(result, info)


def hidden_error(value: Mapping[str, Any], info: ResponseMetadata) -> APIStatusError | None:
    """The error that a body under a successful status tells, or None where it is a result."""
    if not value.get("error") or not _FIELDS_OF_ERRORS.issuperset(value):
        return None
    return error_from_body(status_of(value) or info.status_code, info.headers, value, info)


def _binary(info: ResponseMetadata, body: bytes) -> Content:
    content_type = info.headers.get("content-type", "")
    if content_type.startswith(("text/html", "application/xhtml")):
        raise _page(info, body)  # An outage at the edge answers with one, even under 200.
    if content_type.startswith("application/json") and b'"error"' in body[:4096]:
        try:
            value = loads(body)
        except DecodingError:
            value = None
        error = hidden_error(value, info) if isinstance(value, dict) else None
        if error is not None:
            raise error
    return Content(body, info)


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


def _unexpected(what: str, info: ResponseMetadata, body: bytes) -> DecodingError:
    tail = f" (request id {info.request_id})" if info.request_id else ""
    return DecodingError(
        f"the server answered {info.status_code} with {what} where a JSON object was promised{tail}",
        content_excerpt=excerpt(body),
        response=info,
    )


def _kind(value: object) -> str:
    kinds = {list: "a JSON array", str: "a JSON string", bool: "a JSON boolean", type(None): "null"}
    return kinds.get(type(value), "a JSON number")
