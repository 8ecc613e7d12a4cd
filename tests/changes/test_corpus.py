"""Tests that each edit in the corpus has its expected severity; no breaking edit is reported as compatible."""

from __future__ import annotations

import pytest

from generator.changes.change import Change, Severity, worst
from generator.changes.document import compare_documents
from tests.changes.corpus import EDITS, Edit
from tests.changes.documents import base_document


def changes(edit: Edit) -> list[Change]:
    document = base_document()
    edit.change(document)
    return compare_documents(base_document(), document)


def test_equal_documents_have_no_changes() -> None:
    assert compare_documents(base_document(), base_document()) == []


def test_edits_have_unique_names() -> None:
    assert len(EDITS) >= 60
    assert len({edit.name for edit in EDITS}) == len(EDITS)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit_has_the_expected_severity(edit: Edit) -> None:
    found = changes(edit)
    reported = "\n".join(f"{e.severity.label} {e.kind} {e.name}: {e.text}" for e in found)
    assert found, "the edit is not in the report"
    assert edit.severity is worst(found), reported
    assert edit.expected_name in [name for e in found for name in e.names] or not edit.expected_name, reported


@pytest.mark.parametrize(
    "edit", [e for e in EDITS if e.severity is Severity.BREAKING], ids=lambda edit: edit.name
)
def test_reverse_of_a_breaking_edit_is_reported(edit: Edit) -> None:
    document = base_document()
    edit.change(document)
    assert compare_documents(document, base_document())
