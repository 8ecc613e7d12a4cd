"""Models in pydantic and FastAPI: validation, serialisation and JSON Schemas."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import reduce
from operator import or_
from typing import Annotated, Any

import pytest

from do_inference import models
from tests.models.corpus import CHAT, CHUNK, MESSAGE, RESPONSE, change

pydantic = pytest.importorskip("pydantic")
fastapi = pytest.importorskip("fastapi")

from collections.abc import AsyncIterable, Iterator

from fastapi import Body, FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

TEXT = {"type": "text", "text": "a"}
NEW = {"type": "novelty", "x": 1}
CALL = {"type": "tool_use", "id": "1", "name": "f", "input": {}}
WITH_NULL = change(MESSAGE, "stop_sequence", None)


class Saved(BaseModel):
    message: models.Message
    completion: models.ChatCompletion | None = None
    blocks: list[models.ContentBlock] = []
    by_name: dict[str, models.TextBlock] = {}
    unknown: models.UnknownVariant | None = None
    reason: models.StopReason = "end_turn"


def test_an_instance_is_accepted_unchanged() -> None:
    message = models.Message.from_dict(MESSAGE)
    assert Saved(message=message).message is message


@pytest.mark.parametrize("mode", ["python", "json"])
def test_an_object_is_decoded_and_serialised_unchanged(mode: str) -> None:
    given = {"message": {**MESSAGE, "novelty": 1}, "blocks": [TEXT, NEW, CALL], "unknown": NEW}
    saved = Saved.model_validate(given) if mode == "python" else Saved.model_validate_json(json.dumps(given))

    assert type(saved.message) is models.Message
    assert [type(block).__name__ for block in saved.blocks] == ["TextBlock", "UnknownVariant", "ToolUseBlock"]
    assert json.loads(saved.model_dump_json(exclude_unset=True)) == given
    assert saved.model_dump(exclude_unset=True) == given
    assert Saved.model_validate(saved.model_dump()) == saved


def test_nulls_can_be_excluded() -> None:
    saved = Saved(message=models.Message.from_dict(WITH_NULL))
    assert "stop_sequence" in saved.model_dump()["message"]
    assert "stop_sequence" not in saved.model_dump(exclude_none=True)["message"]


@pytest.mark.parametrize(
    ("kind", "value", "complaint"),
    [
        (models.Message, [1], "Message must be an object, not list"),
        (models.Message, "text", "Message must be an object, not str"),
        (models.Message, None, "Message must be an object, not NoneType"),
        (models.Message, models.TextBlock(text="a"), "Message must be an object, not TextBlock"),
        (models.Message, {}, "Message requires id, type, role, .*, and the object has none of them"),
        (models.TextBlock, CALL, "'type' of TextBlock must be 'text'"),
        (models.TextBlock, {"text": "a"}, "'type' of TextBlock must be 'text'"),
        (models.UnknownVariant, 5, "UnknownVariant must be an object, not int"),
        (models.Model, CHAT, "Model is the base class of all models; use the class"),
    ],
    ids=str,
)
def test_another_value_is_a_validation_error(kind: Any, value: object, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        TypeAdapter(kind).validate_python(value)


def test_members_of_a_union_in_a_program_are_distinguished() -> None:
    either = TypeAdapter[Any](models.ToolUseBlock | models.TextBlock)
    assert type(either.validate_python(TEXT)) is models.TextBlock
    assert type(either.validate_python(CALL)) is models.ToolUseBlock


@pytest.mark.parametrize(
    "kinds",
    [
        (models.ChatCompletion, models.Message, models.Response),
        (models.Response, models.Message, models.ChatCompletion),
        (models.Message, models.ChatCompletion, models.Response),
    ],
    ids=lambda kinds: kinds[0].__name__,
)
def test_results_in_a_union_are_distinguished_in_any_order(kinds: tuple[Any, ...]) -> None:
    either = TypeAdapter[Any](reduce(or_, kinds))
    found = [either.validate_python(value) for value in (CHAT, MESSAGE, RESPONSE)]
    assert [type(each) for each in found] == [models.ChatCompletion, models.Message, models.Response]


def test_an_omitted_constant_is_not_an_error() -> None:
    without = {name: value for name, value in CHAT.items() if name != "object"}
    either = TypeAdapter[Any](models.Message | models.ChatCompletion)
    assert either.validate_python(without) == models.ChatCompletion.from_dict(without)


def test_a_discriminator_chooses_a_model() -> None:
    block = Annotated[models.TextBlock | models.ToolUseBlock, Field(discriminator="type")]
    adapter = TypeAdapter[Any](list[block])

    assert [type(each) for each in adapter.validate_python([TEXT, CALL])] == [
        models.TextBlock,
        models.ToolUseBlock,
    ]
    assert adapter.validate_python([models.TextBlock.from_dict(TEXT)])[0].text == "a"
    assert set(adapter.json_schema()["items"]["discriminator"]["mapping"]) == {"text", "tool_use"}
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        adapter.validate_python([NEW])


class Ours(models.Message):
    """A subclass of an application."""

    def shout(self) -> str:
        return "".join(block.text for block in self.content if block.type == "text").upper()


def test_a_subclass_is_validated_as_itself() -> None:
    class Both(BaseModel):
        ours: Ours
        theirs: models.Message

    both = Both.model_validate({"ours": MESSAGE, "theirs": MESSAGE})
    assert (type(both.ours), type(both.theirs)) == (Ours, models.Message)
    assert both.ours.shout() == "HI"
    assert both.model_dump() == {"ours": MESSAGE, "theirs": MESSAGE}
    assert Ours.from_dict(MESSAGE).to_dict() == MESSAGE
    definitions = Both.model_json_schema()["$defs"]
    assert (definitions["Ours"]["title"], definitions["Message"]["title"]) == ("Ours", "Message")


@pytest.mark.parametrize("mode", ["python", "json"])
def test_include_and_exclude_apply_inside_a_model(mode: Any) -> None:
    saved = Saved(message=models.Message.from_dict(MESSAGE))
    chosen = saved.model_dump(mode=mode, include={"message": {"id": True, "content": {0: {"text"}}}})
    rest = saved.model_dump(mode=mode, exclude={"message": {"content"}})["message"]

    assert chosen == {"message": {"id": MESSAGE["id"], "content": [{"text": MESSAGE["content"][0]["text"]}]}}
    assert rest == {name: value for name, value in MESSAGE.items() if name != "content"}


def test_a_field_of_any_type_serialises_a_model() -> None:
    class Loose(BaseModel):
        value: Any

    loose = Loose(value=[models.Message.from_dict(MESSAGE), models.UnknownVariant(NEW)])
    assert json.loads(loose.model_dump_json()) == {"value": [MESSAGE, NEW]}
    assert loose.model_dump(mode="json") == {"value": [MESSAGE, NEW]}


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_is_that_of_the_description(mode: Any) -> None:
    schema = Saved.model_json_schema(mode=mode)
    message, block = schema["$defs"]["Message"], schema["$defs"]["ContentBlock"]

    assert schema["properties"]["message"] == {"$ref": "#/$defs/Message"}
    assert message["properties"]["content"]["items"] == {"$ref": "#/$defs/ContentBlock"}
    assert message["properties"]["id"] == {"type": "string", "description": "Unique id of the message."}
    assert message["description"] == "A message generated by the model."
    assert {"$ref": "#/$defs/ToolUseBlock"} in block["anyOf"]
    assert {"$ref": "#/$defs/UnknownVariant"} in block["anyOf"]
    assert "x-" not in json.dumps(list(_keys(schema)))


@pytest.mark.parametrize("name", sorted(set(models.__dir__()) - {"Model", "Result"}))
def test_every_type_has_a_schema_whose_references_are_resolved(name: str) -> None:
    adapter = TypeAdapter[Any](getattr(models, name))
    for mode in ("validation", "serialization"):
        schema = adapter.json_schema(mode=mode)
        assert {r.removeprefix("#/$defs/") for r in _references(schema)} <= set(schema.get("$defs", {}))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _references(item)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)


def _keys(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _keys(item)
    elif isinstance(node, dict):
        yield from node
        for value in node.values():
            yield from _keys(value)


app = FastAPI()


@app.get("/annotated")
def annotated() -> models.ChatCompletion:
    return models.ChatCompletion.from_dict(CHAT)


@app.get("/declared", response_model=list[models.Response], response_model_exclude_none=True)
def declared() -> Any:
    return [models.Response.from_dict(RESPONSE)]


@app.get("/plain")
def plain():  # type: ignore[no-untyped-def]
    return {"messages": [models.Message.from_dict(MESSAGE)], "block": models.UnknownVariant(NEW)}


@app.get("/any")
def anything() -> Any:
    return {"messages": [models.Message.from_dict(MESSAGE)], "block": models.UnknownVariant(NEW)}


@app.get("/part", response_model=models.Message, response_model_exclude={"content"})
def part() -> Any:
    return models.Message.from_dict(MESSAGE)


@app.get("/maybe")
def maybe() -> models.Message | None:
    return None


@app.post("/body")
def body(message: Annotated[models.Message, Body()]) -> Saved:
    return Saved(message=message, blocks=message.content)


@app.post("/within")
def within(saved: Saved) -> models.Message:
    return saved.message


@app.get("/stream")
def stream() -> StreamingResponse:
    chunks = [models.ChatCompletionChunk.from_dict(CHUNK)] * 2
    return StreamingResponse(
        (f"data: {chunk.to_json()}\n\n" for chunk in chunks), media_type="text/event-stream"
    )


def test_an_application_returns_and_accepts_models() -> None:
    client = TestClient(app)

    assert client.get("/annotated").json() == CHAT
    assert client.get("/declared").json() == [models.Response.from_dict(RESPONSE).to_dict(exclude_none=True)]
    assert client.get("/plain").json() == {"messages": [MESSAGE], "block": NEW}
    assert client.get("/any").json() == {"messages": [MESSAGE], "block": NEW}
    assert client.get("/part").json() == {k: v for k, v in MESSAGE.items() if k != "content"}
    assert client.get("/maybe").json() is None
    assert client.post("/within", json={"message": MESSAGE}).json() == MESSAGE
    answer = client.post("/body", json=MESSAGE).json()
    assert (answer["message"], answer["blocks"]) == (MESSAGE, MESSAGE["content"])
    assert client.post("/body", json=[1]).status_code == 422
    assert client.post("/body", json={}).status_code == 422
    assert client.get("/stream").text.count(json.dumps(CHUNK, ensure_ascii=False)) == 2


def test_an_application_streams_models() -> None:
    sse = pytest.importorskip("fastapi.sse")
    streaming = FastAPI()

    @streaming.get("/events", response_class=sse.EventSourceResponse)
    async def events() -> AsyncIterable[models.ChatCompletionChunk]:
        for _ in range(2):
            yield models.ChatCompletionChunk.from_dict(CHUNK)

    lines = TestClient(streaming).get("/events").text.splitlines()
    assert [json.loads(line.removeprefix("data: ")) for line in lines if line] == [CHUNK, CHUNK]


def test_an_application_describes_models_as_components() -> None:
    document = TestClient(app).get("/openapi.json").json()
    components = document["components"]["schemas"]

    answer = document["paths"]["/annotated"]["get"]["responses"]["200"]["content"]["application/json"]
    (name,) = (r.removeprefix("#/components/schemas/") for r in _references(answer))
    assert name.removesuffix("-Output") == "ChatCompletion"  # Older releases name the direction.
    choices = components[name]["properties"]["choices"]
    assert choices["items"]["$ref"].removesuffix("-Output") == "#/components/schemas/ChatCompletionChoice"
    assert choices["description"]
    assert {r.removeprefix("#/components/schemas/") for r in _references(document)} <= set(components)
    openapi = pytest.importorskip("openapi_spec_validator")
    openapi.OpenAPIV31SpecValidator(document).validate()


def test_models_do_not_import_pydantic() -> None:
    program = (
        "import sys; from do_inference import models; models.Message.from_dict({}).to_dict();"
        "assert 'pydantic' not in sys.modules and 'pydantic_core' not in sys.modules;"
        "assert 'do_inference_generated._pydantic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)})
