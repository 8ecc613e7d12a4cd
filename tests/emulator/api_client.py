"""HTTP client of an emulator that validates responses against the description."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from do_inference.emulator._validation import Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from do_inference.emulator import Emulator
    from do_inference.emulator._description import DescribedOperation

HELLO = [{"role": "user", "content": "Hello there"}]


@dataclass
class APIClient:
    """An emulator and an HTTP client that is connected to it."""

    emulator: Emulator
    client: httpx.Client

    def headers(self, operation: str, fault: str | None = None, **more: str) -> dict[str, str]:
        agent = operation.startswith("agent")
        key = self.emulator.agent_key if agent else self.emulator.api_key
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"authorization": f"Bearer {key}", **({"x-emulator-fault": fault} if fault else {}), **named}

    def call(self, operation: str, body: Any = None, fault: str | None = None, **path: Any) -> httpx.Response:
        """Send one request to the operation with this id."""
        known = self.emulator.state.description.operations[operation]
        params = path.pop("params", None)
        url = known.path.format(**path)
        headers = self.headers(operation, fault)
        return self.client.request(known.method, url, json=body, headers=headers, params=params)

    def ok(self, operation: str, body: Any = None, **more: Any) -> Any:
        """Return the JSON of a successful response after validating it against the description."""
        response = self.call(operation, body, **more)
        assert response.is_success, response.text
        value = response.json()
        self.fits(operation, value)
        return value

    def fits(self, operation: str, value: Any) -> None:
        known = self.emulator.state.description
        schema = known.operations[operation].result
        assert schema is not None
        assert Validators(known).issues(schema, value) == []

    def events(self, operation: str, body: Any, fault: str | None = None) -> list[tuple[str | None, Any]]:
        """Return names and data of the events of a stream, including the terminator, after validating each event."""
        response = self.call(operation, {**body, "stream": True}, fault)
        assert response.is_success, response.text
        assert response.headers["content-type"] == "text/event-stream"
        found = parse(response.text)
        stream = self.emulator.state.description.operations[operation].stream
        assert stream is not None
        validators = Validators(self.emulator.state.description)
        for _, data in found:
            if data != "[DONE]":
                assert validators.issues(stream.schema, data) == [], data
        return found

    def chat(self, **body: Any) -> Any:
        return self.ok("chat_completions_create", {"model": "m", "messages": HELLO, **body})

    def chunks(self, fault: str | None = None, **body: Any) -> list[Any]:
        """Return the data of each chunk of a streamed chat, without the terminator."""
        events = self.events("chat_completions_create", {"model": "m", "messages": HELLO, **body}, fault)
        assert events[-1] == (None, "[DONE]")
        return [data for _, data in events[:-1]]


def form(operation: DescribedOperation, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of httpx that send a body as a form, with a small file for each file in it."""
    files = [
        (name, ("a.wav", b"RIFF"))
        for name, value in body.items()
        if operation.form_fields[name].is_file
        for _ in (value if isinstance(value, list) else [value])
    ]
    texts = {name: value for name, value in body.items() if not operation.form_fields[name].is_file}
    data = {name: value if isinstance(value, str) else json.dumps(value) for name, value in texts.items()}
    return {"data": data, "files": files}


def parse(text: str) -> list[tuple[str | None, Any]]:
    """Parse names and data of the events of a stream with one `data` line per event."""
    found: list[tuple[str | None, Any]] = []
    for block in text.split("\n\n"):
        if not block:
            continue
        name: str | None = None
        data = ""
        for line in block.split("\n"):
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            if field == "data":
                data = value
        found.append((name, data if data == "[DONE]" else json.loads(data)))
    return found
