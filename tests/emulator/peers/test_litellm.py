"""litellm's `gradient_ai/` provider against the emulator: the agent path, without its query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("litellm")


if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference.emulator import Emulator

HELLO: list[Any] = [{"role": "user", "content": "Hello there"}]


@pytest.fixture
def emulator(emulated: Callable[..., Emulator], monkeypatch: pytest.MonkeyPatch) -> Emulator:
    made = emulated(limits="none")
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    monkeypatch.setenv("GRADIENT_AI_API_KEY", made.agent_key)
    monkeypatch.setenv("GRADIENT_AI_AGENT_ENDPOINT", made.agent_url)
    return made


def completion(**more: Any) -> Any:
    import litellm

    return litellm.completion(model="gradient_ai/any", messages=HELLO, **more)


def test_a_completion_contains_the_retrieved_data(emulator: Emulator) -> None:
    response = completion(include_retrieval_info=True, k=2, retrieval_method="rewrite")
    assert response.choices[0].message.content
    assert response.usage.total_tokens > 0
    sent = emulator.requests[-1]
    assert sent.path == "/api/v1/chat/completions"
    assert sent.body["k"] == 2


def test_a_stream(emulator: Emulator) -> None:
    chunks = list(completion(stream=True, stream_options={"include_usage": True}))
    choices = [
        choice for chunk in chunks for choice in chunk.choices
    ]  # The chunk with the usage has no choices.
    assert "".join(choice.delta.content or "" for choice in choices)
    assert chunks[-1].usage.total_tokens > 0


def test_errors_have_their_exception_classes(emulator: Emulator) -> None:
    import litellm

    with pytest.raises(litellm.AuthenticationError):
        completion(api_key="no")
    emulator.respond("agent_chat_completions_create", fault="overload", times=1)
    with pytest.raises(litellm.RateLimitError):
        completion()


def test_async(emulator: Emulator) -> None:
    import asyncio

    import litellm

    response = asyncio.run(litellm.acompletion(model="gradient_ai/any", messages=HELLO))
    assert response.choices[0].message.content
