"""Tests of the inputs of the acceptance test: lowest versions, files of the sdist, and the program in the README."""

from __future__ import annotations

import io
import tarfile
import tomllib
from pathlib import Path

from tools.acceptance import floors, unpack
from tools.rehearsal import first_program, version_of

ROOT = Path(__file__).resolve().parents[2]


def test_floors_are_the_lowest_versions_of_dependencies_and_extras() -> None:
    project = {
        "dependencies": ["httpx>=0.27.0,<1", "attrs>=24.1.0"],
        "optional-dependencies": {"redis": ["redis>=5.0.1"], "all": ["p[redis]"]},
    }

    assert floors({"project": project}) == ["httpx==0.27.0", "attrs==24.1.0", "redis==5.0.1"]


def test_every_dependency_has_a_lowest_version() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert [requirement for requirement in floors(settings) if "==" not in requirement] == []


def test_unpack_returns_the_top_level_folder_of_an_sdist(tmp_path: Path) -> None:
    sdist = tmp_path / "p-1.0.0.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        member = tarfile.TarInfo("p-1.0.0/tests/test_it.py")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"#"))

    assert (unpack(sdist, tmp_path / "out") / "tests" / "test_it.py").is_file()


def test_first_program_is_the_first_python_block_of_the_readme() -> None:
    assert (
        first_program("```console\n$ x\n```\n\n```python\na = 1\n```\n\n```python\nb = 2\n```\n") == "a = 1\n"
    )
    assert "stream=True" in first_program((ROOT / "README.md").read_text(encoding="utf-8"))


def test_version_is_read_from_the_wheel_name(tmp_path: Path) -> None:
    (tmp_path / "do_inference-1.2.3-py3-none-any.whl").touch()

    assert version_of(tmp_path) == "1.2.3"
