"""The loop: ask, run the tools that the model calls, send their results, and ask again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from do_inference.errors import ConfigurationError

from ._calls import ToolCall, ToolResult
from ._capture import capture
from ._conversation import Step, Talk
from ._definition import Tool, told, tool
from ._dialects import dialect_of
from ._errors import ToolLoopError

if TYPE_CHECKING:
    from do_inference_generated._stream import AsyncStream, Stream, StreamEvent

ResultT = TypeVar("ResultT")

_MOST_THREADS = 32

Hook = Callable[[Step], object]
"""Is told of a step. In async loops it may be a coroutine function."""


@dataclass(slots=True)
class ToolRun(Generic[ResultT]):
    """The outcome of a loop."""

    result: ResultT
    """The last answer, in which the model called no tool of yours."""
    conversation: list[Any]
    """Everything with that answer, as plain JSON, to be continued."""
    steps: list[Step] = field(default_factory=list)


class ToolLoop:
    """Runs functions that a model calls.

    Args:
        tools: Functions with type hints, or `Tool`s. Async functions need `run_async` or `stream_async`.
        max_rounds: How many answers of the model the loop takes. In the last one it must not call tools, and the
            server must not pause it. A paused answer (`pause_turn`) is sent back, and the model goes on.
        parallel: Whether calls of one round run at once: functions in threads, async functions as tasks.
        on_error: Whether the model reads of an exception in a tool, or the loop raises it. Calls that do not run get
            an error result in any case: of tools that do not exist, with arguments that are not a JSON object or do
            not fit, and of an answer that was cut off, such as by the limit on tokens.
        on_step: Called after each round, its tool calls done. What it raises ends the loop. In async loops it may
            be a coroutine function.

    Raises:
        ConfigurationError: Two tools have the same name, or there is to be no round at all.
        TypeError: A function cannot be a tool.
    """

    def __init__(
        self,
        tools: Sequence[Tool | Callable[..., Any]],
        *,
        max_rounds: int = 10,
        parallel: bool = True,
        on_error: Literal["tell", "raise"] = "tell",
        on_step: Hook | None = None,
    ) -> None:
        made = [item if isinstance(item, Tool) else tool(item) for item in tools]
        self.tools = {item.name: item for item in made}
        if len(self.tools) < len(made):
            raise ConfigurationError("two tools have the same name")
        if max_rounds < 1:
            raise ConfigurationError(f"max_rounds is at least 1, not {max_rounds}")
        self.max_rounds = max_rounds
        self.parallel = parallel
        self.on_error = on_error
        self.on_step = on_step

    def run(
        self, create: Callable[..., ResultT | Stream[Any, ResultT]], **arguments: Any
    ) -> ToolRun[ResultT]:
        """Call `create` until the model calls no more tools.

        `create` is a method of a client, such as `client.chat.completions.create`; `arguments` are its own.

        Raises:
            ToolLoopError: In the last round the model still calls tools or the server still pauses, or the model calls
                tools in an answer after which the conversation cannot go on, such as one with the status `failed`.
        """
        self._refuse_async_tools()
        talk = self._begin(create, arguments)
        while True:
            result: ResultT = talk.executor.request(*talk.next_call())
            results = self._run_calls(self._calls(talk, result))
            self._tell_hook(talk.take_step(result, results))
            if talk.done:
                return ToolRun(result, talk.conversation, talk.steps)

    def stream(
        self, create: Callable[..., Any], **arguments: Any
    ) -> Iterator[StreamEvent | ToolResult | Step]:
        """The same with streams: what happens in each answer, each tool's result, and each step when it is done.

        The last step has the last answer and the whole conversation. Each stream is closed when it has ended, or when
        the iterator is. No call runs of a stream that breaks: its error is raised.
        """
        self._refuse_async_tools()
        talk = self._begin(create, arguments, stream=True)
        while not talk.done:
            with talk.executor.stream(*talk.next_call()) as stream:
                yield from stream.events()
                result = stream.result()
            results = self._run_calls(self._calls(talk, result))
            yield from results
            step = talk.take_step(result, results)
            self._tell_hook(step)
            yield step

    async def run_async(
        self, create: Callable[..., Awaitable[ResultT | AsyncStream[Any, ResultT]]], **arguments: Any
    ) -> ToolRun[ResultT]:
        """`run` with a method of an async client."""
        talk = self._begin(create, arguments)
        while True:
            result: ResultT = await talk.executor.request(*talk.next_call())
            results = await self._run_calls_async(self._calls(talk, result))
            await self._tell_hook_async(talk.take_step(result, results))
            if talk.done:
                return ToolRun(result, talk.conversation, talk.steps)

    async def stream_async(
        self, create: Callable[..., Any], **arguments: Any
    ) -> AsyncIterator[StreamEvent | ToolResult | Step]:
        """`stream` with a method of an async client. Leave it by `contextlib.aclosing`, or to its end."""
        talk = self._begin(create, arguments, stream=True)
        while not talk.done:
            async with await talk.executor.stream(*talk.next_call()) as stream:
                async for event in stream.events():
                    yield event
                result = await stream.result()
            results = await self._run_calls_async(self._calls(talk, result))
            for one in results:
                yield one
            step = talk.take_step(result, results)
            await self._tell_hook_async(step)
            yield step

    def _refuse_async_tools(self) -> None:
        for name, item in self.tools.items():
            if item.is_async:
                raise ConfigurationError(f"the tool {name!r} is async; use run_async or stream_async")

    def _begin(self, create: Callable[..., Any], arguments: dict[str, Any], *, stream: bool = False) -> Talk:
        told_apart = {"stream": True} if stream else {}
        captured = capture(
            create, {name: value for name, value in arguments.items() if name != "stream"} | told_apart
        )
        described = captured.operation.stream
        dialect = dialect_of(None if described is None else described.accumulator)
        if dialect is None:
            raise ConfigurationError(f"{captured.operation.id} has no tools")
        return Talk(captured, dialect, list(self.tools.values()))

    def _calls(self, talk: Talk, result: Any) -> list[ToolCall]:
        """The calls that an answer asks for. Raises ToolLoopError if no turn can follow that takes their results."""
        calls = talk.hear(result)
        ending = talk.ending
        cut = f"the answer was cut off ({ending.reason})" if ending.truncated else ""
        message = ""
        if not ending.can_go_on:
            message = f"{cut}, and the conversation cannot go on; its tool calls were not run"
        elif len(talk.steps) + 1 >= self.max_rounds:
            what = "the model still calls tools" if calls else f"the server still pauses ({ending.reason})"
            message = f"{what} in round {self.max_rounds} of {self.max_rounds}"
            message += f"; {cut}" if cut else ""
        if (calls or ending.paused) and message:
            error = ToolLoopError(message, result=result, conversation=talk.conversation)
            if calls:
                talk.answer(
                    [ToolResult(call, f"Error: this call was not run: {message}", error) for call in calls]
                )
            raise error
        return calls

    def _tell_hook(self, step: Step) -> None:
        if self.on_step is not None:
            self.on_step(step)

    async def _tell_hook_async(self, step: Step) -> None:
        if self.on_step is not None:
            told = self.on_step(step)
            if isawaitable(told):
                await told

    def _run_calls(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        if not self.parallel or len(calls) < 2:
            return [self._run_call(call) for call in calls]
        with ThreadPoolExecutor(min(len(calls), _MOST_THREADS)) as pool:
            running = [pool.submit(copy_context().run, self._run_call, call) for call in calls]
            return [call.result() for call in running]

    def _run_call(self, call: ToolCall) -> ToolResult:
        try:
            chosen, given = self._prepare(call)
        except ValueError as error:
            return ToolResult(call, f"Error: {error}", error)
        try:
            return ToolResult(call, told(chosen.function(**given)))
        except Exception as error:  # noqa: BLE001 - what a tool raises is its own affair
            return self._failed(call, error)

    async def _run_calls_async(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        if not self.parallel or len(calls) < 2:
            return [await self._run_call_async(call) for call in calls]
        from anyio import create_task_group

        results: dict[int, ToolResult] = {}
        raised: list[Exception] = []

        async def run_one(position: int, call: ToolCall) -> None:
            try:
                results[position] = await self._run_call_async(call)
            except Exception as error:  # noqa: BLE001 - raised below: by itself, and not in a group of exceptions
                raised.append(error)

        async with create_task_group() as group:
            for position, call in enumerate(calls):
                group.start_soon(run_one, position, call)
        for error in raised:
            raise error
        return [results[position] for position in range(len(calls))]

    async def _run_call_async(self, call: ToolCall) -> ToolResult:
        from anyio.to_thread import run_sync

        try:
            chosen, given = self._prepare(call)
        except ValueError as error:
            return ToolResult(call, f"Error: {error}", error)
        try:
            if chosen.is_async:
                return ToolResult(call, told(await chosen.function(**given)))
            return ToolResult(call, told(await run_sync(lambda: chosen.function(**given))))
        except Exception as error:  # noqa: BLE001 - what a tool raises is its own affair
            return self._failed(call, error)

    def _prepare(self, call: ToolCall) -> tuple[Tool, dict[str, Any]]:
        if call.problem is not None:
            raise ValueError(call.problem)
        if not call.name:
            raise ValueError(f"the call names no tool; there are {', '.join(self.tools)}")
        chosen = self.tools.get(call.name)
        if chosen is None:
            raise ValueError(f"there is no tool {call.name!r}; there are {', '.join(self.tools)}")
        try:
            return chosen, chosen.read(call.arguments)
        except ValueError as error:
            raise ValueError(f"the arguments of {call.name!r} do not fit: {error}") from error

    def _failed(self, call: ToolCall, error: Exception) -> ToolResult:
        if self.on_error == "raise":
            raise error
        return ToolResult(call, f"Error: {type(error).__name__}: {error}", error)
