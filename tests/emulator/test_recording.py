"""Responses of another server are recorded in order and replayed unchanged."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference.emulator import Options

from .api_client import HELLO, APIClient, parse

if TYPE_CHECKING:
    from pathlib import Path

CHAT: dict[str, Any] = {"model": "m", "messages": HELLO}
ServerResponse = tuple[int, dict[str, str], bytes]
KEY = "upstream-secret-key"


def completion(text: str) -> ServerResponse:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return 200, {"content-type": "application/json"}, json.dumps(body).encode()


def rejection(status: int, **headers: str) -> ServerResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"content-type": "application/json", **named}, b'{"error": {"message": "slow down"}}'


def stream(*texts: str, end: str = "data: [DONE]\n\n", name: str = "") -> ServerResponse:
    events = [
        f"{name}data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': t}}]})}\n\n" for t in texts
    ]
    return 200, {"content-type": "text/event-stream"}, ("".join(events) + end).encode()


@contextmanager
def server(respond: Callable[[int, Any], ServerResponse]) -> Iterator[str]:
    """Run a server of another vendor whose responses depend on the number and the body of the request."""
    numbers = iter(range(1, 1000))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body: Any = self.rfile.read(int(self.headers["content-length"]))
            if self.headers["content-type"] == "application/json":
                body = json.loads(body)
            with lock:
                number = next(numbers)
            status, headers, content = respond(number, body)
            self.send_response(status)
            for field, value in {**headers, "content-length": str(len(content))}.items():
                self.send_header(field, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    served = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{served.server_port}/v1"
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def recorder(start: Any, url: str, file: Path, **options: Any) -> APIClient:
    api: APIClient = start(
        options=Options(upstream=url, upstream_key=KEY, record=str(file)), limits="none", **options
    )
    return api


def complete(api: APIClient, **body: Any) -> tuple[int, Any, dict[str, str]]:
    response = api.call("chat_completions_create", {**CHAT, **body})
    content = (
        parse(response.text) if response.headers["content-type"] == "text/event-stream" else response.json()
    )
    if isinstance(content, dict):
        content.pop("request_id", None)
    headers = {
        n: v for n, v in response.headers.items() if n.startswith(("retry", "ratelimit", "x-ratelimit"))
    }
    return response.status_code, content, headers


def replayed(start: Any, file: Path, **options: Any) -> APIClient:
    api: APIClient = start(limits="none", any_model=False, **options)
    api.emulator.load_fixtures(file)
    return api


def test_equal_requests_get_responses_in_the_recorded_order(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    responses = [
        completion("one"),
        rejection(429, retry_after="7", x_ratelimit_remaining_requests="0"),
        completion("two"),
        rejection(503),
        stream("a"),
        completion("three"),
    ]
    with server(lambda number, body: responses[number - 1]) as url:
        api = recorder(start, url, file)
        live = [complete(api) for _ in responses]
    assert [status for status, _, _ in live] == [200, 429, 200, 503, 200, 200]
    assert live[1][2] == {"retry-after": "7", "x-ratelimit-remaining-requests": "0"}
    later = replayed(start, file)
    assert [complete(later) for _ in responses] == live
    assert complete(later) == live[-1]
    later.emulator.assert_all_used()


def test_each_distinct_request_is_replayed_in_recorded_order(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: completion(f"{body.get('seed')} {number}")) as url:
        api = recorder(start, url, file)
        live = {seed: [complete(api, **seed_of(seed)) for _ in range(2)] for seed in (None, 1, 2)}
    later = replayed(start, file)
    for seed in (2, None, 1):
        assert [complete(later, **seed_of(seed)) for _ in range(2)] == live[seed]


def seed_of(seed: int | None) -> dict[str, Any]:
    return {} if seed is None else {"seed": seed}


@pytest.mark.parametrize(
    "response",
    [
        stream("a", "b"),
        stream("a", "b", end=""),
        stream("a", name="event: message\n"),
        stream("a", end='data: {"error": {"message": "gone"}}\n\n'),
        (200, {"content-type": "text/event-stream"}, b""),
    ],
)
def test_streams_are_replayed_event_by_event(start: Any, tmp_path: Path, response: ServerResponse) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: response) as url:
        live = recorder(start, url, file).call("chat_completions_create", {**CHAT, "stream": True})
    again = replayed(start, file).call("chat_completions_create", {**CHAT, "stream": True})
    assert again.content == live.content
    assert again.headers["content-type"] == live.headers["content-type"]


@pytest.mark.parametrize(
    "data",
    [
        '{"a": "one\u2028two\u0085three"}',
        '{"a":\ndata: "b"}',
        "not JSON",
        "not\ndata: JSON",
    ],
)
def test_events_of_another_server_are_those_of_the_standard(start: Any, tmp_path: Path, data: str) -> None:
    file = tmp_path / "r.json"
    body = f"\ufeffevent: old\n\n: comment\r\ndata: {data}\r\n\r\nevent: e\rdata: 2\r\rdata: unfinished"
    with server(lambda number, _: (200, {"content-type": "text/event-stream"}, body.encode())) as url:
        live = recorder(start, url, file).call("chat_completions_create", {**CHAT, "stream": True})
    content = data.replace("\ndata: ", "\n")
    value = content if content.startswith("not") else json.loads(content)
    (entry,) = json.loads(file.read_text())
    assert entry["stream"] == [{"data": value}, {"event": "e", "data": 2}]
    again = replayed(start, file).call("chat_completions_create", {**CHAT, "stream": True})
    assert again.content == live.content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"text":"Heard."}', "application/json"),
        (b"123", "text/plain; charset=utf-8"),
        ("1\n00:00:00,000 --> 00:00:02,000\nGrüße\n".encode(), "text/plain"),
        (b"\xff\x00\xfe", "application/octet-stream"),
    ],
)
def test_a_form_is_forwarded_unchanged_and_its_response_is_replayed(
    start: Any, tmp_path: Path, content: bytes, kind: str
) -> None:
    file = tmp_path / "r.json"
    received: list[bytes] = []

    def respond(number: int, body: Any) -> ServerResponse:
        received.append(body)
        return 200, {"content-type": kind}, content

    def send(api: APIClient, sound: bytes = b"RIFF") -> httpx.Response:
        form = {"model": "whisper-large-v3", "response_format": "json"}
        request = api.client.build_request(
            "POST", "/v1/audio/transcriptions", data=form, files={"file": ("a.wav", sound)},
            headers=api.headers(""),
        )  # fmt: skip
        request.read()
        return api.client.send(request)

    with server(respond) as url:
        api = recorder(start, url, file)
        live = send(api)
    assert api.emulator.requests[-1].status == 200
    assert received == [live.request.content]
    assert (live.content, live.headers["content-type"]) == (content, kind)
    later = replayed(start, file, strict=True)
    assert send(later, b"other").status_code == 404
    again = send(later)
    assert (again.content, again.headers["content-type"]) == (live.content, live.headers["content-type"])


def test_sounds_and_images_of_another_server_are_replayed(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    operations: list[tuple[str, Any]] = [
        ("audio_speech_create", {"model": "qwen3-tts-voicedesign", "input": "Hello", "voice": "alloy"}),
        ("images_generate", {"model": "openai-gpt-image-1", "prompt": "A cat"}),
    ]
    behind = start(limits="none")
    api = start(
        limits="none",
        options=Options(
            upstream=f"{behind.emulator.base_url}/v1",
            upstream_key=behind.emulator.api_key,
            record=str(file),
        ),
    )
    live = [api.call(operation, body) for operation, body in operations]
    assert [response.status_code for response in live] == [200, 200]
    assert [exchange.operation for exchange in behind.emulator.requests] == [name for name, _ in operations]
    later = replayed(start, file, strict=True)
    assert [later.call(*each).content for each in operations] == [response.content for response in live]


def test_text_with_lone_surrogates_is_replayed_unchanged(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    surrogate = {**CHAT, "messages": [{"role": "user", "content": "\ud83d"}]}

    def send(api: APIClient) -> httpx.Response:
        body = json.dumps(surrogate).encode()
        headers = {**api.headers(""), "content-type": "application/json"}
        return api.client.post("/v1/chat/completions", content=body, headers=headers)

    with server(lambda number, body: completion("half \ud83d")) as url:
        live = send(recorder(start, url, file))
    assert live.status_code == 200
    assert send(replayed(start, file, strict=True)).content == live.content


def test_a_recording_is_not_overwritten_by_the_next_one(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.touch()
    with server(lambda number, body: completion("x")) as url:
        complete(recorder(start, url, file))
        recorded = file.read_text()
        with pytest.raises(ValueError, match="already contains a recording; remove it"):
            recorder(start, url, file)
    assert file.read_text() == recorded


def test_missing_and_malformed_responses_of_the_other_server_are_recorded(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: (200, {"content-type": "text/html"}, b"<p>")) as url:
        api = recorder(start, url, file)
        live = [complete(api)]
    live.append(complete(api))
    assert [status for status, _, _ in live] == [502, 502]
    assert "did not respond" in live[1][1]["message"]
    later = replayed(start, file)
    assert [complete(later), complete(later)] == live


def test_concurrent_equal_requests_are_recorded_in_the_order_of_the_requests(
    start: Any, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    first_came, first_may_end = threading.Event(), threading.Event()

    def respond(number: int, body: Any) -> ServerResponse:
        if number == 1:
            first_came.set()
            first_may_end.wait(10)
        else:
            first_may_end.set()
        return completion(str(number))

    with server(respond) as url:
        api = recorder(start, url, file)
        headers = api.headers("")

        async def both() -> list[Any]:
            async with httpx.AsyncClient(base_url=api.emulator.base_url, trust_env=False) as client:
                first = asyncio.create_task(client.post("/v1/chat/completions", json=CHAT, headers=headers))
                await asyncio.to_thread(first_came.wait, 10)
                second = await client.post("/v1/chat/completions", json=CHAT, headers=headers)
                return [(await first).json(), second.json()]

        live = asyncio.run(both())
    later = replayed(start, file)
    assert sorted(json.dumps(complete(later)[1]) for _ in live) == sorted(map(json.dumps, live))
    content = [entry["json"]["choices"][0]["message"]["content"] for entry in json.loads(file.read_text())]
    assert content == ["1", "2"]


def test_many_concurrent_requests_are_all_recorded(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: completion(f"{body['seed']}")) as url:
        api = recorder(start, url, file)

        async def many() -> None:
            async with httpx.AsyncClient(base_url=api.emulator.base_url, trust_env=False) as client:
                bodies = [{**CHAT, "seed": n % 5} for n in range(20)]
                headers = api.headers("")
                await asyncio.gather(
                    *(client.post("/v1/chat/completions", json=body, headers=headers) for body in bodies)
                )

        asyncio.run(many())
    assert {exchange.status for exchange in api.emulator.requests} == {200}
    later = replayed(start, file, strict=True)
    for n in range(20):
        assert complete(later, seed=n % 5)[1]["choices"][0]["message"]["content"] == str(n % 5)
    later.emulator.assert_all_used()


def test_the_recording_is_valid_json_after_each_response_and_leaves_no_other_file(
    start: Any, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: completion(str(number))) as url:
        api = recorder(start, url, file)
        for number in (1, 2, 3):
            complete(api)
            assert len(json.loads(file.read_text())) == number
            assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def test_no_key_is_recorded(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "r.json"

    def respond(number: int, body: Any) -> ServerResponse:
        return completion(f"keys {KEY} {api.emulator.api_key}")

    tools = [{"type": "mcp", "server_label": "l", "server_url": "http://x.example", "authorization": "short"}]
    body = {"model": "m", "input": f"mine is {KEY}", "tools": tools}
    with server(respond) as url:
        api = recorder(start, url, file)
        live = api.call("responses_create", body)
    text = file.read_text()
    assert KEY not in text
    assert api.emulator.api_key not in text
    assert "short" not in text
    assert live.status_code == 200
    later = replayed(start, file, strict=True)
    assert later.call("responses_create", {**body, "input": "mine is [redacted]"}).status_code == 200


def test_a_strict_emulator_rejects_unrecorded_requests_and_names_the_most_similar_rule(
    start: Any, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: completion(str(number))) as url:
        api = recorder(start, url, file)
        complete(api, seed=1)
        complete(api, seed=1, temperature=0.5)
    later = replayed(start, file, strict=True)
    assert complete(later, seed=1)[0] == 200
    status, content, _ = complete(later, seed=2, temperature=0.5)
    assert (status, content["id"]) == (404, "no_rule")
    assert "rule 2 in" in content["message"]
    assert "body.seed (the rule has 1, the request 2)" in content["message"]
    status, content, _ = complete(later, seed=1)
    assert status == 404
    assert "used 1 times" in content["message"]
    assert complete(later, seed=1, temperature=0.5)[0] == 200
    nothing = later.call("models_list")
    assert nothing.status_code == 404
    assert "no rule is for this operation" in nothing.json()["message"]


def test_a_strict_emulator_names_the_most_similar_rule_of_code_too(start: Any) -> None:
    api = start(strict=True)
    api.emulator.respond("chat.completions.create", "Hello.", match={"model": "glm-5"})
    assert api.call("chat_completions_create", {**CHAT, "model": "glm-5"}).status_code == 200
    content = api.call("chat_completions_create", CHAT).json()["message"]
    assert 'model (the rule has "glm-5", the request "m")' in content


def test_forms_are_compared_by_their_fields_and_files(start: Any, tmp_path: Path) -> None:
    api = start(strict=True)
    headers = api.headers("")

    def send(content: bytes, boundary: str) -> httpx.Response:
        parts = [("file", content, '; filename="a.wav"'), ("model", b"whisper-large-v3", "")]
        body = b"".join(
            b'--%b\r\ncontent-disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
            % (boundary.encode(), name.encode(), more.encode(), value)
            for name, value, more in parts
        )
        sent = {**headers, "content-type": f"multipart/form-data; boundary={boundary}"}
        return api.client.post(
            "/v1/audio/transcriptions", content=body + f"--{boundary}--\r\n".encode(), headers=sent
        )

    assert send(b"RIFF", "one").status_code == 404
    from do_inference.emulator._recordings import recorded_request

    recorded: list[Any] = []
    api.emulator.respond(function=lambda call: recorded.append(recorded_request(call)), times=1)
    send(b"RIFF", "two")
    file = tmp_path / "r.json"
    file.write_text(
        json.dumps([{"operation": "audio.transcriptions.create", "request": recorded[0], "text": "Heard."}])
    )
    api.emulator.script.clear()
    api.emulator.load_fixtures(file)
    assert send(b"other", "three").status_code == 404
    assert send(b"RIFF", "four").json()["text"] == "Heard."


def test_a_client_that_disconnects_does_not_prevent_the_recording_of_others(
    start: Any, tmp_path: Path
) -> None:
    file = tmp_path / "r.json"
    with server(lambda number, body: stream("a", "b") if body.get("stream") else completion("x")) as url:
        api = recorder(start, url, file)
        headers = api.headers("", "stall-event=1, stall=30")
        sent = {**CHAT, "stream": True}
        with api.client.stream("POST", "/v1/chat/completions", json=sent, headers=headers) as response:
            next(response.iter_raw())
        assert complete(api)[0] == 200
    assert complete(replayed(start, file, strict=True))[0] == 200
