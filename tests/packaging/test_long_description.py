"""The description of the package on an index: README.md with absolute links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("hatchling")

from hatch_build import absolute_links, project_urls

ROOT = Path(__file__).resolve().parents[2]


def test_links_of_the_long_description_become_absolute() -> None:
    text = "[a](docs/a.md#part) ![b](docs/b.png) [c](https://example.com/c) [d](#d) [e][f] [g](mailto:g@example.com)"

    assert absolute_links(text, "https://git.example/p", "v1.2.3") == (
        "[a](https://git.example/p/blob/v1.2.3/docs/a.md#part) ![b](https://git.example/p/raw/v1.2.3/docs/b.png)"
        " [c](https://example.com/c) [d](#d) [e][f] [g](mailto:g@example.com)"
    )
    assert absolute_links(text, "", "v1.2.3") == text


def test_the_long_description_on_an_index_has_no_relative_link() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    published = absolute_links(readme, "https://git.example/p", "v1.2.3")

    relative = re.findall(r"\]\((?!https?://|#|mailto:)([^)]+)\)", published)

    assert "](docs/" in readme
    assert relative == []


def test_project_links_follow_from_the_address_of_the_repository() -> None:
    assert set(project_urls("", "v1.2.3")) == {"API documentation"}
    assert project_urls("https://git.example/p", "v1.2.3")["Issues"] == "https://git.example/p/issues"
