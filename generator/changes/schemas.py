"""Two schemas compared, as the caller fills them (request) or reads them (response).

In a request fewer accepted values break, in an answer more possible ones do. Schemas are compared in pairs from where
they are used; each pair once for each direction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.changes.canonical import same
from generator.changes.entry import Grade, Pointer
from generator.changes.findings import Findings, component, shown
from generator.changes.keywords import ABSENT, change, judge, loosened, tightened
from generator.changes.shapes import Kind, form, json_types, kind_of, split

STRUCTURE = frozenset(
    {
        "$ref",
        "type",
        "enum",
        "properties",
        "required",
        "items",
        "additionalProperties",
        "discriminator",
        "x-any",
    }
    | {"oneOf", "anyOf", "allOf"}
)
"""Keywords that are compared here, and not by `judge`."""


class SchemaComparison:
    """Compares pairs of schemas and notes what changed in `found`."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.done: set[tuple[str, str, str]] = set()

    def compare(self, old: Any, new: Any, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        """Compare two schemas that stand in the same place."""
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            if not same(old, new):
                note = f"{change('schema', old, new)}; not a schema, so judge by hand"
                self.note(Grade.RISKY, "not-understood", old_at, new_at, direction, note)
            return
        old_core, old_null = split(old)
        new_core, new_null = split(new)
        old_ref, new_ref = component(old_core), component(new_core)
        if not (old_ref and new_ref):
            old_null = old_null or self.followed(old_core, old_at, new=False)[2]
            new_null = new_null or self.followed(new_core, new_at, new=True)[2]
        if old_null != new_null:
            self.nullability(old_null, old_at, new_at, direction)
        self.siblings(old_core, new_core, old_at, new_at, direction)
        if old_ref and new_ref:
            self.pair(old_ref, new_ref, old_at, new_at, direction)
        else:
            self.forms(old_core, new_core, old_at, new_at, direction)
        if not same(old.get("type"), new.get("type")) or self.rewritten(old, new):
            for key in ("$ref", "type", "oneOf", "anyOf"):
                if not same(old.get(key), new.get(key)):
                    self.note(
                        Grade.INTERNAL,
                        "rewritten",
                        (*old_at, key),
                        (*new_at, key),
                        direction,
                        f"its {key} differs",
                    )

    def rewritten(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        keys = ("$ref", "oneOf", "anyOf")
        return any((key in old) != (key in new) for key in keys) or not same(old.get("$ref"), new.get("$ref"))

    # whole schemas

    def pair(self, old: str, new: str, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        """Two named schemas in one place."""
        if old != new:
            self.renamed(old, new, old_at, new_at, direction)
        if (old, new, direction) in self.done:
            return
        self.done.add((old, new, direction))
        before = self.found.old["components"]["schemas"].get(old, {})
        after = self.found.new["components"]["schemas"].get(new, {})
        here = ("components", "schemas")
        self.compare(before, after, (*here, old), (*here, new), direction)

    def renamed(self, old: str, new: str, old_at: Pointer, new_at: Pointer, direction: str) -> None:
        kinds = kind_of(old, self.found.old), kind_of(new, self.found.new)
        if kinds == (Kind.PLAIN, Kind.PLAIN):
            return
        text = f"is {new} now, was {old}"
        self.note(Grade.BREAKING, "class-changed", old_at, new_at, direction, text, before=old, after=new)

    def forms(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """Two schemas of which at most one is a reference."""
        old_form, new_form = form(old, self.found.old), form(new, self.found.new)
        old, old_at, _ = self.followed(old, old_at, new=False)
        new, new_at, _ = self.followed(new, new_at, new=True)
        before, after = json_types(old, self.found.old), json_types(new, self.found.new)
        if before != after:
            self.types(before, after, old_at, new_at, way)
        elif old_form != new_form and {old_form, new_form} != {Kind.PLAIN, Kind.ENUM}:
            text = f"{old_form.value} became {new_form.value}"
            self.note(Grade.BREAKING, "type-changed", old_at, new_at, way, text)
        self.keywords(old, new, old_at, new_at, way)
        self.enum(old, new, old_at, new_at, way)
        self.object(old, new, old_at, new_at, way)
        if "items" in old and "items" in new:
            self.compare(old["items"], new["items"], (*old_at, "items"), (*new_at, "items"), way)
        elif before == after:
            self.appeared("items", old, new, old_at, new_at, way)
        self.union(old, new, old_at, new_at, way)

    def followed(
        self, node: Mapping[str, Any], at: Pointer, *, new: bool
    ) -> tuple[Mapping[str, Any], Pointer, bool]:
        """A named schema's content in place of its name, where that is, and whether it may be null."""
        name = component(node)
        if name is None:
            return node, at, False
        document = self.found.new if new else self.found.old
        core, null = split(document["components"]["schemas"].get(name, {}))
        if component(core):
            inner, at, deeper = self.followed(core, at, new=new)
            return inner, at, null or deeper
        return core, ("components", "schemas", name), null

    def nullability(self, was: bool, old_at: Pointer, new_at: Pointer, way: str) -> None:
        if was:
            grade = Grade.BREAKING if way == "request" else Grade.FIX
            self.note(grade, "null-refused", old_at, new_at, way, "may no longer be null")
        else:
            grade = Grade.ADDITION if way == "request" else Grade.BREAKING
            self.note(grade, "null-allowed", old_at, new_at, way, "may be null now")

    def types(
        self, before: frozenset[str], after: frozenset[str], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        text = f"type changed from {' or '.join(sorted(before))} to {' or '.join(sorted(after))}"
        wider, narrower = before <= _with_subtypes(after), after <= _with_subtypes(before)
        if wider and way == "request":
            self.note(Grade.ADDITION, "type-widened", old_at, new_at, way, text)
        elif narrower and way == "response" and "any" not in before:
            self.note(Grade.FIX, "type-narrowed", old_at, new_at, way, text)
        else:
            self.note(Grade.BREAKING, "type-changed", old_at, new_at, way, text)

    # keywords

    def siblings(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """What stands beside a reference, in one or both."""
        if "$ref" not in old and "$ref" not in new:
            return
        self.keywords(
            old if "$ref" in old else _documentation(old),
            new if "$ref" in new else _documentation(new),
            old_at,
            new_at,
            way,
        )

    def keywords(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        for key in sorted({*old, *new} - STRUCTURE):
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before is ABSENT or after is ABSENT or not same(before, after):
                grade, what, text = judge(key, before, after, way)
                self.note(grade, what, (*old_at, key), (*new_at, key), way, text, before=before, after=after)
        self.appeared("x-any", old, new, old_at, new_at, way, Grade.INTERNAL)

    def appeared(
        self,
        key: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        old_at: Pointer,
        new_at: Pointer,
        way: str,
        grade: Grade = Grade.RISKY,
    ) -> None:
        """A keyword that only one of them has, or that differs and is not looked into."""
        before, after = old.get(key, ABSENT), new.get(key, ABSENT)
        if before is ABSENT and after is ABSENT:
            return
        if before is ABSENT or after is ABSENT or not same(before, after):
            text = change(key, before, after)
            self.note(
                grade,
                "note" if grade is Grade.INTERNAL else "keyword-changed",
                (*old_at, key),
                (*new_at, key),
                way,
                text,
            )

    def enum(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        before, after = old.get("enum"), new.get("enum")
        here, there = (*old_at, "enum"), (*new_at, "enum")
        if before is None and after is None:
            return
        if (
            before is None
            or after is None
            or not isinstance(before, Mapping)
            or not isinstance(after, Mapping)
        ):
            if same(before, after):
                return
            text = (
                f"takes only {shown(after)} now"
                if before is None
                else "is no longer limited to certain values"
            )
            verdict = tightened if before is None else loosened
            grade, what, words = verdict(way, text, "enum")
            self.note(grade, what, here, there, way, words, before=before, after=after)
            return
        for value in before:
            if value not in after:
                grade, what, words = tightened(way, f"the value {value} is gone", "enum")
                self.note(grade, what, (*here, value), (*there, value), way, words, before=value)
        for value in after:
            if value not in before:
                grade, what, words = loosened(way, f"has the new value {value}", "enum")
                self.note(grade, what, (*here, value), (*there, value), way, words, after=value)
        self.order(before, after, here, there, way)

    def order(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        if [k for k in old if k in new] != [k for k in new if k in old]:
            union = new_at[-1] in ("oneOf", "anyOf", "allOf")
            grade = Grade.RISKY if union else Grade.INTERNAL
            self.note(grade, "order-changed", old_at, new_at, way, f"the order of its {new_at[-1]} changed")

    # objects

    def object(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        before, after = old.get("properties", {}), new.get("properties", {})
        musts = old.get("required", {}), new.get("required", {})
        for name in {**before, **after}:
            here, there = (*old_at, "properties", name), (*new_at, "properties", name)
            needed = name in musts[0], name in musts[1]
            if name not in after:
                self.note(
                    Grade.BREAKING, "property-removed", here, there, way, "removed", before=before[name]
                )
            elif name not in before:
                self.property_added(after[name], needed[1], here, there, way)
            else:
                if needed[0] != needed[1]:
                    self.requiredness(after[name], needed[1], (old_at, new_at), name, way)
                self.compare(before[name], after[name], here, there, way)
        for name in {**musts[0], **musts[1]}:
            if name not in before and name not in after and (name in musts[0]) != (name in musts[1]):
                self.note(
                    Grade.RISKY,
                    "required-changed",
                    (*old_at, "required"),
                    (*new_at, "required"),
                    way,
                    f"{name}, which is no property of it, is {'' if name in musts[1] else 'no longer '}required",
                )
        self.open(old, new, old_at, new_at, way)

    def property_added(self, node: Any, needed: bool, here: Pointer, there: Pointer, way: str) -> None:
        required = (*there[:-2], "required", there[-1])
        if needed and way == "request":
            self.note(
                Grade.BREAKING, "property-added", here, there, way, "new, and must be given", extra=required
            )
        else:
            self.note(Grade.ADDITION, "property-added", here, there, way, "new", after=node, extra=required)

    def requiredness(self, node: Any, needed: bool, at: tuple[Pointer, Pointer], name: str, way: str) -> None:
        here, there = (*at[0], "required", name), (*at[1], "required", name)
        if way == "request":
            grade, text = (
                (Grade.BREAKING, "must be given now") if needed else (Grade.ADDITION, "may be left out now")
            )
        elif not needed:
            grade, text = Grade.BREAKING, "may be missing now, and is None then"
        elif json_types(split(node)[0], self.found.new) & {"array", "object", "any"}:
            grade, text = (
                Grade.RISKY,
                "always comes now: where it does not, it is an empty one instead of None",
            )
        else:
            grade, text = Grade.FIX, "always comes now"
        what = "required" if needed else "optional"
        as_property = (*at[0], "properties", name), (*at[1], "properties", name)
        self.note(grade, what, here, there, way, text, named=as_property)

    def open(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        key = "additionalProperties"
        before, after = old.get(key, True), new.get(key, True)
        here, there = (*old_at, key), (*new_at, key)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            self.compare(before, after, here, there, way)
        elif not same(before, after):
            text = change(key, before, after)
            if after is False or isinstance(after, Mapping):
                grade = Grade.BREAKING if way == "request" or isinstance(after, Mapping) else Grade.RISKY
                self.note(grade, "closed", here, there, way, f"{text}: unknown fields are refused or limited")
            else:
                grade = Grade.ADDITION if way == "request" else Grade.RISKY
                grade = Grade.BREAKING if isinstance(before, Mapping) and way == "response" else grade
                self.note(grade, "opened", here, there, way, f"{text}: other fields may be there")
        elif (key in old) != (key in new):
            self.note(
                Grade.INTERNAL, "note", here, there, way, f"{key} stated or left out, to the same effect"
            )

    # unions

    def union(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        for key in ("oneOf", "anyOf", "allOf"):
            before, after = old.get(key, {}), new.get(key, {})
            if not isinstance(before, Mapping) or not isinstance(after, Mapping):
                self.appeared(key, old, new, old_at, new_at, way)
                continue
            here, there = (*old_at, key), (*new_at, key)
            if key in old and key in new:
                self.members(before, after, here, there, way, all_of=key == "allOf")
                self.order(before, after, here, there, way)
            elif key in old or key in new:
                text = f"{key} {'dropped' if key in old else 'added'}"
                self.note(Grade.RISKY, "union-changed", here, there, way, text)
        self.discriminator(old, new, old_at, new_at, way)

    def members(
        self,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        old_at: Pointer,
        new_at: Pointer,
        way: str,
        *,
        all_of: bool,
    ) -> None:
        for name in {**old, **new}:
            here, there = (*old_at, name), (*new_at, name)
            if name in old and name in new:
                self.compare(old[name], new[name], here, there, way)
            elif all_of:
                self.note(
                    Grade.RISKY,
                    "part-changed",
                    here,
                    there,
                    way,
                    f"the part {name} came or went; judge by hand",
                )
            elif name in old:
                grade = Grade.BREAKING
                self.note(grade, "member-removed", here, there, way, f"can no longer be {name}", before=name)
            else:
                grade = Grade.ADDITION if way == "request" else Grade.RISKY
                self.note(grade, "member-added", here, there, way, f"can also be {name}", after=name)

    def discriminator(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        before, after = old.get("discriminator"), new.get("discriminator")
        here, there = (*old_at, "discriminator"), (*new_at, "discriminator")
        if before is None and after is None:
            return
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            self.note(
                Grade.BREAKING,
                "discriminator-changed",
                here,
                there,
                way,
                change("discriminator", before, after),
            )
            return
        if {*before, *after} - {"propertyName", "mapping"} and not same(before, after):
            self.note(
                Grade.RISKY, "discriminator-changed", here, there, way, change("discriminator", before, after)
            )
        if not same(before.get("propertyName"), after.get("propertyName")):
            text = f"told apart by {after.get('propertyName')!r} now, not by {before.get('propertyName')!r}"
            self.note(
                Grade.BREAKING,
                "discriminator-changed",
                (*here, "propertyName"),
                (*there, "propertyName"),
                way,
                text,
            )
        was, now = before.get("mapping", {}), after.get("mapping", {})
        for value in {**was, **now}:
            ends = (*here, "mapping", value), (*there, "mapping", value)
            if value not in was:
                grade = Grade.ADDITION if way == "request" else Grade.RISKY
                self.note(grade, "tag-added", *ends, way, f"knows the new tag {value!r}")
            elif value not in now:
                self.note(Grade.BREAKING, "tag-removed", *ends, way, f"no longer knows the tag {value!r}")
            elif was[value] != now[value]:
                text = f"the tag {value!r} means {now[value].rsplit('/')[-1]} now, not {was[value].rsplit('/')[-1]}"
                self.note(Grade.BREAKING, "tag-changed", *ends, way, text)

    def note(
        self,
        grade: Grade,
        what: str,
        old_at: Pointer,
        new_at: Pointer,
        way: str,
        text: str,
        *,
        before: Any = None,
        after: Any = None,
        named: tuple[Pointer, Pointer] | None = None,
        extra: Pointer | None = None,
    ) -> None:
        """Note a change, named after what users call the place where it is."""
        place = (named or (old_at, new_at))[0 if what.endswith("removed") else 1]
        naming = self.found.old_names if what.endswith("removed") else self.found.new_names
        names, operations = self.called(place, naming, way)
        pointers = dict.fromkeys(filter(None, (old_at, new_at, extra)))
        self.found.add(
            grade,
            what,
            names,
            text,
            pointers,
            direction=way,
            operations=operations,
            before=None if before is ABSENT else before,
            after=None if after is ABSENT else after,
        )

    def called(self, at: Pointer, naming: Any, way: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if at[:2] == ("components", "schemas"):
            return naming.schema(at, way), naming.users(at[2], way)
        return (self.outside(at),), ()

    def outside(self, at: Pointer) -> str:
        """A schema outside the components: a parameter, a header, a body."""
        document, naming = self.found.new, self.found.new_names
        if at[0] == "paths" and len(at) > 2:
            for source, names in ((document, naming), (self.found.old, self.found.old_names)):
                operation = source["paths"].get(at[1], {}).get(at[2])
                if operation is not None:
                    method = names.methods.get(str(operation.get("operationId")), at[2])
                    return place_in(method, at[3:])
        return "/".join(at)


def place_in(method: str, rest: Pointer) -> str:
    """A place inside an operation, as its user knows it."""
    from generator.changes.naming import argument

    if len(rest) > 1 and rest[0] == "parameters":
        return f"{method}(..., {argument(rest[1].partition(':')[2])}=)"
    if len(rest) > 3 and rest[0] == "responses" and rest[2] == "headers":
        return f"{method}: header {rest[3]} of {rest[1]}"
    if len(rest) > 1 and rest[0] == "responses":
        return f"{method}: answer {rest[1]}"
    return method


def _documentation(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key: node[key] for key in ("description",) if key in node}


def _with_subtypes(types: frozenset[str]) -> frozenset[str]:
    """The types whose values these take."""
    if "any" in types:
        return frozenset({"any", "null", "boolean", "integer", "number", "string", "array", "object"})
    return types | {"integer"} if "number" in types else types
