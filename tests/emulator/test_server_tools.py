"""Server tools of the Messages API: those that the emulator simulates, and those that it only accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .api_client import APIClient

URL = "https://docs.example.com/page"
SEARCH: dict[str, Any] = {"type": "web_search_20260318", "name": "web_search", "max_uses": 2}
FETCH: dict[str, Any] = {"type": "web_fetch_20250910", "name": "web_fetch", "citations": {"enabled": True}}
OLD_CODE = {"type": "code_execution_20250522", "name": "code_execution"}
CODE = {"type": "code_execution_20260521", "name": "code_execution"}
FIND = {"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}
MINE = {"name": "forecast", "input_schema": {"type": "object"}, "defer_loading": True}


def send(api: APIClient, *tools: dict[str, Any], **more: Any) -> Any:
    turns = [{"role": "user", "content": f"Hello, please read {URL}."}]
    return api.ok(
        "messages_create", {"model": "m", "max_tokens": 300, "messages": turns, "tools": tools, **more}
    )


def kinds(message: Any) -> list[str]:
    return [block["type"] for block in message["content"]]


def test_a_page_in_the_conversation_is_fetched_and_cited(api: APIClient) -> None:
    message = send(api, FETCH)
    called, fetched, text = message["content"]
    assert (called["name"], called["input"]) == ("web_fetch", {"url": URL})
    assert fetched["tool_use_id"] == called["id"]
    assert fetched["content"]["url"] == URL
    assert text["citations"][0]["cited_text"] == fetched["content"]["content"]["source"]["data"]
    assert message["usage"]["server_tool_use"] == {"web_search_requests": 0, "web_fetch_requests": 1}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"blocked_domains": ["example.com"]}, "url_not_allowed"),
        ({"allowed_domains": ["example.org"]}, "url_not_allowed"),
        ({"max_uses": 0}, "max_uses_exceeded"),
    ],
)
def test_a_page_of_a_blocked_domain_is_an_error_block(
    api: APIClient, limits: dict[str, Any], code: str
) -> None:
    _, failed, text = send(api, {**FETCH, **limits})["content"]
    assert failed["content"] == {"type": "web_fetch_tool_result_error", "error_code": code}
    assert "citations" not in text


def test_code_runs_in_a_container_that_can_be_used_again(api: APIClient) -> None:
    first = send(api, CODE)
    assert kinds(first) == ["server_tool_use", "bash_code_execution_tool_result", "text"]
    assert kinds(send(api, OLD_CODE))[1] == "code_execution_tool_result"
    made = first["container"]["id"]
    assert send(api, CODE, container=made)["container"]["id"] == made
    assert send(api, CODE, container={"id": made, "skills": []})["container"]["id"] == made
    assert "container" not in send(api, SEARCH)


def test_a_tool_search_finds_the_deferred_tools(api: APIClient) -> None:
    found = next(b for b in send(api, FIND, MINE)["content"] if b["type"] == "tool_search_tool_result")
    assert found["content"]["tool_references"] == [{"type": "tool_reference", "tool_name": "forecast"}]
    assert "tool_search_tool_result" not in kinds(send(api, FIND, {**MINE, "defer_loading": False}))


def test_several_tools_are_used_in_order_and_follow_the_tool_choice(api: APIClient) -> None:
    names = [b["name"] for b in send(api, SEARCH, FETCH, CODE)["content"] if b["type"] == "server_tool_use"]
    assert names == ["web_search", "web_fetch", "bash_code_execution"]
    assert kinds(send(api, SEARCH, tool_choice={"type": "none"})) == ["text"]
    only = send(api, SEARCH, FETCH, tool_choice={"type": "tool", "name": "web_fetch"})
    assert "web_search_tool_result" not in kinds(only)


def test_the_tool_type_of_hosted_search_is_accepted(api: APIClient) -> None:
    called, found, *_ = send(api, {"type": "web_search", "max_uses": 3, "max_results": 1})["content"]
    assert called["name"] == "web_search"
    assert len(found["content"]) == 1


def test_a_stream_has_complete_results_and_the_counts_at_its_end(api: APIClient) -> None:
    turns = [{"role": "user", "content": f"Hello, {URL}"}]
    body = {"model": "m", "max_tokens": 300, "messages": turns, "tools": [FETCH, CODE]}
    events = [data for _, data in api.events("messages_create", body)]
    opened = [data["content_block"] for data in events if data["type"] == "content_block_start"]
    assert [block["type"] for block in opened] == [
        "server_tool_use",
        "web_fetch_tool_result",
        "server_tool_use",
        "bash_code_execution_tool_result",
        "text",
    ]
    assert opened[0]["input"] == {}
    assert opened[1]["content"]["url"] == URL
    assert "server_tool_use" not in events[0]["message"]["usage"]
    ended = next(data for data in events if data["type"] == "message_delta")
    assert ended["usage"]["server_tool_use"]["web_fetch_requests"] == 1
    assert ended["delta"]["container"]["id"]


ACCEPTED: list[dict[str, Any]] = [
    {"type": "bash_20250124", "name": "bash"},
    {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": 9},
    {"type": "memory_20250818", "name": "memory"},
    {"type": "computer_20251124", "name": "computer", "display_width_px": 9, "display_height_px": 9},
    {"type": "computer_toolset_20260801", "configs": {"zoom": {"enabled": False}}},
    {"type": "browser_toolset_20260801"},
    {"type": "mcp_toolset", "mcp_server_name": "s", "default_config": {"enabled": False}},
    {"type": "custom", "name": "f", "input_schema": {"type": "object"}},
    {"type": None, "name": "f", "input_schema": {"type": "object"}},
    {"type": "web_fetch", "max_uses": 3},
    {"type": "advisor_20260301", "name": "advisor", "model": "m"},
]


@pytest.mark.parametrize("tool", ACCEPTED, ids=lambda tool: str(tool["type"]))
def test_other_tools_of_anthropic_are_accepted(api: APIClient, tool: dict[str, Any]) -> None:
    assert kinds(send(api, tool))[-1] in ("text", "tool_use")


def test_results_and_formats_of_other_types_are_accepted(api: APIClient) -> None:
    found = {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"type": "new_page", "x": 1}]}
    failed = {"type": "web_search_tool_result", "tool_use_id": "s", "content": {"type": "new_error", "x": 1}}
    fetched = {"type": "web_fetch_tool_result", "tool_use_id": "s", "content": {"type": "new_page", "x": 1}}
    turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [found, failed, fetched]}]
    send(
        api,
        messages=[*turns, {"role": "user", "content": "Go on"}],
        output_config={"format": {"type": "grammar", "grammar": "x"}},
        metadata={"user_id": "u", "new": 1},
    )


def test_tools_of_known_types_are_checked(api: APIClient) -> None:
    for tool in (
        {"type": "computer_20251124", "name": "computer"},
        {"type": "web_fetch_20250910", "name": "web_search"},
        {"type": "mcp_toolset"},
    ):
        body = {
            "model": "m",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": "Hi"}],
            "tools": [tool],
        }
        assert api.call("messages_create", body).status_code == 400


def test_blocks_and_options_of_anthropic_are_accepted(api: APIClient) -> None:
    from tests.streams.server_tools import BLOCKS

    result = {
        "type": "search_result",
        "source": "s",
        "title": "t",
        "content": [{"type": "text", "text": "x"}],
    }
    content = [
        result,
        {"type": "container_upload", "file_id": "f"},
        {"type": "document", "source": {"type": "content", "content": "x"}},
        {"type": "image", "source": {"type": "file", "file_id": "f"}},
        {"type": "text", "text": "Hi"},
    ]
    messages = [{"role": "user", "content": content}, {"role": "assistant", "content": BLOCKS}]
    send(
        api,
        messages=[*messages, {"role": "user", "content": "Go on"}],
        thinking={"type": "adaptive", "display": "omitted"},
        output_config={"task_budget": {"type": "tokens", "total": 9}},
        mcp_servers=[{"type": "url", "name": "s", "url": "https://example.com/mcp"}],
        context_management={
            "edits": [{"type": "clear_thinking_20251015", "keep": "all"}, {"type": "new", "x": 1}]
        },
        cache_control={"type": "ephemeral"},
        service_tier="auto",
        inference_geo="us",
    )
