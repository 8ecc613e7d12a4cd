"""The comparison of schemas with those of upstream, by what they mean, independent of names and spelling."""

from __future__ import annotations

from typing import Any

from generator.diff.pair import Pair, same
from generator.drift.differences import Differences, Place
from generator.drift.summaries import (
    Nodes,
    identified,
    limits_of,
    parts_of,
    summarize,
    tags,
    values_of,
    words,
)
from generator.openapi.documents import Node, Pointer
from generator.openapi.schema_reader import (
    Alternative,
    SchemaView,
    origin,
    read_object,
    read_schema,
    union_of,
)

SIMILAR = 0.3
"""Two objects of a union are the same one if they share more than this fraction of their properties."""


class SchemaDrift:
    """Compares schemas. In each pair, `old` is ours and `new` is upstream's."""

    def __init__(self, found: Differences) -> None:
        self.found = found
        self.inside: set[tuple[Any, ...]] = set()
        """The pairs that are being compared, because schemas can contain themselves."""

    def compare(self, nodes: Pair[Nodes]) -> None:
        """Compare what two places accept."""
        pair = nodes.map(read_schema)
        ours, theirs = pair.sides
        self.found.saw(Place(ours.pointer, pair.name, theirs.origin()))
        if len(nodes.old) == len(nodes.new) == 1:
            self.found.same_component(ours.pointer, nodes.new[0].follow())
        self.found.saw(_place(pair))
        for kind, old, new, keywords in (
            ("nullable", ours.nullable, theirs.nullable, ("nullable",)),
            ("type", words(ours.types), words(theirs.types), ("type", "oneOf", "anyOf")),
            ("default", ours.default, theirs.default, ("default",)),
            ("deprecated", ours.deprecated, theirs.deprecated, ("deprecated",)),
            ("readOnly", ours.read_only, theirs.read_only, ("readOnly",)),
            ("writeOnly", ours.write_only, theirs.write_only, ("writeOnly",)),
        ):
            if not same(old, new):
                self.found.differs(kind, (old, new), _place(pair, node=theirs.origin(*keywords)))
        for json_type in sorted(theirs.types):
            # This also applies if any value is accepted here: the upstream definition for this type may change.
            if json_type in ours.types or "any" in ours.types:
                self.enum(json_type, pair)
                self.limits(json_type, pair)
        key = (ours.identity, theirs.identity)
        if key in self.inside:
            return
        self.inside.add(key)
        self.parts(pair)
        self.items(pair)
        self.objects(pair)
        self.inside.remove(key)

    def enum(self, json_type: str, pair: Pair[SchemaView]) -> None:
        """Compare the values that `enum` or `const` allow."""
        members = pair.map(lambda view: view.of(json_type))
        ours, theirs = members.map(values_of).sides
        node = _stated(members.new, pair.new, "enum", "const")
        place = _place(pair, _pointer(members.old, pair.old), node)
        self.found.saw(place)
        if ours is None and theirs is None:
            return
        if ours is None or theirs is None:
            self.found.differs("enum", (ours and sorted(ours), theirs and sorted(theirs)), place)
            return
        for value in sorted(theirs - ours):
            self.found.missing("value", value, place)
        for value in sorted(ours - theirs):
            self.found.extra("value", value, place)

    def limits(self, json_type: str, pair: Pair[SchemaView]) -> None:
        """Compare the limits of one type, and other keywords that are plain values."""
        members = pair.map(lambda view: view.of(json_type))
        ours, theirs = members.map(limits_of).sides
        for key in sorted({*ours, *theirs}):
            if not same(ours.get(key), theirs.get(key)):
                place = _place(pair, node=_stated(members.new, pair.new, key))
                self.found.differs(key, (ours.get(key), theirs.get(key)), place)

    def parts(self, pair: Pair[SchemaView]) -> None:
        """Compare the schemas in other keywords, such as `not`."""
        found = pair.map(_parts)
        for label in sorted({*found.old, *found.new}):
            ours, theirs = found.old.get(label), found.new.get(label)
            if ours and theirs and ours.mapping and theirs.mapping:
                self.compare(Pair([ours], [theirs], name=f"{pair.name} {label}"))
                continue
            stated = "described" if ours and ours.mapping else ours and ours.value
            values = stated, theirs and (summarize([theirs]) if theirs.mapping else theirs.value)
            if values[0] != values[1]:
                place = _place(pair, pair.old.pointer, theirs or pair.new.origin())
                self.found.differs(label, values, place)

    def items(self, pair: Pair[SchemaView]) -> None:
        """Compare the items of arrays."""
        arrays = pair.map(lambda view: view.of("array"))
        items = arrays.map(lambda found: [a.node.child("items") for a in found if "items" in a.node.mapping])
        if items.old and items.new:
            self.compare(items.called(f"{pair.name}[]"))
        elif (items.old or items.new) and arrays.old and arrays.new:
            node = _stated(arrays.new, pair.new, "items")
            self.found.differs("items", described(items), _place(pair, node=node))

    def objects(self, pair: Pair[SchemaView]) -> None:
        """Compare objects; in unions of several objects, each with the one that it resembles."""
        objects = pair.map(lambda view: view.of("object"))
        ours, theirs = objects.sides
        if not ours or not theirs:
            return
        place = _place(pair, _pointer(ours, pair.old), pair.new.origin("oneOf", "anyOf"))
        self.found.saw(place)
        self.discriminator(pair)
        if len(ours) == 1 or (len(theirs) == 1 and not _member(objects, pair.new)):
            if len(ours) != len(theirs):
                self.found.differs("variants", (len(ours), f"{len(theirs)} kinds of objects"), place)
            self.object(objects, pair.old)
            return
        place = place._replace(pointer=pair.old.pointer)
        self.found.saw(place)
        rest = list(ours)
        for alternative in theirs:
            likeness = [(_likeness(one, alternative), -index) for index, one in enumerate(rest)]
            best, index = max(likeness, default=(0.0, 0))
            if best > SIMILAR:
                one = rest.pop(-index)
                self.found.same_component(one.node.pointer, alternative.node)
                self.object(Pair([one], [alternative], name=pair.name), pair.old)
            else:
                self.found.missing(
                    "variant",
                    identified(alternative),
                    place,
                    detail=summarize([alternative.node]),
                    draft=alternative.node,
                )
        for alternative in rest:
            self.found.extra("variant", identified(alternative), place)

    def discriminator(self, pair: Pair[SchemaView]) -> None:
        """Compare how two unions of objects are distinguished."""
        ours, theirs = pair.map(_discriminator).sides
        several = all(len(view.of("object")) > 1 for view in pair.sides)
        if ours != theirs and (theirs or several):
            place = _place(pair, pair.old.pointer, pair.new.origin("discriminator"))
            self.found.differs("discriminator", (ours, theirs), place)

    def object(self, alternatives: Pair[list[Alternative]], used: SchemaView) -> None:
        """Compare the properties of two objects."""
        pair = alternatives.map(read_object)
        ours, theirs = pair.sides
        whole = Place(ours.node.pointer, pair.name, theirs.node, used.used_at)
        self.found.saw(whole)
        inside = Pair(ours.node, theirs.node).child("properties")
        self.found.saw(Place(inside.old.pointer, pair.name, inside.new))
        for name in {**theirs.properties, **ours.properties}:
            place = self.property_place(whole, name, ours.properties.get(name), theirs.properties.get(name))
            self.found.saw(place)
            if name not in ours.properties:
                nodes = theirs.properties[name]
                summary = summarize(nodes) + (", required" if name in theirs.required else "")
                self.found.missing("property", summary, place, draft=nodes[0])
                continue
            if name not in theirs.properties:
                self.found.extra("property", None, place)
                continue
            required = name in ours.required, name in theirs.required
            if required[0] != required[1]:
                self.found.differs("required", required, place)
            properties = pair.map(lambda view, name=name: view.properties[name])  # type: ignore[misc]
            self.compare(properties.called(place.name))
        node = origin("additionalProperties", alternatives.new[0].node)
        whole = whole._replace(node=node)
        if ours.open != theirs.open:
            self.found.differs("other fields", (ours.open, theirs.open), whole)
        additional = pair.map(lambda view: view.additional)
        if additional.old and additional.new:
            self.compare(additional.called(f"{pair.name}[*]"))
        elif additional.old or additional.new:
            self.found.differs("values", described(additional), whole)

    @staticmethod
    def property_place(whole: Place, name: str, ours: Nodes | None, theirs: Nodes | None) -> Place:
        """Return the place of a property, which need not be in both objects."""
        pointer = ours[0].pointer if ours else (*whole.pointer, "properties", name)
        node = theirs[0] if theirs else whole.node.child("properties", name)
        return Place(pointer, f"{whole.name}.{name}", node, whole.used_at)


def described(pair: Pair[Nodes]) -> tuple[str | None, str | None]:
    """Return for both sides what there is: ours briefly, upstream's with everything in it."""
    return "described" if pair.old else None, summarize(pair.new) if pair.new else None


def _place(pair: Pair[SchemaView], pointer: Pointer | None = None, node: Node | None = None) -> Place:
    """Return a place, by default the place of use."""
    used_at = pair.old.used_at
    return Place(pointer or used_at, pair.name, node or pair.new.origin(), used_at)


def _member(objects: Pair[list[Alternative]], view: SchemaView) -> bool:
    """Return whether the only object of an upstream union resembles one of ours."""
    is_union = any(union_of(node) is not None for node in view.nodes)
    return is_union and any(_likeness(one, objects.new[0]) > SIMILAR for one in objects.old)


def _likeness(one: Alternative, other: Alternative) -> float:
    """Return how much our object resembles one of upstream: by their tags if they share any, otherwise by their fields.

    Fields that we add and do not require make no difference.
    """
    found = tags(one), tags(other)
    if shared := set(found[0]) & set(found[1]):
        return 2.0 if any(found[0][name] & found[1][name] for name in shared) else 0.0
    names = [set(side.node.child("properties").mapping) for side in (one, other)]
    needed = names[1] | set(map(str, one.node.mapping.get("required", ())))
    return len(names[0] & names[1]) / max(1, len(needed))


def _parts(view: SchemaView) -> dict[str, Node]:
    return {label: part for alternative in view.alternatives for label, part in parts_of(alternative).items()}


def _discriminator(view: SchemaView) -> dict[str, Any] | None:
    """Return the property that distinguishes the members of a union, and its values.

    The values are those that are mapped to members. Without a mapping, they are the constants that the members state.
    """
    for node in view.nodes:
        if "discriminator" in node.mapping:
            stated = node.child("discriminator").mapping
            name = stated.get("propertyName")
            constants = (value for one in view.of("object") for value in tags(one).get(str(name), ()))
            values = sorted(map(str, stated.get("mapping") or constants))
            return {"property": name, "values": values}
    return None


def _pointer(alternatives: list[Alternative], view: SchemaView) -> Pointer:
    """Return where the values are defined: in the one schema that lists them, otherwise where it is used."""
    return alternatives[0].node.pointer if len(alternatives) == 1 else view.pointer


def _stated(alternatives: list[Alternative], view: SchemaView, *keywords: str) -> Node:
    """Return the upstream schema that states a keyword, otherwise the one without it."""
    for keyword in keywords:
        for alternative in alternatives:
            if keyword in alternative.node.mapping:
                return origin(keyword, alternative.node)
    return origin("", alternatives[0].node if len(alternatives) == 1 else view.nodes[0])
