"""Invalid programs: every type checker reports each marked line and no other. This file is never run."""

from __future__ import annotations

import do_inference
from do_inference import AgentClient, AsyncClient, CallEvent, Client, models, params
from do_inference.transports import AsyncHTTPTransport, HTTPTransport


def calls(client: Client) -> None:
    chat = client.chat.completions
    chat.create(model="m")  # E: messages is missing
    chat.create(model="m", messages=[{"role": "user", "content": "Hi"}], temprature=1)  # E: misspelled
    chat.create(model="m", messages=[{"rol": "user", "content": "Hi"}])  # E: misspelled field
    chat.create(model="m", messages=[{"role": "usr", "content": "Hi"}])  # E: unknown role
    chat.create(model="m", messages=[{"role": "user"}])  # E: content is missing
    chat.create(model="m", messages=[{"role": "user", "content": "Hi"}], routing_preference=1)  # E: an int
    chat.create(model=1, messages=[{"role": "user", "content": "Hi"}])  # E: model is not a string
    chat.create(model="m", messages="Hi")  # E: not a list of messages
    chat.create("m", [{"role": "user", "content": "Hi"}])  # E: arguments are keyword-only
    client.embeddings.create(model="m", input=1)  # E: input is not a string or list of strings
    client.models.list(limit=3)  # E: unknown argument
    client.models.list(deadline="soon")  # E: deadline is not a number
    client.models.list(priority="urgent")  # E: unknown priority
    client.chat.completion  # E: unknown resource  # noqa: B018
    chat.stream  # E: unknown method  # noqa: B018


def results(client: Client) -> None:
    completion = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
    completion.choices[0].message.content.upper()  # E: may be None
    completion.choice  # E: unknown field  # noqa: B018
    for _ in completion:  # E: not iterable
        pass
    count: str = completion.choices[0].index  # E: index is an int
    del count


def streams(client: Client) -> None:
    stream = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "Hi"}], stream=True
    )
    stream.choices  # E: a stream has no choices  # noqa: B018
    result: models.Message = stream.result()  # E: result of another operation
    del result


async def asynchronous(client: AsyncClient) -> None:
    completion = client.models.list()
    completion.data  # E: not awaited  # noqa: B018
    with client:  # E: needs async with
        pass
    await completion


def agents(agent: AgentClient) -> None:
    agent.embeddings  # E: belongs to the other API  # noqa: B018
    AgentClient(base_url="https://example.com")  # E: the argument is endpoint
    Client(api_key=1)  # E: api_key is not a string or callable


async def on_call(event: CallEvent) -> None:
    event.statuss  # E: unknown field  # noqa: B018


def hooks() -> None:
    AsyncClient(on_call=on_call)
    Client(on_call=on_call)  # E: a synchronous client does not await hooks


def names() -> None:
    models.Mesage  # E: unknown model  # noqa: B018
    params.MessagePram  # E: unknown type  # noqa: B018
    do_inference.Clientt  # E: unknown name  # noqa: B018


async def lists(client: Client, asynchronous: AsyncClient) -> None:
    client.batches.list().get_items()[0].batch_idd  # E: unknown field  # noqa: B018
    client.models.list().get_next_page()  # E: not a page
    for _ in await asynchronous.batches.list():  # E: asynchronous pages need `async for`
        pass


def transports() -> None:
    Client(transport="http2")  # E: unknown transport
    Client(transport=AsyncHTTPTransport())  # E: belongs to AsyncClient
    HTTPTransport(verify=False)  # E: certificates are always verified
    HTTPTransport(http2=True)  # E: only HTTP/1.1
