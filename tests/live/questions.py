"""Open questions about the service, and functions that derive the results from its responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.live.exchange import ReceivedResponse
from tests.live.probes import NO_MODEL, NOBODY, Context
from tests.live.sanitise import sanitised

WRONG = "not-a-key"


def rejected_keys(c: Context) -> str:
    """What do both hosts return for a rejected key?"""
    found = {"serverless": c.serverless.send("GET", "/v1/models", key=WRONG)}
    if c.agent:
        body = {"messages": [{"role": "user", "content": "Hi."}]}
        found["agent"] = c.agent.send(
            "POST", "/api/v1/chat/completions", json=body, params={"agent": "true"}, key=WRONG
        )
    return "; ".join(f"{host}: {received.status} {shape(received)}" for host, received in found.items())


def headers(c: Context) -> str:
    """Which headers are returned: `ratelimit-*`, `x-ratelimit-*`, `x-request-id`?"""
    found: dict[str, list[str]] = {}
    for name, received in c.responses.items():
        for header in received.headers:
            if "ratelimit" in header or header in (
                "x-request-id",
                "retry-after",
                "x-model-router-selected-route",
            ):
                found.setdefault(header, []).append(name)
    return (
        "; ".join(f"{header} on {len(names)} responses" for header, names in sorted(found.items()))
        or "none of them"
    )


def response_grammar(c: Context) -> str:
    """Which grammar do Responses streams have, and is it `created` or `created_at`?"""
    events, complete = c.responses.get("responses_create stream"), c.responses.get("responses_create")
    found = [event for event in (events.events if events else []) if isinstance(event, dict)]
    types = dict.fromkeys(str(event.get("type") or event.get("object")) for event in found)
    result = complete.json if complete else None
    fields = [key for key in ("created", "created_at") if isinstance(result, dict) and key in result]
    return f"events {', '.join(types) or 'none'}; the result has {' and '.join(fields) or 'neither'}"


def batch_bodies(c: Context) -> str:
    """Do batches have the documented form or that of earlier responses?"""
    return "; ".join(
        f"{name}: {shape(c.responses[name])}"
        for name in ("batches_list", "batches_create")
        if name in c.responses
    )


def video_path(c: Context) -> str:
    """Are videos at `/v1/videos` or at `/v1/video/generations`?"""
    body = {"model": NO_MODEL, "prompt": "A dot."}
    found = {
        path: c.serverless.send("POST", path, json=body) for path in ("/v1/videos", "/v1/video/generations")
    }
    found["GET /v1/videos"] = c.serverless.send("GET", "/v1/videos")
    found["DELETE /v1/videos/{id}"] = c.serverless.send("DELETE", f"/v1/videos/{NOBODY}")
    return "; ".join(f"{path}: {received.status} {shape(received)}" for path, received in found.items())


def audio(c: Context) -> str:
    """Which content type does speech have, and does transcription exist?"""
    names = ("audio_speech_create", "audio_transcriptions_create")
    return "; ".join(
        f"{name}: {c.responses[name].status} {c.responses[name].content_type}"
        for name in names
        if name in c.responses
    )


def agents(c: Context) -> str:
    """Does an agent respond without `agent=true`, do streams contain citations, does `/health` need a key?"""
    if c.agent is None:
        return "no agent was given"
    body = {"messages": [{"role": "user", "content": "Say hi."}], "max_tokens": 16}
    plain = c.agent.send("POST", "/api/v1/chat/completions", json=body)
    stream = c.responses.get("agent_chat_completions_create stream")
    cites = any(
        "citations" in event for event in (stream.events if stream else []) if isinstance(event, dict)
    )
    health = c.agent.send("GET", "/health", key=None)
    return (
        f"without agent=true: {plain.status} {shape(plain)}; citations in the stream: {cites}; "
        f"/health without a key: {health.status}"
    )


def terminators(c: Context) -> str:
    """Does `[DONE]` follow `message_stop` and `response.completed`?"""
    found = []
    for name in ("messages_create stream", "responses_create stream", "chat_completions_create stream"):
        received = c.responses.get(name)
        if received and received.frames:
            found.append(
                f"{name} ends with {', '.join(repr(event or data[:20]) for event, data in received.frames[-2:])}"
            )
    return "; ".join(found)


def early_result(c: Context) -> str:
    """What does the result of an asynchronous call return before it exists?"""
    return "; ".join(
        f"{name}: {c.responses[name].status} {shape(c.responses[name])}"
        for name in ("async_invoke_create", "async_invoke_retrieve", "async_invoke_status")
        if name in c.responses
    )


def shape(received: ReceivedResponse) -> str:
    """Return the names of a body's fields, two levels deep."""
    value = received.json
    if not isinstance(value, dict):
        return received.content_type or "no body"

    def level(inner: Any) -> str:
        return "{" + ", ".join(inner) + "}" if isinstance(inner, dict) else ""

    return "{" + ", ".join(f"{key}{level(inner)}" for key, inner in sanitised(value).items()) + "}"


QUESTIONS: list[Callable[[Context], str]] = [
    rejected_keys,
    headers,
    response_grammar,
    batch_bodies,
    video_path,
    audio,
    agents,
    terminators,
    early_result,
]
