"""A new operation in YAML is complete: sync, async, stream, types, errors, emulator and command line."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate
from tests.generator.clients import check_types, run_to_the_end
from tests.generator.descriptions import copy_of_real

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")

OPERATION = """\
operationId: poems_create
summary: Write a poem.
description: A poem on a topic, whole or line by line.
tags: [poems]
x-stability: stable
x-source: a test
requestBody:
  required: true
  content:
    application/json:
      schema: {$ref: ../../schemas/poem_request.yaml}
responses:
  "200":
    description: The poem, or the event stream of its lines.
    headers: {$ref: ../../shared/headers.yaml#/rate_limit}
    content:
      application/json:
        schema: {$ref: ../../schemas/poem.yaml}
      text/event-stream:
        schema: {$ref: ../../schemas/poem_event.yaml}
        x-event-stream: {final_events: [poem.completed], accumulator: images}
  "401": {$ref: ../../shared/responses/unauthorized.yaml}
  "403": {$ref: ../../shared/responses/forbidden.yaml}
  "429": {$ref: ../../shared/responses/too_many_requests.yaml}
  "500": {$ref: ../../shared/responses/server_error.yaml}
  default: {$ref: ../../shared/responses/unexpected_error.yaml}
"""

SCHEMAS = {
    "poem_request": """\
        type: object
        description: What the poem shall be about.
        additionalProperties: true
        required: [topic]
        properties:
          topic: {type: string, description: The topic., minLength: 1}
          mood: {$ref: poem_mood.yaml, description: The mood.}
          stream: {type: boolean, description: Whether to send the lines as they come.}
        """,
    "poem_mood": """\
        type: string
        description: How a poem feels.
        enum: [merry, sad]
        x-enum-descriptions: {merry: Light of heart., sad: Heavy of heart.}
        """,
    "poem": """\
        type: object
        description: A poem.
        additionalProperties: true
        required: [title, lines]
        properties:
          title: {type: string, description: Its title.}
          lines: {type: array, description: Its lines., items: {type: string}}
          written_at: {type: string, format: date-time, description: When it was written.}
        """,
    "poem_event": """\
        description: An event of a poem's stream.
        oneOf: [{$ref: poem_line_event.yaml}, {$ref: poem_completed_event.yaml}]
        discriminator:
          propertyName: type
          mapping: {poem.line: poem_line_event.yaml, poem.completed: poem_completed_event.yaml}
        """,
    "poem_line_event": """\
        type: object
        description: One more line.
        additionalProperties: true
        required: [type, line]
        properties:
          type: {type: string, const: poem.line, description: Marks a line.}
          line: {type: string, description: The line.}
        """,
    "poem_completed_event": """\
        type: object
        description: The whole poem.
        additionalProperties: true
        required: [type, title, lines]
        properties:
          type: {type: string, const: poem.completed, description: Marks the end.}
          title: {type: string, description: Its title.}
          lines: {type: array, description: Its lines., items: {type: string}}
        """,
}

PROGRAM = """\
import asyncio
from do_inference import AsyncClient, BadRequestError, Client
from do_inference.emulator import Emulator
from do_inference.models import Poem, PoemCompletedEvent

with Emulator() as emulator:
    settings = {"api_key": emulator.api_key, "base_url": emulator.base_url}
    with Client(**settings) as client:
        poem = client.poems.create(topic="rain", mood="merry")
        assert isinstance(poem, Poem) and isinstance(poem.title, str), poem
        assert poem.response.status_code == 200 and poem.response.rate_limit is not None
        with client.poems.create(topic="rain", stream=True) as stream:
            events = list(stream)
        assert isinstance(events[-1], PoemCompletedEvent) and stream.finished, events
        raw = client.poems.with_raw_response.create(topic="rain")
        assert raw.status_code == 200 and isinstance(raw.parse(), Poem)
        try:
            client.poems.create(topic="")
        except BadRequestError as error:
            assert "topic" in str(error), error
        else:
            raise AssertionError("an empty topic was accepted")

    async def main():
        async with AsyncClient(**settings) as client:
            poem = await client.poems.create(topic="rain")
            assert isinstance(poem, Poem), poem
            async with await client.poems.create(topic="rain", stream=True) as stream:
                events = [event async for event in stream]
            assert isinstance(events[-1], PoemCompletedEvent), events

    asyncio.run(main())
    print(emulator.base_url, flush=True)
    import os, subprocess, sys
    environment = {**os.environ, "MODEL_ACCESS_KEY": emulator.api_key, "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url}
    command = [sys.executable, "-m", "do_inference.cli", "poems.create", "--topic", "rain"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "title" in done.stdout, done
print("everything works")
"""

TYPED = """\
from do_inference import Client, Stream
from do_inference.models import Poem, PoemEvent

client = Client(api_key="k")
poem: Poem = client.poems.create(topic="rain", mood="merry")
lines: list[str] = poem.lines
stream: Stream[PoemEvent, Poem] = client.poems.create(topic="rain", stream=True)
client.poems.create(topic=5)  # wrong
client.poems.create()  # wrong
client.poems.create(topic="rain", moud="sad")  # wrong
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client generated from the project's description and one operation more."""
    folder = tmp_path_factory.mktemp("poems")
    root = copy_of_real(folder / "openapi")
    for name, text in SCHEMAS.items():
        (root.parent / "schemas" / f"{name}.yaml").write_text(dedent(text))
    operations = root.parent / "resources" / "poems"
    operations.mkdir()
    (operations / "poems_create.yaml").write_text(OPERATION)
    entry = "paths:\n  /v1/poems:\n    post: {$ref: resources/poems/poems_create.yaml}\n"
    root.write_text(root.read_text().replace("paths:\n", entry, 1))
    tags = root.parent / "shared" / "tags.yaml"
    tags.write_text(tags.read_text() + "- name: poems\n  description: Poems.\n")
    generate(root, folder / "generated_client", lambda _: None)
    return folder / "generated_client"


def test_it_can_be_called_sync_async_streamed_and_from_the_command_line(generated: Path) -> None:
    run_to_the_end(generated, "-c", PROGRAM)


def test_it_is_typed(generated: Path, tmp_path: Path) -> None:
    check_types(generated, TYPED, tmp_path)
