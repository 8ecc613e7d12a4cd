"""The tool loop: sends a request, runs the tools that the model calls, and sends their results in the next request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from do_inference.errors import ConfigurationError, InferenceError

from ._calls import ToolCall, ToolResult
from ._conversation import Conversation, Step, record_call
from ._definition import Tool, format_return_value, tool
from ._dialects import dialect_of

if TYPE_CHECKING:
    from do_inference_generated._stream import AsyncStream, Stream, StreamEvent

ResultT = TypeVar("ResultT")

_MAX_THREADS = 32

StepHook = Callable[[Step], object]
"""Receives each step. In async loops it may be a coroutine function."""


class ToolLoopError(InferenceError):
    """The loop ended with calls that did not run: `max_rounds` is reached, or the turn ended in a way that does not
    allow another one, such as the status `failed`.

    Example:
        try:
            run = loop.run(client.chat.completions.create, model="openai-gpt-oss-20b", messages=messages)
        except ToolLoopError as error:
            messages = error.conversation  # Valid as the messages of another request.
    """

    def __init__(self, message: str, *, result: Any = None, conversation: list[Any] | None = None) -> None:
        super().__init__(message)
        self.result = result
        """The last result of the model."""
        self.conversation = conversation or []
        """All messages up to that result, followed by an error result for each of its calls, as plain JSON."""


@dataclass(slots=True)
class ToolRun(Generic[ResultT]):
    """The outcome of a loop.

    Example:
        run = loop.run(client.chat.completions.create, model="openai-gpt-oss-20b", messages=messages)
        print(text_of(run.result), len(run.steps))
        messages = [*run.conversation, {"role": "user", "content": "And tomorrow?"}]
    """

    result: ResultT
    """The last result of the model, which contains no call of these tools."""
    conversation: list[Any]
    """All messages including that result, as plain JSON. Append a message to continue the conversation."""
    steps: list[Step] = field(default_factory=list)
    """One step for each round."""


class ToolLoop:
    """Sends requests until the model stops calling tools, and runs these calls.

    Args:
        tools: Functions with type hints, or `Tool`s. Async functions require `run_async` or `stream_async`.
        max_rounds: The maximum number of requests. In the last round the model must not call tools, and the server
            must not pause the turn. A paused turn (`pause_turn`) is sent back, and the model continues it.
        parallel: Whether the calls of a round run concurrently: functions in threads, async functions as tasks.
        on_error: What happens if a tool raises an exception: `"report"` sends the message to the model, `"raise"` ends
            the loop. Calls that cannot run always get an error result: calls of unknown tools, calls with arguments
            that are not a JSON object or do not match the parameters, and calls in a turn that was cut off, for example
            by the token limit.
        on_step: Called after each round, when its calls are finished. An exception from it ends the loop. In async
            loops it may be a coroutine function.

    Raises:
        ConfigurationError: Two tools have the same name, or `max_rounds` is less than 1.
        TypeError: A function cannot be a tool (see `tool`).

    Example:
        def get_weather(city: str) -> str:
            return f"4 degrees in {city}"

        loop = ToolLoop([get_weather])
        run = loop.run(
            client.chat.completions.create,
            model="openai-gpt-oss-20b",
            messages=[{"role": "user", "content": "How warm is it in Oslo?"}],
        )
    """

    def __init__(
        self,
        tools: Sequence[Tool | Callable[..., Any]],
        *,
        max_rounds: int = 10,
        parallel: bool = True,
        on_error: Literal["report", "raise"] = "report",
        on_step: StepHook | None = None,
    ) -> None:
        all_tools = [item if isinstance(item, Tool) else tool(item) for item in tools]
        self.tools = {item.name: item for item in all_tools}
        if len(self.tools) < len(all_tools):
            raise ConfigurationError("two tools have the same name")
        if max_rounds < 1:
            raise ConfigurationError(f"max_rounds must be at least 1, not {max_rounds}")
        self.max_rounds = max_rounds
        self.parallel = parallel
        self.on_error = on_error
        self.on_step = on_step

    def run(
        self, create: Callable[..., ResultT | Stream[Any, ResultT]], **arguments: Any
    ) -> ToolRun[ResultT]:
        """Run the loop until the model responds without a call.

        Args:
            create: A method of a client: `client.chat.completions.create`, `client.messages.create` or
                `client.responses.create`.
            **arguments: The arguments of the method.

        Raises:
            ToolLoopError: In the last round the model still calls tools or the server pauses, or the model calls tools
                in a turn that does not allow another one, such as one with the status `failed`.
            InferenceError: A request failed.
        """
        self._reject_async_tools()
        conversation = self._start(create, arguments)
        while True:
            result: ResultT = conversation.executor.request(*conversation.next_request())
            results = self._run_calls(self._calls_of(conversation, result))
            self._notify(conversation.complete_round(result, results))
            if conversation.done:
                return ToolRun(result, conversation.messages, conversation.steps)

    def stream(
        self, create: Callable[..., Any], **arguments: Any
    ) -> Iterator[StreamEvent | ToolResult | Step]:
        """Run the loop with streams. Yield the events of each stream, then the results of its calls, then the step.

        The last step contains the last result and the complete conversation. Each stream is closed at its end, or when
        the iterator is closed. If a stream is interrupted, none of its calls run, and its error is raised.

        Example:
            for item in loop.stream(client.chat.completions.create, model="openai-gpt-oss-20b", messages=messages):
                if isinstance(item, TextDelta):
                    print(item.text, end="")
        """
        self._reject_async_tools()
        conversation = self._start(create, arguments, stream=True)
        while not conversation.done:
            with conversation.executor.stream(*conversation.next_request()) as stream:
                yield from stream.events()
                result = stream.result()
            results = self._run_calls(self._calls_of(conversation, result))
            yield from results
            step = conversation.complete_round(result, results)
            self._notify(step)
            yield step

    async def run_async(
        self, create: Callable[..., Awaitable[ResultT | AsyncStream[Any, ResultT]]], **arguments: Any
    ) -> ToolRun[ResultT]:
        """Run the loop as `run` does, with a method of an async client."""
        conversation = self._start(create, arguments)
        while True:
            result: ResultT = await conversation.executor.request(*conversation.next_request())
            results = await self._run_calls_async(self._calls_of(conversation, result))
            await self._notify_async(conversation.complete_round(result, results))
            if conversation.done:
                return ToolRun(result, conversation.messages, conversation.steps)

    async def stream_async(
        self, create: Callable[..., Any], **arguments: Any
    ) -> AsyncIterator[StreamEvent | ToolResult | Step]:
        """Run the loop as `stream` does, with a method of an async client.

        Exhaust the iterator, or close it with `contextlib.aclosing`.
        """
        conversation = self._start(create, arguments, stream=True)
        while not conversation.done:
            async with await conversation.executor.stream(*conversation.next_request()) as stream:
                async for event in stream.events():
                    yield event
                result = await stream.result()
            results = await self._run_calls_async(self._calls_of(conversation, result))
            for tool_result in results:
                yield tool_result
            step = conversation.complete_round(result, results)
            await self._notify_async(step)
            yield step

    def _reject_async_tools(self) -> None:
        for name, item in self.tools.items():
            if item.is_async:
                raise ConfigurationError(f"the tool {name!r} is async; use run_async or stream_async")

    def _start(
        self, create: Callable[..., Any], arguments: dict[str, Any], *, stream: bool = False
    ) -> Conversation:
        selected = {name: value for name, value in arguments.items() if name != "stream"}
        call = record_call(create, selected | ({"stream": True} if stream else {}))
        stream_spec = call.operation.stream
        dialect = dialect_of(None if stream_spec is None else stream_spec.accumulator)
        if dialect is None:
            raise ConfigurationError(f"{call.operation.id} does not support tools")
        return Conversation(call, dialect, list(self.tools.values()))

    def _calls_of(self, conversation: Conversation, result: Any) -> list[ToolCall]:
        """Return the calls that a result requests. Raise ToolLoopError if no turn with their results can follow."""
        calls = conversation.add_result(result)
        ending = conversation.ending
        cut_off = f"the response was cut off ({ending.reason})" if ending.truncated else ""
        message = ""
        if not ending.can_continue:
            message = f"{cut_off}, and the conversation cannot continue; its tool calls were not run"
        elif len(conversation.steps) + 1 >= self.max_rounds:
            subject = "the model still calls tools" if calls else f"the server still pauses ({ending.reason})"
            message = f"{subject} in round {self.max_rounds} of {self.max_rounds}"
            message += f"; {cut_off}" if cut_off else ""
        if (calls or ending.paused) and message:
            error = ToolLoopError(message, result=result, conversation=conversation.messages)
            if calls:
                conversation.add_tool_results(
                    [ToolResult(call, f"Error: this call was not run: {message}", error) for call in calls]
                )
            raise error
        return calls

    def _notify(self, step: Step) -> None:
        if self.on_step is not None:
            self.on_step(step)

    async def _notify_async(self, step: Step) -> None:
        if self.on_step is not None:
            returned = self.on_step(step)
            if isawaitable(returned):
                await returned

    def _run_calls(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        if not self.parallel or len(calls) < 2:
            return [self._run_call(call) for call in calls]
        with ThreadPoolExecutor(min(len(calls), _MAX_THREADS)) as pool:
            running = [pool.submit(copy_context().run, self._run_call, call) for call in calls]
            return [call.result() for call in running]

    def _run_call(self, call: ToolCall) -> ToolResult:
        try:
            selected, arguments = self._prepare(call)
        except ValueError as error:
            return ToolResult(call, f"Error: {error}", error)
        try:
            return ToolResult(call, format_return_value(selected.function(**arguments)))
        except Exception as error:  # noqa: BLE001 - tools may raise anything
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
            except Exception as error:  # noqa: BLE001 - raised below, without an ExceptionGroup
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
            selected, arguments = self._prepare(call)
        except ValueError as error:
            return ToolResult(call, f"Error: {error}", error)
        try:
            if selected.is_async:
                returned = await selected.function(**arguments)
            else:
                returned = await run_sync(lambda: selected.function(**arguments))
            return ToolResult(call, format_return_value(returned))
        except Exception as error:  # noqa: BLE001 - tools may raise anything
            return self._failed(call, error)

    def _prepare(self, call: ToolCall) -> tuple[Tool, dict[str, Any]]:
        if call.problem is not None:
            raise ValueError(call.problem)
        if not call.name:
            raise ValueError(f"the call contains no name; the tools are {', '.join(self.tools)}")
        selected = self.tools.get(call.name)
        if selected is None:
            raise ValueError(f"there is no tool {call.name!r}; the tools are {', '.join(self.tools)}")
        try:
            return selected, selected.parse_arguments(call.arguments)
        except ValueError as error:
            raise ValueError(f"the arguments of {call.name!r} are invalid: {error}") from error

    def _failed(self, call: ToolCall, error: Exception) -> ToolResult:
        if self.on_error == "raise":
            raise error
        return ToolResult(call, f"Error: {type(error).__name__}: {error}", error)
