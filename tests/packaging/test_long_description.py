"""Tests of the long description on a package index: README.md with absolute links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("hatchling")

from hatch_build import absolute_links, project_urls

ROOT = Path(__file__).resolve().parents[2]


def test_relative_links_become_absolute() -> None:
    text = "[a](docs/a.md#part) ![b](docs/b.png) [c](https://example.com/c) [d](#d) [e][f] [g](mailto:g@example.com)"

    assert absolute_links(text, "https://git.example/p", "v1.2.3") == (
        "[a](https://git.example/p/blob/v1.2.3/docs/a.md#part) ![b](https://git.example/p/raw/v1.2.3/docs/b.png)"
        " [c](https://example.com/c) [d](#d) [e][f] [g](mailto:g@example.com)"
    )
    assert absolute_links(text, "", "v1.2.3") == text


def test_long_description_has_no_relative_links() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    published = absolute_links(readme, "https://git.example/p", "v1.2.3")

    relative = re.findall(r"\]\((?!https?://|#|mailto:)([^)]+)\)", published)

    assert "](docs/" in readme
    assert relative == []


def test_project_urls_follow_from_the_repository_url() -> None:
    assert set(project_urls("", "v1.2.3")) == {"API documentation"}
    assert project_urls("https://git.example/p", "v1.2.3") == {
        "API documentation": "https://docs.digitalocean.com/products/",
        "Changelog": "https://git.example/p/blob/v1.2.3/CHANGELOG.md",
        "Documentation": "https://git.example/p/tree/v1.2.3/docs",
        "Issues": "https://git.example/p/issues",
        "Source": "https://git.example/p",
    }


def test_paths_of_project_urls_exist() -> None:
    urls = project_urls("https://git.example/p", "v1.2.3")

    assert (ROOT / urls["Changelog"].rpartition("/v1.2.3/")[2]).is_file()
    assert (ROOT / urls["Documentation"].rpartition("/v1.2.3/")[2]).is_dir()
