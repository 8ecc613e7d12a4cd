"""Tests of the contents and the metadata of the distribution."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import pytest

import do_inference
from do_inference_generated._description import read_description

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES = ("do_inference", "do_inference_generated")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build and return the wheel of this tree; skip the test if the build backend is not installed."""
    pytest.importorskip("hatchling")
    return _build(tmp_path_factory.mktemp("dist"))


def _build(out: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_version_equals_the_installed_metadata() -> None:
    try:
        installed = version("do-inference")
    except PackageNotFoundError:
        pytest.skip("the package is not installed")

    assert installed == PROJECT["version"] == do_inference.__version__


@pytest.mark.parametrize("package", PACKAGES)
def test_package_contains_a_py_typed_marker(package: str) -> None:
    assert (files(package) / "py.typed").is_file()


def test_wheel_contains_only_the_two_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(PACKAGES)
    assert [name for name in names if name.endswith((".pyc", ".pyi", "conftest.py"))] == []


def test_wheel_contains_every_tracked_file_of_the_packages(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "generated_client/do_inference_generated", "overlays/do_inference"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    if not tracked:
        pytest.skip("not a git checkout")

    expected = {path.split("/", 1)[1] for path in tracked if (ROOT / path).is_file()}

    assert expected - shipped == {"do_inference_generated/description.json"}  # It is compressed.


def test_wheel_contains_the_compressed_description(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if "description.json" in name]
        archive.extractall(tmp_path)
    assert names == ["do_inference_generated/description.json.gz"]
    code = "import do_inference_generated._description as d, json; print(json.dumps(d.read_description()), d.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    shown = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout
    content, _, place = shown.strip().rpartition(" ")
    assert place.startswith(str(tmp_path))
    assert json.loads(content) == read_description()


def test_sdist_contains_what_its_tests_and_tools_read(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"README.md", "CHANGELOG.md", "LICENSE", "noxfile.py", "tools/requirements.txt"} <= names


def test_wheels_of_a_tree_have_equal_bytes(wheel: Path, tmp_path: Path) -> None:
    again = _build(tmp_path)
    assert again.read_bytes() == wheel.read_bytes()


def test_wheel_metadata_contains_requirements_and_extras(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(archive.read(name).decode())

    assert metadata["Name"] == "do-inference"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    requirements = {
        re.split("[<>=]", line)[0] for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line
    }
    assert requirements == {
        "attrs",
        "certifi",
        "httptools",
        "httpx",
        "msgspec",
        "python-dateutil",
        "sniffio",
        "typing-extensions",
    }
    assert set(metadata.get_all("Provides-Extra", [])) == set(PROJECT["optional-dependencies"])


def test_wheel_description_is_the_readme(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(archive.read(name).decode())

    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().startswith("# do-inference")


def test_extra_all_contains_every_other_extra() -> None:
    extras = PROJECT["optional-dependencies"]
    named = extras["all"][0].partition("[")[2].rstrip("]").split(",")

    assert set(named) == set(extras) - {"all"}
