"""schemathesis against the emulator: no server errors, and only responses that match the description."""

from __future__ import annotations

import copy
import os
from typing import Any

import pytest

schemathesis = pytest.importorskip("schemathesis")

from hypothesis import HealthCheck, Phase, settings

from do_inference.emulator import Emulator
from do_inference.emulator._description import packaged

EXAMPLES = int(os.environ.get("EMULATOR_EXAMPLES", "40"))
KEYS: dict[str, str] = {}


def json_only() -> dict[str, Any]:
    """Return the description without event streams, without operations of object storage and without extensions.

    schemathesis would validate the body of a stream against the schema of one event.
    """
    document: dict[str, Any] = copy.deepcopy(dict(packaged().document))
    for path, item in list(document["paths"].items()):
        for verb, operation in list(item.items()):
            if "x-absolute-url" in operation:
                del item[verb]
                continue
            operation.pop("servers", None)
            for response in operation["responses"].values():
                response.get("content", {}).pop("text/event-stream", None)
        if not item:
            del document["paths"][path]
    for schema in document["components"]["schemas"].values():
        stream = schema.get("properties", {}).get("stream")
        if stream is not None:
            schema["properties"]["stream"] = {"enum": [False, None] if "null" in stream["type"] else [False]}
    return document


schema = schemathesis.openapi.from_dict(json_only())


@pytest.fixture(scope="module", autouse=True)
def emulator() -> Any:
    with Emulator(limits="none", any_model=True) as running:
        KEYS.update(url=running.base_url, serverless=running.api_key, agent=running.agent_key)
        yield running


WAIVED = {
    "/health": ("negative_data_rejection",),  # accepts requests without a key
    "/openapi.json": ("negative_data_rejection",),
    "/v1/audio/transcriptions": ("negative_data_rejection",),  # all values of a form are text
    "/v1/batches": ("negative_data_rejection",),  # unknown query parameters and headers are ignored
    "/api/v1/chat/completions": ("negative_data_rejection",),
    "/v1/responses": ("negative_data_rejection",),  # an input item of an unknown type is a message
}
CHECKS = [
    schemathesis.checks.load_all_checks() or schemathesis.checks.CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
    )
]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_operations_conform_to_the_description(case: Any) -> None:
    agent = case.operation.path in ("/health", "/openapi.json") or case.operation.path.startswith("/api/")
    headers = {"Authorization": f"Bearer {KEYS['agent' if agent else 'serverless']}"}
    checks = [check for check in CHECKS if check.__name__ not in WAIVED.get(case.operation.path, ())]
    case.call_and_validate(base_url=KEYS["url"], headers=headers, checks=checks, timeout=20)
