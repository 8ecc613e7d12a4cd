"""A message with all types of blocks of server tools, as JSON and as the events of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .scripted import sse

DIRECT = {"type": "direct"}
CITED = {
    "type": "web_search_result_location",
    "url": "https://example.com/1",
    "title": None,
    "encrypted_index": "e1",
    "cited_text": "Cold.",
}
PAGE: dict[str, Any] = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": "Cold."},
    "title": "Weather",
    "citations": {"enabled": True},
}
BLOCKS: list[dict[str, Any]] = [
    {"type": "thinking", "thinking": "", "signature": "s"},
    {
        "type": "server_tool_use",
        "id": "s1",
        "name": "web_search",
        "input": {"query": "Oslo"},
        "caller": DIRECT,
    },
    {
        "type": "web_search_tool_result",
        "tool_use_id": "s1",
        "caller": DIRECT,
        "content": [
            {
                "type": "web_search_result",
                "url": "https://example.com/1",
                "title": "T",
                "encrypted_content": "e",
            }
        ],
    },
    {"type": "text", "text": "Cold.", "citations": [CITED]},
    {"type": "server_tool_use", "id": "s2", "name": "web_fetch", "input": {"url": "https://example.com/1"}},
    {
        "type": "web_fetch_tool_result",
        "tool_use_id": "s2",
        "content": {"type": "web_fetch_result", "url": "https://example.com/1", "content": PAGE},
    },
    {"type": "server_tool_use", "id": "s3", "name": "web_fetch", "input": {"url": "https://example.com/2"}},
    {
        "type": "web_fetch_tool_result",
        "tool_use_id": "s3",
        "content": {"type": "web_fetch_tool_result_error", "error_code": "url_not_allowed"},
    },
    {"type": "server_tool_use", "id": "s4", "name": "code_execution", "input": {"code": "print(1)"}},
    {
        "type": "code_execution_tool_result",
        "tool_use_id": "s4",
        "content": {
            "type": "code_execution_result",
            "stdout": "1\n",
            "stderr": "",
            "return_code": 0,
            "content": [{"type": "code_execution_output", "file_id": "file_1"}],
        },
    },
    {"type": "server_tool_use", "id": "s5", "name": "bash_code_execution", "input": {"command": "ls"}},
    {
        "type": "bash_code_execution_tool_result",
        "tool_use_id": "s5",
        "content": {"type": "bash_code_execution_tool_result_error", "error_code": "unavailable"},
    },
    {
        "type": "server_tool_use",
        "id": "s6",
        "name": "text_editor_code_execution",
        "input": {"command": "view"},
    },
    {
        "type": "text_editor_code_execution_tool_result",
        "tool_use_id": "s6",
        "content": {
            "type": "text_editor_code_execution_view_result",
            "file_type": "text",
            "content": "a",
            "num_lines": 1,
        },
    },
    {"type": "server_tool_use", "id": "s7", "name": "tool_search_tool_regex", "input": {"query": "weather"}},
    {
        "type": "tool_search_tool_result",
        "tool_use_id": "s7",
        "content": {
            "type": "tool_search_tool_search_result",
            "tool_references": [{"type": "tool_reference", "tool_name": "weather"}],
        },
    },
    {"type": "mcp_tool_use", "id": "m1", "name": "find", "server_name": "s", "input": {"q": [None, 1]}},
    {
        "type": "mcp_tool_result",
        "tool_use_id": "m1",
        "is_error": False,
        "content": [{"type": "text", "text": "found"}],
    },
    {"type": "container_upload", "file_id": "file_1"},
    {"type": "compaction", "content": "So far.", "encrypted_content": "e"},
    {
        "type": "advisor_tool_result",
        "tool_use_id": "s8",
        "content": {"type": "advisor_result", "text": "Go."},
    },
]
USAGE = {
    "input_tokens": 5,
    "output_tokens": 9,
    "server_tool_use": {"web_search_requests": 1, "web_fetch_requests": 2},
    "output_tokens_details": {"thinking_tokens": 3},
}
AT_THE_END: dict[str, Any] = {
    "stop_reason": "pause_turn",
    "stop_sequence": None,
    "container": {"id": "container_1", "expires_at": "2026-11-26T22:00:00Z"},
}
HEAD = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m"}
APPLIED = {"applied_edits": [{"type": "clear_tool_uses_20250919", "cleared_tool_uses": 2}]}


def whole(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the message as JSON."""
    content = list(blocks or BLOCKS)
    return {**HEAD, "content": content, **AT_THE_END, "context_management": APPLIED, "usage": USAGE, **fields}


def streamed(message: dict[str, Any]) -> bytes:
    """Return the message as events."""
    return sse(*_events(message))


def _events(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    empty: dict[str, Any] = {**HEAD, "content": [], "stop_reason": None, "stop_sequence": None}
    yield {"type": "message_start", "message": {**empty, "usage": {"input_tokens": 5, "output_tokens": 1}}}
    for index, block in enumerate(message["content"]):
        opened, deltas = _opened(block)
        yield {"type": "content_block_start", "index": index, "content_block": opened}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    delta = {name: message[name] for name in AT_THE_END if name in message}
    ended = {"type": "message_delta", "delta": delta, "usage": message["usage"]}
    if "context_management" in message:
        ended["context_management"] = message["context_management"]
    yield ended
    yield {"type": "message_stop"}


def _opened(block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    match block["type"]:
        case "text":
            cited = [{"type": "citations_delta", "citation": c} for c in block.get("citations", ())]
            texts = [{"type": "text_delta", "text": letter} for letter in block["text"]]
            return {"type": "text", "text": "", **({"citations": []} if cited else {})}, [*cited, *texts]
        case "thinking":
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {**block, "signature": ""}, [signed]
        case "compaction":
            said = {name: value for name, value in block.items() if name != "type"}
            return {**block, **dict.fromkeys(said)}, [{"type": "compaction_delta", **said}]
        case "tool_use" | "server_tool_use" | "mcp_tool_use":
            text = json.dumps(block["input"])
            pieces = ["", *(text[at : at + 3] for at in range(0, len(text), 3))]
            return {**block, "input": {}}, [
                {"type": "input_json_delta", "partial_json": piece} for piece in pieces
            ]
        case _:
            return block, []
