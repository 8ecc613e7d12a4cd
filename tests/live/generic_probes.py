"""Generic probes for operations without a hand-written one, with the required fields of the description."""

from __future__ import annotations

import random
from functools import partial

from do_inference.emulator._description import DescribedOperation, Description
from do_inference.emulator._sample_data import MAX_OPTIONAL_DEPTH, SampleBuilder
from tests.live.exchange import ReceivedResponse
from tests.live.probes import NO_MODEL, NOBODY, PROBES, Context, Probe


def probes_for(description: Description) -> list[Probe]:
    """Return at least one probe for every operation of the description, hand-written ones first."""
    described = described_in(description)
    written = [probe for probe in PROBES if probe.operation in described]
    known = {probe.operation for probe in written}
    others = [operation for operation in description.operations.values() if operation.id not in known]
    return [*written, *(Probe(one.id, partial(_call, description, one)) for one in others)]


def described_in(description: Description) -> set[str]:
    """Return the ids of all operations, including those on hosts that the emulator does not serve."""
    items = description.document["paths"].values()
    return {one["operationId"] for item in items for one in item.values() if isinstance(one, dict)}


def _call(
    description: Description, operation: DescribedOperation, context: Context
) -> ReceivedResponse | None:
    """Call an operation if that is free: a GET, or an unknown model. Other calls need `--spend`."""
    service = context.serverless if operation.api == "serverless" else context.agent
    schema = operation.bodies.get("application/json")
    if service is None or (operation.bodies and schema is None):
        return None
    builder, rng = SampleBuilder(description.resolve), random.Random(0)
    body = builder.build(schema, rng, depth=MAX_OPTIONAL_DEPTH) if schema else None
    costs_nothing = operation.method.upper() == "GET"
    if isinstance(body, dict) and "model" in body:
        body["model"], costs_nothing = NO_MODEL, True
    if not (costs_nothing or context.spend):
        return None
    path, query = operation.path, {}
    for parameter in operation.parameters:
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", NOBODY)
        elif parameter.place == "query" and parameter.required:
            query[parameter.name] = str(builder.build(parameter.schema, rng, parameter.name))
    return service.send(operation.method.upper(), path, json=body, params=query or None)
