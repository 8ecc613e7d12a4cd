"""Unusual descriptions: names reserved by Python or the client, unusual unions, streams without results."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate
from tests.generator.descriptions import OPERATION, RESPONSES, ROOT, THING, small

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [
    "self",
    "cls",
    "to_dict",
    "response",
    "get",
    "item",
    "value",
    "decode",
    "list",
    "str",
    "dict",
    "int",
    "float",
    "bool",
    "datetime",
    "class",
    "import",
    "None",
    "model_extra",
    "from_dict",
    "attrs",
    "print",
    "__class__",
    "größe",
    "fooBar",
    "_private",
    "private",
    "x-y.z",
    "@type",
    "1st",
]
CHOSEN = {"größe": "groesse", "1st": "first", "_private": "own", "__class__": "dunder_class"}
"""The `x-name` of names from which no Python name follows, or the same one as from another name."""
AWKWARD = THING + "".join(
    f"  {name!r}: {{type: string, description: N.{f', x-name: {CHOSEN[name]}' if name in CHOSEN else ''}}}\n"
    for name in NAMES
)
AWKWARD += """\
  again: {type: array, description: A., items: {$ref: thing.yaml}}
  later: {type: string, format: date-time, description: L.}
  count: {type: integer, description: C.}
  names: {type: array, description: N., items: {type: string}}
"""

PARAMETERS = """\
  - {name: "größe", x-name: groesse, in: query, description: G., schema: {type: string}}
  - {name: "filter[name]", in: query, description: F., schema: {type: string}}
  - {name: pageSize, in: query, description: P., schema: {type: integer}}
  - {name: self, in: query, description: S., schema: {type: string}}
  - {name: options, in: query, description: O., schema: {type: string}}
  - {name: operations, in: query, description: O., schema: {type: string}}
  - {name: timeout, in: query, description: T., schema: {type: integer}}
  - {name: kinds, in: query, description: K., schema: {type: array, items: {$ref: kind.yaml}}}
  - {name: X-Timeout, in: header, description: T., schema: {type: integer}}
  - {name: X-Numbers, in: header, description: N., schema: {type: array, items: {type: integer}}}
"""

KIND = """\
type: string
description: A kind.
enum: ["it's", 'a "b"', "back\\\\slash", "new\\nline", ""]
x-enum-descriptions: {"it's": A., 'a "b"': B., "back\\\\slash": C., "new\\nline": D., "": E.}
"""

CREATE = (
    OPERATION.replace("things_retrieve", "things_create").replace(
        "  - {name: thing_id, in: path, required: true, description: Which thing., schema: {type: string}}\n",
        PARAMETERS.replace("pageSize", "id"),
    )
    + "requestBody:\n  required: true\n  content:\n    application/json: {schema: {$ref: thing.yaml}}\n"
)

TAIL = (
    """\
operationId: models_tail
summary: Follow the things.
description: |
  Everything that happens:

  - as it happens,
  - without end.
deprecated: true
tags: [models]
x-stability: stable
x-source: a test
requestBody:
  required: true
  content:
    application/json: {schema: {$ref: tail.yaml}}
responses:
  "200":
    description: Things.
    headers:
      ratelimit-limit: {description: The limit., schema: {type: integer}}
    content:
      text/event-stream:
        schema: {$ref: thing.yaml}
        x-event-stream: {accumulator: none}
"""
    + RESPONSES
)

FILES = {
    "root": ROOT.replace(
        "things, description: Things.}", "things, description: T.}\n  - {name: models, description: M.}"
    ).replace(
        "components:",
        "  /v1/things:\n    post: {$ref: things_create.yaml}\n"
        "  /v1/tail:\n    post: {$ref: models_tail.yaml}\ncomponents:",
    ),
    "thing": AWKWARD,
    "kind": KIND,
    "things_retrieve": OPERATION.replace("parameters:\n", f"parameters:\n{PARAMETERS}"),
    "things_create": CREATE,
    "models_tail": TAIL,
    "tail": "type: object\ndescription: T.\nadditionalProperties: true\nrequired: [stream]\n"
    "properties:\n  stream: {type: boolean, const: true, description: S.}\n",
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("awkward")
    generate(small(folder / "description", **FILES), folder / "out", lambda _: None)
    return folder / "out"


def run(generated: Path, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)],
        env={**os.environ, "PYTHONPATH": str(generated)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_typed(generated: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull]
    done = subprocess.run(
        [*command, "--cache-dir", str(tmp_path), "-p", "do_inference_generated"],
        env={**os.environ, "MYPYPATH": str(generated)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_field_is_an_attribute_and_round_trips(generated: Path) -> None:
    program = f"""
        import copy, pickle
        from do_inference_generated.models.thing import Thing
        names = {NAMES!r}
        received = {{name: name for name in ["id", *names]}} | {{"again": [{{"self": "x"}}], "unknown": 1}}
        thing = Thing.from_dict(received)
        values = [value for _, value in thing._fields()]
        assert set(names) <= {{value for value in values if isinstance(value, str)}}
        assert thing.to_dict() == received and pickle.loads(pickle.dumps(thing)) == thing == copy.deepcopy(thing)
        assert (thing.self_, thing.list_, thing.class_, thing.foo_bar) == ("self", "list", "class", "fooBar")
        assert (thing.private, thing.own, thing.groesse, thing.first) == ("private", "_private", "größe", "1st")
        made = {{name: None for name in Thing._wire.values()}} | {{"self_": "me"}}
        assert Thing(**made).to_dict()["self"] == "me"
        """
    run(generated, program)


def test_arguments_reach_their_names_on_the_wire(generated: Path) -> None:
    program = """
        from do_inference_generated.resources.things import Things

        class Executor:
            def request(self, operation, arguments, options):
                return arguments, options

        carried, options = Things(Executor()).retrieve(
            "a", groesse="g",
            filter_name="f", page_size=1, self_="s", options_="o", operations_="p", timeout_=2, timeout_header=3,
            numbers=[1], timeout=9,
        )
        sent = {name: value for name, value in carried.query.items() if value}
        assert sent == {
            "größe": "g",
            "filter[name]": "f", "pageSize": 1, "self": "s", "options": "o", "operations": "p", "timeout": 2
        }, sent
        assert carried.headers == {"X-Timeout": 3, "X-Numbers": [1]} and options == {"timeout": 9}
        carried, _ = Things(Executor()).create(id="body", id_query=5, private="a", own="b")
        assert (carried.body["id"], carried.query["id"]) == ("body", 5)
        assert (carried.body["private"], carried.body["_private"]) == ("a", "b")
        """
    run(generated, program)


def test_docstrings_list_the_known_values_and_the_options(generated: Path) -> None:
    output = run(
        generated,
        "from do_inference_generated.resources.things import Things; print(Things.retrieve.__doc__)",
    )

    assert "kinds: K. Known values: `it's`, " in output
    assert "**options: Options of this request: `timeout`, `deadline`" in output


def test_a_stream_without_a_result_sends_the_stream_flag(generated: Path) -> None:
    program = """
        import inspect
        from do_inference_generated.resources.models import Models

        class Executor:
            def stream(self, operation, arguments, options):
                return arguments.body

        assert Models(Executor()).tail() == {"stream": True}
        print(inspect.getdoc(Models.tail))
        """
    output = run(generated, program)
    assert "\n- as it happens,\n- without end." in output
    assert "Deprecated" in output


UNIONS = {
    "thing": THING
    + """\
  either: {$ref: outer.yaml, description: E.}
  maybe: {type: array, description: M., items: {oneOf: [{$ref: part.yaml}, {type: "null"}]}}
  at: {description: A., oneOf: [{type: string, format: date-time}, {type: integer}]}
  times: {type: array, description: T., items: {type: string, format: date-time}}
  only: {description: O., allOf: [{$ref: part.yaml}]}
  tree: {$ref: tree.yaml, description: T.}
""",
    "part": THING,
    "outer": """\
description: Something, output by its type, or a text, or several parts.
oneOf: [{$ref: one.yaml}, {$ref: inner.yaml}, {type: string}, {type: array, items: {$ref: part.yaml}}]
discriminator: {propertyName: type, mapping: {one: one.yaml}}
""",
    "inner": """\
description: Two more.
oneOf: [{$ref: two.yaml}, {$ref: three.yaml}]
discriminator: {propertyName: type, mapping: {two: two.yaml, three: three.yaml}}
""",
    **{
        name: THING.replace("  id: {", f"  type: {{const: {name}, description: T.}}\n  id: {{")
        for name in ("one", "two", "three")
    },
    "tree": "description: T.\noneOf: [{type: string}, {type: array, items: {$ref: tree.yaml}}, {$ref: part.yaml}]\n",
}


def test_schemas_for_pydantic_can_be_recursive(tmp_path: Path) -> None:
    pytest.importorskip("pydantic")
    itself = "  inner: {type: array, description: I., items: {$ref: part.yaml}}\n"
    generate(
        small(tmp_path / "description", **{**UNIONS, "part": THING + itself}),
        tmp_path / "out",
        lambda _: None,
    )
    program = """
        from do_inference_generated.models import Outer, Part, Thing, Tree
        from pydantic import TypeAdapter

        for kind in (Thing, Part, Outer, Tree, list[Part]):
            TypeAdapter(kind).json_schema()
        schema = TypeAdapter(Thing).json_schema()
        assert schema["$defs"]["Part"]["properties"]["inner"]["items"] == {"$ref": "#/$defs/Part"}
        assert {"$ref": "#/$defs/Inner"} in schema["$defs"]["Outer"]["anyOf"]
        assert TypeAdapter(Outer).validate_python({"type": "two", "id": "x"}).id == "x"
        """
    run(tmp_path / "out", program)


def test_a_union_member_can_have_several_tags(tmp_path: Path) -> None:
    two = UNIONS["two"].replace("const: two", "type: string, enum: [two, deux]")
    inner = UNIONS["inner"].replace("two: two.yaml", "two: two.yaml, deux: two.yaml")
    described = small(tmp_path / "description", **{**UNIONS, "two": two, "inner": inner})
    generate(described, tmp_path / "out", lambda _: None)
    program = """
        from do_inference_generated import models
        from do_inference_generated.models.inner import decode

        found = [decode({"type": t, "id": "x"}) for t in ("two", "deux", "three")]
        assert [type(x) for x in found] == [models.Two, models.Two, models.Three]
        assert found[1].type == "deux"
        assert models.Two.__annotations__["type"] == "Literal['two', 'deux'] | None"
        """
    run(tmp_path / "out", program)


def test_unions_can_be_nested_and_contain_other_types_than_objects(tmp_path: Path) -> None:
    generate(small(tmp_path / "description", **UNIONS), tmp_path / "out", lambda _: None)
    program = """
        from do_inference_generated.models.thing import decode
        from do_inference_generated.models import One, Part, Three, Two, UnknownVariant

        def either(value):
            return decode({"either": value}).either

        assert [type(either({"type": t})) for t in ("one", "two", "three", "four")] == [One, Two, Three, UnknownVariant]
        assert either("text") == "text" and either([{"id": "p"}]) == [Part(id="p")]
        value = {"maybe": [None, {"id": "p"}], "at": 12, "times": ["2026-01-02T03:04:05Z", "soon"], "only": {"id": "o"}}
        thing = decode(value)
        assert thing.maybe == [None, Part(id="p")] and thing.at == 12 and thing.only == Part(id="o")
        assert decode({"at": "2026-01-02T03:04:05Z"}).at == thing.times[0] and len(thing.times) == 1
        assert thing.to_dict() == value
        assert decode({"tree": ["a", ["b", {"id": "c"}]]}).tree == ["a", ["b", Part(id="c")]]
        """
    run(tmp_path / "out", program)
