"""Makes the call that a command line asks for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from do_inference_generated._interface import NOT_GIVEN, Arguments, RequestOptions

from ._flags import destination, flag
from ._values import Reader, UsageError, read_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from do_inference.client import AgentClient, Client
    from do_inference.rate_limit import Waiting
    from do_inference.retry import RetryHook

    from ._commands import Command, Input


def arguments(command: Command, given: Namespace) -> Arguments:
    """What the call carries. Raises `UsageError` for what is missing or cannot be read."""
    reader = Reader(command.schemas)
    places: dict[str, dict[str, Any]] = {
        "path": {},
        "query": {},
        "header": {},
        "body": _whole_body(reader, given),
    }
    content: Any = NOT_GIVEN
    missing = []
    for one in command.inputs:
        value = _value(reader, one, getattr(given, destination(one)))
        if value is NOT_GIVEN:
            if one.required and one.name not in places.get(one.place, {}):
                missing.append(flag(one))
        elif one.place == "content":
            content = value
        else:
            places[one.place][one.name] = value
    if missing:
        raise UsageError(f"missing: {', '.join(missing)}")
    body = places["body"] if content is NOT_GIVEN else content
    return Arguments(places["path"], places["query"], places["header"], body)


def _whole_body(reader: Reader, given: Namespace) -> dict[str, Any]:
    text = getattr(given, "body", None)
    return {} if text is None else dict(reader.value("--body", {"type": "object"}, [text]))


def _value(reader: Reader, one: Input, texts: Any) -> Any:
    if texts is None:
        return NOT_GIVEN if one.default is None else one.default
    if isinstance(texts, bool):
        return texts
    if isinstance(texts, str):
        return read_text(texts).strip()
    if one.is_file:
        files = [_file(flag(one), text) for text in texts]
        return files if reader.takes_array(one.schema) else files[-1]
    return reader.value(flag(one), one.schema, texts)


def _file(name: str, text: str) -> Any:
    if text == "-":
        return sys.stdin.buffer.read()
    path = Path(text.removeprefix("@"))
    if not path.is_file():
        raise UsageError(f"{name}: {path} is not a file")
    return path


def options(given: Namespace) -> RequestOptions:
    """How the call is made."""
    chosen: RequestOptions = {}
    if given.deadline is not None:
        chosen["deadline"] = given.deadline
    if getattr(given, "idle_timeout", None) is not None:
        chosen["idle_timeout"] = given.idle_timeout
    if getattr(given, "event_timeout", None) is not None:
        chosen["event_timeout"] = given.event_timeout
    if given.max_wait is not None:
        chosen["max_wait"] = given.max_wait
    if given.extra_header:
        chosen["extra_headers"] = _pairs("--extra-header", given.extra_header)
    if given.extra_query:
        chosen["extra_query"] = _pairs("--extra-query", given.extra_query)
    return chosen


def _pairs(name: str, texts: list[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UsageError(f"{name} takes NAME=VALUE")
        pairs[key.strip()] = value
    return pairs


def client(
    command: Command,
    given: Namespace,
    on_retry: RetryHook | None,
    on_wait: Callable[[Waiting], object] | None,
) -> Client | AgentClient:
    """The client of the command's API. Raises `ConfigurationError` where there is no key."""
    from do_inference.client import AgentClient, Client
    from do_inference.rate_limit import FileStore, RateLimiter

    common: dict[str, Any] = {"max_retries": given.max_retries, "on_retry": on_retry}
    if given.ca_file is not None:
        common["verify"] = Path(given.ca_file)
    if given.timeout is not None:
        common["timeout"] = given.timeout
    if given.api_key_file is not None:
        place = given.api_key_file
        common["api_key"] = read_text("-" if place == "-" else f"@{place}").strip()
    elif not command.operation.secured:
        common["api_key"] = _no_key
    if given.pace is not None:
        # What one call learns of the limit, the next has to know: a process ends with its call.
        common["rate_limiter"] = RateLimiter(store=FileStore(given.pace), on_wait=on_wait)
    if command.operation.api == "agent":
        return AgentClient(endpoint=given.base_url, **common)
    return Client(base_url=given.base_url, **common)


def _no_key() -> str:
    raise AssertionError("this operation goes without a key")
