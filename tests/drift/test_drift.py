"""Drift finds every seeded difference and invents none, in whatever form upstream comes."""

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
from generator.openapi.documents import Documents, UnreadableDocumentError, location
from tests.drift.documents import as_3_1, compared, ours, published
from tests.drift.trees import in_tree


def test_nothing_about_the_published_description_is_unexplained() -> None:
    verdict = compared(published())
    assert verdict.quiet(), [fact.sentence for fact in verdict.new]
    assert not verdict.unrecorded


def test_the_description_does_not_differ_from_itself() -> None:
    assert list(compare_documents(Documents.of(ours()), Documents.of(ours()))) == []


class Seed(NamedTuple):
    name: str
    change: Callable[[dict[str, Any]], object]
    told: str
    """Part of the one sentence that drift has to say."""


def schema(document: dict[str, Any], name: str) -> Any:
    return document["components"]["schemas"][name]


def field(document: dict[str, Any], name: str, key: str) -> Any:
    return schema(document, name)["properties"][key]


def operation(document: dict[str, Any], path: str, method: str = "post") -> Any:
    return document["paths"][path][method]


def event_stream(document: dict[str, Any], path: str) -> Any:
    return operation(document, path)["responses"]["200"]["content"]["text/event-stream"]


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
        lambda d: d["paths"].update({"/v1/moderations": {"post": NEW}}),
        "POST /v1/moderations: operation missing here",
    ),
    Seed(
        "an operation gone", lambda d: d["paths"].pop("/v1/models"), "GET /v1/models: operation not upstream"
    ),
    Seed(
        "a new request field",
        lambda d: schema(d, "EmbeddingsRequest")["properties"].update(
            dimensions={"type": "integer", "minimum": 1}
        ),
        "request.dimensions: property missing here (integer, minimum 1)",
    ),
    Seed(
        "a new answer field",
        lambda d: schema(d, "EmbeddingsUsage")["properties"].update(cost={"type": "number"}),
        "200.usage.cost: property missing here (number)",
    ),
    Seed(
        "a field gone",
        lambda d: schema(d, "EmbeddingsRequest")["properties"].pop("user"),
        "request.user: property not upstream",
    ),
    Seed(
        "another type",
        lambda d: field(d, "EmbeddingsRequest", "user").update(type="integer"),
        "request.user: type is integer upstream, string here",
    ),
    Seed(
        "a field required",
        lambda d: schema(d, "EmbeddingsRequest")["required"].append("user"),
        "request.user: required is true upstream, false here",
    ),
    Seed(
        "a field no longer required",
        lambda d: schema(d, "ChatCompletionRequest")["required"].remove("messages"),
        "request.messages",
    ),
    Seed(
        "null allowed",
        lambda d: field(d, "EmbeddingsRequest", "user").update(nullable=True),
        "request.user: nullable is true upstream, false here",
    ),
    Seed(
        "a new value",
        lambda d: field(d, "EmbeddingsRequest", "encoding_format")["enum"].append("int8"),
        "request.encoding_format: value missing here (int8)",
    ),
    Seed(
        "a value gone",
        lambda d: field(d, "EmbeddingsRequest", "encoding_format")["enum"].remove("base64"),
        "request.encoding_format: value not upstream (base64)",
    ),
    Seed(
        "a limit",
        lambda d: field(d, "ChatCompletionRequest", "temperature").update(maximum=1),
        "request.temperature",
    ),
    Seed(
        "a default",
        lambda d: field(d, "EmbeddingsRequest", "encoding_format").update(default="base64"),
        "request.encoding_format: default is base64 upstream, float here",
    ),
    Seed(
        "a format",
        lambda d: field(d, "EmbeddingsRequest", "user").update(format="email"),
        "request.user: format is email upstream, not stated here",
    ),
    Seed(
        "a header",
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
        "a parameter",
        lambda d: operation(d, "/v1/batches", "get")["parameters"].append(
            {"name": "order", "in": "query", "schema": {"type": "string"}}
        ),
        "GET /v1/batches query order: parameter missing here (string)",
    ),
    Seed(
        "a parameter gone",
        lambda d: operation(d, "/v1/batches", "get")["parameters"].pop(1),
        "GET /v1/batches query limit: parameter not upstream",
    ),
    Seed(
        "a parameter required",
        lambda d: operation(d, "/v1/batches", "get")["parameters"][1].update(required=True),
        "GET /v1/batches query limit: required is true upstream, false here",
    ),
    Seed(
        "a status",
        lambda d: operation(d, "/v1/embeddings")["responses"].update({"413": {"description": "Too long."}}),
        "POST /v1/embeddings 413: status missing here (413)",
    ),
    Seed(
        "a stream",
        lambda d: operation(d, "/v1/embeddings")["responses"]["200"]["content"].update(
            {"text/event-stream": {"schema": {"type": "object"}}}
        ),
        "POST /v1/embeddings 200: event stream missing here (text/event-stream)",
    ),
    Seed(
        "a field of an event",
        lambda d: schema(d, "ChatCompletionChunk")["properties"].update(obfuscation={"type": "string"}),
        "200 event.obfuscation",
    ),
    Seed(
        "an event's value",
        lambda d: field(d, "MessagesStreamEvent", "type")["enum"].append("hiccup"),
        "200 event.type: value missing here (hiccup)",
    ),
    Seed(
        "a server",
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
        "unknown fields taken",
        lambda d: schema(d, "EmbeddingsRequest").pop("additionalProperties"),
        "request: other fields is true upstream, false here",
    ),
    Seed(
        "an error's field",
        lambda d: schema(d, "Error")["properties"].update(hint={"type": "string"}),
        "hint: property missing here (string)",
    ),
    Seed(
        "a value in a map",
        lambda d: field(d, "ChatCompletionRequest", "logit_bias").update(
            additionalProperties={"type": "number"}
        ),
        "request.logit_bias[*]: type is number upstream, integer here",
    ),
    Seed(
        "a limit inline a departure",
        lambda d: field(d, "CreateImageRequest", "n").update(maximum=4),
        "request.n: maximum is 4 upstream",
    ),
    Seed(
        "a departure differs otherwise",
        lambda d: field(d, "ChatCompletionRequest", "max_completion_tokens").update(minimum=512),
        "request.max_completion_tokens: minimum is 512 upstream",
    ),
    Seed(
        "how a parameter is written",
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
        "a body that need not be",
        lambda d: operation(d, "/v1/embeddings")["requestBody"].update(required=False),
        "POST /v1/embeddings request: required is false upstream, true here",
    ),
    Seed(
        "the end of a stream",
        lambda d: event_stream(d, "/v1/chat/completions").update({"x-event-stream": {"terminator": "[END]"}}),
        "stream's terminator is [END] upstream, [DONE] here",
    ),
    Seed(
        "a status gone",
        lambda d: operation(d, "/v1/embeddings")["responses"].pop("429"),
        "POST /v1/embeddings 429: status not upstream",
    ),
    Seed(
        "a success of another number",
        lambda d: operation(d, "/v1/embeddings")["responses"].update({"202": {"description": "Later."}}),
        "POST /v1/embeddings 202: status missing here (202)",
    ),
    Seed(
        "two keys at once",
        lambda d: operation(d, "/v1/embeddings").update(
            security=[{"inference_bearer_auth": [], "other": []}]
        ),
        "security is",
    ),
    Seed(
        "an array of another length",
        lambda d: field(d, "ChatCompletionRequest", "messages").update(maxItems=9),
        "request.messages: maxItems is 9 upstream, not stated here",
    ),
    Seed(
        "a constant",
        lambda d: field(d, "EmbeddingsResponse", "object").update(enum=["page"]),
        "200.object: value missing here (page)",
    ),
    Seed(
        "a form within a map",
        lambda d: field(d, "SystemoneRequest", "questions").update(additionalProperties={"type": "string"}),
        "request.questions[*]: type is string upstream, object here",
    ),
    Seed(
        "a value of a union",
        lambda d: field(d, "SystemoneQuestion", "criteria")["oneOf"].append({"type": "number"}),
        "criteria: type is array or number or object upstream, array or object here",
    ),
    Seed(
        "what any value is limited to",
        lambda d: field(d, "AsyncInvokeResponse", "error").update(maxLength=9),
        "error: maxLength is 9 upstream",
    ),
]


def told(verdict: DepartureStatus) -> list[Difference]:
    return [*verdict.new, *(fact for _, fact in verdict.changed)]


def sentences(verdict: DepartureStatus) -> list[str]:
    """Sorted, for what stands where is the document's business."""
    return sorted(f"{context}: {fact.sentence}" for fact in told(verdict) for context in fact.names)


def seeded(seed: Seed) -> dict[str, Any]:
    document = published()
    seed.change(document)
    return document


@cache
def verdict_on(seed: Seed) -> DepartureStatus:
    """What is said of the seeded document as it is, which its other forms are compared with."""
    return compared(seeded(seed))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_seeded_difference_is_told_and_nothing_else(seed: Seed) -> None:
    lines = sentences(verdict_on(seed))
    assert any(seed.told in line for line in lines), lines
    assert len({fact.where.rsplit("/", 1)[-1] for fact in told(verdict_on(seed))}) == 1, lines


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_dialect_makes_no_difference(seed: Seed) -> None:
    assert sentences(verdict_on(seed)) == sentences(compared(as_3_1(seeded(seed))))


def test_other_products_are_left_alone() -> None:
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


def test_other_products_are_left_alone_where_the_only_server_is_ours() -> None:
    document = published()
    document["paths"]["/v2/droplets"] = {
        "get": {"tags": ["Droplets"], "responses": {"200": {"description": "All."}}}
    }
    document["paths"]["/v2/volumes"] = {"get": {"responses": {"200": {"description": "All."}}}}
    assert compared(document).quiet()
    document["paths"]["/v1/edits"] = {
        "post": {"tags": ["Images"], "responses": {"200": {"description": "All."}}}
    }
    (fact,) = compared(document).new
    assert fact.names == ("POST /v1/edits",)


def test_upstream_catches_up_with_a_departure() -> None:
    document = published()
    del field(document, "Batch", "batch_id")["format"]
    verdict = compared(document)
    assert verdict.caught_up == ["schemas/Batch/properties/batch_id"]
    assert not verdict.new


def test_upstream_catches_up_with_one_of_many() -> None:
    document = published()
    schema(document, "ImagesUsage")["required"].remove("input_tokens")
    field(document, "ImagesUsage", "input_tokens")["nullable"] = True
    verdict = compared(document)
    assert {"schemas/ImageUsage/properties/input_tokens"} == {
        *verdict.caught_up,
        *(at for at, _, _ in verdict.gone),
    }


def test_upstream_describes_what_only_we_described() -> None:
    document = published()
    schema(document, "Batch")["properties"]["updated_at"] = {
        "type": "string",
        "format": "date-time",
        "nullable": True,
    }
    assert compared(document).caught_up == ["schemas/Batch/properties/updated_at"]


def test_upstream_publishes_an_operation_that_only_we_had() -> None:
    document = published()
    mine = ours()
    for kind, members in mine["components"].items():
        document["components"][kind] = {**members, **document["components"].get(kind, {})}
    document["paths"]["/v1/rerank"] = {
        "post": {**mine["paths"]["/v1/rerank"]["post"], "tags": ["Serverless Inference"]}
    }
    verdict = compared(document)
    assert "paths/~1v1~1rerank/post" in {where for _, where, _ in verdict.gone}


def test_a_part_of_the_published_description_does_not_count_as_catching_up() -> None:
    document = published()
    document["paths"] = {"/v1/embeddings": document["paths"]["/v1/embeddings"]}
    verdict = compared(document)
    assert {"operation"} == {fact.kind for fact in verdict.new}
    assert not verdict.gone
    assert not verdict.caught_up


def test_a_new_departure_is_silent_before_it_is_recorded_and_mentioned_when_upstream_follows() -> None:
    mine = ours()
    user = mine["components"]["schemas"]["EmbeddingRequest"]["properties"]["user"]
    user["type"] = ["string", "null"]
    user["x-departure"] = {"upstream": "never null", "reason": "null is taken", "source": "a test"}
    verdict = compared(published(), mine)
    assert verdict.quiet()
    assert list(verdict.unrecorded) == ["schemas/EmbeddingRequest/properties/user"]
    document = published()
    field(document, "EmbeddingsRequest", "user")["nullable"] = True
    verdict = compared(document, mine)
    assert verdict.quiet()
    assert verdict.bare == ["schemas/EmbeddingRequest/properties/user"]


def test_a_departure_in_words_alone_is_no_difference_and_no_news() -> None:
    mine = ours()
    model = mine["components"]["schemas"]["EmbeddingRequest"]["properties"]["model"]
    model["x-departure"] = {"upstream": "promises any model", "reason": "some only", "source": "a test"}
    verdict = compared(published(), mine)
    assert verdict.quiet()
    assert verdict.bare == ["schemas/EmbeddingRequest/properties/model"]


def test_a_departure_that_is_dropped_explains_nothing_any_more() -> None:
    mine = ours()
    del mine["components"]["schemas"]["ModelInfo"]["properties"]["created"]["x-departure"]
    told = {fact.where for fact in compared(published(), mine).new}
    assert told == {"schemas/ModelInfo/properties/created"}


def test_a_difference_without_a_departure_is_told() -> None:
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


def test_no_removed_word_of_the_schemas_goes_unnoticed() -> None:
    """Every 11th limit, type, value or requirement taken away; the step keeps the test short."""
    silent = []
    document = published()
    meaningless = {"$ref", "object", "array", 0}
    reached = [at for at in leaves(document["components"]["schemas"]) if at[-1] != "nullable"]
    for at in reached[::11]:
        edited = published()
        holder: Any = edited["components"]["schemas"]
        for step in at[:-1]:
            holder = holder[step]
        parent: Any = holder
        value = holder[at[-1]]
        if at[-1] == "$ref" or value in meaningless or value is None:
            continue
        if (isinstance(holder, list) and len(holder) == 1) or value is True:
            continue
        if at[-1] == "type" and isinstance(holder, dict) and "enum" in holder:
            continue  # the values say it
        del parent[at[-1]]
        if compared(edited).quiet():
            silent.append("/".join(map(str, at)))
    assert not silent, "\n".join(silent)


def test_over_the_network(tmp_path: Path) -> None:
    root = in_tree(published(), tmp_path)
    entry = "paths:\n  /v2/droplets:\n    get: {$ref: resources/not-fetched.yml}\n"
    root.write_text(root.read_text().replace("paths:\n", entry, 1))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert compared(Documents(f"http://127.0.0.1:{server.server_port}/{root.name}")).quiet()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("content", "told"),
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
def test_what_cannot_be_read(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "document.yaml"
    file.write_text(content)
    with pytest.raises(UnreadableDocumentError, match=told):
        compared(Documents(location(str(file))))
