"""A recorded stream of each API, with the equivalent response without `stream`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from do_inference_generated import operations

from .scripted import sse

if TYPE_CHECKING:
    from do_inference_generated._interface import Operation


class Recording(NamedTuple):
    """A stream and the equivalent JSON."""

    operation: Operation[Any, Any]
    stream: bytes
    result: dict[str, Any]
    text: str
    reasoning: str = ""


def _chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": delta, "finish_reason": finish, "logprobs": None}
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return {**head, "choices": [choice], **more}


USAGE = {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}

CHAT = Recording(
    operations.CHAT_COMPLETIONS_CREATE,
    sse(
        _chunk({"role": "assistant", "content": ""}, usage=None),
        _chunk({"reasoning_content": "Hmm, "}),
        _chunk({"reasoning_content": "世界?"}),
        _chunk({"content": "Héllo"}),
        _chunk({"content": " 世界"}),
        _chunk({"content": " 🎉\u2028!"}),
        _chunk({}, "stop"),
        {**_chunk({}), "choices": [], "usage": USAGE},
        "[DONE]",
    ),
    {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "usage": USAGE,
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "logprobs": None,
                "message": {
                    "role": "assistant",
                    "content": "Héllo 世界 🎉\u2028!",
                    "reasoning_content": "Hmm, 世界?",
                },
            }
        ],
    },
    "Héllo 世界 🎉\u2028!",
    "Hmm, 世界?",
)


def _call_delta(index: int, **fields: Any) -> dict[str, Any]:
    return {"tool_calls": [{"index": index, **fields}]}


CHAT_TOOLS = Recording(
    operations.CHAT_COMPLETIONS_CREATE,
    sse(
        _chunk({"role": "assistant", "content": None}),
        _chunk(_call_delta(0, id="call_a", type="function", function={"name": "weather", "arguments": ""})),
        _chunk(_call_delta(0, type="", function={"arguments": '{"city":'})),
        _chunk(_call_delta(1, id="call_b", type="function", function={"name": "time", "arguments": '{"tz"'})),
        _chunk(_call_delta(0, function={"arguments": '"世界"}'})),
        _chunk(_call_delta(1, function={"arguments": ':"CET"}'})),
        _chunk({}, "tool_calls", usage=USAGE),
        "[DONE]",
    ),
    {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "usage": USAGE,
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls",
                "logprobs": None,
                "message": {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {
                            "id": "call_a",
                            "type": "function",
                            "function": {"name": "weather", "arguments": '{"city":"世界"}'},
                        },
                        {
                            "id": "call_b",
                            "type": "function",
                            "function": {"name": "time", "arguments": '{"tz":"CET"}'},
                        },
                    ],
                },
            }
        ],
    },
    "",
)

RETRIEVED = {"retrieved_data": [{"id": "1", "index": "kb", "score": 0.5, "filename": "f.pdf"}]}
CITED = [{"id": "1", "index": "kb", "page_content": "p"}]

AGENT = Recording(
    operations.AGENT_CHAT_COMPLETIONS_CREATE,
    sse(
        {
            "id": "a1",
            "object": "chat.completion.chunk",
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": "From "}}],
            "retrieval": RETRIEVED,
        },
        {
            "id": "a1",
            "object": "chat.completion.chunk",
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": "the docs."}}],
            "citations": CITED,
            "guardrails": {"triggered_guardrails": []},
        },
        {"id": "a1", "choices": [], "functions": {"called_functions": ["f"]}, "usage": USAGE},
        "[DONE]",
    ),
    {
        "id": "a1",
        "object": "chat.completion",
        "usage": USAGE,
        "retrieval": RETRIEVED,
        "citations": CITED,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "From the docs."}}],
        "functions": {"called_functions": ["f"]},
        "guardrails": {"triggered_guardrails": []},
    },
    "From the docs.",
)


def _named(*events: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(event["type"], event) for event in events]


_MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_sequence": None}

MESSAGE = Recording(
    operations.MESSAGES_CREATE,
    sse(
        *_named(
            {
                "type": "message_start",
                "message": {
                    **_MESSAGE,
                    "content": [],
                    "stop_reason": None,
                    "usage": {"input_tokens": 7, "output_tokens": 1},
                },
            },
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "thinking", "thinking": ""},
            },
            {"type": "ping"},
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "thinking_delta", "thinking": "Thin"},
            },
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "thinking_delta", "thinking": "king"},
            },
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "signature_delta", "signature": "s1"},
            },
            {"type": "content_block_stop", "index": 0},
            {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "Grüße "}},
            {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "🎉"}},
            {"type": "content_block_stop", "index": 1},
            {
                "type": "content_block_start",
                "index": 2,
                "content_block": {"type": "tool_use", "id": "t1", "name": "weather", "input": {}},
            },
            {
                "type": "content_block_delta",
                "index": 2,
                "delta": {"type": "input_json_delta", "partial_json": '{"city": "Par'},
            },
            {
                "type": "content_block_delta",
                "index": 2,
                "delta": {"type": "input_json_delta", "partial_json": 'is"}'},
            },
            {"type": "content_block_stop", "index": 2},
            {
                "type": "message_delta",
                "delta": {"stop_reason": "tool_use", "stop_sequence": None},
                "usage": {"output_tokens": 20},
            },
            {"type": "message_stop"},
        )
    ),
    {
        **_MESSAGE,
        "stop_reason": "tool_use",
        "content": [
            {"type": "thinking", "thinking": "Thinking", "signature": "s1"},
            {"type": "text", "text": "Grüße 🎉"},
            {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Paris"}},
        ],
        "usage": {"input_tokens": 7, "output_tokens": 20},
    },
    "Grüße 🎉",
    "Thinking",
)

_RESPONSE = {"id": "resp_1", "object": "response", "created_at": 3, "model": "m"}
_OUTPUT = [
    {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [],
        "content": [{"type": "reasoning_text", "text": "Well…"}],
    },
    {
        "type": "message",
        "id": "ms_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": "Olá mundo", "annotations": []}],
    },
    {
        "type": "function_call",
        "id": "fc_1",
        "call_id": "call_1",
        "status": "completed",
        "name": "weather",
        "arguments": '{"city":"Paris"}',
    },
]
_RESPONSE_USAGE = {"input_tokens": 4, "output_tokens": 5, "total_tokens": 9}
_COMPLETED = {**_RESPONSE, "status": "completed", "output": _OUTPUT, "usage": _RESPONSE_USAGE}

RESPONSE = Recording(
    operations.RESPONSES_CREATE,
    sse(
        *_named(
            {"type": "response.created", "response": {**_RESPONSE, "status": "in_progress", "output": []}},
            {
                "type": "response.in_progress",
                "response": {**_RESPONSE, "status": "in_progress", "output": []},
            },
            {
                "type": "response.output_item.added",
                "output_index": 0,
                "item": {"type": "reasoning", "id": "rs_1", "summary": []},
            },
            {
                "type": "response.reasoning_text.delta",
                "output_index": 0,
                "content_index": 0,
                "item_id": "rs_1",
                "delta": "Well…",
            },
            {"type": "response.output_item.done", "output_index": 0, "item": _OUTPUT[0]},
            {
                "type": "response.output_item.added",
                "output_index": 1,
                "item": {"type": "message", "id": "ms_1", "role": "assistant", "content": []},
            },
            {
                "type": "response.content_part.added",
                "output_index": 1,
                "content_index": 0,
                "part": {"type": "output_text", "text": "", "annotations": []},
            },
            {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": "Olá "},
            {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": "mundo"},
            {"type": "response.output_text.done", "output_index": 1, "content_index": 0, "text": "Olá mundo"},
            {"type": "response.output_item.done", "output_index": 1, "item": _OUTPUT[1]},
            {
                "type": "response.output_item.added",
                "output_index": 2,
                "item": {**_OUTPUT[2], "arguments": "", "status": "in_progress"},
            },
            {"type": "response.function_call_arguments.delta", "output_index": 2, "delta": '{"city":'},
            {"type": "response.function_call_arguments.delta", "output_index": 2, "delta": '"Paris"}'},
            {
                "type": "response.function_call_arguments.done",
                "output_index": 2,
                "arguments": '{"city":"Paris"}',
            },
            {"type": "response.output_item.done", "output_index": 2, "item": _OUTPUT[2]},
            {"type": "response.completed", "response": _COMPLETED},
        )
    ),
    _COMPLETED,
    "Olá mundo",
    "Well…",
)

RESPONSE_CHUNKS = Recording(
    operations.RESPONSES_CREATE,
    sse(
        *(
            {**_chunk(delta, finish), "object": "response.chunk"}
            for delta, finish in [
                ({"role": "assistant", "reasoning_content": "So"}, None),
                ({"content": "Ça "}, None),
                ({"content": "va"}, None),
                ({}, "stop"),
            ]
        ),
        {"id": "c1", "object": "response.chunk", "model": "m", "choices": [], "usage": _RESPONSE_USAGE},
        "[DONE]",
    ),
    {
        "id": "c1",
        "object": "response",
        "created": 1,
        "model": "m",
        "status": "completed",
        "usage": _RESPONSE_USAGE,
        "output": [
            {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "So"}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Ça va"}]},
        ],
    },
    "Ça va",
    "So",
)

_IMAGE = {"size": "1024x1024", "quality": "high", "background": "opaque", "output_format": "png"}
_IMAGE_USAGE = {"total_tokens": 3, "input_tokens": 1, "output_tokens": 2}

IMAGE = Recording(
    operations.IMAGES_GENERATE,
    sse(
        *_named(
            {
                "type": "image_generation.partial_image",
                "partial_image_index": 0,
                "b64_json": "cGFydA==",
                "created_at": 8,
                **_IMAGE,
            },
            {
                "type": "image_generation.completed",
                "b64_json": "d2hvbGU=",
                "created_at": 9,
                **_IMAGE,
                "usage": _IMAGE_USAGE,
            },
        )
    ),
    {"created": 9, "data": [{"b64_json": "d2hvbGU="}], **_IMAGE, "usage": _IMAGE_USAGE},
    "",
)


def _text_chunk(text: str, finish: str | None = None) -> dict[str, Any]:
    choice = {"text": text, "index": 0, "finish_reason": finish, "logprobs": None}
    return {"id": "t1", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]}


TEXT = Recording(
    operations.COMPLETIONS_CREATE,
    sse(
        _text_chunk("Héllo"),
        _text_chunk(" 世界 🎉\u2028!"),
        _text_chunk("", "stop"),
        {**_text_chunk(""), "choices": [], "usage": USAGE},
        "[DONE]",
    ),
    {**_text_chunk("Héllo 世界 🎉\u2028!", "stop"), "usage": USAGE},
    "Héllo 世界 🎉\u2028!",
)

RECORDINGS: dict[str, Recording] = {
    "chat": CHAT,
    "chat tools": CHAT_TOOLS,
    "agent": AGENT,
    "message": MESSAGE,
    "response": RESPONSE,
    "response chunks": RESPONSE_CHUNKS,
    "image": IMAGE,
    "text": TEXT,
}
