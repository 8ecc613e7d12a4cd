"""Two documents compared, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.changes.access import compare_idempotency, compare_security, compare_servers
from generator.changes.answers import AnswerComparison
from generator.changes.canonical import METHODS, canonical, differences, same
from generator.changes.entry import Entry, Grade, Pointer
from generator.changes.findings import Findings
from generator.changes.keywords import ABSENT, DOCUMENTATION, Verdict, change, differing, judge
from generator.changes.requests import RequestComparison
from generator.changes.schemas import SchemaComparison
from generator.changes.shapes import Kind, kind_of

ELSEWHERE = frozenset({"operationId", "tags", "parameters", "requestBody", "responses"})
"""What is compared by rules of its own and not as one keyword of an operation."""


def compare_documents(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Entry]:
    """Every change from one bundled document to another, the gravest first.

    What differs between the documents and no rule noticed is in the list as `risky`.
    """
    found = Findings(canonical(old), canonical(new))
    _Walk(found).run()
    return found.result()


class _Walk:
    def __init__(self, found: Findings) -> None:
        self.found = found
        self.schemas = SchemaComparison(found)
        self.requests = RequestComparison(found, self.schemas)
        self.answers = AnswerComparison(found, self.schemas)

    def run(self) -> None:
        before, after = dict(_operations(self.found.old)), dict(_operations(self.found.new))
        taken: set[Pointer] = set()
        for at, operation in before.items():
            match = _match(at, operation, after, taken)
            if match is None:
                self.removed(at, operation)
            else:
                taken.add(match)
                self.operation(operation, after[match], at, match)
        for at, operation in after.items():
            if at not in taken:
                self.added(at, operation)
        self.components()
        self.root()
        self.uncovered()

    # operations

    def removed(self, at: Pointer, operation: Mapping[str, Any]) -> None:
        name = self.name(operation, new=False)
        self.found.add(Grade.BREAKING, "operation-removed", name, "removed", [at], operations=[name])

    def added(self, at: Pointer, operation: Mapping[str, Any]) -> None:
        name = self.name(operation, new=True)
        self.found.add(Grade.ADDITION, "operation-added", name, "new", [at], operations=[name])

    def name(self, operation: Mapping[str, Any], *, new: bool) -> str:
        names = self.found.new_names if new else self.found.old_names
        return names.methods[str(operation.get("operationId"))]

    def operation(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer
    ) -> None:
        before, name = self.name(old, new=False), self.name(new, new=True)

        def note(verdict: Verdict, key: str) -> None:
            grade, what, text = verdict
            places = [(*old_at, key), (*new_at, key)]
            self.found.add(grade, what, name, text, places, operations=[name])

        if before != name:
            text = f"was {before}: the method has another name now"
            places = [(*at, key) for at in (old_at, new_at) for key in ("operationId", "tags")]
            self.found.add(Grade.BREAKING, "operation-renamed", name, text, places, operations=[name])
        elif not same(old.get("operationId"), new.get("operationId")) or not same(
            old.get("tags"), new.get("tags")
        ):
            for key in ("operationId", "tags"):
                text = "its operationId or tags differ, to the same name"
                note((Grade.RISKY, "not-understood", text), key)
        if old_at != new_at:
            text = f"is {_route(new_at)} now, was {_route(old_at)}: proxies, gateways and recordings know the old one"
            self.found.add(Grade.BREAKING, "route-changed", name, text, [old_at, new_at], operations=[name])
        for key, _, _ in differing(old, new, but=ELSEWHERE):
            was, now = self.effective(key, old, new)
            if was is not ABSENT and now is not ABSENT and same(was, now):
                note((Grade.INTERNAL, "note", f"{key} stated or left out, to the same effect"), key)
            else:
                note(_operation_keyword(key, was, now, old_at[2]), key)
        self.requests.compare(old, new, old_at, new_at, name)
        self.answers.compare(old, new, old_at, new_at, name)

    def effective(self, key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Any, Any]:
        """What a keyword of an operation is before and after, with what the document says for all of them."""
        if key in ("servers", "security"):
            old, new = {**self.found.old, **old}, {**self.found.new, **new}
        return old.get(key, ABSENT), new.get(key, ABSENT)

    # the rest of the document

    def components(self) -> None:
        """Schemas that came, went, or were not met in the operations."""
        before = self.found.old["components"].get("schemas", {})
        after = self.found.new["components"].get("schemas", {})
        for name in {**before, **after}:
            at = [("components", "schemas", name)]
            if name not in after:
                grade = Grade.INTERNAL if kind_of(name, self.found.old) is Kind.PLAIN else Grade.BREAKING
                users = self.found.old_names.users(name, "")
                names = self.found.old_names.classes(name)
                self.found.add(grade, "class-removed", names, "removed", at, operations=users)
            elif name not in before:
                grade = Grade.INTERNAL if kind_of(name, self.found.new) is Kind.PLAIN else Grade.ADDITION
                users = self.found.new_names.users(name, "")
                names = self.found.new_names.classes(name)
                self.found.add(grade, "class-added", names, "new", at, operations=users)
            elif not any((name, name, way) in self.schemas.done for way in ("request", "response")):
                for way in ("request", "response"):
                    self.schemas.pair(name, name, at[0], at[0], way)
        for kind in ("responses", "parameters", "headers"):
            was, now = (side["components"].get(kind, {}) for side in (self.found.old, self.found.new))
            for name in sorted({*was} ^ {*now}):
                text = "came or went; its uses are told above"
                self.found.add(
                    Grade.INTERNAL, "shared", f"components/{kind}/{name}", text, [("components", kind, name)]
                )

    def root(self) -> None:
        old, new = self.found.old, self.found.new
        for key, before, after in differing(old, new, but=frozenset({"paths", "components", "info"})):
            self.root_keyword(key, before, after)
        for place in differences(old.get("info", {}), new.get("info", {}), ("info",)):
            self.found.add(Grade.INTERNAL, "info", "/".join(place), "changed", [place])
        was, now = (side["components"].get("securitySchemes", {}) for side in (old, new))
        for place in differences(was, now, ("components", "securitySchemes")):
            grade, text = Grade.BREAKING, "another way to prove who asks"
            if place[-1] in DOCUMENTATION | {"bearerFormat"}:
                grade, text = Grade.FIX, "reworded"
            elif len(place) == 3 and place[2] in now:
                grade, text = Grade.INTERNAL, "described now; who needs it is told above"
            name = f"the key {'.'.join(place[2:])}"
            self.found.add(grade, "security-changed", name, text, [place])

    def root_keyword(self, key: str, before: Any, after: Any) -> None:
        grade, what, text = Grade.RISKY, "not-understood", change(key, before, after)
        if key in ("servers", "security"):
            grade, what, text = _operation_keyword(key, before, after)
            methods = [*self.found.new_names.methods.values()]
            self.found.add(
                grade, what, f"all operations without {key} of their own", text, [(key,)], operations=methods
            )
        elif key == "tags" and isinstance(before, Mapping) and isinstance(after, Mapping):
            for place in differences(before, after, ("tags",)):
                fix = place[-1] in DOCUMENTATION
                self.found.add(
                    Grade.FIX if fix else Grade.INTERNAL,
                    "documentation" if fix else "tag",
                    f"the resource {place[1]}",
                    "reworded" if fix else "its tag came, went or changed",
                    [place],
                )
        else:
            self.found.add(grade, what, f"the description's {key}", text, [(key,)])

    def uncovered(self) -> None:
        """The safety net: whatever differs and is in no entry is told as risky."""
        known = {pointer for entry in self.found.entries for pointer in entry.pointers}
        for place in sorted(self.places()):
            if not any(place[:length] in known for length in range(1, len(place) + 1)):
                names = self.called(place)
                text = "differs in a way that no rule of this tool covers; judge by hand"
                self.found.add(Grade.RISKY, "not-understood", names, text, [place])

    def places(self) -> Iterator[Pointer]:
        """Every difference; what came or went as a whole path or kind of component, by what is in it."""
        for place in differences(self.found.old, self.found.new):
            if len(place) == 2 and place[0] in ("paths", "components"):
                for side in (self.found.old, self.found.new):
                    yield from ((*place, key) for key in side[place[0]].get(place[1], {}))
            else:
                yield place

    def called(self, place: Pointer) -> tuple[str, ...]:
        if place[:2] == ("components", "schemas") and len(place) > 2:
            return (*self.found.new_names.schema(place, ""), "/".join(place))
        return ("/".join(place),)


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield ("paths", path, method), item[method]


def _match(
    at: Pointer, operation: Mapping[str, Any], after: Mapping[Pointer, Mapping[str, Any]], taken: set[Pointer]
) -> Pointer | None:
    """The operation that this one became: of the same operationId, else of the same path and method."""
    name = operation.get("operationId")
    for place, candidate in after.items():
        if candidate.get("operationId") == name and place not in taken:
            return place
    return at if at in after and at not in taken else None


def _route(at: Pointer) -> str:
    return f"{at[2].upper()} {at[1]}"


def _operation_keyword(key: str, before: Any, after: Any, method: str = "") -> Verdict:
    """Grade, kind and words for a changed keyword of an operation."""
    words = change(key, before, after)
    if key == "servers":
        return compare_servers(before, after)
    if key == "security":
        return compare_security(before, after)
    if key == "x-idempotent":
        return compare_idempotency(before, after, method)
    if key == "x-absolute-url":
        return Grade.BREAKING, "url-changed", f"{words}: where it is sent comes from elsewhere now"
    if key == "x-probe":
        text = (
            "the client asks it for the rate limit" if after is True else "no longer asked for the rate limit"
        )
        return Grade.INTERNAL, "probe", text
    if key == "x-stability":
        if after == "stable":
            return Grade.ADDITION, "stability-changed", "stable now"
        return Grade.RISKY, "stability-changed", f"{words}: less is promised than before"
    return judge(key, before, after, "request")
