"""From parsed flags to a call: its arguments, its options and its client."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from do_inference_generated._interface import NOT_GIVEN, Arguments, RequestOptions

from ._flags import destination, flag

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from do_inference.client import AgentClient, Client
    from do_inference.rate_limit import Waiting
    from do_inference.retry import RetryHook

    from ._commands import Command, CommandParameter, Schema, Schemas

_JSON_TYPE_NAMES: Final = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}


def arguments(command: Command, given: Namespace) -> Arguments:
    """Return the arguments of the call. Raise `UsageError` if one is missing or invalid."""
    parser = ValueParser(command.schemas)
    places: dict[str, dict[str, Any]] = {
        "path": {},
        "query": {},
        "header": {},
        "body": _json_body(parser, given),
    }
    content: Any = NOT_GIVEN
    missing = []
    for parameter in command.parameters:
        value = _value(parser, parameter, getattr(given, destination(parameter)))
        if value is NOT_GIVEN:
            if parameter.required and parameter.name not in places.get(parameter.place, {}):
                missing.append(flag(parameter))
        elif parameter.place == "content":
            content = value
        else:
            places[parameter.place][parameter.name] = value
    if missing:
        raise UsageError(f"missing: {', '.join(missing)}")
    body = places["body"] if content is NOT_GIVEN else content
    return Arguments(places["path"], places["query"], places["header"], body)


def _json_body(parser: ValueParser, given: Namespace) -> dict[str, Any]:
    text = getattr(given, "body", None)
    return {} if text is None else dict(parser.value("--body", {"type": "object"}, [text]))


def _value(parser: ValueParser, parameter: CommandParameter, texts: Any) -> Any:
    if texts is None:
        return NOT_GIVEN if parameter.default is None else parameter.default
    if isinstance(texts, bool):
        return texts
    if isinstance(texts, str):
        return read_text(texts).strip()
    if parameter.is_file:
        files = [_file(flag(parameter), text) for text in texts]
        return files if parser.takes_array(parameter.schema) else files[-1]
    return parser.value(flag(parameter), parameter.schema, texts)


def _file(name: str, text: str) -> Any:
    if text == "-":
        return sys.stdin.buffer.read()
    path = Path(text.removeprefix("@"))
    if not path.is_file():
        raise UsageError(f"{name}: {path} is not a file")
    return path


def options(given: Namespace) -> RequestOptions:
    """Return the options of the call."""
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
            raise UsageError(f"{name} requires NAME=VALUE")
        pairs[key.strip()] = value
    return pairs


def client(
    command: Command,
    given: Namespace,
    on_retry: RetryHook | None,
    on_wait: Callable[[Waiting], object] | None,
) -> Client | AgentClient:
    """Create the client for the API of the command. Raise `ConfigurationError` if there is no key."""
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
        # Each process makes one call, so what it learns about the limit is stored for the next one.
        common["rate_limiter"] = RateLimiter(store=FileStore(given.pace), on_wait=on_wait)
    if command.operation.api == "agent":
        return AgentClient(endpoint=given.base_url, **common)
    return Client(base_url=given.base_url, **common)


def _no_key() -> str:
    raise AssertionError("this operation requires no key")


class UsageError(Exception):
    """The command line is invalid. The message describes the correct usage."""


def read_text(text: str) -> str:
    """Return the text, the content of `@FILE`, or standard input for `-`; `@@` at the start represents one `@`."""
    if text == "-":
        return sys.stdin.read()
    if text.startswith("@@"):
        return text[1:]
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{text[1:]}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{text[1:]} is not UTF-8 text") from None


class ValueParser:
    """Parses the texts of flags as JSON values, as their schemas require."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def takes_array(self, schema: Schema) -> bool:
        return self._schemas.items(schema) is not None

    def value(self, flag: str, schema: Schema, texts: list[str]) -> Any:
        """Return the value of a flag that occurs one or more times."""
        types = self._schemas.types(schema)
        if (
            "object" in types
            and self._schemas.is_map(schema)
            and not texts[0].lstrip().startswith(("{", "@", "-"))
        ):
            return self._pairs(flag, schema, texts)
        if len(texts) > 1:
            if "array" not in types:
                raise UsageError(f"{flag} accepts one value, but occurs {len(texts)} times")
            return [self._element(flag, schema, text) for text in texts]
        return self._single(flag, schema, types, read_text(texts[0]))

    def _single(self, flag: str, schema: Schema, types: frozenset[str], text: str) -> Any:
        if "string" in types:
            # Text stays text, unless it is JSON of another type that the schema allows.
            if types & {"array", "object"} and text.lstrip()[:1] in ("[", "{"):
                found, value = _parse_json(text)
                if found and _is_allowed(value, types):
                    return value
            return text
        found, value = _parse_json(text)
        if found and _is_allowed(value, types):
            return value
        if "array" in types and self._may_be_element(schema, text):
            return [self._element(flag, schema, text, read=False)]
        expected = " or ".join(sorted(types - {"null"}))
        problem = (
            f"not the {_JSON_TYPE_NAMES[type(value)]} {_abbreviate(text)}"
            if found
            else f"but {_abbreviate(text)} is not JSON"
        )
        raise UsageError(f"{flag} requires a JSON {expected}, {problem}")

    def _may_be_element(self, schema: Schema, text: str) -> bool:
        """Return whether a text that is not an array represents a single element, valid or not."""
        beginning = text.lstrip()[:1]
        if beginning in ("[", "{"):
            found, value = _parse_json(text)
            return found and isinstance(value, dict) and bool(value)
        items = self._schemas.items(schema) or {}
        return self._schemas.types(items) != {"object"}

    def _element(self, flag: str, schema: Schema, text: str, *, read: bool = True) -> Any:
        items = self._schemas.items(schema) or {}
        return self._single(flag, items, self._schemas.types(items), read_text(text) if read else text)

    def _pairs(self, flag: str, schema: Schema, texts: list[str]) -> dict[str, Any]:
        values = next(
            v["additionalProperties"] for v in self._schemas.variants(schema) if "additionalProperties" in v
        )
        pairs: dict[str, Any] = {}
        for text in texts:
            name, equals, value = text.partition("=")
            if not equals:
                raise UsageError(f"{flag} requires NAME=VALUE or a JSON object, not {_abbreviate(text)}")
            pairs[name] = self._single(flag, values, self._schemas.types(values), value)
        return pairs


def _parse_json(text: str) -> tuple[bool, Any]:
    try:
        return True, json.loads(text)
    except ValueError:
        return False, None


def _is_allowed(value: Any, types: frozenset[str]) -> bool:
    name = _JSON_TYPE_NAMES[type(value)]
    return name in types or (name == "integer" and "number" in types)


def _abbreviate(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
