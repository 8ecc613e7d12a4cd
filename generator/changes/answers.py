"""What a method gives back: statuses, headers, bodies of refusals, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.changes.entry import Grade
from generator.changes.findings import target
from generator.changes.keywords import DOCUMENTATION, NOTES, change, differing, judge
from generator.changes.media import compare_media
from generator.changes.results import compare_results

if TYPE_CHECKING:
    from generator.changes.entry import Pointer
    from generator.changes.findings import Findings
    from generator.changes.schemas import SchemaComparison


class AnswerComparison:
    """Compares the answers of an operation and notes what changed."""

    def __init__(self, found: Findings, schemas: SchemaComparison) -> None:
        self.found, self.schemas = found, schemas

    def compare(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        """Compare all that may come back."""
        before, after = old.get("responses", {}), new.get("responses", {})
        successes = [[s for s in side if str(s).startswith("2")] for side in (before, after)]
        pairs = {status: status for status in before if status in after}
        if successes[0] != successes[1] and len(successes[0]) == len(successes[1]) == 1:
            pairs[successes[0][0]] = successes[1][0]
        for status in {**before, **after}:
            here, there = (*old_at, "responses", status), (*new_at, "responses", status)
            if status in before and status in after:
                continue
            text = f"{'documents' if status in after else 'no longer documents'} the answer {status}"
            grade = Grade.RISKY if status.startswith("2") else Grade.FIX
            self.found.add(grade, "status-changed", name, text, [here, there], operations=[name])
        for was, now in pairs.items():
            here, there = (*old_at, "responses", was), (*new_at, "responses", now)
            self.response(before[was], after[now], here, there, name, now)
        compare_results(self.found, self.schemas, old, new, old_at, new_at, name)

    def response(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str, status: str) -> None:
        before, after = self.found.resolved(old, new=False), self.found.resolved(new, new=True)
        self.reference(old, new, old_at, new_at, f"{name}: answer {status}")
        old_at, new_at = target(old, old_at), target(new, new_at)
        called = f"the shared answer {new_at[2]}" if new_at[0] == "components" else f"{name}: answer {status}"
        for key, was, now in differing(before, after, but=frozenset({"headers", "content", "$ref"})):
            grade, what, text = judge(key, was, now, "response")
            places = [(*old_at, key), (*new_at, key)]
            self.found.add(grade, what, called, text, places, direction="response", operations=[name])
        self.headers(before.get("headers", {}), after.get("headers", {}), old_at, new_at, name)
        if not status.startswith("2"):
            self.error_bodies(before, after, old_at, new_at, name, status)

    def error_bodies(
        self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str, status: str
    ) -> None:
        before, after = old.get("content", {}), new.get("content", {})
        for kind in {**before, **after}:
            here, there = (*old_at, "content", kind), (*new_at, "content", kind)
            if kind in before and kind in after:
                compare_media(
                    self.found, self.schemas, before[kind], after[kind], here, there, name, "response"
                )
            else:
                text = f"its answer {status} {'may be' if kind in after else 'is no longer'} {kind}"
                self.found.add(
                    Grade.RISKY, "error-body-changed", name, text, [here, there], operations=[name]
                )

    def reference(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        pair = [node.get("$ref") if isinstance(node, Mapping) else None for node in (old, new)]
        if pair[0] != pair[1]:
            places = [(*old_at, "$ref"), (*new_at, "$ref"), old_at, new_at]
            self.found.add(Grade.INTERNAL, "rewritten", name, "is described elsewhere now", places)

    def headers(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, method: str) -> None:
        for key in {**old, **new}:
            here, there = (*old_at, "headers", key), (*new_at, "headers", key)
            called = f"the header {key}"
            if key in old and key in new:
                self.header(old[key], new[key], here, there, called, method)
                continue
            verdict = (
                (Grade.ADDITION, "header-added", called, "described now")
                if key in new
                else (Grade.RISKY, "header-removed", called, "no longer described")
            )
            self.found.add(*verdict, [here, there], operations=[method], group=("header", key))

    def header(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str, method: str) -> None:
        before, after = self.found.resolved(old, new=False), self.found.resolved(new, new=True)
        self.reference(old, new, old_at, new_at, name)
        old_at, new_at = target(old, old_at), target(new, new_at)
        for key, was, now in differing(before, after, but=frozenset({"$ref"})):
            grade, what, text = judge(key, was, now, "response")
            if key not in DOCUMENTATION | NOTES:
                grade, what, text = Grade.RISKY, "header-changed", change(key, was, now)
            self.found.add(grade, what, name, text, [(*old_at, key), (*new_at, key)], operations=[method])
