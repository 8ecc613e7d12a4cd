"""Hosted and forwarded tools in applications. Type checkers check this file; it is never run."""

from __future__ import annotations

from do_inference import Client, models, params
from do_inference.models import McpApprovalRequestItem, ShellCallItem, UnknownVariant, WebSearchCallItem

HOSTED: list[params.ResponseToolParam] = [
    {"type": "web_search", "max_uses": 3, "max_results": 5, "user_location": {"country": "NL"}},
    {"type": "web_fetch", "max_uses": 3},
    {"type": "knowledge_base_retrieval", "knowledge_base_id": "id"},
    {
        "type": "mcp",
        "server_label": "digitalocean",
        "server_url": "https://accounts.mcp.digitalocean.com/mcp",
        "authorization": "Bearer token",
        "allowed_tools": {"tool_names": ["account-get-information"], "read_only": True},
        "require_approval": {"always": {"read_only": False}},
    },
]
FORWARDED: list[params.ResponseToolParam] = [
    {"type": "web_search_preview_2025_03_11", "search_context_size": "low"},
    {"type": "file_search", "vector_store_ids": ["v"]},
    {"type": "code_interpreter", "container": {"type": "auto", "memory_limit": "4g"}},
    {"type": "image_generation", "quality": "high"},
    {"type": "computer_use_preview", "display_width": 800, "display_height": 600, "environment": "browser"},
    {"type": "shell", "environment": {"type": "local"}},
    {"type": "apply_patch"},
    {
        "type": "custom",
        "name": "sql",
        "format": {"type": "grammar", "syntax": "lark", "definition": "start: X"},
    },
    {"type": "namespace", "name": "n", "description": "d", "tools": [{"type": "function", "name": "f"}]},
    {"type": "future_tool", "level": 3},
]
GENERAL: params.ForwardedParam = {"type": "future_tool", "level": 3}


def ask(client: Client) -> models.Response:
    return client.responses.create(
        model="openai-gpt-4o",
        input=[
            {"role": "user", "content": [{"type": "input_file", "file_url": "https://example.com/a.pdf"}]},
            {"type": "item_reference", "id": "msg_1"},
            {"type": "local_shell_call_output", "id": "call_1", "output": "{}"},
            {"type": "custom_tool_call_output", "call_id": "call_2", "output": "done"},
            {"type": "future_item", "value": 1},
        ],
        tools=[*HOSTED, *FORWARDED, GENERAL],
        tool_choice={"type": "mcp", "server_label": "digitalocean"},
        include=["web_search_call.action.sources"],
        text={"verbosity": "low"},
        truncation="auto",
    )


def tool_choices(client: Client) -> None:
    selections: list[params.ResponseToolChoiceParam] = [
        "required",
        {"type": "function", "name": "f"},
        {"type": "custom", "name": "sql"},
        {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]},
        {"type": "apply_patch"},
        {"type": "file_search"},
        {"type": "future_tool"},
    ]
    for selection in selections:
        client.responses.create(model="m", input="Hi", tools=FORWARDED, tool_choice=selection)


def read(client: Client, response: models.Response) -> models.Response:
    history: list[params.ResponseInputItemParam] = [{"role": "user", "content": "Hi"}, *response.output]
    for item in response.output:
        if isinstance(item, WebSearchCallItem) and item.action is not None:
            print(item.action.query, [source.url for source in item.action.sources or ()])
        elif isinstance(item, McpApprovalRequestItem) and item.id is not None:
            history.append(
                {"type": "mcp_approval_response", "approval_request_id": item.id, "approve": False}
            )
        elif isinstance(item, ShellCallItem):
            print(item.action.commands)
        elif isinstance(item, UnknownVariant):
            print(item["type"])
        elif item.type == "custom_tool_call":
            print(item.input.upper())
        elif item.type == "message":
            for part in item.content:
                if part.type == "output_text":
                    print([annotation.url for annotation in part.annotations or ()])
    return client.responses.create(model="m", input=history)


def stream(client: Client) -> None:
    for event in client.responses.create(model="m", input="Hi", tools=HOSTED, stream=True):
        if event.type == "response.web_search_call.searching":
            print(event.item_id)
        elif event.type == "response.code_interpreter_call_code.delta":
            print(event.delta.upper())
        elif event.type == "response.output_text.annotation.added" and event.annotation is not None:
            print(event.annotation.url)
        elif event.type == "response.queued":
            print(event.response.id)
        elif event.type == "response.image_generation_call.partial_image":
            print(event.partial_image_b64)


def chat(client: Client) -> None:
    completion = client.chat.completions.create(
        model="openai-gpt-4o",
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "file", "file": {"file_data": "data:application/pdf;base64,", "filename": "a"}}
                ],
            }
        ],
        tools=[
            {"type": "web_fetch", "max_uses": 3},
            {"type": "custom", "custom": {"name": "sql"}},
            {"type": "future_tool", "level": 3},
        ],
        tool_choice={"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}},
        service_tier="flex",
        verbosity="low",
        web_search_options={"search_context_size": "low"},
        prediction={"type": "content", "content": "x"},
    )
    message = completion.choices[0].message
    for annotation in message.annotations or ():
        print(annotation.url_citation and annotation.url_citation.url)
    for call in message.tool_calls or ():
        print(call.custom.input if call.custom is not None else call.function.arguments)
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}, message])
