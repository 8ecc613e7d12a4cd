"""Invalid programs: every type checker reports each marked line and no other. Nothing runs them."""

from __future__ import annotations

import do_inference
from do_inference import AgentClient, AsyncClient, CallEvent, Client, models, params


def calls(client: Client) -> None:
    chat = client.chat.completions
    chat.create(model="m")  # E: messages is missing
    chat.create(model="m", messages=[{"role": "user", "content": "Hi"}], temprature=1)  # E: misspelt
    chat.create(model="m", messages=[{"rol": "user", "content": "Hi"}])  # E: a misspelt field
    chat.create(model="m", messages=[{"role": "usr", "content": "Hi"}])  # E: no such role
    chat.create(model="m", messages=[{"role": "user"}])  # E: nothing said
    chat.create(model="m", messages=[{"role": "user", "content": "Hi"}], routing_preference=1)  # E: a word
    chat.create(model=1, messages=[{"role": "user", "content": "Hi"}])  # E: a model is a string
    chat.create(model="m", messages="Hi")  # E: not a list of messages
    chat.create("m", [{"role": "user", "content": "Hi"}])  # E: only by keyword
    client.embeddings.create(model="m", input=1)  # E: neither a text nor texts
    client.models.list(limit=3)  # E: takes no limit
    client.models.list(deadline="soon")  # E: seconds are a number
    client.models.list(priority="urgent")  # E: interactive or bulk
    client.chat.completion  # E: no such resource  # noqa: B018
    chat.stream  # E: no such method  # noqa: B018


def results(client: Client) -> None:
    completion = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
    completion.choices[0].message.content.upper()  # E: may be None
    completion.choice  # E: no such field  # noqa: B018
    for _ in completion:  # E: not a stream
        pass
    count: str = completion.choices[0].index  # E: a number
    del count


def streams(client: Client) -> None:
    stream = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "Hi"}], stream=True
    )
    stream.choices  # E: a stream is no completion  # noqa: B018
    result: models.Message = stream.result()  # E: of another operation
    del result


async def asynchronous(client: AsyncClient) -> None:
    completion = client.models.list()
    completion.data  # E: not awaited  # noqa: B018
    with client:  # E: needs async with
        pass
    await completion


def agents(agent: AgentClient) -> None:
    agent.embeddings  # E: of the other API  # noqa: B018
    AgentClient(base_url="https://example.com")  # E: its address is called endpoint
    Client(api_key=1)  # E: a key is a string or a function


async def on_call(event: CallEvent) -> None:
    event.statuss  # E: no such field  # noqa: B018


def hooks() -> None:
    AsyncClient(on_call=on_call)
    Client(on_call=on_call)  # E: nothing in a synchronous client awaits it


def names() -> None:
    models.Mesage  # E: no such model  # noqa: B018
    params.MessagePram  # E: no such shape  # noqa: B018
    do_inference.Clientt  # E: no such name  # noqa: B018
