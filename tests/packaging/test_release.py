"""What stops a release before anything is built."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tools.release import notes, problems

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A committed tree that can be released as 1.2.3."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\nversion = "1.2.3"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n## 1.2.3\n\n- New.\n", encoding="utf-8"
    )
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def git(tree: Path, *words: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    subprocess.run(["git", *who, *words], cwd=tree, check=True, capture_output=True)


def commit(tree: Path) -> None:
    git(tree, "add", ".")
    git(tree, "commit", "-qm", "x", "--allow-empty")


def test_a_tree_that_is_ready_has_no_problems(tree: Path) -> None:
    assert problems(tree, "1.2.3") == []


def test_a_version_of_another_form_is_refused(tree: Path) -> None:
    assert problems(tree, "1.2") == ["'1.2' is no version of the form 1.2.3"]


def test_the_version_and_the_changelog_have_to_name_it(tree: Path) -> None:
    assert [problem.split()[0] for problem in problems(tree, "1.3.0")] == ["pyproject.toml", "CHANGELOG.md"]


def test_what_is_not_committed_is_not_released(tree: Path) -> None:
    (tree / "stray").write_text("x", encoding="utf-8")

    assert problems(tree, "1.2.3") == ["1 files are not committed, stray among them"]


def test_a_version_is_released_once(tree: Path) -> None:
    git(tree, "tag", "v1.2.3")
    assert problems(tree, "1.2.3") == []

    commit(tree)
    assert problems(tree, "1.2.3") == [
        "v1.2.3 is the tag of another commit: a version is never released twice"
    ]


def test_the_notes_of_a_version_end_where_the_next_begin() -> None:
    assert notes("## 2.0.0\n\n- B\n\n## 1.0.0\n\n- A\n", "2.0.0") == "- B"
    assert notes("## 2.0.0\n\n## 1.0.0\n\n- A\n", "2.0.0") == ""


def test_every_action_is_pinned_and_no_workflow_has_rights_by_default() -> None:
    workflows = list((ROOT / ".github" / "workflows").glob("*.yml"))
    if not workflows:
        pytest.skip("not a checkout")
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"uses: (\S+)", text)
        assert [action for action in used if not re.search(r"@[0-9a-f]{40}$", action)] == []
        assert "\npermissions: {}\n" in text


def test_only_the_job_that_uploads_can_and_it_builds_nothing() -> None:
    path = ROOT / ".github" / "workflows" / "release.yml"
    if not path.exists():
        pytest.skip("not a checkout")
    build, upload = path.read_text(encoding="utf-8").split("\n  upload:\n")

    assert "id-token" not in build
    assert "id-token: write" in upload
    assert "checkout" not in upload
    assert "run:" not in upload
