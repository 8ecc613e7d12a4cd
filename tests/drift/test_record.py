"""Tests of the record of known differences: its places on both sides, and records that are over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.drift.__main__ import main
from generator.drift.comparison import compare_documents
from generator.drift.departures import DepartureStatus, assess, updated
from generator.drift.record import Reason, Record, RecordError, read, write
from generator.drift.report import DriftReport, lines_of
from generator.openapi.documents import Documents
from tests.drift.documents import OPENAPI, PUBLISHED, compared, ours, published
from tests.drift.test_drift import NEW, field, operation, schema
from tests.drift.trees import in_memory_tree

Document = dict[str, Any]


def text_of(status: DepartureStatus) -> str:
    return DriftReport("upstream", status, lambda where: where).text()


def service(**schemas: Document) -> Document:
    """Return a document with one operation for each schema, which is its response."""
    paths = {
        f"/v1/{name}": {
            "get": {
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{used}"}}}
                    }
                }
            }
        }
        for name, used in schemas.pop("paths").items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def thing(*names: str) -> Document:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}}


OURS = service(paths={"one": "Thing", "two": "Thing"}, Thing=thing("id", "note"))


def recorded(upstream: Document, mine: Document = OURS, *, optional: bool = False) -> Record:
    """Return a record of all differences from an upstream document."""
    found = compare_documents(Documents.of(upstream), Documents.of(mine))
    status = assess(found, Record(), ())
    return updated(Record(), status, found, (), "1", Reason("because", "a test", optional=optional))


def status_after(record: Record, upstream: Document, mine: Document = OURS) -> DepartureStatus:
    return assess(compare_documents(Documents.of(upstream), Documents.of(mine)), record, ())


HIDDEN = {
    "usage of a message": lambda d: schema(d, "MessagesCreateResponse")["properties"].pop("usage"),
    "id of an error": lambda d: schema(d, "Error")["properties"].pop("id"),
    "nullable message of an error": lambda d: field(d, "Error", "message").update(nullable=True),
    "nullable id of a tool call in a chunk": lambda d: field(d, "ChatCompletionToolCallChunk", "id").update(
        nullable=True
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("tree", [False, True], ids=["document", "tree"])
def test_departure_of_one_operation_does_not_hide_that_of_another(name: str, tree: bool) -> None:
    document = published()
    HIDDEN[name](document)
    assert len(lines_of(compared(in_memory_tree(document) if tree else document))) == 1


def test_record_applies_only_to_the_operation_that_it_names() -> None:
    first = service(paths={"one": "Small", "two": "Thing"}, Small=thing("id"), Thing=thing("id", "note"))
    record = recorded(first)
    assert status_after(record, first).quiet()
    both = service(paths={"one": "Small", "two": "Small"}, Small=thing("id"))
    (new,) = status_after(record, both).new
    assert (new.names, new.text) == (("GET /v1/two 200.note",), "property not upstream")


def test_names_of_upstream_schemas_do_not_matter() -> None:
    record = recorded(service(paths={"one": "Small", "two": "Small"}, Small=thing("id")))
    renamed = service(paths={"one": "A", "two": "B"}, A=thing("id"), B=thing("id"))
    assert status_after(record, renamed).quiet()


def test_record_of_all_operations_applies_to_a_new_one() -> None:
    small = service(paths={"one": "Small", "two": "Small"}, Small=thing("id"))
    record = recorded(small)
    mine = service(paths={"one": "Thing", "two": "Thing", "new": "Thing"}, Thing=thing("id", "note"))
    small["paths"]["/v1/new"] = small["paths"]["/v1/one"]
    assert status_after(record, small, mine).quiet()


def test_record_survives_a_file(tmp_path: Path) -> None:
    first = service(paths={"one": "Small", "two": "Thing"}, Small=thing("id"), Thing=thing("note"))
    record = recorded(first, optional=True)
    write(tmp_path / "departures.yaml", record)
    assert read(tmp_path / "departures.yaml") == record


def test_record_that_matches_nothing_is_reported_in_one_line_and_removed() -> None:
    small = service(paths={"one": "Small", "two": "Small"}, Small=thing("id"))
    record = recorded(small, service(paths={"one": "Old", "two": "Old"}, Old=thing("id", "note", "more")))
    mine = service(paths={"one": "Small", "two": "Small"}, Small=thing("id"))
    status = status_after(record, small, mine)
    assert not status.quiet()
    assert len(lines_of(status)) == 1
    assert "schemas/Old: nothing is compared at GET /v1/one 200.more and 3 more any more" in text_of(status)
    found = compare_documents(Documents.of(small), Documents.of(mine))
    assert list(updated(record, status, found, (), "1", None).facts()) == []


def test_records_of_an_operation_that_upstream_lacks_are_kept() -> None:
    small = service(paths={"one": "Small", "two": "Thing"}, Small=thing("id"), Thing=thing("id", "note"))
    record = recorded(small)
    del small["paths"]["/v1/one"]
    status = status_after(record, small)
    assert [one.text for one in status.new] == ["operation not upstream"]
    assert not status.gone
    found = compare_documents(Documents.of(small), Documents.of(OURS))
    assert set(updated(record, status, found, (), "1", None).facts()) == set(record.facts())


def test_optional_difference_is_known_with_and_without_it() -> None:
    """`POST /v1/systemone` is known from a client. The published tree lacks it."""
    document = published()
    assert compared(document).quiet()
    del document["paths"]["/v1/systemone"]
    assert compared(document).quiet()
    assert compared(in_memory_tree(document)).quiet()
    del document["paths"]["/v1/models"]
    (line,) = lines_of(compared(document))
    assert line.new[0].names == ("GET /v1/models",)


def test_optional_difference_is_recorded_on_the_command_line(tmp_path: Path) -> None:
    import json

    document = published()
    del document["paths"]["/v1/models"]
    file, record = tmp_path / "upstream.json", tmp_path / "departures.yaml"
    file.write_text(json.dumps(document))
    record.write_bytes((OPENAPI / "departures.yaml").read_bytes())
    arguments = ["--departures", str(record)]
    why = ["--record", "--reason", "a newer document has it", "--source", "a test", "--optional"]
    assert main([str(file), *arguments, *why]) == 0
    assert main([str(file), *arguments]) == 0
    assert main([str(PUBLISHED), *arguments]) == 0
    with pytest.raises(SystemExit):
        main([str(file), "--optional"])


def test_record_without_uses_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "departures.yaml"
    file.write_text("inline: {schemas/A: {schemas/A: [text]}}")
    with pytest.raises(RecordError, match="`uses` does not list schemas/A"):
        read(file)


def test_change_of_a_recorded_difference_is_one_line_with_the_old_one() -> None:
    document = published()
    field(document, "SystemoneUsage", "input_tokens")["minimum"] = 5
    (line,) = lines_of(compared(document))
    text = text_of(compared(document))
    assert line.section == "Not as recorded"
    assert "minimum is 5 upstream" in text
    assert "no longer 'minimum upstream: 0'" in text


def test_part_of_something_missing_is_one_line_and_something_new_is_another() -> None:
    document = published()
    schema(document, "Error")["properties"]["hint"] = {"type": "string"}
    (text,) = [line for line in text_of(compared(document)).splitlines() if "hint" in line]
    assert "property missing here (string)" in text
    assert text.endswith("it is also part of what is missing at PUT /{upload_url} 401 and 2 more")
    schema(document, "EmbeddingsRequest")["properties"]["error"] = {"$ref": "#/components/schemas/Error"}
    assert len(lines_of(compared(document))) == 2


def test_one_server_of_many_operations_is_one_line() -> None:
    document = published()
    for path in ("/v1/embeddings", "/v1/responses", "/v1/messages"):
        operation(document, path)["servers"] = [{"url": "https://two.do-ai.run"}]
    assert "POST /v1/messages and 2 more: server is" in text_of(compared(document))
    assert len(lines_of(compared(document))) == 1


def test_line_of_a_shared_schema_names_how_many_operations_use_it() -> None:
    document = published()
    schema(document, "Error")["properties"]["hint"] = {"type": "string"}
    (text,) = [line for line in text_of(compared(document)).splitlines() if "hint" in line]
    assert "POST /v1/chat/completions 401.hint and " in text


@pytest.mark.parametrize(
    ("tags", "path", "servers", "found"),
    [
        (["Knowledge Bases"], "/v1/{id}/retrieve", [{"url": "https://kbaas.do-ai.run"}], True),
        (["Inference Router"], "/v1/routers", None, True),
        (["Guardrails"], "/guardrails", [{"url": "https://inference.do-ai.run"}], True),
        (["Guardrails"], "/guardrails", [{"url": "https://{region}.inference.do-ai.run"}], True),
        (["Droplets"], "/v2/droplets", None, False),
        (["Spaces"], "/v1/keys", [{"url": "https://{bucket}.digitaloceanspaces.com"}], False),
        ([], "/v1/registry", None, False),
    ],
)
def test_new_operations_of_the_product_are_reported(
    tags: list[str], path: str, servers: list[Document] | None, found: bool
) -> None:
    document = published()
    document["servers"] = [{"url": "https://api.digitalocean.com"}]
    new = {**NEW, "tags": tags, "servers": servers} if servers else {**NEW, "tags": tags}
    if not servers:
        del new["servers"]
    document["paths"][path] = {"post": new}
    assert [one.names for one in compared(document).new] == ([(f"POST {path}",)] if found else [])


def test_server_of_the_path_counts_as_stated() -> None:
    document = published()
    document["servers"] = [{"url": "https://api.digitalocean.com"}]
    item = {"servers": [{"url": "https://kbaas.do-ai.run"}], "get": {"tags": ["Other"], "responses": {}}}
    document["paths"]["/v2/knowledge"] = item
    assert [one.names for one in compared(document).new] == [("GET /v2/knowledge",)]


def test_webhooks_and_callbacks_are_compared() -> None:
    document = {**published(), "openapi": "3.1.0"}
    event = {"type": "object", "properties": {"id": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": event}}}
    hook = {"post": {"tags": ["Batch Inference"], "requestBody": body, "responses": {}}}
    document["webhooks"] = {
        "batch.completed": hook,
        "droplet.created": {"post": {"tags": ["Droplets"], "responses": {}}},
    }
    operation(document, "/v1/batches")["callbacks"] = {"done": {"{$request.body#/url}": hook}}
    assert {one.names for one in compared(document).new} == {
        ("POST webhooks/batch.completed",),
        ("POST /v1/batches callback done POST {$request.body#/url}",),
    }
    mine = {**ours(), "webhooks": {"batch.completed": hook}}
    mine["paths"]["/v1/batches"]["post"]["callbacks"] = {"done": {"{$request.body#/url}": hook}}
    assert compared(document, mine).quiet()
    event["properties"] = {}
    document["webhooks"]["batch.completed"] = {"post": {**hook["post"], "requestBody": {"content": {}}}}
    assert {one.names for one in compared(document, mine).new} == {
        ("POST webhooks/batch.completed request",),
    }


def test_what_is_not_compared_is_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import json

    document = published()
    field(document, "EmbeddingsRequest", "user").update(title="User", xml={"name": "u"}, **{"x-odd": 1})
    operation(document, "/v1/embeddings")["responses"]["200"]["links"] = {"next": {}}
    document["paths"]["/v2/droplets"] = {
        "get": {"tags": ["Droplets"], "servers": [{"url": "https://x.test"}]}
    }
    file = tmp_path / "upstream.json"
    file.write_text(json.dumps(document))
    assert main([str(file)]) == 0
    printed = capsys.readouterr().out
    assert "Not compared" in printed
    assert "  schemas: title 1, x-odd 1, xml 1" in printed
    assert "  responses: links 1" in printed
    assert "  other products: operations 1" in printed
