"""Messages in applications. Type checkers check this file; it is never run."""

from __future__ import annotations

from do_inference import Client, models, params
from do_inference.models import TextBlock, ToolUseBlock, UnknownVariant

TOOLS: list[params.MessageFunctionToolParam] = [
    {"name": "f", "description": "d", "input_schema": {"type": "object", "properties": {}}}
]


def send_message(client: Client, system: str | None = None) -> str:
    history: list[params.InputMessageParam] = [{"role": "user", "content": "Hi"}]
    message = client.messages.create(model="m", max_tokens=99, messages=history, tools=TOOLS)
    history.append({"role": "assistant", "content": message.content})
    results: list[params.ToolResultBlockParam] = []
    text = ""
    for block in message.content:
        if block.type == "text":
            text += block.text
            for citation in block.citations or []:
                print(citation.cited_text)
        elif block.type == "tool_use":
            results.append(
                {"type": "tool_result", "tool_use_id": block.id, "content": run(block.name, block.input)}
            )
        elif block.type == "thinking":
            print(block.thinking)
    if results:
        history.append({"role": "user", "content": results})
    usage = message.usage
    print(usage.input_tokens + (usage.cache_read_input_tokens or 0), message.stop_reason == "max_tokens")
    return text


def run(name: str, arguments: dict[str, object]) -> str:
    return f"{name}({arguments})"


def by_class(message: models.Message) -> str:
    text = "".join(block.text for block in message.content if isinstance(block, TextBlock))
    calls = [block for block in message.content if isinstance(block, ToolUseBlock)]
    unknown = [block for block in message.content if isinstance(block, UnknownVariant)]
    texts = [block.text for block in message.content if block.type == "text"]
    first = message.content[0]
    if first.type == "text":
        text += first.text
    return (
        text + "".join(call.name for call in calls) + str([block["type"] for block in unknown]) + str(texts)
    )


def by_pattern(block: models.ContentBlock) -> str:
    match block:
        case TextBlock(text=text):
            return text
        case ToolUseBlock(name=name):
            return name
        case UnknownVariant():
            return str(block.get("type"))
        case _:
            return block.type


def by_tag(block: models.ContentBlock) -> str:
    match block.type:
        case "text":
            return block.text
        case "tool_use":
            return block.name
        case _:
            return ""


def all_block_types(block: models.ContentBlock) -> str:
    if isinstance(block, UnknownVariant):
        block_type: str = block.type
        return block_type
    if block.type == "text":
        return block.text
    if block.type == "thinking":
        return block.thinking
    if block.type == "redacted_thinking":
        return block.data
    if block.type == "tool_use" or block.type == "server_tool_use" or block.type == "mcp_tool_use":
        return block.name
    if block.type == "web_search_tool_result" or block.type == "mcp_tool_result":
        return block.tool_use_id
    if block.type == "container_upload":
        return block.file_id
    if block.type == "compaction":
        return block.content or ""
    return result_text(block)


def result_text(
    block: models.WebFetchToolResultBlock
    | models.CodeExecutionToolResultBlock
    | models.TextEditorCodeExecutionToolResultBlock
    | models.ToolSearchToolResultBlock,
) -> str:
    result = block.content
    if isinstance(result, UnknownVariant):
        return str(result.get("type"))
    if result.type == "web_fetch_result":
        return result.url + (result.content.title or "")
    if isinstance(result, models.CodeExecutionResult):
        if result.type == "encrypted_code_execution_result":
            return result.encrypted_stdout or ""
        return (result.stdout or "") + "".join(file.file_id for file in result.content or [])
    if result.type == "text_editor_code_execution_view_result":
        return result.content
    if result.type == "text_editor_code_execution_create_result":
        return "again" if result.is_file_update else "new"
    if result.type == "text_editor_code_execution_str_replace_result":
        return "".join(result.lines or [])
    if result.type == "tool_search_tool_search_result":
        return "".join(reference.tool_name for reference in result.tool_references)
    return result.error_code or ""


def by_alternative_tags(block: models.ContentBlock) -> str:
    match block.type:
        case "code_execution_tool_result" | "bash_code_execution_tool_result":
            return block.content.type + block.tool_use_id
        case "web_fetch_tool_result":
            return "" if block.caller is None else block.caller.type
        case "server_tool_use":
            return block.name + (block.caller.type if block.caller else "")
        case "<unknown>":
            return str(block.get("x"))
        case _:
            return ""


def vendor_tools(client: Client) -> models.Message:
    search: params.MessageWebSearchToolParam = {
        "type": "web_search_20260318",
        "name": "web_search",
        "max_uses": 3,
        "user_location": {"type": "approximate", "city": "Utrecht"},
        "allowed_callers": ["direct"],
    }
    fetch: params.MessageWebFetchToolParam = {
        "type": "web_fetch_20250910",
        "name": "web_fetch",
        "citations": {"enabled": True},
        "max_content_tokens": 5_000,
    }
    toolset: params.MessageToolsetParam = {"type": "computer_toolset_20260801", "configs": {"zoom": {}}}
    return client.messages.create(
        model="m",
        max_tokens=99,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "container_upload", "file_id": "file_1"},
                    {
                        "type": "search_result",
                        "source": "https://example.com",
                        "title": "t",
                        "content": [{"type": "text", "text": "x"}],
                        "citations": {"enabled": True},
                    },
                ],
            }
        ],
        tools=[
            search,
            fetch,
            toolset,
            {"type": "code_execution_20260521", "name": "code_execution"},
            {"type": "bash_20250124", "name": "bash"},
            {"type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": 9},
            {"type": "memory_20250818", "name": "memory", "input_examples": [{"command": "view"}]},
            {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
            {"type": "computer_20251124", "name": "computer", "display_width_px": 9, "display_height_px": 9},
            {"type": "mcp_toolset", "mcp_server_name": "s", "configs": {"t": {"enabled": False}}},
            {"type": "custom", "name": "f", "input_schema": {"type": "object"}, "defer_loading": True},
            {"type": "web_search", "max_uses": 3, "max_results": 5},
            {"type": "web_fetch", "max_uses": 3},
            {"type": "advisor_20260301", "name": "advisor", "model": "m"},
        ],
        tool_choice={"type": "auto", "disable_parallel_tool_use": True},
        thinking={"type": "adaptive", "display": "omitted"},
        output_config={"effort": "high", "task_budget": {"type": "tokens", "total": 99}},
        mcp_servers=[{"type": "url", "name": "s", "url": "https://example.com/mcp"}],
        container={"skills": [{"type": "anthropic", "skill_id": "pdf", "version": "latest"}]},
        context_management={
            "edits": [{"type": "clear_tool_uses_20250919", "trigger": {"type": "input_tokens", "value": 9}}]
        },
        cache_control={"type": "ephemeral"},
        service_tier="auto",
        inference_geo="us",
    )


def continue_conversation(
    client: Client, message: models.Message, history: list[params.InputMessageParam]
) -> models.Message:
    history.append({"role": "assistant", "content": message.content})
    container = message.container.id if message.container else None
    used = message.usage.server_tool_use
    print(used.web_fetch_requests if used else 0, message.stop_reason == "pause_turn")
    return client.messages.create(model="m", max_tokens=99, messages=history, container=container)


def stream(client: Client, history: list[params.InputMessageParam]) -> str:
    text = ""
    for event in client.messages.create(model="m", max_tokens=99, messages=history, stream=True):
        if event.type == "content_block_delta":
            if event.delta.type == "text_delta":
                text += event.delta.text
            elif event.delta.type == "input_json_delta":
                text += event.delta.partial_json
            elif event.delta.type == "thinking_delta":
                text += event.delta.thinking
        elif event.type == "content_block_start" and event.content_block.type == "tool_use":
            text += event.content_block.name
        elif event.type == "message_start":
            text += event.message.id
        elif event.type == "message_delta":
            print(event.usage.output_tokens if event.usage else None, event.delta.stop_reason)
        elif event.type == "error":
            print(event.error.message)
    return text


def tool_result_with_image(image_data: str) -> params.ToolResultBlockParam:
    content: list[params.InputContentBlockParam] = [
        {"type": "text", "text": "Here."},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": image_data}},
    ]
    print(content)
    return {
        "type": "tool_result",
        "tool_use_id": "t",
        "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": image_data}}
        ],
    }
