"""Metadata of `Annotated`: it restricts schema and values, or the constructor of the tool raises an error."""

# ruff: noqa: B008, UP045 - as users write them
from __future__ import annotations

import enum
import json
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, NewType, NotRequired, Optional, TypedDict

import annotated_types as at
import attrs
import msgspec
import pydantic
import pytest
from pydantic import Field
from typing_extensions import Doc

from do_inference.structured import OutputFormat, StructuredOutputError
from do_inference.tools import Tool, tool

Rating = NewType("Rating", Annotated[int, at.Interval(ge=1, le=5)])


@dataclass
class Review:
    stars: Annotated[int, at.Ge(1), at.Le(5), "How many stars."]
    words: list[Annotated[str, at.MinLen(2)]] = field(default_factory=list)
    parent: Review | None = None


class Listing(TypedDict):
    price: NotRequired[Annotated[float, at.Gt(0)]]


@attrs.define
class Parcel:
    weight: Annotated[float, Field(gt=0, description="In kg.")]


class Sized(msgspec.Struct, tag="sized", forbid_unknown_fields=True):
    size: Annotated[int, at.Ge(1)]


@pydantic.dataclasses.dataclass
class Checked:
    stars: int = Field(ge=1)


class Tight(NamedTuple):
    stars: Annotated[int, at.Ge(1)]


def _with(hint: Any) -> Tool:
    def call(x: Any) -> None: ...

    call.__annotations__ = {"x": hint, "return": None}
    return tool(call)


CASES: list[tuple[Any, dict[str, Any], list[Any], list[Any]]] = [
    (Annotated[int, Field(ge=1, le=5, description="d")], {"minimum": 1, "maximum": 5, "description": "d"},
     [1, 5], [0, 6, "3", True]),
    (Annotated[float, Field(ge=1)], {"minimum": 1}, [1.5], [0.5, float("nan"), float("inf")]),
    (Annotated[int, at.Ge(1), at.Lt(5), Doc("d")], {"minimum": 1, "exclusiveMaximum": 5, "description": "d"},
     [1, 4.0], [0, 5, "3"]),
    (Annotated[int, at.Interval(gt=1, le=3), at.Ge(2), at.Ge(1)], {"exclusiveMinimum": 1, "minimum": 2}, [2], [1, 4]),
    (Annotated[float, at.MultipleOf(0.1)], {"multipleOf": 0.1}, [0.3], [0.35]),
    (Annotated[str, at.Len(2, 3)], {"minLength": 2, "maxLength": 3}, ["ab"], ["a", "abcd"]),
    (Annotated[list[int], at.MinLen(1)], {"minItems": 1}, [[1]], [[]]),
    (Annotated[dict[str, int], at.MaxLen(1)], {"maxProperties": 1}, [{"a": 1}], [{"a": 1, "b": 2}]),
    (Annotated[str, Field(pattern="^a", max_length=2)], {"pattern": "^a", "maxLength": 2}, ["ab"], ["b", "abc"]),
    (Annotated[int, Field(multiple_of=2)], {"multipleOf": 2}, [4], [3]),
    (Annotated[int, Field(strict=True)], {"type": "integer"}, [4], ["4"]),
    (Annotated[str, msgspec.Meta(pattern="^a"), "d"], {"pattern": "^a", "description": "d"}, ["ab"], ["b"]),
    (Annotated[str, msgspec.Meta(pattern="^a", description="m"), "d"], {"description": "m"}, ["ab"], ["b"]),
    (Annotated[int | None, at.Ge(1)], {"minimum": 1}, [None, 1], [0]),
    (Annotated[Review | Parcel, msgspec.Meta(description="Which.")], {"description": "Which."},
     [{"stars": 1}, {"weight": 1}], [{"stars": 0}, {"weight": 0}]),
    (Annotated[list[Review | Parcel], msgspec.Meta(min_length=1)], {"minItems": 1}, [[{"stars": 1}]], [[]]),
    (Optional[Annotated[int, at.Ge(1)]], {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
     [None, 1], [0]),
    (list[Annotated[int, at.Ge(1)]], {"items": {"type": "integer", "minimum": 1}}, [[1]], [[1, 0]]),
    (dict[Annotated[str, at.MinLen(2)], Annotated[int, at.Ge(1)]], {"type": "object"}, [{"ab": 1}],
     [{"a": 1}, {"ab": 0}]),
    (dict[int, Annotated[int, at.Ge(1)]], {"type": "object"}, [{"1": 1}], [{"1": 0}]),
    (tuple[int, Annotated[int, at.Ge(1)]], {"type": "array"}, [[0, 1]], [[0, 0], [1], [1, 1, 1]]),
    (tuple[Annotated[int, at.Ge(1)], ...], {"type": "array"}, [[], [1, 1]], [[0]]),
    (Rating, {"minimum": 1, "maximum": 5}, [1], [0]),
    (Review, {}, [{"stars": 1}, {"stars": 5, "words": ["ab"], "parent": {"stars": 2}}],
     [{"stars": 0}, {"stars": 1, "words": ["a"]}, {"stars": 1, "parent": {"stars": 6}}]),
    (Listing, {}, [{}, {"price": 1}], [{"price": 0}]),
    (Parcel, {}, [{"weight": 1}], [{"weight": 0}]),
    (Sized, {}, [{"type": "sized", "size": 1}], [{"type": "sized", "size": 0}, {"size": 1}, {"type": "x", "size": 1}]),
    (Checked, {}, [{"stars": 1}], [{"stars": 0}]),
    (list[Checked], {}, [[{"stars": 1}]], [[{"stars": 0}]]),
    (pydantic.PositiveInt, {"exclusiveMinimum": 0}, [1], [0]),
    (pydantic.conint(ge=1, multiple_of=2), {"minimum": 1, "multipleOf": 2}, [2], [0, 3]),
    (pydantic.constr(min_length=2), {"minLength": 2}, ["ab"], ["a"]),
    (Annotated[Decimal, Field(ge=1)], {}, ["1.5", 2], ["0.5", 0]),
    (Annotated[date, Field(ge=date(2020, 1, 1))], {"format": "date"}, ["2020-01-01"], ["2019-12-31"]),
    (Annotated[int, pydantic.AfterValidator(lambda x: x if x != 3 else 1 / 0)], {"type": "integer"}, [2], []),
    (Annotated[Parcel, Field(description="What.")], {"description": "What."}, [{"weight": 1}], [{"weight": 0}]),
    (Annotated[list[Parcel], Field(min_length=1)], {"minItems": 1}, [[{"weight": 1}]], [[], [{"weight": 0}]]),
    (Annotated[Parcel, Field(description="What.")] | None, {}, [{"weight": 1}, None], [{"weight": 0}]),
]  # fmt: skip


@pytest.mark.parametrize(("hint", "keywords", "good", "bad"), CASES)
def test_metadata_restricts_schema_and_arguments(
    hint: Any, keywords: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    made = _with(hint)
    schema = made.parameters["properties"]["x"]
    assert {key: schema.get(key) for key in keywords} == keywords
    for value in good:
        assert made.parse_arguments(json.dumps({"x": value})).keys() == {"x"}
    for value in bad:
        with pytest.raises(ValueError, match=r"."):
            made.parse_arguments(json.dumps({"x": value}))


@pytest.mark.parametrize(("hint", "keywords", "good", "bad"), CASES)
def test_structured_output_applies_the_same_constraints(
    hint: Any, keywords: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    shape = attrs.make_class("Answer", {"x": attrs.field(type=hint)})
    for value in good:
        OutputFormat(shape).parse(json.dumps({"x": value}))
    for value in bad:
        with pytest.raises(StructuredOutputError):
            OutputFormat(shape).parse(json.dumps({"x": value}))


def test_schema_contains_field_descriptions_at_any_depth() -> None:
    definitions = _with(list[Review]).parameters["$defs"]
    assert definitions["Review"]["properties"]["stars"]["description"] == "How many stars."
    assert OutputFormat(Parcel).schema["properties"]["weight"]["description"] == "In kg."


def test_pydantic_fields_can_be_defaults() -> None:
    def rate(
        stars: int = Field(ge=1, le=5, description="Stars."),
        words: Annotated[int, Field(ge=1)] = 3,
        tags: list[str] = Field(default_factory=lambda: ["new"]),
        user: str | None = Field(default=None, alias="userId"),
    ) -> None: ...

    made = tool(rate)
    assert made.parameters["required"] == ["stars"]
    assert list(made.parameters["properties"]) == ["stars", "words", "tags", "userId"]
    assert (
        made.parameters["properties"]["stars"] | {"maximum": 5, "description": "Stars."}
        == (made.parameters["properties"]["stars"])
    )
    assert made.parse_arguments('{"stars": 2}') == {"stars": 2, "tags": ["new"], "user": None}
    assert made.parse_arguments('{"stars": 2, "userId": "u"}')["user"] == "u"
    for arguments in ("{}", '{"stars": 0}', '{"stars": 2, "words": 0}', '{"stars": 2, "user": "u"}'):
        with pytest.raises(ValueError, match=r"."):
            made.parse_arguments(arguments)


@pytest.mark.parametrize(
    "hint",
    [
        Annotated[int, at.Predicate(lambda x: x > 0)],
        Annotated[str, at.LowerCase],
        Annotated[int, lambda x: x > 0],
        Annotated[int, attrs.validators.ge(1)],
        Annotated[str, re.compile("^a")],
        Annotated[int, range(1, 5)],
        Annotated[list[int], slice(1, 5)],
        Annotated[datetime, at.Timezone(None)],
        Annotated[date, at.Ge(date(2020, 1, 1))],
        Annotated[Decimal, at.Ge(1)],
        Annotated[bytes, at.MinLen(1)],
        Annotated[bool, at.Ge(1)],
        Annotated[str, at.Ge(1)],
        Annotated[int, at.MultipleOf(2), at.MultipleOf(3)],
        list[Annotated[int, at.Predicate(bool)]],
        Annotated[Parcel, Field(min_length=3)],
        Annotated[str, Field(ge=3)],
        Tight,
        list[Tight],
        Callable[[int], str],
        Annotated[int, Field(validation_alias=pydantic.AliasChoices("a", "b"))],
    ],
)
def test_constraints_without_a_json_schema_keyword_are_rejected(hint: Any) -> None:
    with pytest.raises(TypeError, match="parameter 'x'"):
        _with(hint)


def test_errors_name_the_parameter_the_field_and_the_metadata() -> None:
    @dataclass
    class Order:
        count: Annotated[int, at.Predicate(bool)]

    with pytest.raises(
        TypeError, match=r"the tool 'call': the parameter 'x': the field 'count' of Order: Predicate\("
    ):
        _with(Order)


def test_metadata_that_is_not_a_constraint_is_ignored() -> None:
    class Marker:
        pass

    made = _with(Annotated[int, Marker(), Marker, at.Unit("kg"), {"secret": True}, 5, None])
    assert made.parameters["properties"]["x"] == {"type": "integer"}


class Unit(enum.Enum):
    C = "c"


@pytest.mark.parametrize(
    ("hint", "given", "value"),
    [
        (Literal["a", 1], 1, 1),
        (Unit, "c", Unit.C),
        (Decimal, "1.5", Decimal("1.5")),
        (date, "2024-01-01", date(2024, 1, 1)),
        (
            uuid.UUID,
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            uuid.UUID("2eb8aa08-aa98-11ea-b4aa-73b441d16380"),
        ),
        (bytes, "YQ==", b"a"),
        (Optional[int], None, None),
        (Parcel | Sized | int, {"weight": 1}, Parcel(1)),
        (set[int], [1, 1], {1}),
    ],
)
def test_python_types_are_converted(hint: Any, given: Any, value: Any) -> None:
    made = _with(hint)
    assert made.parameters["required"] == ["x"]
    assert made.parse_arguments(json.dumps({"x": given})) == {"x": value}
    with pytest.raises(ValueError, match="at 'x'"):
        made.parse_arguments('{"x": {"no": 1}}')


def test_pydantic_validates_parameters_that_are_its_models() -> None:
    class Strict(pydantic.BaseModel, strict=True):
        day: date
        unit: Unit
        stars: int = Field(ge=1)

    made = _with(Strict)
    given = {"day": "2024-01-01", "unit": "c", "stars": 1}
    assert made.parse_arguments(json.dumps({"x": given}))["x"] == Strict(
        day=date(2024, 1, 1), unit=Unit.C, stars=1
    )
    assert OutputFormat(Strict).parse(json.dumps(given)).unit is Unit.C
    with pytest.raises(ValueError, match="stars"):
        made.parse_arguments(json.dumps({"x": given | {"stars": 0}}))


class Cat(pydantic.BaseModel):
    kind: Literal["cat"]


class Dog(pydantic.BaseModel):
    kind: Literal["dog"]


def test_pydantic_applies_discriminators() -> None:
    made = _with(list[Annotated[Cat | Dog, Field(discriminator="kind", description="A pet.")]])
    assert made.parameters["properties"]["x"]["items"]["description"] == "A pet."
    assert made.parse_arguments('{"x": [{"kind": "dog"}]}') == {"x": [Dog(kind="dog")]}
    with pytest.raises(ValueError, match="kind"):
        made.parse_arguments('{"x": [{"kind": "cow"}]}')


def test_recursive_type_aliases_are_supported() -> None:
    namespace: dict[str, Any] = {}
    if sys.version_info < (3, 12):
        pytest.skip("has no type aliases")
    exec("type Nested = list[Nested] | int", namespace)
    assert _with(namespace["Nested"]).parse_arguments('{"x": [1, [2]]}') == {"x": [1, [2]]}


def test_optional_packages_are_not_imported() -> None:
    code = (
        "import sys, msgspec\nfrom typing import Annotated\nfrom do_inference.tools import tool\n"
        "def f(x: Annotated[int, 'd'], y: Annotated[list[int], msgspec.Meta(min_length=1)] = ()) -> None: ...\n"
        "tool(f).parse_arguments('{\"x\": 1}')\n"
        "assert not {'pydantic', 'annotated_types', 'jsonschema_rs'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_default_factory_is_called_for_each_call() -> None:
    def collect(into: list[str] = Field(default_factory=list)) -> None: ...

    read: Callable[[str], dict[str, Any]] = tool(collect).parse_arguments
    assert read("{}")["into"] is not read("{}")["into"]
