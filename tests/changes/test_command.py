"""Tests of `python -m generator.changes` with two small repositories: formats, exit codes, public API, consumers."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from generator.changes.__main__ import main
from tests.changes.documents import base_document

if TYPE_CHECKING:
    from pathlib import Path

CLIENT = """
class Chat:
    def create(self, *, model: str, top_k: int | None = None) -> str:
        return model

def connect() -> Chat:
    return Chat()
"""
CONSUMER = """
from do_inference import connect

connect().create(model="m", top_k=3)
answer: str = connect().create(model="m")
"""


def repository(folder: Path, document: dict[str, Any], client: str = CLIENT, *, consumer: str = "") -> Path:
    """Write a minimal repository with the layout of this project; only one with a consumer is type-checked."""
    files = {
        "generated_client/do_inference_generated/__init__.py": "",
        "generated_client/do_inference_generated/description.json": json.dumps(document),
        "overlays/do_inference/__init__.py": client,
        "overlays/do_inference/py.typed": "",
        "pyproject.toml": '[project]\nname = "small"\nversion = "0.3.0"\n',
    }
    if consumer:
        files["tests/typing/consumer.py"] = consumer
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return repository(tmp_path / "old", base_document())


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = main([*map(str, arguments)])
    return code, capsys.readouterr().out


def test_equal_versions_are_compatible(tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = repository(tmp_path / "new", base_document())
    code, output = run(capsys, old, new)
    assert code == 0
    assert "no release is needed" in output


def test_breaking_description_change_requires_a_minor_release(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = base_document()
    del document["components"]["schemas"]["ChatRequest"]["properties"]["top_k"]
    new = repository(tmp_path / "new", document)
    code, output = run(capsys, old, new, "--format", "json")
    report = json.loads(output)
    assert code == 1
    assert report["version"] == {"last": "0.3.0", "next": "0.4.0", "step": "minor"}
    assert not report["compatible"]
    (entry,) = report["entries"]
    assert entry["names"] == ["client.chat.create(..., top_k=)"]
    assert entry["grade"] == "breaking"
    assert "### Breaking\n\n- `client.chat.create(..., top_k=)`: removed." in report["changelog"]


def test_addition_is_compatible_and_in_the_changelog_draft(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = base_document()
    document["components"]["schemas"]["Chat"]["properties"]["more"] = {
        "type": "string",
        "description": "More.",
    }
    new = repository(tmp_path / "new", document)
    code, output = run(capsys, old, new, "--format", "markdown")
    assert code == 0
    assert "- `models.Chat.more` new (in a response of client.chat.create, client.chat.retrieve)" in output
    assert "## 0.3.1\n\n### Added\n\n- `models.Chat.more`: new." in output


def test_removed_parameter_of_hand_written_code_is_breaking(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = repository(tmp_path / "new", base_document(), CLIENT.replace(", top_k: int | None = None", ""))
    code, output = run(capsys, old, new)
    assert code == 1
    assert "do_inference.Chat.create(..., top_k=)" in output


def test_new_hand_written_function_is_compatible(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = repository(tmp_path / "new", base_document(), CLIENT + "\ndef close() -> None: ...\n")
    code, output = run(capsys, old, new)
    assert code == 0
    assert "do_inference.close: new" in output


def test_names_that_are_not_exported_are_internal(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = "def helper(a: int) -> int:\n    return a\n"
    options = "from typing import TypedDict\n\nclass Options(TypedDict):\n    depth: int\n    width: int\n"
    client = (
        CLIENT + "\nfrom do_inference.options import Options\n\ndef inspect(options: Options) -> None: ...\n"
    )
    for folder, helper, kind in (
        ("one", hidden, options),
        ("two", "", options),
        ("three", "", options[:-15]),
    ):
        root = repository(
            tmp_path / folder,
            base_document(),
            client.replace("from do_inference.options import Options\n", ""),
        )
        package = root / "overlays" / "do_inference"
        text = (
            (package / "__init__.py")
            .read_text()
            .replace("def inspect", "from . import options as _o\n\ndef inspect")
        )
        (package / "__init__.py").write_text(text.replace("options: Options", "options: _o.Options"))
        (package / "helpers.py").write_text(helper)
        (package / "options.py").write_text(kind)
    code, output = run(capsys, tmp_path / "one", tmp_path / "two")
    assert code == 0
    assert "do_inference.helpers.helper: removed" in output
    assert "(not exported)" in output
    code, output = run(capsys, tmp_path / "two", tmp_path / "three")
    assert code == 1, "a type that a public signature names is public"
    assert "do_inference.options.Options.width" in output


def test_dropped_export_is_breaking(tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    interface = "class Timeout:\n    connect: float\n    read: float\n"
    client = CLIENT + "\nfrom do_inference.extra import Extra as Extra\n"
    client += "from do_inference_generated._interface import Timeout as Timeout\n"
    one = repository(tmp_path / "one", base_document(), client)
    two = repository(
        tmp_path / "two", base_document(), client.replace("from do_inference.extra import Extra as Extra", "")
    )
    three = repository(tmp_path / "three", base_document(), client)
    for root in (one, two, three):
        (root / "overlays" / "do_inference" / "extra.py").write_text("class Extra:\n    depth: int\n")
        (root / "generated_client" / "do_inference_generated" / "_interface.py").write_text(interface)
    code, output = run(capsys, one, two)
    assert code == 1
    assert "do_inference.Extra: removed" in output
    (three / "generated_client" / "do_inference_generated" / "_interface.py").write_text(
        "class Timeout:\n    connect: float\n"
    )
    code, output = run(capsys, one, three)
    assert code == 1
    assert "do_inference.Timeout.read: removed" in output


def test_name_removed_from_all_is_breaking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Type checkers treat such a name as private, and `import *` omits it."""
    client = f'{CLIENT}\nfrom do_inference.extra import Extra\n\n__all__ = ["Chat", "Extra", "connect"]\n'
    for folder, text in (("old", client), ("new", client.replace(' "Extra",', ""))):
        root = repository(tmp_path / folder, base_document(), text)
        (root / "overlays" / "do_inference" / "extra.py").write_text("class Extra:\n    depth: int\n")
    code, output = run(capsys, tmp_path / "old", tmp_path / "new")
    assert code == 1
    assert "do_inference.Extra: no longer exported" in output


def test_consumer_that_no_longer_type_checks_is_breaking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line 4 passes a removed argument, line 5 uses a wider result type, and line 6 was already wrong."""
    old = repository(
        tmp_path / "old", base_document(), consumer=f"{CONSUMER}wrong: int = connect().missing\n"
    )
    client = CLIENT.replace("top_k", "top").replace("-> str", "-> str | None")
    code, output = run(capsys, old, repository(tmp_path / "new", base_document(), client))
    assert code == 1
    assert re.findall(r"consumer.py: line (\d) no longer type-checks", output) == ["4", "5"]


def test_consumer_that_still_type_checks_is_compatible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = repository(tmp_path / "old", base_document(), consumer=CONSUMER)
    code, output = run(capsys, old, repository(tmp_path / "new", base_document()))
    assert code == 0
    assert "type-check" not in output


def test_at_least_rejects_versions_that_are_too_low(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = base_document()
    del document["paths"]["/health"]
    new = repository(tmp_path / "new", document)
    assert run(capsys, old, new, "--no-python", "--at-least", "0.3.1")[0] == 1
    assert run(capsys, old, new, "--no-python", "--at-least", "0.4.0")[0] == 0
    assert run(capsys, old, new, "--no-python", "--at-least", "1.0.0")[0] == 0


def test_default_comparison_is_newest_tag_with_working_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository(tmp_path / "root", base_document())

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)

    git("init")
    assert main(["--repository", str(root), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["compatible"]
    git("add", ".")
    git("commit", "-m", "first")
    git("tag", "v0.3.0")
    (root / "openapi").mkdir()
    document = base_document()
    del document["paths"]["/health"]
    (root / "openapi" / "openapi.yaml").write_text(
        json.dumps(document).replace("#/components", "openapi.yaml#/components")
    )
    code, output = run(capsys, "--repository", root, "--no-python")
    assert code == 1
    assert "From v0.3.0 to the working tree" in output
    assert "agent.health: removed" in output


def test_unreadable_arguments_exit_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), str(tmp_path)]) == 2
    assert "contains neither" in capsys.readouterr().err
    assert main(["no-such-revision", "--repository", str(tmp_path)]) == 2
    assert "name one of these" in capsys.readouterr().err
    (tmp_path / "broken.json").write_text("{")
    assert main([str(tmp_path / "broken.json")]) == 2


def compare_versions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, *projects: str
) -> tuple[int, str]:
    """Compare two versions with different hand-written code and, if given, different project files."""
    for number, (folder, text) in enumerate((("before", before), ("after", after))):
        root = repository(tmp_path / folder, base_document(), text)
        if projects:
            (root / "pyproject.toml").write_text(projects[number])
    return run(capsys, tmp_path / "before", tmp_path / "after")


INTERFACE = "from typing import Protocol\n\nclass Store(Protocol):\n    def take(self) -> int: ...\n"
ERRORS = "class Root(Exception): ...\nclass Status(Root): ...\nclass Gone(Status): ...\n"
DEPRECATED = "@warnings.deprecated('use (a.b)')\ndef old(): ...\n"
PACKAGE_EDITS = [
    ("coroutine", 1, "    def create", "    async def create", "create(): has to be awaited now"),
    ("optional argument", 0, "top_k: int | None = None", "top_k: int | None = None, n: int = 1", "n=): new"),
    ("renamed argument", 1, "top_k:", "top:", "do_inference.Chat.create(..., top_k=): removed"),
    ("default", 1, "= None", "= 4", "top_k=): default is 4 now, was None"),
    ("decorator", 1, "class Chat:", "import dataclasses\n@dataclasses.dataclass\nclass Chat:", "dataclass"),
    ("deprecation", 0, "    def create", "    @deprecated('a.b')\n    def create", "Chat.create: deprecated"),
    ("no deprecation", 0, DEPRECATED, "def old(): ...\n", "do_inference.old: no longer deprecated"),
    ("interface", 1, INTERFACE, f"{INTERFACE}    def give(self) -> int: ...\n", "existing implementations lack it"),
    ("base class", 1, ERRORS, ERRORS.replace("Gone(Status)", "Gone(Root)"), "Gone: no longer extends Status"),
    ("constant", 1, "SIZE = 4\n", "SIZE = 8\n", "do_inference.SIZE: is 8 now, was 4"),
    ("alias", 1, "Kind = str | int\n", "Kind = str\n", "do_inference.Kind: is str now, was str | int"),
    ("code", 0, "return model", "return model.strip()", "its code differs in __init__"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code", "old", "new", "expected"), PACKAGE_EDITS, ids=[row[0] for row in PACKAGE_EDITS]
)
def test_edit_of_the_hand_written_package_is_reported(
    name: str,
    code: int,
    old: str,
    new: str,
    expected: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = CLIENT if old in CLIENT else f"{CLIENT}\n{old}"
    exit_code, report = compare_versions(tmp_path, capsys, before, before.replace(old, new))
    assert expected in report
    assert exit_code == code, report


def test_layout_comments_and_docstrings_are_ignored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after = CLIENT.replace("    def create", '    """Talks."""\n\n    # a comment\n    def create')
    code, output = compare_versions(tmp_path, capsys, CLIENT, after)
    assert code == 0
    assert "no release is needed" in output


PROJECT = """
[project]
name = "small"
version = "0.3.0"
requires-python = ">=3.11"
dependencies = ["attrs>=23", "httpx>=0.27,<1"]
optional-dependencies = { fast = ["msgspec"] }
scripts = { small = "small.cli:main" }
"""


@pytest.mark.parametrize(
    ("before", "after", "code", "expected"),
    [
        ('">=3.11"', '">=3.12"', 1, "runs on Python >=3.12 now, was >=3.11"),
        ("fast =", "quick =", 1, "the extra fast: removed"),
        ("{ small =", "{ smaller =", 1, "the command small: removed"),
        ('name = "small"', 'name = "tiny"', 1, "was small: it is installed under another name"),
        ('"attrs>=23", ', '"attrs>=23", "anyio", ', 0, "anyio is required"),
        ("httpx>=0.27,<1", "httpx<1,>=0.28", 0, "httpx<1,>=0.28, was httpx<1,>=0.27"),
    ],
)
def test_project_metadata_changes_are_reported(
    before: str, after: str, code: int, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code, report = compare_versions(
        tmp_path, capsys, CLIENT, CLIENT, PROJECT, PROJECT.replace(before, after)
    )
    assert expected in report
    assert exit_code == code


def test_version_of_a_wheel_is_read_from_its_metadata(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = repository(tmp_path / "old", base_document())
    file = tmp_path / "small-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for base in ("overlays", "generated_client"):
            for path in (old / base).rglob("*.*"):
                archive.write(path, path.relative_to(old / base))
        archive.writestr(
            "small-0.3.0.dist-info/METADATA", "Name: small\nVersion: 0.3.0\nProvides-Extra: fast\n"
        )
    document = base_document()
    del document["paths"]["/health"]
    new = repository(tmp_path / "new", document)
    _, output = run(capsys, file, new, "--format", "json")
    report = json.loads(output)
    assert report["version"]["next"] == "0.4.0"
    assert ["the extra fast"] in [entry["names"] for entry in report["entries"]]
