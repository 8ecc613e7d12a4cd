"""Build hooks: metadata with absolute links, and two files for the wheel: the compressed description and its materials.

A package index shows README.md outside of the repository, where relative links lead nowhere. The repository's address
is in one place, `[tool.do-inference] repository` of pyproject.toml. While it is empty, links stay relative, and
`nox -s release` refuses.

The bill of materials (PEP 770) is a CycloneDX document in the metadata of the wheel. It lists the package and what it
requires, with the versions that the metadata permits. Requirements are external: the wheel contains no code of others.
The document depends on pyproject.toml only, so that two builds of a tree are equal.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.core import ProjectMetadata
from hatchling.metadata.plugin.interface import MetadataHookInterface
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

# The target of a Markdown link or image: group 1 is "!" for an image, group 3 the path. Not URLs, not anchors.
LINK = re.compile(r"(!?)(\[[^\]]*\]\()(?![a-z][a-z0-9+.-]*:|#|//)([^)\s]+)")

DESCRIPTION = "do_inference_generated/description.json"
MATERIALS = "do-inference.cdx.json"
REFERENCES = {
    "Changelog": "release-notes",
    "Documentation": "documentation",
    "Issues": "issue-tracker",
    "Source": "vcs",
}
"""The links of the project that CycloneDX has a type for, and these types."""


class WheelHook(BuildHookInterface[Any]):
    """Puts the bill of materials into a wheel, and the description of the API as gzip, an eighth of its size."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = tempfile.mkdtemp()
        materials = Path(self._folder, MATERIALS)
        text = json.dumps(bill_of_materials(self.metadata), indent=2) + "\n"
        materials.write_text(text, encoding="utf-8", newline="\n")
        build_data["sbom_files"].append(str(materials))
        packed = Path(self._folder, "description.json.gz")
        content = Path(self.root, "generated_client", DESCRIPTION).read_bytes()
        packed.write_bytes(
            gzip.compress(content, mtime=0)
        )  # Without a time, so that builds are reproducible.
        build_data["force_include"][str(packed)] = f"{DESCRIPTION}.gz"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            shutil.rmtree(self._folder)


class LongDescriptionHook(MetadataHookInterface):
    """Sets `readme` and `urls`, which pyproject.toml declares as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        root = Path(self.root)
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        repository = project["tool"]["do-inference"]["repository"]
        tag = f"v{project['project']['version']}"
        text = (root / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": absolute_links(text, repository, tag),
        }
        metadata["urls"] = project_urls(repository, tag)


def absolute_links(text: str, repository: str, tag: str) -> str:
    """Return Markdown whose relative links lead to the files of `repository` at `tag`; unchanged if it is empty."""
    if not repository:
        return text

    def absolute(link: re.Match[str]) -> str:
        image, label, path = link.groups()
        return f"{image}{label}{repository}/{'raw' if image else 'blob'}/{tag}/{path}"

    return LINK.sub(absolute, text)


def project_urls(repository: str, tag: str) -> dict[str, str]:
    """Return the links that a package index shows next to the description."""
    urls = {"API documentation": "https://docs.digitalocean.com/products/"}
    if repository:
        urls |= {
            "Changelog": f"{repository}/blob/{tag}/CHANGELOG.md",
            "Documentation": f"{repository}/tree/{tag}/docs",
            "Issues": f"{repository}/issues",
            "Source": repository,
        }
    return urls


def bill_of_materials(metadata: ProjectMetadata[Any]) -> dict[str, Any]:
    """Return the CycloneDX document of a project: the package, and the packages that its metadata requires."""
    core = metadata.core
    package = package_url(core.name)
    required = external_components(core.name, core.dependencies, core.optional_dependencies)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "library",
                "bom-ref": package,
                "name": core.name,
                "version": metadata.version,
                "description": core.description,
                "licenses": [{"expression": core.license_expression}],
                "purl": f"{package}@{metadata.version}",
                "externalReferences": [
                    {"type": REFERENCES[label], "url": url}
                    for label, url in core.urls.items()
                    if label in REFERENCES
                ],
            },
        },
        "components": required,
        "dependencies": [
            {"ref": package, "dependsOn": [component["bom-ref"] for component in required]},
            *({"ref": component["bom-ref"]} for component in required),
        ],
        # All parts of the package and all that it requires are listed. What these require is not.
        "compositions": [{"aggregate": "complete", "assemblies": [package], "dependencies": [package]}],
    }


def external_components(
    own: str, dependencies: list[str], extras: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Return a component for each required package, by name. Packages that only extras require are optional."""
    stated = [(Requirement(text), "") for text in dependencies]
    stated += [(Requirement(text), extra) for extra, texts in extras.items() for text in texts]
    by_name: dict[str, list[tuple[Requirement, str]]] = {}
    for requirement, extra in stated:
        name = canonicalize_name(requirement.name)
        if name != canonicalize_name(own):  # An extra may consist of other extras.
            by_name.setdefault(name, []).append((requirement, extra))
    return [external_component(name, by_name[name]) for name in sorted(by_name)]


def external_component(name: str, stated: list[tuple[Requirement, str]]) -> dict[str, Any]:
    """Return the component of a package with its requirements, each with the extra that states it or an empty text."""
    required = [requirement for requirement, extra in stated if not extra]
    ranges = [one.specifier for one in required or [requirement for requirement, _ in stated]]
    properties = [("do-inference:extra", extra) for _, extra in stated if extra]
    properties += [("do-inference:marker", str(one.marker)) for one, _ in stated if one.marker]
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": package_url(name),
        "name": name,
        "versionRange": version_range(SpecifierSet(",".join(map(str, ranges)))),
        "isExternal": True,
        "scope": "required" if required else "optional",
        "purl": package_url(name),
    }
    if properties:
        component["properties"] = [{"name": key, "value": value} for key, value in properties]
    return component


def package_url(name: str) -> str:
    """Return the package URL of a project on the Python Package Index."""
    return f"pkg:pypi/{canonicalize_name(name)}"


def version_range(specifiers: SpecifierSet) -> str:
    """Return version specifiers as a version range of package URLs, such as `vers:pypi/>=0.27.0|<1`.

    Raises:
        ValueError: A specifier has no equivalent, such as `~=1.2` or `==1.*`.
    """
    found = set()
    for one in specifiers:
        if one.operator in {"~=", "==="} or one.version.endswith("*"):
            raise ValueError(
                f"{one} has no equivalent in a version range; write it with >= and < in pyproject.toml"
            )
        found.add((Version(one.version), one.operator.replace("==", "") + one.version))
    return "vers:pypi/" + ("|".join(text for _, text in sorted(found)) or "*")
