"""The `pydo` package against the emulator, over every operation it has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

pydo = pytest.importorskip("pydo")

from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline.policies import AzureKeyCredentialPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference.emulator import Emulator

HELLO: list[Any] = [{"role": "user", "content": "Hello there"}]


@pytest.fixture
def emulator(emulated: Callable[..., Emulator]) -> Emulator:
    return emulated(limits="none")


def connected(emulator: Emulator, key: str) -> Any:
    """Return a client that sends its bearer key over plain HTTP."""
    policy = AzureKeyCredentialPolicy(AzureKeyCredential(key), "Authorization", prefix="Bearer")
    return pydo.Client(
        token=key,
        inference_endpoint=emulator.base_url,
        agent_endpoint=emulator.agent_url,
        authentication_policy=policy,
        retry_total=0,
    )


@pytest.fixture
def client(emulator: Emulator) -> Any:
    return connected(emulator, emulator.api_key)


def test_chat_works_complete_and_streamed(client: Any) -> None:
    complete = client.chat.completions.create(model="m", messages=HELLO, seed=1)
    chunks = list(client.chat.completions.create(model="m", messages=HELLO, seed=1, stream=True))
    assert (
        "".join(c.choices[0].delta.get("content") or "" for c in chunks)
        == complete.choices[0].message.content
    )


def test_messages_work_complete_and_streamed(client: Any) -> None:
    complete = client.messages.create(model="m", max_tokens=99, messages=HELLO)
    assert complete.content[0].text
    kinds = [
        event["type"]
        for event in client.messages.create(model="m", max_tokens=99, messages=HELLO, stream=True)
    ]
    assert (kinds[0], kinds[-1]) == ("message_start", "message_stop")


def test_responses_work_complete_and_streamed(client: Any) -> None:
    assert client.responses.create(model="m", input="x").output[0].content[0].text
    kinds = [event["type"] for event in client.responses.create(model="m", input="x", stream=True)]
    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")


def test_embeddings_images_models_and_systemone(client: Any) -> None:
    assert len(client.embeddings.create(model="e", input=["a", "b"]).data) == 2
    assert client.images.generate(model="i", prompt="a cat", n=1).data[0].b64_json
    assert client.models.list().data
    question = {"type": "choice", "instructions": "Which?", "criteria": ["a", "b"]}
    assert client.inference.create_systemone({"model": "s", "state": "x", "questions": {"q": question}})[
        "answers"
    ]["q"]


def test_async_invoke(client: Any) -> None:
    made = client.async_invoke.create(model_id="fal-ai/fast-sdxl", input={"prompt": "a cat"})
    assert (made["status"], bool(made["request_id"])) == ("QUEUED", True)


def test_a_batch_runs_from_upload_to_results(client: Any) -> None:
    lines = [
        {
            "custom_id": f"r{n}",
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {"model": "m", "messages": HELLO},
        }
        for n in range(3)
    ]
    content = "\n".join(map(json.dumps, lines)).encode()
    file = client.files.create(file=("input.jsonl", content))
    made = client.batches.create(
        input_file_id=file.id, provider="openai", endpoint="/v1/chat/completions", completion_window="24h"
    )
    states = [made.status]
    while states[-1] not in ("completed", "failed") and len(states) < 9:
        made = client.batches.retrieve(batch_id=made["batch_id"])
        states.append(made.status)
    assert states == ["validating", "in_progress", "finalizing", "completed"]
    results = client.files.content(made["output_file_id"])
    found = [json.loads(line) for line in results.text.splitlines()]
    assert [one["custom_id"] for one in found] == ["r0", "r1", "r2"]
    assert client.batches.list()["data"][0]["batch_id"] == made["batch_id"]
    assert client.batches.cancel(batch_id=made["batch_id"])["id"] == "conflict"  # returned, not raised


def test_an_agent_responds(emulator: Emulator) -> None:
    agent = connected(emulator, emulator.agent_key)
    create = agent.agent_inference.create_chat_completion
    assert create({"model": "m", "messages": HELLO}, agent=True)["choices"][0]["message"]["content"]
    assert list(create({"model": "m", "messages": HELLO, "stream": True}, agent=True))


def test_errors_have_their_status_and_message(emulator: Emulator, client: Any) -> None:
    with pytest.raises(HttpResponseError) as raised:
        connected(emulator, "no").models.list()
    assert raised.value.status_code == 401
    with pytest.raises(HttpResponseError) as raised:
        client.chat.completions.create(model="m", messages=[])
    assert "/messages" in str(raised.value)
