"""Turns a successful answer into the result that was promised, or into an error if it is something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .._json.codec import BOM_AND_SPACE, excerpt, loads
from .._responses.error_bodies import describe, error_from_body, status_of, unwrapped
from .._responses.metadata import Content, ResponseMetadata, attach
from .._responses.outcome import is_failure, is_plain_result, missing_fields, reports_error
from ..errors import APIError, APIStatusError, DecodingError, class_of_status
from .encoded import decoded, encoded_texts, json_in_place_of_bytes

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation, Schema

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
