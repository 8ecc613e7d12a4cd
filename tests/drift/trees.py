"""A document as a tree of files like the public one: descriptions by reference, headers in one file, other products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "DigitalOcean-public.v2.yaml"
HOMES = {
    "schemas": "resources/inference/models/{}.yml",
    "responses": "shared/responses/{}.yml",
    "headers": "shared/headers.yml#/{}",
    "parameters": "shared/parameters.yml#/{}",
}
OTHERS: dict[str, dict[str, Any]] = {
    "/v2/droplets": {"get": {"$ref": "resources/droplets/droplets_list.yml"}},
    "/v2/volumes": {"get": {"$ref": "resources/volumes/not_checked_out.yml"}},
    "/v2/dedicated-inferences": {"get": {"$ref": "resources/dedicated_inferences/list.yml"}},
    "/v1/registry": {"$ref": "resources/registry/path.yml"},
}
"""Paths of other products, one of them in a file that is not there."""


def in_tree(document: dict[str, Any], folder: Path) -> Path:
    """Write the tree; the path of its root."""
    folder.mkdir(parents=True, exist_ok=True)
    components = document["components"]
    for name, schema in components["schemas"].items():
        save(folder, HOMES["schemas"].format(name), moved(schema, "../../../"))
    for name, response in components.get("responses", {}).items():
        save(folder, HOMES["responses"].format(name), moved(response, "../../"))
    for kind in ("headers", "parameters"):
        save(folder, f"shared/{kind}.yml", moved(components.get(kind, {}), "../"))
    save(folder, "description.yml", {"introduction": "# Introduction", "inference": "What it is."})
    others(folder)
    paths: dict[str, Any] = {path: dict(item) for path, item in OTHERS.items()}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            file = f"resources/inference/{operation['operationId']}.yml"
            paths.setdefault(path, {})[method] = {"$ref": file}
            save(folder, file, told(moved(operation, "../../")))
    schemes = {}
    for name, scheme in components["securitySchemes"].items():
        save(folder, f"shared/{name}.yml", scheme)
        schemes[name] = {"$ref": f"shared/{name}.yml"}
    root = {
        **{key: value for key, value in document.items() if key != "components"},
        "info": {**document["info"], "description": {"$ref": "description.yml#/introduction"}},
        "tags": [{"name": "Serverless Inference", "description": {"$ref": "description.yml#/inference"}}],
        "servers": [{"url": "https://api.digitalocean.com"}],
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }
    save(folder, ROOT, root)
    return folder / ROOT


def others(folder: Path) -> None:
    """What other products have: whole enough to be told apart, and no more."""
    for path, tag in (
        ("droplets/droplets_list.yml", "Droplets"),
        ("dedicated_inferences/list.yml", "Dedicated Inference"),
    ):
        operation = {"operationId": "list", "tags": [tag], "responses": {"200": {"$ref": "nowhere.yml"}}}
        save(folder, f"resources/{path}", operation)
    save(folder, "resources/registry/path.yml", {"get": {"tags": ["Container Registry"], "responses": {}}})


def told(operation: dict[str, Any]) -> dict[str, Any]:
    """With what is for readers, by reference too."""
    samples = [{"$ref": f"examples/curl/{operation['operationId']}.yml"}]
    prose = {"$ref": "../../description.yml#/inference"}
    for media in operation.get("requestBody", {}).get("content", {}).values():
        media["examples"] = {"one": {"$ref": "examples/bodies.yml#/one"}}
    return {**operation, "description": prose, "x-codeSamples": samples}


def moved(node: Any, up: str) -> Any:
    """With its references as relative files, from a file whose way to the root is `up`."""
    if isinstance(node, list):
        return [moved(item, up) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: moved(value, up) for key, value in node.items()}
    if isinstance(node.get("$ref"), str):
        _, _, kind, name = node["$ref"].split("/")
        out["$ref"] = up + HOMES[kind].format(name)
    return out


def save(folder: Path, path: str, content: Any) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False)
    (folder / path).write_text(text, encoding="utf-8")
