"""Reads what a request carries: headers, query, body."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from do_inference.emulator.call import Upload
from do_inference.emulator.errors import Issue, Refusal

if TYPE_CHECKING:
    from do_inference.emulator.description import Operation

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
DEEPEST = 200
"""Levels of nesting that a JSON body may have."""


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def queries_of(scope: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each name in the query with all its values, in their order."""
    text = scope.get("query_string", b"")
    return parse_qs(text.decode("latin-1"), keep_blank_values=True) if text else {}


def query_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Each name in the query with the last of its values."""
    return {name: values[-1] for name, values in queries_of(scope).items()}


class Gone(Exception):
    """The client went away while sending."""


async def read_body(receive: Receive, most: int) -> bytes:
    """The whole body. Raises Refusal 413 where it is longer than `most` bytes."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts, size = [body], len(body)
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise Refusal(413, f"The request body is larger than {most} bytes.")
    return b"".join(parts)


async def parse_body(operation: Operation, headers: Mapping[str, str], body: bytes) -> Any:
    """The body as the operation takes it: JSON, form fields or bytes; None where it takes or has none.

    Raises Refusal 400 for what cannot be read and 415 for another content type.
    """
    if not operation.bodies:
        return None
    sent = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not body:
        if operation.body_required:
            raise Refusal(
                400, issues=(Issue(("body",), "a request body is required", "value_error.missing"),)
            )
        return None
    if "multipart/form-data" in operation.bodies:
        if sent != "multipart/form-data":
            raise Refusal(415, f"The request body must be multipart/form-data, not {sent or 'of no type'}.")
        return await _form(operation, headers, body)
    if "application/json" not in operation.bodies:
        return body
    if sent and sent != "application/json" and not sent.endswith("+json"):
        raise Refusal(415, f"The request body must be application/json, not {sent}.")
    return _json(body)


def _json(body: bytes) -> Any:
    try:
        value = json.loads(body, parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        text = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refusal(400, f"invalid request body: {text}") from None
    if body.count(b"[") + body.count(b"{") > DEEPEST and _depth(value) > DEEPEST:
        raise Refusal(400, "invalid request body: nested too deeply")
    return value


def _number(text: str) -> float | int:
    """A number with a fraction; `4.0` is the integer that JSON Schema takes it for."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _depth(value: Any) -> int:
    level, deep = [value], 0
    while level:
        deep += 1
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [v for values in inner for v in values]
        if deep > DEEPEST:
            break
    return deep


async def _form(operation: Operation, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    raw = [(b"content-type", headers["content-type"].encode("latin-1"))]
    fields: dict[str, list[Any]] = {}
    try:
        form = await Request({"type": "http", "headers": raw}, receive).form()
    except Exception as error:  # noqa: BLE001 - the form parser raises a dozen kinds
        raise Refusal(400, f"invalid request body: {error}") from None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            part: Any = Upload(value.filename or "", content, value.content_type or "")
        else:
            part = value
        fields.setdefault(name.removesuffix("[]"), []).append(part)
    await form.close()
    return {name: _field(parts, operation.form_arrays.get(name)) for name, parts in fields.items()}


def _field(parts: list[Any], always_array: bool | None) -> Any:
    """A field's parts as an array where it is one; else the last, as None for `always_array` says."""
    array = always_array or (always_array is False and len(parts) > 1)
    return parts if array else parts[-1]
