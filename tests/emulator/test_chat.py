"""Chat completions: every field of a request has its documented effect."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from .api_client import HELLO, APIClient

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "required": ["city", "unit"],
            "properties": {
                "city": {"type": "string"},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            },
        },
    },
}
TIME = {
    "type": "function",
    "function": {
        "name": "local_clock",
        "parameters": {"type": "object", "properties": {"zone": {"type": "string"}}},
    },
}


def user_message(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def text_of(chunks: list[Any], index: int = 0) -> str:
    choices = [choice for chunk in chunks for choice in chunk["choices"] if choice["index"] == index]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def test_token_counts_add_up_and_the_finish_reason_is_set(api: APIClient) -> None:
    completion = api.chat()
    usage = completion["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert usage["completion_tokens"] > 0
    assert completion["choices"][0]["finish_reason"] == "stop"
    assert completion["choices"][0]["message"]["content"]


def test_streamed_chunks_equal_the_complete_response(api: APIClient) -> None:
    chunks = api.chunks(seed=3, stream_options={"include_usage": True})
    whole = api.chat(seed=3)
    assert text_of(chunks) == whole["choices"][0]["message"]["content"]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"] == whole["usage"]
    assert all(chunk["usage"] is None for chunk in chunks[:-1])


def test_a_stream_has_a_usage_only_if_requested(api: APIClient) -> None:
    assert all("usage" not in chunk for chunk in api.chunks())


def test_the_seed_determines_the_text(api: APIClient) -> None:
    first, again, other = (api.chat(seed=seed)["choices"][0]["message"] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_n_choices_differ_in_both_forms(api: APIClient) -> None:
    whole = api.chat(n=3)
    texts = [choice["message"]["content"] for choice in whole["choices"]]
    assert len(set(texts)) == 3
    chunks = api.chunks(n=3)
    assert [text_of(chunks, index) for index in range(3)] == texts


def test_a_completion_ends_at_its_token_limit(api: APIClient) -> None:
    completion = api.chat(max_tokens=4)
    assert completion["choices"][0]["finish_reason"] == "length"
    assert completion["usage"]["completion_tokens"] == 4


def test_a_completion_ends_before_a_stop_sequence(api: APIClient) -> None:
    whole = api.chat(seed=5)["choices"][0]["message"]["content"]
    word = whole.split()[3]
    cut = api.emulator.respond("chat_completions_create", text=whole, times=1) and api.chat(
        seed=5, stop=[word]
    )
    assert cut["choices"][0]["message"]["content"] == whole[: whole.index(word)]
    assert cut["choices"][0]["finish_reason"] == "stop"


def test_log_probabilities_are_those_of_the_tokens(api: APIClient) -> None:
    choice = api.chat(logprobs=True, top_logprobs=2)["choices"][0]
    entries = choice["logprobs"]["content"]
    assert "".join(entry["token"] for entry in entries) == choice["message"]["content"]
    assert all(len(entry["top_logprobs"]) == 2 for entry in entries)
    assert bytes(entries[0]["bytes"]).decode() == entries[0]["token"]


def test_a_forced_tool_is_called_with_arguments_that_match_its_schema(api: APIClient) -> None:
    choice = {"type": "function", "function": {"name": "get_weather"}}
    forced = api.chat(tools=[TIME, WEATHER], tool_choice=choice)["choices"][0]
    call = forced["message"]["tool_calls"][0]
    assert forced["finish_reason"] == "tool_calls"
    assert call["function"]["name"] == "get_weather"
    schema = WEATHER["function"]["parameters"]  # type: ignore[index]
    assert jsonschema_rs.is_valid(schema, json.loads(call["function"]["arguments"]))


def test_a_tool_is_called_only_if_the_question_is_about_it(api: APIClient) -> None:
    about = api.chat(tools=[WEATHER], messages=user_message("How is the weather in Paris in celsius?"))[
        "choices"
    ][0]
    assert json.loads(about["message"]["tool_calls"][0]["function"]["arguments"]) == {
        "city": "Paris",
        "unit": "celsius",
    }
    other = api.chat(tools=[WEATHER], messages=user_message("Tell me a joke"))["choices"][0]
    assert "tool_calls" not in other["message"]


def test_two_subjects_make_two_parallel_calls_unless_forbidden(api: APIClient) -> None:
    messages = user_message("How is the weather in Paris and London?")
    both = api.chat(tools=[WEATHER], messages=messages)["choices"][0]["message"]["tool_calls"]
    assert [json.loads(call["function"]["arguments"])["city"] for call in both] == ["Paris", "London"]
    assert len({call["id"] for call in both}) == 2
    one = api.chat(tools=[WEATHER], messages=messages, parallel_tool_calls=False)["choices"][0]["message"]
    assert len(one["tool_calls"]) == 1


def test_streamed_tool_calls_have_id_and_name_once_and_complete_arguments(api: APIClient) -> None:
    body = {"tools": [WEATHER], "messages": user_message("How is the weather in Paris and London?")}
    fragments = [
        fragment
        for chunk in api.chunks(**body)
        for choice in chunk["choices"]
        for fragment in choice["delta"].get("tool_calls", ())
    ]
    whole = api.chat(**body)["choices"][0]["message"]["tool_calls"]
    for index, call in enumerate(whole):
        of_call = [fragment for fragment in fragments if fragment["index"] == index]
        assert [fragment["id"] for fragment in of_call if "id" in fragment] == [call["id"]]
        assert (
            "".join(fragment["function"]["arguments"] for fragment in of_call)
            == call["function"]["arguments"]
        )


def test_the_model_responds_with_text_after_a_tool_result(api: APIClient) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
    messages = [
        *user_message("How is the weather in Paris?"),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "22 degrees"},
    ]
    message = api.chat(tools=[WEATHER], messages=messages)["choices"][0]["message"]
    assert "22 degrees" in message["content"]
    assert "tool_calls" not in message


def test_a_response_format_is_obeyed(api: APIClient) -> None:
    schema = {
        "type": "object",
        "required": ["name", "age", "tags"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "pattern": "^[A-Z][a-z]{2,8}$"},
            "age": {"type": "integer", "minimum": 18, "maximum": 20},
            "tags": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/tag"}},
        },
        "$defs": {"tag": {"enum": ["a", "b"]}},
    }
    form = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema}}
    content = api.chat(response_format=form)["choices"][0]["message"]["content"]
    assert jsonschema_rs.is_valid(schema, json.loads(content))
    free = api.chat(response_format={"type": "json_object"})["choices"][0]["message"]["content"]
    assert isinstance(json.loads(free), dict)


def test_a_schema_written_into_the_system_prompt_is_obeyed_too(api: APIClient) -> None:
    schema = {
        "type": "object",
        "required": ["age"],
        "properties": {"age": {"type": "integer", "minimum": -(2**53)}},
    }
    system = {"role": "system", "content": f"JSON schema:\n{json.dumps(schema)}\nAnswer with JSON."}
    body = {"messages": [system, *HELLO], "response_format": {"type": "json_object"}}
    content = json.loads(api.chat(**body)["choices"][0]["message"]["content"])
    assert 0 <= content["age"] <= 100


def test_reasoning_is_separate_and_precedes_the_text(api: APIClient) -> None:
    completion = api.chat(reasoning_effort="high")
    message = completion["choices"][0]["message"]
    assert message["reasoning_content"]
    assert message["content"]
    assert completion["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0
    kinds = [next(iter(c["choices"][0]["delta"]), "") for c in api.chunks(reasoning_effort="high")[1:-1]]
    assert kinds == sorted(kinds, reverse=True)


def test_reasoning_that_uses_all_tokens_leaves_no_content(api: APIClient) -> None:
    choice = api.chat(reasoning_effort="high", max_tokens=5)["choices"][0]
    assert choice["finish_reason"] == "length"
    assert choice["message"]["content"] is None


def test_content_parts_are_read(api: APIClient) -> None:
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}},
    ]
    with_image = api.chat(messages=[{"role": "user", "content": content}])["usage"]["prompt_tokens"]
    without = api.chat(messages=[{"role": "user", "content": content[:1]}])["usage"]["prompt_tokens"]
    assert with_image > without


@pytest.mark.parametrize("role", ["system", "developer", "user", "assistant"])
def test_a_single_part_is_equivalent_to_a_list(api: APIClient, role: str) -> None:
    part = {"type": "text", "text": "three short words"}
    counts = [
        api.chat(messages=[{"role": role, "content": content}, *HELLO])["usage"]["prompt_tokens"]
        for content in ("three short words", part, [part])
    ]
    assert counts[0] == counts[1] == counts[2]
    streamed = api.chunks(messages=[{"role": role, "content": part}, *HELLO])
    assert streamed


def test_one_part_can_be_the_result_of_a_tool(api: APIClient) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    part = {"type": "text", "text": "sunny", "cache_control": {"type": "ephemeral", "ttl": "5m"}}
    messages = [
        *HELLO,
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": part},
    ]
    assert api.chat(messages=messages)["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize("content", [{}, {"type": "text"}, {"type": "text", "text": 1}, {"text": "no type"}])
def test_an_invalid_single_part_is_rejected(api: APIClient, content: object) -> None:
    response = api.call(
        "chat_completions_create", {"model": "m", "messages": [{"role": "user", "content": content}]}
    )
    assert response.status_code == 400
    assert "/messages/0/content" in response.json()["message"]


@pytest.mark.parametrize("listed", [True, False])
def test_a_repeated_long_prompt_is_read_from_the_cache(api: APIClient, listed: bool) -> None:
    text = f"{listed} " * 1000
    part = {"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": "1h"}}
    body = {
        "model": "anthropic-claude-opus-4.6",
        "messages": [{"role": "user", "content": [part] if listed else part}],
        "user": "cache",
    }
    first, second = (api.ok("chat_completions_create", body)["usage"] for _ in range(2))
    assert first["cache_created_input_tokens"] == first["cache_creation"]["ephemeral_1h_input_tokens"] > 1000
    assert first["cache_read_input_tokens"] == 0
    assert second["cache_read_input_tokens"] == first["cache_created_input_tokens"]
    assert second["cache_created_input_tokens"] == 0


def test_a_value_returned_in_a_header_cannot_inject_another_header(api: APIClient) -> None:
    response = api.call("chat_completions_create", {"model": "router:a\r\nx-own: 1\u1234", "messages": HELLO})
    assert response.status_code == 200
    assert "x-own" not in response.headers


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"messages": []}, "/messages"),
        ({"messages": None}, "/messages"),
        ({"messages": [{"role": "user", "content": 3}]}, "/messages/0/content"),
        ({"messages": [{"role": "user"}]}, "/messages/0/content"),
        ({"temperature": 9}, "/temperature"),
        ({"tools": [{"type": "function", "function": {}}]}, "/tools/0/function/name"),
        ({"model": None}, "/model"),
        ({"stream_options": {"include_usage": True}}, "/stream_options"),
    ],
)
def test_an_error_names_the_field(api: APIClient, change: dict[str, Any], field: str) -> None:
    response = api.call("chat_completions_create", {"model": "m", "messages": HELLO, **change})
    assert response.status_code == 400
    assert f'Error at "{field}"' in response.json()["message"]


def test_unknown_forbidden_and_unsuitable_models_are_rejected(api: APIClient) -> None:
    statuses = {
        model: api.call("chat_completions_create", {"model": model, "messages": HELLO}).status_code
        for model in ("stable-diffusion-3.5-large", "openai-gpt-5.2-pro", "unknown-model", "forbidden-model")
    }
    assert list(statuses.values()) == [404, 404, 404, 403]


def test_a_prompt_beyond_the_context_is_rejected_with_the_error_of_vllm(api: APIClient) -> None:
    body = {"model": "deepseek-v4-pro", "messages": user_message("word " * 300_000)}
    error = api.call("chat_completions_create", body).json()["error"]
    assert "maximum context length is 262144" in error["message"]
