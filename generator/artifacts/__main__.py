"""Write the OpenAPI document and the data of the reference pages: `python -m generator.artifacts [FOLDER]`.

FOLDER is build/ by default. The files are openapi.json, openapi.yaml and reference.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from generator.artifacts.document import json_text, published, yaml_text
from generator.artifacts.reference import reference
from generator.build import build
from generator.lint import lint
from generator.openapi.bundle import bundle
from generator.openapi.normalize import normalize
from generator.openapi.problems import DescriptionError
from generator.parse import parse

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Path(__file__).with_name("reference.schema.json")


def artifacts(description: Path, version: str) -> dict[str, str]:
    """Return the text of each file.

    Raises:
        DescriptionError: The description breaks a rule or cannot be expressed, or a schema needs an example.
        ValueError: It is not known whether a keyword is for other tools.
    """
    bundled = bundle(description)
    if problems := lint(bundled):
        raise DescriptionError(problems)
    client = build(bundled, parse(normalize(bundled.document), bundled.place))
    document = published(bundled.document, version)
    return {
        "openapi.json": json_text(document),
        "openapi.yaml": yaml_text(document),
        "reference.json": json_text(reference(client, document, version, bundled.place)),
    }


def validate(files: Mapping[str, str]) -> None:
    """Raise an exception if the OpenAPI document or the data of the reference pages are invalid."""
    OpenAPIV31SpecValidator(json.loads(files["openapi.json"])).validate()
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(files["reference.json"]))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.artifacts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build")
    parser.add_argument("--description", type=Path, default=ROOT / "openapi" / "openapi.yaml")
    parser.add_argument(
        "--version", default=_version(), help="the version of the release; that of pyproject.toml"
    )
    given = parser.parse_args(arguments)
    try:
        files = artifacts(given.description, given.version)
    except (DescriptionError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    validate(files)
    given.folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (given.folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{given.folder / name}: {len(text.encode())} bytes")
    return 0


def _version() -> str:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["project"]["version"])


if __name__ == "__main__":
    sys.exit(main())
