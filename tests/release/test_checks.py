"""Tests of the checks that run before a release is built."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.release import VERSION_FILE, notes, previous, problems

SETTINGS = (
    '[project]\nname = "p"\nversion = "1.2.3"\n\n[tool.do-inference]\nrepository = "https://git.example/p"\n'
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a committed tree that can be released as 1.2.3."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n## 1.2.3\n\n- New.\n", encoding="utf-8"
    )
    module = tmp_path / VERSION_FILE
    module.parent.mkdir(parents=True)
    module.write_text('__version__ = "1.2.3"\n', encoding="utf-8")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(tree: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=tree, check=True, capture_output=True)


def commit(tree: Path) -> None:
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "x", "--allow-empty")


def test_tree_that_is_ready_has_no_problems(tree: Path) -> None:
    assert problems(tree, "1.2.3") == []


def test_missing_repository_url_is_reported(tree: Path) -> None:
    (tree / "pyproject.toml").write_text(SETTINGS.replace("https://git.example/p", ""), encoding="utf-8")
    commit(tree)

    (problem,) = problems(tree, "1.2.3")

    assert problem.startswith("pyproject.toml has no URL in [tool.do-inference] repository")


def test_malformed_version_is_rejected(tree: Path) -> None:
    assert problems(tree, "1.2") == ["'1.2' is not a version of the form 1.2.3"]


def test_version_missing_from_project_and_changelog_is_reported(tree: Path) -> None:
    assert [problem.split()[0] for problem in problems(tree, "1.3.0")] == [
        "pyproject.toml",
        "overlays/do_inference/_version.py",
        "CHANGELOG.md",
    ]


def test_entries_left_under_unreleased_are_reported(tree: Path) -> None:
    log = tree / "CHANGELOG.md"
    log.write_text(log.read_text("utf-8").replace("## Unreleased\n", "## Unreleased\n\n- Later.\n"), "utf-8")
    commit(tree)

    assert problems(tree, "1.2.3") == [
        "CHANGELOG.md still has entries under `## Unreleased`; move them to `## 1.2.3`"
    ]


def test_uncommitted_files_are_reported(tree: Path) -> None:
    (tree / "stray").write_text("x", encoding="utf-8")

    assert problems(tree, "1.2.3") == ["1 files are not committed, including stray; commit them"]


def test_tag_of_another_commit_is_reported(tree: Path) -> None:
    git(tree, "tag", "v1.2.3")
    assert problems(tree, "1.2.3") == []

    commit(tree)
    assert problems(tree, "1.2.3") == ["v1.2.3 is the tag of another commit; choose a new version"]


def test_notes_of_a_version_end_at_the_next_version() -> None:
    assert notes("## 2.0.0\n\n- B\n\n## 1.0.0\n\n- A\n", "2.0.0") == "- B"
    assert notes("## 2.0.0\n\n## 1.0.0\n\n- A\n", "2.0.0") == ""


def test_previous_release_excludes_the_version_to_release(tree: Path) -> None:
    """A workflow that a tag starts finds that tag at its own commit; comparing with it would find no changes."""
    assert previous(tree) is None
    git(tree, "tag", "v1.2.2")
    commit(tree)
    git(tree, "tag", "v1.2.3")

    assert previous(tree, "1.2.3") == "v1.2.2"
    assert previous(tree, "1.2.4") == "v1.2.3"
    assert previous(tree) == "v1.2.3"


def test_first_release_has_no_previous_release(tree: Path) -> None:
    git(tree, "tag", "v1.2.3")

    assert previous(tree, "1.2.3") is None
