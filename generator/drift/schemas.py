"""Schemas of upstream and of the description compared by what they mean, whatever they are called."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from generator.drift.documents import Node, Pointer
from generator.drift.facts import Fact
from generator.drift.views import Atom, Shape, Views, limits


class Collected:
    """The facts found so far, each once, and the places of the description that were compared."""

    def __init__(self) -> None:
        self.facts: dict[tuple[Pointer, str], Fact] = {}
        self.visited: set[Pointer] = set()
        self.reach: dict[Pointer, set[str]] = {}
        """For each of our operations that upstream lacks: the schemas it uses."""
        self.unread: dict[tuple[str, str], str] = {}
        """From method and path of operations of upstream that cannot be read: why."""

    def add(self, fact: Fact, context: str, site: Pointer) -> None:
        known = self.facts.setdefault((fact.at, fact.text), fact)
        known.sites.add(site)
        if context not in known.contexts:
            known.contexts.append(context)


class SchemaDrift:
    """Compares the schemas of one operation after another."""

    def __init__(self, upstream: Views, ours: Views, found: Collected) -> None:
        self.upstream, self.ours, self.found = upstream, ours, found
        self.done: set[tuple[Any, ...]] = set()

    def compare(self, theirs: Iterable[Node], mine: Iterable[Node], context: str) -> None:
        """Compare what may stand in one place."""
        there, here = self.upstream.shape(theirs), self.ours.shape(mine)
        self.found.visited |= {here.at, here.site}
        key = (there.identity, here.identity, there.nullable, here.nullable, there.site, here.site)
        if key in self.done:
            return
        self.done.add(key)
        if there.nullable != here.nullable:
            self.differs("nullable", there.nullable, here.nullable, here, context)
        if there.kinds != here.kinds:
            self.differs("type", _words(there.kinds), _words(here.kinds), here, context)
        if json.dumps(there.default) != json.dumps(here.default):
            self.differs("default", there.default, here.default, here, context)
        if there.deprecated != here.deprecated:
            self.differs("deprecated", there.deprecated, here.deprecated, here, context)
        for kind in sorted(there.kinds):
            # Also of a kind that is wider here: what upstream says of it may change.
            if kind in here.kinds or "any" in here.kinds:
                self.values(kind, there, here, context)
                self.limits(kind, there, here, context)
        self.items(there, here, context)
        self.objects(there, here, context)

    def differs(
        self, kind: str, theirs: Any, mine: Any, here: Shape, context: str, at: Pointer | None = None
    ) -> None:
        fact = Fact(at or here.site, kind, "differs", theirs, mine)
        self.found.add(fact, context, here.site)

    def missing(
        self, kind: str, summary: Any, at: Pointer, context: str, site: Pointer, draft: Any = None
    ) -> None:
        self.found.visited.add(at)
        self.found.add(Fact(at, kind, "missing", summary, draft=draft), context, site)

    def extra(self, kind: str, mine: Any, at: Pointer, context: str, site: Pointer) -> None:
        self.found.visited.add(at)
        self.found.add(Fact(at, kind, "extra", None, mine), context, site)

    def values(self, kind: str, there: Shape, here: Shape, context: str) -> None:
        theirs, mine = _values(there.of(kind)), _values(here.of(kind))
        at = _home(here.of(kind), here)
        if theirs is None and mine is None:
            return
        if theirs is None or mine is None:
            self.differs("enum", theirs and sorted(theirs), mine and sorted(mine), here, context, at)
            return
        for value in sorted(theirs - mine):
            self.missing("value", value, at, context, here.site)
        for value in sorted(mine - theirs):
            self.extra("value", value, at, context, here.site)
        self.found.visited.add(at)

    def limits(self, kind: str, there: Shape, here: Shape, context: str) -> None:
        theirs, mine = there.of(kind), here.of(kind)
        upstream, ours = _limits(theirs), _limits(mine)
        for key in sorted({*upstream, *ours}):
            if upstream.get(key) != ours.get(key):
                self.differs(key, upstream.get(key), ours.get(key), here, context)

    def items(self, there: Shape, here: Shape, context: str) -> None:
        theirs = [a.node.child("items") for a in there.of("array") if "items" in a.node.mapping]
        mine = [a.node.child("items") for a in here.of("array") if "items" in a.node.mapping]
        if theirs and mine:
            self.compare(theirs, mine, f"{context}[]")
        elif (theirs or mine) and there.of("array") and here.of("array"):
            self.differs(
                "items", "described" if theirs else None, "described" if mine else None, here, context
            )

    # objects

    def objects(self, there: Shape, here: Shape, context: str) -> None:
        theirs, mine = there.of("object"), here.of("object")
        if not theirs or not mine:
            return
        if len(theirs) == 1 or len(mine) == 1:
            if len(theirs) != len(mine):
                self.differs(
                    "variants", f"{len(theirs)} kinds of objects", len(mine), here, context, _home(mine, here)
                )
            self.object(theirs, mine, here, context)
            return
        pairs, lost, added = self.paired(theirs, mine)
        for one, other in pairs:
            self.object([one], [other], here, context)
        for atom in lost:
            self.missing(
                "variant", self.described(self.upstream, atom), here.at, context, here.site, atom.node
            )
        for atom in added:
            self.extra("variant", self.described(self.ours, atom), here.at, context, here.site)

    def paired(
        self, theirs: list[Atom], mine: list[Atom]
    ) -> tuple[list[tuple[Atom, Atom]], list[Atom], list[Atom]]:
        """Which object of upstream is which of ours: by equal tags, else by the fields they have in common."""
        rest, pairs, lost = list(mine), [], []
        for atom in theirs:
            scored = [(self.likeness(atom, other), -index) for index, other in enumerate(rest)]
            best, index = max(scored, default=(0.0, 0))
            if best > 0.3:
                pairs.append((atom, rest.pop(-index)))
            else:
                lost.append(atom)
        return pairs, lost, rest

    def likeness(self, one: Atom, other: Atom) -> float:
        ours = self.tags(self.ours, other)
        theirs = self.tags(self.upstream, one)
        shared = set(theirs) & set(ours)
        if shared:
            return 2.0 if any(theirs[name] & ours[name] for name in shared) else 0.0
        names = set(one.node.child("properties").mapping), set(other.node.child("properties").mapping)
        return len(names[0] & names[1]) / max(1, len(names[0] | names[1]))

    def tags(self, views: Views, atom: Atom) -> dict[str, set[Any]]:
        """The fields that can have one value only."""
        found = {}
        for name, nodes in views.object([atom]).properties.items():
            values = _values(views.shape(nodes).of("string"))
            if values is not None and len(values) == 1:
                found[name] = values
        return found

    def described(self, views: Views, atom: Atom) -> str:
        tags = self.tags(views, atom)
        if tags:
            return " and ".join(f"{name} {next(iter(values))}" for name, values in sorted(tags.items()))
        return "with " + ", ".join(sorted(atom.node.child("properties").mapping))

    def object(self, theirs: list[Atom], mine: list[Atom], here: Shape, context: str) -> None:
        there, ours = self.upstream.object(theirs), self.ours.object(mine)
        home = ours.at
        self.found.visited.add(home)
        for name in {**there.properties, **ours.properties}:
            way = f"{context}.{name}"
            if name not in ours.properties:
                summary = self.summary(there.properties[name])
                if name in there.required:
                    summary += ", required"
                at = (*home, "properties", name)
                self.missing("property", summary, at, way, here.site, there.properties[name][0])
                continue
            at = ours.properties[name][0].at
            if name not in there.properties:
                self.extra("property", None, at, way, here.site)
                continue
            self.found.visited.add(at)
            if (name in there.required) != (name in ours.required):
                fact = Fact(at, "required", "differs", name in there.required, name in ours.required)
                self.found.add(fact, way, here.site)
            self.compare(there.properties[name], ours.properties[name], way)
        if there.additional != ours.additional:
            self.differs("other fields", there.additional, ours.additional, here, context, home)
        if there.additional_nodes and ours.additional_nodes:
            self.compare(there.additional_nodes, ours.additional_nodes, f"{context}[*]")
        elif there.additional_nodes or ours.additional_nodes:
            theirs_text = self.summary(there.additional_nodes) if there.additional_nodes else None
            self.differs(
                "values", theirs_text, "described" if ours.additional_nodes else None, here, context, home
            )

    def summary(self, nodes: list[Node]) -> str:
        """A schema of upstream in a few words, so that a change of it is noticed."""
        shape = self.upstream.shape(nodes)
        values = _values(shape.of("string"))
        words = _words(shape.kinds)
        if values is not None:
            words += f" of {', '.join(map(str, sorted(values)))}"
        bounds = _limits(shape.atoms) if len(shape.atoms) == 1 else {}
        words += "".join(f", {key} {value}" for key, value in sorted(bounds.items()))
        return f"{words}, nullable" if shape.nullable else words


def _words(kinds: Iterable[str]) -> str:
    return " or ".join(sorted(kinds)) or "nothing"


def _values(atoms: list[Atom]) -> set[Any] | None:
    """The values to which all of them together are limited."""
    found: set[Any] = set()
    for atom in atoms:
        if atom.values is None:
            return None
        found |= {value if isinstance(value, str) else json.dumps(value) for value in atom.values}
    return found if atoms else None


def _limits(atoms: list[Atom]) -> dict[str, Any]:
    """The limits of a place; of several schemas those that all have."""
    each = [limits(atom.node.mapping) for atom in atoms] or [{}]
    return {key: value for key, value in each[0].items() if all(other.get(key) == value for other in each)}


def _home(atoms: list[Atom], here: Shape) -> Pointer:
    """Where the values of a shape are written: in the one schema that lists them, else where it is used."""
    return atoms[0].node.at if len(atoms) == 1 else here.at
