"""Text completions, which dedicated endpoints offer; complete or in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours import models
from do_inference.emulator._behaviours.chat import chat_usage
from do_inference.emulator._language import Prompt, SimulatedCompletion, complete
from do_inference.emulator._language.prompt import cache_use, parse_stop, parse_turn
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest


def create(call: EmulatedRequest) -> Reply:
    """Respond to `completions_create`."""
    body = call.fields
    model = models.resolve_model(call, "chat")
    texts = [body["prompt"]] if isinstance(body["prompt"], str) else list(body["prompt"])
    prompts = [
        Prompt(
            [parse_turn("user", text)],
            max_tokens=body.get("max_tokens", 16),
            stop_sequences=parse_stop(body.get("stop")),
        )
        for text in texts
    ]
    for prompt in prompts:
        models.check_context_length(model, prompt)
    several = body.get("n") or 1
    completions = [
        (text if body.get("echo") else "", complete(call, prompt, index * several + number))
        for index, (text, prompt) in enumerate(zip(texts, prompts, strict=True))
        for number in range(several)
    ]
    whole_prompt = Prompt([one for prompt in prompts for one in prompt.turns])
    usage = chat_usage(
        whole_prompt, [completion for _, completion in completions], cache_use(call, whole_prompt)
    )
    head = {"id": f"cmpl-{call.request_id}", "object": "text_completion", "created": int(call.now)}
    head["model"] = model.id
    choices = [_choice(i, echo + "".join(s.text), s.finish_reason) for i, (echo, s) in enumerate(completions)]
    whole = {**head, "choices": choices, "usage": usage}
    tokens = usage["completion_tokens"]
    if not call.wants_stream:
        return JSONReply(whole, headers=model.headers, tokens=tokens)
    counted = (body.get("stream_options") or {}).get("include_usage")
    events = _chunks(head, completions, usage if counted else None)
    return StreamReply(events, "[DONE]", headers=model.headers, whole=whole, tokens=tokens)


def _choice(index: int, text: str, finish_reason: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "finish_reason": finish_reason, "logprobs": None}


def _chunks(
    head: Mapping[str, Any], completions: list[tuple[str, SimulatedCompletion]], usage: Any
) -> Iterator[Event]:
    for index, (echo, completion) in enumerate(completions):
        for piece in [echo] * bool(echo) + completion.text:
            yield Event({**head, "choices": [_choice(index, piece, None)]})
        yield Event({**head, "choices": [_choice(index, "", completion.finish_reason)]})
    if usage is not None:
        yield Event({**head, "choices": [], "usage": usage})
