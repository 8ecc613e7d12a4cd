"""The comparison of two bundled descriptions: operations, components, and everything else in the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.changes.change import Assessment, Change, Changes, Severity, describe, merge
from generator.changes.keywords import DOCUMENTATION, assess_operation
from generator.changes.messages import MessageComparison
from generator.changes.schemas import SchemaComparison
from generator.changes.unions import SchemaType, schema_type
from generator.diff.pair import ABSENT, Pair, differences, same
from generator.openapi.documents import Node, OperationNode, Pointer, operations

B, R, A, F, I = reversed(Severity)  # noqa: E741
MESSAGES = frozenset({"operationId", "tags", "parameters", "requestBody", "responses"})
"""Keys of an operation that have separate rules."""


def compare_documents(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return every change from one bundled document to another, the most severe first.

    A difference that no rule covers is in the list as `risky`.
    """
    changes = Changes(old, new)
    _DocumentComparison(changes).run()
    return merge(changes.found)


class _DocumentComparison:
    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.root, self.naming = changes.root, changes.naming
        self.schemas = SchemaComparison(changes)
        self.messages = MessageComparison(changes, self.schemas)

    def run(self) -> None:
        found = self.root.map(lambda root: {one.node.pointer: one for one in operations(root)})
        matched: set[Pointer] = set()
        for operation in found.old.values():
            match = _match(operation, found.new, matched)
            if match is None:
                self.only(operation, Assessment(B, "operation-removed", "removed"), old=True)
            else:
                matched.add(match.node.pointer)
                self.operation(Pair(operation, match))
        for pointer, operation in found.new.items():
            if pointer not in matched:
                self.only(operation, Assessment(A, "operation-added", "new"), old=False)
        self.component_schemas()
        self.shared_components()
        self.document()
        self.uncovered()

    # operations

    def only(self, operation: OperationNode, assessment: Assessment, *, old: bool) -> None:
        """Record an operation that only one side has."""
        name = self.method(operation, old=old)
        self.changes.add(assessment, [operation.node.pointer], names=name, operations=[name])

    def method(self, operation: OperationNode, *, old: bool) -> str:
        naming = self.naming.old if old else self.naming.new
        return naming.methods[str(operation.node.mapping.get("operationId"))]

    def operation(self, pair: Pair[OperationNode]) -> None:
        was, now = self.method(pair.old, old=True), self.method(pair.new, old=False)
        nodes = pair.map(lambda operation: operation.node).called(now)
        self.identity(nodes, was)
        for key, _, _ in nodes.key_changes(skip=MESSAGES):
            before, after = (_effective(operation, key) for operation in pair.sides)
            if before is not ABSENT and after is not ABSENT and same(before, after):
                assessment = Assessment(I, "note", f"{key} is added or removed, with the same effect")
            else:
                assessment = assess_operation(key, before, after, pair.old.method)
            self.changes.add(assessment, nodes.child(key))
        self.messages.compare(nodes)

    def identity(self, nodes: Pair[Node], was: str) -> None:
        """Compare the method name, and the path and HTTP method."""
        keys = ("operationId", "tags")
        if was != nodes.name:
            pointers = [(*pointer, key) for pointer in nodes.pointers for key in keys]
            text = f"was {was}: the method has another name now"
            self.changes.add(
                Assessment(B, "operation-renamed", text), pointers, names=nodes.name, operations=[nodes.name]
            )
        elif not all(same(*nodes.child(key).values) for key in keys):
            for key in keys:
                text = "its operationId or tags differ, with the same method name"
                self.changes.add(Assessment(R, "not-understood", text), nodes.child(key))
        if nodes.old.pointer != nodes.new.pointer:
            old, new = (f"{pointer[2].upper()} {pointer[1]}" for pointer in nodes.pointers)
            text = f"is {new} now, was {old}: proxies, gateways and recordings still use the old one"
            self.changes.add(Assessment(B, "route-changed", text), nodes)

    # components

    def component_schemas(self) -> None:
        """Compare schemas that only one side has, and those that no operation uses."""
        schemas = self.root.child("components", "schemas")
        for name in schemas.all_keys():
            pair = schemas.child(name)
            if schemas.both_have(name):
                directions = ("request", "response")
                if not any((name, name, way) in self.schemas.done for way in directions):
                    for way in directions:
                        self.schemas.components(name, name, pair.toward(way))
                continue
            added = name in schemas.new.mapping
            node, naming = (pair.new, self.naming.new) if added else (pair.old, self.naming.old)
            severity = I if schema_type(node) is SchemaType.PLAIN else A if added else B
            assessment = (
                Assessment(severity, "class-added", "new")
                if added
                else Assessment(severity, "class-removed", "removed")
            )
            self.changes.add(
                assessment, [node.pointer], names=naming.classes(name), operations=naming.users(name, "")
            )

    def shared_components(self) -> None:
        """Record shared responses, parameters and headers that only one side has, and compare security schemes."""
        for kind in ("responses", "parameters", "headers"):
            pair = self.root.child("components", kind)
            for name in pair.all_keys():
                if not pair.both_have(name):
                    text = "added or removed; the operations that use it are listed separately"
                    pointer = ("components", kind, name)
                    self.changes.add(Assessment(I, "shared", text), [pointer], names="/".join(pointer))
        schemes = self.root.child("components", "securitySchemes")
        for place in differences(*schemes.mappings, schemes.new.pointer):
            severity, text = B, "another way to authenticate"
            if place[-1] in DOCUMENTATION | {"bearerFormat"}:
                severity, text = F, "reworded"
            elif len(place) == 3 and place[2] in schemes.new.mapping:
                severity, text = I, "documented now; the operations that require it are listed separately"
            name = f"the key {'.'.join(place[2:])}"
            self.changes.add(Assessment(severity, "security-changed", text), [place], names=name)

    # the rest of the document

    def document(self) -> None:
        """Compare the keys of the document, and its `info`."""
        for key, before, after in self.root.key_changes(skip=frozenset({"paths", "components", "info"})):
            if key in ("servers", "security"):
                self.changes.add(
                    assess_operation(key, before, after),
                    [(key,)],
                    names=f"all operations without their own {key}",
                    operations=self.naming.new.methods.values(),
                )
            elif key == "tags" and isinstance(before, Mapping) and isinstance(after, Mapping):
                for place in differences(before, after, ("tags",)):
                    assessment = Assessment(I, "tag", "its tag is added, removed or changed")
                    if place[-1] in DOCUMENTATION:
                        assessment = Assessment(F, "documentation", "reworded")
                    self.changes.add(assessment, [place], names=f"the resource {place[1]}")
            else:
                text = describe(key, before, after)
                name = f"the description's {key}"
                self.changes.add(Assessment(R, "not-understood", text), [(key,)], names=name)
        for place in differences(*self.root.child("info").mappings, ("info",)):
            self.changes.add(Assessment(I, "info", "changed"), [place], names="/".join(place))

    def uncovered(self) -> None:
        """Record every difference that no change covers, so that the report is complete."""
        covered = {pointer for change in self.changes.found for pointer in change.pointers}
        for place in sorted(self.places()):
            if any(place[:length] in covered for length in range(1, len(place) + 1)):
                continue
            names: tuple[str, ...] = ("/".join(place),)
            if place[:2] == ("components", "schemas") and len(place) > 2:
                names = (*self.naming.new.schema(place, ""), *names)
            text = "differs in a way that no rule covers; a person has to decide"
            self.changes.add(Assessment(R, "not-understood", text), [place], names=names)

    def places(self) -> Iterator[Pointer]:
        """Yield all differences. A path or a type of component that only one side has counts as its members."""
        for place in differences(*self.root.values):
            if len(place) == 2 and place[0] in ("paths", "components"):
                yield from ((*place, key) for key in self.root.child(*place).all_keys())
            else:
                yield place


def _match(
    operation: OperationNode, candidates: Mapping[Pointer, OperationNode], matched: set[Pointer]
) -> OperationNode | None:
    """Return the new version of an operation: with its operationId, otherwise with its path and method."""
    name = operation.node.mapping.get("operationId")
    for pointer, candidate in candidates.items():
        if candidate.node.mapping.get("operationId") == name and pointer not in matched:
            return candidate
    pointer = operation.node.pointer
    return candidates[pointer] if pointer in candidates and pointer not in matched else None


def _effective(operation: OperationNode, key: str) -> Any:
    """Return the value of a key of an operation; for servers and security, the document has the default."""
    node = operation.inherited(key) if key in ("servers", "security") else operation.node.child(key)
    return ABSENT if node.value is None else node.value
