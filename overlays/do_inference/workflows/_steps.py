"""Workflows as plans, which are written once and carried out with or without `await`.

A plan is a generator that yields what it wants done and is sent what came of it; what failed is raised in it. It
decides everything and waits for nothing itself, so the synchronous and the asynchronous shell have no decision
left to make.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

from do_inference._base_client import AsyncLifecycle, SyncLifecycle
from do_inference.client import AsyncClient, Client

if TYPE_CHECKING:
    from threading import Event

    from do_inference._clock import Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Do:
    """Something to call whose result is awaited where it has to be."""

    action: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Work:
    """Something that takes the disk or the processor for a while. Under an event loop it is done in a thread."""

    action: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pause:
    """Time to let pass. Without an event loop, `cancel` ends it early."""

    seconds: float
    cancel: Event | None = None


Step: TypeAlias = Do | Work | Pause
Plan: TypeAlias = Generator[Step, Any, T]
AnyClient: TypeAlias = Client | AsyncClient


def do(action: Callable[[], T | Awaitable[T]]) -> Plan[T]:
    """Call, and await where the client is asynchronous."""
    result: T = yield Do(action)
    return result


def work(action: Callable[[], T]) -> Plan[T]:
    """Call something that takes a while without waiting for a network."""
    result: T = yield Work(action)
    return result


@overload
def carry_out(client: Client, plan: Plan[T], clock: Clock) -> T: ...
@overload
def carry_out(client: AsyncClient, plan: Plan[T], clock: Clock) -> Coroutine[Any, Any, T]: ...
def carry_out(client: AnyClient, plan: Plan[T], clock: Clock) -> T | Coroutine[Any, Any, T]:
    """The result of a plan; for an asynchronous client a coroutine of it."""
    if isinstance(client, AsyncLifecycle):
        return _await_out(plan, clock)
    if isinstance(client, SyncLifecycle):
        return _carry_out(plan, clock)
    raise TypeError(f"the client must be a Client or an AsyncClient, not {type(client).__name__}")


def _carry_out(plan: Plan[T], clock: Clock) -> T:
    try:
        step = next(plan)
        while True:
            try:
                value = _take(step, clock)
            except BaseException as error:  # noqa: BLE001 - the plan decides, and ends what it has begun
                step = plan.throw(error)
            else:
                step = plan.send(value)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        plan.close()


async def _await_out(plan: Plan[T], clock: Clock) -> T:
    try:
        step = next(plan)
        while True:
            try:
                value = await _take_async(step, clock)
            except BaseException as error:  # noqa: BLE001 - the plan decides, and ends what it has begun
                step = plan.throw(error)
            else:
                step = plan.send(value)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        plan.close()


def _take(step: Step, clock: Clock) -> object:
    if not isinstance(step, Pause):
        return step.action()
    if step.cancel is None:
        clock.sleep(step.seconds)
    else:
        step.cancel.wait(step.seconds)
    return None


async def _take_async(step: Step, clock: Clock) -> object:
    if isinstance(step, Pause):
        await clock.sleep_async(step.seconds)
        return None
    if isinstance(step, Work):
        from anyio import to_thread

        return await to_thread.run_sync(step.action)
    value = step.action()
    return await value if isawaitable(value) else value
