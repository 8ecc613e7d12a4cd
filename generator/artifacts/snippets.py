"""Example calls of an operation: with curl, with the Python client and on the command line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from generator.ir import Argument, Method
from generator.names import pascal_case
from generator.types import Const

COMMAND_FLAGS = frozenset(
    {
        "all",
        "api-key-file",
        "base-url",
        "body",
        "ca-file",
        "deadline",
        "event-timeout",
        "extra-header",
        "extra-query",
        "help",
        "idle-timeout",
        "json",
        "max-retries",
        "max-wait",
        "output",
        "pace",
        "quiet",
        "raw",
        "show-reasoning",
        "stream",
        "timeout",
        "verbose",
    }
)
"""The flags that all commands have. A parameter with such a name has the flag `--field-NAME`."""
RESULT_FILE = "result"
"""The file to which the examples write a binary result."""


@dataclass(frozen=True)
class ExampleCall:
    """An operation with example values for its required parameters, and for its body."""

    method: Method
    server: str
    """The URL of the server, without variables."""
    key: str | None
    """The environment variable of the API key."""
    media_type: str | None
    """The media type of the body."""
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    """The JSON or the fields of the form. A file is represented by its name."""

    @property
    def client(self) -> str:
        """The name of the class of the synchronous client."""
        return "Client" if self.method.api == "serverless" else f"{pascal_case(self.method.api)}Client"

    @property
    def name(self) -> str:
        """The path of the method below the client."""
        return ".".join(filter(None, (self.method.resource, self.method.method_name)))

    @property
    def command(self) -> str:
        """The name of the command."""
        return self.name if self.method.api == "serverless" else f"{self.method.api}.{self.name}"

    def sent(self, argument: Argument) -> tuple[bool, Any]:
        """Return whether the example has a value for an argument, and the value."""
        if argument.place == "body" and self.method.whole_body:
            return self.body is not None, self.body
        places = {"path": self.path, "query": self.query, "header": self.headers, "body": self.body or {}}
        values = places[argument.place]
        return argument.wire in values, values.get(argument.wire)

    def files(self) -> set[str]:
        """Return the fields whose value is the name of a file, or a list of names."""
        return {"content"} if self.method.body == "binary" else set(self.method.files())


def curl(call: ExampleCall, *, stream: bool) -> str:
    """Return the call with curl, which reads the key from the environment of the shell."""
    verb, body = call.method.verb, _with_stream(call, stream)
    lines = [f"curl {shlex.quote(_url(call))}"]
    if verb != ("GET" if body is None else "POST"):
        lines.append("--head" if verb == "HEAD" else f"-X {verb}")
    if call.key:
        lines.append(f'-H "Authorization: Bearer ${call.key}"')
    lines += [f"-H {shlex.quote(f'{name}: {_text(value)}')}" for name, value in call.headers.items()]
    if body is not None:
        lines += _curl_body(call, body)
    if stream:
        lines.append("--no-buffer")
    elif call.method.binary:
        lines.append(f"--output {RESULT_FILE}")
    return " \\\n  ".join(lines)


def _url(call: ExampleCall) -> str:
    if call.method.absolute_url:
        return str(call.path[call.method.absolute_url])
    path = call.method.path
    for name, value in call.path.items():
        path = path.replace(f"{{{name}}}", quote(_text(value), safe=""))
    lists = {name: value if isinstance(value, list) else [value] for name, value in call.query.items()}
    query = urlencode([(name, _text(value)) for name, values in lists.items() for value in values])
    return f"{call.server}{path}{'?' if query else ''}{query}"


def _text(value: Any) -> str:
    """Return a value as it is sent outside of JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _with_stream(call: ExampleCall, stream: bool) -> Any:
    """Return the body, with the field that asks for a stream if there is one."""
    switch = any(argument.wire == "stream" for argument in call.method.placed("body"))
    return {**(call.body or {}), "stream": True} if stream and switch else call.body


def _curl_body(call: ExampleCall, body: Any) -> list[str]:
    if call.method.body == "multipart":
        return [part for name, value in body.items() for part in _form_parts(call, name, value)]
    content_type = f"-H {shlex.quote(f'Content-Type: {call.media_type}')}"
    if call.method.body == "binary":
        return [content_type, f"--data-binary {shlex.quote(f'@{body}')}"]
    return [content_type, f"-d {shlex.quote(json.dumps(body, indent=2, ensure_ascii=False))}"]


def _form_parts(call: ExampleCall, name: str, value: Any) -> list[str]:
    """Return the options for a field of a form. `-F` would read a file for a text that begins with an @."""
    if name in call.files():
        files = value if isinstance(value, list) else [value]
        return [f"-F {shlex.quote(f'{name}=@{file}')}" for file in files]
    return [f"--form-string {shlex.quote(f'{name}={_text(value)}')}"]


def command(call: ExampleCall, *, stream: bool) -> str:
    """Return the call on the command line."""
    words, flags = [f"do-inference {call.command}"], []
    if call.method.api != "serverless":
        flags.append(f"--base-url {call.server}")
    for argument in call.method.arguments:
        given, value = call.sent(argument)
        is_constant = argument.place != "body" and isinstance(argument.type, Const)
        if not given or is_constant or (argument.wire == "stream" and call.method.event):
            continue
        if argument.place == "path":
            words.append(shlex.quote(_text(value)))
        else:
            flags += _flags(call, argument, value)
    if stream and not call.method.stream_only:
        flags.append("--stream")
    elif call.method.binary:
        flags.append(f"--output {RESULT_FILE}")
    elif call.method.pagination:
        flags.append("--all")
    return " \\\n  ".join([" ".join(words), *flags])


def _flags(call: ExampleCall, argument: Argument, value: Any) -> list[str]:
    """Return the flags for an argument. A leading @ is doubled, and a leading - follows a =."""
    if argument.place == "body" and call.method.whole_body:
        return (
            [f"--file {shlex.quote(value)}"] if call.files() else [f"--body {shlex.quote(json.dumps(value))}"]
        )
    word = argument.wire.lower().removeprefix("x-").replace("_", "-").strip("-")
    word = f"field-{word}" if word.removeprefix("no-") in COMMAND_FLAGS else word
    if isinstance(value, bool):
        return [f"--{word}" if value else f"--no-{word}"]
    if argument.wire in call.files():
        files = value if isinstance(value, list) else [value]
        return [f"--{word} {shlex.quote(file)}" for file in files]
    text = _text(value)
    text = f"@{text}" if text.startswith("@") else text
    return [f"--{word}{'=' if text.startswith('-') else ' '}{shlex.quote(text)}"]


def python(call: ExampleCall, *, stream: bool) -> str:
    """Return the call with the synchronous client, unformatted."""
    made = f"client.{_call(call, stream=stream)}"
    if stream:
        body = [f"with {made} as stream:", *_indented(["for event in stream:", "    print(event)"])]
    elif call.method.pagination:
        body = [f"for item in {made}:", "    print(item)"]
    else:
        body = _with_result(call, made)
    main = [f"with {_constructor(call, call.client)} as client:", *_indented(body)]
    return "\n".join([*_imports(call, call.client), *main])


def python_async(call: ExampleCall, *, stream: bool) -> str:
    """Return the call with the asynchronous client, unformatted."""
    client = f"Async{call.client}"
    made = f"client.{_call(call, stream=stream)}"
    if stream:
        events = ["async for event in stream:", "    print(event)"]
        body = [f"async with await {made} as stream:", *_indented(events)]
    elif call.method.pagination:
        body = [f"async for item in {made}:", "    print(item)"]
    else:
        body = _with_result(call, f"await {made}")
    main = [f"async with {_constructor(call, client)} as client:", *_indented(body)]
    lines = ["async def main() -> None:", *_indented(main), "", "asyncio.run(main())"]
    return "\n".join(["import asyncio", *_imports(call, client), *lines])


def _imports(call: ExampleCall, client: str) -> list[str]:
    return [*(["from pathlib import Path"] if call.files() else []), f"from do_inference import {client}", ""]


def _constructor(call: ExampleCall, client: str) -> str:
    return f"{client}()" if call.method.api == "serverless" else f"{client}(endpoint={call.server!r})"


def _with_result(call: ExampleCall, expression: str) -> list[str]:
    if call.method.binary:
        return [f"result = {expression}", f'result.write_to_file("{RESULT_FILE}")']
    return [f"result = {expression}", "print(result)"] if call.method.result else [expression]


def _call(call: ExampleCall, *, stream: bool) -> str:
    given = []
    for argument in call.method.arguments:
        is_given, value = call.sent(argument)
        if is_given and not (argument.wire == "stream" and call.method.event):
            name = "" if argument.place == "path" else f"{argument.name}="
            given.append(f"{name}{_literal(value, is_file=argument.wire in call.files())}")
    if stream and not call.method.stream_only:
        given.append("stream=True")
    return f"{call.name}({', '.join(given)})"


def _literal(value: Any, *, is_file: bool) -> str:
    if not is_file:
        return repr(value)
    return (
        f"[{', '.join(f'Path({one!r})' for one in value)}]" if isinstance(value, list) else f"Path({value!r})"
    )


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
