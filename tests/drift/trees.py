"""Conversion of a document to a tree of files like the public one, with shared files and other products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "DigitalOcean-public.v2.yaml"
LOCATIONS = {
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
"""Paths of other products; the file of one of them does not exist."""


def in_tree(document: dict[str, Any], folder: Path) -> Path:
    """Write the tree and return the path of its root document."""
    folder.mkdir(parents=True, exist_ok=True)
    components = document["components"]
    for name, schema in components["schemas"].items():
        save(folder, LOCATIONS["schemas"].format(name), with_relative_references(schema, "../../../"))
    for name, response in components.get("responses", {}).items():
        save(folder, LOCATIONS["responses"].format(name), with_relative_references(response, "../../"))
    for kind in ("headers", "parameters"):
        save(folder, f"shared/{kind}.yml", with_relative_references(components.get(kind, {}), "../"))
    save(folder, "description.yml", {"introduction": "# Introduction", "inference": "What it is."})
    save_other_products(folder)
    paths: dict[str, Any] = {path: dict(item) for path, item in OTHERS.items()}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            file = f"resources/inference/{operation['operationId']}.yml"
            paths.setdefault(path, {})[method] = {"$ref": file}
            save(folder, file, with_documentation(with_relative_references(operation, "../../")))
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


def save_other_products(folder: Path) -> None:
    """Write the files of other products, with just enough content to identify their product."""
    for path, tag in (
        ("droplets/droplets_list.yml", "Droplets"),
        ("dedicated_inferences/list.yml", "Dedicated Inference"),
    ):
        operation = {"operationId": "list", "tags": [tag], "responses": {"200": {"$ref": "nowhere.yml"}}}
        save(folder, f"resources/{path}", operation)
    save(folder, "resources/registry/path.yml", {"get": {"tags": ["Container Registry"], "responses": {}}})


def with_documentation(operation: dict[str, Any]) -> dict[str, Any]:
    """Return the operation with references to descriptions, examples and code samples."""
    samples = [{"$ref": f"examples/curl/{operation['operationId']}.yml"}]
    prose = {"$ref": "../../description.yml#/inference"}
    for media in operation.get("requestBody", {}).get("content", {}).values():
        media["examples"] = {"one": {"$ref": "examples/bodies.yml#/one"}}
    return {**operation, "description": prose, "x-codeSamples": samples}


def with_relative_references(node: Any, up: str) -> Any:
    """Return the node with references to relative files; `up` is the path from its file to the root."""
    if isinstance(node, list):
        return [with_relative_references(item, up) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: with_relative_references(value, up) for key, value in node.items()}
    if isinstance(node.get("$ref"), str):
        _, _, kind, name = node["$ref"].split("/")
        out["$ref"] = up + LOCATIONS[kind].format(name)
    return out


def save(folder: Path, path: str, content: Any) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False)
    (folder / path).write_text(text, encoding="utf-8")
