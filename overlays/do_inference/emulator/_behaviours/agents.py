"""Agents: completions with retrieved passages, called functions, guardrails and citations; health; description."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours.chat import chat_prompt, completion_body, completion_chunks
from do_inference.emulator._language import Prompt, SimulatedCompletion, complete
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from do_inference.emulator._request import EmulatedRequest

AGENT_MODEL = "llama3.3-70b-instruct"
_PASSAGES = 3
_FORBIDDEN = ("ignore all previous instructions", "ignore previous instructions", "credit card number")


def create(call: EmulatedRequest) -> Reply:
    """Respond to `agent_chat_completions_create`. Agents ignore tools, response formats and reasoning."""
    body = call.fields
    prompt = replace(chat_prompt(call), tools=[], response_format="text", reasoning=False)
    guarded = any(phrase in prompt.last_user_text.lower() for phrase in _FORBIDDEN)
    completion = complete(call, prompt)
    if guarded and (call.script is None or call.script.text is None):
        completion = SimulatedCompletion(
            text=filler_text.tokenize("I can't help with that. Is there something else I can do for you?")
        )
    usage = {
        "prompt_tokens": prompt.token_count,
        "completion_tokens": completion.token_count,
        "total_tokens": prompt.token_count + completion.token_count,
    }
    head = {"id": f"chatcmpl-{call.request_id}", "created": int(call.now), "model": AGENT_MODEL}
    information = _information(call, prompt, guarded)
    whole = {**completion_body(head, [completion], usage, top=None, call=call), **information}
    for choice in whole["choices"]:
        _reduce_choice(choice, "message")
    if not call.wants_stream:
        return JSONReply(whole, tokens=completion.token_count)
    wants_usage = (body.get("stream_options") or {}).get("include_usage")
    events = completion_chunks(head, [completion], usage if wants_usage else None, top=None, call=call)
    return StreamReply(
        _agent_chunks(events, information), "[DONE]", whole=whole, tokens=completion.token_count
    )


def _agent_chunks(events: Iterable[Event], information: Mapping[str, Any]) -> Iterator[Event]:
    """Yield the chunks of an agent: the one with the finish reason contains the additional information."""
    for event in events:
        choices = event.data["choices"]
        for choice in choices:
            _reduce_choice(choice, "delta")
        finish_reason = bool(choices) and choices[0]["finish_reason"] is not None
        yield Event({**event.data, **information}) if finish_reason and information else event


def _reduce_choice(choice: dict[str, Any], part: str) -> None:
    """Remove the fields of a choice that agents do not return."""
    choice.pop("logprobs")
    choice[part] = {name: choice[part][name] for name in ("role", "content") if name in choice[part]}


def _information(call: EmulatedRequest, prompt: Prompt, guarded: bool) -> dict[str, Any]:
    body = call.fields
    method = body.get("retrieval_method")
    passages = [] if method == "none" else _passages(call, body.get("k") or _PASSAGES)
    information: dict[str, Any] = {}
    if body.get("include_retrieval_info"):
        information["retrieval"] = {"retrieved_data": passages}
    if body.get("include_functions_info"):
        named = [
            word for word in ("weather", "order", "ticket", "price") if word in prompt.last_user_text.lower()
        ]
        information["functions"] = {"called_functions": [f"get_{word}" for word in named]}
    if body.get("include_guardrails_info"):
        hit = [{"rule_name": "jailbreak", "message": "The request asked for something that is not allowed."}]
        information["guardrails"] = {"triggered_guardrails": hit if guarded else []}
    if body.get("provide_citations"):
        information["citations"] = [{k: p[k] for k in ("id", "index", "page_content")} for p in passages]
    return information


def _passages(call: EmulatedRequest, count: int) -> list[dict[str, Any]]:
    filters = call.fields.get("kb_filters") or [{}]
    rng = call.rng("passages")
    made = []
    for position in range(max(0, min(count, 20))):
        chosen = filters[position % len(filters)]
        path = str(chosen.get("path") or "handbook").strip("/")
        is_file = "." in path.rpartition("/")[2]
        made.append({
            "id": str(position + 1),
            "index": chosen.get("index") or str(uuid.UUID(int=rng.getrandbits(128))),
            "score": round(0.95 - 0.07 * position - rng.random() * 0.01, 4),
            "filename": path if is_file else f"{path}/page-{position + 1}.pdf",
            "data_source_id": str(uuid.UUID(int=rng.getrandbits(128))),
            "metadata": {"item_name": path.rpartition("/")[2]},
            "page": position + 1,
            "page_content": filler_text.sentence(rng),
        })  # fmt: skip
    return made


def health(call: EmulatedRequest) -> Reply:
    """Respond to `agent_health`."""
    return JSONReply({"status": "healthy"})


def describe(call: EmulatedRequest) -> Reply:
    """Respond to `agent_description` with the agent operations of the description."""
    paths: dict[str, Any] = {}
    for operation in call.description.operations.values():
        if operation.api == "agent":
            methods = paths.setdefault(operation.path, {})
            methods[operation.method.lower()] = {
                "operationId": operation.id,
                "responses": {"200": {"description": "OK"}},
            }
    info = {"title": "Agent of the emulator", "version": call.description.version}
    return JSONReply({"openapi": "3.1.0", "info": info, "paths": paths, "components": {}})
