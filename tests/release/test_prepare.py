"""Tests of preparing the changelog and the version for a release."""

from __future__ import annotations

import pytest

from tools.prepare import move_entries, set_version

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
