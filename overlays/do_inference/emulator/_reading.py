"""Reads what a request carries: headers, query, body."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from do_inference.emulator._errors import Issue, Refusal
from do_inference.emulator._forms import read_form, refuse_constant

if TYPE_CHECKING:
    from do_inference.emulator._description import Operation

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
DEEPEST = 200
"""Levels of nesting that a JSON body may have."""


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Header fields by their lower-case names; those that came on several lines are one list (RFC 9110, 5.3)."""
    fields: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        between = "; " if name == "cookie" else ", "
        fields[name] = f"{fields[name]}{between}{value}" if name in fields else value
    return fields


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
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise Refusal(413, f"The request body is larger than {most} bytes.")
        more = message.get("more_body", False)
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
    encoding = headers.get("content-encoding", "identity")
    if encoding != "identity" and operation.bodies.keys() & {"application/json", "multipart/form-data"}:
        raise Refusal(415, f"The request body must not be compressed; this is {encoding}.")
    if "multipart/form-data" in operation.bodies:
        if sent != "multipart/form-data":
            raise Refusal(415, f"The request body must be multipart/form-data, not {sent or 'of no type'}.")
        return await read_form(operation.form_fields, headers["content-type"], body)
    if "application/json" not in operation.bodies:
        return body
    if sent and sent != "application/json" and not sent.endswith("+json"):
        raise Refusal(415, f"The request body must be application/json, not {sent}.")
    return _json(body)


def _json(body: bytes) -> Any:
    try:
        value = json.loads(body, parse_float=_number, parse_constant=refuse_constant)
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


def _depth(value: Any) -> int:
    level, deep = [value], 0
    while level:
        deep += 1
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [v for values in inner for v in values]
        if deep > DEEPEST:
            break
    return deep
