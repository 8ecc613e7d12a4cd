"""Response bodies as the service and compatible services send them, with invented values.

Each has a name, the module of `models` that decodes it, and the body. The numbers are those of the project's list of
known deviations: T for bodies, F for whole recorded shapes.
"""

from __future__ import annotations

from typing import Any

CHAT: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "logprobs": None,
            "message": {"role": "assistant", "content": "hi", "refusal": None, "reasoning_content": None},
        }
    ],
    "usage": {
        "prompt_tokens": 3,
        "completion_tokens": 4,
        "total_tokens": 7,
        "cache_created_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
    },
}
CHUNK: dict[str, Any] = {
    "id": "c",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "delta": {"content": "x"}, "finish_reason": None, "logprobs": None}],
}
RESPONSE: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "created": 1,
    "model": "m",
    "output": [
        {
            "type": "message",
            "id": "i",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "hi"}],
        }
    ],
    "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
}
MESSAGE: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "hi"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 2},
}
BATCH: dict[str, Any] = {
    "batch_id": "b",
    "status": "in_progress",
    "provider": "openai",
    "completion_window": "24h",
    "input_file_id": "f",
    "created_at": "2026-04-24T19:19:19Z",
}
JOB: dict[str, Any] = {
    "request_id": "r",
    "status": "COMPLETED",
    "model_id": "fal-ai/flux/schnell",
    "created_at": "2026-01-22T19:19:19.112403432Z",
    "started_at": None,
    "completed_at": "2026-01-22T19:19:21.000000001Z",
    "output": {"images": [{"url": "https://fal.media/x.png", "content_type": "image/png"}]},
    "error": None,
}
VIDEO: dict[str, Any] = {
    "created_at": 1,
    "error": None,
    "id": "video_x",
    "model": "m",
    "object": "video",
    "output": None,
    "status": "completed",
    "x_request_id": None,
}


def change(body: dict[str, Any], path: str, *value: Any) -> dict[str, Any]:
    """A copy of `body` with the thing at `path` (dots and numbers) set to `value`, or removed without one."""
    from copy import deepcopy

    out = deepcopy(body)
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    target: Any = out
    for step in parents:
        target = target[step]
    if value:
        target[last] = value[0]
    else:
        del target[last]
    return out


CORPUS: list[tuple[str, str, Any]] = [
    (
        "F1 empty id, no cache usage, no tool_calls",
        "chat_completion",
        {
            "choices": [
                {
                    "finish_reason": "stop",
                    "index": 0,
                    "logprobs": None,
                    "message": {
                        "content": "ok",
                        "reasoning_content": "think",
                        "refusal": None,
                        "role": "assistant",
                    },
                }
            ],
            "created": 1,
            "id": "",
            "model": "m",
            "object": "chat.completion",
            "usage": {"completion_tokens": 4, "prompt_tokens": 3, "total_tokens": 7},
        },
    ),
    (
        "F2 usage with details, null speed and zero caches",
        "completion_usage",
        {
            "cache_created_input_tokens": 0,
            "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
            "cache_read_input_tokens": 0,
            "completion_tokens": 1,
            "prompt_tokens": 2,
            "prompt_tokens_details": {"cached_tokens": 0},
            "speed": None,
            "total_tokens": 3,
        },
    ),
    (
        "F3 tool delta with role, null content, type '' and no id",
        "chat_completion_chunk",
        {
            "choices": [
                {
                    "delta": {
                        "content": None,
                        "refusal": None,
                        "role": "assistant",
                        "tool_calls": [{"function": {"arguments": '{"'}, "index": 0, "type": ""}],
                    },
                    "finish_reason": None,
                    "index": 0,
                    "logprobs": None,
                }
            ],
            "created": 1,
            "id": "",
            "model": "m",
            "object": "chat.completion.chunk",
        },
    ),
    (
        "F4 usage chunk",
        "chat_completion_chunk",
        {
            "id": "",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [],
            "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
        },
    ),
    (
        "F5 usage on the final choice",
        "chat_completion_chunk",
        {
            "id": "",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
        },
    ),
    (
        "F6 error inside a stream",
        "error_body",
        {
            "error": {
                "code": "upstream_unavailable",
                "message": "x",
                "param": None,
                "type": "service_unavailable_error",
            },
            "status_code": 503,
        },
    ),
    (
        "F7 minimal agent chunk",
        "agent_chat_completion_chunk",
        {"id": "c1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "x"}}]},
    ),
    ("F8 live 403", "error_body", {"error": {"message": "m", "type": "forbidden_error"}, "status_code": 403}),
    ("F8 live 404", "error_body", {"error": {"message": "m", "type": "not_found_error"}, "status_code": 404}),
    (
        "F8 live 400",
        "error_body",
        {"error": {"message": "m", "type": "invalid_request_error"}, "status_code": 400},
    ),
    ("F9 published error", "error_body", {"id": "unauthorized", "message": "m", "request_id": "r"}),
    (
        "F9 messages error",
        "error_body",
        {"type": "error", "error": {"type": "invalid_request_error", "message": "m"}},
    ),
    (
        "F9 validation error",
        "error_body",
        {"detail": [{"loc": ["body", "messages"], "msg": "field required", "type": "value_error.missing"}]},
    ),
    ("E3 error that is a string", "error_body", {"error": "text"}),
    ("E6 detail that is a string", "error_body", {"detail": "text"}),
    (
        "E5 error with a number for a code",
        "error_body",
        {"object": "error", "message": "m", "type": "BadRequestError", "param": None, "code": 400},
    ),
    (
        "F10 response: created_at, object tool_choice, call without content",
        "response",
        {
            "id": "r",
            "object": "response",
            "created_at": 1,
            "model": "m",
            "tool_choice": {"type": "function", "name": "f"},
            "output": [
                {
                    "type": "reasoning",
                    "id": "i",
                    "summary": [],
                    "content": [{"type": "reasoning_text", "text": "t"}],
                },
                {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
                {"type": "text", "text": "t"},
            ],
            "usage": {
                "input_tokens": 1,
                "output_tokens": 2,
                "total_tokens": 3,
                "input_tokens_details": {},
                "output_tokens_details": {},
            },
        },
    ),
    (
        "F11 model with more fields",
        "model_info",
        {
            "id": "m",
            "object": "model",
            "created": 1,
            "owned_by": "digitalocean",
            "context_length": 87040,
            "max_output_tokens": 17408,
        },
    ),
    (
        "F12 live batch",
        "batch",
        {
            "batch_id": "11f13da9-0000-0000-8567-a23ae3abd3e2",
            "cancel_requested_at": None,
            "completion_window": "24h",
            "created_at": "2026-04-21T17:41:57Z",
            "expires_at": None,
            "file_id": "f",
            "provider": "anthropic",
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "request_id": "r",
            "result_available": False,
            "status": "queued",
            "updated_at": "2026-04-21T17:41:57Z",
        },
    ),
    (
        "F12 live batch list",
        "batch_list",
        {
            "edges": [{"cursor": "b64=", "node": {"batch_id": "b", "status": "completed"}}],
            "page_info": {"endCursor": "b64=", "hasNextPage": True},
        },
    ),
    (
        "F12 live batch results",
        "batch_results",
        {
            "download": {"presigned_url": "https://s/x", "expires_at": "2026-04-21T18:07:47.228188268Z"},
            "output_file_id": "msgbatch_x",
        },
    ),
    ("F13 short acceptance", "async_invocation", {"request_id": "r", "status": "QUEUED"}),
    (
        "F14 video accepted",
        "video",
        {"created_at": 1, "id": "video_x", "object": "video", "status": "queued"},
    ),
    ("F14 video finished", "video", VIDEO),
    (
        "F15 agent reply with everything",
        "agent_chat_completion",
        {
            "id": "a",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "x"}}],
            "citations": [{"id": "1", "index": "kb-uuid", "page_content": "p"}],
            "retrieval": {
                "retrieved_data": [
                    {"id": "1", "index": "kb-uuid", "score": 0.5, "filename": "f.pdf", "page": 2}
                ]
            },
            "guardrails": {"triggered_guardrails": []},
            "functions": {"called_functions": []},
            "usage": None,
        },
    ),
    (
        "a passage as the documentation shows it",
        "retrieved_passage",
        {
            "id": "b3d7",
            "index": "0e84",
            "page_content": "The pump ...",
            "score": -9549511700,
            "filename": "https://example.com/manuals/pump",
            "data_source_id": "6e1f",
            "metadata": {"item_name": "pump", "page_number": 3},
        },
    ),
    ("a video as the documentation shows it", "video", {"id": "job_abc123", "status": "processing"}),
    ("a video with its file", "video", {**VIDEO, "output": {"url": "https://x/film.mp4?s=1"}}),
    ("T1 usage without caches", "chat_completion", change(CHAT, "usage.cache_creation")),
    ("T2 choice without logprobs", "chat_completion", change(CHAT, "choices.0.logprobs")),
    ("T3 logprobs without refusal", "chat_completion", change(CHAT, "choices.0.logprobs", {"content": []})),
    ("T4 message without refusal", "chat_completion", change(CHAT, "choices.0.message.refusal")),
    ("T5 message without content", "chat_completion", change(CHAT, "choices.0.message.content")),
    ("T6 chunk without finish_reason", "chat_completion_chunk", change(CHUNK, "choices.0.finish_reason")),
    ("T6 chunk without created", "chat_completion_chunk", change(CHUNK, "created")),
    ("T7 choice without index", "chat_completion_chunk", change(CHUNK, "choices.0.index")),
    ("T8 usage null", "chat_completion", change(CHAT, "usage", None)),
    ("T8 usage missing", "chat_completion", change(CHAT, "usage")),
    ("T9 created_at for created", "response", change(change(RESPONSE, "created"), "created_at", 1)),
    ("T10 output item with null content", "response", change(RESPONSE, "output.0.content", None)),
    ("T11 output null", "response", change(RESPONSE, "output", None)),
    ("T11 output missing", "response", change(RESPONSE, "output")),
    ("T12 usage details empty", "response", change(RESPONSE, "usage.input_tokens_details", {})),
    ("T12 usage missing", "response", change(RESPONSE, "usage")),
    (
        "T13 embeddings without usage",
        "embedding_response",
        {
            "object": "list",
            "model": "m",
            "data": [{"index": 0, "object": "embedding", "embedding": [0.5, 1]}],
        },
    ),
    (
        "T14 image usage without image_tokens",
        "images_response",
        {
            "created": 1,
            "data": [{"b64_json": "aGk="}],
            "usage": {
                "total_tokens": 1,
                "input_tokens": 1,
                "output_tokens": 0,
                "input_tokens_details": {"text_tokens": 1},
            },
        },
    ),
    ("T16 model of an id alone", "model_list", {"object": "list", "data": [{"id": "router:fast"}]}),
    ("T17 job without model", "async_invocation", change(JOB, "model_id")),
    ("T18 batch without its file", "batch", change(BATCH, "input_file_id")),
    ("T22 message without stop_reason", "message", change(MESSAGE, "stop_reason")),
    (
        "T23 agent choice without finish_reason",
        "agent_chat_completion",
        change(CHAT, "choices.0.finish_reason"),
    ),
    (
        "T30 tool call of type ''",
        "chat_completion",
        change(CHAT, "choices.0.message.tool_calls", [{"id": "", "type": "", "function": {"name": "f"}}]),
    ),
    ("T31 empty id", "chat_completion", change(CHAT, "id", "")),
    ("T32 empty role", "chat_completion", change(CHAT, "choices.0.message.role", "")),
    ("T33 another finish_reason", "chat_completion", change(CHAT, "choices.0.finish_reason", "end_turn")),
    ("T33 empty finish_reason", "chat_completion", change(CHAT, "choices.0.finish_reason", "")),
    ("T35 batch queued", "batch", change(BATCH, "status", "queued")),
    ("T38 batch that never expires", "batch", change(BATCH, "expires_at", None)),
    ("T39 COMPLETE", "async_invocation", change(JOB, "status", "COMPLETE")),
    ("T40 nanoseconds", "async_invocation", JOB),
    ("T40 an empty time", "async_invocation", change(JOB, "created_at", "")),
    (
        "T41 tool_choice as an object",
        "response",
        change(RESPONSE, "tool_choice", {"type": "function", "name": "f"}),
    ),
    ("T42 a text item", "response", change(RESPONSE, "output.0", {"type": "text", "text": "t"})),
    ("T42 an unknown item", "response", change(RESPONSE, "output.0", {"type": "novelty", "payload": [1]})),
    ("T43 another stop_reason", "message", change(MESSAGE, "stop_reason", "pause_turn")),
    ("T44 a thinking block", "message", change(MESSAGE, "content.0", {"type": "thinking", "thinking": "t"})),
    ("T44 an unknown block", "message", change(MESSAGE, "content.0", {"type": "novelty", "payload": [1]})),
    ("T45 an unknown event", "message_stream_event", {"type": "novelty", "index": 1}),
    ("T45 an error event", "message_stream_event", {"type": "error", "error": {"type": "x", "message": "m"}}),
    (
        "T46 another size",
        "images_response",
        {"created": 1, "data": [], "size": "1024x1024", "quality": "ultra"},
    ),
    (
        "T48 an embedding as base64",
        "embedding_response",
        {
            "object": "list",
            "model": "m",
            "data": [{"index": 0, "object": "embedding", "embedding": "AAAAPw=="}],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        },
    ),
    (
        "T49 content as a list",
        "chat_completion",
        change(CHAT, "choices.0.message.content", [{"type": "text", "text": "hi"}]),
    ),
    ("T50 error code a number", "error_body", {"error": {"message": "m", "code": 17, "param": None}}),
    ("T53 cache_creation null", "chat_completion", change(CHAT, "usage.cache_creation", None)),
    ("T55 integers as floats", "chat_completion", change(CHAT, "usage.total_tokens", 7.0)),
    ("16.3 tool_calls null", "chat_completion", change(CHAT, "choices.0.message.tool_calls", None)),
    ("16.3 tool_calls empty", "chat_completion", change(CHAT, "choices.0.message.tool_calls", [])),
    (
        "16.3 agent extras null",
        "agent_chat_completion",
        {**CHAT, "retrieval": None, "guardrails": {}, "functions": None},
    ),
    (
        "16.4 unknown fields",
        "chat_completion",
        {**CHAT, "service_tier": None, "prompt_logprobs": None, "x": {"y": 1}},
    ),
    (
        "S1 usage chunk with no choices",
        "chat_completion_chunk",
        {**CHUNK, "choices": [], "usage": {"total_tokens": 1}},
    ),
    ("S3 usage null", "chat_completion_chunk", {**CHUNK, "usage": None}),
    ("S13 a chunk in a responses stream", "response_stream_event", {**CHUNK, "object": "response.chunk"}),
    (
        "S13 an event in a responses stream",
        "response_stream_event",
        {"type": "response.completed", "sequence_number": 9, "response": RESPONSE},
    ),
    ("wrong: choices an object", "chat_completion", change(CHAT, "choices", {"index": 0})),
    (
        "wrong: a choice that is null",
        "chat_completion",
        change(CHAT, "choices", [None, CHAT["choices"][0], 5]),
    ),
    ("wrong: usage a string", "chat_completion", change(CHAT, "usage", "none")),
    ("wrong: a message missing", "chat_completion", change(CHAT, "choices.0.message")),
    (
        "wrong: a tag that is no string",
        "message",
        change(MESSAGE, "content.0", {"type": ["text"], "text": "x"}),
    ),
    ("wrong: a video's error an object", "video", change(VIDEO, "error", {"code": 1})),
]
