"""One measurement in a separate process: `python worker.py CASE SUBJECT PORT`. Prints JSON.

It imports no more than the client it measures, made as that client's own documentation makes it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import socket
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

CHUNKS = 20_000
PACED_CHUNKS = 1_000
TEXT = " token"
HELLO: list[Any] = [{"role": "user", "content": "hi"}]


def ask(count: int, extra: str = "") -> dict[str, Any]:
    return {"model": f"{count} {extra}".strip(), "messages": HELLO}


# --- clients


def client_of(subject: str, port: int, *, asynchronous: bool = False) -> Any:
    url = f"http://127.0.0.1:{port}"
    match subject.split(maxsplit=1)[0]:
        case "do-inference":
            from do_inference import AsyncClient, Client

            # No rate limiter: the other clients have none.
            options: dict[str, Any] = {"api_key": "k", "base_url": url, "rate_limiter": None}
            if "aiohttp" in subject:
                from aiohttp import ClientSession, TCPConnector
                from httpx_aiohttp import AiohttpTransport

                session = ClientSession(connector=TCPConnector(limit=0))
                return AsyncClient(transport=AiohttpTransport(client=session), **options)
            if "httpx" in subject:
                import httpx

                limits = httpx.Limits(max_connections=None)
                if asynchronous:
                    return AsyncClient(transport=httpx.AsyncHTTPTransport(limits=limits), **options)
                return Client(transport=httpx.HTTPTransport(limits=limits), **options)
            return AsyncClient(**options) if asynchronous else Client(**options)
        case "gradient":
            from gradient import AsyncGradient, Gradient

            make = AsyncGradient if asynchronous else Gradient
            return make(access_token="k", model_access_key="k", inference_endpoint=url)
        case "openai":
            from openai import AsyncOpenAI, OpenAI

            return (AsyncOpenAI if asynchronous else OpenAI)(api_key="k", base_url=f"{url}/v1")
        case "anthropic":
            from anthropic import Anthropic, AsyncAnthropic

            return (AsyncAnthropic if asynchronous else Anthropic)(api_key="k", base_url=url)
        case "pydo":
            from azure.core.credentials import AzureKeyCredential
            from azure.core.pipeline.policies import AzureKeyCredentialPolicy

            if asynchronous:
                from pydo.aio import Client as PydoClient
            else:
                from pydo import Client as PydoClient
            # Its default policy rejects tokens over plain HTTP.
            policy = AzureKeyCredentialPolicy(AzureKeyCredential("k"), "Authorization", prefix="Bearer")
            return PydoClient(token="k", inference_endpoint=url, authentication_policy=policy)
    raise ValueError(subject)


# --- the ways to read one stream


def _text_of(chunk: Any) -> str | None:
    return getattr(chunk.choices[0].delta, "content", None) if chunk.choices else None


def read_floor(port: int, count: int, extra: str = "") -> int:
    """Read a socket line by line, with `json.loads`."""
    body = json.dumps({**ask(count, extra), "stream": True}).encode()
    seen = 0
    with socket.create_connection(("127.0.0.1", port)) as sock:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n"
        sock.sendall(head.encode() + body)
        with sock.makefile("rb") as file:
            for line in file:
                if line.startswith(b"data: {"):
                    seen += json.loads(line[6:])["choices"][0]["delta"].get("content") == TEXT
                elif line.startswith(b"data: ["):
                    break
    return seen


def read_chunks(client: Any, subject: str, count: int, extra: str = "") -> int:
    if subject == "anthropic":
        events = client.messages.create(**ask(count, extra), max_tokens=9, stream=True)
        return sum(event.type == "content_block_delta" and event.delta.text == TEXT for event in events)
    chunks = client.chat.completions.create(**ask(count, extra), stream=True)
    return sum(_text_of(chunk) == TEXT for chunk in chunks)


def read_helper(client: Any, subject: str, count: int) -> int:
    """Read the fragments of text and the result."""
    if subject == "anthropic":
        with client.messages.stream(**ask(count), max_tokens=9) as stream:
            seen = sum(text == TEXT for text in stream.text_stream)
            assert stream.get_final_message().content[0].text == TEXT * count
    elif subject == "openai":
        with client.chat.completions.stream(**ask(count)) as stream:
            seen = sum(event.type == "content.delta" and event.delta == TEXT for event in stream)
            assert stream.get_final_completion().choices[0].message.content == TEXT * count
    elif "messages" in subject:
        with client.messages.create(**ask(count), max_tokens=9, stream=True) as stream:
            seen = sum(text == TEXT for text in stream.text)
            assert stream.result().content[0].text == TEXT * count
    else:
        with client.chat.completions.create(**ask(count), stream=True) as stream:
            seen = sum(text == TEXT for text in stream.text)
            assert stream.result().choices[0].message.content == TEXT * count
    return seen


async def read_async(client: Any, subject: str, count: int, extra: str = "") -> int:
    if subject == "anthropic":
        events = await client.messages.create(**ask(count, extra), max_tokens=9, stream=True)
        return sum(
            [event.type == "content_block_delta" and event.delta.text == TEXT async for event in events]
        )
    chunks = client.chat.completions.create(**ask(count, extra), stream=True)
    chunks = await chunks if isinstance(chunks, Awaitable) else chunks
    seen = 0
    async for chunk in chunks:
        seen += _text_of(chunk) == TEXT
    return seen


# --- cases


def median_cpu(work: Callable[[], int], chunks: int, rounds: int = 3) -> float:
    """Return the CPU time per chunk in microseconds."""
    times = []
    for _ in range(rounds + 1):
        gc.collect()
        began = time.process_time()
        assert work() == chunks
        times.append((time.process_time() - began) / chunks * 1e6)
    return statistics.median(times[1:])


def chunk(subject: str, port: int, count: int = CHUNKS, extra: str = "") -> float:
    if subject == "floor":
        return median_cpu(lambda: read_floor(port, count, extra), count)
    client = client_of(subject, port)
    return median_cpu(lambda: read_chunks(client, subject, count, extra), count)


def helper(subject: str, port: int) -> float:
    client = client_of(subject, port)
    return median_cpu(lambda: read_helper(client, subject, CHUNKS), CHUNKS)


async def async_chunk(subject: str, port: int, count: int = CHUNKS, extra: str = "") -> float:
    client = client_of(subject, port, asynchronous=True)
    times = []
    for _ in range(4):
        gc.collect()
        began = time.process_time()
        assert await read_async(client, subject, count, extra) == count
        times.append((time.process_time() - began) / count * 1e6)
    return statistics.median(times[1:])


async def concurrent(subject: str, port: int, streams: int, each: int = 50) -> float:
    """Return the CPU time per chunk of many concurrent streams, including connections and requests."""
    client = client_of(subject, port, asynchronous=True)
    assert await read_async(client, subject, each) == each
    gc.collect()
    began = time.process_time()
    seen = await asyncio.gather(*(read_async(client, subject, each) for _ in range(streams)))
    assert sum(seen) == streams * each
    return (time.process_time() - began) / (streams * each) * 1e6


def memory(subject: str, port: int) -> float:
    """Return the growth of the peak memory between the 100,000th and the millionth chunk of a stream, in MB."""
    client = client_of(subject, port)
    peaks = []
    with client.chat.completions.create(**ask(1_000_000), stream=True) as stream:
        for number, _ in enumerate(stream):
            if number in (100_000, 1_000_000):
                peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return peaks[1] - peaks[0]


def main() -> None:
    case, subject, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    match case:
        case "chunk":
            print(json.dumps(chunk(subject, port)))
        case "paced chunk":
            print(json.dumps(chunk(subject, port, PACED_CHUNKS, "paced")))
        case "helper":
            print(json.dumps(helper(subject, port)))
        case "async chunk":
            print(json.dumps(asyncio.run(async_chunk(subject, port))))
        case "async paced chunk":
            print(json.dumps(asyncio.run(async_chunk(subject, port, PACED_CHUNKS, "paced"))))
        case "200 streams":
            print(json.dumps(asyncio.run(concurrent(subject, port, 200))))
        case "1000 streams":
            print(json.dumps(asyncio.run(concurrent(subject, port, 1000))))
        case "memory":
            print(json.dumps(memory(subject, port)))


if __name__ == "__main__":
    main()
