"""The work for one request, counted in function calls and messages: nothing is computed twice.

`benchmarks/emulator/request_cost.py` measures its time.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import do_inference.emulator
from do_inference.emulator import Emulator, Fault
from do_inference.emulator._app import Application
from do_inference.emulator._replies import dumps
from do_inference.emulator._validation import Validators

from .api_client import HELLO

if TYPE_CHECKING:
    from types import CodeType, FrameType

PACKAGE = str(Path(do_inference.emulator.__file__).parent)
CHAT = {"model": "llama3.3-70b-instruct", "messages": HELLO}


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    """Return an emulator with its default settings, without a socket."""
    return Emulator()


def messages(emulator: Emulator, body: dict[str, Any], *headers: tuple[bytes, bytes]) -> list[dict[str, Any]]:
    """Send a chat request to the application, and return the ASGI messages of the response."""
    sent: list[dict[str, Any]] = []
    key = f"Bearer {emulator.api_key}".encode()
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/chat/completions",
        "headers": [(b"authorization", key), (b"content-type", b"application/json"), *headers],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": dumps(body), "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(emulator.app(scope, receive, send))
    assert sent[0]["status"] == 200
    return sent


def calls(emulator: Emulator, body: dict[str, Any]) -> Counter[CodeType]:
    """Return how often each Python function is called for a request, after one that compiles schemas."""
    messages(emulator, body)
    counts: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            counts[frame.f_code] += 1

    sys.setprofile(count)
    try:
        messages(emulator, body)
    finally:
        sys.setprofile(None)
    return counts


def test_a_request_without_faults_creates_and_checks_none(emulator: Emulator) -> None:
    counts = calls(emulator, CHAT)

    assert counts[Application.__call__.__code__] == 1
    assert counts[Fault.__post_init__.__code__] == 0


def test_schemas_are_compiled_once(emulator: Emulator) -> None:
    counts = calls(emulator, CHAT)

    assert counts[Validators.issues.__code__] == 1
    assert counts[Validators._by_tag.__code__] == 0


def test_a_json_response_is_one_head_and_one_body(emulator: Emulator) -> None:
    head, body = messages(emulator, CHAT)

    assert (b"content-length", str(len(body["body"])).encode()) in head["headers"]
    assert not body["more_body"]


def test_events_without_delays_are_one_message(emulator: Emulator) -> None:
    _, body = messages(emulator, {**CHAT, "stream": True, "max_tokens": 8})

    assert body["body"].count(b"data: ") == 11
    assert not body["more_body"]


def test_events_with_delays_are_one_message_each(emulator: Emulator) -> None:
    body = {**CHAT, "stream": True, "max_tokens": 8}
    _, *events, end = messages(emulator, body, (b"x-emulator-fault", b"delay=0.0001"))

    assert [event["body"].count(b"data: ") for event in events] == [1] * 11
    assert (end["body"], end["more_body"]) == (b"", False)


@pytest.mark.parametrize(("extra", "most"), [({}, 120), ({"stream": True, "max_tokens": 8}, 175)])
def test_a_request_takes_few_function_calls(emulator: Emulator, extra: dict[str, Any], most: int) -> None:
    counts = calls(emulator, {**CHAT, **extra})

    own = sum(number for code, number in counts.items() if code.co_filename.startswith(PACKAGE))
    assert own <= most
