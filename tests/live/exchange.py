"""Requests to a service, and the complete responses."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

MAX_BYTES = 4 * 1024 * 1024
"""The number of bytes of a response after which reading stops."""


@dataclass
class ReceivedResponse:
    """A complete response."""

    status: int
    headers: dict[str, str]
    """Header fields by their lower-case names."""
    content: bytes
    seconds: float
    frames: list[tuple[str, str]] = field(default_factory=list)
    """The event name and data of each frame of an event stream."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def json(self) -> Any:
        """The body as JSON, or None if it is not JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    @property
    def events(self) -> list[Any]:
        """The data of all frames that are JSON."""
        found = []
        for _, data in self.frames:
            try:
                found.append(json.loads(data))
            except ValueError:
                continue
        return found


@dataclass
class Service:
    """A service with its URL and key."""

    client: httpx.Client
    url: str
    key: str | None

    def send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: dict[str, str] | None = None,
        files: Any = None,
        content: bytes | None = None,
        key: str | None = "",
    ) -> ReceivedResponse:
        """Send a request and return the response. `key` None sends no key; an empty one sends that of the service."""
        key = self.key if key == "" else key
        headers = {"authorization": f"Bearer {key}"} if key else {}
        url = path if "://" in path else f"{self.url.rstrip('/')}{path}"
        started = time.monotonic()
        with self.client.stream(
            method, url, json=json, params=params, files=files, content=content, headers=headers
        ) as stream:
            chunks, size = [], 0
            for chunk in stream.iter_bytes():
                chunks.append(chunk)
                size += len(chunk)
                if size > MAX_BYTES:
                    break
            body = b"".join(chunks)
            response = ReceivedResponse(
                stream.status_code,
                {k.lower(): v for k, v in stream.headers.items()},
                body,
                time.monotonic() - started,
            )
        if response.content_type == "text/event-stream":
            response.frames = frames(body)
        return response


def frames(body: bytes) -> list[tuple[str, str]]:
    """Return the name and data of all frames of an event stream."""
    found, name, data = [], "", []
    for line in [*body.decode("utf-8", "replace").splitlines(), ""]:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif line.startswith("event:"):
            name = line[6:].strip()
        elif not line:
            if data:
                found.append((name, "\n".join(data)))
            name, data = "", []
    return found
