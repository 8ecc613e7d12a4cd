"""Recordings: files with the responses of another server, next to the requests that they belong to."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from do_inference.emulator._forms import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from do_inference.emulator._call import Call
    from do_inference.emulator._errors import Refusal
    from do_inference.emulator._rule import Rule
    from do_inference.emulator._wire import Event

HIDDEN = "[redacted]"
_SECRETS = frozenset({"headers", "domain_secrets"})
"""Fields whose members are all secret: headers for MCP servers, secrets that a container sends to hosts."""
_SECRET = frozenset(
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


def recorded_request(call: Call) -> dict[str, Any]:
    """The path's values, the query and the body of a request.

    Files are their name and digest, so that the boundary of a form has no effect. Fields that hold secrets, and the
    key of the request, are replaced. A `stream` that is not true is left out.
    """
    body = call.body
    if isinstance(body, Mapping):
        body = {name: value for name, value in body.items() if name != "stream" or value is True}
    request = {"path": dict(call.path), "query": {n: list(v) for n, v in call.queries.items()}, "body": body}
    kept = {name: without_secrets(value) for name, value in request.items() if value not in ({}, None)}
    redacted: dict[str, Any] = json.loads(without_keys(json.dumps(kept), known_keys(call)))
    return redacted


def known_keys(call: Call) -> list[str]:
    """The keys that no recording may hold: that of the request, those of the emulator and that of the other server."""
    options = call.world.options
    return [call.key, options.upstream_key or "", *options.api_keys, *options.agent_keys]


def without_keys(text: str, keys: list[str]) -> str:
    """JSON text without these keys. Keys of a few letters stay, as ordinary words contain them."""
    for key in keys:
        if len(key) >= 8:
            text = text.replace(json.dumps(key)[1:-1], HIDDEN)
    return text


def without_secrets(value: Any) -> Any:
    """A body without the values of fields that hold secrets, such as the tokens and headers of MCP servers."""
    if isinstance(value, Mapping):
        return {str(name): _member(str(name).lower(), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(inner) for inner in value]
    if isinstance(value, Upload):
        return {"file": value.name, "content_type": value.content_type, **_digest(value.content)}
    return _digest(value) if isinstance(value, bytes) else value


def _member(name: str, value: Any) -> Any:
    if name in _SECRET and isinstance(value, str):
        return HIDDEN
    if name in _SECRETS and isinstance(value, Mapping | list | tuple):
        return {str(key): HIDDEN for key in value} if isinstance(value, Mapping) else HIDDEN
    return without_secrets(value)


def _digest(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def difference(rule: Rule, request: Mapping[str, Any]) -> list[str]:
    """Where a request is not the one that a rule is for: the path of each place, with both values."""
    if rule.request is not None:
        return _places(rule.request, request, "", exact=True)
    if callable(rule.match):
        return ["what its match function asks for"]
    return _places(rule.match or {}, request.get("body") or {}, "", exact=False)


def _places(wanted: Any, actual: Any, where: str, *, exact: bool) -> list[str]:
    if isinstance(wanted, Mapping) and isinstance(actual, Mapping):
        names = [*wanted, *(name for name in actual if exact and name not in wanted)]
        pairs = [(wanted.get(name), actual.get(name), f"{where}.{name}".lstrip(".")) for name in names]
    elif isinstance(wanted, list) and isinstance(actual, list) and len(wanted) == len(actual):
        pairs = [(w, a, f"{where}.{index}") for index, (w, a) in enumerate(zip(wanted, actual, strict=True))]
    else:
        same = wanted == actual or (not exact and not wanted and not actual)
        return [] if same else [f"{where} ({_short(wanted)} prescribed, {_short(actual)} sent)"]
    return [place for w, a, name in pairs for place in _places(w, a, name, exact=exact)]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Recording:
    """Answers as fixtures. The file is complete JSON at any time: it is replaced as a whole with each answer."""

    def __init__(self, path: Path | str) -> None:
        """Raises OSError for a file that cannot be written."""
        self._path = Path(path)
        tempfile.TemporaryFile(dir=self._path.parent).close()
        self._answers: list[bytes | None] = []

    def begin(self, call: Call) -> Slot:
        """A place for the answer to a request, in the order of the requests, however long each answer takes."""
        self._answers.append(None)
        return Slot(self, len(self._answers) - 1, call)

    def put(self, index: int, text: str) -> None:
        """Keep an answer, as JSON, and write the file."""
        self._answers[index] = text.encode("utf-8", "surrogatepass")  # as the reader of JSON takes them
        whole = b",\n".join(answer for answer in self._answers if answer is not None)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines((b"[\n", whole, b"\n]\n"))
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class Slot:
    """The place of one answer in a recording."""

    def __init__(self, recording: Recording, index: int, call: Call) -> None:
        self._recording = recording
        self._index = index
        self._keys = known_keys(call)
        self._about = {"operation": call.operation.id, "request": recorded_request(call)}

    def whole(self, value: Any, status: int, headers: Mapping[str, str]) -> None:
        """Record a JSON answer."""
        self._put({"status": status, "headers": dict(headers), "json": value})

    def content(self, content: bytes, content_type: str, status: int, headers: Mapping[str, str]) -> None:
        """Record an answer of text or bytes."""
        try:
            body = {"content": content.decode()}
        except UnicodeDecodeError:
            body = {"content_base64": base64.b64encode(content).decode()}
        self._put({"status": status, "headers": dict(headers), "content_type": content_type, **body})

    def refused(self, refusal: Refusal) -> None:
        """Record a refusal, or that the other server did not answer."""
        self._put({"status": refusal.status, "headers": refusal.headers, "text": refusal.text})

    def streamed(self, events: Sequence[Event], status: int, headers: Mapping[str, str]) -> None:
        """Record the events of a stream that were sent, as far as it went."""
        named = [{"event": e.name, "data": e.data} if e.name else {"data": e.data} for e in events]
        self._put({"status": status, "headers": dict(headers), "stream": named})

    def _put(self, answer: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in answer.items() if value != {}}
        text = json.dumps({**self._about, **kept}, indent=1, ensure_ascii=False)
        self._recording.put(self._index, without_keys(text, self._keys))
