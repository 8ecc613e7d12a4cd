"""The Responses API: output items; complete, as typed events, or as the documented chunks."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import hosted_tools, models
from do_inference.emulator._behaviours.chat import parse_tool_choice
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._language import (
    EmulatedToolCall,
    OfferedTool,
    Prompt,
    SimulatedCompletion,
    Turn,
    complete,
)
from do_inference.emulator._language.prompt import CacheUse, cache_use, parse_stop, parse_turn
from do_inference.emulator._language.schemas import check_strict
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from do_inference.emulator._language import SimulatedCompletion
    from do_inference.emulator._request import EmulatedRequest


def create(call: EmulatedRequest) -> Reply:
    """Respond to `responses_create`."""
    model = models.resolve_model(call, "responses")
    prompt = _prompt(call)
    models.check_context_length(model, prompt)
    completion = complete(call, prompt)
    cached = cache_use(call, prompt)
    response = _response(call, model.id, prompt, completion, cached)
    if call.fields.get("store") is not False:
        said = parse_turn("assistant", "".join(completion.text))
        call.state.stores["responses"].put(response["id"], [*prompt.turns, said])
    if not call.wants_stream:
        return JSONReply(response, headers=model.headers, tokens=completion.token_count)
    chunked = call.state.options.responses == "chunks" or "S13" in call.deviations
    events = chunk_events(response, completion) if chunked else typed_events(response, completion)
    terminator = call.operation.stream.terminator if call.operation.stream else None
    return StreamReply(
        events,
        "[DONE]" if chunked else terminator,
        headers=model.headers,
        whole=response,
        tokens=completion.token_count,
    )


def _prompt(call: EmulatedRequest) -> Prompt:
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
            OfferedTool(str(tool["name"]), str(tool.get("description") or ""), tool.get("parameters") or {})
            for tool in body.get("tools") or ()
            if tool.get("type") == "function"
        ],
        tool_choice=parse_tool_choice(body.get("tool_choice")),
        parallel_tool_calls=body.get("parallel_tool_calls") is not False,
        max_tokens=body.get("max_output_tokens") or body.get("max_tokens"),
        stop_sequences=parse_stop(body.get("stop")),
        response_format="schema"
        if text.get("type") == "json_schema"
        else "json"
        if text.get("type") == "json_object"
        else "text",
        schema=schema,
        reasoning=effort != "none" if effort else models.reasons_by_default(call.model),
    )


def _turns(call: EmulatedRequest) -> list[Turn]:
    body = call.fields
    turns = [parse_turn("system", body["instructions"])] if body.get("instructions") else []
    before = body.get("previous_response_id")
    if before:
        known = call.state.stores["responses"].get(before)
        if known is None:
            raise ErrorReply(404, f"Response {before} not found.")
        turns += known
    if isinstance(body["input"], str):
        return [*turns, parse_turn("user", body["input"])]
    return turns + [_turn(item) for item in body["input"]]


def _turn(item: Mapping[str, Any]) -> Turn:
    kind = str(item.get("type") or "message")
    if kind.endswith("_output"):
        return parse_turn("tool", [{**item, "type": "function_call_output"}])
    if kind == "function_call":
        return parse_turn("assistant", [item])
    return parse_turn(str(item.get("role") or "assistant"), item.get("content") or item.get("summary") or "")


def _response(
    call: EmulatedRequest, model: str, prompt: Prompt, completion: SimulatedCompletion, cached: CacheUse
) -> dict[str, Any]:
    body = call.fields
    cut = completion.finish_reason == "length"
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
        "output": _items(call, prompt, completion),
        "parallel_tool_calls": prompt.parallel_tool_calls,
        "previous_response_id": body.get("previous_response_id"),
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": body.get("tools") or [],
        "metadata": body.get("metadata") or {},
        "user": body.get("user"),
        "usage": {
            "input_tokens": prompt.token_count,
            "output_tokens": completion.token_count,
            "total_tokens": prompt.token_count + completion.token_count,
            "input_tokens_details": {"cached_tokens": cached.read},
            "output_tokens_details": {
                "reasoning_tokens": completion.reasoning_tokens,
                "tool_output_tokens": 0,
            },
        },
    }


def _items(call: EmulatedRequest, prompt: Prompt, completion: SimulatedCompletion) -> list[dict[str, Any]]:
    rng = call.rng("items")
    items: list[dict[str, Any]] = []
    if completion.reasoning:
        content = [{"type": "reasoning_text", "text": "".join(completion.reasoning)}]
        items.append({"type": "reasoning", "id": f"rs_{rng.getrandbits(96):024x}", "summary": [], "content": content,
                      "status": "completed"})  # fmt: skip
    made = [] if completion.ends_in_reasoning else hosted_tools.actions(call.fields, prompt)
    found = hosted_tools.calls(made, call.fields.get("include"))
    items += [{"id": f"ws_{rng.getrandbits(96):024x}", **item} for item in found]
    if completion.text or not (completion.tool_calls or completion.reasoning):
        text = "".join(completion.text)
        sources = hosted_tools.citations(made, text)
        part = {"type": "output_text", "text": text, "annotations": sources, "logprobs": []}
        items.append({"type": "message", "id": f"msg_{rng.getrandbits(96):024x}", "role": "assistant",
                      "content": [part], "status": "completed"})  # fmt: skip
    items += [_function_call(one, f"fc_{rng.getrandbits(96):024x}") for one in completion.tool_calls]
    if completion.finish_reason == "length" and not (
        completion.tool_calls and completion.tool_calls[-1].is_complete
    ):
        items[-1]["status"] = "incomplete"
    return items


def _function_call(one: EmulatedToolCall, name: str) -> dict[str, Any]:
    return {
        "type": "function_call",
        "id": name,
        "call_id": one.id,
        "name": one.name,
        "arguments": one.arguments,
        "status": "completed",
    }


_FINISH = {"stop": "stop", "length": "length", "tools": "tool_calls"}


def typed_events(response: Mapping[str, Any], completion: SimulatedCompletion) -> Iterator[Event]:
    """Yield the events of a response, from `response.created` to `response.completed` or `response.incomplete`."""
    numbers = itertools.count()
    open_one = {**response, "status": "in_progress", "output": [], "usage": None, "incomplete_details": None}

    def event(kind: str, **fields: Any) -> Event:
        return Event({"type": kind, "sequence_number": next(numbers), **fields}, kind)

    yield event("response.created", response=open_one)
    yield event("response.in_progress", response=open_one)
    for index, item in enumerate(response["output"]):
        empty = {**item, **({"status": "in_progress"} if "status" in item else {})}
        for field, nothing in (("content", []), ("arguments", "")):
            if field in empty:
                empty[field] = nothing
        yield event("response.output_item.added", output_index=index, item=empty)
        for kind, fields in _inside(item):
            yield event(kind, item_id=item["id"], output_index=index, **fields)
        yield event("response.output_item.done", output_index=index, item=item)
    yield event(
        "response.completed" if response["status"] == "completed" else "response.incomplete",
        response=response,
    )


def _inside(item: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if item["type"] == "function_call":
        for piece in filler_text.tokenize(item["arguments"]):
            yield "response.function_call_arguments.delta", {"delta": piece}
        yield "response.function_call_arguments.done", {"arguments": item["arguments"], "name": item["name"]}
        return
    if item["type"] == "web_search_call":
        for stage in ("in_progress", "searching", "completed"):
            yield f"response.web_search_call.{stage}", {}
    for position, part in enumerate(item.get("content", ())):
        reasoning = part["type"] == "reasoning_text"
        name = "response.reasoning_text" if reasoning else "response.output_text"
        logprobs: dict[str, Any] = {} if reasoning else {"logprobs": []}
        place = {"content_index": position}
        yield (
            "response.content_part.added",
            {**place, "part": {**part, "text": "", **({} if reasoning else {"annotations": []})}},
        )
        for piece in filler_text.tokenize(part["text"]):
            yield f"{name}.delta", {**place, "delta": piece, **logprobs}
        for number, source in enumerate(part.get("annotations", ())):
            found = {"annotation_index": number, "annotation": source}
            yield "response.output_text.annotation.added", {**place, **found}
        yield f"{name}.done", {**place, "text": part["text"], **logprobs}
        yield "response.content_part.done", {**place, "part": part}


def chunk_events(response: Mapping[str, Any], completion: SimulatedCompletion) -> Iterator[Event]:
    """Yield the chunks of a response as DigitalOcean documents them: chat chunks with the object `response.chunk`.

    The live service sends typed events instead.
    """
    head = {
        "id": response["id"],
        "object": "response.chunk",
        "created": response["created"],
        "model": response["model"],
    }

    def chunk(delta: dict[str, Any], finish: str | None = None, usage: Any = None) -> Event:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return Event({**head, "choices": [choice], "usage": usage})

    yield chunk({"role": "assistant", "content": ""})
    for piece in completion.reasoning:
        yield chunk({"reasoning_content": piece})
    for piece in completion.text:
        yield chunk({"content": piece})
    for position, one in enumerate(completion.tool_calls):
        function = {"name": one.name, "arguments": one.arguments}
        yield chunk(
            {"tool_calls": [{"index": position, "id": one.id, "type": "function", "function": function}]}
        )
    yield chunk({}, _FINISH[completion.finish_reason])
    yield Event({**head, "choices": [], "usage": response["usage"]})
