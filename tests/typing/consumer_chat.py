"""Chat completions in applications. Type checkers check this file; it is never run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from do_inference import AgentClient, AsyncClient, Client, models, params
from do_inference.streams import Stream

Tool = Callable[..., str]

TOOLS: list[params.FunctionToolParam] = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "The weather of a city.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
]


def ask(
    client: Client,
    history: Sequence[params.ChatMessageParam],
    model: str | None = None,
    temperature: float | None = None,
    stop: list[str] | None = None,
    headers: dict[str, str] | None = None,
    retries: int | None = None,
) -> models.ChatCompletion:
    return client.chat.completions.create(
        model=model or "llama3.3-70b-instruct",
        messages=history,
        temperature=temperature,
        stop=stop,
        tools=TOOLS,
        extra_headers=headers,
        extra_query=None,
        extra_body=None,
        max_retries=retries,
        max_event_size=None,
        max_body_size=None,
        priority=None,
        timeout=None,
        deadline=None,
        idle_timeout=None,
        event_timeout=None,
        max_wait=None,
    )


def run_tools(client: Client, available: dict[str, Tool]) -> str:
    messages: list[params.ChatMessageParam] = [{"role": "system", "content": "Be brief."}]
    messages.append({"role": "user", "content": "Is it raining?"})
    message = ask(client, messages).choices[0].message
    messages.append(message)
    for call in message.tool_calls or []:
        if call.type == "function":
            arguments: dict[str, Any] = json.loads(call.function.arguments)
            result = available[call.function.name](**arguments)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    return ask(client, messages).choices[0].message.content or ""


def user_message(text: str, image_urls: list[str]) -> params.UserMessageParam:
    parts: list[params.ChatContentPartParam] = [{"type": "text", "text": text}]
    parts.extend({"type": "image_url", "image_url": {"url": url}} for url in image_urls)
    return {"role": "user", "content": parts}


def from_specific_lists(client: Client) -> None:
    users: list[params.UserMessageParam] = [user_message("Hi", [])]
    client.chat.completions.create(model="m", messages=users)
    client.chat.completions.create(model="m", messages=[*users, {"role": "assistant", "content": "Hello"}])
    texts: list[params.TextContentPartParam] = [{"type": "text", "text": "a"}]
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": texts}])
    calls: list[params.ToolCallParam] = [
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    ]
    client.chat.completions.create(model="m", messages=[{"role": "assistant", "tool_calls": calls}])


def usage_details(completion: models.ChatCompletion) -> tuple[int, int, int]:
    usage = completion.usage
    if usage is None:
        return 0, 0, 0
    cached = usage.prompt_tokens_details.cached_tokens if usage.prompt_tokens_details else None
    details = usage.completion_tokens_details
    reasoning = details.reasoning_tokens if details is not None else None
    return usage.total_tokens, cached or 0, reasoning or 0


def read(client: Client, messages: list[params.ChatMessageParam]) -> tuple[str, dict[int, str]]:
    text, arguments = "", dict[int, str]()
    stream = client.chat.completions.create(model="m", messages=messages, stream=True)
    for chunk in stream:
        if not chunk.choices:
            continue
        choice = chunk.choices[0]
        if choice.delta.content is not None:
            text += choice.delta.content
        if choice.delta.tool_calls:
            call = choice.delta.tool_calls[0]
            if call.function is not None and call.function.arguments is not None:
                index = call.index or 0
                arguments[index] = arguments.get(index, "") + call.function.arguments
        if choice.finish_reason == "length":
            break
    return text, arguments


def semantic_events(stream: Stream[models.ChatCompletionChunk, models.ChatCompletion]) -> list[str]:
    lines: list[str] = []
    for event in stream.events():
        if event.type == "text.delta":
            lines.append(event.text)
        elif event.type == "tool_call.done":
            lines.append(f"{event.name}({event.arguments})")
        elif event.type == "choice.done":
            lines.append(event.finish_reason or "")
        elif event.type == "image":
            lines.append(event.b64[:10])
    return lines


def match_event_classes(stream: Stream[models.ChatCompletionChunk, models.ChatCompletion]) -> list[str]:
    lines: list[str] = []
    for event in stream.events():
        match event.type:
            case "text.delta" | "reasoning.delta" | "refusal.delta":
                lines.append(event.text)
            case "tool_call.started":
                lines.append(event.name)
            case _:
                pass
    return lines


def ask_agent(agent: AgentClient, history: list[params.ChatMessageParam]) -> str:
    history.append({"role": "user", "content": "And tomorrow?"})
    completion = agent.chat.completions.create(messages=history)
    history.append(completion.choices[0].message)
    own: list[params.AgentMessageParam] = [{"role": "user", "content": "Hi"}]
    agent.chat.completions.create(messages=own)
    for citation in completion.citations or []:
        print(citation.page_content)
    return completion.choices[0].message.content or ""


async def ask_concurrently(client: AsyncClient, questions: list[str]) -> list[str]:
    replies: list[str] = []
    for question in questions:
        async with await client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": question}], stream=True
        ) as stream:
            async for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    print(chunk.choices[0].delta.content, end="")
            replies.append((await stream.result()).choices[0].message.content or "")
    return replies
