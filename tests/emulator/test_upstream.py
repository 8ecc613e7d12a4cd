"""An upstream server that generates the responses, here a second emulator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from do_inference.emulator import Limits, Options
from do_inference.emulator import _command as command

from .api_client import HELLO, APIClient, parse

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CHAT = {"model": "m", "messages": HELLO}


def pair(start: Any, **options: Any) -> tuple[APIClient, APIClient]:
    """Start an upstream server and an emulator that forwards to it."""
    behind = start(seed=99, limits="none")
    url = f"{behind.emulator.base_url}/v1"
    front = start(options=Options(upstream=url, upstream_key=behind.emulator.api_key, **options))
    return behind, front


def test_upstream_responses_are_subject_to_the_keys_and_limits_of_the_emulator(start: Any) -> None:
    behind, front = pair(start, limits=Limits.published(2, 10))
    response = front.call("chat_completions_create", CHAT)
    assert response.json()["choices"] == behind.chat()["choices"]
    assert response.headers["ratelimit-limit"] == "2"
    assert front.client.post("/v1/chat/completions", json=CHAT).status_code == 401
    assert front.call("chat_completions_create", CHAT).status_code == 200
    assert front.call("chat_completions_create", CHAT).status_code == 429


def test_upstream_streams_are_forwarded_with_faults_applied(start: Any) -> None:
    behind, front = pair(start)
    assert front.chunks()[1]["choices"] == behind.chunks()[1]["choices"]
    body = {**CHAT, "stream": True}
    assert len(parse(front.call("chat_completions_create", body, "end-event=2").text)) == 2
    error = parse(front.call("chat_completions_create", body, "error-event=1").text)
    assert error[1][1]["status_code"] == 503
    assert (
        front.events("messages_create", {"model": "c", "max_tokens": 50, "messages": HELLO})[-1][0]
        == "message_stop"
    )


def test_agent_requests_are_forwarded_as_chats_without_agent_fields(start: Any) -> None:
    behind, front = pair(start)
    front.ok("agent_chat_completions_create", {"messages": HELLO, "model": "m", "k": 3})
    assert "k" not in behind.emulator.requests[-1].body


def test_upstream_errors_have_the_error_shapes_of_the_api(start: Any) -> None:
    behind, front = pair(start)
    behind.emulator.respond("chat_completions_create", fault="status=503, shape=E5n, message=busy", times=1)
    rejected = front.call("chat_completions_create", CHAT)
    assert (rejected.status_code, rejected.json()["message"]) == (503, "busy")
    behind.emulator.respond("chat_completions_create", fault="cut-event=2", times=1)
    events = parse(front.call("chat_completions_create", {**CHAT, "stream": True}).text)
    assert events[-1][1]["error"]["code"] == "upstream_unavailable"
    behind.emulator.stop()
    assert front.call("chat_completions_create", CHAT).status_code == 502


def test_recorded_responses_are_replayed_without_the_upstream_server(start: Any, tmp_path: Path) -> None:
    file = tmp_path / "fixtures.json"
    _, front = pair(start, record=str(file))
    complete, streamed = front.chat(), front.chunks()
    assert len(json.loads(file.read_text())) == 2
    later = start(seed=5)
    assert later.emulator.load_fixtures(file) == 2
    assert later.chunks(stream=True) == streamed
    assert later.chat()["choices"] == complete["choices"]


def test_the_key_for_the_upstream_server_need_not_be_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UPSTREAM_API_KEY", "from the environment")

    def key_of(*words: str) -> str | None:
        return command.emulator_of(command.parser().parse_args(words)).options.upstream_key

    assert key_of("--upstream", "http://127.0.0.1:1") == "from the environment"
    assert key_of("--upstream", "http://127.0.0.1:1", "--upstream-key", "given") == "given"
