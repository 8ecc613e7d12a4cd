"""Tools: their definitions, the results of calls, and the end of the loop."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import json
import threading
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import anyio
import attrs
import pytest

from do_inference.errors import ConfigurationError
from do_inference.tools import Step, Tool, ToolLoop, ToolLoopError, ToolResult, tool
from do_inference.tools._definition import parse_docstring
from do_inference_generated._stream import TextDelta

from .mock_responses import MockResponses, chunks, completion, message

HELLO: list[Any] = [{"role": "user", "content": "weather?"}]


@dataclass
class Place:
    city: str
    country: str = "NO"


def weather(place: Place, days: int = 1, unit: Literal["c", "f"] = "c") -> dict[str, Any]:
    """Tell the weather
    that is to come.

    More of no interest to a model.

    Args:
        place: Where.
        days (int): How many days
            are asked for.
    """
    return {"city": place.city, "country": place.country, "days": days, "unit": unit}


async def clock(tz: Annotated[str, "A time zone."]) -> str:
    return f"noon in {tz}"


def broken() -> None:
    raise RuntimeError("out of order")


# --- definitions


def test_tool_definition_follows_signature_and_docstring() -> None:
    made = tool(weather)
    assert (made.name, made.description) == ("weather", "Tell the weather that is to come.")
    parameters = made.parameters
    assert (parameters["type"], parameters["required"]) == ("object", ["place"])
    assert parameters["additionalProperties"] is False
    assert parameters["properties"]["days"] == {
        "type": "integer",
        "description": "How many days are asked for.",
    }
    assert parameters["properties"]["unit"] == {"enum": ["c", "f"]}
    assert tool(clock).parameters["properties"]["tz"] == {"type": "string", "description": "A time zone."}
    assert (tool(clock).is_async, made.is_async) == (True, False)
    assert tool(broken, name="new name", description="d").name == "new_name"


def test_arguments_are_converted_and_defaults_come_from_the_function() -> None:
    assert tool(weather).parse_arguments('{"place": {"city": "Oslo"}}') == {"place": Place("Oslo")}
    assert tool(weather).parse_arguments('{"place": {"city": "Oslo"}, "days": 2}')["days"] == 2
    assert tool(broken).parse_arguments("") == tool(broken).parse_arguments("{}") == {}


@pytest.mark.parametrize(
    "arguments",
    [
        "{",
        "[]",
        "5",
        "null",
        '"{}"',
        "{}",
        '{"place": "Oslo"}',
        '{"place": {"city": "a"}, "days": "x"}',
        '{"place": {"city": "a"}, "no": 1}',
    ],
)
def test_invalid_arguments_are_rejected(arguments: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        tool(weather).parse_arguments(arguments)


def test_functions_that_cannot_be_tools_are_rejected() -> None:
    def unhinted(a):  # type: ignore[no-untyped-def]
        return a

    def positional(a: int, /) -> int:
        return a

    def anything(**more: int) -> dict[str, int]:
        return more

    for function in (unhinted, positional, anything):
        with pytest.raises(TypeError, match=function.__name__):
            tool(function)
    with pytest.raises(ConfigurationError, match="same name"):
        ToolLoop([broken, broken])


def test_methods_and_objects_can_be_tools() -> None:
    @attrs.define
    class Shop:
        stock: int

        def count(self, thing: str) -> int:
            """Count things."""
            return self.stock + len(thing)

    assert list(tool(Shop(3).count).parameters["properties"]) == ["thing"]


def google(city: str, days: int = 1) -> None:
    """Tell the weather.

    Of any place.

    Args:
        city (str): Name of the city,
            in any language.
        days: How many: 1 to 7.

    Returns:
        nothing: really.
    """


def sphinx(city: str, days: int = 1) -> None:
    """Tell the weather.

    :param str city: Name of the city,
        in any language.
    :param days: How many: 1 to 7.
    :returns: nothing, really.
    """


def numpy(city: str, days: int = 1) -> None:
    """Tell the weather.

    Parameters
    ----------
    city : str
        Name of the city,
        in any language.
    days : int, optional
        How many: 1 to 7.

    Returns
    -------
    nothing
        really.
    """


@pytest.mark.parametrize("function", [google, sphinx, numpy])
def test_docstrings_of_every_style_are_parsed(function: Any) -> None:
    made = tool(function)
    assert made.description == "Tell the weather."
    assert {name: told["description"] for name, told in made.parameters["properties"].items()} == {
        "city": "Name of the city, in any language.",
        "days": "How many: 1 to 7.",
    }


def test_partials_and_callable_objects_can_be_tools() -> None:
    class Doubler:
        """Doubles."""

        async def __call__(self, number: int) -> int:
            return 2 * number

    half = tool(functools.partial(weather, days=3))
    assert (half.name, half.function(**half.parse_arguments('{"place": {"city": "Oslo"}}'))["days"]) == (
        "weather",
        3,
    )
    doubler = tool(Doubler())
    assert (doubler.name, doubler.description, doubler.is_async) == ("Doubler", "Doubles.", True)
    assert list(doubler.parameters["properties"]) == ["number"]


def test_line_breaks_in_strings_are_accepted() -> None:
    assert tool(google).parse_arguments('{"city": "a\nb", "days": 1.0}') == {"city": "a\nb", "days": 1}


# --- the loop

ASK = completion(None, [("c1", "weather", '{"place": {"city": "Oslo"}}')])


def test_chat_loop_ends_when_no_tool_is_called() -> None:
    answers = MockResponses(ASK, completion("Cold."))
    steps: list[Step] = []
    with answers.client() as client:
        loop = ToolLoop([weather], on_step=steps.append)
        run = loop.run(client.chat.completions.create, model="m", messages=HELLO, temperature=0.5)
    assert run.result.choices[0].message.content == "Cold."
    first, second = answers.requests
    assert (
        first["tools"]
        == second["tools"]
        == [
            {
                "type": "function",
                "function": {
                    "name": "weather",
                    "description": loop.tools["weather"].description,
                    "parameters": loop.tools["weather"].parameters,
                },
            }
        ]
    )
    assert (first["messages"], second["temperature"]) == (HELLO, 0.5)
    asked, told = second["messages"][1:]
    assert asked["tool_calls"][0]["id"] == told["tool_call_id"] == "c1"
    assert json.loads(told["content"]) == {"city": "Oslo", "country": "NO", "days": 1, "unit": "c"}
    assert run.conversation == [*second["messages"], {"role": "assistant", "content": "Cold."}]
    assert [(step.round, len(step.results)) for step in steps] == [(1, 1), (2, 0)]
    assert run.steps == steps


def test_messages_loop_ends_when_no_tool_is_called() -> None:
    use = {"type": "tool_use", "id": "t1", "name": "weather", "input": {"place": {"city": "Oslo"}}}
    bad = {"type": "tool_use", "id": "t2", "name": "nothing", "input": {}}
    answers = MockResponses(
        message({"type": "text", "text": "Hm."}, use, bad, stop_reason="tool_use"),
        message({"type": "text", "text": "Cold."}),
    )
    with answers.client() as client:
        run = ToolLoop([weather]).run(client.messages.create, model="m", max_tokens=9, messages=HELLO)
    assert run.result.content[0].text == "Cold."
    assert answers.requests[0]["tools"][0]["input_schema"]["type"] == "object"
    said, told = answers.requests[1]["messages"][1:]
    assert [block["type"] for block in said["content"]] == ["text", "tool_use", "tool_use"]
    good, failed = told["content"]
    assert (good["tool_use_id"], json.loads(good["content"])["city"]) == ("t1", "Oslo")
    assert (failed["tool_use_id"], failed["is_error"]) == ("t2", True)
    assert "there is no tool 'nothing'" in failed["content"]


def test_responses_loop_ends_when_no_tool_is_called() -> None:
    call = {
        "type": "function_call",
        "id": "f1",
        "call_id": "c1",
        "name": "weather",
        "arguments": '{"place": {"city": "Oslo"}}',
    }
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Cold."}]}
    answers = MockResponses({"id": "r", "output": [call]}, {"id": "r", "output": [said]})
    with answers.client() as client:
        run = ToolLoop([weather]).run(client.responses.create, model="m", input="weather?")
    assert run.result.output[0].content[0].text == "Cold."
    assert answers.requests[0]["tools"][0]["name"] == "weather"
    first, asked, told = answers.requests[1]["input"]
    assert (first, asked["type"], told["type"]) == (HELLO[0], "function_call", "function_call_output")
    assert told["call_id"] == "c1"


def test_streamed_loop_yields_events_results_and_steps() -> None:
    answers = MockResponses(
        chunks("Let me see.", [("c1", "weather", '{"place": {"city": "Oslo"}}')]), chunks("Cold.")
    )
    with answers.client() as client:
        events = list(ToolLoop([weather]).stream(client.chat.completions.create, model="m", messages=HELLO))
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == "Let me see.Cold."
    (result,) = [event for event in events if isinstance(event, ToolResult)]
    assert result.call.id == "c1"
    assert isinstance(events[-1], Step)
    assert events[-1].result.choices[0].message.content == "Cold."
    assert [ask["stream"] for ask in answers.requests] == [True, True]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_tools_run_concurrently(backend: str) -> None:
    both = completion(
        None,
        [
            ("c1", "meet", '{"who": "a"}'),
            ("c2", "meet", '{"who": "b"}'),
            ("c3", "weather", '{"place": {"city": "x"}}'),
        ],
    )
    answers = MockResponses(both, completion("Met."))

    async def main() -> Any:
        arrived: list[str] = []
        everybody = anyio.Event()

        async def meet(who: str) -> str:
            arrived.append(who)
            if len(arrived) == 2:
                everybody.set()
            await everybody.wait()
            return "met"

        async with answers.async_client() as client:
            return await ToolLoop([meet, weather]).run_async(
                client.chat.completions.create, model="m", messages=HELLO
            )

    run = anyio.run(main, backend=backend)
    assert run.result.choices[0].message.content == "Met."
    assert [told["content"][:3] for told in answers.requests[1]["messages"][2:]] == ["met", "met", '{"c']


def test_async_streamed_loop_yields_events_results_and_steps() -> None:
    answers = MockResponses(chunks(None, [("c1", "clock", '{"tz": "CET"}')]), chunks("Noon."))

    async def main() -> list[Any]:
        async with answers.async_client() as client:
            loop = ToolLoop([clock])
            async with aclosing(
                loop.stream_async(client.chat.completions.create, model="m", messages=HELLO)
            ) as events:
                return [event async for event in events]

    events = asyncio.run(main())
    assert [event.content for event in events if isinstance(event, ToolResult)] == ["noon in CET"]
    assert events[-1].result.choices[0].message.content == "Noon."


@pytest.mark.parametrize("parallel", [True, False])
def test_functions_run_concurrently_only_if_parallel(parallel: bool) -> None:
    threads: set[int] = set()
    barrier = threading.Barrier(2 if parallel else 1)

    def work(part: int) -> int:
        barrier.wait(10)
        threads.add(threading.get_ident())
        return part

    answers = MockResponses(
        completion(None, [("a", "work", '{"part": 1}'), ("b", "work", '{"part": 2}')]), completion("Done.")
    )
    with answers.client() as client:
        ToolLoop([work], parallel=parallel).run(client.chat.completions.create, model="m", messages=HELLO)
    assert len(threads) == (2 if parallel else 1)
    assert [told["content"] for told in answers.requests[1]["messages"][2:]] == ["1", "2"]


def test_exceptions_in_tools_are_reported_to_the_model_or_raised() -> None:
    ask = completion(None, [("a", "broken", ""), ("b", "weather", "{}"), ("c", "none", "{}")])
    answers = MockResponses(ask, completion("Sorry."))
    with answers.client() as client:
        run = ToolLoop([broken, weather]).run(client.chat.completions.create, model="m", messages=HELLO)
    contents = [told["content"] for told in answers.requests[1]["messages"][2:]]
    assert contents[0] == "Error: RuntimeError: out of order"
    assert "the arguments of 'weather' are invalid" in contents[1]
    assert "there is no tool 'none'; the tools are broken, weather" in contents[2]
    assert all(result.error is not None for result in run.steps[0].results)
    with MockResponses(ask).client() as client, pytest.raises(RuntimeError, match="out of order"):
        ToolLoop([broken, weather], on_error="raise").run(
            client.chat.completions.create, model="m", messages=HELLO
        )


def test_exception_in_an_async_tool_is_raised_without_a_group() -> None:
    async def bad() -> None:
        raise KeyError("x")

    async def main() -> None:
        async with MockResponses(
            completion(None, [("a", "bad", ""), ("b", "bad", "")])
        ).async_client() as client:
            loop = ToolLoop([bad], on_error="raise")
            await loop.run_async(client.chat.completions.create, model="m", messages=HELLO)

    with pytest.raises(KeyError):
        asyncio.run(main())


def test_rounds_are_limited() -> None:
    with (
        MockResponses(ASK, ASK).client() as client,
        pytest.raises(ToolLoopError, match="round 2 of 2") as caught,
    ):
        ToolLoop([weather], max_rounds=2).run(client.chat.completions.create, model="m", messages=HELLO)
    assert caught.value.result.choices[0].message.tool_calls
    *_, asked, told = caught.value.conversation
    assert (asked["tool_calls"][0]["id"], told["role"]) == (told["tool_call_id"], "tool")
    assert "was not run" in told["content"]


def test_calls_of_the_last_round_do_not_run() -> None:
    made: list[str] = []

    def note(text: str) -> None:
        made.append(text)

    asks = [completion(None, [("c", "note", json.dumps({"text": text}))]) for text in ("a", "b")]
    with MockResponses(*asks).client() as client, pytest.raises(ToolLoopError):
        ToolLoop([note], max_rounds=2).run(client.chat.completions.create, model="m", messages=HELLO)
    assert made == ["a"]
    with pytest.raises(ConfigurationError, match="at least 1"):
        ToolLoop([note], max_rounds=0)


@pytest.mark.parametrize(
    ("choice", "then"),
    [
        ("required", "auto"),
        ({"type": "function", "function": {"name": "broken"}}, "auto"),
        ("none", "none"),
        ("auto", "auto"),
    ],
)
def test_call_is_forced_only_once(choice: Any, then: Any) -> None:
    answers = MockResponses(completion(None, [("c", "broken", "")]), completion("ok"))
    with answers.client() as client:
        ToolLoop([broken]).run(client.chat.completions.create, model="m", messages=HELLO, tool_choice=choice)
    assert [asked["tool_choice"] for asked in answers.requests] == [choice, then]


@pytest.mark.parametrize(
    ("choice", "then"),
    [
        ({"type": "any"}, {"type": "auto"}),
        (
            {"type": "tool", "name": "broken", "disable_parallel_tool_use": True},
            {"type": "auto", "disable_parallel_tool_use": True},
        ),
        ({"type": "none"}, {"type": "none"}),
    ],
)
def test_call_in_messages_is_forced_only_once(choice: Any, then: Any) -> None:
    called = {"type": "tool_use", "id": "1", "name": "broken", "input": {}}
    answers = MockResponses(message(called, stop_reason="tool_use"), message({"type": "text", "text": "ok"}))
    with answers.client() as client:
        ToolLoop([broken]).run(
            client.messages.create, model="m", max_tokens=9, messages=HELLO, tool_choice=choice
        )
    assert [asked["tool_choice"] for asked in answers.requests] == [choice, then]


def test_request_without_tools_has_no_tools_field() -> None:
    answers = MockResponses(completion("ok"))
    with answers.client() as client:
        ToolLoop([]).run(client.chat.completions.create, model="m", messages=HELLO)
    assert "tools" not in answers.requests[0]


@pytest.mark.parametrize("streamed", [False, True])
def test_hooks_of_async_loops_are_awaited(streamed: bool) -> None:
    rounds: list[int] = []

    async def note(step: Step) -> None:
        await asyncio.sleep(0)
        rounds.append(step.round)

    async def main() -> None:
        loop = ToolLoop([clock], on_step=note)
        ask: Any = [("c", "clock", '{"tz": "UTC"}')]
        answers = [chunks(None, ask), chunks("ok")] if streamed else [completion(None, ask), completion("ok")]
        async with MockResponses(*answers).async_client() as client:
            create = client.chat.completions.create
            if streamed:
                async for _ in loop.stream_async(create, model="m", messages=HELLO):
                    pass
            else:
                await loop.run_async(create, model="m", messages=HELLO)

    asyncio.run(main())
    assert rounds == [1, 2]


def test_tools_in_threads_see_the_context_of_the_caller() -> None:
    who: contextvars.ContextVar[str] = contextvars.ContextVar("who")

    def ask() -> str:
        return who.get()

    who.set("me")
    answers = MockResponses(completion(None, [("a", "ask", ""), ("b", "ask", "")]), completion("ok"))
    with answers.client() as client:
        run = ToolLoop([ask]).run(client.chat.completions.create, model="m", messages=HELLO)
    assert [result.content for result in run.steps[0].results] == ["me", "me"]


def test_hook_can_end_the_loop() -> None:
    class Enough(Exception):
        pass

    def stop(step: Step) -> None:
        raise Enough

    with MockResponses(ASK).client() as client, pytest.raises(Enough):
        ToolLoop([weather], on_step=stop).run(client.chat.completions.create, model="m", messages=HELLO)


def test_calls_without_an_id_get_a_generated_one() -> None:
    nameless = completion(None, [("", "broken", "")])
    answers = MockResponses(nameless, completion("ok"))
    with answers.client() as client:
        ToolLoop([broken]).run(client.chat.completions.create, model="m", messages=HELLO)
    asked, told = answers.requests[1]["messages"][1:]
    assert asked["tool_calls"][0]["id"] == told["tool_call_id"] == "call_0"


def test_tools_and_options_of_the_caller_are_sent() -> None:
    answers = MockResponses(completion("ok"))
    with answers.client() as client:
        search: Any = {"type": "web_search"}
        ToolLoop([Tool(broken)]).run(
            client.chat.completions.create,
            model="m",
            messages=HELLO,
            tools=[search],
            extra_body={"x": 1},
            stream=True,
        )
    assert [item["type"] for item in answers.requests[0]["tools"]] == ["web_search", "function"]
    assert answers.requests[0]["x"] == 1
    assert "stream" not in answers.requests[0]


def test_methods_without_tools_are_rejected() -> None:
    loop = ToolLoop([broken])
    with MockResponses().client() as client:
        with pytest.raises(ConfigurationError, match="does not support tools"):
            loop.run(client.embeddings.create, model="m", input="x")
        with pytest.raises(ConfigurationError, match="method of a client"):
            loop.run(print)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            loop.run(client.chat.completions.create, model="m", messages=HELLO, tmeperature=1)
        with pytest.raises(ConfigurationError, match="async"):
            ToolLoop([clock]).run(client.chat.completions.create, model="m", messages=HELLO)


def test_docstring_can_end_with_a_section() -> None:
    section = "Do.\n\nParameters\n----------\nx : int\n    How many."
    assert parse_docstring(section).parameters == {"x": "How many."}
    assert parse_docstring("Do.\nParameters").parameters == {}
