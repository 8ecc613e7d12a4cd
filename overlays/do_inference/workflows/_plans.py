"""Plans: generators that describe a workflow once, for sync and async clients.

A plan yields steps (calls, blocking work, pauses). A driver executes each step, and sends its result or throws its
error into the plan. The plan makes all decisions and performs no I/O, so both drivers are trivial.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from do_inference.async_client import AsyncAPIClient, AsyncClient
from do_inference.client import APIClient, Client

if TYPE_CHECKING:
    from threading import Event

    from do_inference._clock import Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CallStep:
    """A call of the client. The async driver awaits its result."""

    action: Callable[[], object]


@dataclass(frozen=True, slots=True)
class BlockingStep:
    """Work on the disk or the processor. The async driver runs it in a thread."""

    action: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause. With the sync driver, `cancel` ends it early."""

    seconds: float
    cancel: Event | None = None


Step: TypeAlias = CallStep | BlockingStep | Pause
Plan: TypeAlias = Generator[Step, Any, T]
AnyClient: TypeAlias = Client | AsyncClient


def call(action: Callable[[], T | Awaitable[T]]) -> Plan[T]:
    """Call the client, and return the result, which the async driver has awaited."""
    result: T = yield CallStep(action)
    return result


def blocking(action: Callable[[], T]) -> Plan[T]:
    """Run blocking work, and return its result."""
    result: T = yield BlockingStep(action)
    return result


@overload
def execute(client: Client, plan: Plan[T], clock: Clock) -> T: ...
@overload
def execute(client: AsyncClient, plan: Plan[T], clock: Clock) -> Coroutine[Any, Any, T]: ...
def execute(client: AnyClient, plan: Plan[T], clock: Clock) -> T | Coroutine[Any, Any, T]:
    """Execute a plan, and return its result; with an async client, return a coroutine."""
    if isinstance(client, AsyncAPIClient):
        return _execute_async(plan, clock)
    if isinstance(client, APIClient):
        return _execute(plan, clock)
    raise TypeError(f"the client must be a Client or an AsyncClient, not {type(client).__name__}")


def _execute(plan: Plan[T], clock: Clock) -> T:
    try:
        step = next(plan)
        while True:
            try:
                value = _run_step(step, clock)
            except BaseException as error:  # noqa: BLE001 - the plan handles it, and cleans up
                step = plan.throw(error)
            else:
                step = plan.send(value)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        plan.close()


async def _execute_async(plan: Plan[T], clock: Clock) -> T:
    try:
        step = next(plan)
        while True:
            try:
                value = await _run_step_async(step, clock)
            except BaseException as error:  # noqa: BLE001 - the plan handles it, and cleans up
                step = plan.throw(error)
            else:
                step = plan.send(value)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        plan.close()


def _run_step(step: Step, clock: Clock) -> object:
    if not isinstance(step, Pause):
        return step.action()
    if step.cancel is None:
        clock.sleep(step.seconds)
    else:
        step.cancel.wait(step.seconds)
    return None


async def _run_step_async(step: Step, clock: Clock) -> object:
    if isinstance(step, Pause):
        await clock.sleep_async(step.seconds)
        return None
    if isinstance(step, BlockingStep):
        from anyio import to_thread

        return await to_thread.run_sync(step.action)
    value = step.action()
    return await value if isawaitable(value) else value
