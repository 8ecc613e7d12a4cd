"""Build hooks: the metadata of the package with absolute links, and the compressed description of the API in the wheel.

A package index shows README.md outside of the repository, where relative links lead nowhere. The repository's address
is in one place, `[tool.do-inference] repository` of pyproject.toml. While it is empty, links stay relative, and
`nox -s release` refuses.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

# The target of a Markdown link or image: group 1 is "!" for an image, group 3 the path. Not URLs, not anchors.
LINK = re.compile(r"(!?)(\[[^\]]*\]\()(?![a-z][a-z0-9+.-]*:|#|//)([^)\s]+)")


DESCRIPTION = "do_inference_generated/description.json"


class CompressedDescriptionHook(BuildHookInterface[Any]):
    """Puts the description of the API into a wheel as gzip, which is an eighth of its size."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = tempfile.mkdtemp()
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
            "Issues": f"{repository}/issues",
            "Source": repository,
        }
    return urls
