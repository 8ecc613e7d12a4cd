"""What the description deprecates: warnings, types, docstrings, command line, and the rules for it."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate
from generator.openapi.problems import DescriptionError
from tests.generator.clients import run_checker, run_to_the_end
from tests.generator.descriptions import OPERATION as RETRIEVE
from tests.generator.descriptions import REAL, ROOT, THING, copy_of_real, small
from tests.generator.test_new_operation import OPERATION, SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")

PROGRAM = """\
import asyncio, inspect, os, subprocess, sys, warnings
from do_inference import AsyncClient, Client
from do_inference.emulator import Emulator

lines = [number for number, line in enumerate(open(__file__), 1) if line.endswith("# warns\\n")]
text = "poems.create is deprecated; use verses.create instead"

async def main(settings):
    async with AsyncClient(**settings) as client:
        await client.poems.create(topic="rain")  # warns
        async with await client.poems.create(topic="rain", stream=True) as stream:  # warns
            await stream.finish()
        await client.poems.with_raw_response.create(topic="rain")  # warns
        await client.verses.create(topic="rain")

with Emulator() as emulator, warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always", DeprecationWarning)
    settings = {"api_key": emulator.api_key, "base_url": emulator.base_url}
    with Client(**settings) as client:
        client.poems.create(topic="rain")  # warns
        with client.poems.create(topic="rain", stream=True) as stream:  # warns
            stream.finish()
        client.poems.with_raw_response.create(topic="rain")  # warns
        client.verses.create(topic="rain")
        assert inspect.signature(client.poems.create).parameters.keys() >= {"topic", "mood"}
        assert "Deprecated: use verses.create instead." in client.poems.create.__doc__
    asyncio.run(main(settings))
    found = [one for one in caught if one.category is DeprecationWarning]
    assert sorted(one.lineno for one in found) == lines, found
    assert {(one.filename, str(one.message)) for one in found} == {(__file__, text)}, found

    environment = {**os.environ, "MODEL_ACCESS_KEY": emulator.api_key, "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url}

    def command(*words):
        line = [sys.executable, "-m", "do_inference.cli", *words]
        return subprocess.run(line, env=environment, capture_output=True, text=True)

    done = command("poems.create", "--topic", "rain")
    assert (done.returncode, done.stderr) == (0, f"do-inference: {text}\\n"), done
    assert command("poems.create", "--topic", "rain", "--quiet").stderr == ""
    assert command("verses.create", "--topic", "rain").stderr == ""
    shown = " ".join(command("poems.create", "--help").stdout.split())
    assert f"{text}." in shown and "The mood. " in shown, shown
    assert "Deprecated: use --feeling instead." in shown, shown
    assert "The feeling. One of merry, sad (deprecated)." in shown, shown
    assert "(deprecated)" in command("--help").stdout
print("everything works")
"""

TYPED = """\
from do_inference import AsyncClient, Client

client = Client(api_key="k")
client.poems.create(topic="rain")  # deprecated
client.poems.create(topic="rain", stream=True)  # deprecated
client.poems.create(topic="rain", stream=bool(input()))  # deprecated
client.poems.with_raw_response.create(topic="rain")  # deprecated
client.verses.create(topic="rain", stream=True)


async def main(client: AsyncClient) -> None:
    await client.poems.create(topic="rain")  # deprecated
    await client.poems.create(topic="rain", stream=True)  # deprecated
    await client.poems.with_raw_response.create(topic="rain")  # deprecated
    await client.verses.create(topic="rain")
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client with an operation, a field and a value that are deprecated."""
    folder = tmp_path_factory.mktemp("deprecated")
    root = copy_of_real(folder / "openapi")
    mood = "  mood: {$ref: poem_mood.yaml, description: The mood.}"
    new = mood.replace("mood:", "feeling:").replace("The mood.", "The feeling.")
    changed = {
        "poem_request": dedent(SCHEMAS["poem_request"]).replace(
            mood,
            mood.replace("The mood.", "The mood., deprecated: true, x-replaced-by: feeling") + "\n" + new,
        ),
        "poem": dedent(SCHEMAS["poem"]).replace("Its title.", "Its title., deprecated: true"),
        "poem_mood": dedent(SCHEMAS["poem_mood"]) + "x-enum-deprecated: [sad]\n",
    }
    for name, text in {**SCHEMAS, **changed}.items():
        (root.parent / "schemas" / f"{name}.yaml").write_text(dedent(text))
    entries, tags = "", root.parent / "shared" / "tags.yaml"
    for name in ("poems", "verses"):
        text = OPERATION.replace("poems", name)
        if name == "poems":
            text += "deprecated: true\nx-replaced-by: verses_create\n"
        (root.parent / "resources" / name).mkdir()
        (root.parent / "resources" / name / f"{name}_create.yaml").write_text(text)
        entries += f"  /v1/{name}:\n    post: {{$ref: resources/{name}/{name}_create.yaml}}\n"
        tags.write_text(tags.read_text() + f"- name: {name}\n  description: Some {name}.\n")
    root.write_text(root.read_text().replace("paths:\n", f"paths:\n{entries}", 1))
    generate(root, folder / "generated_client", lambda _: None)
    return folder / "generated_client"


def test_each_call_warns_at_the_line_of_the_caller_and_names_the_successor(
    generated: Path, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    run_to_the_end(generated, str(program))


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_type_checkers_report_each_call(checker: str, generated: Path, tmp_path: Path) -> None:
    consumer = tmp_path / "consumer.py"
    consumer.write_text(TYPED)
    options = ["--enable-error-code=deprecated", str(consumer)]
    if checker == "pyright":
        (tmp_path / "pyrightconfig.json").write_text(
            f'{{"reportDeprecated": "error", "extraPaths": ["{generated}", "{REAL.parent / "overlays"}"]}}'
        )
        options = ["-p", str(tmp_path)]
    done = run_checker(generated, checker, *options, folder=tmp_path)

    expected = {number for number, line in enumerate(TYPED.splitlines(), 1) if "# deprecated" in line}
    reported = [
        line.partition("consumer.py:")[2] for line in done.stdout.splitlines() if "consumer.py:" in line
    ]
    assert [int(place.split(":")[0]) for place in reported] == sorted(expected), done.stdout
    assert done.stdout.count("poems.create is deprecated; use verses.create instead") == len(expected)


def test_docstrings_state_what_is_deprecated(generated: Path) -> None:
    package = generated / "do_inference_generated"

    assert "Its title. Deprecated." in (package / "models" / "poem.py").read_text()
    assert "- `sad`: Heavy of heart. Deprecated." in (package / "models" / "enums.py").read_text()
    for module in ("params.py", "resources/poems.py"):
        text = " ".join((package / module).read_text().split())
        assert "The mood. Deprecated: use `feeling` instead." in text
        assert "Known values: `merry`, `sad` (deprecated)." in text


def test_only_modules_with_deprecated_methods_import_the_decorator(generated: Path) -> None:
    folder = generated / "do_inference_generated"

    assert [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.py"))
        if "import deprecated" in path.read_text(encoding="utf-8")
    ] == ["resources/poems.py"]


REPLACED = "deprecated: true\nx-replaced-by: {}\n"
TWO = ROOT.replace("components:", "  /v1/things:\n    get: {$ref: things_list.yaml}\ncomponents:")
LIST = RETRIEVE.replace("things_retrieve", "things_list").replace(
    "  - {name: thing_id", "  # - {name: thing_id"
)
LIST = LIST.replace("parameters:\n", "parameters: []\n")
FIELD = "  old: {{type: string, description: O., {}}}\n"
REFUSED = {
    "a successor that does not exist": (
        {"things_retrieve": RETRIEVE + REPLACED.format("things_fetch")},
        "things_retrieve.yaml:24: is replaced by 'things_fetch', which is not an operationId; correct it",
    ),
    "a successor that is itself": (
        {"things_retrieve": RETRIEVE + REPLACED.format("things_retrieve")},
        "things_retrieve.yaml:24: is replaced by 'things_retrieve', which is deprecated; name what callers",
    ),
    "a successor that is deprecated": (
        {
            "root": TWO,
            "things_list": LIST + "deprecated: true\n",
            "things_retrieve": RETRIEVE + REPLACED.format("things_list"),
        },
        "things_retrieve.yaml:24: is replaced by 'things_list', which is deprecated; name what callers",
    ),
    "a successor of what is not deprecated": (
        {"root": TWO, "things_list": LIST, "things_retrieve": RETRIEVE + "x-replaced-by: things_list\n"},
        "things_retrieve.yaml:23: has `x-replaced-by` without `deprecated: true`; add it or remove this",
    ),
    "a property that does not exist": (
        {"thing": THING + FIELD.format("deprecated: true, x-replaced-by: new")},
        "thing.yaml:8: is replaced by 'new', which is not a property of the object; correct it",
    ),
    "a parameter that does not exist": (
        {
            "things_retrieve": RETRIEVE.replace(
                "parameters:\n",
                "parameters:\n  - {name: p, in: query, description: P., deprecated: true, x-replaced-by: q, "
                "schema: {type: string}}\n",
            )
        },
        "things_retrieve.yaml:8: is replaced by 'q', which is not a parameter of the operation; correct it",
    ),
    "a schema": (
        {"thing": THING + REPLACED.format("other")},
        "thing.yaml:9: has `x-replaced-by` on a schema; write it on properties that use it",
    ),
    "a value that does not exist": (
        {
            "thing": THING + "  kind: {$ref: kind.yaml, description: K.}\n",
            "kind": "type: string\ndescription: K.\nenum: [a, b]\nx-enum-descriptions: {a: A., b: B.}\n"
            "x-enum-deprecated: [c]\n",
        },
        "kind.yaml:5: names 'c', which is not one of the values; correct it",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_replacement_has_to_exist_and_to_be_current(case: str, tmp_path: Path) -> None:
    changed, message = REFUSED[case]

    with pytest.raises(DescriptionError) as caught:
        generate(small(tmp_path / "description", **changed), tmp_path / "out", lambda _: None)

    assert message in str(caught.value)
