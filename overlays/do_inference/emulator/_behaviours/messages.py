"""The Messages API: content blocks of all types, complete or as events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from do_inference._json.partial import parse_partial
from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import models, server_tools
from do_inference.emulator._behaviours.chat import parse_tool_choice
from do_inference.emulator._language import OfferedTool, Prompt, SimulatedCompletion, complete
from do_inference.emulator._language.prompt import CacheUse, cache_use, parse_stop, parse_turn
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

_STOP = {"stop": "end_turn", "length": "max_tokens", "tools": "tool_use"}
_GENERATED_ID = re.compile("^call_(?=[0-9a-f]{24}$)")
"""The prefix of an id that the emulator generated. Ids of rules stay as they are."""
_REDACTION_TRIGGER = "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING"
_REFUSAL_TRIGGER = "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL"
"""Texts for tests: Anthropic documents that its models redact their thinking, or refuse, for a prompt with them."""


def create(call: EmulatedRequest) -> Reply:
    """Respond to `messages_create`."""
    model = models.resolve_model(call, "messages")
    prompt = _prompt(call)
    models.check_context_length(model, prompt)
    completion = complete(call, prompt)
    refused = _REFUSAL_TRIGGER in prompt.last_user_text
    blocks = [] if refused else _blocks(call, prompt, completion)
    usage = _usage(prompt, completion, cache_use(call, prompt), blocks, call)
    message = {
        "id": f"msg_{call.request_id.replace('-', '')[:24]}",
        "type": "message",
        "role": "assistant",
        "model": model.id,
        "content": blocks,
        "stop_reason": "refusal"
        if refused
        else "stop_sequence"
        if completion.stop_sequence
        else _STOP[completion.finish_reason],
        "stop_sequence": completion.stop_sequence,
        "usage": usage,
    }
    container = server_tools.container(call, blocks)
    if container is not None:
        message["container"] = container
    if not call.wants_stream:
        return JSONReply(message, headers=model.headers, tokens=completion.token_count)
    terminator = call.operation.stream.terminator if call.operation.stream else None
    return StreamReply(
        _events(message, completion),
        terminator,
        headers=model.headers,
        whole=message,
        tokens=completion.token_count,
    )


def _prompt(call: EmulatedRequest) -> Prompt:
    body = call.fields
    turns = [parse_turn("system", body["system"])] if body.get("system") else []
    turns += [parse_turn(m["role"], m["content"]) for m in body["messages"]]
    thinking = body.get("thinking") or {}
    effort = body.get("reasoning_effort")
    policy = body.get("tool_choice")
    form = (body.get("output_config") or {}).get("format") or {}
    if call.state.options.live and not call.model.startswith("anthropic"):
        form = {}  # The live service ignores the format for models of other vendors.
    return Prompt(
        turns,
        tools=[
            OfferedTool(tool["name"], str(tool.get("description") or ""), tool["input_schema"])
            for tool in body.get("tools") or ()
            if isinstance(tool.get("input_schema"), Mapping)
        ],
        tool_choice=parse_tool_choice(policy),
        parallel_tool_calls=not (isinstance(policy, Mapping) and policy.get("disable_parallel_tool_use")),
        max_tokens=body["max_tokens"],
        stop_sequences=parse_stop(body.get("stop_sequences")),
        response_format="schema" if form.get("type") == "json_schema" else "text",
        schema=form.get("schema") or {},
        reasoning=thinking.get("type") in ("enabled", "adaptive")
        or (effort is not None and effort != "none"),
        max_reasoning_tokens=thinking.get("budget_tokens"),
    )


def _blocks(call: EmulatedRequest, prompt: Prompt, completion: SimulatedCompletion) -> list[dict[str, Any]]:
    rng = call.rng("blocks")
    blocks: list[dict[str, Any]] = []
    if completion.reasoning and _REDACTION_TRIGGER in prompt.last_user_text:
        blocks.append({"type": "redacted_thinking", "data": f"{rng.getrandbits(512):0128x}"})
    elif completion.reasoning:
        signature = f"{rng.getrandbits(256):064x}"
        blocks.append({"type": "thinking", "thinking": "".join(completion.reasoning), "signature": signature})
    played = [] if completion.ends_in_reasoning else server_tools.run_tools(call, prompt)
    blocks += played
    if completion.text:
        cited = server_tools.citations(played, rng)
        text = {"type": "text", "text": "".join(completion.text)}
        blocks.append({**text, "citations": cited} if cited else text)
    for one in completion.tool_calls:
        blocks.append(
            {
                "type": "tool_use",
                "id": _GENERATED_ID.sub("toolu_", one.id),
                "name": one.name,
                "input": _read(one.arguments),
            }
        )
    return blocks


def _read(arguments: str) -> Any:
    """Return the input of a tool call, also of an incomplete one. Streams deliver the text itself."""
    value: Any = parse_partial(arguments, None)
    return value if isinstance(value, Mapping) else {}


def _usage(
    prompt: Prompt,
    completion: SimulatedCompletion,
    cached: CacheUse,
    blocks: list[dict[str, Any]],
    call: EmulatedRequest,
) -> dict[str, Any]:
    """Return the usage. Unlike in chat completions, cached tokens are not part of the input's."""
    usage: dict[str, Any] = {
        "input_tokens": max(1, prompt.token_count - cached.read - cached.created),
        "output_tokens": completion.token_count,
        "cache_creation_input_tokens": cached.created,
        "cache_read_input_tokens": cached.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": cached.created_5m,
            "ephemeral_1h_input_tokens": cached.created_1h,
        },
        "service_tier": "standard",
    }
    counted = server_tools.usage_counts(blocks)
    if counted is not None:
        usage["server_tool_use"] = counted
    if call.fields.get("speed"):
        usage["speed"] = call.fields["speed"]
    return usage


def _events(message: Mapping[str, Any], completion: SimulatedCompletion) -> Iterator[Event]:
    said = iter(one.arguments for one in completion.tool_calls)
    at_start = {name: count for name, count in message["usage"].items() if name != "server_tool_use"}
    head = {name: value for name, value in message.items() if name != "container"}
    usage = {**at_start, "output_tokens": 1}
    start = {**head, "content": [], "stop_reason": None, "stop_sequence": None, "usage": usage}
    yield _event("message_start", message=start)
    for index, block in enumerate(message["content"]):
        text = next(said) if block["type"] == "tool_use" else None
        yield from _block_events(index, block, text)
        if index == 0:
            yield _event("ping")
    delta = {name: message[name] for name in ("stop_reason", "stop_sequence", "container") if name in message}
    last = {k: v for k, v in message["usage"].items() if k in ("output_tokens", "server_tool_use")}
    yield _event("message_delta", delta=delta, usage=last)
    yield _event("message_stop")


def _event(kind: str, **fields: Any) -> Event:
    return Event({"type": kind, **fields}, kind)


def _block_events(index: int, block: Mapping[str, Any], said: str | None) -> Iterator[Event]:
    empty, deltas = _split_block(block, said)
    yield _event("content_block_start", index=index, content_block=empty)
    for delta in deltas:
        yield _event("content_block_delta", index=index, delta=delta)
    yield _event("content_block_stop", index=index)


def _split_block(block: Mapping[str, Any], said: str | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the block at its start, and its deltas. `said` is the text of a tool call's input."""
    kind = block["type"]
    if kind == "text":
        citations = [{"type": "citations_delta", "citation": c} for c in block.get("citations", ())]
        deltas = [{"type": "text_delta", "text": piece} for piece in filler_text.tokenize(block["text"])]
        return {"type": "text", "text": "", **({"citations": []} if citations else {})}, citations + deltas
    if kind == "thinking":
        deltas = [
            {"type": "thinking_delta", "thinking": piece} for piece in filler_text.tokenize(block["thinking"])
        ]
        signed = {"type": "signature_delta", "signature": block["signature"]}
        return {"type": "thinking", "thinking": "", "signature": ""}, [*deltas, signed]
    if kind in ("tool_use", "server_tool_use"):
        text = json.dumps(block["input"], ensure_ascii=False) if said is None else said
        pieces = [""] if text == "{}" else ["", *filler_text.tokenize(text)]
        return {**block, "input": {}}, [
            {"type": "input_json_delta", "partial_json": piece} for piece in pieces
        ]
    return dict(block), []
