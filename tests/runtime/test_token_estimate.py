"""Estimates of the tokens of a request, and their adjustment to the usage in responses."""

from __future__ import annotations

import base64
import random
import threading
from typing import Any

import anyio
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from do_inference import Client
from do_inference._http.token_estimate import TokenEstimator, tokens_used
from do_inference._json.codec import dumps, write
from do_inference.rate_limit import RateLimiter

from .conftest import KEY, Driver
from .loopback import CHAT, STREAM_HEAD, Loopback, chunk, hang, reply

random.seed(7)
PICTURE = base64.b64encode(random.randbytes(300_000)).decode()
"""400 kB."""
WORDS = "The quick brown fox jumps over the lazy dog. " * 100


def estimate(
    fields: dict[str, Any],
    estimator: TokenEstimator | None = None,
    *,
    model: str | None = "m",
    generates: bool = False,
) -> int:
    """Return the tokens that are reserved for a request with these fields."""
    found = (estimator or TokenEstimator()).estimate(
        fields, len(dumps(fields)), model=model, generates=generates
    )
    return found.tokens


def user(*parts: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}]}


PICTURES: dict[str, dict[str, Any]] = {
    "chat": user(
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}", "detail": "high"}}
    ),
    "chat by address": user({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}),
    "message": user(
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PICTURE}}
    ),
    "message by address": user(
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    ),
    "message by id": user({"type": "image", "source": {"type": "file", "file_id": "file_1"}}),
    "result of a tool": user(
        {
            "type": "tool_result",
            "tool_use_id": "t",
            "content": [{"type": "image", "source": {"data": PICTURE}}],
        }
    ),
    "response": {
        "input": [
            {
                "role": "user",
                "content": [{"type": "input_image", "image_url": f"data:image/jpeg;base64,{PICTURE}"}],
            }
        ]
    },
    "response by id": {
        "input": [{"role": "user", "content": [{"type": "input_image", "file_id": "file-1"}]}]
    },
    "generated before": {"input": [{"type": "image_generation_call", "b64_json": PICTURE}]},
    "field of an image": {"image": PICTURE, "prompt": "a cat"},
    "field with a data URI": {"anything": f"data:image/png;base64,{PICTURE}"},
    "tiny": user({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBOR"}}),
    "in lines": user(
        {"type": "image", "source": {"type": "base64", "data": base64.encodebytes(PICTURE.encode()).decode()}}
    ),
    "in tuples": {
        "messages": ({"role": "user", "content": ({"type": "image", "source": {"data": PICTURE}},)},)
    },
}


@pytest.mark.parametrize("fields", PICTURES.values(), ids=PICTURES)
def test_an_image_counts_about_a_thousand_tokens(fields: dict[str, Any]) -> None:
    assert 1000 <= estimate(fields) < 1060


def test_each_image_counts() -> None:
    part = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}}

    assert 3000 <= estimate(user(part, {"type": "text", "text": "Compare"}, part, part)) < 3150


OTHER_FILES: dict[str, tuple[dict[str, Any], int, int]] = {
    "audio": (user({"type": "input_audio", "input_audio": {"data": PICTURE, "format": "wav"}}), 400, 440),
    "short audio": (
        user({"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav"}}),
        300,
        340,
    ),
    "long audio": (
        user({"type": "input_audio", "input_audio": {"data": PICTURE * 100, "format": "mp3"}}),
        20_000,
        20_040,
    ),
    "video": (user({"type": "video_url", "video_url": {"url": "https://example.com/a.mp4"}}), 3000, 3040),
    "file in a chat": (
        user({"type": "file", "file": {"file_data": PICTURE, "filename": "a.pdf"}}),
        8000,
        8040,
    ),
    "file by id": (user({"type": "file", "file": {"file_id": "f"}}), 2000, 2040),
    "file of a response": (
        {"input": [{"type": "input_file", "file_url": "https://example.com/a"}]},
        2000,
        2040,
    ),
    "document": (
        user(
            {
                "type": "document",
                "source": {"type": "base64", "media_type": "application/pdf", "data": PICTURE},
            }
        ),
        8000,
        8040,
    ),
    "huge document": (
        user({"type": "document", "source": {"type": "base64", "data": PICTURE * 50}}),
        20_000,
        20_040,
    ),
    "document of text": (user({"type": "document", "source": {"type": "text", "data": WORDS}}), 1100, 1180),
    "document of parts": (
        user(
            {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": WORDS}]}}
        ),
        1100,
        1180,
    ),
    "encrypted reasoning": (
        {"input": [{"type": "reasoning", "encrypted_content": PICTURE[:5000]}]},
        100,
        140,
    ),
    "unknown field of Base64": ({"novelty": {"blob": PICTURE}}, 8000, 8040),
}


@pytest.mark.parametrize(("fields", "least", "most"), OTHER_FILES.values(), ids=OTHER_FILES)
def test_other_files_count_by_size_within_bounds(fields: dict[str, Any], least: int, most: int) -> None:
    assert least <= estimate(fields) < most


TEXTS: dict[str, dict[str, Any]] = {
    "chat": {"messages": [{"role": "user", "content": WORDS}]},
    "parts": user({"type": "text", "text": WORDS}),
    "prompt": {"prompt": WORDS},
    "embedding": {"input": WORDS},
    "embeddings": {"input": [WORDS[:1500], WORDS[1500:3000], WORDS[3000:]]},
    "reranking": {"query": "q", "documents": [WORDS]},
    "one long word": {"prompt": "x" * 4500},
    "text with numbers": {"prompt": "On 3 May, Anna paid 40 EUR. " * 160},
    "text that begins like a data URI": {"prompt": "data: 1, 2, " + WORDS[:4488]},
    "list that begins like a data URI": {"prompt": "data:1,2,3,/" + "1,2,3,/x" * 561},
    "link in a text": {"prompt": "https://example.com/" + WORDS[:4480]},
    "tool": {
        "tools": [{"type": "function", "function": {"description": WORDS, "parameters": {"type": "object"}}}]
    },
    "schema of files": {
        "tools": [{"input_schema": {"properties": {"type": {"type": "image"}}}, "text": WORDS}]
    },
}


@pytest.mark.parametrize("fields", TEXTS.values(), ids=TEXTS)
def test_text_counts_one_token_per_four_bytes(fields: dict[str, Any]) -> None:
    assert 1120 <= estimate(fields) < 1180


def test_text_in_other_scripts_counts_by_bytes() -> None:
    assert 1500 <= estimate({"prompt": "世界" * 1000}) < 1510


@pytest.mark.parametrize("ids", [[1000] * 5000, list(range(5000)), [7] * 5000, [100_000] * 5000])
def test_a_list_of_token_ids_counts_its_length(ids: list[int]) -> None:
    assert 5000 <= estimate({"input": ids}) < 5010
    assert 10_000 <= estimate({"input": [ids, ids]}) < 10_010


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens", "max_output_tokens"])
def test_the_maximum_output_counts_for_each_choice(name: str) -> None:
    one = estimate({"prompt": "hi", name: 100}, generates=True)
    assert 100 <= one < 120
    assert estimate({"prompt": "hi", name: 100, "n": 4}, generates=True) == pytest.approx(one + 300, abs=3)


def test_output_without_a_limit_counts_for_text_operations() -> None:
    assert estimate({"input": "hi"}) < 10
    assert 256 <= estimate({"input": "hi"}, generates=True) < 266
    assert 1024 <= estimate({"input": "hi", "n": 4}, generates=True) < 1034


@pytest.mark.parametrize("value", [0, -5, True, "100", None, 1.5, 10**30])
def test_an_invalid_limit_or_number_of_choices_is_ignored(value: Any) -> None:
    found = estimate({"input": "hi", "max_tokens": value}, generates=True)
    assert found == 10_000_000 if value == 10**30 else 256 <= found < 280
    assert estimate({"input": "hi", "n": value}, generates=True) < 290


# Adjustment to the usage in responses


def _learn(
    estimator: TokenEstimator, fields: dict[str, Any], usage: Any, times: int, model: str = "m"
) -> None:
    for _ in range(times):
        found = estimator.estimate(fields, len(dumps(fields)), model=model, generates=True)
        used = tokens_used(usage)
        if used is not None:
            estimator.learn(found, used)


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 2250, "completion_tokens": 60, "total_tokens": 2310},
        {"prompt_tokens": 2250, "completion_tokens": 60},
        {"input_tokens": 2250, "output_tokens": 60},
        {"input_tokens": 2250, "output_tokens": 60, "total_tokens": 2310},
        {"input_tokens": 2250, "total_tokens": 2310},
        {"output_tokens": 60, "total_tokens": 2310},
    ],
)
def test_the_ratio_of_usage_to_estimate_converges(usage: dict[str, int]) -> None:
    estimator = TokenEstimator()
    fields = {"prompt": WORDS, "max_tokens": 1000}

    _learn(estimator, fields, usage, 50)

    assert estimate(fields, estimator) == pytest.approx(2310, rel=0.01)
    half = {"prompt": WORDS[: len(WORDS) // 2], "max_tokens": 1000}
    assert estimate(half, estimator) == pytest.approx(1190, rel=0.05)
    assert estimate({**fields, "n": 4}, estimator) == pytest.approx(2490, rel=0.02)
    assert estimate({**fields, "max_tokens": 10}, estimator) == pytest.approx(2260, rel=0.01)


def test_the_estimate_learns_from_a_total_alone() -> None:
    estimator = TokenEstimator()

    _learn(estimator, {"prompt": WORDS}, {"total_tokens": 3000}, 50)

    assert estimate({"prompt": WORDS}, estimator) == pytest.approx(3000, rel=0.02)


def test_a_hidden_prompt_is_an_offset_not_a_factor() -> None:
    estimator = TokenEstimator()

    _learn(estimator, {"prompt": "hi"}, {"prompt_tokens": 5000, "completion_tokens": 100}, 50)

    assert estimate({"prompt": "hi"}, estimator) == pytest.approx(5100, rel=0.02)
    assert estimate({"prompt": WORDS}, estimator) < 5100 + 4 * 1150


def test_estimates_of_models_are_separate() -> None:
    estimator = TokenEstimator()
    fields = {"prompt": WORDS}
    before = estimate(fields, estimator, model="b")

    _learn(estimator, fields, {"prompt_tokens": 4000, "completion_tokens": 1}, 50, model="a")

    assert estimate(fields, estimator, model="b") == before
    assert estimate(fields, estimator, model="a") != before
    assert estimate(fields, estimator, model=None) == before


NONSENSE: list[Any] = [
    None,
    "many",
    [],
    {},
    {"total_tokens": -5},
    {"total_tokens": 10**15},
    {"total_tokens": "1000"},
    {"total_tokens": 0, "prompt_tokens": 0, "completion_tokens": 0},
    {"prompt_tokens": -1, "completion_tokens": -1},
    {"prompt_tokens": float("nan"), "completion_tokens": float("inf")},
    {"prompt_tokens": True, "completion_tokens": False},
    {"input_tokens": None, "output_tokens": {"a": 1}},
]


@pytest.mark.parametrize("usage", NONSENSE, ids=repr)
def test_an_implausible_usage_is_ignored(usage: Any) -> None:
    estimator = TokenEstimator()
    fields = {"prompt": WORDS, "max_tokens": 100}
    before = estimate(fields, estimator)
    _learn(estimator, fields, usage, 20)
    assert estimate(fields, estimator) == before

    _learn(estimator, fields, {"prompt_tokens": 1200, "completion_tokens": 50}, 20)
    before = estimate(fields, estimator)
    _learn(estimator, fields, usage, 20)
    assert estimate(fields, estimator) == before


def test_one_wrong_usage_has_little_effect() -> None:
    estimator = TokenEstimator()
    fields = {"prompt": WORDS, "max_tokens": 100}
    good = {"prompt_tokens": 1200, "completion_tokens": 50}

    _learn(estimator, fields, good, 20)
    _learn(estimator, fields, {"prompt_tokens": 9_999_999, "completion_tokens": 9_999_999}, 1)
    assert estimate(fields, estimator) < 4 * 1250
    _learn(estimator, fields, good, 60)
    assert estimate(fields, estimator) == pytest.approx(1250, rel=0.05)


def test_the_number_of_models_is_limited_and_the_oldest_is_dropped() -> None:
    estimator = TokenEstimator()
    usage = {"prompt_tokens": 4000, "completion_tokens": 1}
    fields = {"prompt": WORDS}
    before = estimate(fields, estimator, model="model 0")

    _learn(estimator, fields, usage, 1, model="kept")
    for number in range(1000):
        _learn(estimator, fields, usage, 1, model=f"model {number}")
        _learn(estimator, fields, usage, 1, model="kept")

    assert len(estimator._learnt) == 64
    assert estimate(fields, estimator, model="model 0") == before
    assert estimate(fields, estimator, model="kept") > 3000


def test_threads_share_estimates() -> None:
    estimator = TokenEstimator()
    fields = {"prompt": WORDS, "max_tokens": 100}
    usage = {"prompt_tokens": 2000, "completion_tokens": 50}

    def work(number: int) -> None:
        for turn in range(200):
            _learn(estimator, fields, usage, 1, model=f"m{(number + turn) % 100}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _learn(estimator, fields, usage, 1)
    assert len(estimator._learnt) == 64


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"total_tokens": 7, "prompt_tokens": 3}, 7),
        ({"input_tokens": 1, "output_tokens": 2}, 3),
        ({"prompt_tokens": 1, "completion_tokens": 2}, 3),
        ({"input_tokens": 1, "output_tokens": None}, 1),
        ({"total_tokens": -7, "input_tokens": 1}, 1),
        ({"total_tokens": 10**12}, None),
        ({}, None),
        (None, None),
        ("many", None),
        ({"total_tokens": "7"}, None),
    ],
)
def test_the_cost_of_a_response_is_read_from_its_usage(usage: object, tokens: int | None) -> None:
    used = tokens_used(usage)
    assert (None if used is None else used.total) == tokens


# In clients


def _usage(total: int) -> dict[str, int]:
    return {"prompt_tokens": total - 10, "completion_tokens": 10, "total_tokens": total}


def test_a_client_reserves_the_cost_of_earlier_responses_of_the_model(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(reply({**CHAT, "usage": _usage(3000)}))
    reserved: list[int] = []

    async def call_async(client: Any) -> None:
        for _ in range(30):
            await client.chat.completions.create(model="m", messages=[{"role": "user", "content": WORDS}])
        reserved.append(
            estimate({"messages": [{"role": "user", "content": WORDS}]}, client._executor.pacing.tokens)
        )

    def call(client: Any) -> None:
        for _ in range(30):
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": WORDS}])
        copy = client.with_options(api_key="another")
        reserved.append(
            estimate({"messages": [{"role": "user", "content": WORDS}]}, copy._executor.pacing.tokens)
        )

    driver.run(call_async if driver.is_async else call, base_url=server.url, rate_limiter=RateLimiter(()))

    assert reserved[0] == pytest.approx(3000, rel=0.02)


def test_the_usage_of_a_raw_response_counts_too(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({**CHAT, "usage": _usage(300)}))
    learnt: list[Any] = []

    async def call(client: Any) -> None:
        found = client.chat.completions.with_raw_response.create(model="m", messages=[])
        found = await found if driver.is_async else found
        assert found.parse().usage.total_tokens == 300
        learnt.append(client._executor.pacing.tokens._learnt["m"])

    def call_sync(client: Any) -> None:
        anyio.run(call, client)

    driver.run(call if driver.is_async else call_sync, base_url=server.url, rate_limiter=RateLimiter(()))

    assert (learnt[0].input, learnt[0].output) == (290, 10)


MESSAGE_START = {
    "type": "message_start",
    "message": {
        "type": "message",
        "model": "m",
        "content": [],
        "usage": {"input_tokens": 70, "output_tokens": 1},
    },
}
MESSAGE_REST: list[dict[str, Any]] = [
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "Hello"}},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 30}},
    {"type": "message_stop"},
]


def _events(*events: dict[str, Any]) -> bytes:
    return b"".join(chunk(b"data: " + dumps(each) + b"\n\n") for each in events)


@pytest.mark.parametrize("whole", [True, False], ids=["read to its end", "closed early"])
def test_only_complete_streams_update_the_estimate(driver: Driver, server: Loopback, whole: bool) -> None:
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + _events(MESSAGE_START, *MESSAGE_REST)))
    arguments: Any = {"model": "m", "max_tokens": 500, "messages": [{"role": "user", "content": "hi"}]}
    learnt: list[Any] = []

    def read(client: Any) -> None:
        with client.messages.create(**arguments, stream=True) as stream:
            next(stream)
            if whole:
                stream.finish()
        learnt.append(client._executor.pacing.tokens._learnt.get("m"))

    async def read_async(client: Any) -> None:
        async with await client.messages.create(**arguments, stream=True) as stream:
            await anext(stream)
            if whole:
                await stream.finish()
        learnt.append(client._executor.pacing.tokens._learnt.get("m"))

    driver.run(read_async if driver.is_async else read, base_url=server.url, rate_limiter=RateLimiter(()))

    if whole:
        assert (learnt[0].input, learnt[0].output) == (70, 30)
    else:
        assert learnt == [None]


def test_a_client_without_pacing_does_not_estimate() -> None:
    with Client(api_key=KEY, rate_limiter=None) as client:
        assert client._executor.pacing.off


# The levels of a plain value


@pytest.mark.parametrize(
    "fields", [*PICTURES.values(), *(fields for fields, _, _ in OTHER_FILES.values()), *TEXTS.values()]
)
def test_known_levels_do_not_change_an_estimate(fields: dict[str, Any]) -> None:
    assert _with_levels(fields) == estimate(fields)


TEXT = st.text("aB1+/ é:", min_size=1, max_size=3)
LONG_TEXT = st.builds(
    lambda start, middle, end: start + middle * 90 + end,
    st.sampled_from(["", " ", "data:", "data:image/png;base64,", "https://"]),
    st.text("aB1+/= \n", min_size=3, max_size=5),
    TEXT,
)
NAMES = st.sampled_from(
    ["type", "data", "content", "image", "image_url", "text", "prompt", "b64_json", "input"]
)
PARTS = st.recursive(
    TEXT
    | LONG_TEXT
    | st.integers(0, 10**6)
    | st.sampled_from([None, True, 0.5, PICTURE])
    | st.sampled_from(["image", "image_url", "input_audio", "document", "text", "base64"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(NAMES, inner, max_size=4)
        | st.lists(st.integers(0, 10**5), max_size=50)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@example({"type": "image", "data": {"type": []}})
@given(st.dictionaries(NAMES, PARTS, max_size=4))
def test_known_levels_do_not_change_any_estimate(fields: dict[str, Any]) -> None:
    assert _with_levels(fields) == estimate(fields)


def _with_levels(fields: dict[str, Any]) -> int:
    document = write(fields)
    assert document.levels is not None
    size = len(document.content)
    return TokenEstimator().estimate(fields, size, model="m", generates=False, plain=document).tokens
