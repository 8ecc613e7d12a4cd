"""Objects of types that are not in the description: the service forwards them, and the emulator accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .api_client import APIClient

CHAT: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
MESSAGES: dict[str, Any] = {"model": "m", "max_tokens": 99, "messages": [{"role": "user", "content": "Hi"}]}
RESPONSES: dict[str, Any] = {"model": "m", "input": "Hi"}
NEW = {"type": "tool_of_tomorrow", "name": "x", "nested": {"a": [1, None]}}
OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("chat_completions_create", {**CHAT, "tools": [NEW]}),
    ("chat_completions_create", {**CHAT, "tools": [NEW], "tool_choice": {"type": "tool_of_tomorrow"}}),
    ("chat_completions_create", {**CHAT, "messages": [{"role": "user", "content": [NEW]}]}),
    ("chat_completions_create", {**CHAT, "response_format": {"type": "grammar", "grammar": "root ::= x"}}),
    ("chat_completions_create", {**CHAT, "reasoning": {"enabled": True, "exclude": False}}),
    ("messages_create", {**MESSAGES, "tools": [NEW]}),
    ("messages_create", {**MESSAGES, "messages": [{"role": "user", "content": [NEW]}]}),
    ("messages_create", {**MESSAGES, "thinking": {"type": "tomorrow", "display": "omitted"}}),
    ("messages_create", {**MESSAGES, "output_config": {"task_budget": {"type": "tokens", "total": 9}}}),
    (
        "messages_create",
        {**MESSAGES, "system": [{"type": "text", "text": "Hi", "cache_control": {"type": "persistent"}}]},
    ),
    ("responses_create", {**RESPONSES, "tools": [NEW], "tool_choice": {"type": "tool_of_tomorrow"}}),
    ("responses_create", {**RESPONSES, "input": [NEW, {"role": "user", "content": [NEW]}]}),
    ("responses_create", {**RESPONSES, "text": {"format": {"type": "grammar", "syntax": "lark"}}}),
]


@pytest.mark.parametrize(("operation", "body"), OTHERS)
def test_objects_of_unknown_types_are_accepted(api: APIClient, operation: str, body: dict[str, Any]) -> None:
    api.ok(operation, body)
    assert api.events(operation, body)


@pytest.mark.parametrize("kind", [None, 1, "", []])
def test_a_type_that_is_not_text_is_rejected(api: APIClient, kind: object) -> None:
    for operation, body in (("chat_completions_create", CHAT), ("responses_create", RESPONSES)):
        assert api.call(operation, {**body, "tools": [{**NEW, "type": kind}]}).status_code == 400


def test_a_described_type_is_still_checked(api: APIClient) -> None:
    for operation, body, tool in (
        ("chat_completions_create", CHAT, {"type": "function", "functoin": {"name": "f"}}),
        ("messages_create", MESSAGES, {"name": "f"}),
        ("responses_create", RESPONSES, {"type": "web_search", "max_uses": "three"}),
    ):
        assert api.call(operation, {**body, "tools": [tool]}).status_code == 400
