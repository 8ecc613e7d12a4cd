"""Text completions, which dedicated endpoints offer."""

from __future__ import annotations

import asyncio

import pytest

from do_inference import AsyncClient, Client, StreamInterrupted, StreamTruncated
from do_inference.emulator import Emulator

MODEL = "llama3.3-70b-instruct"


def test_a_text_is_continued_complete_and_in_chunks() -> None:
    with (
        Emulator() as emulator,
        Client(api_key=emulator.api_key, base_url=f"{emulator.base_url}/v1/completions") as client,
    ):
        whole = client.completions.create(
            model=MODEL, prompt="Once", max_tokens=8, seed=1, extra_body={"ignore_eos": True}
        )
        assert emulator.requests[-1].parsed["ignore_eos"] is True
        with client.completions.create(
            model=MODEL,
            prompt="Once",
            max_tokens=8,
            seed=1,
            stream=True,
            stream_options={"include_usage": True},
        ) as stream:
            fragments = list(stream.text)
            streamed = stream.result()

    assert whole.object == "text_completion"
    assert len(fragments) == 8
    assert streamed.choices[0].text == "".join(fragments)
    assert streamed.choices[0].finish_reason == whole.choices[0].finish_reason == "length"
    assert streamed.usage is not None
    assert streamed.usage.completion_tokens == 8


def test_several_prompts_give_choices_in_their_order() -> None:
    async def ask(emulator: Emulator) -> list[tuple[int, str]]:
        async with AsyncClient(api_key=emulator.api_key, base_url=emulator.base_url) as client:
            completion = await client.completions.create(
                model=MODEL, prompt=["first: ", "second: "], n=2, echo=True, max_tokens=4
            )
            return [(choice.index, choice.text) for choice in completion.choices]

    with Emulator() as emulator:
        choices = asyncio.run(ask(emulator))

    assert [index for index, _ in choices] == [0, 1, 2, 3]
    assert [text.partition(":")[0] for _, text in choices] == ["first", "first", "second", "second"]


def test_a_truncated_stream_returns_the_text_received() -> None:
    with Emulator(faults="cut-event=3") as emulator:
        with Client(api_key=emulator.api_key, base_url=emulator.base_url, max_retries=0) as client:
            with client.completions.create(model=MODEL, prompt="Once", stream=True) as stream:
                with pytest.raises((StreamTruncated, StreamInterrupted)) as caught:
                    list(stream.text)

    assert caught.value.partial.choices[0].text
