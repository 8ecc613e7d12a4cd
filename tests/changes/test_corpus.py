"""Every labelled edit is judged as a careful reader judges it: above all, nothing that breaks is called compatible."""

from __future__ import annotations

import pytest

from generator.changes.change import Change, Severity, worst
from generator.changes.document import compare_documents
from tests.changes.corpus import EDITS, Edit
from tests.changes.documents import fresh


def changes(edit: Edit) -> list[Change]:
    document = fresh()
    edit.change(document)
    return compare_documents(fresh(), document)


def test_nothing_changed() -> None:
    assert compare_documents(fresh(), fresh()) == []


def test_enough_edits_with_names_of_their_own() -> None:
    assert len(EDITS) >= 60
    assert len({edit.name for edit in EDITS}) == len(EDITS)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_labelled_edit(edit: Edit) -> None:
    found = changes(edit)
    told = "\n".join(f"{e.severity.label} {e.kind} {e.name}: {e.text}" for e in found)
    assert found, "the edit is not in the report"
    assert edit.grade is worst(found), told
    assert edit.called in [name for e in found for name in e.names] or not edit.called, told


@pytest.mark.parametrize(
    "edit", [e for e in EDITS if e.grade is Severity.BREAKING], ids=lambda edit: edit.name
)
def test_undoing_an_edit_is_told_too(edit: Edit) -> None:
    document = fresh()
    edit.change(document)
    assert compare_documents(document, fresh())
