"""Tests of the bill of materials in the wheel, and of the version ranges in it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("hatchling")
pytest.importorskip("cyclonedx")

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hatchling.metadata.core import ProjectMetadata
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from hatch_build import bill_of_materials, external_components, version_range

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel of this tree."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


@pytest.fixture(scope="module")
def text(wheel: zipfile.ZipFile) -> str:
    """Return the bill of materials in the wheel."""
    (name,) = [name for name in wheel.namelist() if ".dist-info/sboms/" in name]
    assert name.endswith(".cdx.json")
    return wheel.read(name).decode()


def project(**fields: Any) -> ProjectMetadata[Any]:
    """Return the metadata of a project with these fields."""
    config = {"project": {"name": "Own.Name", "version": "1.2.3", "license": "MIT", **fields}}
    return ProjectMetadata(str(ROOT), None, config)


def test_bill_of_materials_is_a_valid_cyclonedx_document(text: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_7).validate_str(text) is None


def test_installers_record_the_bill_of_materials(wheel: zipfile.ZipFile) -> None:
    record = next(name for name in wheel.namelist() if name.endswith(".dist-info/RECORD"))

    assert ".dist-info/sboms/do-inference.cdx.json,sha256=" in wheel.read(record).decode()


def test_it_lists_exactly_what_the_metadata_of_the_wheel_requires(wheel: zipfile.ZipFile, text: str) -> None:
    folder = next(name.partition("/")[0] for name in wheel.namelist() if ".dist-info/" in name)
    metadata = PathDistribution(zipfile.Path(wheel, f"{folder}/"))  # type: ignore[arg-type]
    requirements = [Requirement(line) for line in metadata.requires or []]
    listed = {component["name"]: component for component in json.loads(text)["components"]}
    own = json.loads(text)["metadata"]["component"]

    assert requirements
    assert set(listed) == {canonicalize_name(one.name) for one in requirements}
    assert own["purl"] == f"pkg:pypi/{metadata.metadata['Name']}@{metadata.version}"
    assert own["licenses"] == [{"expression": metadata.metadata["License-Expression"]}]
    for requirement in requirements:
        component = listed[canonicalize_name(requirement.name)]
        of_extra = "extra ==" in str(requirement.marker)
        assert component["scope"] == ("optional" if of_extra else "required")
        assert component["versionRange"] == version_range(requirement.specifier)
        assert component["isExternal"]


def test_links_of_the_project_are_references() -> None:
    urls = {
        "Source": "https://git.example/p",
        "Changelog": "https://git.example/c",
        "Other": "https://x.example",
    }

    component = bill_of_materials(project(urls=urls))["metadata"]["component"]

    assert {one["type"]: one["url"] for one in component["externalReferences"]} == {
        "vcs": "https://git.example/p",
        "release-notes": "https://git.example/c",
    }


def test_every_component_is_in_the_graph_of_dependencies() -> None:
    found = bill_of_materials(project(dependencies=["b", "a>=1"], **{"optional-dependencies": {"x": ["c"]}}))

    assert found["dependencies"] == [
        {"ref": "pkg:pypi/own-name", "dependsOn": ["pkg:pypi/a", "pkg:pypi/b", "pkg:pypi/c"]},
        {"ref": "pkg:pypi/a"},
        {"ref": "pkg:pypi/b"},
        {"ref": "pkg:pypi/c"},
    ]
    assert JsonStrictValidator(SchemaVersion.V1_7).validate_str(json.dumps(found)) is None


def test_package_of_several_extras_is_listed_once_with_their_names_and_its_marker() -> None:
    extras = {
        "a": ["Some_Package>=2 ; sys_platform == 'linux'"],
        "b": ["some.package<3"],
        "all": ["own[a,b]"],
    }

    (component,) = external_components("own", [], extras)

    assert component["name"] == "some-package"
    assert component["scope"] == "optional"
    assert component["versionRange"] == "vers:pypi/>=2|<3"
    assert [(one["name"], one["value"]) for one in component["properties"]] == [
        ("do-inference:extra", "a"),
        ("do-inference:extra", "b"),
        ("do-inference:marker", 'sys_platform == "linux"'),
    ]


def test_package_that_is_also_a_dependency_is_required_in_its_versions() -> None:
    (component,) = external_components("own", ["p>=1"], {"x": ["p>=2"]})

    assert (component["scope"], component["versionRange"]) == ("required", "vers:pypi/>=1")


@pytest.mark.parametrize(
    ("specifiers", "expected"),
    [
        ("", "vers:pypi/*"),
        (">=0.9,<0.27,!=0.10", "vers:pypi/>=0.9|!=0.10|<0.27"),
        ("==1.0", "vers:pypi/1.0"),
        (">=2,>=2", "vers:pypi/>=2"),
    ],
)
def test_version_range_is_sorted_by_version(specifiers: str, expected: str) -> None:
    assert version_range(SpecifierSet(specifiers)) == expected


@pytest.mark.parametrize("specifiers", ["~=1.2", "==1.*", "===1"])
def test_specifier_without_an_equivalent_is_rejected(specifiers: str) -> None:
    with pytest.raises(ValueError, match="write it with >= and <"):
        version_range(SpecifierSet(specifiers))
