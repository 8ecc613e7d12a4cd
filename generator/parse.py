"""Parsing of the normalized description with `openapi-python-client`.

The documented interface of `openapi-python-client` is its command line, which only prints diagnostics and continues.
This module calls the entry points of its parser, and converts every diagnostic into a problem that stops the generator.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openapi_python_client import schema as oai
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.openapi import Endpoint, EndpointCollection
from openapi_python_client.parser.properties import (
    ModelProperty,
    Parameters,
    Schemas,
    build_parameters,
    build_schemas,
)
from pydantic import ValidationError

from generator.openapi.problems import DescriptionError, Problem
from generator.openapi.reader import pointer

if TYPE_CHECKING:
    from openapi_python_client.parser.errors import ParseError, PropertyError


@dataclass
class Parsed:
    """The output of the parser."""

    models: dict[str, ModelProperty]
    """By component name."""
    endpoints: dict[str, Endpoint]
    """By operationId."""


def parse(normalized: dict[str, Any], place: Callable[[str], str] = str) -> Parsed:
    """Parse a normalized description. `place` returns the file and line of a JSON pointer.

    Raises:
        DescriptionError: The description contains something that the parser does not support.
    """
    config = Config.from_sources(
        ConfigFile(use_path_prefixes_for_title_model_names=False, post_hooks=[]),
        MetaType.NONE,
        document_source=Path("description"),
        file_encoding="utf-8",
        overwrite=True,
        output_path=None,
    )
    try:
        document = oai.OpenAPI.model_validate(normalized)
    except ValidationError as error:
        raise DescriptionError(
            [
                Problem(place(pointer(*e["loc"])), f"is not valid OpenAPI: {e['msg']}; fix it")
                for e in error.errors()
            ]
        ) from None
    components = document.components
    assert components is not None
    schemas = build_schemas(components=components.schemas or {}, schemas=Schemas(), config=config)
    parameters = build_parameters(
        components=components.parameters or {}, parameters=Parameters(), config=config
    )
    collections, schemas, parameters = EndpointCollection.from_data(
        data=document.paths,
        schemas=schemas,
        parameters=parameters,
        request_bodies=components.requestBodies or {},
        responses=components.responses or {},
        config=config,
    )
    errors: list[ParseError | PropertyError] = [*schemas.errors, *parameters.errors]
    for collection in collections.values():
        errors += collection.parse_errors
        for endpoint in collection.endpoints:
            errors += endpoint.errors
    if errors:
        raise DescriptionError(list(dict.fromkeys(_problem(error, place) for error in errors)))
    by_reference = {_text(reference): found for reference, found in schemas.classes_by_reference.items()}
    named = {reference.rsplit("/", 1)[1]: found for reference, found in by_reference.items()}
    return Parsed(
        models={name: found for name, found in named.items() if isinstance(found, ModelProperty)},
        endpoints={_text(e.name): e for collection in collections.values() for e in collection.endpoints},
    )


def _text(value: Any) -> str:
    """Return a string of the document without the wrapper with which the parser marks untrusted strings."""
    unwrap = getattr(value, "get_untrusted_value", None)
    return str(unwrap() if unwrap else value)


def _problem(error: ParseError | PropertyError, place: Callable[[str], str]) -> Problem:
    header = _text(getattr(error, "header", None) or "")
    detail = _text(error.detail) if error.detail is not None else "no reason given"
    # The messages contain the `repr` of the wrapper instead of the string.
    detail = " ".join(re.sub(r"<\S*UntrustedString object at \w+>", "…", detail).split())
    return Problem(
        _place(header, place), f"the parser does not support this ({detail}); simplify the description"
    )


def _place(header: str, place: Callable[[str], str]) -> str:
    """Return the place that a diagnostic refers to, such as `WARNING parsing GET /v1/things within things.`."""
    schema = re.search(r"/components/schemas/\w+", header)
    if schema:
        return place(schema.group())
    endpoint = re.search(r"parsing ([A-Z]+) (\S+) within", header)
    if endpoint:
        verb, path = endpoint.groups()
        return place(pointer("paths", path, verb.lower()))
    return header or "openapi-python-client"
