"""Tests of preparing the changelog and the version for a release."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.changes.change import Change, Severity
from generator.changes.report import ChangesReport
from tools import prepare as preparation
from tools.prepare import move_entries, prepare, set_version
from tools.release import REASONS, VERSION_FILE, too_low

LOG = "# Changelog\n\n## Unreleased\n{}\n## 1.0.0\n\n- First.\n"


def test_unreleased_entries_move_under_the_version() -> None:
    moved = move_entries(LOG.format("\n- New.\n"), "1.1.0", "- A draft.")

    assert moved == "# Changelog\n\n## Unreleased\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n"


def test_draft_is_used_if_there_are_no_unreleased_entries() -> None:
    assert "## Unreleased\n\n## 1.1.0\n\n- A draft.\n\n## 1.0.0\n" in move_entries(
        LOG.format(""), "1.1.0", "- A draft."
    )


def test_changelog_without_earlier_releases_is_supported() -> None:
    moved = move_entries("# Changelog\n\n## Unreleased\n\n- All.\n", "0.1.0", "")

    assert moved == "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- All.\n"


def test_entry_that_also_occurs_in_an_older_version_stays_there() -> None:
    moved = move_entries("## Unreleased\n\n- Fixes.\n\n## 1.0.0\n\n- Fixes.\n", "1.0.1", "")

    assert moved == "## Unreleased\n\n## 1.0.1\n\n- Fixes.\n\n## 1.0.0\n\n- Fixes.\n"


def test_version_that_is_already_in_the_changelog_is_rejected() -> None:
    with pytest.raises(SystemExit, match="already"):
        move_entries(LOG.format("\n- New.\n"), "1.0.0", "")


def test_only_the_project_version_is_set() -> None:
    settings = '[project]\nversion = "1.0.0"\n\n[tool.x]\ntarget-version = "py311"\nversion = "9"\n'

    assert set_version(settings, "1.1.0") == settings.replace('"1.0.0"', '"1.1.0"')


def changes(severity: Severity, *names: str) -> ChangesReport:
    """Return a report of changes since v1.0.0."""
    found = [
        Change(names=(name,), pointers=(), kind="x", severity=severity, text="removed") for name in names
    ]
    return ChangesReport("v1.0.0", "the working tree", found, "1.0.0")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a tree whose last release has the tag v1.0.0."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.0.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(LOG.format("\n- New.\n"), encoding="utf-8")
    module = tmp_path / VERSION_FILE
    module.parent.mkdir(parents=True)
    module.write_text('"""The version."""\n\n__version__ = "1.0.0"\n', encoding="utf-8")
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["tag", "v1.0.0"]):
        subprocess.run([*git, *command], cwd=tmp_path, check=True)
    return tmp_path


def texts(tree: Path) -> list[str]:
    names = ("pyproject.toml", "CHANGELOG.md", VERSION_FILE)
    return [(tree / name).read_text(encoding="utf-8") for name in names]


def test_version_too_low_for_the_changes_is_rejected_before_any_edit(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "changed", lambda *_: changes(Severity.BREAKING, "client.a", "client.b"))
    before = texts(tree)

    with pytest.raises(SystemExit) as rejected:
        prepare(tree, "1.1.0")

    assert rejected.value.code == (
        "1.1.0 is too low: the changes since v1.0.0 require 2.0.0 or later. Breaking:\n"
        "  client.a: removed\n  client.b: removed"
    )
    assert texts(tree) == before
    assert prepare(tree, "2.1.0") == "2.1.0"
    settings, _, module = texts(tree)
    assert 'version = "2.1.0"' in settings
    assert module == '"""The version."""\n\n__version__ = "2.1.0"\n'


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9"])
def test_released_version_is_rejected_without_a_comparison(
    tree: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(preparation, "changed", lambda *_: pytest.fail("compared"))
    before = texts(tree)

    with pytest.raises(SystemExit, match=rf"{version} is too low: v1\.0\.0 is the last release"):
        prepare(tree, version)

    assert texts(tree) == before


def test_malformed_version_is_rejected(tree: Path) -> None:
    with pytest.raises(SystemExit, match=r"'v1\.1' is not a version of the form 1\.2\.3"):
        prepare(tree, "v1.1")


def test_release_without_changes_needs_a_version(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "changed", lambda *_: changes(Severity.INTERNAL))

    with pytest.raises(SystemExit, match="No release is needed"):
        prepare(tree, None)

    assert prepare(tree, "1.0.1") == "1.0.1"


def test_long_list_of_reasons_is_cut() -> None:
    report = changes(Severity.ADDITION, *(f"client.m{number}" for number in range(REASONS + 2)))

    message = too_low("1.0.1", report)

    assert message.startswith(
        "1.0.1 is too low: the changes since v1.0.0 require 1.1.0 or later. Additions:\n"
    )
    assert message.endswith("\n  and 2 more; `nox -s changes` lists all")
    assert too_low("1.1.0", report) == ""
