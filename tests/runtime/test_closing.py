"""All operations of a closed client raise `ClientClosedError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference import AsyncClient, Client, ClientClosedError, InferenceError, StreamInterrupted
from do_inference.workflows import download

from .conftest import KEY
from .loopback import STREAM_HEAD, Loopback, chunk, event, hang

if TYPE_CHECKING:
    from pathlib import Path

ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def calls(client: Any, place: Path) -> list[Any]:
    return [
        client.models.list,
        client.models.with_raw_response.list,
        lambda: client.chat.completions.create(**ASK, stream=True),
        client.with_options(max_retries=0).models.list,
        client.refresh_rate_limit,
        lambda: download(client, "http://127.0.0.1:9/file", place),
    ]


def test_all_calls_of_a_closed_client_are_rejected(server: Loopback, tmp_path: Path) -> None:
    with Client(api_key=KEY, base_url=server.url) as client:
        client.models.list()
    for call in calls(client, tmp_path / "file"):
        with pytest.raises(ClientClosedError, match="the client is closed"):
            call()
    assert len(server.requests) == 1
    assert issubclass(ClientClosedError, InferenceError)
    assert issubclass(ClientClosedError, RuntimeError)


@pytest.mark.anyio
async def test_all_calls_of_a_closed_asynchronous_client_are_rejected(
    server: Loopback, tmp_path: Path
) -> None:
    async with AsyncClient(api_key=KEY, base_url=server.url) as client:
        await client.models.list()
    for call in calls(client, tmp_path / "file"):
        with pytest.raises(ClientClosedError, match="the client is closed"):
            await call()
    assert len(server.requests) == 1


def test_the_error_names_a_closed_http_client() -> None:
    own = httpx.Client()
    own.close()

    with pytest.raises(ClientClosedError, match="http_client"):
        Client(api_key=KEY, http_client=own).models.list()


@pytest.mark.anyio
async def test_the_error_names_a_closed_asynchronous_http_client() -> None:
    own = httpx.AsyncClient()
    await own.aclose()

    with pytest.raises(ClientClosedError, match="http_client"):
        await AsyncClient(api_key=KEY, http_client=own).models.list()


# One event, and then nothing on the open connection.
HALF = STREAM_HEAD + b"\r\n" + chunk(event("a"))


def test_a_stream_of_a_closed_client_reports_it_with_the_partial_result(server: Loopback) -> None:
    server.respond_with(hang(server, HALF))
    client = Client(api_key=KEY, base_url=server.url)

    with client.chat.completions.create(**ASK, stream=True) as stream:
        events = iter(stream)
        next(events)
        client.close()
        with pytest.raises(StreamInterrupted, match="the client was closed") as caught:
            next(events)

    assert caught.value.partial.choices[0].message.content == "a"


@pytest.mark.anyio
async def test_an_asynchronous_stream_of_a_closed_client_reports_it_with_the_partial_result(
    server: Loopback,
) -> None:
    server.respond_with(hang(server, HALF))
    client = AsyncClient(api_key=KEY, base_url=server.url)

    async with await client.chat.completions.create(**ASK, stream=True) as stream:
        events = aiter(stream)
        await anext(events)
        await client.close()
        with pytest.raises(StreamInterrupted, match="the client was closed") as caught:
            await anext(events)

    assert caught.value.partial.choices[0].message.content == "a"
