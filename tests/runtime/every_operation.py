"""Valid calls of all operations, and sample responses to them."""

from __future__ import annotations

import random
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from do_inference.emulator._description import packaged
from do_inference.emulator._sample_data import SampleBuilder
from do_inference_generated.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from do_inference_generated._interface import Operation

NAMES = sorted(OPERATIONS)
WITH_RESULT = [name for name in NAMES if OPERATIONS[name].result is not None]
WITH_REQUIREMENTS = [name for name in WITH_RESULT if all(s.required for s in OPERATIONS[name].result.shapes)]
STREAMED = [name for name in NAMES if OPERATIONS[name].stream is not None]
URL = "http://127.0.0.1:9"


def method_of(client: Any, operation: Operation[Any, Any]) -> Callable[..., Any]:
    """Return the client method of an operation."""
    for name in filter(None, [*operation.resource.split("."), operation.name]):
        client = getattr(client, name)
    found: Callable[..., Any] = client
    return found


def arguments_of(
    method: Callable[..., Any], operation: Operation[Any, Any], url: str = URL
) -> dict[str, Any]:
    """Return a value for each required argument. Only its type is valid; clients do not check more."""
    required = [
        p.name
        for p in signature(method).parameters.values()
        if p.default is Parameter.empty and p.kind is not Parameter.VAR_KEYWORD
    ]
    special: dict[str, Any] = dict.fromkeys(operation.files, ("a.wav", b"RIFF"))
    special |= {"content": b"RIFF", "messages": [], operation.absolute_url or "": f"{url}/file"}
    return {name: special.get(name, "m") for name in required}


def call(client: Any, name: str, url: str = URL, **more: Any) -> Any:
    """Call the client method of an operation, and return its result."""
    operation = OPERATIONS[name]
    method = method_of(client, operation)
    return method(**{**arguments_of(method, operation, url), **more})


def sample(name: str, *, event: bool = False, seed: int = 0) -> Any:
    """Return a sample result, or a sample event, that matches the OpenAPI description."""
    description = packaged()
    operation = description.operations[name]
    schema = operation.stream.schema if event and operation.stream is not None else operation.result
    return SampleBuilder(description.resolve).build(schema, random.Random(seed))
