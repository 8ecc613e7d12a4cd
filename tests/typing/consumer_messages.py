"""Messages as applications use them. Read by type checkers; never run."""

from __future__ import annotations

from typing import assert_never

from do_inference import Client, models, params
from do_inference.models import TextBlock, ToolUseBlock, UnknownVariant

TOOLS: list[params.MessageFunctionToolParam] = [
    {"name": "f", "description": "d", "input_schema": {"type": "object", "properties": {}}}
]


def talk(client: Client, system: str | None = None) -> str:
    history: list[params.MessageTurnParam] = [{"role": "user", "content": "Hi"}]
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


def of_every_kind(block: models.ContentBlock) -> str:
    if isinstance(block, UnknownVariant):
        kind: str = block.type
        return kind
    if block.type == "text":
        return block.text
    if block.type == "thinking":
        return block.thinking
    if block.type == "redacted_thinking":
        return block.data
    if block.type == "tool_use" or block.type == "server_tool_use":
        return block.name
    if block.type == "web_search_tool_result":
        return block.tool_use_id
    assert_never(block)


def stream(client: Client, history: list[params.MessageTurnParam]) -> str:
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


def tool_result_with_picture(picture: str) -> params.ToolResultBlockParam:
    content: list[params.InputContentBlockParam] = [
        {"type": "text", "text": "Here."},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": picture}},
    ]
    print(content)
    return {
        "type": "tool_result",
        "tool_use_id": "t",
        "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": picture}}
        ],
    }
