"""Tests that drift reports every seeded difference and no other, in every form of the upstream description."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from generator.drift.comparison import compare_documents
from generator.drift.departures import DepartureStatus
from generator.drift.differences import Difference
from generator.drift.report import lines_of
from generator.openapi.documents import Documents, UnreadableDocumentError, location
from tests.absent import absent_tag
from tests.drift.documents import as_3_1, compared, ours, published
from tests.drift.trees import in_tree


def test_departures_explain_all_differences_from_the_published_description() -> None:
    status = compared(published())
    assert status.quiet(), [fact.sentence for fact in status.new]
    assert not status.unrecorded


def test_description_has_no_differences_from_itself() -> None:
    assert list(compare_documents(Documents.of(ours()), Documents.of(ours()))) == []


class Seed(NamedTuple):
    name: str
    change: Callable[[dict[str, Any]], object]
    expected: str
    """A part of a line of the report that must contain it."""


def schema(document: dict[str, Any], name: str) -> Any:
    return document["components"]["schemas"][name]


def field(document: dict[str, Any], name: str, key: str) -> Any:
    return schema(document, name)["properties"][key]


def operation(document: dict[str, Any], path: str, method: str = "post") -> Any:
    return document["paths"][path][method]


def event_stream(document: dict[str, Any], path: str) -> Any:
    return operation(document, path)["responses"]["200"]["content"]["text/event-stream"]


TAG = absent_tag()
NEW = {
    "operationId": "inference_create_moderation",
    "tags": ["Serverless Inference"],
    "summary": "Judge a text.",
    "servers": [{"url": "https://inference.do-ai.run"}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["input"],
                    "properties": {
                        "input": {"type": "string", "nullable": True, "description": "The text."},
                        "level": {"type": "string", "enum": ["low", "high"]},
                        "options": {"type": "object", "properties": {"deep": {"type": "boolean"}}},
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "content": {
                "application/json": {"schema": {"type": "object", "properties": {"ok": {"type": "boolean"}}}}
            }
        }
    },
}

SEEDS = [
    Seed(
        "a new operation",
        lambda d: d["paths"].update({f"/v1/{TAG}": {"post": NEW}}),
        f"POST /v1/{TAG}: operation missing here",
    ),
    Seed(
        "an operation removed",
        lambda d: d["paths"].pop("/v1/models"),
        "GET /v1/models: operation not upstream",
    ),
    Seed(
        "a new request field",
        lambda d: schema(d, "EmbeddingsRequest")["properties"].update(
            dimensions={"type": "integer", "minimum": 1}
        ),
        "request.dimensions: property missing here (integer, minimum 1)",
    ),
    Seed(
        "a new response field",
        lambda d: schema(d, "EmbeddingsUsage")["properties"].update(cost={"type": "number"}),
        "200.usage.cost: property missing here (number)",
    ),
    Seed(
        "a field removed",
        lambda d: schema(d, "EmbeddingsRequest")["properties"].pop("user"),
        "request.user: property not upstream",
    ),
    Seed(
        "another type",
        lambda d: field(d, "EmbeddingsRequest", "user").update(type="integer"),
        "request.user: type is integer upstream, string here",
    ),
    Seed(
        "a field becomes required",
        lambda d: schema(d, "EmbeddingsRequest")["required"].append("user"),
        "request.user: required is true upstream, false here",
    ),
    Seed(
        "a field no longer required",
        lambda d: schema(d, "ChatCompletionRequest")["required"].remove("messages"),
        "request.messages",
    ),
    Seed(
        "null accepted",
        lambda d: field(d, "EmbeddingsRequest", "user").update(nullable=True),
        "request.user: nullable is true upstream, false here",
    ),
    Seed(
        "a new value",
        lambda d: field(d, "EmbeddingsRequest", "encoding_format")["enum"].append("int8"),
        "request.encoding_format: value missing here (int8)",
    ),
    Seed(
        "a value removed",
        lambda d: field(d, "EmbeddingsRequest", "encoding_format")["enum"].remove("base64"),
        "request.encoding_format: value not upstream (base64)",
    ),
    Seed(
        "a changed limit",
        lambda d: field(d, "ChatCompletionRequest", "temperature").update(maximum=1),
        "request.temperature",
    ),
    Seed(
        "a changed default",
        lambda d: field(d, "EmbeddingsRequest", "encoding_format").update(default="base64"),
        "request.encoding_format: default is base64 upstream, float here",
    ),
    Seed(
        "a new format",
        lambda d: field(d, "EmbeddingsRequest", "user").update(format="email"),
        "request.user: format is email upstream, not stated here",
    ),
    Seed(
        "a new header",
        lambda d: operation(d, "/v1/embeddings")["responses"]["200"]["headers"].update(
            {"x-cost": {"schema": {"type": "number"}}}
        ),
        "POST /v1/embeddings 200: header missing here (x-cost)",
    ),
    Seed(
        "a header's type",
        lambda d: d["components"]["headers"]["ratelimit-limit"]["schema"].update(type="string"),
        "header ratelimit-limit",
    ),
    Seed(
        "a new parameter",
        lambda d: operation(d, "/v1/batches", "get")["parameters"].append(
            {"name": "order", "in": "query", "schema": {"type": "string"}}
        ),
        "GET /v1/batches query order: parameter missing here (string)",
    ),
    Seed(
        "a parameter removed",
        lambda d: operation(d, "/v1/batches", "get")["parameters"].pop(1),
        "GET /v1/batches query limit: parameter not upstream",
    ),
    Seed(
        "a parameter becomes required",
        lambda d: operation(d, "/v1/batches", "get")["parameters"][1].update(required=True),
        "GET /v1/batches query limit: required is true upstream, false here",
    ),
    Seed(
        "a new status",
        lambda d: operation(d, "/v1/embeddings")["responses"].update({"413": {"description": "Too long."}}),
        "POST /v1/embeddings 413: status missing here (413)",
    ),
    Seed(
        "a new event stream",
        lambda d: operation(d, "/v1/embeddings")["responses"]["200"]["content"].update(
            {"text/event-stream": {"schema": {"type": "object"}}}
        ),
        "POST /v1/embeddings 200: event stream missing here (text/event-stream)",
    ),
    Seed(
        "a new field of an event",
        lambda d: schema(d, "ChatCompletionChunk")["properties"].update(obfuscation={"type": "string"}),
        "200 event.obfuscation",
    ),
    Seed(
        "a new value of an event",
        lambda d: field(d, "MessagesStreamEvent", "type")["enum"].append("hiccup"),
        "200 event.type: value missing here (hiccup)",
    ),
    Seed(
        "another server",
        lambda d: operation(d, "/v1/embeddings").update(servers=[{"url": "https://two.do-ai.run"}]),
        'POST /v1/embeddings: server is ["https://two.do-ai.run"] upstream',
    ),
    Seed(
        "another key",
        lambda d: (
            d["components"]["securitySchemes"].update(
                header_key={"type": "apiKey", "in": "header", "name": "x-api-key"}
            )
            or operation(d, "/v1/embeddings").update(security=[{"header_key": []}])
        ),
        "POST /v1/embeddings: security is",
    ),
    Seed(
        "no key",
        lambda d: operation(d, "/v1/embeddings").update(security=[]),
        "POST /v1/embeddings: security is [] upstream",
    ),
    Seed(
        "deprecated",
        lambda d: operation(d, "/v1/embeddings").update(deprecated=True),
        "POST /v1/embeddings: deprecated is true upstream",
    ),
    Seed(
        "a field deprecated",
        lambda d: field(d, "EmbeddingsRequest", "user").update(deprecated=True),
        "request.user: deprecated is true upstream",
    ),
    Seed(
        "another content type",
        lambda d: operation(d, "/v1/embeddings")["requestBody"]["content"].update(
            {"multipart/form-data": {"schema": {"type": "object"}}}
        ),
        "request: media type missing here (multipart/form-data)",
    ),
    Seed(
        "unknown fields accepted",
        lambda d: schema(d, "EmbeddingsRequest").pop("additionalProperties"),
        "request: other fields is true upstream, false here",
    ),
    Seed(
        "a new field of an error",
        lambda d: schema(d, "Error")["properties"].update(hint={"type": "string"}),
        "hint: property missing here (string)",
    ),
    Seed(
        "another type of map values",
        lambda d: field(d, "ChatCompletionRequest", "logit_bias").update(
            additionalProperties={"type": "number"}
        ),
        "request.logit_bias[*]: type is number upstream, integer here",
    ),
    Seed(
        "a changed limit next to a departure",
        lambda d: field(d, "CreateImageRequest", "n").update(maximum=4),
        "request.n: maximum is 4 upstream",
    ),
    Seed(
        "another difference at a departure",
        lambda d: field(d, "ChatCompletionRequest", "max_completion_tokens").update(minimum=512),
        "request.max_completion_tokens: minimum is 512 upstream",
    ),
    Seed(
        "another serialization of a parameter",
        lambda d: operation(d, "/v1/batches", "get")["parameters"][0].update(explode=False),
        "GET /v1/batches query after: explode is false upstream, true here",
    ),
    Seed(
        "a parameter deprecated",
        lambda d: operation(d, "/v1/batches", "get")["parameters"][1].update(deprecated=True),
        "GET /v1/batches query limit: deprecated is true upstream",
    ),
    Seed(
        "a parameter's limit",
        lambda d: operation(d, "/v1/batches", "get")["parameters"][1]["schema"].update(maximum=50),
        "GET /v1/batches query limit: maximum is 50 upstream, 100 here",
    ),
    Seed(
        "a body without a schema",
        lambda d: operation(d, "/v1/embeddings")["requestBody"]["content"]["application/json"].pop("schema"),
        "POST /v1/embeddings request: schema is not stated upstream, described here",
    ),
    Seed(
        "an optional body",
        lambda d: operation(d, "/v1/embeddings")["requestBody"].update(required=False),
        "POST /v1/embeddings request: required is false upstream, true here",
    ),
    Seed(
        "another terminator of a stream",
        lambda d: event_stream(d, "/v1/chat/completions").update({"x-event-stream": {"terminator": "[END]"}}),
        "stream's terminator is [END] upstream, [DONE] here",
    ),
    Seed(
        "a status removed",
        lambda d: operation(d, "/v1/embeddings")["responses"].pop("429"),
        "POST /v1/embeddings 429: status not upstream",
    ),
    Seed(
        "another success status",
        lambda d: operation(d, "/v1/embeddings")["responses"].update({"202": {"description": "Later."}}),
        "POST /v1/embeddings 202: status missing here (202)",
    ),
    Seed(
        "two keys required together",
        lambda d: operation(d, "/v1/embeddings").update(
            security=[{"inference_bearer_auth": [], "other": []}]
        ),
        "security is",
    ),
    Seed(
        "a length limit of an array",
        lambda d: field(d, "ChatCompletionRequest", "messages").update(maxItems=9),
        "request.messages: maxItems is 9 upstream, not stated here",
    ),
    Seed(
        "another constant",
        lambda d: field(d, "EmbeddingsResponse", "object").update(enum=["page"]),
        "200.object: value missing here (page)",
    ),
    Seed(
        "another type of objects in a map",
        lambda d: field(d, "SystemoneRequest", "questions").update(additionalProperties={"type": "string"}),
        "request.questions[*]: type is string upstream, object here",
    ),
    Seed(
        "a new member of a union",
        lambda d: field(d, "SystemoneQuestion", "criteria")["oneOf"].append({"type": "number"}),
        "criteria: type is array or number or object upstream, array or object here",
    ),
    Seed(
        "a limit of a value of any type",
        lambda d: field(d, "AsyncInvokeResponse", "error").update(maxLength=9),
        "error: maxLength is 9 upstream",
    ),
]


def reported(status: DepartureStatus) -> list[Difference]:
    return [*status.new, *(fact for _, fact in status.changed)]


def report_lines(status: DepartureStatus) -> list[str]:
    """Return the sorted lines of the report; their order depends on the document."""
    return sorted(f"{context}: {fact.sentence}" for fact in reported(status) for context in fact.names)


def seeded(seed: Seed) -> dict[str, Any]:
    document = published()
    seed.change(document)
    return document


@cache
def status_of(seed: Seed) -> DepartureStatus:
    """Return the status of the seeded document in its original form, the reference for its other forms."""
    return compared(seeded(seed))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_only_the_seeded_difference_is_reported(seed: Seed) -> None:
    lines = report_lines(status_of(seed))
    assert any(seed.expected in line for line in lines), lines
    assert len(lines_of(status_of(seed))) == 1, lines


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_openapi_3_1_has_the_same_report(seed: Seed) -> None:
    assert report_lines(status_of(seed)) == report_lines(compared(as_3_1(seeded(seed))))


def test_other_products_are_ignored() -> None:
    document = published()
    document["servers"] = [{"url": "https://api.digitalocean.com"}]
    droplets = {
        "operationId": "droplets_list",
        "tags": ["Droplets"],
        "responses": {"200": {"description": "All."}},
    }
    document["paths"] |= {
        "/v2/droplets": {"get": droplets},
        "/v2/dedicated-inferences": {"get": {**droplets, "tags": ["Dedicated Inference"]}},
        "/v2/gen-ai/agents": {"get": {**droplets, "tags": ["GradientAI Platform"]}},
        "/health": {"get": {**droplets, "tags": ["Monitoring"]}},
    }
    assert compared(document).quiet()


def test_other_products_are_ignored_if_the_only_server_is_ours() -> None:
    document = published()
    document["paths"]["/v2/droplets"] = {
        "get": {"tags": ["Droplets"], "responses": {"200": {"description": "All."}}}
    }
    document["paths"]["/v2/volumes"] = {"get": {"responses": {"200": {"description": "All."}}}}
    assert compared(document).quiet()
    document["paths"][f"/v1/{TAG}"] = {
        "post": {"tags": ["Images"], "responses": {"200": {"description": "All."}}}
    }
    (fact,) = compared(document).new
    assert fact.names == (f"POST /v1/{TAG}",)


def test_departure_that_upstream_adopts_is_caught_up() -> None:
    document = published()
    del field(document, "Batch", "batch_id")["format"]
    status = compared(document)
    assert status.caught_up == ["schemas/Batch/properties/batch_id"]
    assert not status.new


def test_departure_of_several_differences_is_partly_caught_up() -> None:
    document = published()
    schema(document, "ImagesUsage")["required"].remove("input_tokens")
    field(document, "ImagesUsage", "input_tokens")["nullable"] = True
    status = compared(document)
    assert {"schemas/ImageUsage/properties/input_tokens"} == {
        *status.caught_up,
        *(one.at for one in status.gone),
    }


def test_property_that_upstream_adds_is_caught_up() -> None:
    document = published()
    schema(document, "Batch")["properties"]["updated_at"] = {
        "type": "string",
        "format": "date-time",
        "nullable": True,
    }
    assert compared(document).caught_up == ["schemas/Batch/properties/updated_at"]


def test_operation_that_upstream_adds_is_no_longer_a_difference() -> None:
    document = published()
    mine = ours()
    for kind, members in mine["components"].items():
        document["components"][kind] = {**members, **document["components"].get(kind, {})}
    document["paths"]["/v1/rerank"] = {
        "post": {**mine["paths"]["/v1/rerank"]["post"], "tags": ["Serverless Inference"]}
    }
    status = compared(document)
    assert "paths/~1v1~1rerank/post" in {one.fact.where for one in status.gone}


def test_incomplete_upstream_description_is_not_catching_up() -> None:
    document = published()
    document["paths"] = {"/v1/embeddings": document["paths"]["/v1/embeddings"]}
    status = compared(document)
    assert {"operation"} == {fact.kind for fact in status.new}
    assert not status.gone
    assert not status.caught_up


def test_new_departure_is_unrecorded_and_bare_after_upstream_adopts_it() -> None:
    mine = ours()
    user = mine["components"]["schemas"]["EmbeddingRequest"]["properties"]["user"]
    user["type"] = ["string", "null"]
    user["x-departure"] = {"upstream": "never null", "reason": "null is accepted", "source": "a test"}
    status = compared(published(), mine)
    assert status.quiet()
    assert list(status.unrecorded) == ["schemas/EmbeddingRequest/properties/user"]
    document = published()
    field(document, "EmbeddingsRequest", "user")["nullable"] = True
    status = compared(document, mine)
    assert status.quiet()
    assert status.bare == ["schemas/EmbeddingRequest/properties/user"]


def test_departure_without_a_difference_is_bare() -> None:
    mine = ours()
    model = mine["components"]["schemas"]["EmbeddingRequest"]["properties"]["model"]
    model["x-departure"] = {"upstream": "promises any model", "reason": "only some", "source": "a test"}
    status = compared(published(), mine)
    assert status.quiet()
    assert status.bare == ["schemas/EmbeddingRequest/properties/model"]


def test_difference_of_a_removed_departure_is_reported() -> None:
    mine = ours()
    del mine["components"]["schemas"]["ModelInfo"]["properties"]["created"]["x-departure"]
    reported_at = {fact.where for fact in compared(published(), mine).new}
    assert reported_at == {"schemas/ModelInfo/properties/created"}


def test_difference_without_a_departure_is_reported() -> None:
    mine = ours()
    del mine["components"]["schemas"]["EmbeddingRequest"]["properties"]["user"]
    (fact,) = compared(published(), mine).new
    assert fact.sentence == "property missing here (string)"


def leaves(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from leaves(value, (*at, key))
    if at and not isinstance(node, (dict, list)):
        yield at


def test_every_removed_schema_keyword_is_reported() -> None:
    """Remove every 11th limit, type, value or requirement; testing all of them takes too long."""
    unreported = []
    document = published()
    ignored = {"$ref", "object", "array", 0}
    reached = [at for at in leaves(document["components"]["schemas"]) if at[-1] != "nullable"]
    for at in reached[::11]:
        edited = published()
        holder: Any = edited["components"]["schemas"]
        for step in at[:-1]:
            holder = holder[step]
        parent: Any = holder
        value = holder[at[-1]]
        if at[-1] == "$ref" or value in ignored or value is None:
            continue
        if (isinstance(holder, list) and len(holder) == 1) or value is True:
            continue
        if at[-1] == "type" and isinstance(holder, dict) and "enum" in holder:
            continue  # the values determine the type
        del parent[at[-1]]
        if compared(edited).quiet():
            unreported.append("/".join(map(str, at)))
    assert not unreported, "\n".join(unreported)


def test_upstream_can_be_read_over_http(tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    entry = "paths:\n  /v2/droplets:\n    get: {$ref: resources/not-fetched.yml}\n"
    root.write_text(root.read_text().replace("paths:\n", entry, 1))

    class SilentHandler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SilentHandler, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert compared(Documents(f"http://127.0.0.1:{server.server_port}/{root.name}")).quiet()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot read"),
        ("a: [", "cannot read"),
        ("swagger: '2.0'\npaths: {}\n", "not an OpenAPI 3 document"),
        ("openapi: 3.0.3\n", "has no paths"),
        ("openapi: 3.0.3\npaths: {/v1/models: {get: {$ref: nowhere.yml}}}\n", "cannot read"),
        ("openapi: 3.0.3\npaths: {/v1/models: {get: {$ref: '#/x'}}}\n", "there is nothing there"),
        (
            "openapi: 3.0.3\npaths: {/v1/models: {get: {$ref: '#/paths/~1v1~1models/get'}}}\n",
            "circular reference",
        ),
    ],
)
def test_unreadable_documents_raise_an_error(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "document.yaml"
    file.write_text(content)
    with pytest.raises(UnreadableDocumentError, match=message):
        compared(Documents(location(str(file))))
