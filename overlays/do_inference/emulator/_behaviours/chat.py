"""Chat completions: choices, tools, response formats, reasoning and log-probabilities; complete or in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours import hosted_tools, models
from do_inference.emulator._language import OfferedTool, Prompt, SimulatedCompletion, complete
from do_inference.emulator._language.prompt import CacheUse, cache_use, parse_stop, parse_turn
from do_inference.emulator._language.schemas import check_strict
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply
from do_inference.emulator._request import NO_FIELDS

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

_FINISH = {"stop": "stop", "length": "length", "tools": "tool_calls"}


def create(call: EmulatedRequest) -> Reply:
    """Respond to `chat_completions_create`."""
    body = call.fields
    model = models.resolve_model(call, "chat")
    prompt = chat_prompt(call)
    models.check_context_length(model, prompt)
    completions = [complete(call, prompt, index) for index in range(body.get("n") or 1)]
    usage = chat_usage(prompt, completions, cache_use(call, prompt))
    head = {"id": f"chatcmpl-{call.request_id}", "created": int(call.now), "model": model.id}
    made = hosted_tools.actions(body, prompt)
    whole = completion_body(head, completions, usage, top=_top(body), call=call, made=made)
    tokens = usage["completion_tokens"]
    if not call.wants_stream:
        return JSONReply(whole, headers=model.headers, tokens=tokens)
    options = body.get("stream_options") or {}
    shown = usage if options.get("include_usage") else None
    events = completion_chunks(head, completions, shown, top=_top(body), call=call, made=made)
    return StreamReply(events, "[DONE]", headers=model.headers, whole=whole, tokens=tokens)


def chat_prompt(call: EmulatedRequest) -> Prompt:
    """Return the prompt of a chat request."""
    body = call.fields
    turns = [parse_turn(str(m.get("role")), m.get("content")) for m in body["messages"]]
    form = body.get("response_format") or NO_FIELDS
    kind = form.get("type")
    if kind == "json_schema":
        check_strict(form.get("json_schema"), "schema", ("response_format", "json_schema"))
    tools = body.get("tools") or ()
    for index, tool in enumerate(tools):
        check_strict(tool.get("function"), "parameters", ("tools", index, "function"))
    return Prompt(
        turns,
        tools=[_tool(tool["function"]) for tool in tools if isinstance(tool.get("function"), Mapping)],
        tool_choice=parse_tool_choice(body.get("tool_choice")),
        parallel_tool_calls=body.get("parallel_tool_calls") is not False,
        max_tokens=_minimum(body.get("max_completion_tokens"), body.get("max_tokens")),
        stop_sequences=parse_stop(body.get("stop")),
        response_format="schema" if kind == "json_schema" else "json" if kind == "json_object" else "text",
        schema=(form.get("json_schema") or NO_FIELDS).get("schema") or NO_FIELDS,
        reasoning=_reasons(body, call.model),
        max_reasoning_tokens=(body.get("reasoning") or NO_FIELDS).get("max_tokens"),
    )


def parse_tool_choice(value: Any) -> str:
    """Return the `tool_choice` of a request, in the form of any API, as `Prompt.tool_choice`."""
    if value is None:
        return "auto"
    if isinstance(value, Mapping):
        if value.get("type") == "allowed_tools":
            return str((value.get("allowed_tools") or value).get("mode"))
        function = value.get("function")
        name = function.get("name") if isinstance(function, Mapping) else value.get("name")
        kind = {"any": "required"}.get(str(value.get("type")), str(value.get("type")))
        return f"={name}" if name else kind
    return "required" if value == "any" else str(value)


def _tool(function: Mapping[str, Any]) -> OfferedTool:
    return OfferedTool(
        str(function.get("name")), str(function.get("description") or ""), function.get("parameters") or {}
    )


def _minimum(*values: Any) -> int | None:
    return min([value for value in values if isinstance(value, int)], default=None)


def _reasons(body: Mapping[str, Any], model: str) -> bool:
    asked = body.get("reasoning_effort") or (body.get("reasoning") or NO_FIELDS).get("effort")
    return bool(asked != "none") if asked else models.reasons_by_default(model)


def _top(body: Mapping[str, Any]) -> int | None:
    return int(body.get("top_logprobs") or 0) if body.get("logprobs") else None


def chat_usage(prompt: Prompt, completions: list[SimulatedCompletion], cached: CacheUse) -> dict[str, Any]:
    """Return the usage. Unlike in Messages, cached tokens are part of the prompt's."""
    asked, produced = prompt.token_count, sum([completion.token_count for completion in completions])
    return {
        "prompt_tokens": asked,
        "completion_tokens": produced,
        "total_tokens": asked + produced,
        "cache_created_input_tokens": cached.created,
        "cache_read_input_tokens": cached.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": cached.created_5m,
            "ephemeral_1h_input_tokens": cached.created_1h,
        },
        "prompt_tokens_details": {"cached_tokens": cached.read},
        "completion_tokens_details": {
            "reasoning_tokens": sum([completion.reasoning_tokens for completion in completions])
        },
    }


def completion_body(
    head: Mapping[str, Any],
    completions: list[SimulatedCompletion],
    usage: Any,
    *,
    top: int | None,
    call: EmulatedRequest,
    made: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return the complete completion. `made` are the web actions of the model."""
    choices = [
        {
            "index": index,
            "message": _message(completion, made),
            "finish_reason": _FINISH[completion.finish_reason],
            "logprobs": None
            if top is None
            else {"content": _logprobs(completion.text, top, call), "refusal": None},
        }
        for index, completion in enumerate(completions)
    ]
    return {**head, "object": "chat.completion", "choices": choices, "usage": usage}


def _message(completion: SimulatedCompletion, made: Sequence[dict[str, Any]]) -> dict[str, Any]:
    text = "".join(completion.text)
    message: dict[str, Any] = {
        "role": "assistant",
        "content": text if _has_content(completion) else None,
        "refusal": None,
        "reasoning_content": "".join(completion.reasoning) or None,
    }
    if made and (sources := hosted_tools.chat_citations(made, text)):
        message["annotations"] = sources
    if completion.tool_calls:
        message["tool_calls"] = [
            {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": one.arguments}}
            for one in completion.tool_calls
        ]
    return message


def _has_content(completion: SimulatedCompletion) -> bool:
    return bool(completion.text or not (completion.tool_calls or completion.reasoning))


def _logprobs(pieces: list[str], top: int, call: EmulatedRequest) -> list[dict[str, Any]]:
    rng = call.rng("logprobs")
    made = []
    for piece in pieces:
        logprob = -round(rng.random() * 2, 6)
        others = [_token(piece if i == 0 else f"{piece}{i}", logprob - i) for i in range(top)]
        made.append({**_token(piece, logprob), "top_logprobs": others})
    return made


def _token(piece: str, logprob: float) -> dict[str, Any]:
    return {"token": piece, "logprob": logprob, "bytes": list(piece.encode())}


def completion_chunks(
    head: Mapping[str, Any],
    completions: list[SimulatedCompletion],
    usage: Any,
    *,
    top: int | None,
    call: EmulatedRequest,
    made: Sequence[dict[str, Any]] = (),
) -> Iterator[Event]:
    """Yield the chunks of a completion. Those of several choices alternate, as the choices are generated together."""
    base: dict[str, Any] = {**head, "object": "chat.completion.chunk", "choices": []}
    if usage is not None:
        base["usage"] = None
    choices = [
        _choices(index, completion, None if top is None else _logprobs(completion.text, top, call), made)
        for index, completion in enumerate(completions)
    ]
    for choice in choices[0] if len(choices) == 1 else _in_turn(choices):
        yield Event({**base, "choices": [choice]})
    if usage is not None:
        yield Event({**base, "usage": usage})


def _in_turn(choices: list[Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for pieces in zip_longest(*choices):
        yield from (piece for piece in pieces if piece is not None)


def _choices(
    index: int,
    completion: SimulatedCompletion,
    logprobs: list[dict[str, Any]] | None,
    made: Sequence[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Yield one choice in the form of each of its chunks."""

    def choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {"index": index, "delta": delta, "finish_reason": finish, "logprobs": None}

    opening = "" if _has_content(completion) else None
    yield choice({"role": "assistant", "content": opening, "refusal": None, "reasoning_content": None})
    for piece in completion.reasoning:
        yield choice({"reasoning_content": piece})
    for position, piece in enumerate(completion.text):
        probability = None if logprobs is None else {"content": [logprobs[position]], "refusal": None}
        yield {"index": index, "delta": {"content": piece}, "finish_reason": None, "logprobs": probability}
    if made and (sources := hosted_tools.chat_citations(made, "".join(completion.text))):
        yield choice({"annotations": sources})
    for position, one in enumerate(completion.tool_calls):
        named = {"name": one.name, "arguments": ""}
        yield choice(
            {"tool_calls": [{"index": position, "id": one.id, "type": "function", "function": named}]}
        )
        for piece in one.argument_tokens:
            yield choice({"tool_calls": [{"index": position, "function": {"arguments": piece}}]})
    yield choice({}, _FINISH[completion.finish_reason])
