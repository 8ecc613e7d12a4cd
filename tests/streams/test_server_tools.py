"""Server tools of the Messages API: their calls and results in responses, streams and conversations."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from do_inference import models
from do_inference.structured import OutputFormat, StructuredOutputError
from do_inference.tools import Step, ToolLoop, ToolLoopError

from .mock_responses import MockResponses, message
from .server_tools import BLOCKS, CITED, streamed, whole

HELLO: list[Any] = [{"role": "user", "content": "Hi"}]
ASKED: dict[str, Any] = {"model": "m", "max_tokens": 99, "messages": HELLO}
SEARCH: dict[str, Any] = {
    "type": "server_tool_use",
    "id": "s1",
    "name": "web_search",
    "input": {"query": "x"},
}
FOUND: dict[str, Any] = {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []}
SAID: dict[str, Any] = {"type": "text", "text": "Done."}
CALLED: dict[str, Any] = {"type": "tool_use", "id": "t1", "name": "look", "input": {}}


def look(path: str = "/") -> str:
    """Look at a file."""
    return f"looked at {path}"


def test_streamed_message_equals_the_unstreamed_one() -> None:
    answers = MockResponses(streamed(whole()), whole())
    with answers.client() as client:
        with client.messages.create(**ASKED, stream=True) as stream:
            result = stream.result()
        assert result.to_dict() == whole()
        assert result == client.messages.create(**ASKED)


def test_every_block_has_a_class_and_unknown_blocks_are_preserved() -> None:
    decoded = models.Message.from_dict(whole())
    assert decoded.to_dict() == whole()
    kinds = [type(block).__name__ for block in decoded.content]
    assert kinds[-1] == "UnknownVariant"
    assert "UnknownVariant" not in kinds[:-1]
    by_id = {
        block.tool_use_id: block.content
        for block in decoded.content
        if isinstance(block, models.WebFetchToolResultBlock | models.CodeExecutionToolResultBlock)
    }
    fetched, refused, ran, failed = by_id.values()
    assert isinstance(fetched, models.WebFetchResult)
    assert fetched.content.title == "Weather"
    assert isinstance(refused, models.ServerToolResultError)
    assert refused.error_code == "url_not_allowed"
    assert isinstance(ran, models.CodeExecutionResult)
    assert ran.content
    assert ran.stdout == "1\n"
    assert ran.content[0].file_id == "file_1"
    assert isinstance(failed, models.ServerToolResultError)
    used = decoded.usage.server_tool_use
    assert used
    assert (used.web_search_requests, used.web_fetch_requests) == (1, 2)
    assert decoded.container
    assert decoded.container.expires_at
    assert decoded.context_management
    assert decoded.context_management.applied_edits


def test_unknown_result_of_a_described_block_is_preserved() -> None:
    block = {"type": "web_fetch_tool_result", "tool_use_id": "s", "content": {"type": "new", "x": [1, None]}}
    decoded = models.Message.from_dict(whole(block))
    assert isinstance(decoded.content[0], models.WebFetchToolResultBlock)
    assert isinstance(decoded.content[0].content, models.UnknownVariant)
    assert decoded.to_dict()["content"] == [block]


def test_blocks_are_sent_back_unchanged() -> None:
    answers = MockResponses(whole(), message(SAID))
    with answers.client() as client:
        first = client.messages.create(**ASKED)
        turn: Any = {"role": "assistant", "content": first.content}
        client.messages.create(model="m", max_tokens=99, messages=[*HELLO, turn])
    sent = answers.requests[1]["messages"][1]["content"]
    assert [block["type"] for block in sent] == [block["type"] for block in BLOCKS]
    assert sent == BLOCKS


def test_server_tools_do_not_run_in_a_loop() -> None:
    done = whole(stop_reason="end_turn")
    answers = MockResponses(done)
    with answers.client() as client:
        run = ToolLoop([look]).run(client.messages.create, **ASKED)
    assert run.conversation[1] == {"role": "assistant", "content": done["content"]}
    assert run.steps[0].results == []
    assert run.conversation[1]["content"][3]["citations"] == [CITED]


def test_paused_turn_is_sent_back_and_continued() -> None:
    answers = MockResponses(
        message(SEARCH, stop_reason="pause_turn"),
        message(FOUND, CALLED, stop_reason="tool_use"),
        message(SEARCH | {"id": "s2"}, stop_reason="compaction"),
        message(FOUND | {"tool_use_id": "s2"}, SAID),
    )
    with answers.client() as client:
        run = ToolLoop([look]).run(client.messages.create, **ASKED)
    second, third, fourth = (asked["messages"] for asked in answers.requests[1:])
    assert second == [*HELLO, {"role": "assistant", "content": [SEARCH]}]
    assert third[1] == {"role": "assistant", "content": [SEARCH, FOUND, CALLED]}
    assert [turn["role"] for turn in fourth] == ["user", "assistant", "user", "assistant"]
    assert [turn["role"] for turn in run.conversation] == ["user", "assistant", "user", "assistant"]
    assert [block["type"] for block in run.conversation[3]["content"]] == [
        "server_tool_use",
        "web_search_tool_result",
        "text",
    ]
    assert [len(step.results) for step in run.steps] == [0, 1, 0, 0]
    assert [len(step.conversation[1]["content"]) for step in run.steps] == [1, 3, 3, 3]


def test_paused_stream_is_continued() -> None:
    pages = [streamed(whole(SEARCH)), streamed(whole(FOUND, SAID, stop_reason="end_turn"))]

    async def drive() -> list[Any]:
        async with MockResponses(*pages).async_client() as client:
            steps = ToolLoop([look]).stream_async(client.messages.create, **ASKED)
            async with aclosing(steps):  # type: ignore[type-var]
                return [step async for step in steps if isinstance(step, Step)]

    with MockResponses(*pages).client() as client:
        told = list(ToolLoop([look]).stream(client.messages.create, **ASKED))
    steps = [step for step in told if isinstance(step, Step)]
    assert len(steps) == 2
    assert steps[-1].conversation[1]["content"] == [SEARCH, FOUND, SAID]
    assert [step.conversation for step in asyncio.run(drive())] == [step.conversation for step in steps]


def test_a_turn_that_is_still_paused_in_the_last_round_is_an_error() -> None:
    answers = MockResponses(*[message(SEARCH, stop_reason="pause_turn")] * 2)
    with (
        answers.client() as client,
        pytest.raises(ToolLoopError, match=r"still pauses \(pause_turn\) in round 2") as found,
    ):
        ToolLoop([look], max_rounds=2).run(client.messages.create, **ASKED)
    assert found.value.conversation[-1]["role"] == "assistant"


def test_paused_response_is_not_structured_output() -> None:
    paused = models.Message.from_dict(message({"type": "text", "text": "12"}, stop_reason="pause_turn"))
    with pytest.raises(StructuredOutputError, match="paused the turn"):
        OutputFormat(int).parse(paused)


def test_container_of_a_response_is_reused() -> None:
    first = message(CALLED, stop_reason="tool_use") | {"container": {"id": "c1", "expires_at": "x"}}
    for given, expected in (
        ({}, "c1"),
        ({"container": {"skills": [{"type": "anthropic"}]}}, {"skills": [{"type": "anthropic"}], "id": "c1"}),
        ({"container": "c0"}, "c1"),
    ):
        answers = MockResponses(first, message(SAID))
        with answers.client() as client:
            ToolLoop([look]).run(client.messages.create, **ASKED, **given)
        assert answers.requests[0].get("container") == given.get("container")
        assert answers.requests[1]["container"] == expected


def test_pending_server_call_is_sent_back_unless_the_response_is_truncated() -> None:
    for reason, expected in (("tool_use", [SEARCH, CALLED]), ("max_tokens", [CALLED])):
        answers = MockResponses(message(SEARCH, CALLED, stop_reason=reason), message(SAID))
        with answers.client() as client:
            ToolLoop([look]).run(client.messages.create, **ASKED)
        assert answers.requests[1]["messages"][1]["content"] == expected


@pytest.mark.parametrize("odd", [["a"], {"a": 1}, None, 3])
def test_unexpected_types_and_ids_do_not_break_a_loop(odd: Any) -> None:
    blocks = [{**SEARCH, "type": odd}, {**SEARCH, "id": odd}, {**FOUND, "tool_use_id": odd}, SAID]
    for answer in (
        message(*blocks, stop_reason="max_tokens"),
        streamed(whole(*blocks, stop_reason="max_tokens")),
    ):
        with MockResponses(answer).client() as client:
            steps = ToolLoop([look]).stream(client.messages.create, **ASKED)
            assert isinstance(list(steps)[-1], Step)


def test_a_tool_that_the_request_describes_is_not_described_twice() -> None:
    def bash(command: str) -> str:
        """Run a command."""
        return f"ran {command}"

    typed = {"type": "bash_20250124", "name": "bash"}
    call = {"type": "tool_use", "id": "t1", "name": "bash", "input": {"command": "ls"}}
    answers = MockResponses(message(call, stop_reason="tool_use"), message(SAID))
    with answers.client() as client:
        ToolLoop([bash, look]).run(client.messages.create, **ASKED, tools=[typed])
    assert answers.requests[0]["tools"][0] == typed
    assert [one["name"] for one in answers.requests[0]["tools"]] == ["bash", "look"]
    assert answers.requests[1]["messages"][2]["content"][0]["content"] == "ran ls"
