"""The Responses API: items, whole or as typed events, or as the published chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours import catalogue, hosted_tools
from do_inference.emulator._behaviours.chat import tool_choice
from do_inference.emulator._behaviours.response_events import chunk_events, typed_events
from do_inference.emulator._errors import Refusal
from do_inference.emulator._language import Prompt, Speech, Tool, ToolCall, Turn, speak
from do_inference.emulator._language.cache import Cached, cached_tokens
from do_inference.emulator._language.prompt import stops, turn
from do_inference.emulator._language.strict import check_strict
from do_inference.emulator._replies import JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._call import Call


def create(call: Call) -> Reply:
    """Answers `responses_create`."""
    model = catalogue.served(call, "responses")
    prompt = _prompt(call)
    catalogue.check_length(model, prompt)
    speech = speak(call, prompt)
    cached = cached_tokens(call, prompt)
    response = _response(call, model.id, prompt, speech, cached)
    if call.fields.get("store") is not False:
        said = turn("assistant", "".join(speech.text))
        call.world.shelf.drawer("responses", most=1000).put(response["id"], [*prompt.turns, said])
    if not call.wants_stream:
        return JSONReply(response, headers=model.headers, tokens=speech.tokens)
    chunked = call.world.options.responses == "chunks" or "S13" in call.deviations
    events = chunk_events(response, speech) if chunked else typed_events(response, speech)
    terminator = call.operation.stream.terminator if call.operation.stream else None
    return StreamReply(
        events,
        "[DONE]" if chunked else terminator,
        headers=model.headers,
        whole=response,
        tokens=speech.tokens,
    )


def _prompt(call: Call) -> Prompt:
    body = call.fields
    text = (body.get("text") or {}).get("format") or body.get("response_format") or {}
    schema = text.get("schema") or (text.get("json_schema") or {}).get("schema") or {}
    check_strict((body.get("text") or {}).get("format"), "schema", ("text", "format"))
    check_strict(
        (body.get("response_format") or {}).get("json_schema"), "schema", ("response_format", "json_schema")
    )
    for index, tool in enumerate(body.get("tools") or ()):
        check_strict(tool, "parameters", ("tools", index))
    effort = body.get("reasoning_effort") or (body.get("reasoning") or {}).get("effort")
    return Prompt(
        _turns(call),
        tools=[
            Tool(str(tool["name"]), str(tool.get("description") or ""), tool.get("parameters") or {})
            for tool in body.get("tools") or ()
            if tool.get("type") == "function"
        ],
        choice=tool_choice(body.get("tool_choice")),
        parallel=body.get("parallel_tool_calls") is not False,
        most=body.get("max_output_tokens") or body.get("max_tokens"),
        stops=stops(body.get("stop")),
        form="schema"
        if text.get("type") == "json_schema"
        else "json"
        if text.get("type") == "json_object"
        else "text",
        schema=schema,
        reasoning=effort != "none" if effort else catalogue.thinks(call.model),
    )


def _turns(call: Call) -> list[Turn]:
    body = call.fields
    turns = [turn("system", body["instructions"])] if body.get("instructions") else []
    before = body.get("previous_response_id")
    if before:
        known = call.world.shelf.drawer("responses", most=1000).get(before)
        if known is None:
            raise Refusal(404, f"Response {before} not found.")
        turns += known
    if isinstance(body["input"], str):
        return [*turns, turn("user", body["input"])]
    return turns + [_turn(item) for item in body["input"]]


def _turn(item: Mapping[str, Any]) -> Turn:
    kind = str(item.get("type") or "message")
    if kind.endswith("_output"):
        return turn("tool", [{**item, "type": "function_call_output"}])
    if kind == "function_call":
        return turn("assistant", [item])
    return turn(str(item.get("role") or "assistant"), item.get("content") or item.get("summary") or "")


def _response(call: Call, model: str, prompt: Prompt, speech: Speech, cached: Cached) -> dict[str, Any]:
    body = call.fields
    cut = speech.ending == "length"
    return {
        "id": f"resp_{call.request_id.replace('-', '')}",
        "object": "response",
        "created": int(call.now),
        "created_at": int(call.now),
        "model": model,
        "status": "incomplete" if cut else "completed",
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "output": _items(call, prompt, speech),
        "parallel_tool_calls": prompt.parallel,
        "previous_response_id": body.get("previous_response_id"),
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": body.get("tools") or [],
        "metadata": body.get("metadata") or {},
        "user": body.get("user"),
        "usage": {
            "input_tokens": prompt.tokens,
            "output_tokens": speech.tokens,
            "total_tokens": prompt.tokens + speech.tokens,
            "input_tokens_details": {"cached_tokens": cached.read},
            "output_tokens_details": {"reasoning_tokens": speech.reasoning_tokens, "tool_output_tokens": 0},
        },
    }


def _items(call: Call, prompt: Prompt, speech: Speech) -> list[dict[str, Any]]:
    rng = call.rng("items")
    items: list[dict[str, Any]] = []
    if speech.reasoning:
        content = [{"type": "reasoning_text", "text": "".join(speech.reasoning)}]
        items.append({"type": "reasoning", "id": f"rs_{rng.getrandbits(96):024x}", "summary": [], "content": content,
                      "status": "completed"})  # fmt: skip
    made = [] if speech.ends_in_reasoning else hosted_tools.actions(call.fields, prompt)
    found = hosted_tools.calls(made, call.fields.get("include"))
    items += [{"id": f"ws_{rng.getrandbits(96):024x}", **item} for item in found]
    if speech.text or not (speech.calls or speech.reasoning):
        text = "".join(speech.text)
        sources = hosted_tools.citations(made, text)
        part = {"type": "output_text", "text": text, "annotations": sources, "logprobs": []}
        items.append({"type": "message", "id": f"msg_{rng.getrandbits(96):024x}", "role": "assistant",
                      "content": [part], "status": "completed"})  # fmt: skip
    items += [_function_call(one, f"fc_{rng.getrandbits(96):024x}") for one in speech.calls]
    if speech.ending == "length" and not (speech.calls and speech.calls[-1].is_complete):
        items[-1]["status"] = "incomplete"
    return items


def _function_call(one: ToolCall, name: str) -> dict[str, Any]:
    return {
        "type": "function_call",
        "id": name,
        "call_id": one.id,
        "name": one.name,
        "arguments": one.arguments,
        "status": "completed",
    }
