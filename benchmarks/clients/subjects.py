"""The clients under measurement, each constructed as its own documentation shows, and the ways to use them.

Functions import only the library that they construct: the others are not installed in the same environment. Each method
returns what it received, so that the worker can check it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from . import floor
from .messages import MAX_TOKENS, SHORT, TEXT, request_body

FLOOR: Final = "floor"
OURS: Final = "do-inference"
OURS_HTTPX: Final = "do-inference httpx"
"""The same client over the transport of httpx."""


class Subject(Protocol):
    """A synchronous client. Not every client supports every method."""

    first_tokens: list[float]
    """When the first text of each stream was received, by `time.perf_counter`."""

    def stream(self, model: str) -> int:
        """Read a stream chunk by chunk. Returns how many had the expected text."""

    def helper(self, model: str) -> int:
        """Read the fragments of text and then the result of a stream. Returns how many fragments there were."""

    def request(self, messages: list[Any]) -> str:
        """Make a request without streaming. Returns the text of the response."""

    def embeddings(self) -> int:
        """Request 256 vectors of 1,024 numbers. Returns the number of numbers in the last one."""

    def close(self) -> None:
        """Close the connections."""


class AsyncSubject(Protocol):
    """An asynchronous client with the same methods."""

    first_tokens: list[float]

    async def stream(self, model: str) -> int: ...
    async def request(self, messages: list[Any]) -> str: ...
    async def close(self) -> None: ...


class _Client:
    """The client of a library as `client`, and when first tokens were received."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.first_tokens: list[float] = []

    def _first_token(self) -> None:
        self.first_tokens.append(time.perf_counter())

    def close(self) -> Any:
        """Close the connections. Returns an awaitable if the client is asynchronous."""
        return self.client.close()


class _SyncClient(_Client):
    """A synchronous client without helper and without embeddings."""

    def helper(self, model: str) -> int:
        raise NotImplementedError

    def embeddings(self) -> int:
        raise NotImplementedError


class ChatClient(_SyncClient):
    """A client with `chat.completions.create`: do-inference, openai, gradient and pydo."""

    def stream(self, model: str) -> int:
        seen = 0
        for chunk in self.client.chat.completions.create(**request_body(model, SHORT, stream=True)):
            if chunk.choices[0].delta.content == TEXT:
                if not seen:
                    self._first_token()
                seen += 1
        return seen

    def request(self, messages: list[Any]) -> str:
        completion = self.client.chat.completions.create(model="m", messages=messages)
        text: str = completion.choices[0].message.content
        return text

    def embeddings(self) -> int:
        # Without `encoding_format`, openai would request Base64.
        response = self.client.embeddings.create(model="m", input="x", encoding_format="float")
        return len(response.data[-1].embedding)


class DoInference(ChatClient):
    """`stream.text` and `stream.result()` of do-inference."""

    def helper(self, model: str) -> int:
        with self.client.chat.completions.create(**request_body(model, SHORT, stream=True)) as stream:
            seen = sum(1 for text in stream.text if text == TEXT)
            assert stream.result().choices[0].message.content == TEXT * seen
        return seen


class OpenAI(ChatClient):
    """`chat.completions.stream` of openai."""

    def helper(self, model: str) -> int:
        with self.client.chat.completions.stream(model=model, messages=SHORT) as stream:
            seen = sum(1 for event in stream if event.type == "content.delta" and event.delta == TEXT)
            assert stream.get_final_completion().choices[0].message.content == TEXT * seen
        return seen


class Anthropic(_SyncClient):
    """The messages API, which has other events and no terminator."""

    def stream(self, model: str) -> int:
        body = request_body(model, SHORT[1:], stream=True)
        seen = 0
        for event in self.client.messages.create(**body, max_tokens=MAX_TOKENS):
            if event.type == "content_block_delta" and event.delta.text == TEXT:
                if not seen:
                    self._first_token()
                seen += 1
        return seen

    def helper(self, model: str) -> int:
        body = request_body(model, SHORT[1:], stream=False)
        with self.client.messages.stream(**body, max_tokens=MAX_TOKENS) as stream:
            seen = sum(1 for text in stream.text_stream if text == TEXT)
            assert stream.get_final_message().content[0].text == TEXT * seen
        return seen

    def request(self, messages: list[Any]) -> str:
        message = self.client.messages.create(model="m", messages=messages[1:], max_tokens=MAX_TOKENS)
        text: str = message.content[0].text
        return text


def _text_of(line: str | bytes) -> Any:
    return json.loads(line[6:])["choices"][0]["delta"]["content"]


class Httpx(_SyncClient):
    """httpx with the shortest loop over the lines of a stream, and `json.loads`."""

    def stream(self, model: str) -> int:
        seen = 0
        body = request_body(model, SHORT, stream=True)
        with self.client.stream("POST", "/v1/chat/completions", json=body) as response:
            for line in response.iter_lines():
                if line.startswith("data: {") and _text_of(line) == TEXT:
                    if not seen:
                        self._first_token()
                    seen += 1
        return seen

    def request(self, messages: list[Any]) -> str:
        body = request_body("m", messages, stream=False)
        response = self.client.post("/v1/chat/completions", json=body)
        text: str = response.json()["choices"][0]["message"]["content"]
        return text

    def embeddings(self) -> int:
        response = self.client.post("/v1/embeddings", json={"model": "m", "input": "x"})
        return len(response.json()["data"][-1]["embedding"])


class AsyncChatClient(_Client):
    """The asynchronous form of `ChatClient`."""

    async def stream(self, model: str) -> int:
        chunks = self.client.chat.completions.create(**request_body(model, SHORT, stream=True))
        if isinstance(chunks, Awaitable):
            chunks = await chunks
        seen = 0
        async for chunk in chunks:
            if chunk.choices[0].delta.content == TEXT:
                if not seen:
                    self._first_token()
                seen += 1
        return seen

    async def request(self, messages: list[Any]) -> str:
        completion = await self.client.chat.completions.create(model="m", messages=messages)
        text: str = completion.choices[0].message.content
        return text


class AsyncAnthropic(_Client):
    """The asynchronous form of `Anthropic`."""

    async def stream(self, model: str) -> int:
        body = request_body(model, SHORT[1:], stream=True)
        seen = 0
        async for event in await self.client.messages.create(**body, max_tokens=MAX_TOKENS):
            if event.type == "content_block_delta" and event.delta.text == TEXT:
                if not seen:
                    self._first_token()
                seen += 1
        return seen

    async def request(self, messages: list[Any]) -> str:
        message = await self.client.messages.create(model="m", messages=messages[1:], max_tokens=MAX_TOKENS)
        text: str = message.content[0].text
        return text


class AsyncHttpx(_Client):
    """The asynchronous form of `Httpx`."""

    async def stream(self, model: str) -> int:
        seen = 0
        body = request_body(model, SHORT, stream=True)
        async with self.client.stream("POST", "/v1/chat/completions", json=body) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: {") and _text_of(line) == TEXT:
                    if not seen:
                        self._first_token()
                    seen += 1
        return seen

    async def request(self, messages: list[Any]) -> str:
        body = request_body("m", messages, stream=False)
        response = await self.client.post("/v1/chat/completions", json=body)
        text: str = response.json()["choices"][0]["message"]["content"]
        return text

    async def close(self) -> None:
        await self.client.aclose()


class Aiohttp(_Client):
    """aiohttp with the shortest loop over the lines of a stream, and `json.loads`."""

    async def stream(self, model: str) -> int:
        seen = 0
        body = request_body(model, SHORT, stream=True)
        async with self.client.post("/v1/chat/completions", json=body) as response:
            async for line in response.content:
                if line.startswith(b"data: {") and _text_of(line) == TEXT:
                    if not seen:
                        self._first_token()
                    seen += 1
        return seen

    async def request(self, messages: list[Any]) -> str:
        body = request_body("m", messages, stream=False)
        async with self.client.post("/v1/chat/completions", json=body) as response:
            text: str = (await response.json())["choices"][0]["message"]["content"]
            return text


# --- construction


def _do_inference(url: str) -> Subject:
    from do_inference import Client

    return DoInference(Client(api_key="k", base_url=url))


def _async_do_inference(url: str) -> AsyncSubject:
    from do_inference import AsyncClient

    return AsyncChatClient(AsyncClient(api_key="k", base_url=url))


def _do_inference_httpx(url: str) -> Subject:
    from do_inference import Client

    return DoInference(Client(api_key="k", base_url=url, transport="httpx"))


def _async_do_inference_httpx(url: str) -> AsyncSubject:
    from do_inference import AsyncClient

    return AsyncChatClient(AsyncClient(api_key="k", base_url=url, transport="httpx"))


def _openai(url: str) -> Subject:
    from openai import OpenAI as Client

    return OpenAI(Client(api_key="k", base_url=f"{url}/v1"))


def _async_openai(url: str) -> AsyncSubject:
    from openai import AsyncOpenAI

    return AsyncChatClient(AsyncOpenAI(api_key="k", base_url=f"{url}/v1"))


def _gradient(url: str) -> Subject:
    from gradient import Gradient

    return ChatClient(Gradient(access_token="k", model_access_key="k", inference_endpoint=url))


def _async_gradient(url: str) -> AsyncSubject:
    from gradient import AsyncGradient

    return AsyncChatClient(AsyncGradient(access_token="k", model_access_key="k", inference_endpoint=url))


def _pydo_policy() -> Any:
    """Return a policy that sends the key. The default one rejects URLs without TLS."""
    from azure.core.credentials import AzureKeyCredential
    from azure.core.pipeline.policies import AzureKeyCredentialPolicy

    return AzureKeyCredentialPolicy(AzureKeyCredential("k"), "Authorization", prefix="Bearer")


def _pydo(url: str) -> Subject:
    from pydo import Client

    return ChatClient(Client(token="k", inference_endpoint=url, authentication_policy=_pydo_policy()))


def _async_pydo(url: str) -> AsyncSubject:
    from pydo.aio import Client

    return AsyncChatClient(Client(token="k", inference_endpoint=url, authentication_policy=_pydo_policy()))


def _anthropic(url: str) -> Subject:
    from anthropic import Anthropic as Client

    return Anthropic(Client(api_key="k", base_url=url))


def _async_anthropic(url: str) -> AsyncSubject:
    from anthropic import AsyncAnthropic as Client

    return AsyncAnthropic(Client(api_key="k", base_url=url))


def _httpx(url: str) -> Subject:
    import httpx

    return Httpx(httpx.Client(base_url=url))


def _async_httpx(url: str) -> AsyncSubject:
    import httpx

    # The default limit of 100 connections and the timeout of 5 s for one of them exclude 1,000 streams.
    limits = httpx.Limits(max_connections=None)
    return AsyncHttpx(httpx.AsyncClient(base_url=url, limits=limits, timeout=None))


def _async_aiohttp(url: str) -> AsyncSubject:
    import aiohttp

    # As for httpx.
    return Aiohttp(aiohttp.ClientSession(url, connector=aiohttp.TCPConnector(limit=0)))


SYNC: Final[dict[str, Callable[[str], Subject]]] = {
    FLOOR: floor.Floor,
    OURS: _do_inference,
    OURS_HTTPX: _do_inference_httpx,
    "openai": _openai,
    "gradient": _gradient,
    "pydo": _pydo,
    "anthropic": _anthropic,
    "httpx": _httpx,
}
ASYNC: Final[dict[str, Callable[[str], AsyncSubject]]] = {
    FLOOR: floor.AsyncFloor,
    OURS: _async_do_inference,
    OURS_HTTPX: _async_do_inference_httpx,
    "openai": _async_openai,
    "gradient": _async_gradient,
    "pydo": _async_pydo,
    "anthropic": _async_anthropic,
    "httpx": _async_httpx,
    "aiohttp": _async_aiohttp,
}
