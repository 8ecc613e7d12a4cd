"""The description is complete: the emulator accepts every request that is valid under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from do_inference.emulator._description import packaged
from do_inference.emulator._filler_text import seeded
from do_inference.emulator._sample_data import SampleBuilder
from do_inference.emulator._validation import Validators

from .api_client import APIClient, form

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from do_inference.emulator._description import Schema

KNOWN = packaged()
WITH_BODY = sorted(name for name, operation in KNOWN.operations.items() if operation.bodies)
TRIES = 40
SCHEMAS = ("schema", "parameters", "input_schema")


def bodies(name: str) -> Iterator[dict[str, Any]]:
    """Yield valid bodies: first with the required fields only, then with some optional fields."""
    schema = KNOWN.resolve(next(iter(KNOWN.operations[name].bodies.values())))
    builder, validators = SampleBuilder(KNOWN.resolve), Validators(KNOWN)
    for number in range(TRIES):
        body = some_of(schema, builder, seeded("minimal", name, number), 0 if number == 0 else number % 4 / 4)
        if not validators.issues(schema, body):
            yield body


def some_of(schema: Schema, builder: SampleBuilder, rng: random.Random, share: float) -> dict[str, Any]:
    required = schema.get("required", ())
    return {
        field: plain(builder.build(inner, rng))
        for field, inner in schema["properties"].items()
        if field in required or rng.random() < share
    }


def plain(value: Any) -> Any:
    """Return the value with a simple JSON Schema instead of each generated one, which may be invalid."""
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    own = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    return {name: own if name in SCHEMAS else plain(inner) for name, inner in value.items()}


@pytest.mark.parametrize("name", WITH_BODY)
def test_bodies_that_match_the_description_are_accepted(api: APIClient, name: str) -> None:
    operation = KNOWN.operations[name]
    tried = 0
    for body in bodies(name):
        tried += 1
        if operation.form_fields:
            sent = api.client.post(operation.path, headers=api.headers(name), **form(operation, body))
        else:
            path = {parameter.name: "x" for parameter in operation.parameters if parameter.place == "path"}
            sent = api.call(name, body, **path)
        assert sent.status_code not in (400, 422), (body, sent.text)
    assert tried > TRIES / 10
