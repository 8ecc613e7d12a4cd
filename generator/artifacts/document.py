"""The OpenAPI document for other tools: the bundle without what only concerns this repository.

`info.version` is the version of the release, because the document changes with it: `nox -s changes` derives the version
from the differences. The date of the description moves to `x-description-date`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from generator.openapi.bundle import VERBATIM

PUBLIC = frozenset(
    {
        "x-absolute-url",
        "x-api",
        "x-base64-float32",
        "x-bytes",
        "x-enum-deprecated",
        "x-enum-descriptions",
        "x-event-stream",
        "x-forwarded",
        "x-idempotent",
        "x-ordered-by",
        "x-pagination",
        "x-rate-limits",
        "x-replaced-by",
        "x-sensitive",
        "x-stability",
        "x-when",
    }
)
"""Extension keywords that stay: they say what the servers do and what a client may rely on."""

INTERNAL = frozenset(
    {
        "x-also-takes",
        "x-any",
        "x-departure",
        "x-keep-null",
        "x-name",
        "x-probe",
        "x-send-default",
        "x-source",
    }
)
"""Extension keywords that are removed: they record where knowledge comes from, or configure the Python client."""

NAMES = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "dependentSchemas",
        "encoding",
        "headers",
        "links",
        "mapping",
        "parameters",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
        "webhooks",
    }
)
"""Keywords whose value maps names to objects. A name that begins with `x-` is not an extension keyword."""


def published(document: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the document to publish with a release.

    Raises:
        ValueError: The document contains an extension keyword that is neither in `PUBLIC` nor in `INTERNAL`.
    """
    found: dict[str, Any] = _without_internal(document)
    info = {**found["info"], "version": version, "x-description-date": str(found["info"]["version"])}
    return {**found, "info": info}


def _without_internal(node: Any, *, names: bool = False) -> Any:
    """Return a copy without internal keywords. `names` says that the keys of the mapping are names."""
    if isinstance(node, list):
        return [_without_internal(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    kept: dict[str, Any] = {}
    for key, value in node.items():
        if names:
            kept[key] = _without_internal(value)
        elif key in VERBATIM or key in PUBLIC:
            kept[key] = value
        elif key not in INTERNAL:
            if key.startswith("x-"):
                raise ValueError(
                    f"the description uses {key}, and {__name__} does not say whether to publish it; add it to "
                    "PUBLIC or INTERNAL there"
                )
            kept[key] = _without_internal(value, names=key in NAMES)
    return kept


def json_text(content: Mapping[str, Any]) -> str:
    """Return content as JSON."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def yaml_text(content: Mapping[str, Any]) -> str:
    """Return content as YAML, without anchors."""
    return yaml.dump(content, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=110)


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Repeat equal parts, which other tools expect."""
        return True
