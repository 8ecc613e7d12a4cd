"""Edits of the description that make one place say what upstream says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from generator.drift.differences import Difference
from generator.drift.drafter import IN_OPERATION, Drafter
from generator.drift.editor import Editor, NodePlace, styled
from generator.lint.operations import REQUIRED_RESPONSES
from generator.lint.values import FORMATS
from generator.openapi.documents import Node, Pointer
from generator.openapi.schema_reader import LIMITS

SAMPLES: dict[Any, Any] = {
    "string": "TODO",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "array": [],
    "object": {},
}
"""Values for examples, by type."""
SCALARS = frozenset({"string", "integer", "number", "boolean"})


class Edits:
    """Applies differences to the files of the description, each to the place that it names."""

    def __init__(self, editor: Editor, drafter: Drafter) -> None:
        self._editor = editor
        self._drafter = drafter
        self._by_kind: dict[tuple[str, str], Callable[[Difference], NodePlace | None]] = {
            ("missing", "property"): self._add_property,
            ("extra", "property"): self._remove_property,
            ("missing", "value"): self._add_value,
            ("extra", "value"): self._remove_value,
            ("missing", "variant"): self._add_variant,
            ("missing", "status"): self._add_status,
            ("missing", "media type"): self._add_media,
            ("missing", "event stream"): self._add_media,
            ("missing", "parameter"): self._add_parameter,
            ("extra", "parameter"): self._remove,
            ("extra", "status"): self._remove_status,
            ("extra", "media type"): self._remove,
            ("extra", "operation"): self._remove_operation,
            ("differs", "required"): self._required,
            ("differs", "nullable"): self._nullable,
            ("differs", "type"): self._type,
            ("differs", "other fields"): self._other_fields,
            **{("differs", kind): self._keyword for kind in (*LIMITS, "default", "deprecated")},
        }

    def remove_departure(self, pointer: Pointer) -> None:
        """Remove the `x-departure` of a place where upstream no longer differs."""
        place = self._mapping(pointer)
        if place is not None and place.node.pop("x-departure", None) is not None:
            self._editor.touch(place)

    def apply(self, difference: Difference) -> None:
        """Edit the place of a difference, unless this takes a person: the next comparison reports it then."""
        edit = self._by_kind.get((difference.side, difference.kind))
        place = edit(difference) if edit else None
        if place is not None:
            self._editor.touch(place)

    def _mapping(self, pointer: Pointer, *, follow: bool = False) -> NodePlace | None:
        """Return the mapping at a place; with `follow`, the target of a reference there."""
        place = self._editor.find(pointer)
        place = self._editor.followed(place) if place and follow else place
        return place if place and isinstance(place.node, CommentedMap) else None

    def _add_property(self, difference: Difference) -> NodePlace | None:
        place, name = self._mapping(difference.pointer[:-2], follow=True), difference.pointer[-1]
        if place is None:
            return None
        base = place.file.stem
        folder = "" if place.file.parent.name == "schemas" else f"{IN_OPERATION}schemas/"
        schema = self._drafter.schema(difference.draft, f"{base}_{name}", folder, described=True)
        place.node.setdefault("properties", CommentedMap())[name] = styled(schema)
        if name in _parent(difference.draft).mapping.get("required", ()):
            self._set_required(place, name, required=True)
        return place

    def _remove_property(self, difference: Difference) -> NodePlace | None:
        place, name = self._mapping(difference.pointer[:-2], follow=True), difference.pointer[-1]
        if place is None or name not in place.node.get("properties", {}):
            return None
        del place.node["properties"][name]
        self._set_required(place, name, required=False)
        for example in _examples(place.node):
            example.pop(name, None)
        return place

    def _add_value(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer, follow=True)
        if place is None or not isinstance(place.node.get("enum"), CommentedSeq):
            return None
        value = styled(difference.upstream)
        place.node["enum"].append(value)
        if "x-enum-descriptions" in place.node:
            place.node["x-enum-descriptions"][value] = "TODO"
        return place

    def _remove_value(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer, follow=True)
        if place is None or difference.ours not in place.node.get("enum", ()):
            return None
        place.node["enum"].remove(difference.ours)
        place.node.get("x-enum-descriptions", {}).pop(difference.ours, None)
        return place

    def _add_variant(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer, follow=True)
        union = next((key for key in ("oneOf", "anyOf") if place and key in place.node), None)
        if place is None or union is None or place.file.parent.name != "schemas":
            return None
        name = f"{place.file.stem}_{len(place.node[union]) + 1}"
        member = self._drafter.schema(difference.draft, name, "", described=False)
        discriminator = place.node.get("discriminator", {})
        if "$ref" not in member:
            return None
        if tag := self._drafter.tag(member["$ref"], discriminator.get("propertyName", "")):
            discriminator["mapping"][tag] = member["$ref"]
        place.node[union].append(styled(member))
        return place

    def _add_status(self, difference: Difference) -> NodePlace | None:
        place, status = self._mapping(difference.pointer[:-1]), difference.pointer[-1]
        name = place.file.parent.name if place else ""
        response = self._drafter.response(difference.draft, status, name) if place else None
        if place is None or response is None:
            return None
        _insert(place.node, styled(status), styled(response), "default")
        return place

    def _add_media(self, difference: Difference) -> NodePlace | None:
        place, kind = self._mapping(difference.pointer[:-1]), difference.pointer[-1]
        if place is None or difference.pointer[0] == "components":
            return None
        suffix = "_request" if "requestBody" in difference.pointer else ""
        name = f"{place.file.parent.name}{suffix}"
        place.node[kind] = styled(self._drafter.media(difference.draft, name))
        return place

    def _add_parameter(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer[:-2], follow=True)
        if place is None or difference.draft is None:
            return None
        parameter = styled(self._drafter.parameter(difference.draft))
        if "parameters" not in place.node:
            before = next((key for key in ("requestBody", "responses") if key in place.node), None)
            _insert(place.node, "parameters", CommentedSeq(), before)
        place.node["parameters"].append(parameter)
        return place

    def _remove(self, difference: Difference) -> NodePlace | None:
        """Remove an item of a mapping, or of a list of parameters."""
        holder, found = self._editor.find(difference.pointer[:-1]), self._editor.find(difference.pointer)
        if holder is None or found is None or difference.pointer[0] == "components":
            return None
        if isinstance(holder.node, CommentedMap):
            del holder.node[difference.pointer[-1]]
            return holder
        index = [self._editor.followed(NodePlace(holder.file, item)).node for item in holder.node]
        holder.node.pop(next(i for i, node in enumerate(index) if node is found.node))
        return holder

    def _remove_status(self, difference: Difference) -> NodePlace | None:
        """Remove a response, except those that every operation has."""
        return None if difference.pointer[-1] in REQUIRED_RESPONSES else self._remove(difference)

    def _remove_operation(self, difference: Difference) -> NodePlace | None:
        _, path, method = difference.pointer
        place = self._mapping(("paths",))
        if place is None or method not in place.node.get(path, {}):
            return None
        del place.node[path][method]
        if not place.node[path]:
            del place.node[path]
        return place

    def _required(self, difference: Difference) -> NodePlace | None:
        if difference.pointer[-2:-1] == ("properties",):
            place = self._mapping(difference.pointer[:-2], follow=True)
            if place is not None:
                self._set_required(place, difference.pointer[-1], required=bool(difference.upstream))
            return place
        place = self._mapping(difference.pointer)
        # Only a parameter: the client always sends a body.
        if place is not None and "$ref" not in place.node and "in" in place.node:
            place.node["required"] = bool(difference.upstream)
            return place
        return None

    def _set_required(self, schema: NodePlace, name: str, *, required: bool) -> None:
        names = schema.node.get("required")
        if required:
            if names is None:
                _insert(schema.node, "required", styled([name]), "properties")
            elif name not in names:
                names.append(name)
            for example in _examples(schema.node):
                if name not in example:
                    example[name] = self._sample(NodePlace(schema.file, schema.node["properties"][name]))
        elif names is not None and name in names:
            names.remove(name)
            if not names:
                del schema.node["required"]

    def _sample(self, field: NodePlace, around: tuple[Any, ...] = ()) -> Any:
        """Return a value for a field of an example, `TODO` if it can be any text."""
        file, schema = self._editor.followed(field)
        for stated in (field.node.get("default"), schema.get("const"), *schema.get("enum", ())):
            if stated is not None:
                return stated
        if members := schema.get("oneOf", schema.get("anyOf")):
            return self._sample(NodePlace(file, members[0]), around)
        if "properties" in schema and schema not in around:
            inner = {name: NodePlace(file, schema["properties"][name]) for name in schema.get("required", ())}
            return styled({name: self._sample(place, (*around, schema)) for name, place in inner.items()})
        kind = next((kind for kind in _as_list(schema.get("type")) if kind in SAMPLES), "string")
        if kind == "array" and schema.get("minItems"):
            return styled([self._sample(NodePlace(file, schema["items"]), around)] * schema["minItems"])
        return styled(schema.get("minimum", SAMPLES[kind]))

    def _nullable(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer)
        if place is None:
            return None
        node, null = place.node, bool(difference.upstream)
        if "type" in node:
            types = [name for name in _as_list(node["type"]) if name != "null"]
            node["type"] = (
                styled([*types, "null"]) if null else types[0] if len(types) == 1 else styled(types)
            )
            return place
        if isinstance(node.get("oneOf"), CommentedSeq):
            members = [member for member in node["oneOf"] if member.get("type") != "null"]
            if null:
                node["oneOf"].append(styled({"type": "null"}))
            elif len(members) == 1 and "$ref" in members[0]:
                _insert(node, "$ref", members[0]["$ref"], "oneOf")
                del node["oneOf"]
            else:
                node["oneOf"] = CommentedSeq(members)
            return place
        if "$ref" in node and null:
            members = [CommentedMap({"$ref": node["$ref"]}), styled({"type": "null"})]
            _insert(node, "oneOf", CommentedSeq(members), "$ref")
            del node["$ref"]
            return place
        return None

    def _type(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer)
        types = str(difference.upstream).split(" or ")
        if place is None or "type" not in place.node or not SCALARS.issuperset(types):
            return None
        if not SCALARS.issuperset(set(_as_list(place.node["type"])) - {"null"}):
            return None
        types += ["null"] if "null" in _as_list(place.node["type"]) else []
        place.node["type"] = types[0] if len(types) == 1 else styled(types)
        return place

    def _keyword(self, difference: Difference) -> NodePlace | None:
        """Set or remove a keyword of a schema or parameter: where it is used, or in the schema it refers to."""
        place, key = self._mapping(difference.pointer), difference.kind
        if place is None:
            return None
        target = self._editor.followed(place)
        holder = place if key in place.node or key not in target.node else target
        if difference.upstream in (None, False):
            if key not in holder.node:
                return None
            del holder.node[key]
            return holder
        if key in LIMITS and "type" not in holder.node:
            return None
        if key == "format" and difference.upstream not in FORMATS:
            return None
        _insert(holder.node, key, styled(difference.upstream), "description")
        return holder

    def _other_fields(self, difference: Difference) -> NodePlace | None:
        place = self._mapping(difference.pointer)
        if place is None or not isinstance(place.node.get("additionalProperties"), bool):
            return None
        place.node["additionalProperties"] = bool(difference.upstream)
        return place


def _parent(node: Node) -> Node:
    """Return the schema that an upstream property belongs to."""
    root = Node(node.documents.load(node.base), (), node.documents, node.base)
    return root.child(*(int(step) if step.isdigit() else step for step in node.pointer[:-2]))


def _examples(schema: CommentedMap) -> list[CommentedMap]:
    """Return the examples of a schema that are objects."""
    return [example for example in schema.get("examples", ()) if isinstance(example, CommentedMap)]


def _insert(mapping: CommentedMap, key: str, value: Any, before: str | None) -> None:
    """Set a key; a new one goes before another key, if that exists."""
    keys = list(mapping)
    if key in mapping or before not in keys:
        mapping[key] = value
    else:
        mapping.insert(keys.index(before), key, value)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]
