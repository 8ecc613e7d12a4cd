"""Fuzzes all operations with mutated responses and invalid arguments: only errors of this package may be raised.

`python -m tests.runtime.fuzz_responses [SECONDS] [SEED]`, with both packages on the path, prints the number of
calls. A failure contains the seed of its call: `python -m tests.runtime.fuzz_responses 0 SEED` repeats that call alone.
The test suite runs a short session of it.
"""

from __future__ import annotations

import copy
import json
import pickle
import random
import sys
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client, InferenceError
from do_inference_generated._model import Model, Result
from do_inference_generated.operations import OPERATIONS
from tests.runtime import every_operation as every

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-do-v1-fuzzed-0123456789"
_DEEP = "@deep@"
_LITERALS = ("NaN", "Infinity", "-Infinity", "1e999", "-0.0", "9" * 400, '"\\ud800"', '"\\u0000"', '""')
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        "",
        "x",
        "error",
        "[DONE]",
        "429",
        429,
        404,
        [],
        {},
        [[]],
        [None],
    ),
    *(
        [1, "a", None, {}],
        {"": None},
        {"type": "unknown"},
        {"error": {"code": 503}},
        {"type": []},
        "x" * 5000,
    ),
)
_KEYS = (
    "",
    "error",
    "detail",
    "message",
    "type",
    "object",
    "choices",
    "self",
    "__class__",
    "_raw",
    "\ud800",
    "é",
)
_HEADERS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    (
        "content-type",
        (b"", b"text/html", b"application/json; charset=utf-16", b"text/event-stream", b"\xff/\xe9"),
    ),
    (
        "retry-after",
        (b"9" * 400, b"-1", b"nan", b"1e999", b"\xe9", b"Wed, 99 Foo 2026 99:99:99 GMT", b"1, 2", b"0"),
    ),
    ("retry-after-ms", (b"", b"inf", b"9" * 400, b"\xb2")),
    ("x-ratelimit-limit-requests", (b"9" * 5000, b"-1", b"\xe9", b"1e9", b"")),
    ("x-ratelimit-reset-requests", (b"9" * 400, b"99h99m", b"nan", b"\xb2", b"-5")),
    ("x-ratelimit-remaining-requests", (b"0", b"x", b"\xb3")),
    ("content-length", (b"-1", b"x", b"9" * 30, b"0")),
    ("content-encoding", (b"gzip", b"br", b"identity", b"gzip, gzip", b"\xff", b",")),
    ("x-request-id", (b"\xe9", b"", b"x" * 10_000)),
    ("x-model-router-selected-route", (b"\xff",)),
    ("location", (b"", b"/elsewhere", b"http://[", b"http://\xff/", b"https://a.example/%zz", b"\xff")),
)
_STATUSES = (200, 200, 200, 200, 200, 200, 201, 204, 206, 301, 307, 400, 401, 403, 404, 429, 500, 503, 599)
_INVALID_ARGUMENTS: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        1e400,
        float("nan"),
        10**5000,
        "",
        " ",
        ".",
        "..",
        "a/b?c#d",
        "\ud800",
        "\0",
        "\r\n",
        "é",
    ),
    *(
        b"x",
        [],
        {},
        [None],
        {"\ud800": 1},
        {1: 2},
        {"a": {1, 2}},
        object(),
        (),
        ("a",),
        ("\ud800", b"x"),
        "x" * 10_000,
    ),
    *(
        range(3),
        ["\ud800"],
        {"a": float("inf")},
        ("a", b"x", "\r\n"),
        ("a\r\n", b"x"),
        ("a", "text"),
        ("a", None),
    ),
)


class Fuzz:
    """Makes calls, each with a separate seed."""

    def __init__(self) -> None:
        self.answer = httpx.Response(200)
        self.sent = 0
        self.options: dict[str, Any] = {"max_retries": 0, "rate_limiter": None}
        """The options of all clients."""

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        return self.answer

    async def handle_async(self, request: httpx.Request) -> httpx.Response:
        return self.handle(request)

    def one(self, seed: int) -> None:
        """Make one synchronous call at a random stack depth, which determines how deep JSON may be nested."""
        _at_depth(random.Random(-seed).choice((0, 0, 50, 200, 400)), lambda: self._one(seed))

    def _one(self, seed: int) -> None:
        chance = random.Random(seed)
        name = chance.choice(every.NAMES)
        agent = OPERATIONS[name].api == "agent"
        make = AgentClient if agent else Client
        place = {"endpoint" if agent else "base_url": every.URL}
        transport = httpx.MockTransport(self.handle)
        with make(api_key=KEY, transport=transport, **self.options, **place) as client:
            try:
                self._prepare(chance, name)
                result = _call(chance, client, name)
                if hasattr(result, "snapshot"):
                    with result as stream:
                        for use in _uses(chance):
                            _use(stream, use)
                        touch(stream.snapshot())
                else:
                    touch(result)
            except InferenceError as error:
                touch_error(error)
            except (TypeError, ValueError) as error:
                self._check_rejection(error)

    async def one_async(self, seed: int) -> None:
        """Make one asynchronous call."""
        chance = random.Random(seed)
        name = chance.choice(every.NAMES)
        agent = OPERATIONS[name].api == "agent"
        make = AsyncAgentClient if agent else AsyncClient
        place = {"endpoint" if agent else "base_url": every.URL}
        transport = httpx.MockTransport(self.handle_async)
        async with make(api_key=KEY, transport=transport, **self.options, **place) as client:
            try:
                self._prepare(chance, name)
                result = await _call(chance, client, name)
                if hasattr(result, "snapshot"):
                    async with result as stream:
                        for use in _uses(chance):
                            await _use_async(stream, use)
                        touch(stream.snapshot())
                else:
                    touch(result)
            except InferenceError as error:
                touch_error(error)
            except (TypeError, ValueError) as error:
                self._check_rejection(error)

    def _prepare(self, chance: random.Random, name: str) -> None:
        self.sent = 0
        self.answer = response_of(chance, name)

    def _check_rejection(self, error: Exception) -> None:
        """Check that invalid arguments are rejected with a reason before a request is sent."""
        if self.sent or not str(error) or isinstance(error, UnicodeError):
            raise error


def _at_depth(depth: int, action: Callable[[], None]) -> None:
    if depth:
        _at_depth(depth - 1, action)
    else:
        action()


def _call(chance: random.Random, client: Any, name: str) -> Any:
    operation = OPERATIONS[name]
    streamed = operation.stream is not None and operation.result is not None
    more: dict[str, Any] = {"stream": True} if streamed and chance.random() < 0.5 else {}
    method = every.method_of(client, operation)
    arguments = every.arguments_of(method, operation)
    if chance.random() < 0.2:
        odd = chance.choice([*arguments, "extra_headers", "extra_query", "extra_body"])
        value = chance.choice(_INVALID_ARGUMENTS)
        extra = {chance.choice(("X-Odd", "\ud800", "a b", "é")): value} if odd.startswith("extra_") else value
        more[odd] = extra
    return method(**{**arguments, **more})


def _uses(chance: random.Random) -> list[str]:
    return chance.choices(("next", "text", "events", "finish", "result", "snapshot", "reasoning_text"), k=3)


def _use(stream: Any, use: str) -> None:
    match use:
        case "next":
            for event in stream:
                touch(event)
                touch(stream.snapshot())
        case "text" | "reasoning_text":
            touch("".join(getattr(stream, use)))
        case "events":
            for event in stream.events():
                repr(event)
        case _:
            touch(getattr(stream, use)())
    repr(stream), stream.usage, stream.model, stream.finished


async def _use_async(stream: Any, use: str) -> None:
    match use:
        case "next":
            async for event in stream:
                touch(event)
                touch(stream.snapshot())
        case "text" | "reasoning_text":
            touch("".join([piece async for piece in getattr(stream, use)]))
        case "events":
            async for event in stream.events():
                repr(event)
        case "snapshot":
            touch(stream.snapshot())
        case _:
            touch(await getattr(stream, use)())
    repr(stream), stream.usage, stream.model, stream.finished


def touch(value: Any) -> None:
    """Use a result in all the ways that programs do."""
    repr(value), str(value)
    if not isinstance(value, Model):
        return
    for name in value._wire.values():
        repr(getattr(value, name))
    plain = value.to_dict()
    value.to_dict(exclude_none=True)
    value.to_json(indent=1)
    again = type(value).from_dict(plain)
    assert again == value or _has_nan(plain)
    assert pickle.loads(pickle.dumps(value)) == value or _has_nan(plain)
    repr(value.model_extra)
    if isinstance(value, Result) and value.response is not None:
        response = value.response
        repr((response, response.request_id, response.rate_limit, response.route, dict(response.headers)))


def touch_error(error: InferenceError) -> None:
    """Use an error in all the ways that programs do."""
    assert error.message, repr(error)
    assert KEY not in str(error)
    str(error), repr(error), copy.copy(error)
    pickle.loads(pickle.dumps(error))
    response = getattr(error, "response", None)
    if response is not None:
        repr((response, response.request_id, response.rate_limit, response.route, dict(response.headers)))
    if getattr(error, "partial", None) is not None:
        touch(error.partial)  # type: ignore[attr-defined]


def _has_nan(value: Any) -> bool:
    return "NaN" in json.dumps(value) if not _is_deep(value) else True


def _is_deep(value: Any) -> bool:
    level, depth = [value], 0
    while level and depth < 100:
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level, depth = [item for items in inner for item in items], depth + 1
    return bool(level)


def response_of(chance: random.Random, name: str) -> httpx.Response:
    """Return a mutated response to an operation."""
    fields = [(b"content-type", b"application/json")]
    for field, values in _HEADERS:
        if chance.random() < 0.06:
            fields.append((field.encode(), chance.choice(values)))
    status = chance.choice(_STATUSES)
    body = b"".join(frames := list(_body(chance, name, status)))
    if chance.random() < 0.1:
        body = body[: chance.randint(0, len(body))]
    if chance.random() < 0.05 and body:
        at = chance.randrange(len(body))
        body = body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
    del frames
    return httpx.Response(status, headers=fields, stream=httpx.ByteStream(body))


def _body(chance: random.Random, name: str, status: int) -> Iterator[bytes]:
    operation = OPERATIONS[name]
    seed = chance.randrange(20)
    if status >= 400 or operation.result is None or chance.random() < 0.1:
        error = {"error": {"message": "no", "code": 429, "type": "x"}, "detail": [{"loc": ["a"], "msg": "m"}]}
        yield text_of(chance, mutated(chance, error))
    elif operation.stream is None or chance.random() < 0.5:
        yield text_of(chance, mutated(chance, every.sample(name, seed=seed)))
    else:
        for position in range(chance.randint(0, 6)):
            event = every.sample(name, event=True, seed=seed + position)
            if chance.random() < 0.4:
                event = mutated(chance, event)
            line = chance.choice(
                (b"", b"", b"", b"event: error\n", b"event: ping\n", b"event: \xff\n", b"id: 1\n")
            )
            yield (
                line
                + b"data: "
                + text_of(chance, event)
                + chance.choice((b"\n\n", b"\n\n", b"\r\n\r\n", b"\n"))
            )
        yield chance.choice((b"", b"data: [DONE]\n\n", b"data: [DONE]"))


def mutated(chance: random.Random, value: Any) -> Any:
    """Return a JSON value with a few mutations."""
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        value = _mutated_once(chance, value)
    return value


def _mutated_once(chance: random.Random, value: Any) -> Any:
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: item for name, item in value.items() if name != key}
        if chance.random() < 0.1:
            return {**value, chance.choice(_KEYS): chance.choice(_VALUES)}
        return {**value, key: _mutated_once(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        return [*value[:at], _mutated_once(chance, value[at]), *value[at + chance.randrange(2) :]]
    if chance.random() < 0.2:
        return f"{_DEEP}{chance.choice((5, 30, 120, 400, 700, chance.randint(850, 1010), 1500, 3000))}@"
    if chance.random() < 0.2:
        return f"@literal@{chance.randrange(len(_LITERALS))}@"
    return chance.choice(_VALUES)


def text_of(chance: random.Random, value: Any) -> bytes:
    """Return the JSON text of a value, with replacements that no Python value represents."""
    text = json.dumps(value)
    for number, literal in enumerate(_LITERALS):
        text = text.replace(f'"@literal@{number}@"', literal)
    while _DEEP in text:
        before, _, rest = text.partition(f'"{_DEEP}')
        depth, _, after = rest.partition('@"')
        opening, closing = chance.choice((("[", "]"), ('{"a":', "}"), ('[{"error":', "}]")))
        text = f"{before}{opening * int(depth)}null{closing * int(depth)}{after}"
    if chance.random() < 0.05 and text.startswith("{"):
        text = '{"choices": null, "error": null, ' + text[1:]  # Duplicate keys.
    return text.encode("utf-8", "surrogatepass")


def fuzz(seconds: float, seed: int, at_most: int = sys.maxsize) -> int:
    """Run the fuzzer, and return the number of calls."""
    until = time.monotonic() + seconds
    one, count = Fuzz(), 0

    async def some(seeds: range) -> None:
        for number in seeds:
            await _named(number, one)

    while count == 0 or (time.monotonic() < until and count < at_most):
        begin = seed + count // 2
        seeds = range(begin, begin + (1 if seconds == 0 else 50))
        for number in seeds:
            try:
                one.one(number)
            except BaseException as error:
                error.add_note(f"synchronous call of seed {number}")
                raise
        anyio.run(some, seeds)
        count += 2 * len(seeds)
    return count


async def _named(seed: int, one: Fuzz) -> None:
    try:
        await one.one_async(seed)
    except BaseException as error:
        error.add_note(f"asynchronous call of seed {seed}")
        raise


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"{fuzz(length, start)} calls from seed {start}: only errors of ours")
