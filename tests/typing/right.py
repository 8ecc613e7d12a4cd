"""Valid programs. Type checkers check this file; it is never run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import assert_type

import attrs
import httpx

from do_inference import (
    AgentClient,
    APIStatusError,
    AsyncAgentClient,
    AsyncClient,
    AsyncPage,
    AsyncPager,
    AsyncStream,
    BinaryContent,
    CallEvent,
    Client,
    ErrorReason,
    InferenceError,
    Model,
    Page,
    RateLimitError,
    RateLimitState,
    RawResponse,
    ResponseInfo,
    RetryEvent,
    RetryPolicy,
    Stream,
    Timeout,
    models,
    params,
)
from do_inference.structured import OutputFormat
from do_inference.transports import AsyncHTTPTransport, HTTPTransport


def without_streaming(client: Client) -> None:
    completion = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
    assert_type(completion, models.ChatCompletion)
    assert_type(completion.choices[0].message.content, str | None)
    assert_type(completion.response, ResponseInfo | None)
    assert_type(client.models.list().data[0].id, str)


def with_streaming(client: Client) -> Iterator[str]:
    messages: list[params.ChatMessageParam] = [{"role": "user", "content": "Hi"}]
    stream = client.chat.completions.create(
        model="m", messages=messages, stream=True, temperature=0.5, stop=["a"]
    )
    assert_type(stream, Stream[models.ChatCompletionChunk, models.ChatCompletion])
    with stream:
        for chunk in stream:
            assert_type(chunk, models.ChatCompletionChunk)
    assert_type(stream.result(), models.ChatCompletion)
    assert_type(stream.usage, models.CompletionUsage | None)
    yield from stream.text


def streaming_or_not(client: Client, stream: bool) -> models.ChatCompletion:
    completion = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "Hi"}], stream=stream
    )
    if isinstance(completion, models.ChatCompletion):
        return completion
    return completion.finish()


def complete_conversation(client: Client) -> None:
    client.chat.completions.create(
        model="an-unlisted-model",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}]},
            {
                "role": "assistant",
                "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "1", "content": "a cat"},
        ],
        tools=[{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        tool_choice="auto",
        reasoning_effort="a-future-effort",
        max_completion_tokens=None,
        timeout=Timeout(connect=1.0),
        deadline=30,
        event_timeout=None,
        extra_headers={"x-a": "b"},
        extra_body={"vendor_field": 1},
        max_retries=0,
        priority="bulk",
    )


def content_of_one_part(client: Client) -> None:
    client.chat.completions.create(
        model="m",
        messages=[
            {"role": "system", "content": {"type": "text", "text": "Be brief."}},
            {"role": "developer", "content": {"type": "text", "text": "Be kind."}},
            {
                "role": "user",
                "content": {
                    "type": "text",
                    "text": "Hi",
                    "cache_control": {"type": "ephemeral", "ttl": "1h"},
                },
            },
            {"role": "tool", "tool_call_id": "c", "content": {"type": "text", "text": "sunny"}},
        ],
    )


def unknown_types_are_forwarded(client: Client, tools: list[dict[str, object]]) -> None:
    client.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": [{"type": "future_part", "data": [1]}]}],
        tools=[{"type": "web_search", "max_uses": 3}, {"type": "future_tool", "name": "x"}],
        tool_choice={"type": "future_tool"},
        response_format={"type": "grammar", "grammar": "root ::= x"},
        reasoning={"enabled": True},
    )
    client.messages.create(
        model="m",
        max_tokens=99,
        messages=[{"role": "user", "content": [{"type": "future_block", "x": {"y": 1}}]}],
        tools=tools,
        thinking={"type": "future", "display": "omitted"},
        system=[{"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral", "scope": "global"}}],
    )
    client.responses.create(
        model="m",
        input=[{"type": "future_item", "id": "1"}],
        tools=[{"type": "code_interpreter", "container": {"type": "auto"}}],
        text={"format": {"type": "grammar", "syntax": "lark"}},
    )


def routing(client: Client, preference: str) -> str | None:
    chat = client.chat.completions.create(
        model="inference-router",
        messages=[{"role": "user", "content": "Hi"}],
        routing_preference="budget",
        model_affinity="conversation-7",
        prompt_cache_key="reports",
    )
    if chat.response is not None:
        assert_type(chat.response.route, str | None)
    client.responses.create(
        model="router:mine",
        input="Hi",
        routing_preference=preference,
        model_affinity="7",
        prompt_cache_key="k",
    )
    with client.messages.create(
        model="router:software-engineering",
        max_tokens=99,
        messages=[{"role": "user", "content": "Hi"}],
        routing_preference="a-future-preference",
        model_affinity="conversation-7",
        stream=True,
    ) as stream:
        assert_type(stream.model, str | None)
        return stream.response.route


async def asynchronous(client: AsyncClient) -> None:
    completion = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
    assert_type(completion, models.ChatCompletion)
    stream = await client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "Hi"}], stream=True
    )
    assert_type(stream, AsyncStream[models.ChatCompletionChunk, models.ChatCompletion])
    async with stream:
        async for text in stream.text:
            assert_type(text, str)
    assert_type(await stream.result(), models.ChatCompletion)
    assert_type(stream.model, str | None)
    assert_type(stream.usage, models.CompletionUsage | None)


def other_operations(client: Client) -> None:
    assert_type(client.embeddings.create(model="m", input="one"), models.EmbeddingResponse)
    assert_type(client.embeddings.create(model="m", input=["one", "two"]), models.EmbeddingResponse)
    assert_type(client.audio.speech.create(model="m", voice="v", input="text"), BinaryContent)
    assert_type(client.audio.speech.create(model="m", input="text", instructions="calm"), BinaryContent)
    assert_type(client.models.with_raw_response.list(), RawResponse[models.ModelList])
    message = client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": "Hi"}])
    assert_type(message, models.Message)
    assert_type(client.responses.create(model="m", input="Hi"), models.Response)


def agents(agent: AgentClient) -> None:
    completion = agent.chat.completions.create(messages=[{"role": "user", "content": "Hi"}])
    assert_type(completion, models.AgentChatCompletion)
    assert_type(agent.health(), models.AgentHealth)


async def asynchronous_agents(agent: AsyncAgentClient) -> None:
    assert_type(await agent.health(), models.AgentHealth)


def on_retry(event: RetryEvent) -> None:
    assert_type(event.delay, float)


def on_call(event: CallEvent) -> None:
    assert_type(event.status, int | None)
    assert_type(event.usage, Model | None)
    assert_type(event.error, BaseException | None)


async def on_call_async(event: CallEvent) -> None:
    assert_type(event.attempts, int)


def construction() -> None:
    Client(on_call=on_call).with_options(on_call=None)
    AsyncClient(on_call=on_call_async).with_options(on_call=on_call)
    Client(api_key="k", base_url="https://example.com", timeout=3, max_retries=1, on_retry=on_retry)
    Client(api_key=lambda: "k", retry=RetryPolicy(max_retries=5), timeout=None)
    AgentClient(api_key="k", endpoint="https://example.com").with_options(timeout=3).close()


def errors(client: Client) -> None:
    try:
        client.models.list()
    except RateLimitError as error:
        assert_type(error.retry_after, float | None)
        assert_type(error.reason, ErrorReason)
        assert_type(error.model, str | None)
        assert_type(error.response.rate_limit if error.response else None, RateLimitState | None)
    except APIStatusError as error:
        assert_type(error.status_code, int)
    except InferenceError as error:
        assert_type(error.message, str)


def message_as_input(client: Client, completion: models.ChatCompletion) -> None:
    message = completion.choices[0].message
    client.chat.completions.create(model="m", messages=[{"role": "assistant", "content": message.content}])
    client.chat.completions.create(model="m", messages=[message])


@attrs.define
class Recipe:
    steps: list[str]


@attrs.define
class Refusal:
    reason: str


def structured_output(client: Client) -> None:
    recipe = OutputFormat(Recipe)
    completion = client.chat.completions.create(
        model="m",
        messages=[{"role": "user", "content": "Hi"}],
        response_format=recipe.response_format,
    )
    assert_type(recipe.parse(completion), Recipe)
    message = client.messages.create(
        model="m",
        max_tokens=9,
        messages=[{"role": "user", "content": "Hi"}],
        output_config=recipe.output_config,
    )
    assert_type(recipe.parse(message), Recipe)
    with client.responses.create(model="m", input="Hi", text=recipe.text, stream=True) as stream:
        assert_type(recipe.parse(stream.result()), Recipe)
    assert_type(OutputFormat(list[Recipe | Refusal]).parse(message), list[Recipe | Refusal])
    OutputFormat(Recipe | Refusal).parse(message)
    OutputFormat({"type": "object"}).parse(message)


def lists(client: Client) -> None:
    page = client.batches.list(status="completed", timeout=3)
    assert_type(page, models.BatchListPage)
    model: models.BatchList = page
    generic: Page[models.Batch] = page
    assert_type(model.data, list[models.Batch] | None)
    assert_type(generic.get_items(), list[models.Batch])
    assert_type(next(iter(page)), models.Batch)
    assert_type(list(page.iter_pages()), list[models.BatchListPage])
    assert_type(page.get_next_page(), models.BatchListPage)
    assert_type(client.batches.with_raw_response.list().parse(), models.BatchListPage)


async def asynchronous_lists(client: AsyncClient) -> None:
    assert_type(client.batches.list(), AsyncPager[models.AsyncBatchListPage, models.Batch])
    assert_type([batch async for batch in client.batches.list()], list[models.Batch])
    page = await asyncio.create_task(client.batches.list())
    generic: AsyncPage[models.Batch] = page
    assert_type(generic.get_items(), list[models.Batch])
    assert_type([other async for other in page.iter_pages()], list[models.AsyncBatchListPage])
    assert_type(await page.get_next_page(), models.AsyncBatchListPage)


def transports(authority: str) -> tuple[httpx.Client, httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=10)
    Client(transport=HTTPTransport(verify=authority))
    Client(transport="native")
    AsyncClient(transport=AsyncHTTPTransport(limits=limits))
    AsyncClient(transport="httpx")
    with HTTPTransport() as transport:
        assert_type(transport, HTTPTransport)
    return httpx.Client(transport=HTTPTransport(limits=limits)), httpx.AsyncClient(
        transport=AsyncHTTPTransport()
    )
