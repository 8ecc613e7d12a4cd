"""Tests that drift reports every edit of the published document, at every place, in one line.

`edits.py` has all edits and places. Some are picked by a seed; other seeds and numbers work as well.
"""

from __future__ import annotations

import pytest

from generator.drift.report import lines_of
from tests.drift.documents import compared, compared_at, published
from tests.drift.edits import Edit, edits, sample
from tests.drift.trees import in_memory_tree

SEED = 20261127
COUNT = 600
PARTS = 12
"""The edits are divided among so many tests, which run in parallel."""
PICKED = sample(published(), COUNT, SEED)


def problem(edit: Edit, *, tree: bool = False) -> str:
    """Return what is wrong with the report of an edited document; nothing if it is right."""
    document = published()
    edit.apply(document)
    count = len(lines_of(compared(in_memory_tree(document)) if tree else compared_at(edit.at, document)))
    expected = range(1, edit.lines + 1) if edit.lines else range(1)
    return "" if count in expected else f"{edit.id}: {count} lines"


def test_every_kind_of_edit_is_picked() -> None:
    assert len(PICKED) == COUNT
    assert {edit.name for edit in PICKED} == {edit.name for edit in edits(published())}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_edit_is_reported_in_one_line(part: int) -> None:
    assert list(filter(None, map(problem, PICKED[part::PARTS]))) == []


def test_every_kind_of_edit_is_reported_in_one_line_of_a_whole_tree() -> None:
    one_of_each_kind = {edit.name: edit for edit in PICKED}.values()
    assert [text for edit in one_of_each_kind if (text := problem(edit, tree=True))] == []
