"""Completions of texts, as dedicated endpoints give them; whole or in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours import models as catalogue
from do_inference.emulator._behaviours.chat import chat_usage
from do_inference.emulator._language import Prompt, Speech, speak
from do_inference.emulator._language.prompt import cached_tokens, stops, turn
from do_inference.emulator._replies import JSONReply, Reply, StreamReply
from do_inference.emulator._wire import Event

if TYPE_CHECKING:
    from do_inference.emulator._call import Call


def create(call: Call) -> Reply:
    """Answers `completions_create`."""
    body = call.fields
    model = catalogue.served(call, "chat")
    texts = [body["prompt"]] if isinstance(body["prompt"], str) else list(body["prompt"])
    prompts = [
        Prompt([turn("user", text)], most=body.get("max_tokens", 16), stops=stops(body.get("stop")))
        for text in texts
    ]
    for prompt in prompts:
        catalogue.check_length(model, prompt)
    several = body.get("n") or 1
    speeches = [
        (text if body.get("echo") else "", speak(call, prompt, index * several + number))
        for index, (text, prompt) in enumerate(zip(texts, prompts, strict=True))
        for number in range(several)
    ]
    whole_prompt = Prompt([one for prompt in prompts for one in prompt.turns])
    usage = chat_usage(whole_prompt, [speech for _, speech in speeches], cached_tokens(call, whole_prompt))
    head = {"id": f"cmpl-{call.request_id}", "object": "text_completion", "created": int(call.now)}
    head["model"] = model.id
    choices = [_choice(i, echo + "".join(s.text), s.ending) for i, (echo, s) in enumerate(speeches)]
    whole = {**head, "choices": choices, "usage": usage}
    tokens = usage["completion_tokens"]
    if not call.wants_stream:
        return JSONReply(whole, headers=model.headers, tokens=tokens)
    counted = (body.get("stream_options") or {}).get("include_usage")
    events = _chunks(head, speeches, usage if counted else None)
    return StreamReply(events, "[DONE]", headers=model.headers, whole=whole, tokens=tokens)


def _choice(index: int, text: str, ending: str | None) -> dict[str, Any]:
    return {"index": index, "text": text, "finish_reason": ending, "logprobs": None}


def _chunks(head: Mapping[str, Any], speeches: list[tuple[str, Speech]], usage: Any) -> Iterator[Event]:
    for index, (echo, speech) in enumerate(speeches):
        for piece in [echo] * bool(echo) + speech.text:
            yield Event({**head, "choices": [_choice(index, piece, None)]})
        yield Event({**head, "choices": [_choice(index, "", speech.ending)]})
    if usage is not None:
        yield Event({**head, "choices": [], "usage": usage})
