"""Conversion of a document to a tree of files like the public one, with shared files and other products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from generator.openapi.documents import Documents

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
    for path, content in files_of(document).items():
        save(folder, path, content)
    return folder / ROOT


def in_memory_tree(document: dict[str, Any]) -> Documents:
    """Return the tree without writing it."""
    files = {f"/upstream/{path}": content for path, content in files_of(document).items()}
    return Documents(f"/upstream/{ROOT}", files)


def files_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the content of the files of the tree by path."""
    components = document["components"]
    files: dict[str, Any] = {
        LOCATIONS["schemas"].format(name): with_relative_references(schema, "../../../")
        for name, schema in components["schemas"].items()
    }
    for name, response in components.get("responses", {}).items():
        files[LOCATIONS["responses"].format(name)] = with_relative_references(response, "../../")
    for kind in ("headers", "parameters"):
        files[f"shared/{kind}.yml"] = with_relative_references(components.get(kind, {}), "../")
    files["description.yml"] = {"introduction": "# Introduction", "inference": "What it is."}
    files |= other_products()
    paths: dict[str, Any] = {path: dict(item) for path, item in OTHERS.items()}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            file = f"resources/inference/{operation['operationId']}.yml"
            paths.setdefault(path, {})[method] = {"$ref": file}
            files[file] = with_documentation(with_relative_references(operation, "../../"))
    schemes = {}
    for name, scheme in components["securitySchemes"].items():
        files[f"shared/{name}.yml"] = scheme
        schemes[name] = {"$ref": f"shared/{name}.yml"}
    files[ROOT] = {
        **{key: value for key, value in document.items() if key != "components"},
        "info": {**document["info"], "description": {"$ref": "description.yml#/introduction"}},
        "tags": [{"name": "Serverless Inference", "description": {"$ref": "description.yml#/inference"}}],
        "servers": [{"url": "https://api.digitalocean.com"}],
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }
    return files


def other_products() -> dict[str, Any]:
    """Return the files of other products, with just enough content to identify their product."""
    found: dict[str, Any] = {}
    for path, tag in (
        ("droplets/droplets_list.yml", "Droplets"),
        ("dedicated_inferences/list.yml", "Dedicated Inference"),
    ):
        responses = {"200": {"$ref": "nowhere.yml"}}
        found[f"resources/{path}"] = {"operationId": "list", "tags": [tag], "responses": responses}
    found["resources/registry/path.yml"] = {"get": {"tags": ["Container Registry"], "responses": {}}}
    return found


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
