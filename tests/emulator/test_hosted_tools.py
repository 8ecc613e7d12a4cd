"""Tools that the service or the vendor runs: accepted requests and the items of responses."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import AsyncClient, Client, models, params
from do_inference_generated._stream import CitationsFound

from ..streams.test_tool_items import WHOLE

if TYPE_CHECKING:
    from do_inference.emulator import Emulator

    from .api_client import APIClient

Json = dict[str, Any]
PAGE = "https://docs.digitalocean.com/products/inference/"
ASKED = f"Summarize {PAGE}."
SEARCH: Json = {"type": "web_search", "max_uses": 3, "max_results": 1}
FETCH: Json = {"type": "web_fetch", "max_uses": 3}
SOURCES = "web_search_call.action.sources"


def client(emulator: Emulator) -> Client:
    return Client(api_key=emulator.api_key, base_url=emulator.base_url)


def calls(response: models.Response) -> list[models.WebSearchCallItem]:
    return [item for item in response.output if isinstance(item, models.WebSearchCallItem)]


def test_a_response_contains_the_search_the_pages_and_their_sources(api: APIClient) -> None:
    with client(api.emulator) as c:
        found = c.responses.create(model="m", input=ASKED, tools=[SEARCH, FETCH], include=[SOURCES])
    search, page = calls(found)
    assert search.status == page.status == "completed"
    assert search.action is not None
    assert search.action.type == "search"
    assert search.action.query == ASKED
    assert [source.url for source in search.action.sources or ()] == ["https://example.com/1"]
    assert page.action is not None
    assert (page.action.type, page.action.url) == ("open_page", PAGE)
    (part,) = [part for item in found.output if item.type == "message" for part in item.content]
    assert part.type == "output_text"
    assert [source.url for source in part.annotations or ()] == ["https://example.com/1", PAGE]


def test_a_search_has_sources_only_if_requested(api: APIClient) -> None:
    body = api.ok("responses_create", {"model": "m", "input": "Hi", "tools": [SEARCH]})
    assert [list(item["action"]) for item in body["output"] if item["type"] == "web_search_call"] == [
        ["type", "query", "queries"]
    ]


@pytest.mark.parametrize("tools", [[SEARCH], [FETCH], [SEARCH, FETCH]])
def test_streams_have_the_content_of_complete_responses(api: APIClient, tools: list[Any]) -> None:
    with client(api.emulator) as c:
        complete = c.responses.create(model="m", input=ASKED, tools=tools)
        with c.responses.create(model="m", input=ASKED, tools=tools, stream=True) as stream:
            kinds = [event.type for event in stream if not isinstance(event, models.ResponseChunk)]
        streamed = stream.result()
        chat: Any = {"model": "m", "messages": [{"role": "user", "content": ASKED}], "tools": tools}
        message = c.chat.completions.create(**chat).choices[0].message
        with c.chat.completions.create(**chat, stream=True) as chunks:
            cited = [event for event in chunks.events() if isinstance(event, CitationsFound)]
        assert chunks.result().choices[0].message.to_dict() == message.to_dict()
    assert [plain(item) for item in streamed.output] == [plain(item) for item in complete.output]
    assert {"response.web_search_call.searching", "response.output_text.annotation.added"} <= set(kinds)
    assert message.annotations
    assert len(cited) == len(message.annotations)


def test_async_clients_get_the_same_results(api: APIClient) -> None:
    async def request() -> models.Response:
        async with AsyncClient(api_key=api.emulator.api_key, base_url=api.emulator.base_url) as c:
            tool: params.WebFetchToolParam = {"type": "web_fetch", "max_uses": 3}
            return await c.responses.create(model="m", input=ASKED, tools=[tool])

    assert [call.action and call.action.url for call in calls(asyncio.run(request()))] == [PAGE]


def plain(item: Any) -> Json:
    return {name: value for name, value in item.to_dict().items() if name != "id"}


CHAT: Json = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
RESPONSE: Json = {"model": "m", "input": "Hi"}
MCP: Json = {"type": "mcp", "server_label": "s"}
TOOLS: list[Json] = [
    {
        "type": "web_search",
        "search_context_size": "low",
        "user_location": {"type": "approximate", "country": "NL"},
    },
    {"type": "web_search", "filters": {"allowed_domains": ["example.com"]}},
    FETCH,
    {**MCP, "server_url": "https://x.test/", "authorization": "Bearer t", "allowed_tools": ["a"]},
    {**MCP, "connector_id": "connector_gmail", "allowed_tools": {"tool_names": ["a"], "read_only": True}},
    {**MCP, "server_url": "https://x.test/", "headers": {"X-Key": "k"}, "require_approval": "never"},
    {**MCP, "server_url": "https://x.test/", "require_approval": {"always": {"tool_names": ["a"]}}},
    {"type": "knowledge_base_retrieval", "knowledge_base_id": "id"},
    {"type": "tool_of_tomorrow", "max_uses": "three"},
]
VENDORS: list[Json] = [
    {"type": "web_search_2025_08_26", "external_web_access": False},
    {"type": "web_search_preview"},
    {"type": "web_search_preview_2025_03_11"},
    {"type": "file_search", "vector_store_ids": ["v"], "filters": {"type": "eq", "key": "k", "value": 1}},
    {"type": "code_interpreter", "container": "c"},
    {"type": "code_interpreter", "container": {"type": "auto", "memory_limit": "4g"}},
    {"type": "image_generation", "partial_images": 2},
    {"type": "computer_use_preview", "display_width": 1, "display_height": 1, "environment": "browser"},
    {"type": "computer"},
    {"type": "local_shell"},
    {"type": "shell", "environment": {"type": "local"}},
    {"type": "apply_patch"},
    {"type": "custom", "name": "c", "format": {"type": "grammar", "syntax": "lark", "definition": "x"}},
    {"type": "tool_search"},
    {"type": "namespace", "name": "n", "description": "d", "tools": [{"type": "function", "name": "f"}]},
]
CHOICES: list[Any] = [
    {"type": "mcp", "server_label": "s"},
    {"type": "custom", "name": "c"},
    {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]},
    *({"type": kind} for kind in ("apply_patch", "shell", "file_search", "web_search", "of_tomorrow")),
]
ITEMS: list[Json] = [
    {"type": "item_reference", "id": "i"},
    {"type": "local_shell_call_output", "id": "c", "output": "{}"},
    {
        "type": "computer_call_output",
        "call_id": "c",
        "output": {"type": "computer_screenshot", "image_url": "u"},
    },
    {"type": "custom_tool_call", "call_id": "c", "name": "n", "input": "x"},
    {"type": "custom_tool_call_output", "call_id": "c", "output": [{"type": "input_text", "text": "x"}]},
    {"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image", "file_id": "f"}]},
    {
        "type": "shell_call_output",
        "call_id": "c",
        "output": [{"stdout": "a", "outcome": {"type": "timeout"}}],
    },
    {"type": "apply_patch_call_output", "call_id": "c", "status": "failed"},
    {"type": "mcp_approval_response", "approval_request_id": "i", "approve": True},
    {"type": "compaction", "encrypted_content": "x"},
    {"role": "user", "content": [{"type": "input_file", "file_url": "u"}]},
    {
        "role": "user",
        "content": [{"type": "input_image", "image_url": "https://x.test/", "detail": "original"}],
    },
    {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}]},
]
ACCEPTED: list[tuple[str, Json]] = [
    *(("chat_completions_create", {**CHAT, "tools": [tool]}) for tool in TOOLS),
    *(("responses_create", {**RESPONSE, "tools": [tool]}) for tool in TOOLS + VENDORS),
    *(("responses_create", {**RESPONSE, "tool_choice": choice}) for choice in CHOICES),
    *(("responses_create", {**RESPONSE, "input": [item]}) for item in ITEMS),
    ("chat_completions_create", {**CHAT, "tools": [{"type": "custom", "custom": {"name": "c"}}]}),
    ("chat_completions_create", {**CHAT, "tool_choice": {"type": "custom", "custom": {"name": "c"}}}),
    (
        "chat_completions_create",
        {**CHAT, "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}},
    ),
    (
        "chat_completions_create",
        {
            **CHAT,
            "verbosity": "low",
            "service_tier": "flex",
            "modalities": ["text", "audio"],
            "audio": {"voice": "alloy", "format": "wav"},
            "prediction": {"type": "content", "content": "x"},
            "web_search_options": {"search_context_size": "low"},
        },
    ),
    (
        "responses_create",
        {
            **RESPONSE,
            "include": [SOURCES, "of_tomorrow"],
            "max_tool_calls": 3,
            "truncation": "auto",
            "background": False,
            "conversation": {"id": "conv"},
            "prompt": {"id": "p", "variables": {"name": "x"}},
            "text": {"verbosity": "low"},
        },
    ),
]


@pytest.mark.parametrize(("operation", "body"), ACCEPTED)
def test_documented_requests_are_accepted(api: APIClient, operation: str, body: Json) -> None:
    api.ok(operation, body)


@pytest.mark.parametrize("item", WHOLE, ids=[item["type"] for item in WHOLE])
def test_items_of_responses_are_accepted_as_input(api: APIClient, item: Json) -> None:
    with client(api.emulator) as c:
        (found,) = models.Response.from_dict(
            {"id": "r", "object": "response", "model": "m", "output": [item]}
        ).output
        c.responses.create(model="m", input=[{"role": "user", "content": "Hi"}, found])


def test_a_custom_tool_call_is_accepted_in_a_chat(api: APIClient) -> None:
    call = {"id": "c", "type": "custom", "custom": {"name": "n", "input": "x"}}
    result = {"role": "tool", "tool_call_id": "c", "content": "y"}
    body = {**CHAT, "messages": [*CHAT["messages"], {"role": "assistant", "tool_calls": [call]}, result]}
    api.ok("chat_completions_create", body)


@pytest.mark.parametrize(
    "tool", [{"type": "web_search", "max_uses": 6}, {"type": "web_fetch", "max_uses": 0}]
)
def test_limits_of_hosted_tools_are_checked(api: APIClient, tool: Json) -> None:
    for operation, body in (("chat_completions_create", CHAT), ("responses_create", RESPONSE)):
        assert api.call(operation, {**body, "tools": [tool]}).status_code == 400


def test_credentials_of_an_mcp_server_are_redacted(api: APIClient) -> None:
    tool: Json = {
        **MCP,
        "server_url": "https://x.test/",
        "authorization": "Bearer secret",
        "headers": {"K": "secret"},
    }
    with client(api.emulator) as c:
        response = c.responses.create(model="m", input="Hi", tools=[tool])
    assert response.tools
    assert "secret" not in repr(response)
    assert "secret" not in str(response.tools[0])
