"""How the changelog and the version are readied for a release."""

from __future__ import annotations

import pytest

from tools.prepare import move_entries, set_version

LOG = "# Changelog\n\n## Unreleased\n{}\n## 1.0.0\n\n- First.\n"


def test_what_was_written_goes_under_the_version() -> None:
    moved = move_entries(LOG.format("\n- New.\n"), "1.1.0", "- A draft.")

    assert moved == "# Changelog\n\n## Unreleased\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n"


def test_where_nothing_was_written_the_draft_goes_there() -> None:
    assert "## Unreleased\n\n## 1.1.0\n\n- A draft.\n\n## 1.0.0\n" in move_entries(
        LOG.format(""), "1.1.0", "- A draft."
    )


def test_the_first_release_has_nothing_below_it() -> None:
    moved = move_entries("# Changelog\n\n## Unreleased\n\n- All.\n", "0.1.0", "")

    assert moved == "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- All.\n"


def test_an_entry_that_an_older_version_has_too_stays_there() -> None:
    moved = move_entries("## Unreleased\n\n- Fixes.\n\n## 1.0.0\n\n- Fixes.\n", "1.0.1", "")

    assert moved == "## Unreleased\n\n## 1.0.1\n\n- Fixes.\n\n## 1.0.0\n\n- Fixes.\n"


def test_what_was_prepared_already_is_not_prepared_over() -> None:
    with pytest.raises(SystemExit, match="already"):
        move_entries(LOG.format("\n- New.\n"), "1.0.0", "")


def test_only_the_project_gets_the_version() -> None:
    settings = '[project]\nversion = "1.0.0"\n\n[tool.x]\ntarget-version = "py311"\nversion = "9"\n'

    assert set_version(settings, "1.1.0") == settings.replace('"1.0.0"', '"1.1.0"')
