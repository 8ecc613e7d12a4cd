"""A small bundled description that contains every supported construct, for tests to edit."""

from __future__ import annotations

import copy
from typing import Any

OK = {
    "description": "Fine.",
    "headers": {"ratelimit-limit": {"$ref": "#/components/headers/ratelimit-limit"}},
}
ERRORS = {"401": {"$ref": "#/components/responses/Unauthorized"}}


def ref(name: str, **inline: Any) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", **inline}


def string_schema(**more: Any) -> dict[str, Any]:
    return {"type": "string", "description": "A text.", **more}


def object_schema(properties: dict[str, Any], required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "A thing.",
        "additionalProperties": True,
        "required": list(required),
        "properties": properties,
        **more,
    }


def body(name: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}


BASE: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1", "description": "Small."},
    "servers": [{"url": "https://one.example.com", "x-api": "serverless", "description": "One host."}],
    "security": [{"model_access_key": []}],
    "tags": [{"name": "chat", "description": "Talk."}, {"name": "agent", "description": "Agents."}],
    "paths": {
        "/v1/chat": {
            "post": {
                "operationId": "chat_create",
                "summary": "Talk.",
                "description": "Talks.",
                "tags": ["chat"],
                "x-stability": "stable",
                "x-source": "a test",
                "parameters": [
                    {
                        "name": "X-Affinity",
                        "in": "header",
                        "description": "Where.",
                        "schema": {"type": "string"},
                    },
                    {
                        "name": "agent",
                        "in": "query",
                        "description": "Whether.",
                        "x-send-default": True,
                        "schema": {"type": "boolean", "default": True},
                    },
                ],
                "requestBody": body("ChatRequest"),
                "responses": {
                    "200": {
                        **OK,
                        "content": {
                            "application/json": {"schema": ref("Chat")},
                            "text/event-stream": {
                                "schema": ref("Event"),
                                "x-event-stream": {
                                    "terminator": "[DONE]",
                                    "final_events": ["stop"],
                                    "accumulator": "chat",
                                },
                            },
                        },
                    },
                    **ERRORS,
                },
            }
        },
        "/v1/speech": {
            "post": {
                "operationId": "chat_speak",
                "summary": "Speak.",
                "description": "Speaks.",
                "tags": ["chat"],
                "x-stability": "experimental",
                "x-idempotent": True,
                "parameters": [{"$ref": "#/components/parameters/Speed"}],
                "requestBody": body("SpeechRequest"),
                "responses": {
                    "200": {
                        **OK,
                        "content": {"audio/mpeg": {"schema": {"type": "string", "format": "binary"}}},
                    },
                    **ERRORS,
                },
            }
        },
        "/v1/things/{thing_id}": {
            "get": {
                "operationId": "chat_retrieve",
                "summary": "Fetch.",
                "description": "Fetches.",
                "tags": ["chat"],
                "parameters": [
                    {
                        "name": "thing_id",
                        "in": "path",
                        "required": True,
                        "description": "Which.",
                        "schema": {"type": "string"},
                    },
                    {
                        "name": "limit",
                        "in": "query",
                        "description": "How many.",
                        "schema": {"type": "integer", "maximum": 100, "default": 20},
                    },
                ],
                "responses": {
                    "200": {**OK, "content": {"application/json": {"schema": ref("Chat")}}},
                    **ERRORS,
                },
            }
        },
        "/{upload_url}": {
            "put": {
                "operationId": "chat_upload",
                "summary": "Upload.",
                "description": "Uploads.",
                "tags": ["chat"],
                "x-absolute-url": "upload_url",
                "security": [],
                "parameters": [
                    {
                        "name": "upload_url",
                        "in": "path",
                        "required": True,
                        "description": "Where.",
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {"200": {"description": "Fine."}},
            }
        },
        "/v1/things": {
            "get": {
                "operationId": "chat_things",
                "summary": "List.",
                "description": "Lists.",
                "tags": ["chat"],
                "x-pagination": {
                    "parameters": {"cursor": "after"},
                    "pages": [{"items": ["data"], "cursor": ["last_id"], "more": ["has_more"]}],
                },
                "parameters": [
                    {
                        "name": "after",
                        "in": "query",
                        "description": "The cursor.",
                        "schema": {"type": "string"},
                    }
                ],
                "responses": {
                    "200": {**OK, "content": {"application/json": {"schema": ref("ThingList")}}},
                    **ERRORS,
                },
            }
        },
        "/health": {
            "get": {
                "operationId": "agent_health",
                "summary": "Ask.",
                "description": "Asks.",
                "tags": ["agent"],
                "servers": [
                    {
                        "url": "https://{agent}.example.com",
                        "x-api": "agent",
                        "variables": {"agent": {"default": "a"}},
                    }
                ],
                "security": [{"agent_access_key": []}],
                "responses": {"200": {**OK, "content": {"application/json": {"schema": ref("Health")}}}},
            }
        },
    },
    "components": {
        "headers": {"ratelimit-limit": {"description": "Allowed.", "schema": {"type": "integer"}}},
        "parameters": {
            "Speed": {
                "name": "speed",
                "in": "query",
                "description": "How fast.",
                "schema": {"type": "number", "minimum": 1},
            }
        },
        "responses": {
            "Unauthorized": {
                "description": "No key.",
                "content": {"application/json": {"schema": ref("Error")}},
            }
        },
        "securitySchemes": {
            "model_access_key": {"type": "http", "scheme": "bearer", "description": "A key."},
            "agent_access_key": {"type": "http", "scheme": "bearer", "description": "Another key."},
        },
        "schemas": {
            "ChatRequest": object_schema(
                {
                    "model": string_schema(),
                    "messages": {
                        "type": "array",
                        "description": "All.",
                        "minItems": 1,
                        "items": ref("ChatMessage"),
                    },
                    "temperature": {
                        "type": ["number", "null"],
                        "description": "How.",
                        "minimum": 0,
                        "maximum": 2,
                        "default": 1,
                    },
                    "top_k": {"type": "integer", "description": "Few."},
                    "effort": ref("Effort", description="Effort."),
                    "stop": {
                        "description": "Ends.",
                        "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                    },
                    "stream": {"type": "boolean", "description": "In chunks."},
                    "user": string_schema(pattern="^[a-z]+$", maxLength=64),
                    "metadata": {
                        "type": "object",
                        "description": "Marks.",
                        "additionalProperties": {"type": "string"},
                    },
                    "options": {"description": "Options.", "oneOf": [ref("Options"), {"type": "null"}]},
                    "secret": string_schema(**{"x-sensitive": True}),
                    "any": {"description": "Anything.", "x-any": "a schema"},
                },
                ("model", "messages"),
            ),
            "ThingList": object_schema(
                {
                    "data": {"type": "array", "description": "All.", "items": ref("Thing")},
                    "last_id": string_schema(),
                    "has_more": {"type": "boolean", "description": "Whether."},
                },
                ("data",),
            ),
            "Thing": object_schema({"name": string_schema()}, ("name",)),
            "Options": object_schema({"include_usage": {"type": "boolean", "description": "Whether."}}),
            "ChatMessage": {
                "description": "A message.",
                "oneOf": [ref("UserMessage"), ref("SystemMessage")],
                "discriminator": {
                    "propertyName": "role",
                    "mapping": {
                        "user": "#/components/schemas/UserMessage",
                        "system": "#/components/schemas/SystemMessage",
                    },
                },
            },
            "UserMessage": object_schema(
                {"role": string_schema(const="user"), "content": string_schema()}, ("role", "content")
            ),
            "SystemMessage": object_schema(
                {"role": string_schema(const="system"), "content": string_schema()}, ("role", "content")
            ),
            "Effort": {
                "type": "string",
                "description": "Effort.",
                "enum": ["low", "high"],
                "x-enum-descriptions": {"low": "Little.", "high": "Much."},
            },
            "Chat": object_schema(
                {
                    "id": string_schema(),
                    "created": {"type": "integer", "description": "When."},
                    "finished": {"type": ["string", "null"], "format": "date-time", "description": "When."},
                    "score": {"type": "number", "description": "How good.", "maximum": 1},
                    "reason": ref("Reason", description="Why."),
                    "note": {"type": ["string", "null"], "description": "A note."},
                    "usage": {"description": "Tokens.", "oneOf": [ref("Usage"), {"type": "null"}]},
                    "parts": {"type": "array", "description": "Parts.", "items": ref("Part")},
                    "url": string_schema(**{"x-sensitive": True}),
                    "value": {"description": "Either.", "oneOf": [{"type": "string"}, {"type": "integer"}]},
                    "labels": {
                        "type": "object",
                        "description": "Marks.",
                        "additionalProperties": {"type": "string"},
                    },
                },
                ("id", "created", "reason"),
            ),
            "Reason": {
                "type": "string",
                "description": "Why.",
                "enum": ["stop", "length"],
                "x-enum-descriptions": {"stop": "Done.", "length": "Full."},
            },
            "Usage": object_schema({"total": {"type": "integer", "description": "Tokens."}}, ("total",)),
            "Part": {
                "description": "A part.",
                "oneOf": [ref("TextPart"), ref("ImagePart")],
                "discriminator": {
                    "propertyName": "type",
                    "mapping": {
                        "text": "#/components/schemas/TextPart",
                        "image": "#/components/schemas/ImagePart",
                    },
                },
            },
            "TextPart": object_schema(
                {"type": string_schema(const="text"), "text": string_schema()}, ("type",)
            ),
            "ImagePart": object_schema(
                {"type": string_schema(const="image"), "url": string_schema()}, ("type",)
            ),
            "Event": {
                "description": "An event.",
                "oneOf": [ref("DeltaEvent"), ref("StopEvent")],
                "discriminator": {
                    "propertyName": "type",
                    "mapping": {
                        "delta": "#/components/schemas/DeltaEvent",
                        "stop": "#/components/schemas/StopEvent",
                    },
                },
            },
            "DeltaEvent": object_schema(
                {"type": string_schema(const="delta"), "delta": string_schema()}, ("type", "delta")
            ),
            "StopEvent": object_schema(
                {"type": string_schema(const="stop"), "usage": ref("Usage")}, ("type",)
            ),
            "SpeechRequest": object_schema(
                {"input": string_schema(), "note": ref("Shared")}, ("input",), additionalProperties=False
            ),
            "Health": object_schema({"status": string_schema(), "shared": ref("Shared")}),
            "Shared": object_schema(
                {"label": string_schema(), "count": {"type": "integer", "description": "How many."}}
            ),
            "Error": object_schema({"message": string_schema()}),
        },
    },
}


def base_document() -> dict[str, Any]:
    """Return a new copy of `BASE` for a test to edit."""
    return copy.deepcopy(BASE)
