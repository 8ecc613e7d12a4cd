"""Unknown models are rejected like at the service, unless an option accepts them."""

from __future__ import annotations

from typing import Any

import pytest

from do_inference.emulator import Options
from do_inference.emulator._command import emulator_of, parser

from .api_client import HELLO, APIClient

BODIES: dict[str, dict[str, Any]] = {
    "chat_completions_create": {"model": "", "messages": HELLO},
    "messages_create": {"model": "", "messages": HELLO, "max_tokens": 9},
    "responses_create": {"model": "", "input": "x"},
    "embeddings_create": {"model": "", "input": "x"},
    "images_generate": {"model": "", "prompt": "x"},
    "audio_speech_create": {"model": "", "input": "x", "voice": "v"},
    "videos_create": {"model": "", "prompt": "x"},
    "rerank_create": {"model": "", "query": "x", "documents": ["x"]},
    "async_invoke_create": {"model_id": "", "input": {"prompt": "x"}},
}
KNOWN = {
    "chat_completions_create": ["llama3.3-70b-instruct", "router:general", "openai-gpt-5", "kimi-k3"],
    "messages_create": ["anthropic-claude-4-sonnet", "openai-gpt-oss-20b", "inference-router"],
    "responses_create": ["openai-gpt-5.5", "openai-gpt-4o", "inference-router"],
    "embeddings_create": ["qwen3-embedding-0.6b", "all-mini-lm-l6-v2"],
    "images_generate": ["openai-gpt-image-1.5", "stable-diffusion-3.5-large"],
    "audio_speech_create": ["qwen3-tts-voicedesign"],
    "videos_create": ["wan2-2-t2v-a14b"],
    "rerank_create": ["bge-reranker-v2-m3"],
    "async_invoke_create": ["fal-ai/flux/schnell", "fal-ai/stable-audio-25/text-to-audio"],
}


def named(operation: str, model: str) -> dict[str, Any]:
    body = BODIES[operation]
    return {**body, "model_id" if "model_id" in body else "model": model}


@pytest.fixture
def strict(start: Any) -> APIClient:
    api: APIClient = start(any_model=False)
    return api


@pytest.mark.parametrize("operation", BODIES)
def test_unknown_and_unsuitable_models_get_status_404(strict: APIClient, operation: str) -> None:
    for model, expected in (
        ("no-such-model", "not found"),
        ("whisper-large-v3", "is not a"),
        ("m", "not found"),
    ):
        response = strict.call(operation, named(operation, model))
        assert response.status_code == 404
        assert expected in response.json()["message"]
    for model in KNOWN[operation]:
        assert strict.call(operation, named(operation, model)).is_success


def test_streams_and_forms_check_the_model_too(strict: APIClient) -> None:
    body = {**named("chat_completions_create", "m"), "stream": True}
    assert strict.call("chat_completions_create", body).status_code == 404
    files = {"file": ("a.wav", b"RIFF")}
    for model, status in (("whisper-large-v3", 200), ("whisper", 404)):
        sent = strict.client.post(
            "/v1/audio/transcriptions", data={"model": model}, files=files, headers=strict.headers("")
        )
        assert sent.status_code == status


def test_live_errors_have_the_shape_of_the_service(start: Any) -> None:
    api = start(live=True, any_model=False)
    response = api.call("chat_completions_create", named("chat_completions_create", "m"))
    assert response.json()["status_code"] == 404
    assert response.json()["error"]["type"] == "not_found_error"


@pytest.mark.parametrize("operation", BODIES)
def test_any_model_accepts_every_model(start: Any, operation: str) -> None:
    api = start(options=Options(any_model=True))
    assert api.call(operation, named(operation, "mine")).is_success


def test_a_prescribed_completion_is_returned_for_any_model(strict: APIClient) -> None:
    strict.emulator.respond("chat.completions.create", "Hello.", times=1)
    assert strict.call("chat_completions_create", named("chat_completions_create", "mine")).is_success
    assert strict.call("chat_completions_create", named("chat_completions_create", "mine")).status_code == 404


def test_agents_accept_any_model(strict: APIClient) -> None:
    strict.ok("agent_chat_completions_create", {"model": "n/a", "messages": HELLO})


def test_the_command_checks_models_by_default(start: Any) -> None:
    assert not emulator_of(parser().parse_args([])).options.any_model
    assert emulator_of(parser().parse_args(["--any-model"])).options.any_model


def test_all_listed_models_are_served(strict: APIClient) -> None:
    listed = {model["id"] for model in strict.ok("models_list")["data"]}
    assert listed >= {model for models in KNOWN.values() for model in models}
