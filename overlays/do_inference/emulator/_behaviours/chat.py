"""Chat completions: choices, tools, response formats, reasoning and log-probabilities; complete or in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours import hosted_tools, models
from do_inference.emulator._language import OfferedTool, Prompt, SimulatedCompletion, complete
from do_inference.emulator._language.prompt import CacheUse, cache_use, parse_stop, parse_turn
from do_inference.emulator._language.schemas import check_strict
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply

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
    form = body.get("response_format") or {}
    kind = form.get("type")
    if kind == "json_schema":
        check_strict(form.get("json_schema"), "schema", ("response_format", "json_schema"))
    for index, tool in enumerate(body.get("tools") or ()):
        check_strict(tool.get("function"), "parameters", ("tools", index, "function"))
    return Prompt(
        turns,
        tools=[
            _tool(tool["function"])
            for tool in body.get("tools") or ()
            if isinstance(tool.get("function"), Mapping)
        ],
        tool_choice=parse_tool_choice(body.get("tool_choice")),
        parallel_tool_calls=body.get("parallel_tool_calls") is not False,
        max_tokens=_minimum(body.get("max_completion_tokens"), body.get("max_tokens")),
        stop_sequences=parse_stop(body.get("stop")),
        response_format="schema" if kind == "json_schema" else "json" if kind == "json_object" else "text",
        schema=(form.get("json_schema") or {}).get("schema") or {},
        reasoning=_reasons(body, call.model),
        max_reasoning_tokens=(body.get("reasoning") or {}).get("max_tokens"),
    )


def parse_tool_choice(value: Any) -> str:
    """Return the `tool_choice` of a request, in the form of any API, as `Prompt.tool_choice`."""
    if isinstance(value, Mapping):
        if value.get("type") == "allowed_tools":
            return str((value.get("allowed_tools") or value).get("mode"))
        function = value.get("function")
        name = function.get("name") if isinstance(function, Mapping) else value.get("name")
        kind = {"any": "required"}.get(str(value.get("type")), str(value.get("type")))
        return f"={name}" if name else kind
    return {"any": "required", None: "auto"}.get(value, str(value))


def _tool(function: Mapping[str, Any]) -> OfferedTool:
    return OfferedTool(
        str(function.get("name")), str(function.get("description") or ""), function.get("parameters") or {}
    )


def _minimum(*values: Any) -> int | None:
    given = [value for value in values if isinstance(value, int)]
    return min(given) if given else None


def _reasons(body: Mapping[str, Any], model: str) -> bool:
    asked = body.get("reasoning_effort") or (body.get("reasoning") or {}).get("effort")
    return bool(asked != "none") if asked else models.reasons_by_default(model)


def _top(body: Mapping[str, Any]) -> int | None:
    return int(body.get("top_logprobs") or 0) if body.get("logprobs") else None


def chat_usage(prompt: Prompt, completions: list[SimulatedCompletion], cached: CacheUse) -> dict[str, Any]:
    """Return the usage. Unlike in Messages, cached tokens are part of the prompt's."""
    produced = sum(completion.token_count for completion in completions)
    return {
        "prompt_tokens": prompt.token_count,
        "completion_tokens": produced,
        "total_tokens": prompt.token_count + produced,
        "cache_created_input_tokens": cached.created,
        "cache_read_input_tokens": cached.read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": cached.created_5m,
            "ephemeral_1h_input_tokens": cached.created_1h,
        },
        "prompt_tokens_details": {"cached_tokens": cached.read},
        "completion_tokens_details": {
            "reasoning_tokens": sum(completion.reasoning_tokens for completion in completions)
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
    message: dict[str, Any] = {
        "role": "assistant",
        "content": "".join(completion.text) if _has_content(completion) else None,
        "refusal": None,
        "reasoning_content": "".join(completion.reasoning) or None,
    }
    sources = hosted_tools.chat_citations(made, "".join(completion.text))
    if sources:
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
    base = {**head, "object": "chat.completion.chunk"}
    extra = {} if usage is None else {"usage": None}
    logprobs = [iter(_logprobs(s.text, top, call)) if top is not None else None for s in completions]
    waiting = [
        _deltas(index, completion, logprobs[index], made) for index, completion in enumerate(completions)
    ]
    while waiting:
        for choice in list(waiting):
            piece = next(choice, None)
            if piece is None:
                waiting.remove(choice)
            else:
                yield Event({**base, "choices": [piece], **extra})
    if usage is not None:
        yield Event({**base, "choices": [], "usage": usage})


def _deltas(
    index: int,
    completion: SimulatedCompletion,
    logprobs: Iterator[dict[str, Any]] | None,
    made: Sequence[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    def choice(delta: dict[str, Any], finish: str | None = None, probability: Any = None) -> dict[str, Any]:
        return {"index": index, "delta": delta, "finish_reason": finish, "logprobs": probability}

    opening = "" if _has_content(completion) else None
    yield choice({"role": "assistant", "content": opening, "refusal": None, "reasoning_content": None})
    for piece in completion.reasoning:
        yield choice({"reasoning_content": piece})
    for piece in completion.text:
        yield choice(
            {"content": piece},
            probability={"content": [next(logprobs)], "refusal": None} if logprobs else None,
        )
    sources = hosted_tools.chat_citations(made, "".join(completion.text))
    if sources:
        yield choice({"annotations": sources})
    for position, one in enumerate(completion.tool_calls):
        named = {"name": one.name, "arguments": ""}
        yield choice(
            {"tool_calls": [{"index": position, "id": one.id, "type": "function", "function": named}]}
        )
        for piece in one.argument_tokens:
            yield choice({"tool_calls": [{"index": position, "function": {"arguments": piece}}]})
    yield choice({}, _FINISH[completion.finish_reason])
