"""Strict schemas, and the values that follow them, for all types of classes and for JSON schemas."""

from __future__ import annotations

import enum
import json
import random
from dataclasses import InitVar, dataclass, field, make_dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, ClassVar, Literal, NotRequired

import attrs
import httpx
import msgspec
import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field
from typing_extensions import TypedDict

pytest.importorskip("starlette", reason="needs the emulator extra")

from do_inference import BadRequestError, Client
from do_inference.emulator import Emulator
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._language.schemas import check_strict
from do_inference.errors import ConfigurationError
from do_inference.structured import OutputFormat, StructuredOutputError


def _check(schema: Any) -> None:
    check_strict({"name": "x", "strict": True, "schema": schema}, "schema", ("text", "format"))


def _round_trip(shape: Any, model_output: Any) -> Any:
    output: OutputFormat[Any] = OutputFormat(shape)
    assert output.strict is True
    _check(output.schema)
    return output.parse(json.dumps(model_output))


# --- classes


class Unit(enum.Enum):
    C = "c"
    F = "f"


@dataclass
class Place:
    """Somewhere."""

    city: str
    country: str = "NO"
    note: str | None = "none"
    tags: list[str] = field(default_factory=lambda: ["new"])
    twin: Place | None = None


@attrs.define
class AttrsPlace:
    city: str
    unit: Unit = Unit.C
    near: Annotated[Place, msgspec.Meta(description="Close by.")] = attrs.field(
        factory=lambda: Place("Bergen")
    )


class StructPlace(msgspec.Struct):
    city: str
    height: Annotated[int, msgspec.Meta(ge=0)] = 3
    area: float | msgspec.UnsetType = msgspec.UNSET


class DictPlace(TypedDict):
    city: str
    height: NotRequired[int]


class PartialPlace(TypedDict, total=False):
    height: int


class Cat(pydantic.BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(pydantic.BaseModel):
    kind: Literal["dog"]
    name: str = Field(default="Rex", min_length=2)


class Node(pydantic.BaseModel):
    value: int = 1
    children: list[Node] = []


class Shelter(pydantic.BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    best: Cat = Field(default=Cat(kind="cat"), description="The best.")
    worst: Dog | None = Field(default=None, description="The worst.")
    opened: date = date(2020, 1, 1)
    either: Cat | Node = Node()
    more: list[Cat | Dog] = []


def test_null_becomes_the_default_of_a_dataclass() -> None:
    model_output = {"city": "Oslo", "country": None, "note": None, "tags": None, "twin": None}
    assert _round_trip(Place, model_output) == Place("Oslo", "NO", None, ["new"], None)
    nested = {**model_output, "twin": {**model_output, "city": "Turku"}}
    assert _round_trip(Place, nested).twin == Place("Turku", "NO", None)
    listed = make_dataclass("Places", [("all", list[Place])])
    assert _round_trip(listed, {"all": [model_output]}).all == [Place("Oslo", "NO", None)]


def test_null_becomes_the_default_of_other_classes() -> None:
    assert _round_trip(AttrsPlace, {"city": "Oslo", "unit": None, "near": None}) == AttrsPlace("Oslo")
    assert _round_trip(StructPlace, {"city": "Oslo", "height": None, "area": None}) == StructPlace("Oslo")
    assert _round_trip(DictPlace, {"city": "Oslo", "height": None}) == {"city": "Oslo"}
    assert _round_trip(PartialPlace, {"height": None}) == {}


def test_absent_property_with_a_default_is_accepted() -> None:
    assert _round_trip(Place, {"city": "Oslo"}) == Place("Oslo")


def test_pydantic_models_with_unions_references_and_defaults_are_strict() -> None:
    model_output = {
        "pet": {"kind": "dog", "name": None}, "best": None, "worst": None, "opened": None,
        "either": {"value": None, "children": [{"value": 3, "children": None}]},
        "more": [{"kind": "cat", "lives": None}],
    }  # fmt: skip
    read = _round_trip(Shelter, model_output)
    assert read == Shelter(pet=Dog(kind="dog"), either=Node(children=[Node(value=3)]), more=[Cat(kind="cat")])
    properties = OutputFormat(Shelter).schema["properties"]
    assert [list(member) for member in properties["pet"]["anyOf"]] == [["$ref"], ["$ref"]]
    assert properties["best"]["description"].startswith("The best. Null stands for the default")
    assert (
        OutputFormat(Shelter)
        .schema["$defs"]["Dog"]["properties"]["name"]["description"]
        .startswith("(minLength: 2)")
    )


def test_limits_outside_the_subset_are_still_validated() -> None:
    with pytest.raises(StructuredOutputError, match="at least 2"):
        _round_trip(Dog, {"kind": "dog", "name": "R"})


def test_recursive_types_are_strict() -> None:
    assert _round_trip(Node, {"value": 2, "children": [{"value": None, "children": None}]}) == Node(
        value=2, children=[Node()]
    )


@dataclass
class Left:
    x: int
    left: int = 1
    inner: list[Left | Right] = field(default_factory=list)


@dataclass
class Right:
    x: int
    right: int = 2
    inner: list[Left | Right] = field(default_factory=list)


def test_null_selects_the_member_of_a_union() -> None:
    shape = make_dataclass("Sides", [("sides", list[Left | Right])])
    right, left = {"x": 1, "right": None, "inner": None}, {"x": 1, "left": None, "inner": None}
    sides = _round_trip(shape, {"sides": [right, left, {**right, "inner": [right]}]}).sides
    assert sides == [Right(1), Left(1), Right(1, inner=[Right(1)])]


def test_values_of_recursive_unions_are_parsed_in_polynomial_time() -> None:
    shape = make_dataclass("Sides", [("side", Left | Right)])
    model_output: dict[str, Any] = {"x": 1, "right": None, "inner": None}
    for _ in range(40):
        model_output = {"x": 1, "right": None, "inner": [model_output]}
    read = _round_trip(shape, {"side": model_output}).side
    assert isinstance(read.inner[0].inner[0], Right)


def test_classes_with_equal_names_have_separate_definitions() -> None:
    first = make_dataclass("Same", [("a", int)])
    second = make_dataclass("Same", [("b", Annotated[int, "B."])])
    third = pydantic.create_model("Holder", same=(pydantic.create_model("Same", c=(int, ...)), ...))
    shape = make_dataclass("All", [("first", first), ("second", second), ("third", third), ("last", first)])
    read = _round_trip(
        shape, {"first": {"a": 1}, "second": {"b": 2}, "third": {"same": {"c": 3}}, "last": {"a": 4}}
    )
    assert (read.first.a, read.second.b, read.third.same.c, read.last.a) == (1, 2, 3, 4)
    assert len(OutputFormat(shape).schema["$defs"]) == 3


def test_properties_can_have_the_names_of_keywords() -> None:
    class Default(pydantic.BaseModel):
        default: Cat
        enum: list[Cat] = []
        properties: Cat | None = None

    cat = {"kind": "cat", "lives": None}
    made = Default(default=Cat(kind="cat"))
    assert _round_trip(Default, {"default": cat, "enum": None, "properties": None}) == made


class Open(pydantic.BaseModel, extra="allow"):
    name: str


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        (
            make_dataclass("Counts", [("counts", dict[str, int])]),
            "at /properties/counts: strict schemas do not support objects with arbitrary",
        ),
        (make_dataclass("Pair", [("pair", tuple[int, str])]), "at /properties/pair/prefixItems"),
        (make_dataclass("Free", [("free", Any)]), "at /properties/free: the schema allows any value"),
        (make_dataclass("Frees", [("free", list[Any])]), "at /properties/free"),
        (Open, "at /: strict schemas do not support objects with arbitrary"),
        (list[Place], "at /: the top level must be an object"),
        (Cat | Dog, "at /: the top level must be an object"),
        ({"type": "object"}, "at /: strict schemas do not support objects with arbitrary"),
        ({"properties": {"a/b": {"patternProperties": {"x": {}}}}}, "at /properties/a~1b/patternProperties"),
        ({"properties": {"a": {"not": {}}}}, "'not'"),
        ({"properties": {"a": {"type": "array"}}}, "at /properties/a: the array allows any items"),
        ({"properties": {}, "required": ["a"]}, "'a' is required but not defined"),
        ({"allOf": [{"type": "object"}, {"type": "string"}]}, "no value has both types"),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}, "refers to itself"),
        (
            {"properties": {"a": {"type": "string", "pattern": "a", "allOf": [{"pattern": "b"}]}}},
            "two different values",
        ),
    ],
)
def test_schemas_outside_the_subset_are_sent_without_strict_or_rejected(shape: Any, place: str) -> None:
    output: OutputFormat[Any] = OutputFormat(shape)
    assert output.strict is False
    assert output.response_format["json_schema"]["strict"] is False
    with pytest.raises(ConfigurationError, match=place):
        OutputFormat(shape, strict=True)


# --- JSON schemas

TEXT: dict[str, Any] = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "strict", "model_output", "value"),
    [
        ({"properties": {"a": TEXT, "b": {"type": "integer", "default": 3}}, "required": ["a"]},
         {"a": TEXT, "b": {"type": ["integer", "null"], "description": "Null stands for the default, 3."}},
         {"a": "x", "b": None}, {"a": "x", "b": 3}),
        ({"properties": {"a": {**TEXT, "title": "A"}}}, {"a": {"title": "A", "type": ["string", "null"]}},
         {"a": None}, {}),
        ({"properties": {"a": {"type": ["string", "null"], "default": "x"}}}, {"a": {"type": ["string", "null"]}},
         {"a": None}, {"a": None}),
        ({"properties": {"a": {"enum": ["x", "y"]}}}, {"a": {"anyOf": [{"type": "string", "enum": ["x", "y"]},
                                                                       {"type": "null"}]}}, {"a": None}, {}),
        ({"properties": {"a": {"oneOf": [TEXT, {"type": "integer"}], "description": "d"}}, "required": ["a"]},
         {"a": {"description": "d", "anyOf": [TEXT, {"type": "integer"}]}}, {"a": 1}, {"a": 1}),
        ({"properties": {"a": {"$ref": "#/definitions/T", "description": "d"}}, "required": ["a"],
          "definitions": {"T": {**TEXT, "description": "t"}}},
         {"a": {"description": "d", "type": "string"}}, {"a": "x"}, {"a": "x"}),
        ({"properties": {"a": {"$ref": "#/$defs/T", "default": "x"}}, "required": ["a"], "$defs": {"T": TEXT}},
         {"a": {"$ref": "#/$defs/T"}}, {"a": "x"}, {"a": "x"}),
        ({"properties": {"a": {"allOf": [{"$ref": "#/$defs/N"}, {"minimum": 2}], "maximum": 9}}, "required": ["a"],
          "$defs": {"N": {"type": "number", "minimum": 1}}},
         {"a": {"maximum": 9, "type": "number", "minimum": 2}}, {"a": 2}, {"a": 2}),
        ({"properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "null"}], "minimum": 1}}, "required": ["a"]},
         {"a": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}}, {"a": None}, {"a": None}),
        ({"properties": {"a": {"type": "array", "items": TEXT, "uniqueItems": True}}, "required": ["a"]},
         {"a": {"type": "array", "items": TEXT, "description": "(uniqueItems: true)"}}, {"a": ["x"]}, {"a": ["x"]}),
        ({"type": "object", "properties": {"a": {"$ref": "#"}}}, {"a": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}},
         {"a": {"a": None}}, {"a": {}}),
        ({"properties": {"a": {"$ref": "#/properties/b"}, "b": TEXT}, "required": ["a", "b"]},
         {"a": {"$ref": "#/$defs/b"}, "b": TEXT}, {"a": "x", "b": "y"}, {"a": "x", "b": "y"}),
        ({"properties": {"a": {"enum": [1, 2.0]}, "b": {"enum": [1, 2.5, "x"]}}, "required": ["a", "b"]},
         {"a": {"type": "integer", "enum": [1, 2.0]}, "b": {"type": ["string", "number"], "enum": [1, 2.5, "x"]}},
         {"a": 2, "b": "x"}, {"a": 2, "b": "x"}),
        ({"properties": {"a": {"$ref": "#/$defs/T%20~1%5B"}}, "required": ["a"], "$defs": {"T /[": TEXT}},
         {"a": {"$ref": "#/$defs/T_20_1_5B"}}, {"a": "x"}, {"a": "x"}),
        ({"properties": {"a": {**TEXT, "default": None}, "b": {**TEXT, "default": 3}}},
         {"a": {"type": ["string", "null"]},
          "b": {"type": ["string", "null"], "description": "Null stands for the default, 3."}},
         {"a": None, "b": None}, {}),
        ({"properties": {"a": {"$ref": "#/$defs/T"}}, "required": ["a"],
          "$defs": {"T": {"type": "array", "items": {"$ref": "#/$defs/T", "description": "d"}}}},
         {"a": {"$ref": "#/$defs/T"}}, {"a": [[[]]]}, {"a": [[[]]]}),
        ({"type": "object", "additionalProperties": False}, {}, {}, {}),
    ],
)  # fmt: skip
def test_json_schemas_are_normalised(schema: Any, strict: Any, model_output: Any, value: Any) -> None:
    assert _round_trip(schema, model_output) == value
    assert OutputFormat(schema).schema["properties"] == strict


def test_null_for_a_required_value_is_rejected() -> None:
    schema = {"properties": {"a": TEXT, "b": TEXT}, "required": ["a"]}
    with pytest.raises(StructuredOutputError, match=r"expected string, got null at \$.a"):
        _round_trip(schema, {"a": None, "b": None})
    with pytest.raises(StructuredOutputError, match=r"got null at \$.b"):
        OutputFormat(schema, strict=False).parse('{"a": "x", "b": null}')


# --- random classes

SCALARS: list[Any] = [
    int,
    str,
    bool,
    float,
    Literal["a", "b"],
    Unit,
    date,
    int | None,
    Place,
    Node,
    DictPlace,
]
DEFAULTS: dict[Any, Any] = {int: 1, str: "x", bool: True, float: 0.5, Literal["a", "b"]: "a", Unit: Unit.C,
                            date: date(2024, 1, 1), int | None: 5}  # fmt: skip
TYPES = st.recursive(st.sampled_from(SCALARS), lambda inner: inner.map(lambda kind: list[kind]), max_leaves=3)
FIELDS = st.lists(st.tuples(TYPES, st.booleans()), min_size=1, max_size=5)
KINDS = st.sampled_from(["dataclass", "attrs", "msgspec", "pydantic", "TypedDict"])


def _class(kind: str, wanted: list[tuple[Any, bool]]) -> Any:
    fields = [
        (f"f{number}", hint, DEFAULTS.get(hint) if with_default else None)
        for number, (hint, with_default) in enumerate(
            sorted(wanted, key=lambda one: one[0] in DEFAULTS and one[1])
        )
    ]
    if kind == "TypedDict":
        return TypedDict("Made", {n: h if d is None else NotRequired[h] for n, h, d in fields})  # type: ignore[operator]
    if kind == "pydantic":
        return pydantic.create_model("Made", **{n: (h, ... if d is None else d) for n, h, d in fields})
    if kind == "attrs":
        made = {n: attrs.field(type=h, default=attrs.NOTHING if d is None else d) for n, h, d in fields}
        return attrs.make_class("Made", made)
    rows = [(n, h) if d is None else (n, h, d) for n, h, d in fields]
    return msgspec.defstruct("Made", rows) if kind == "msgspec" else make_dataclass("Made", rows)


def _value(schema: Any, top: Any, rng: random.Random, depth: int = 0) -> Any:
    """Return a value that a strict schema allows: null and empty lists at a large depth."""
    if "$ref" in schema:
        target = top if schema["$ref"] == "#" else top["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        return _value(target, top, rng, depth + 1)
    if "anyOf" in schema:
        return _value(schema["anyOf"][-1] if depth > 4 else rng.choice(schema["anyOf"]), top, rng, depth)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if "const" in schema:
        return schema["const"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = rng.choice(kinds)
    if kind == "object":
        return {name: _value(inner, top, rng, depth + 1) for name, inner in schema["properties"].items()}
    if kind == "array":
        return [
            _value(schema["items"], top, rng, depth + 1) for _ in range(0 if depth > 3 else rng.randint(0, 2))
        ]
    text = "2024-02-29" if schema.get("format") == "date" else "text"
    return {"string": text, "integer": 3, "number": 1.5, "boolean": False, "null": None}[kind]


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=150)
@given(kind=KINDS, fields=FIELDS, seed=st.integers(0, 1000))
def test_any_class_has_a_strict_schema_and_parses_what_it_allows(
    kind: str, fields: list[tuple[Any, bool]], seed: int
) -> None:
    shape = _class(kind, fields)
    schema = OutputFormat(shape).schema
    model_output = _value(schema, schema, random.Random(seed))
    read = _round_trip(shape, model_output)
    assert isinstance(read, dict if kind == "TypedDict" else shape)


# --- random schemas

SMALL: list[Any] = [{"type": "string"}, {"type": "integer", "minimum": 1, "default": 4}, {"type": ["string", "null"]},
                    {"enum": ["a", 1]}, {"const": 2}, {"type": "null"}, {"$ref": "#/$defs/Part"}, {"$ref": "#"},
                    {"type": "string", "minLength": 1}]  # fmt: skip


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
    return properties.flatmap(
        lambda made: st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.just(made)},
            optional={"required": st.permutations(sorted(made)).map(lambda names: names[: len(names) // 2])},
        )
    )


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        _objects(inner),
        st.fixed_dictionaries({"anyOf": several}, optional={"description": st.just("d")}),
        st.fixed_dictionaries({"oneOf": several}),
        st.fixed_dictionaries({"allOf": several}, optional={"default": st.none()}),
        inner.map(lambda item: {"type": "array", "items": item}),
        inner.map(lambda schema: {**schema, "description": "d"}),
    )


SCHEMAS = st.recursive(st.sampled_from(SMALL), _schemas, max_leaves=8)


@settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=200)
@given(schema=_objects(SCHEMAS), part=SCHEMAS, seed=st.integers(0, 99))
def test_any_strict_schema_is_in_the_subset_and_values_follow_the_original(
    schema: dict[str, Any], part: Any, seed: int
) -> None:
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    complete = {**schema, "$defs": {"Part": part}}
    output: OutputFormat[Any] = OutputFormat(complete)
    if not output.strict:
        return
    _check(output.schema)
    try:
        read = output.parse(json.dumps(_value(output.schema, output.schema, random.Random(seed))))
    except (StructuredOutputError, RecursionError):
        return  # The original is stricter, or its only values are infinitely deep.
    assert jsonschema_rs.validator_for(complete).is_valid(read)


# --- constructors of classes, and properties that msgspec omits


class Tabby(pydantic.BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Terrier(pydantic.BaseModel):
    kind: Literal["dog"] = "dog"
    name: str = "Rex"


class Pound(pydantic.BaseModel):
    pet: Annotated[Tabby | Terrier, Field(discriminator="kind")]
    called: Annotated[
        Annotated[Tabby, pydantic.Tag("cat")] | Annotated[Terrier, pydantic.Tag("dog")],
        pydantic.Discriminator(lambda pet: pet.get("kind") if isinstance(pet, dict) else pet.kind),
    ]


def test_tag_with_a_default_is_required_and_never_null() -> None:
    output = OutputFormat(Pound)
    definition = output.schema["$defs"]["Terrier"]
    assert definition["required"] == ["kind", "name"]
    assert definition["properties"]["kind"] == {"title": "Kind", "type": "string", "const": "dog"}


def test_null_tag_becomes_its_default() -> None:
    dog = {"kind": None, "name": "Ole"}
    complete = OutputFormat(Pound).parse(json.dumps({"pet": dog, "called": dog}))
    assert complete == Pound(pet=Terrier(name="Ole"), called=Terrier(name="Ole"))


@dataclass
class Sum:
    first: int
    second: InitVar[int] = 2
    total: int = field(init=False)
    kind: ClassVar[str] = "sum"

    def __post_init__(self, second: int) -> None:
        self.total = self.first + second


def test_parameters_of_a_dataclass_are_its_properties() -> None:
    output = OutputFormat(Sum)
    assert list(output.schema["properties"]) == ["first", "second"]
    assert output.parse('{"first": 1, "second": 3}').total == 4
    assert output.parse('{"first": 1, "second": null}').total == 3


def _upper(text: str) -> str:
    return text.upper()


def _doubled(number: int | str) -> int:
    return 2 * int(number)


def _from_text(text: str) -> date:
    return date.fromisoformat(text)


@attrs.define
class Converted:
    name: str = attrs.field(converter=_upper)
    number: int = attrs.field(converter=_doubled)
    day: date = attrs.field(converter=_from_text)
    size: int = attrs.field(default=attrs.Factory(lambda self: len(self.name), takes_self=True))
    hidden: int = attrs.field(init=False, default=1)


def test_converters_and_defaults_of_attrs_are_applied() -> None:
    output = OutputFormat(Converted)
    _check(output.schema)
    kinds = {name: schema.get("type") for name, schema in output.schema["properties"].items()}
    assert kinds == {"name": "string", "number": "integer", "day": "string", "size": ["integer", "null"]}
    model_output = {"name": "oslo", "number": 1, "day": "2026-01-02", "size": None}
    assert output.parse(json.dumps(model_output)) == Converted("oslo", 1, "2026-01-02")


class Event(msgspec.Struct):
    at: datetime
    clock: time | None = None
    others: list[datetime] = []
    local: Annotated[datetime, msgspec.Meta(tz=False)] | None = None


def test_schema_contains_the_format_of_times() -> None:
    output = OutputFormat(Event, strict=False)
    properties = output.schema["properties"]
    assert properties["at"] == {"type": "string", "format": "date-time"}
    assert {"type": "string", "format": "time"} in properties["clock"]["anyOf"]
    assert properties["others"]["items"] == {"type": "string", "format": "date-time"}
    assert {"type": "string"} in properties["local"]["anyOf"]
    assert output.parse('{"at": "2026-01-02T03:04:05"}') == Event(datetime(2026, 1, 2, 3, 4, 5))  # noqa: DTZ001


class Row(msgspec.Struct, array_like=True):
    at: datetime
    value: int


@dataclass
class Table:
    rows: list[Row]


def test_types_without_a_composed_codec_are_decoded_by_msgspec() -> None:
    read = OutputFormat(Table).parse('{"rows": [["2026-01-02T03:04:05Z", 1]]}')
    assert read.rows[0].value == 1


def test_definitions_that_refer_to_equal_names_stay_separate() -> None:
    def outer(kind: Any) -> Any:
        inner = pydantic.create_model("Inner", x=(kind, ...))
        return pydantic.create_model("Outer", inner=(inner, ...))

    both = make_dataclass("Both", [("a", outer(int)), ("b", outer(str))])
    value = {"a": {"inner": {"x": 1}}, "b": {"inner": {"x": "y"}}}
    schema = OutputFormat(both).schema
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    jsonschema_rs.validate(schema, value)
    assert not jsonschema_rs.is_valid(schema, {"a": value["b"], "b": value["a"]})


# --- the emulator


@pytest.fixture(scope="module")
def emulator() -> Any:
    with Emulator(limits="none") as started:
        yield started


@pytest.fixture
def client(emulator: Emulator) -> Any:
    with Client(base_url=emulator.base_url, api_key=emulator.api_key, max_retries=0) as made:
        yield made


MESSAGES: list[Any] = [{"role": "user", "content": "Where?"}]


@pytest.mark.parametrize("shape", [Place, AttrsPlace, StructPlace, DictPlace, Shelter, Node])
def test_emulator_responds_to_strict_requests(client: Client, emulator: Emulator, shape: Any) -> None:
    model = "llama3.3-70b-instruct"
    output: OutputFormat[Any] = OutputFormat(shape, strict=True)
    completion = client.chat.completions.create(
        model=model, messages=MESSAGES, response_format=output.response_format
    )
    output.parse(completion)
    output.parse(client.responses.create(model=model, input="Where?", text=output.text))


def _object(**more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"a": TEXT},
        "required": ["a"],
        "additionalProperties": False,
        **more,
    }


OUTSIDE: list[tuple[dict[str, Any], str]] = [
    ({"type": "array", "items": TEXT}, "must be an object at its top"),
    ({**_object(), "anyOf": [_object()]}, "must be an object at its top"),
    (_object(additionalProperties=True), "'additionalProperties' is required to be supplied and to be false"),
    (_object(required=[]), "Missing 'a'"),
    (_object(required=["a", "b"]), "Extra required key 'b'"),
    (_object(properties={"a": {}}), "must have a 'type' key"),
    (_object(properties={"a": {"type": "array"}}), "missing items"),
    (_object(properties={"a": {"type": "string", "default": "x"}}), "'default' is not permitted"),
    (_object(properties={"a": {"type": "string", "format": "uri"}}), "the format 'uri' is not permitted"),
    (_object(properties={"a": {"oneOf": [TEXT], "type": "string"}}), "'oneOf' is not permitted"),
    (_object(properties={"a": {"$ref": "#/$defs/T", "description": "d"}}, **{"$defs": {"T": TEXT}}),
     "\\$ref cannot have keywords \\['description'\\]"),
    (_object(properties={"a": {"$ref": "#/$defs/T"}}), "leads to no definition"),
    (_object(**{"$defs": {"T": {"type": "object"}}}), "additionalProperties"),
    (_object(properties={"a": {"anyOf": [TEXT, {"type": "object", "properties": {}}]}}), "additionalProperties"),
    (_object(properties={"a": {"type": "array", "items": {"type": "integer", "allOf": []}}}), "'allOf' is not"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "message"), OUTSIDE)
def test_emulator_enforces_the_subset(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(ErrorReply, match=message) as caught:
        _check(schema)
    assert caught.value.status == 400
    check_strict({"strict": False, "schema": schema}, "schema", ())


def test_emulator_rejects_strict_schemas_outside_the_subset_in_every_api(
    emulator: Emulator,
) -> None:
    bad = {"name": "x", "strict": True, "schema": {"type": "object"}}
    function = {"name": "x", "strict": True, "parameters": {"type": "object"}}
    chat_request = {"model": "llama3.3-70b-instruct", "messages": MESSAGES}
    responses_request = {"model": "llama3.3-70b-instruct", "input": "Where?"}
    requests = [
        ("chat/completions", {**chat_request, "response_format": {"type": "json_schema", "json_schema": bad}},
         "/response_format/json_schema/schema"),
        ("chat/completions", {**chat_request, "tools": [{"type": "function", "function": function}]},
         "/tools/0/function/parameters"),
        ("responses", {**responses_request, "text": {"format": {"type": "json_schema", **bad}}}, "/text/format/schema"),
        ("responses", {**responses_request, "tools": [{"type": "function", **function}]}, "/tools/0/parameters"),
    ]  # fmt: skip
    headers = {"authorization": f"Bearer {emulator.api_key}"}
    for path, body, place in requests:
        response = httpx.post(f"{emulator.base_url}/v1/{path}", json=body, headers=headers, trust_env=False)
        assert response.status_code == 400
        assert place in response.text
        assert "'x'" in response.text


def test_schema_forced_to_be_strict_fails_on_the_emulator(client: Client) -> None:
    schema: Any = {"name": "x", "strict": True, "schema": {"type": "object", "properties": {"a": TEXT}}}
    with pytest.raises(BadRequestError, match="additionalProperties"):
        client.chat.completions.create(
            model="llama3.3-70b-instruct",
            messages=MESSAGES,
            response_format={"type": "json_schema", "json_schema": schema},
        )


def test_type_that_is_both_integer_and_number_is_integer() -> None:
    for parts in ([{"type": "integer"}, {"type": "number"}], [{"type": "number"}, {"type": "integer"}]):
        output = OutputFormat(
            {
                "type": "object",
                "properties": {"a": {"allOf": parts}},
                "required": ["a"],
                "additionalProperties": False,
            }
        )
        assert output.strict is True
        assert output.schema["properties"]["a"]["type"] == "integer"
