"""Recordings: files with requests and the responses of another server, without secrets."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from do_inference.emulator._request import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from do_inference.emulator._errors import ErrorReply
    from do_inference.emulator._replies import Event
    from do_inference.emulator._request import EmulatedRequest
    from do_inference.emulator._rule import Rule

REDACTED = "[redacted]"
_SECRET_OBJECTS = frozenset({"headers", "domain_secrets"})
"""Fields whose members are all secret: headers for MCP servers, and secrets that a container sends to hosts."""
_SECRET_FIELDS = frozenset(
    {
        "authorization",
        "authorization_token",
        "api_key",
        "apikey",
        "x-api-key",
        "access_token",
        "password",
        "secret",
    }
    | {"client_secret"}
)


def recorded_request(call: EmulatedRequest) -> dict[str, Any]:
    """Return the path parameters, the query and the body of a request in a form that is equal for equal requests.

    Files are replaced by their name and digest, so that the boundary of a form does not matter. Secret fields and API
    keys are redacted. A `stream` that is not true is omitted, as clients may send it or not.
    """
    body = call.body
    if isinstance(body, Mapping):
        body = {name: value for name, value in body.items() if name != "stream" or value is True}
    request = {"path": dict(call.path), "query": {n: list(v) for n, v in call.queries.items()}, "body": body}
    kept = {name: without_secrets(value) for name, value in request.items() if value not in ({}, None)}
    redacted: dict[str, Any] = json.loads(without_keys(json.dumps(kept), known_keys(call)))
    return redacted


def known_keys(call: EmulatedRequest) -> list[str]:
    """Return the API keys that a recording must not contain: the request's, the emulator's and the other server's."""
    options = call.state.options
    return [call.key, options.upstream_key or "", *options.api_keys, *options.agent_keys]


def without_keys(text: str, keys: list[str]) -> str:
    """Return JSON text with these API keys redacted. Short keys stay, because they are parts of ordinary words."""
    for key in keys:
        if len(key) >= 8:
            text = text.replace(json.dumps(key)[1:-1], REDACTED)
    return text


def without_secrets(value: Any) -> Any:
    """Return a body with secret fields redacted and files as digests."""
    if isinstance(value, Mapping):
        return {str(name): _member(str(name).lower(), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    if isinstance(value, Upload):
        return {"file": value.name, "content_type": value.content_type, **_digest(value.content)}
    return _digest(value) if isinstance(value, bytes) else value


def _member(name: str, value: Any) -> Any:
    if name in _SECRET_FIELDS and isinstance(value, str):
        return REDACTED
    if name in _SECRET_OBJECTS and isinstance(value, Mapping | list | tuple):
        return {str(key): REDACTED for key in value} if isinstance(value, Mapping) else REDACTED
    return without_secrets(value)


def _digest(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def differences(rule: Rule, request: Mapping[str, Any]) -> list[str]:
    """Return where a request differs from that of a rule: the path of each place with both values."""
    if rule.request is not None:
        return _compare(rule.request, request, "", exact=True)
    if callable(rule.match):
        return ["its match function"]
    return _compare(rule.match or {}, request.get("body") or {}, "", exact=False)


def _compare(wanted: Any, actual: Any, where: str, *, exact: bool) -> list[str]:
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        names = [*wanted, *(name for name in actual if exact and name not in wanted)]
        pairs = [(wanted.get(name), actual.get(name), f"{where}.{name}".lstrip(".")) for name in names]
    elif isinstance(wanted, list) and isinstance(actual, list) and len(wanted) == len(actual):
        pairs = [(w, a, f"{where}.{index}") for index, (w, a) in enumerate(zip(wanted, actual, strict=True))]
    else:
        same = wanted == actual or (not exact and not wanted and not actual)
        return [] if same else [f"{where} (the rule has {_short(wanted)}, the request {_short(actual)})"]
    return [place for w, a, name in pairs for place in _compare(w, a, name, exact=exact)]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Recording:
    """A file with recorded responses, in the order of their requests.

    Each response replaces the complete file, so that it is valid JSON at any time.
    """

    def __init__(self, path: Path | str) -> None:
        """Raise OSError if the file cannot be written."""
        self._path = Path(path)
        tempfile.TemporaryFile(dir=self._path.parent).close()
        self._responses: list[bytes | None] = []

    def begin(self, call: EmulatedRequest) -> RecordingSlot:
        """Reserve the place of a request's response. Slow responses do not change the order."""
        self._responses.append(None)
        return RecordingSlot(self, len(self._responses) - 1, call)

    def put(self, index: int, text: str) -> None:
        """Store a response as JSON text, and write the file."""
        self._responses[index] = text.encode("utf-8", "surrogatepass")  # JSON readers accept lone surrogates
        entries = b",\n".join(response for response in self._responses if response is not None)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines((b"[\n", entries, b"\n]\n"))
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class RecordingSlot:
    """The place of one response in a recording."""

    def __init__(self, recording: Recording, index: int, call: EmulatedRequest) -> None:
        self._recording = recording
        self._index = index
        self._keys = known_keys(call)
        self._request = {"operation": call.operation.id, "request": recorded_request(call)}

    def record_json(self, value: Any, status: int, headers: Mapping[str, str]) -> None:
        """Record a JSON response."""
        self._put({"status": status, "headers": dict(headers), "json": value})

    def record_bytes(
        self, content: bytes, content_type: str, status: int, headers: Mapping[str, str]
    ) -> None:
        """Record a response of text or bytes."""
        try:
            body = {"content": content.decode()}
        except UnicodeDecodeError:
            body = {"content_base64": base64.b64encode(content).decode()}
        self._put({"status": status, "headers": dict(headers), "content_type": content_type, **body})

    def record_error(self, error: ErrorReply) -> None:
        """Record an error response, or that the other server did not respond."""
        self._put({"status": error.status, "headers": error.headers, "text": error.text})

    def record_stream(self, events: Sequence[Event], status: int, headers: Mapping[str, str]) -> None:
        """Record the events of a stream that arrived."""
        named = [{"event": e.name, "data": e.data} if e.name else {"data": e.data} for e in events]
        self._put({"status": status, "headers": dict(headers), "stream": named})

    def _put(self, response: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in response.items() if value != {}}
        text = json.dumps({**self._request, **kept}, indent=1, ensure_ascii=False)
        self._recording.put(self._index, without_keys(text, self._keys))
