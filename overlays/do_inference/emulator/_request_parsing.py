"""Parsers of the headers, query and body of a request, including forms."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import msgspec

from do_inference.emulator._description import FormField
from do_inference.emulator._errors import ErrorReply, Issue
from do_inference.emulator._request import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._description import DescribedOperation

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
DEEPEST = 200
"""The deepest accepted nesting of a JSON body."""


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return header fields by lower-case name. Repeated fields are joined to a list (RFC 9110, 5.3)."""
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    fields = dict(pairs)
    if len(fields) < len(pairs):
        fields = {}
        for name, value in pairs:
            between = "; " if name == "cookie" else ", "
            fields[name] = f"{fields[name]}{between}{value}" if name in fields else value
    return fields


def queries_of(scope: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return each query parameter with all its values in order."""
    text = scope.get("query_string", b"")
    return parse_qs(text.decode("latin-1"), keep_blank_values=True) if text else {}


def query_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return each query parameter with its last value."""
    return {name: values[-1] for name, values in queries_of(scope).items()}


class ClientDisconnected(Exception):
    """Raised if the client disconnects while it sends the request."""


async def read_body(receive: Receive, most: int) -> bytes:
    """Read the complete body. Raises ErrorReply 413 if it is longer than `most` bytes."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise ErrorReply(413, f"The request body is larger than {most} bytes.")
        more = message.get("more_body", False)
    return b"".join(parts)


async def parse_body(operation: DescribedOperation, headers: Mapping[str, str], body: bytes) -> Any:
    """Parse a body as the operation requires: JSON, form fields or bytes; None without a body.

    Raises ErrorReply 400 for a malformed body and 415 for another content type.
    """
    if not operation.bodies:
        return None
    if not body:
        if operation.body_required:
            raise ErrorReply(
                400, issues=(Issue(("body",), "a request body is required", "value_error.missing"),)
            )
        return None
    encoding = headers.get("content-encoding", "identity")
    if encoding != "identity" and operation.bodies.keys() & {"application/json", "multipart/form-data"}:
        raise ErrorReply(415, f"The request body must not be compressed; this is {encoding}.")
    sent = headers.get("content-type", "").partition(";")[0].strip().lower()
    if "multipart/form-data" in operation.bodies:
        if sent != "multipart/form-data":
            raise ErrorReply(
                415, f"The request body must be multipart/form-data, not {sent or 'of no type'}."
            )
        return await read_form(operation.form_fields, headers["content-type"], body)
    if "application/json" not in operation.bodies:
        return body
    if sent and sent != "application/json" and not sent.endswith("+json"):
        raise ErrorReply(415, f"The request body must be application/json, not {sent}.")
    return _json(body)


def _json(body: bytes) -> Any:
    try:
        value = _FAST_DECODER.decode(body)
    except (ValueError, RecursionError):
        value = _json_as_python(body)
    if body.count(b"[") + body.count(b"{") > DEEPEST and _depth(value) > DEEPEST:
        raise ErrorReply(400, "invalid request body: nested too deeply")
    return value


def _json_as_python(body: bytes) -> Any:
    """Parse a body as Python does: it accepts UTF-16, UTF-32 and lone surrogates too, and its errors name a place."""
    try:
        return _DECODER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError) as error:
        text = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ErrorReply(400, f"invalid request body: {text}") from None


def _number(text: str) -> float | int:
    """Parse a number with a fraction. `4.0` becomes an integer, as in JSON Schema."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _depth(value: Any) -> int:
    level, deep = [value], 0
    while level:
        deep += 1
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [v for values in inner for v in values]
        if deep > DEEPEST:
            break
    return deep


def refuse_constant(name: str) -> Any:
    """Raise ValueError for NaN and the infinities, which Python's JSON parser accepts."""
    raise ValueError(f"{name} is not valid JSON")


_FAST_DECODER = msgspec.json.Decoder(float_hook=_number)
_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=refuse_constant)

_KINDS = {bool: "boolean", dict: "object", float: "number", int: "integer", list: "array", type(None): "null"}


_ANYTHING = FormField(frozenset(), None, is_file=False)


async def read_form(described: Mapping[str, FormField], content_type: str, body: bytes) -> dict[str, Any]:
    """Parse a multipart form into its fields, with each file as an `Upload`.

    Raises ErrorReply 400 for a body that is not a form, and for a file that was sent as text.
    """
    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    raw = [(b"content-type", content_type.encode("latin-1"))]
    fields: dict[str, list[Any]] = {}
    try:
        form = await Request({"type": "http", "headers": raw}, receive).form()
    except Exception as error:  # noqa: BLE001 - the form parser raises a dozen kinds
        raise ErrorReply(400, f"invalid request body: {error}") from None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            part: Any = Upload(value.filename or "", content, value.content_type or "")
        else:
            part = value
        fields.setdefault(name.removesuffix("[]"), []).append(part)
    await form.close()
    return {name: _value(name, parts, described.get(name, _ANYTHING)) for name, parts in fields.items()}


def _value(name: str, parts: list[Any], field: FormField) -> Any:
    """Return the parts of a field as an array if it is one, else the last part."""
    if field.is_file and any(isinstance(part, str) for part in parts):
        message = "must be a file, not text; add a file name to the part"
        raise ErrorReply(400, issues=(Issue(("body", name), message, "type_error"),))
    if field.item_kinds is not None and (len(parts) > 1 or not field.kinds):
        return [_read(part, field.item_kinds) for part in parts]
    return _read(parts[-1], field.kinds)


def _read(part: Any, kinds: frozenset[str]) -> Any:
    """Parse a part as one of the JSON types. Returns the text itself if it may be text or has none of the types."""
    if not isinstance(part, str) or not kinds or "string" in kinds:
        return part
    try:
        value = json.loads(part, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return part
    kind = _KINDS.get(type(value))
    return value if kind in kinds or (kind == "integer" and "number" in kinds) else part
