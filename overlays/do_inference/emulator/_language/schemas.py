"""Schemas that a request brings along: for what a tool takes, or what an answer is to look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from do_inference.emulator._errors import Issue, Refusal
from do_inference.emulator._sample_data import Maker

if TYPE_CHECKING:
    import random

    from do_inference.emulator._description import Schema


def value_for(schema: Schema, rng: random.Random, field: str) -> Any:
    """A value that fits a caller's schema. Raises Refusal 400 naming `field` where it is no schema."""
    try:
        jsonschema_rs.Draft202012Validator(dict(schema), retriever=_refuse)
        return Maker.for_schema(schema).make(schema, rng)
    except (
        jsonschema_rs.ValidationError,
        jsonschema_rs.ReferencingError,
        ValueError,
        TypeError,
        KeyError,
    ) as error:
        text = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise Refusal(400, issues=(Issue(("body", field), f"is no valid JSON Schema: {text}"),)) from None


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri} is outside the schema, and is not fetched")
