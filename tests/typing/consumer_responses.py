"""Responses in applications. Type checkers check this file; it is never run."""

from __future__ import annotations

import json
from typing import assert_never

from do_inference import AsyncClient, Client, models, params
from do_inference.models import FunctionCallItem, ResponseChunk, UnknownVariant

TOOLS: list[params.ResponseToolParam] = [
    {"type": "function", "name": "f", "description": "d", "parameters": {"type": "object"}}
]


def output_texts(response: models.Response) -> str:
    out = ""
    for item in response.output:
        if item.type == "message":
            for part in item.content:
                if part.type == "output_text":
                    out += part.text
                elif part.type == "refusal":
                    out += part.refusal
        elif item.type == "function_call":
            out += item.name + str(json.loads(item.arguments))
        elif item.type == "reasoning":
            out += "".join(part.text for part in item.summary or [])
    return out


def by_tag(response: models.Response) -> list[str]:
    found: list[str] = []
    for item in response.output:
        match item.type:
            case "message":
                found += [part.text for part in item.content if part.type == "output_text"]
            case "function_call":
                found.append(item.call_id)
            case _:
                pass
    return found


def all_part_types(part: models.ResponseContentPart) -> str:
    if isinstance(part, UnknownVariant):
        return str(part.get("text"))
    if part.type == "output_text":
        return part.text
    if part.type == "refusal":
        return part.refusal
    if part.type == "reasoning_text" or part.type == "summary_text":
        return part.text
    assert_never(part)


def call_functions(client: Client, model: str, instructions: str | None) -> models.Response:
    history: list[params.ResponseInputItemParam] = [{"role": "user", "content": "Hi"}]
    response = client.responses.create(model=model, input=history, instructions=instructions, tools=TOOLS)
    history += response.output
    for item in response.output:
        if isinstance(item, FunctionCallItem):
            history.append({"type": "function_call_output", "call_id": item.call_id, "output": "done"})
    usage = response.usage
    if usage is not None and usage.output_tokens_details is not None:
        print(usage.output_tokens_details.reasoning_tokens)
    return client.responses.create(model=model, input=history)


def stream(client: Client) -> str:
    text = ""
    for event in client.responses.create(model="m", input="Hi", stream=True):
        if event.type == "response.output_text.delta":
            text += event.delta
        elif event.type == "response.output_item.added" and event.item.type == "function_call":
            text += event.item.name
        elif event.type == "response.function_call_arguments.delta":
            text += event.delta
        elif event.type == "response.content_part.done" and event.part.type == "output_text":
            text += event.part.text
        elif event.type == "response.completed":
            print(event.response.usage)
        elif event.type == "response.failed" or event.type == "response.incomplete":
            print(event.response.status)
        elif event.type == "response.chunk" and event.choices:
            text += event.choices[0].delta.content or ""
        elif event.type == "error":
            print(event.message)
    return text


async def stream_with_match(client: AsyncClient) -> str:
    text = ""
    async for event in await client.responses.create(model="m", input="Hi", stream=True):
        match event.type:
            case "response.output_text.delta" | "response.refusal.delta":
                text += event.delta
            case "response.chunk":
                text += event.choices[0].delta.content or ""
            case _:
                pass
        if isinstance(event, ResponseChunk):
            print(event.type)
    return text
