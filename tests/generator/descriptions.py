"""Descriptions for tests: a changed copy of the real one, or a minimal one."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

REAL = Path(__file__).resolve().parents[2] / "openapi"

RESPONSES = """\
  "401": {description: The key is not known.}
  "403": {description: The key may not do this.}
  "404": {description: There is no such thing.}
  "429": {description: A limit is reached.}
  "500": {description: The service failed.}
  default: {description: Something else.}
"""

ROOT = """\
openapi: 3.1.0
info: {title: Small, version: "1"}
servers:
  - {url: "https://example.com", x-api: serverless}
security:
  - key: []
tags:
  - {name: things, description: Things.}
paths:
  /v1/things/{thing_id}:
    get: {$ref: things_retrieve.yaml}
components:
  securitySchemes:
    key: {type: http, scheme: bearer, description: A key.}
"""

OPERATION = (
    """\
operationId: things_retrieve
summary: Fetch a thing.
description: The thing as it is now.
tags: [things]
x-stability: stable
x-source: a test
parameters:
  - {name: thing_id, in: path, required: true, description: Which thing., schema: {type: string}}
responses:
  "200":
    description: The thing.
    headers:
      ratelimit-limit: {description: The limit., schema: {type: integer}}
    content:
      application/json:
        schema: {$ref: thing.yaml}
"""
    + RESPONSES
)

THING = """\
type: object
description: A thing.
additionalProperties: true
required: [id]
properties:
  id: {type: string, description: Its name.}
  size: {type: [integer, "null"], description: Its size., minimum: 1}
"""


def small(folder: Path, **changed: str) -> Path:
    """Write a description of three files and give its root; `changed` replaces files by their stem."""
    files = {"root": ROOT, "things_retrieve": OPERATION, "thing": THING, **changed}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return folder / "root.yaml"


def copy_of_real(folder: Path) -> Path:
    """A copy of the project's description to change; gives its root."""
    shutil.copytree(REAL, folder)
    return folder / "openapi.yaml"
