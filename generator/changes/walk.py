"""Two documents compared, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.changes.canonical import METHODS, canonical, differences, same
from generator.changes.entry import Entry, Grade, Pointer
from generator.changes.findings import Findings, shown
from generator.changes.keywords import ABSENT, DOCUMENTATION, NOTES, change, judge
from generator.changes.naming import argument
from generator.changes.schemas import SchemaComparison
from generator.changes.shapes import Kind, kind_of
from generator.changes.streams import compare_bodies


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

        def note(grade: Grade, what: str, key: str, text: str) -> None:
            places = [(*old_at, key), (*new_at, key)]
            self.found.add(grade, what, name, text, places, operations=[name])

        if before != name:
            text = f"was {before}: the method has another name now"
            places = [(*at, key) for at in (old_at, new_at) for key in ("operationId", "tags")]
            self.found.add(Grade.BREAKING, "operation-renamed", name, text, places, operations=[name])
        elif not same(old.get("operationId"), new.get("operationId")) or not same(
            old.get("tags"), new.get("tags")
        ):
            note(
                Grade.RISKY,
                "not-understood",
                "operationId",
                "its operationId or tags differ, to the same name",
            )
            note(Grade.RISKY, "not-understood", "tags", "its operationId or tags differ, to the same name")
        if old_at != new_at:
            text = f"is {_route(new_at)} now, was {_route(old_at)}: proxies, gateways and recordings know the old one"
            self.found.add(Grade.BREAKING, "route-changed", name, text, [old_at, new_at], operations=[name])
        for key in sorted({*old, *new} - {"operationId", "tags", "parameters", "requestBody", "responses"}):
            if key not in old or key not in new or not same(old[key], new[key]):
                note(*_operation_keyword(key, old.get(key, ABSENT), new.get(key, ABSENT)))
        self.parameters(old, new, old_at, new_at, name)
        self.body(old, new, old_at, new_at, name)
        self.responses(old, new, old_at, new_at, name)

    def parameters(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        before, after = old.get("parameters", {}), new.get("parameters", {})
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self.found.add(
                Grade.RISKY, "not-understood", name, "its parameters cannot be compared", [old_at, new_at]
            )
            return
        for key in {**before, **after}:
            here, there = (*old_at, "parameters", key), (*new_at, "parameters", key)
            was, now = (
                self.found.resolved(before.get(key), new=False),
                self.found.resolved(after.get(key), new=True),
            )
            shown_name = f"{name}(..., {argument(key.partition(':')[2])}=)"

            def note(
                grade: Grade,
                what: str,
                text: str,
                *,
                at: tuple[Pointer, Pointer] = (here, there),
                called: str = shown_name,
            ) -> None:
                self.found.add(grade, what, called, text, at, direction="request", operations=[name])

            if key not in after:
                note(Grade.BREAKING, "parameter-removed", "removed")
            elif key not in before:
                needed = bool(now.get("required"))
                note(
                    Grade.BREAKING if needed else Grade.ADDITION,
                    "parameter-added",
                    "new, and must be given" if needed else "new",
                )
            else:
                self.parameter(was, now, here, there, note)
        if [k for k in before if k in after] != [k for k in after if k in before]:
            self.found.add(
                Grade.INTERNAL,
                "order-changed",
                name,
                "its parameters are in another order",
                [(*old_at, "parameters"), (*new_at, "parameters")],
                operations=[name],
            )

    def parameter(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, note: Any
    ) -> None:
        for key in sorted({*old, *new} - {"schema", "name", "in", "$ref"}):
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before is not ABSENT and after is not ABSENT and same(before, after):
                continue
            at = (*old_at, key), (*new_at, key)
            if key == "required" and (before is True) != (after is True):
                grade = Grade.BREAKING if after is True else Grade.ADDITION
                note(
                    grade, "required", "must be given now" if after is True else "may be left out now", at=at
                )
            elif key == "required":
                note(Grade.INTERNAL, "note", "required stated or left out, to the same effect", at=at)
            else:
                note(*judge(key, before, after, "request"), at=at)
        before, after = old.get("schema", {}), new.get("schema", {})
        if (
            old.get("x-send-default")
            and new.get("x-send-default")
            and not same(before.get("default"), after.get("default"))
        ):
            note(
                Grade.BREAKING,
                "default-sent",
                f"sends {shown(after.get('default'))} now where the caller says nothing, "
                f"was {shown(before.get('default'))}",
            )
        self.schemas.compare(before, after, (*old_at, "schema"), (*new_at, "schema"), "request")

    def body(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        before, after = old.get("requestBody"), new.get("requestBody")
        here, there = (*old_at, "requestBody"), (*new_at, "requestBody")
        if before is None and after is None:
            return

        def note(grade: Grade, what: str, text: str, *keys: str) -> None:
            self.found.add(
                grade,
                what,
                name,
                text,
                [(*here, *keys), (*there, *keys)],
                direction="request",
                operations=[name],
            )

        if before is None or after is None:
            text = "has a request body now" if before is None else "no longer has a request body"
            note(Grade.BREAKING, "body-changed", text)
            return
        for key in sorted({*before, *after} - {"content", "required"}):
            if key not in before or key not in after or not same(before[key], after[key]):
                grade, what, text = judge(key, before.get(key, ABSENT), after.get(key, ABSENT), "request")
                note(grade, what, f"its request body: {text}", key)
        if not same(before.get("required"), after.get("required")):
            grade = Grade.BREAKING if after.get("required") else Grade.ADDITION
            note(
                grade,
                "body-required",
                f"its request body {'must' if after.get('required') else 'need not'} be given",
                "required",
            )
        was, now = before.get("content", {}), after.get("content", {})
        for kind in {**was, **now}:
            if kind not in was or kind not in now:
                note(
                    Grade.BREAKING,
                    "body-type-changed",
                    f"{'sends' if kind in now else 'no longer sends'} {kind}",
                    "content",
                    kind,
                )
            else:
                self.media(
                    was[kind], now[kind], (*here, "content", kind), (*there, "content", kind), name, "request"
                )

    def responses(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        before, after = old.get("responses", {}), new.get("responses", {})
        successes = [[s for s in side if str(s).startswith("2")] for side in (before, after)]
        pairs = {status: status for status in before if status in after}
        if successes[0] != successes[1] and len(successes[0]) == len(successes[1]) == 1:
            pairs[successes[0][0]] = successes[1][0]
        for status in {**before, **after}:
            here, there = (*old_at, "responses", status), (*new_at, "responses", status)
            success = status.startswith("2")
            if status in before and status in after:
                continue
            words = "documents the answer" if status in after else "no longer documents the answer"
            grade = Grade.RISKY if success else Grade.FIX
            self.found.add(
                grade, "status-changed", name, f"{words} {status}", [here, there], operations=[name]
            )
        for was, now in pairs.items():
            here, there = (*old_at, "responses", was), (*new_at, "responses", now)
            self.response(before[was], after[now], here, there, name, now)
        compare_bodies(self.found, self.schemas, old, new, old_at, new_at, name)

    def response(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str, status: str) -> None:
        before, after = self.found.resolved(old, new=False), self.found.resolved(new, new=True)
        self.reference(old, new, old_at, new_at, f"{name}: answer {status}")
        old_at, new_at = _target(old, old_at), _target(new, new_at)
        called = f"the shared answer {new_at[2]}" if new_at[0] == "components" else f"{name}: answer {status}"
        for key in sorted({*before, *after} - {"headers", "content", "$ref"}):
            if key not in before or key not in after or not same(before[key], after[key]):
                grade, what, text = judge(key, before.get(key, ABSENT), after.get(key, ABSENT), "response")
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
                self.media(before[kind], after[kind], here, there, name, "response")
            else:
                text = f"its answer {status} {'may be' if kind in after else 'is no longer'} {kind}"
                self.found.add(
                    Grade.RISKY, "error-body-changed", name, text, [here, there], operations=[name]
                )

    def reference(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str) -> None:
        pair = [node.get("$ref") if isinstance(node, Mapping) else None for node in (old, new)]
        if pair[0] != pair[1]:
            text = "is described elsewhere now"
            self.found.add(
                Grade.INTERNAL,
                "rewritten",
                name,
                text,
                [(*old_at, "$ref"), (*new_at, "$ref"), old_at, new_at],
            )

    def headers(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, method: str) -> None:
        for key in {**old, **new}:
            here, there = (*old_at, "headers", key), (*new_at, "headers", key)
            called, group = f"the header {key}", ("header", key)
            if key not in new:
                text = "no longer described"
                self.found.add(
                    Grade.RISKY,
                    "header-removed",
                    called,
                    text,
                    [here, there],
                    operations=[method],
                    group=group,
                )
            elif key not in old:
                text = "described now"
                self.found.add(
                    Grade.ADDITION,
                    "header-added",
                    called,
                    text,
                    [here, there],
                    operations=[method],
                    group=group,
                )
            else:
                self.header(old[key], new[key], here, there, called, method)

    def header(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str, method: str) -> None:
        before, after = self.found.resolved(old, new=False), self.found.resolved(new, new=True)
        self.reference(old, new, old_at, new_at, name)
        old_at, new_at = _target(old, old_at), _target(new, new_at)
        for key in sorted({*before, *after} - {"$ref"}):
            was, now = before.get(key, ABSENT), after.get(key, ABSENT)
            if was is not ABSENT and now is not ABSENT and same(was, now):
                continue
            grade, what, text = judge(key, was, now, "response")
            if key not in DOCUMENTATION | NOTES:
                grade, what, text = Grade.RISKY, "header-changed", change(key, was, now)
            self.found.add(grade, what, name, text, [(*old_at, key), (*new_at, key)], operations=[method])

    def media(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, name: str, way: str) -> None:
        """A body of the same content type before and after."""
        for key in sorted({*old, *new} - {"schema"}):
            if key not in old or key not in new or not same(old[key], new[key]):
                grade, what, text = judge(key, old.get(key, ABSENT), new.get(key, ABSENT), way)
                self.found.add(
                    grade,
                    what,
                    name,
                    text,
                    [(*old_at, key), (*new_at, key)],
                    direction=way,
                    operations=[name],
                )
        self.schemas.compare(
            old.get("schema", {}), new.get("schema", {}), (*old_at, "schema"), (*new_at, "schema"), way
        )

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
                self.found.add(grade, "class-removed", f"models.{name}", "removed", at, operations=users)
            elif name not in before:
                grade = Grade.INTERNAL if kind_of(name, self.found.new) is Kind.PLAIN else Grade.ADDITION
                users = self.found.new_names.users(name, "")
                self.found.add(grade, "class-added", f"models.{name}", "new", at, operations=users)
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
        for key in sorted({*old, *new} - {"paths", "components", "info"}):
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before is ABSENT or after is ABSENT or not same(before, after):
                self.root_keyword(key, before, after)
        for place in differences(old.get("info", {}), new.get("info", {}), ("info",)):
            self.found.add(Grade.INTERNAL, "info", "/".join(place), "changed", [place])
        was, now = (side["components"].get("securitySchemes", {}) for side in (old, new))
        for place in differences(was, now, ("components", "securitySchemes")):
            grade = Grade.FIX if place[-1] in DOCUMENTATION else Grade.BREAKING
            self.found.add(
                grade,
                "security-changed",
                f"the key {'.'.join(place[2:])}",
                "another way to prove who asks" if grade is Grade.BREAKING else "reworded",
                [place],
            )

    def root_keyword(self, key: str, before: Any, after: Any) -> None:
        grade, what, text = Grade.RISKY, "not-understood", change(key, before, after)
        if key in ("servers", "security"):
            grade, what, _, text = _operation_keyword(key, before, after)
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


def _target(node: Any, at: Pointer) -> Pointer:
    reference = node.get("$ref") if isinstance(node, Mapping) else None
    if not isinstance(reference, str):
        return at
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in reference.removeprefix("#/").split("/")
    )


def _route(at: Pointer) -> str:
    return f"{at[2].upper()} {at[1]}"


def _operation_keyword(key: str, before: Any, after: Any) -> tuple[Grade, str, str, str]:
    """Grade, kind, key and words for a changed keyword of an operation."""
    words = change(key, before, after)
    if key == "servers":
        documented = (
            isinstance(before, Mapping)
            and isinstance(after, Mapping)
            and all(place[-1] == "description" for place in differences(before, after))
        )
        if documented:
            return Grade.FIX, "documentation", key, "the description of its server is reworded"
        return Grade.BREAKING, "server-changed", key, f"goes to another server: {words}"
    if key == "security":
        return Grade.BREAKING, "security-changed", key, f"needs another key, or none: {words}"
    if key == "x-absolute-url":
        return Grade.BREAKING, "url-changed", key, f"{words}: where it is sent comes from elsewhere now"
    if key == "x-idempotent":
        return (
            Grade.RISKY,
            "retry-changed",
            key,
            f"{words}: it is repeated under other conditions after a failure",
        )
    if key == "x-stability":
        if after == "stable":
            return Grade.ADDITION, "stability-changed", key, "stable now"
        return Grade.RISKY, "stability-changed", key, f"{words}: less is promised than before"
    return _judged(key, before, after)


def _judged(key: str, before: Any, after: Any) -> tuple[Grade, str, str, str]:
    grade, what, text = judge(key, before, after, "request")
    return grade, what, key, text
