"""The definitions of a schema that is put together from several."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from ._keywords import with_subschemas

Json = dict[str, Any]


class Definitions(dict[str, Any]):
    """Schemas by the name under which `#/$defs/...` refers to them."""

    def free(self, name: str, more: Collection[str] = ()) -> str:
        """The name if neither this nor `more` has it; otherwise the name with a number."""
        free, number = name, 1
        while free in self or free in more:
            number += 1
            free = f"{name}_{number}"
        return free

    def adopt(self, schema: Json, more: Json) -> Json:
        """Takes over the definitions within a schema, and `more`. Returns the schema without them.

        A definition with the name of another one that means something else gets a new name.
        """
        schema, found = _lifted({**schema, "$defs": {**schema.get("$defs", {}), **more}})
        names: dict[str, str] = {}
        while clashing := [name for name in found if self._clashes(name, found[name], names)]:
            # Each new name may change the meaning of definitions that refer to it.
            names |= {f"#/$defs/{name}": f"#/$defs/{self.free(name, found)}" for name in clashing}
        for name, inner in found.items():
            self[names.get(f"#/$defs/{name}", name).removeprefix("#/$defs/")] = _renamed(inner, names)
        renamed: Json = _renamed(schema, names)
        return renamed

    def _clashes(self, name: str, schema: Any, names: Mapping[str, str]) -> bool:
        return f"#/$defs/{name}" not in names and name in self and self[name] != _renamed(schema, names)


def _lifted(schema: Json) -> tuple[Json, Json]:
    """A schema without the definitions that schemas within it have, and these definitions."""
    found: Json = {}

    def lift(node: Any) -> Any:
        inner = with_subschemas(node, lift)
        if isinstance(inner, dict):
            found.update(inner.pop("$defs", {}))
        return inner

    lifted: Json = lift(schema)
    return lifted, found


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    """A schema with other references, also in its `discriminator`."""
    inner = with_subschemas(node, partial(_renamed, names=names))
    if not names or not isinstance(inner, dict):
        return node
    if "$ref" in inner:
        inner["$ref"] = names.get(inner["$ref"], inner["$ref"])
    mapping = inner.get("discriminator", {}).get("mapping")
    if mapping is not None:
        changed = {tag: names.get(reference, reference) for tag, reference in mapping.items()}
        inner["discriminator"] = {**inner["discriminator"], "mapping": changed}
    return inner
