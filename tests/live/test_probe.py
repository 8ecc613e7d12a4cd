"""The probe of the live service, run against the emulator: it covers all operations and finds all deviations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from do_inference.emulator import Emulator
from do_inference.emulator._description import Description, packaged
from tests.live.__main__ import Outcome, main, probe, report
from tests.live.deviations import DeviationChecker
from tests.live.exchange import ReceivedResponse, Service, frames
from tests.live.generic_probes import described_in, probes_for
from tests.live.probes import PROBES, Context
from tests.live.questions import QUESTIONS
from tests.live.sanitise import sanitised


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as found:
        yield found


def run(
    emulator: Emulator,
    client: httpx.Client,
    record: Path | None = None,
    *,
    spend: bool = True,
    description: Description | None = None,
) -> Outcome:
    serverless = Service(client, emulator.base_url, emulator.api_key)
    agent = Service(client, emulator.agent_url, emulator.agent_key)
    context = Context(serverless, agent, "llama3.3-70b-instruct", "claude", "qwen3-embedding-0.6b", spend)
    return probe(context, DeviationChecker(description or packaged()), record)


def test_every_probe_calls_a_described_operation() -> None:
    assert {one.operation for one in PROBES} <= described_in(packaged())


@pytest.mark.parametrize("spend", [True, False])
def test_an_operation_without_a_probe_is_called_with_its_required_fields(
    client: httpx.Client, *, spend: bool
) -> None:
    """New operations are probed without further work, and cost nothing without `--spend`."""
    text = json.dumps(packaged().document)
    for name in ("rerank_create", "videos_retrieve", "batches_files_create", "agent_health"):
        text = text.replace(f'"{name}"', f'"{name}_anew"')
    description = Description(json.loads(text))
    with Emulator(description=description) as emulator:
        outcome = run(emulator, client, spend=spend, description=description)
    called = {line.split()[3] for line in outcome.lines if "_anew" in line}
    assert outcome.deviations == {}
    assert {"rerank_create_anew", "videos_retrieve_anew", "agent_health_anew"} <= called
    assert ("batches_files_create_anew" in called) == spend


def test_every_open_question_has_a_result() -> None:
    assert len(QUESTIONS) == 9
    assert all((question.__doc__ or "").endswith("?") for question in QUESTIONS)


@pytest.mark.parametrize("spend", [True, False])
def test_the_emulator_matches_the_description(client: httpx.Client, *, spend: bool) -> None:
    with Emulator() as emulator:
        outcome = run(emulator, client, spend=spend)
    assert outcome.deviations == {}
    assert all(outcome.questions.values())
    assert len(outcome.lines) + len(outcome.skipped) == len(probes_for(packaged()))


def test_known_live_deviations_are_described(client: httpx.Client) -> None:
    with Emulator(live=True) as emulator:
        outcome = run(emulator, client)
    assert outcome.deviations == {}


def test_responses_are_recorded_without_secrets(client: httpx.Client, tmp_path: Path) -> None:
    with Emulator() as emulator:
        outcome = run(emulator, client, tmp_path)
        everything = "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.json"))
        assert emulator.api_key not in everything
        assert "127.0.0.1" not in everything
    assert len(list(tmp_path.glob("*.json"))) == len(outcome.lines)
    chat = json.loads((tmp_path / "chat_completions_create.json").read_text(encoding="utf-8"))
    assert chat["body"]["object"] == "chat.completion"


def test_a_missing_key_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("MODEL_ACCESS_KEY", raising=False)
    assert main([]) == 0
    assert "probes the emulator" in capsys.readouterr().out


def test_probes_without_permission_are_reported(client: httpx.Client) -> None:
    with Emulator() as emulator:
        stranger = Service(client, emulator.base_url, "not-a-key")
        context = Context(stranger, None, "llama3.3-70b-instruct", "claude", "qwen3-embedding-0.6b", False)
        outcome = probe(context, DeviationChecker(packaged()))
    assert "models_list (401)" in outcome.rejected
    assert "models_list (401)" in report(outcome)


def received(body: Any, status: int = 200, kind: str = "application/json") -> ReceivedResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = ReceivedResponse(status, {"content-type": kind}, content, 0.0)
    if kind == "text/event-stream":
        found.frames = frames(content)
    return found


MODEL = {"id": "m", "object": "model", "created": 1, "owned_by": "digitalocean"}


@pytest.mark.parametrize(
    ("operation", "given", "expected"),
    [
        ("models_list", received({"object": "list", "data": [MODEL]}), []),
        (
            "models_list",
            received({"object": "list", "data": [{**MODEL, "price": 1}]}),
            ["body.data[].price: not described"],
        ),
        (
            "models_list",
            received(b"<html>", 200, "text/html"),
            ["content type text/html is not described for 200"],
        ),
        ("models_list", received(b"{", 200), ["the body is not JSON"]),
        ("models_list", received({"id": "x", "message": "m"}, 418), ["status 418 is not described"]),
        ("models_list", received({"object": "list", "data": [MODEL]}, 203), ["status 203 is not described"]),
    ],
)
def test_deviations_are_reported(operation: str, given: ReceivedResponse, expected: list[str]) -> None:
    assert DeviationChecker(packaged()).deviations(operation, given) == expected


def test_a_wrong_type_is_reported() -> None:
    (line,) = DeviationChecker(packaged()).deviations(
        "models_list", received({"object": "list", "data": [{**MODEL, "id": 5}]})
    )
    assert line.startswith("body.data.0.id")


def test_an_event_stream_is_checked_by_event_and_at_its_end() -> None:
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [],
        "odd": 1,
    }
    cut = f"data: {json.dumps(chunk)}\n\n".encode()
    checker = DeviationChecker(packaged())
    found = checker.deviations("chat_completions_create", received(cut, 200, "text/event-stream"))
    assert found[0] == "event.odd: not described"
    assert "is not a described terminator" in found[1]
    complete = cut.replace(b', "odd": 1', b"") + b"data: [DONE]\n\n"
    assert checker.deviations("chat_completions_create", received(complete, 200, "text/event-stream")) == []


def test_personal_data_is_removed() -> None:
    given = {
        "id": "chatcmpl-0123456789abcdef0123",
        "url": "https://bucket.example.net/x?signature=abc",
        "key": "sk-do-v1-secret",
        "note": "n" * 500,
        "embedding": [0.25] * 100,
        "status": "completed",
    }
    sanitised_value = sanitised(given)
    assert sanitised_value["id"] == "chatcmpl-00000000"
    assert sanitised_value["url"] == "https://example.com/"
    assert sanitised_value["key"] == "KEY"
    assert len(sanitised_value["note"]) < 210
    assert sanitised_value["embedding"] == [0.0] * 4
    assert sanitised_value["status"] == "completed"
