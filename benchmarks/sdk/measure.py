"""One measurement in an interpreter of its own: `python -m benchmarks.sdk.measure CASE SUBJECT PORT`.

Prints seconds of CPU time (user and system) for each repetition, as JSON.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from . import payloads
from .subjects import SUBJECTS


def cpu(work: Callable[[], object], repeat: int) -> float:
    """Seconds of CPU time of one repetition."""
    gc.collect()
    began = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - began) / repeat


def best(work: Callable[[], object], repeat: int, rounds: int = 7) -> float:
    """The median over several rounds, after one that warms up."""
    work()
    return statistics.median(cpu(work, repeat) for _ in range(rounds))


def importing(subject: str, port: int) -> float:
    """From a fresh interpreter to the class of the client. Not its construction."""
    names = {
        "do-inference": "do_inference:Client",
        "gradient": "gradient:Gradient",
        "openai": "openai:OpenAI",
    }
    module, _, name = names.get(subject, f"{subject}:Client").partition(":")
    began = time.process_time()
    getattr(__import__(module), name)
    return time.process_time() - began


def ready(subject: str, port: int) -> float:
    """From a fresh interpreter to a client, with the resource that makes the first call."""
    began = time.process_time()
    client = SUBJECTS[subject](port)
    if subject != "httpx":
        _ = client.chat.completions.create
    return time.process_time() - began


def construct(subject: str, port: int) -> float:
    """A further client, once there is one."""
    make = SUBJECTS[subject]
    first = make(port)
    seconds = best(lambda: make(port), 10 if subject != "do-inference" else 500)
    del first
    return seconds


def request(subject: str, port: int, messages: list[Any] = payloads.SHORT, repeat: int = 100) -> float:
    """One call with two messages, unstreamed."""
    client = SUBJECTS[subject](port)
    if subject == "httpx":
        body = {"model": "m", "messages": messages}
        return best(lambda: client.post("/v1/chat/completions", json=body).json(), repeat)
    create = client.chat.completions.create
    return best(lambda: create(model="m", messages=messages), repeat)


def long_request(subject: str, port: int) -> float:
    """One call with 201 messages, unstreamed."""
    return request(subject, port, payloads.LONG, 10 if subject in ("gradient", "openai") else 100)


def embeddings(subject: str, port: int) -> float:
    """256 vectors of 1024 numbers, as floats."""
    client = SUBJECTS[subject](port)
    if subject == "httpx":
        return best(lambda: client.post("/v1/embeddings", json={"model": "m", "input": "x"}).json(), 5)
    create = client.embeddings.create
    return best(
        lambda: create(model="m", input="x", encoding_format="float"), 5 if subject != "openai" else 2
    )


def stream(subject: str, port: int) -> float:
    """One chunk of a stream of 1000."""
    client = SUBJECTS[subject](port)
    create = client.chat.completions.create

    def read() -> None:
        answer = create(model="m", messages=payloads.SHORT, stream=True)
        for _ in answer:
            pass

    return best(read, 1) / 1000


def floor_chunk(subject: str, port: int) -> float:
    """`json.loads` of one chunk."""
    return best(lambda: json.loads(payloads.CHUNK), 20_000)


def decode_chunk(subject: str, port: int) -> float:
    """One chunk from bytes to a model."""
    from do_inference._json.codec import loads
    from do_inference_generated.models.chat_completion_chunk import decode

    return best(lambda: decode(loads(payloads.CHUNK)), 20_000)


def floor_embeddings(subject: str, port: int) -> float:
    """`json.loads` of an answer with vectors."""
    from .server import embeddings as made

    body = made()
    return best(lambda: json.loads(body), 5)


CASES: Final = {
    one.__name__: one
    for one in (
        importing, ready, construct, request, long_request, embeddings, stream, floor_chunk, decode_chunk,
        floor_embeddings,
    )
}  # fmt: skip


if __name__ == "__main__":
    case, subject, port = sys.argv[1:]
    print(CASES[case](subject, int(port)))
