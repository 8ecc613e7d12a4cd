"""The probe reports every deviation: a transport modifies the responses of the emulator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from do_inference.emulator import Emulator
from do_inference.emulator._description import packaged
from tests.live.__main__ import Outcome, probe
from tests.live.deviations import DeviationChecker
from tests.live.exchange import Service
from tests.live.probes import Context
from tests.live.sanitise import sanitised

Got = tuple[int, dict[str, str], bytes]
Change = Callable[[Got], Got]


class ModifyingTransport(httpx.HTTPTransport):
    """A transport that modifies the successful responses of one path."""

    def __init__(self, path: str, change: Change, *, stream: bool) -> None:
        super().__init__()
        self.path, self.change, self.stream = path, change, stream

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        content = response.read()
        response.close()
        got = response.status_code, dict(response.headers), content
        streamed = "event-stream" in response.headers.get("content-type", "")
        if request.url.path == self.path and response.is_success and streamed == self.stream:
            got = self.change(got)
        status, headers, body = got
        others = {k: v for k, v in headers.items() if k not in ("content-length", "transfer-encoding")}
        return httpx.Response(status, headers=others, content=body)


def body(change: Callable[[Any], object]) -> Change:
    def changed(got: Got) -> Got:
        status, headers, content = got
        value = json.loads(content)
        change(value)
        return status, headers, json.dumps(value).encode()

    return changed


def text(old: str, new: str) -> Change:
    return lambda got: (got[0], got[1], got[2].replace(old.encode(), new.encode()))


def header(name: str, value: str) -> Change:
    return lambda got: (got[0], {**got[1], name: value}, got[2])


CHAT, MESSAGES, MODELS = "/v1/chat/completions", "/v1/messages", "/v1/models"
OPERATIONS = {
    CHAT: "chat_completions_create",
    MESSAGES: "messages_create",
    MODELS: "models_list",
    "/v1/async-invoke": "async_invoke_create",
    "/v1/audio/speech": "audio_speech_create",
}
SEEDS: list[tuple[str, str, Change, str]] = [
    ("a field missing", CHAT, body(lambda b: b.pop("model")), "body.model: field required"),
    ("a field more", CHAT, body(lambda b: b["choices"][0].update(x=1)), "body.choices[].x: not described"),
    ("another type", CHAT, body(lambda b: b.update(created="x")), "body.created"),
    ("null", CHAT, body(lambda b: b.update(id=None)), "body.id: null"),
    ("a new value", CHAT, body(lambda b: b["choices"][0].update(finish_reason="tired")), '"tired" is not'),
    ("a new block", MESSAGES, body(lambda b: b["content"].append({"type": "film"})), '"film" is not one of'),
    ("no time", "/v1/async-invoke", body(lambda b: b.update(created_at="soon")), "'soon' is no time"),
    ("another status", MODELS, lambda got: (206, *got[1:]), "status 206 is not described"),
    ("a failure", MODELS, lambda got: (500, got[1], b'{"id": "x"}'), "the service failed with 500"),
    ("a page", MODELS, header("content-type", "text/html"), "content type text/html is not described"),
    ("nothing", MODELS, lambda got: (*got[:2], b""), "the body is not JSON"),
    ("no sound", "/v1/audio/speech", lambda got: (*got[:2], b""), "the body is empty"),
    ("a header of words", MODELS, header("ratelimit-limit", "many"), "header ratelimit-limit: 'many'"),
    ("a new limit", MODELS, header("x-ratelimit-limit-films", "1"), "x-ratelimit-limit-films is not"),
]
STREAMED: list[tuple[str, str, Change, str]] = [
    ("no end", CHAT, text("data: [DONE]\n\n", ""), "which is not a described terminator"),
    ("a field more", CHAT, text('"object"', '"odd": 1, "object"'), "event.odd: not described"),
    ("a broken frame", CHAT, text("data: [DONE]", "data: {\n\ndata: [DONE]"), "a frame is not JSON: '{'"),
    ("another name", MESSAGES, text("event: message_start", "event: begin"), "message_start is called begin"),
    ("no stream", CHAT, header("content-type", "application/json"), "the body is not JSON"),
]  # fmt: skip


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator() as started:
        yield started


def probed(emulator: Emulator, path: str, change: Change, *, stream: bool) -> Outcome:
    with httpx.Client(transport=ModifyingTransport(path, change, stream=stream), timeout=30) as client:
        serverless = Service(client, emulator.base_url, emulator.api_key)
        agent = Service(client, emulator.agent_url, emulator.agent_key)
        context = Context(
            serverless,
            agent,
            "llama3.3-70b-instruct",
            "anthropic-claude-5-sonnet",
            "qwen3-embedding-0.6b",
            True,
        )
        return probe(context, DeviationChecker(packaged()), only={OPERATIONS[path]})


@pytest.mark.parametrize(("name", "path", "change", "expected"), SEEDS, ids=[seed[0] for seed in SEEDS])
def test_a_deviating_response_is_reported(
    emulator: Emulator, name: str, path: str, change: Change, expected: str
) -> None:
    found = probed(emulator, path, change, stream=False).deviations
    assert any(expected in line for lines in found.values() for line in lines), found


@pytest.mark.parametrize(("name", "path", "change", "expected"), STREAMED, ids=[seed[0] for seed in STREAMED])
def test_a_deviating_stream_is_reported(
    emulator: Emulator, name: str, path: str, change: Change, expected: str
) -> None:
    found = probed(emulator, path, change, stream=True).deviations
    assert any(expected in line for lines in found.values() for line in lines), found


@pytest.mark.parametrize(
    ("field", "given", "sanitised_text"),
    [
        ("request_id", "a1b2c3d4e5f607182930aabb", "00000000"),
        ("id", "0e9d1d35-3d1e-4d66-9a2f-8c7e0f6b3e21", "00000000"),
        ("after", "eyJpZCI6MTIzfQABCDEF1==", "00000000"),
        ("message", "ask jo.doe+x@corp.example.org at 10.1.2.3", "ask someone@example.com at 192.0.2.1"),
        ("message", "at abcdef.agents.do-ai.run/api", "at example.com"),
        ("message", "bucket.nyc3.digitaloceanspaces.com/f?X-Amz-Signature=1", "example.com"),
        ("detail", "Bearer abc.def-1", "KEY"),
        ("page_content", "what the owner wrote", "TEXT"),
        ("model", "anthropic-claude-haiku-4.5", "anthropic-claude-haiku-4.5"),
        ("model", "fal-ai/stable-audio-25/text-to-audio", "fal-ai/stable-audio-25/text-to-audio"),
        ("created_at", "2026-07-01T12:00:00.123456789Z", "2026-07-01T12:00:00.123456789Z"),
    ],
)
def test_personal_parts_of_a_text_are_replaced(field: str, given: str, sanitised_text: str) -> None:
    assert sanitised({field: given}) == {field: sanitised_text}


def test_personal_names_of_fields_are_replaced() -> None:
    assert sanitised({"jo@corp.example.org": 1}) == {"someone@example.com": 1}
