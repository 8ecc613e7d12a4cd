"""Images, embeddings and reranking in applications. Type checkers check this file; it is never run."""

from __future__ import annotations

import base64
import math

from do_inference import Client, models
from do_inference.streams import CitationsFound, ImageReceived, RetrievalReported, UsageReported


def generate_images(client: Client, prompt: str, count: int | None = None) -> list[bytes]:
    images = client.images.generate(model="m", prompt=prompt, n=count)
    return [base64.b64decode(image.b64_json) for image in images.data if image.b64_json]


def stream_image(client: Client) -> bytes:
    for event in client.images.generate(model="m", prompt="a cat", stream=True):
        if event.type == "image_generation.partial_image":
            print(event.partial_image_index, len(event.b64_json))
        elif event.type == "image_generation.completed":
            return base64.b64decode(event.b64_json)
    return b""


def similarity(client: Client, one: str, other: str) -> float:
    result = client.embeddings.create(model="m", input=[one, other])
    first, second = (item.embedding for item in result.data)
    return math.fsum(a * b for a, b in zip(first, second, strict=True))


def best_document(client: Client, query: str, documents: list[str]) -> str:
    ranks = client.rerank.create(model="m", query=query, documents=documents).results
    return documents[max(ranks, key=lambda rank: rank.relevance_score).index]


def count_tokens(client: Client) -> int:
    stream = client.messages.create(
        model="m", max_tokens=9, messages=[{"role": "user", "content": "Hi"}], stream=True
    )
    tokens = 0
    for event in stream.events():
        if isinstance(event, ImageReceived):
            print(event.b64)
        if isinstance(event, RetrievalReported):
            print(event.retrieval.retrieved_data)
        if isinstance(event, CitationsFound):
            print([source for source in event.citations if isinstance(source, models.TextCitation)])
        if isinstance(event, UsageReported):
            assert isinstance(event.usage, models.MessageUsage)
            tokens += event.usage.output_tokens
    if stream.usage is not None:
        tokens += stream.usage.input_tokens
    message: models.Message = stream.result()
    return tokens + message.usage.output_tokens
