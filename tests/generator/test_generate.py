"""Complete runs of the generator: output is deterministic, failures write nothing, `check` finds every difference."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate, main
from generator.openapi.problems import DescriptionError
from tests.generator.descriptions import OPERATION, REAL, THING, small

if TYPE_CHECKING:
    from pathlib import Path

ROOT = REAL.parent


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def quiet(_: str) -> None:
    """Say nothing."""


def test_output_does_not_depend_on_hash_seed_or_working_directory(tmp_path: Path) -> None:
    trees = []
    for seed in ("0", "1", "4242"):
        output = tmp_path / f"seed{seed}"
        cwd = tmp_path / f"elsewhere{seed}"
        cwd.mkdir()
        (cwd / "ruff.toml").write_text("line-length = 40\n")
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "generator", "generate", "--output", str(output)]
        subprocess.run(command, check=True, cwd=cwd, env=environment, capture_output=True)
        trees.append(tree(output))
    assert trees[0] == trees[1] == trees[2]


def test_the_committed_client_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["check"]), capsys.readouterr().out) == (
        0,
        "generated_client/ is up to date\n",
    )


@pytest.mark.parametrize("what", ["edited", "missing", "stray"])
def test_check_reports_edited_missing_and_stray_files(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, output = small(tmp_path / "description"), tmp_path / "out"
    generate(root, output, quiet)
    target = output / "do_inference_generated" / ("stray.py" if what == "stray" else "operations.py")
    if what == "missing":
        target.unlink()
    else:
        with target.open("a") as file:
            file.write("# changed by hand\n")
    arguments = ["--description", str(root), "--output", str(output)]
    assert main(["check", *arguments]) == 1
    assert f"{what:<8} out/do_inference_generated/{target.name}" in capsys.readouterr().out
    assert main(["generate", *arguments]) == 0
    assert main(["check", *arguments]) == 0


def test_nothing_is_written_when_a_rule_is_broken(tmp_path: Path) -> None:
    root, output = small(tmp_path / "description"), tmp_path / "out"
    generate(root, output, quiet)
    before = tree(output)
    small(tmp_path / "description", thing=THING.replace(", description: Its name.", ""))
    with pytest.raises(DescriptionError, match="needs a description where it is used"):
        generate(root, output, quiet)
    assert tree(output) == before


def test_schemas_that_nothing_uses_stop_the_run(tmp_path: Path) -> None:
    thing = THING + "  other: {$ref: other.yaml, description: Another.}\n"
    root = small(tmp_path, thing=thing, other=THING)
    generate(root, tmp_path / "out", quiet)
    header = "requires-nothing: {description: x, schema: {$ref: other.yaml}}"
    operation = OPERATION.replace("    content:", f"      {header}\n    content:", 1)
    small(tmp_path, thing=THING, things_retrieve=operation)
    generate(root, tmp_path / "out", quiet)


def test_unions_of_objects_without_a_discriminator_stop_the_run(tmp_path: Path) -> None:
    union = "description: One of two.\noneOf:\n  - {$ref: thing.yaml}\n  - {$ref: other.yaml}\n"
    thing = THING + "  either: {$ref: either.yaml, description: One.}\n"
    root = small(tmp_path, thing=thing, other=THING, either=union)
    with pytest.raises(DescriptionError, match="without a discriminator"):
        generate(root, tmp_path / "out", quiet)


def test_responses_that_cannot_be_extended_stop_the_run(tmp_path: Path) -> None:
    things = "type: array\ndescription: Names.\nitems: {type: string}\n"
    with pytest.raises(DescriptionError, match=r"returns list\[str\]; describe an object or a union"):
        generate(small(tmp_path, thing=things), tmp_path / "out", quiet)


def test_only_generated_files_have_the_mark_on_their_first_line() -> None:
    mark = "Generated from openapi/ by generator/"
    generated = [
        p for p in (ROOT / "generated_client").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    ]
    assert generated
    for path in generated:
        assert mark in path.read_text().splitlines()[0], path
    for folder in ("generator", "overlays", "tests", "openapi"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".yaml", ".jinja"):
                assert mark not in path.read_text(encoding="utf-8").split("\n", 1)[0], path
