"""The `openai` package against the emulator, over every operation that both have."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

openai = pytest.importorskip("openai")


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from do_inference.emulator import Emulator

HELLO: list[Any] = [{"role": "user", "content": "Hello there"}]
SCHEMA = {
    "type": "object",
    "required": ["city"],
    "properties": {"city": {"type": "string"}},
    "additionalProperties": False,
}
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a city",
        "parameters": SCHEMA,
        "strict": True,
    },
}


@pytest.fixture
def emulator(emulated: Callable[..., Emulator]) -> Emulator:
    return emulated(limits="none")


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Any]:
    with openai.OpenAI(base_url=f"{emulator.base_url}/v1", api_key=emulator.api_key, max_retries=0) as made:
        yield made


def test_chat(client: Any) -> None:
    response = client.chat.completions.create(model="m", messages=HELLO, n=2, logprobs=True, top_logprobs=1)
    assert len(response.choices) == 2
    assert response.choices[0].message.content
    assert response.choices[0].logprobs.content[0].token
    assert response.usage.total_tokens == response.usage.prompt_tokens + response.usage.completion_tokens


def test_chat_stream(client: Any) -> None:
    options = {"include_usage": True}
    with client.chat.completions.create(
        model="m", messages=HELLO, stream=True, stream_options=options
    ) as stream:
        chunks = list(stream)
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert chunks[-1].usage.total_tokens


def test_chat_stream_helper_and_tools(client: Any) -> None:
    messages = [{"role": "user", "content": "What's the weather in Paris and London?"}]
    with client.chat.completions.stream(model="m", messages=messages, tools=[TOOL]) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_completion()
    calls = final.choices[0].message.tool_calls
    assert [json.loads(call.function.arguments)["city"] for call in calls] == ["Paris", "London"]
    assert "tool_calls.function.arguments.done" in kinds


def test_chat_parse(client: Any) -> None:
    import pydantic

    class Person(pydantic.BaseModel):
        name: str
        age: int
        tags: list[str]

    response = client.chat.completions.parse(model="m", messages=HELLO, response_format=Person)
    assert isinstance(response.choices[0].message.parsed, Person)


def test_responses(client: Any) -> None:
    response = client.responses.create(
        model="m", input="Hello", instructions="Be short", max_output_tokens=200
    )
    assert response.output_text
    again = client.responses.create(model="m", input="And now?", previous_response_id=response.id)
    assert again.usage.input_tokens > response.usage.input_tokens


def test_responses_stream_helper(client: Any) -> None:
    import pydantic

    class Step(pydantic.BaseModel):
        title: str

    with client.responses.stream(
        model="gpt-oss", input="Hello", text_format=Step, reasoning={"effort": "low"}
    ) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert isinstance(final.output_parsed, Step)
    tool: Any = {"type": "function", "name": "get_weather", "parameters": SCHEMA, "strict": True}
    events = list(
        client.responses.create(model="m", input="x", tools=[tool], tool_choice="required", stream=True)
    )
    assert events[-1].response.output[0].name == "get_weather"


def test_embeddings_in_base64_and_floats(client: Any) -> None:
    packed = client.embeddings.create(model="e", input=["one", "two"])
    floats = client.embeddings.create(model="e", input=["one", "two"], encoding_format="float")
    assert packed.data[1].embedding == pytest.approx(floats.data[1].embedding)


def test_images(client: Any) -> None:
    response = client.images.generate(model="i", prompt="a cat", n=1, size="1024x1024")
    assert base64.b64decode(response.data[0].b64_json).startswith(b"\x89PNG")
    events = list(client.images.generate(model="i", prompt="a cat", stream=True, partial_images=2))
    assert [event.type for event in events] == ["image_generation.partial_image"] * 2 + [
        "image_generation.completed"
    ]


def test_models(client: Any) -> None:
    assert "openai-gpt-oss-120b" in {model.id for model in client.models.list()}


def test_audio(client: Any) -> None:
    made = client.audio.speech.create(model="s", voice="alloy", input="hello", response_format="wav")
    assert made.read().startswith(b"RIFF")
    transcript = client.audio.transcriptions.create(model="w", file=("a.wav", io.BytesIO(b"RIFF....")))
    assert transcript.text


def test_batches(client: Any, emulator: Emulator) -> None:
    import httpx2

    headers = {"Authorization": f"Bearer {emulator.api_key}"}
    file = httpx2.post(
        f"{emulator.base_url}/v1/batches/files", json={"file_name": "in.jsonl"}, headers=headers
    ).json()
    line = {
        "custom_id": "a",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m", "messages": HELLO},
    }
    httpx2.put(file["upload_url"], content=json.dumps(line)).raise_for_status()
    extra = {"file_id": file["file_id"], "provider": "openai", "request_id": "1"}
    made = client.batches.create(
        completion_window="24h",
        endpoint="/v1/chat/completions",
        input_file_id=file["file_id"],
        extra_body=extra,
    )
    assert made.status == "validating"
    assert client.batches.retrieve(made.batch_id).status == "in_progress"
    assert client.batches.cancel(made.batch_id).status == "cancelling"
    assert [batch.batch_id for batch in client.batches.list().data] == [made.batch_id]


def test_the_agent_api(emulator: Emulator) -> None:
    with openai.OpenAI(base_url=f"{emulator.agent_url}/api/v1/", api_key=emulator.agent_key) as agent:
        extra = {"include_retrieval_info": True}
        response = agent.chat.completions.create(model="n/a", messages=HELLO, extra_body=extra)
        assert response.choices[0].message.content
        assert response.retrieval["retrieved_data"]
        assert list(agent.chat.completions.create(model="n/a", messages=HELLO, stream=True))


def test_errors_have_their_classes_and_retries_work(client: Any, emulator: Emulator) -> None:
    wrong = client.with_options(api_key="no")
    with pytest.raises(openai.AuthenticationError):
        wrong.models.list()
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(model="m", messages=[])
    assert "/messages" in str(raised.value)
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="openai-gpt-4o", input="x")
    emulator.respond("models_list", fault="status=429, retry-after=0", times=2)
    assert client.with_options(max_retries=2).models.list().data
    emulator.respond("chat_completions_create", fault="error-event=2")
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(model="m", messages=HELLO, stream=True))


async def _async_stream(emulator: Emulator) -> str:
    async with openai.AsyncOpenAI(base_url=f"{emulator.base_url}/v1", api_key=emulator.api_key) as client:
        stream = await client.chat.completions.create(model="m", messages=HELLO, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])


def test_async(emulator: Emulator) -> None:
    import asyncio

    assert asyncio.run(_async_stream(emulator))
