"""`python -m generator.changes` over two small repositories: formats, exit codes, Python surface, consumer file."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from generator.changes.__main__ import main
from tests.changes.documents import fresh

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
    """A repository of the project's layout, as small as can be; type-checked only if it has a consumer."""
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
    return repository(tmp_path / "old", fresh())


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = main([*map(str, arguments)])
    return code, capsys.readouterr().out


def test_equal_versions_are_compatible(tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = repository(tmp_path / "new", fresh())
    code, told = run(capsys, old, new)
    assert code == 0
    assert "no release is needed" in told


def test_a_breaking_description(tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = fresh()
    del document["components"]["schemas"]["ChatRequest"]["properties"]["top_k"]
    new = repository(tmp_path / "new", document)
    code, told = run(capsys, old, new, "--format", "json")
    report = json.loads(told)
    assert code == 1
    assert report["version"] == {"last": "0.3.0", "next": "0.4.0", "step": "minor"}
    assert not report["compatible"]
    (entry,) = report["entries"]
    assert entry["names"] == ["client.chat.create(..., top_k=)"]
    assert entry["grade"] == "breaking"
    assert "### Breaking\n\n- `client.chat.create(..., top_k=)`: removed." in report["changelog"]


def test_an_addition_is_compatible_and_drafted(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = fresh()
    document["components"]["schemas"]["Chat"]["properties"]["more"] = {
        "type": "string",
        "description": "More.",
    }
    new = repository(tmp_path / "new", document)
    code, told = run(capsys, old, new, "--format", "markdown")
    assert code == 0
    assert "- `models.Chat.more` new (in a response of client.chat.create, client.chat.retrieve)" in told
    assert "## 0.3.1\n\n### Added\n\n- `models.Chat.more`: new." in told


def test_a_hand_written_signature_that_breaks(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = repository(tmp_path / "new", fresh(), CLIENT.replace(", top_k: int | None = None", ""))
    code, told = run(capsys, old, new)
    assert code == 1
    assert "do_inference.Chat.create(..., top_k=)" in told


def test_a_hand_written_addition(tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = repository(tmp_path / "new", fresh(), CLIENT + "\ndef goodbye() -> None: ...\n")
    code, told = run(capsys, old, new)
    assert code == 0
    assert "do_inference.goodbye: new" in told


def test_what_is_not_exported_is_internal(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = "def helper(a: int) -> int:\n    return a\n"
    options = "from typing import TypedDict\n\nclass Options(TypedDict):\n    depth: int\n    width: int\n"
    client = (
        CLIENT + "\nfrom do_inference.options import Options\n\ndef look(options: Options) -> None: ...\n"
    )
    for folder, helper, kind in (
        ("one", hidden, options),
        ("two", "", options),
        ("three", "", options[:-15]),
    ):
        root = repository(
            tmp_path / folder, fresh(), client.replace("from do_inference.options import Options\n", "")
        )
        package = root / "overlays" / "do_inference"
        text = (
            (package / "__init__.py")
            .read_text()
            .replace("def look", "from . import options as _o\n\ndef look")
        )
        (package / "__init__.py").write_text(text.replace("options: Options", "options: _o.Options"))
        (package / "helpers.py").write_text(helper)
        (package / "options.py").write_text(kind)
    code, told = run(capsys, tmp_path / "one", tmp_path / "two")
    assert code == 0
    assert "do_inference.helpers.helper: removed" in told
    assert "(not exported)" in told
    code, told = run(capsys, tmp_path / "two", tmp_path / "three")
    assert code == 1, "a type that a public signature names is public"
    assert "do_inference.options.Options.width" in told


def test_an_export_that_is_dropped(tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    interface = "class Timeout:\n    connect: float\n    read: float\n"
    client = CLIENT + "\nfrom do_inference.extra import Extra as Extra\n"
    client += "from do_inference_generated._interface import Timeout as Timeout\n"
    one = repository(tmp_path / "one", fresh(), client)
    two = repository(
        tmp_path / "two", fresh(), client.replace("from do_inference.extra import Extra as Extra", "")
    )
    three = repository(tmp_path / "three", fresh(), client)
    for root in (one, two, three):
        (root / "overlays" / "do_inference" / "extra.py").write_text("class Extra:\n    depth: int\n")
        (root / "generated_client" / "do_inference_generated" / "_interface.py").write_text(interface)
    code, told = run(capsys, one, two)
    assert code == 1
    assert "do_inference.Extra: removed" in told
    (three / "generated_client" / "do_inference_generated" / "_interface.py").write_text(
        "class Timeout:\n    connect: float\n"
    )
    code, told = run(capsys, one, three)
    assert code == 1
    assert "do_inference.Timeout.read: removed" in told


def test_a_name_that_only_all_no_longer_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Type checkers take it for private, and `import *` leaves it out."""
    client = f'{CLIENT}\nfrom do_inference.extra import Extra\n\n__all__ = ["Chat", "Extra", "connect"]\n'
    for folder, text in (("old", client), ("new", client.replace(' "Extra",', ""))):
        root = repository(tmp_path / folder, fresh(), text)
        (root / "overlays" / "do_inference" / "extra.py").write_text("class Extra:\n    depth: int\n")
    code, told = run(capsys, tmp_path / "old", tmp_path / "new")
    assert code == 1
    assert "do_inference.Extra: no longer exported" in told


def test_a_consumer_that_no_longer_type_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An argument is gone in line 4, a result wider in line 5; line 6 was wrong before."""
    old = repository(tmp_path / "old", fresh(), consumer=f"{CONSUMER}wrong: int = connect().missing\n")
    client = CLIENT.replace("top_k", "top").replace("-> str", "-> str | None")
    code, told = run(capsys, old, repository(tmp_path / "new", fresh(), client))
    assert code == 1
    assert re.findall(r"consumer.py: line (\d) no longer type-checks", told) == ["4", "5"]


def test_a_consumer_that_still_type_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = repository(tmp_path / "old", fresh(), consumer=CONSUMER)
    code, told = run(capsys, old, repository(tmp_path / "new", fresh()))
    assert code == 0
    assert "type-check" not in told


def test_the_version_has_to_be_high_enough(
    tmp_path: Path, old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = fresh()
    del document["paths"]["/health"]
    new = repository(tmp_path / "new", document)
    assert run(capsys, old, new, "--no-python", "--at-least", "0.3.1")[0] == 1
    assert run(capsys, old, new, "--no-python", "--at-least", "0.4.0")[0] == 0
    assert run(capsys, old, new, "--no-python", "--at-least", "1.0.0")[0] == 0


def test_the_newest_tag_is_compared_with_the_working_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = repository(tmp_path / "root", fresh())

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
    document = fresh()
    del document["paths"]["/health"]
    (root / "openapi" / "openapi.yaml").write_text(
        json.dumps(document).replace("#/components", "openapi.yaml#/components")
    )
    code, told = run(capsys, "--repository", root, "--no-python")
    assert code == 1
    assert "From v0.3.0 to the working tree" in told
    assert "agent.health: removed" in told


def test_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), str(tmp_path)]) == 2
    assert "contains neither" in capsys.readouterr().err
    assert main(["no-such-revision", "--repository", str(tmp_path)]) == 2
    assert "name one of these" in capsys.readouterr().err
    (tmp_path / "broken.json").write_text("{")
    assert main([str(tmp_path / "broken.json")]) == 2


def surface(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, *projects: str
) -> tuple[int, str]:
    """Two versions that differ in one piece of the hand-written package."""
    for number, (folder, text) in enumerate((("before", before), ("after", after))):
        root = repository(tmp_path / folder, fresh(), text)
        if projects:
            (root / "pyproject.toml").write_text(projects[number])
    return run(capsys, tmp_path / "before", tmp_path / "after")


INTERFACE = "from typing import Protocol\n\nclass Store(Protocol):\n    def take(self) -> int: ...\n"
ERRORS = "class Root(Exception): ...\nclass Status(Root): ...\nclass Gone(Status): ...\n"
OVERLOOKED = [
    ("coroutine", 1, "    def create", "    async def create", "create(): has to be awaited now"),
    ("optional argument", 0, "top_k: int | None = None", "top_k: int | None = None, n: int = 1", "n=): new"),
    ("renamed argument", 1, "top_k:", "top:", "do_inference.Chat.create(..., top_k=): removed"),
    ("default", 1, "= None", "= 4", "top_k=): default is 4 now, was None"),
    ("decorator", 1, "class Chat:", "import dataclasses\n@dataclasses.dataclass\nclass Chat:", "dataclass"),
    ("interface", 1, INTERFACE, f"{INTERFACE}    def give(self) -> int: ...\n", "existing implementations lack it"),
    ("base class", 1, ERRORS, ERRORS.replace("Gone(Status)", "Gone(Root)"), "Gone: no longer extends Status"),
    ("constant", 1, "SIZE = 4\n", "SIZE = 8\n", "do_inference.SIZE: is 8 now, was 4"),
    ("alias", 1, "Kind = str | int\n", "Kind = str\n", "do_inference.Kind: is str now, was str | int"),
    ("code", 0, "return model", "return model.strip()", "its code differs in __init__"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code", "old", "new", "told"), OVERLOOKED, ids=[row[0] for row in OVERLOOKED]
)
def test_an_edit_of_the_hand_written_package(
    name: str, code: int, old: str, new: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = CLIENT if old in CLIENT else f"{CLIENT}\n{old}"
    ended, report = surface(tmp_path, capsys, before, before.replace(old, new))
    assert told in report
    assert ended == code, report


def test_layout_comments_and_docstrings_are_no_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after = CLIENT.replace(
        "    def create", '    """Talks."""\n\n    # as the service has it\n    def create'
    )
    code, told = surface(tmp_path, capsys, CLIENT, after)
    assert code == 0
    assert "no release is needed" in told


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
    ("before", "after", "code", "told"),
    [
        ('">=3.11"', '">=3.12"', 1, "runs on Python >=3.12 now, was >=3.11"),
        ("fast =", "quick =", 1, "the extra fast: removed"),
        ("{ small =", "{ smaller =", 1, "the command small: removed"),
        ('name = "small"', 'name = "tiny"', 1, "was small: it is installed under another name"),
        ('"attrs>=23", ', '"attrs>=23", "anyio", ', 0, "anyio is required"),
        ("httpx>=0.27,<1", "httpx<1,>=0.28", 0, "httpx<1,>=0.28, was httpx<1,>=0.27"),
    ],
)
def test_what_is_installed(
    before: str, after: str, code: int, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, report = surface(tmp_path, capsys, CLIENT, CLIENT, PROJECT, PROJECT.replace(before, after))
    assert told in report
    assert ended == code


def test_a_wheel_tells_its_version_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = repository(tmp_path / "old", fresh())
    file = tmp_path / "small-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for base in ("overlays", "generated_client"):
            for one in (old / base).rglob("*.*"):
                archive.write(one, one.relative_to(old / base))
        archive.writestr(
            "small-0.3.0.dist-info/METADATA", "Name: small\nVersion: 0.3.0\nProvides-Extra: fast\n"
        )
    document = fresh()
    del document["paths"]["/health"]
    new = repository(tmp_path / "new", document)
    _, told = run(capsys, file, new, "--format", "json")
    report = json.loads(told)
    assert report["version"]["next"] == "0.4.0"
    assert ["the extra fast"] in [entry["names"] for entry in report["entries"]]
