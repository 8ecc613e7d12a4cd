"""Probes: one cheap request for every operation."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.live.exchange import ReceivedResponse, Service

NOBODY = "00000000-0000-4000-8000-000000000000"
"""An id that does not exist."""
NO_MODEL = "no-such-model"


@dataclass
class Context:
    """The services, the models to use, and the responses of earlier probes."""

    serverless: Service
    agent: Service | None
    chat_model: str
    message_model: str
    embedding_model: str
    spend: bool = False
    """Whether probes may cost more than a fraction of a cent or start jobs."""
    upload_url: str | None = None
    file_id: str | None = None
    responses: dict[str, ReceivedResponse] = field(default_factory=dict)

    def model(self, name: str) -> str:
        """Return an expensive model, or one that does not exist: its error still proves that the operation does."""
        return name if self.spend else NO_MODEL


@dataclass(frozen=True)
class Probe:
    """A request of one operation. `call` returns None if the operation cannot be called now."""

    operation: str
    call: Callable[[Context], ReceivedResponse | None]
    variant: str = ""

    @property
    def name(self) -> str:
        return f"{self.operation} {self.variant}".strip()


def post(operation: str, path: str, body: Callable[[Context], Any], variant: str = "") -> Probe:
    return Probe(operation, lambda c: c.serverless.send("POST", path, json=body(c)), variant)


def get(operation: str, path: str) -> Probe:
    return Probe(operation, lambda c: c.serverless.send("GET", path))


def chat(c: Context, **more: Any) -> dict[str, Any]:
    return {
        "model": c.chat_model,
        "max_tokens": 16,
        "messages": [{"role": "user", "content": "Say hi."}],
        **more,
    }


def message(c: Context, **more: Any) -> dict[str, Any]:
    return {
        "model": c.message_model,
        "max_tokens": 16,
        "messages": [{"role": "user", "content": "Say hi."}],
        **more,
    }


def response(c: Context, **more: Any) -> dict[str, Any]:
    return {"model": c.chat_model, "max_output_tokens": 16, "input": "Say hi.", **more}


def agent(c: Context, **more: Any) -> ReceivedResponse | None:
    if c.agent is None:
        return None
    body = {"messages": [{"role": "user", "content": "Say hi."}], "max_tokens": 16, **more}
    return c.agent.send("POST", "/api/v1/chat/completions", json=body, params={"agent": "true"})


def upload(c: Context) -> ReceivedResponse | None:
    created = c.responses.get("batches_files_create")
    given = created.json if created else None
    if not isinstance(given, dict) or not given.get("upload_url"):
        return None
    c.file_id = given.get("file_id")
    line = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": chat(c)}
    return c.serverless.send("PUT", given["upload_url"], content=json.dumps(line).encode() + b"\n", key=None)


def batch(c: Context) -> dict[str, Any]:
    return {
        "file_id": (c.file_id if c.spend else None) or NOBODY,
        "provider": "openai",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "request_id": NOBODY,
    }


def started(c: Context, operation: str, key: str) -> str:
    """Return the id of a job that an earlier probe started, or one that does not exist."""
    received = c.responses.get(operation)
    given = received.json if received else None
    return str(given.get(key) or NOBODY) if isinstance(given, dict) else NOBODY


def at(operation: str, method: str, template: str, job: str, key: str) -> Probe:
    return Probe(operation, lambda c: c.serverless.send(method, template.format(started(c, job, key))))


def transcription(c: Context) -> ReceivedResponse:
    files = {"file": ("a.wav", b"RIFF", "audio/wav"), "model": (None, NO_MODEL)}
    return c.serverless.send("POST", "/v1/audio/transcriptions", files=files)


QUESTION = {"type": "noul", "instructions": "Is this a greeting?"}

PROBES = [
    get("models_list", "/v1/models"),
    post("chat_completions_create", "/v1/chat/completions", chat),
    post(
        "chat_completions_create",
        "/v1/chat/completions",
        lambda c: chat(c, stream=True, stream_options={"include_usage": True}),
        "stream",
    ),
    post("chat_completions_create", "/v1/chat/completions", lambda c: chat(c, model=NO_MODEL), "refused"),
    post("messages_create", "/v1/messages", message),
    post("messages_create", "/v1/messages", lambda c: message(c, stream=True), "stream"),
    post("responses_create", "/v1/responses", response),
    post("responses_create", "/v1/responses", lambda c: response(c, stream=True), "stream"),
    post("embeddings_create", "/v1/embeddings", lambda c: {"model": c.embedding_model, "input": ["hi"]}),
    post(
        "images_generate",
        "/v1/images/generations",
        lambda c: {
            "model": c.model("openai-gpt-image-1"),
            "prompt": "A dot.",
            "n": 1,
            "size": "1024x1024",
            "quality": "low",
        },
    ),
    post("batches_files_create", "/v1/batches/files", lambda _: {"file_name": "probe.jsonl"}),
    Probe("batches_files_upload", upload),
    post("batches_create", "/v1/batches", batch),
    get("batches_list", "/v1/batches"),
    at("batches_retrieve", "GET", "/v1/batches/{}", "batches_create", "batch_id"),
    at("batches_results", "GET", "/v1/batches/{}/results", "batches_create", "batch_id"),
    at("batches_cancel", "POST", "/v1/batches/{}/cancel", "batches_create", "batch_id"),
    post(
        "async_invoke_create",
        "/v1/async-invoke",
        lambda c: {"model_id": c.model("fal-ai/fast-sdxl"), "input": {"prompt": "A dot.", "num_images": 1}},
    ),
    at("async_invoke_retrieve", "GET", "/v1/async-invoke/{}", "async_invoke_create", "request_id"),
    at("async_invoke_status", "GET", "/v1/async-invoke/{}/status", "async_invoke_create", "request_id"),
    post(
        "audio_speech_create",
        "/v1/audio/speech",
        lambda c: {"model": c.model("qwen3-tts-voicedesign"), "input": "Hi.", "voice": "a calm voice"},
    ),
    Probe("audio_transcriptions_create", transcription),
    post("videos_create", "/v1/videos", lambda _: {"model": NO_MODEL, "prompt": "A dot."}),
    get("videos_retrieve", f"/v1/videos/{NOBODY}"),
    get("videos_content", f"/v1/videos/{NOBODY}/content"),
    post(
        "rerank_create",
        "/v1/rerank",
        lambda c: {"model": c.model("bge-reranker-v2-m3"), "query": "hi", "documents": ["hi"]},
    ),
    post(
        "systemone_create",
        "/v1/systemone",
        lambda c: {"model": c.model("systemone"), "state": "Hi.", "questions": {"greeting": QUESTION}},
    ),
    Probe("agent_chat_completions_create", agent),
    Probe("agent_chat_completions_create", lambda c: agent(c, stream=True), "stream"),
    Probe("agent_health", lambda c: c.agent.send("GET", "/health") if c.agent else None),
    Probe("agent_description", lambda c: c.agent.send("GET", "/openapi.json") if c.agent else None),
]
