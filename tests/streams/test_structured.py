"""Structured output: the schema in the request, and the parsing of responses and streams."""

from __future__ import annotations

import asyncio
import enum
import json
import pickle
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import attrs
import msgspec
import pytest

from do_inference.errors import InferenceError
from do_inference.structured import OutputFormat, StructuredOutputError, text_of

from .mock_responses import MockResponses, chunks, completion, message
from .recordings import RECORDINGS
from .scripted import decoded


class Unit(enum.Enum):
    C = "c"
    F = "f"


@attrs.define
class Place:
    city: str
    country: str | None = None


@attrs.define
class AttrsForecast:
    """Weather to come."""

    place: Place
    days: list[int]
    unit: Unit


@dataclass
class DataForecast:
    place: Place
    days: list[int]
    unit: Unit


class DictForecast(TypedDict):
    place: dict[str, str]
    days: list[int]
    unit: Literal["c", "f"]


class StructForecast(msgspec.Struct):
    place: Place
    days: Annotated[list[int], msgspec.Meta(min_length=1, description="Degrees.")]
    unit: Unit


SHAPES = [AttrsForecast, DataForecast, DictForecast, StructForecast]
GOOD: dict[str, Any] = {"place": {"city": "Oslo"}, "days": [3, 4], "unit": "c"}


@pytest.mark.parametrize("shape", SHAPES)
def test_schema_is_a_closed_object_at_the_top_level(shape: type[Any]) -> None:
    output = OutputFormat(shape)
    assert output.schema["type"] == "object"
    assert set(output.schema["required"]) == {"place", "days", "unit"}
    assert output.schema["additionalProperties"] is False
    assert output.response_format["json_schema"]["name"] == shape.__name__
    assert output.response_format["json_schema"]["schema"] is output.schema
    assert output.output_config["format"]["schema"] is output.schema


@pytest.mark.parametrize("shape", SHAPES)
def test_response_is_parsed_as_a_value_of_the_type(shape: type[Any]) -> None:
    value = OutputFormat(shape).parse(json.dumps(GOOD))
    if shape is DictForecast:
        assert value == GOOD
    else:
        assert (value.place.city, value.days, value.unit) == ("Oslo", [3, 4], Unit.C)
        assert type(value) is shape


def test_description_is_sent_if_the_api_has_a_field_for_it() -> None:
    output = OutputFormat(DataForecast, description="For sailors.", name="sea")
    chat, response = output.response_format["json_schema"], output.text["format"]
    assert chat == {"name": "sea", "schema": output.schema, "strict": True, "description": "For sailors."}
    assert response == {"type": "json_schema", **chat}


def test_strict_is_requested_unless_the_schema_contains_open_maps() -> None:
    assert OutputFormat(DictForecast).strict is False  # `place` allows any properties
    assert OutputFormat(attrs.make_class("Plain", {"a": attrs.field(type=int)})).strict is True
    assert OutputFormat(Place).strict is True
    assert OutputFormat(Place, strict=False).response_format["json_schema"]["strict"] is False


@attrs.define
class Tree:
    value: int
    children: list[Tree]


def test_recursive_types_are_supported() -> None:
    output = OutputFormat(Tree)
    assert output.schema["type"] == "object"
    tree = output.parse('{"value": 1, "children": [{"value": 2, "children": []}]}')
    assert tree.children[0].value == 2


@dataclass
class Cat:
    name: str


@dataclass
class Dog:
    """Barks."""

    name: str
    age: int = 3


@attrs.define
class Leaf:
    kind: Literal["leaf"]
    value: int


@attrs.define
class Branch:
    kind: Literal["branch"]
    children: list[Leaf | Branch]


class Owner(TypedDict):
    pets: dict[str, Cat | Dog]
    home: NotRequired[Branch | Leaf | None]


class Litter(msgspec.Struct):
    of: Annotated[Cat | Dog, msgspec.Meta(description="Which.")]
    pairs: frozenset[str] = frozenset()


def test_unions_of_classes_are_decoded_by_the_properties_present() -> None:
    output = OutputFormat(list[Cat | Dog])
    assert output.parse('[{"name": "a"}, {"name": "b", "age": 4}]') == [Cat("a"), Dog("b", 4)]
    with pytest.raises(
        StructuredOutputError, match=r"at 1: the value matches none of the allowed types: .*name"
    ):
        output.parse('[{"name": "a"}, {"age": 4}]')
    with pytest.raises(StructuredOutputError, match="expected an array"):
        output.parse("{}")


def test_unions_within_recursive_types() -> None:
    output = OutputFormat(Branch)
    assert output.schema["type"] == "object"
    assert output.schema["properties"]["children"]["items"] == {
        "anyOf": [{"$ref": "#/$defs/Leaf"}, {"$ref": "#/$defs/Branch"}]
    }
    assert output.strict is True
    leaf, branch = {"kind": "leaf", "value": 1}, {"kind": "branch", "children": []}
    assert output.parse(json.dumps({"kind": "branch", "children": [leaf, branch]})) == Branch(
        "branch", [Leaf("leaf", 1), Branch("branch", [])]
    )
    with pytest.raises(StructuredOutputError, match="at 'children': at 0: the value matches none of the"):
        output.parse(json.dumps({"kind": "branch", "children": [{"kind": "twig"}]}))


def test_unions_within_dicts_and_structs() -> None:
    owner = OutputFormat(Owner).parse('{"pets": {"x": {"name": "a", "age": 1}}, "home": null}')
    assert owner == {"pets": {"x": Dog("a", 1)}, "home": None}
    output = OutputFormat(Litter)
    assert output.schema["properties"]["of"]["description"] == "Which."
    assert output.schema["$defs"]["Dog"]["description"] == "Barks."
    assert output.parse('{"of": {"name": "a"}, "pairs": ["x"]}') == Litter(Cat("a"), frozenset("x"))


def test_types_without_a_schema_are_rejected() -> None:
    class Plain:
        pass

    @dataclass
    class Lost:
        other: Elsewhere  # type: ignore[name-defined]  # noqa: F821 - that is the point

    for shape in (Plain, list[Plain], Cat | Plain, Lost):
        with pytest.raises(TypeError):
            OutputFormat(shape)  # type: ignore[arg-type]


def test_integral_floats_are_accepted_as_integers() -> None:
    @dataclass
    class Counted:
        count: int
        share: float

    assert OutputFormat(Counted).parse('{"count": 2.0, "share": 1}') == Counted(2, 1.0)
    with pytest.raises(StructuredOutputError, match="count"):
        OutputFormat(Counted).parse('{"count": 2.5, "share": 1}')


def test_lists_and_dates() -> None:
    days = OutputFormat(list[date])
    assert days.parse('["2026-01-02"]') == [date(2026, 1, 2)]


def test_pydantic_decodes_its_models() -> None:
    pydantic = pytest.importorskip("pydantic")
    inner = pydantic.create_model("Inner", city=(str, ...))
    model = pydantic.create_model("Outer", place=(inner, ...), days=(list[int], pydantic.Field(min_length=1)))

    output = OutputFormat(model)
    around = OutputFormat(attrs.make_class("Around", {"outers": attrs.field(type=list[model])}))
    assert set(around.schema["$defs"]) == {"Inner"}
    place = {"place": {"city": "Oslo"}, "days": [1]}
    assert around.parse(json.dumps({"outers": [place]})).outers[0].place.city == "Oslo"
    assert OutputFormat(model | inner).parse('{"city": "Oslo"}') == inner(city="Oslo")
    assert output.strict is True
    assert output.parse('{"place": {"city": "Oslo"}, "days": ["3"]}').days == [3]
    with pytest.raises(StructuredOutputError, match="days"):
        output.parse('{"place": {"city": "Oslo"}, "days": []}')


SCHEMA: dict[str, Any] = {
    "title": "Weather in a place!",
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "days": {"type": "array", "items": {"$ref": "#/$defs/Degrees"}},
        "unit": {"enum": ["c", "f"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["city"],
    "additionalProperties": False,
    "$defs": {"Degrees": {"type": "integer"}},
}


def test_json_schema_returns_plain_json() -> None:
    output = OutputFormat(SCHEMA)
    assert output.name == "Weather_in_a_place_"
    value = {"city": "Oslo", "days": [1, 2.0], "unit": "c", "note": None}
    assert output.parse(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({}, r"'city' is missing at \$"),
        ({"city": 5}, r"expected string, got number at \$\.city"),
        ({"city": "a", "days": [1, "x"]}, r"expected integer, got string at \$.days\[1\]"),
        ({"city": "a", "days": [True]}, "got boolean"),
        ({"city": "a", "unit": "k"}, "expected one of"),
        ({"city": "a", "note": 7}, r"the value matches none of the schemas allowed at \$.note"),
        ({"city": "a", "more": 7}, "'more' is not allowed"),
        ([], "expected object, got array"),
    ],
)
def test_json_that_violates_the_schema_is_rejected(answer: Any, reason: str) -> None:
    with pytest.raises(StructuredOutputError, match=reason):
        OutputFormat(SCHEMA).parse(json.dumps(answer))


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"minimum": 3}, [3, "x"], [2]),
        ({"exclusiveMaximum": 3}, [2.9], [3]),
        ({"minLength": 2, "maxLength": 3}, ["ab", 1], ["a", "abcd"]),
        ({"pattern": "^a"}, ["ab"], ["ba"]),
        ({"minItems": 1, "maxItems": 2}, [[1]], [[], [1, 2, 3]]),
        ({"maxProperties": 1}, [{}], [{"a": 1, "b": 2}]),
        ({"prefixItems": [{"type": "integer"}], "items": False}, [[1]], [["a"], [1, 2]]),
        ({"patternProperties": {"^x": {"const": 1}}, "additionalProperties": False}, [{"x": 1}], [{"x": 2}, {"a": 1}]),
        ({"not": {"type": "string"}}, [1], ["a"]),
        ({"enum": [1, "a"]}, [1], [True, 2]),
        ({"const": False}, [False], [0]),
        ({"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"type": "null"}}}, [None], [1]),
    ],
)  # fmt: skip
def test_limits_of_a_schema_are_validated(schema: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    output = OutputFormat(schema)
    assert [output.parse(json.dumps(value)) for value in good] == good
    for value in bad:
        with pytest.raises(StructuredOutputError):
            output.parse(json.dumps(value))


@pytest.mark.parametrize(
    "answer",
    [
        completion('{"city": "Oslo"}', finish="length"),
        completion('{"city": "Oslo"}', finish="content_filter"),
        message({"type": "text", "text": '{"city": "Oslo"}'}, stop_reason="max_tokens"),
        {
            "status": "incomplete",
            "output": [{"type": "message", "content": [{"type": "output_text", "text": '{"city": "Oslo"}'}]}],
        },
    ],
    ids=["chat", "filtered", "message", "response"],
)
def test_truncated_response_that_looks_complete_is_not_parsed(answer: Any) -> None:
    with pytest.raises(StructuredOutputError, match="it was cut off") as caught:
        OutputFormat(SCHEMA).parse(answer)
    assert caught.value.text == '{"city": "Oslo"}'


@pytest.mark.parametrize(
    "answer",
    [
        {"choices": [{"message": {"content": None, "reasoning_content": "Hm"}, "finish_reason": "length"}]},
        {"choices": [{"message": {"content": "", "reasoning": "Hm"}, "finish_reason": "length"}]},
        message({"type": "thinking", "thinking": "Hm"}, stop_reason="max_tokens"),
        {
            "status": "incomplete",
            "incomplete_details": {"reason": "max_output_tokens"},
            "output": [{"type": "reasoning", "content": [{"type": "reasoning_text", "text": "Hm"}]}],
        },
    ],
    ids=["chat", "chat of another server", "message", "response"],
)
def test_error_for_a_response_without_text_mentions_the_reasoning_tokens(answer: Any) -> None:
    with pytest.raises(
        StructuredOutputError, match="the response contains no text, and reasoning counts towards the limit"
    ):
        OutputFormat(SCHEMA).parse(answer)


def test_error_for_a_response_with_text_does_not_mention_reasoning() -> None:
    with pytest.raises(StructuredOutputError) as caught:
        OutputFormat(SCHEMA).parse(completion('{"city": "Os', finish="length"))
    assert "reasoning" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ['{"a": NaN}', '{"a": 1e999}', '{"a": 1, "a": 2}', '{"a": 1', 'So: {"a": 1, "a": 2}']
)
def test_final_json_is_parsed_strictly(text: str) -> None:
    with pytest.raises(StructuredOutputError):
        OutputFormat({"type": "object"}).parse(text)


def test_validation_of_a_circular_reference_ends() -> None:
    with pytest.raises(StructuredOutputError, match="nested too deeply"):
        OutputFormat({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}).parse("{}")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "  {}\n",
        "```json\n{}\n```",
        "Here you are:\n```\n{}\n```\nAnything else?",
        "Sure! {} Bye.",
        "<think>{no}</think>{}",
        "```JSON\n{}```",
        'Not {"place": 1} but {}, see {note} [1].',
        "As {curly} as [this]: {}",
        "```json\n[]\n```\nrather\n```json\n{}\n```",
    ],
)
def test_json_between_prose_is_found(text: str) -> None:
    assert OutputFormat(DataForecast).parse(text.replace("{}", json.dumps(GOOD))).days == [3, 4]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"all": [' + json.dumps(GOOD) + ", ", "not JSON"),
        ("Cannot do.", "not JSON"),
        ("", "is empty"),
        ('{"place": {}}', "city"),
        ('{"days": "x', "not JSON"),
    ],
)
def test_response_with_another_structure_is_an_error_with_the_text(text: str, reason: str) -> None:
    with pytest.raises(StructuredOutputError, match=reason) as caught:
        OutputFormat(DataForecast).parse(text)
    assert caught.value.text == text
    assert isinstance(caught.value, InferenceError)
    assert pickle.loads(pickle.dumps(caught.value)).text == text


def test_errors_name_truncation_and_refusal() -> None:
    operation = RECORDINGS["chat"].operation
    cut = decoded(operation, completion('{"days": [', finish="length"))
    with pytest.raises(StructuredOutputError, match="cut off by the token limit") as caught:
        OutputFormat(DataForecast).parse(cut)
    assert caught.value.result is cut
    refused = completion(None)
    refused["choices"][0]["message"]["refusal"] = "I will not."
    with pytest.raises(StructuredOutputError, match="refused: I will not"):
        OutputFormat(DataForecast).parse(decoded(operation, refused))


@pytest.mark.parametrize("name", ["chat", "agent", "message", "response", "response chunks"])
def test_text_is_found_in_results_of_every_api(name: str) -> None:
    recording = RECORDINGS[name]
    assert text_of(decoded(recording.operation, recording.result)) == recording.text
    assert text_of(recording.result) == recording.text


def test_drafts_grow_to_the_complete_value() -> None:
    answers = MockResponses(chunks(json.dumps(GOOD)))
    output = OutputFormat(DataForecast)
    with answers.client() as client:
        stream = client.chat.completions.create(
            model="m", messages=[], response_format=output.response_format, stream=True
        )
        with stream:
            drafts = list(output.drafts(stream))
            assert output.parse(stream.result()).days == [3, 4]
    assert answers.requests[0]["response_format"]["type"] == "json_schema"
    assert drafts[-1] == GOOD
    assert {"place": {"city": "O"}} in drafts
    assert len(drafts) > 5


def test_async_drafts_equal_sync_drafts() -> None:
    output = OutputFormat(DataForecast)

    async def read() -> list[Any]:
        async with MockResponses(chunks("So: " + json.dumps(GOOD))).async_client() as client:
            stream = await client.chat.completions.create(model="m", messages=[], stream=True)
            async with stream:
                return [draft async for draft in output.drafts_async(stream)]

    assert asyncio.run(read())[-1] == GOOD


def test_responses_api_takes_the_format_as_text() -> None:
    item = {"type": "output_text", "text": json.dumps(GOOD)}
    output = [{"type": "message", "role": "assistant", "content": [item]}]
    answers = MockResponses({"id": "r", "object": "response", "model": "m", "output": output})
    output = OutputFormat(DataForecast)
    with answers.client() as client:
        assert output.parse(client.responses.create(model="m", input="?", text=output.text)).days == [3, 4]
    assert answers.requests[0]["text"] == output.text


def test_drafts_of_a_message() -> None:
    answer = message({"type": "text", "text": json.dumps(GOOD)})
    with MockResponses(answer).client() as client:
        output = OutputFormat(DataForecast)
        result = client.messages.create(
            model="m", max_tokens=9, messages=[], output_config=output.output_config
        )
        assert output.parse(result).days == [3, 4]


def test_integral_floats_in_lists_are_accepted_as_integers() -> None:
    assert OutputFormat(list[int]).parse("[1.0, 2]") == [1, 2]
    assert all(type(item) is int for item in OutputFormat(list[int]).parse("[1.0, 2.0]"))
