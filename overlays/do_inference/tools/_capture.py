"""What a method of the generated client would call, found out without calling it."""

from __future__ import annotations

import contextlib
import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

from do_inference.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import Arguments, Operation, RequestOptions


class Captured(NamedTuple):
    """One call that has not been made: everything an executor needs for it."""

    operation: Operation[Any, Any]
    arguments: Arguments
    options: RequestOptions
    executor: Any


class _Captor:
    """An executor that makes no calls."""

    def __init__(self) -> None:
        self.call: tuple[Operation[Any, Any], Arguments, RequestOptions] | None = None

    def request(self, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions) -> Any:
        self.call = (operation, arguments, options)

    stream = request


class _AsyncCaptor(_Captor):
    """The same for async methods."""

    async def request(
        self, operation: Operation[Any, Any], arguments: Arguments, options: RequestOptions
    ) -> Any:
        self.call = (operation, arguments, options)

    stream = request


def capture(create: Callable[..., Any], arguments: dict[str, Any]) -> Captured:
    """The call that `create(**arguments)` describes; `create` is a method of a client's resource.

    Raises:
        ConfigurationError: It is something else.
        TypeError: It does not take these arguments.
    """
    resource = getattr(create, "__self__", None)
    executor = getattr(resource, "_executor", None)
    if resource is None or executor is None:
        raise ConfigurationError("tools need a method of a client, such as client.chat.completions.create")
    is_async = inspect.iscoroutinefunction(create)
    captor = _AsyncCaptor() if is_async else _Captor()
    method = getattr(type(resource)(captor), create.__name__)
    answer = method(**arguments)
    if is_async:  # Nothing in it waits, so one step takes it to its end.
        with contextlib.suppress(StopIteration):
            answer.send(None)
    if captor.call is None:
        raise ConfigurationError(f"{create.__name__} makes no call that could have tools")
    return Captured(*captor.call, executor)
