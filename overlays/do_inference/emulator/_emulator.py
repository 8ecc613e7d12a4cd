"""The class `Emulator`, which serves both APIs on a local port."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Self

from do_inference.emulator._app import Application
from do_inference.emulator._clock import EmulatorClock, RealClock
from do_inference.emulator._description import Description, operation_id, packaged
from do_inference.emulator._faults import NO_FAULT, Fault, parse_fault
from do_inference.emulator._guard import Guard
from do_inference.emulator._limits import FileUsageLog, Limits, UsageLog, parse_limits
from do_inference.emulator._options import Options
from do_inference.emulator._rule import Matcher, Responder, Rule
from do_inference.emulator._script import Script, load
from do_inference.emulator._scripted_calls import scripted_calls
from do_inference.emulator._server import Server, listen
from do_inference.emulator._state import EmulatorState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from do_inference.emulator._journal import Journal

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
"""The address to connect to if the server listens on all addresses."""


class Emulator:
    """A server that emulates serverless and agent inference.

    Both APIs share one address and accept different keys. An emulator is a context manager, sync and async. It listens
    on a free port of 127.0.0.1 by default and reaches no other host, unless `upstream` names one.

        with Emulator(limits="bucket:120/2", seed=7) as emulator:
            client = Client(api_key=emulator.api_key, base_url=emulator.base_url)
            emulator.respond("chat.completions.create", text="Hello")

    Args:
        options: Defaults for the arguments below, and settings that have no argument of their own.
        description: A bundled OpenAPI document to serve instead of the packaged one.
        host: The address to listen on.
        port: The port to listen on; 0 selects a free one.
        limits: A `Limits`, or text such as `"live"`, `"none"` or `"window:50/5,400/60"`.
        faults: A `Fault`, or text such as `"latency=0.2, cut-event=3"`, that applies to every request.
        live: Respond as the live service does where it differs from its documentation.
        clock: The clock of limits, jobs and timestamps; by default the system's.
        state: A file that stores the use of the limits, so that several emulators can share them.

    Raises TypeError or ValueError for invalid arguments, and OSError if `state` cannot be opened.
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        description: Mapping[str, Any] | Description | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: int | None = None,
        limits: Limits | str | None = None,
        faults: Fault | str | None = None,
        live: bool | None = None,
        any_model: bool | None = None,
        routers: Mapping[str, Sequence[str]] | None = None,
        strict: bool | None = None,
        errors: Literal["published", "live"] | None = None,
        event_delay: float | None = None,
        jobs: Literal["polls", "time"] | None = None,
        upstream: str | None = None,
        clock: EmulatorClock | None = None,
        state: Path | str | None = None,
    ) -> None:
        if options is not None and not isinstance(options, Options):
            raise TypeError(f"options must be Options, not {type(options).__name__}")
        if live and limits is None and options is None:
            limits = "live"
        given: dict[str, Any] = {
            "seed": seed,
            "limits": parse_limits(limits) if isinstance(limits, str) else limits,
            "faults": parse_fault(faults) if isinstance(faults, str) else faults,
            "live": live,
            "any_model": any_model,
            "routers": routers,
            "strict": strict,
            "errors": errors,
            "event_delay": event_delay,
            "jobs": jobs,
            "upstream": upstream,
        }
        self.options = replace(options or Options(), **{k: v for k, v in given.items() if v is not None})
        log: UsageLog | None = FileUsageLog(state) if state is not None else None
        if description is None:
            description = packaged()
        known = description if isinstance(description, Description) else Description(description)
        self.state = EmulatorState(known, self.options, clock or RealClock(), log)
        self.app = Application(self.state)
        """The ASGI application, for use without a socket. Faults that close a connection require a socket."""
        self._host, self._port = host, port
        self._server: Server | None = None

    @property
    def api_key(self) -> str:
        """An API key for serverless inference."""
        return self.options.api_keys[0]

    @property
    def agent_key(self) -> str:
        """An API key for the agent."""
        return self.options.agent_keys[0]

    @property
    def base_url(self) -> str:
        """The base URL of serverless inference, without a path. Raises RuntimeError if the emulator is not running."""
        if self._server is None:
            raise RuntimeError("the emulator is not running; use it in a `with` block or call start()")
        return self.state.base_url

    @property
    def agent_url(self) -> str:
        """The base URL of the agent, without a path. Raises RuntimeError if the emulator is not running."""
        return self.base_url

    @property
    def requests(self) -> Journal:
        """The last 1,000 requests with their responses, oldest first."""
        return self.state.journal

    @property
    def clock(self) -> EmulatorClock:
        """The clock of limits, jobs and timestamps."""
        return self.state.clock

    @property
    def script(self) -> Script:
        """The prescribed responses; `clear()` removes them."""
        return self.app.script

    def respond(
        self,
        operation: str = "*",
        text: str | None = None,
        *,
        match: Matcher | None = None,
        times: int | None = None,
        tool_calls: Sequence[tuple[str, Mapping[str, Any]] | Mapping[str, Any]] | None = None,
        reasoning: str | None = None,
        json: Any = None,
        events: Sequence[Any] | None = None,
        content: bytes | None = None,
        content_type: str = "application/octet-stream",
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        fault: Fault | str | None = None,
        function: Responder | None = None,
    ) -> Rule:
        """Prescribe the response to requests of an operation. The first matching rule applies, `times` times at most.

        `operation` is an operationId, the name of the operation in the client or on the command line, its path with or
        without the method, or `*`. With `text`, `reasoning` and `tool_calls` the emulator writes the body in the form
        of the operation. `json`, `events` or `content` are the complete body. `function` takes the `EmulatedRequest`
        and returns text, a JSON object, a reply, or None for the usual response. A `status` of 400 or more makes an
        error response, with `text` as its message. `match` is a function of the `EmulatedRequest`, or fields that the
        body must have. A tool call is `("name", {...})`, or has the form of a fixture or of one of the APIs.

        Raises TypeError or ValueError, with the accepted values, for an invalid rule.

            emulator.respond("chat.completions.create", tool_calls=[("weather", {"city": "Bonn"})], times=1)
        """
        name = operation_id(operation, self.state.description.operations)
        suffered = parse_fault(fault) if isinstance(fault, str) else NO_FAULT if fault is None else fault
        caller = sys._getframe(1)
        calls = None if tool_calls is None else scripted_calls(tool_calls)
        rule = Rule(
            name, match, times, text, calls, reasoning, json, events, content, content_type, status,
            {} if headers is None else headers, suffered, function,
            origin=f"{caller.f_code.co_filename}:{caller.f_lineno}",
        )  # fmt: skip
        return self.script.add(rule)

    def change_limits(self, limits: Limits | str | float) -> None:
        """Replace the rate limits. Requests that were already counted stay counted.

        A number multiplies the limits that the emulator started with: 0.5 halves them, 1 restores them.

            emulator.change_limits(0.5)
        """
        if isinstance(limits, int | float):
            limits = self.options.limits.multiplied(limits)
        self.state.limit_enforcer.limits = parse_limits(limits) if isinstance(limits, str) else limits

    def load_fixtures(self, path: Path | str) -> int:
        """Add the rules of a JSON file, written by hand or recorded, and return how many there are.

        Raises OSError if the file cannot be read, and ValueError with the file and the position of an invalid rule.

            emulator.load_fixtures("tests/fixtures/chat.json")
        """
        rules = load(path, self.state.description.operations)
        for rule in rules:
            self.script.add(rule)
        return len(rules)

    @property
    def unused_rules(self) -> tuple[Rule, ...]:
        """The rules that matched no request, or fewer than their `times`."""
        return self.script.unused

    def assert_all_used(self) -> None:
        """Raise AssertionError if there are unused rules. The message names the line that defined each one."""
        unused = self.unused_rules
        if unused:
            each = "\n".join(f"- {rule.name}: used {rule.used} of {rule.times or 1} times" for rule in unused)
            raise AssertionError(f"{len(unused)} prescribed responses were not used:\n{each}")

    @property
    def failures(self) -> tuple[BaseException, ...]:
        """The exceptions that `match` and `function` raised. The end of the `with` block raises the first one again."""
        return self.script.failures

    def start(self) -> Self:
        """Start the server in a thread and return once it accepts requests. Does nothing if it is running.

        Raises OSError if it cannot listen on the address, and RuntimeError if it does not start within 10 seconds.
        """
        if self._server is None:
            server = self._listening()
            server.start()
            self._server = server
        return self

    def run(self, when_up: Callable[[], None] | None = None) -> None:
        """Serve on this thread until interrupted. Calls `when_up` once the server accepts requests."""
        server = self._listening()
        server.run(when_up)

    def _listening(self) -> Server:
        sock = listen(self._host, self._port)
        host = _EVERYWHERE.get(self._host, self._host)
        shown = f"[{host}]" if ":" in host else host
        self.state.base_url = f"http://{shown}:{sock.getsockname()[1]}"
        return Server(self.app, sock, Guard(self._host, self.options.allow_hosts))

    def stop(self) -> None:
        """Stop the server and reset open connections."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._raise_failures(error)

    def _raise_failures(self, error: BaseException | None) -> None:
        """Raise the first exception of a rule, or add it as a note to the exception that ended the block."""
        for failure in self.failures:
            if error is None:
                raise failure
            if failure is not error:
                where = " ".join(getattr(failure, "__notes__", ()))
                error.add_note(f"{type(failure).__name__}: {failure} was {where}")

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)
        self._raise_failures(error)

    def __repr__(self) -> str:
        where = self.state.base_url if self._server is not None else "stopped"
        return f"<Emulator {where}, {len(self.state.description.operations)} operations>"
