"""Edits of the small description, each with its expected severity.

`expected_name` is the name that the report must contain, or the empty string if the test does not check names.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.changes.change import Severity
from tests.changes.documents import BASE, OK, object_schema, ref, string_schema

if TYPE_CHECKING:
    from collections.abc import Callable

B, R, A, F, I = Severity.BREAKING, Severity.RISKY, Severity.ADDITION, Severity.FIX, Severity.INTERNAL  # noqa: E741


class Edit(NamedTuple):
    name: str
    severity: Severity
    change: Callable[[dict[str, Any]], object]
    expected_name: str = ""


def at(document: Any, pointer: str) -> Any:
    """Return the node at a short pointer: `S/Chat/properties/id` is in a schema, `P/v1~chat/post` in a path."""
    steps = pointer.split("/")
    if steps[0] == "S":
        steps[:1] = ["components", "schemas"]
    elif steps[0] == "P":
        steps[:2] = ["paths", "/" + steps[1].replace("~", "/")]
    for step in filter(None, steps):
        document = document[int(step) if isinstance(document, list) else step]
    return document


def put(pointer: str, value: Any) -> Callable[[dict[str, Any]], object]:
    """Return an edit that sets the node at the pointer."""
    parent, _, last = pointer.rpartition("/")

    def change(document: dict[str, Any]) -> None:
        holder = at(document, parent)
        holder[int(last) if isinstance(holder, list) else last] = json.loads(json.dumps(value))

    return change


def drop(pointer: str) -> Callable[[dict[str, Any]], object]:
    """Return an edit that removes the last step of the pointer: a key of a mapping or a value of a list."""
    parent, _, last = pointer.rpartition("/")

    def change(document: dict[str, Any]) -> None:
        holder = at(document, parent)
        if isinstance(holder, list):
            holder.remove(last)
        else:
            del holder[last]

    return change


def append(pointer: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: at(document, pointer).append(value)


def rename(pointer: str, new: str) -> Callable[[dict[str, Any]], object]:
    parent, _, last = pointer.rpartition("/")

    def change(document: dict[str, Any]) -> None:
        holder = at(document, parent)
        holder[new] = holder.pop(last)

    return change


def in_sequence(*changes: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda document: [change(document) for change in changes]


def rewrite(before: str, after: str) -> Callable[[dict[str, Any]], object]:
    """Return an edit that replaces a text everywhere in the document."""

    def change(document: dict[str, Any]) -> None:
        edited = json.loads(json.dumps(document).replace(before, after))
        document.clear()
        document.update(edited)

    return change


def rename_path(old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        document["paths"][new] = document["paths"].pop(old)

    return change


def change_method(where: str, old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        document["paths"][where][new] = document["paths"][where].pop(old)

    return change


REQUEST, RESPONSE = "S/ChatRequest/properties", "S/Chat/properties"
CHAT, SPEECH, FETCH, UPLOAD, THINGS = (
    "P/v1~chat/post",
    "P/v1~speech/post",
    "P/v1~things~{thing_id}/get",
    "P/{upload_url}/put",
    "P/v1~things/get",
)
PAGES = {"parameters": {"cursor": "limit"}, "pages": [{"items": ["data"], "cursor": ["id"]}]}
NEW_OPERATION = {
    "operationId": "chat_list",
    "summary": "List.",
    "description": "Lists.",
    "tags": ["chat"],
    "responses": {"200": {"description": "Fine."}},
}


def event_stream(document: dict[str, Any]) -> Any:
    return document["paths"]["/v1/chat"]["post"]["responses"]["200"]["content"]["text/event-stream"]


def success(document: dict[str, Any], where: str, verb: str) -> Any:
    return document["paths"][where][verb]["responses"]["200"]


SPEED = "client.chat.speak(..., speed=)"
TEXT_PART, USER = "S/TextPart/properties", "S/UserMessage/properties"


def constant_to_enum(node: dict[str, Any], *more: str) -> None:
    """Replace a constant with an enum that contains it and `more`."""
    node["enum"] = [node.pop("const"), *more]


def string_or_list(**limits: Any) -> dict[str, Any]:
    """Return the schema of a string or a list of strings."""
    return {
        "description": "A text.",
        "oneOf": [{"type": "string", **limits}, {"type": "array", "items": {"type": "string"}}],
    }


def move_to_schema(document: dict[str, Any], pointer: str, name: str) -> dict[str, Any]:
    """Move a field into a new schema and return a reference to that schema."""
    parent, _, field = pointer.rpartition("/")
    document["components"]["schemas"][name] = object_schema({field: at(document, parent).pop(field)})
    return ref(name)


def replace_media_type(response: dict[str, Any], media_type: str) -> None:
    (media,) = response["content"].values()
    response["content"] = {media_type: media}


EDITS = [
    # operations
    Edit("operation removed", B, lambda d: d["paths"].pop("/v1/chat"), "client.chat.create"),
    Edit(
        "operation added",
        A,
        lambda d: d["paths"].update({"/v1/list": {"get": NEW_OPERATION}}),
        "client.chat.list",
    ),
    Edit("operation renamed", B, put(f"{CHAT}/operationId", "chat_begin"), "client.chat.begin"),
    Edit("resource renamed", B, rewrite('"chat', '"talk'), "client.talk.create"),
    Edit("path moved", B, rename_path("/v1/chat", "/v2/chat"), "client.chat.create"),
    Edit("method changed", B, change_method("/v1/things/{thing_id}", "get", "post"), "client.chat.retrieve"),
    Edit(
        "path and operationId changed",
        B,
        in_sequence(put(f"{CHAT}/operationId", "chat_begin"), rename_path("/v1/chat", "/v2/chat")),
    ),
    Edit(
        "operation names its successor", F, put(f"{CHAT}/x-replaced-by", "list_things"), "client.chat.create"
    ),
    Edit("operation deprecated", A, put(f"{CHAT}/deprecated", True), "client.chat.create"),
    Edit("stable becomes experimental", R, put(f"{CHAT}/x-stability", "experimental"), "client.chat.create"),
    Edit("experimental becomes stable", A, put(f"{SPEECH}/x-stability", "stable"), "client.chat.speak"),
    Edit("summary reworded", F, put(f"{CHAT}/summary", "Speak."), "client.chat.create"),
    Edit("description reworded", F, put(f"{CHAT}/description", "Speaks."), "client.chat.create"),
    Edit("source noted", I, put(f"{CHAT}/x-source", "another test")),
    Edit(
        "departure noted",
        I,
        put(f"{REQUEST}/top_k/x-departure", {"upstream": "x", "reason": "y", "source": "z"}),
    ),
    Edit("operation no longer idempotent", R, drop(f"{SPEECH}/x-idempotent"), "client.chat.speak"),
    Edit("operation becomes idempotent", R, put(f"{CHAT}/x-idempotent", True), "client.chat.create"),
    Edit("unknown extension of an operation", R, put(f"{CHAT}/x-surprise", 1), "client.chat.create"),
    Edit("unknown key of the document", R, put("webhooks", {"a": {}})),
    Edit("unknown key of a path", R, lambda d: d["paths"]["/v1/chat"].update({"x-unknown": 1})),
    Edit("two tags", R, append(f"{CHAT}/tags", "agent")),
    # servers and keys
    Edit("server moved for all", B, lambda d: d["servers"][0].update(url="https://two.example.com")),
    Edit(
        "server of one operation moved",
        B,
        lambda d: at(d, "P/health/get/servers/0").update(url="https://{agent}.example.org"),
        "agent.health",
    ),
    Edit(
        "server set for one operation",
        B,
        put(f"{CHAT}/servers", [{"url": "https://three.example.com", "x-api": "serverless"}]),
    ),
    Edit(
        "server variable's default",
        B,
        lambda d: at(d, "P/health/get/servers/0/variables/agent").update(default="b"),
    ),
    Edit("server reworded", F, lambda d: d["servers"][0].update(description="The host.")),
    Edit("server's rate limits", R, lambda d: d["servers"][0].update({"x-rate-limits": [{"amount": 1}]})),
    Edit("operation becomes the rate-limit probe", I, put(f"{FETCH}/x-probe", True)),
    Edit("list becomes paged", A, put(f"{FETCH}/x-pagination", PAGES), "client.chat.retrieve"),
    Edit("list no longer paged", B, drop(f"{THINGS}/x-pagination"), "client.chat.things"),
    Edit(
        "another format of pages",
        A,
        lambda d: at(d, f"{THINGS}/x-pagination/pages").append(
            {"items": ["data"], "cursor": ["data", "name"]}
        ),
        "client.chat.things",
    ),
    Edit(
        "another cursor of pages",
        R,
        put(f"{THINGS}/x-pagination/pages", [{"items": ["data"], "cursor": ["data", "name"]}]),
        "client.chat.things",
    ),
    Edit("another parameter selects pages", R, put(f"{THINGS}/x-pagination/parameters", {"page": "after"})),
    Edit(
        "parameter for the size of pages named",
        I,
        put(f"{THINGS}/x-pagination/parameters/limit", "after"),
        "client.chat.things",
    ),
    Edit("pages described badly", R, put(f"{THINGS}/x-pagination", "yes"), "client.chat.things"),
    Edit("other API", B, lambda d: at(d, "P/health/get/servers/0").update({"x-api": "serverless"})),
    Edit("key for all changed", B, put("security", [{"agent_access_key": []}])),
    Edit("key dropped", B, put(f"{CHAT}/security", []), "client.chat.create"),
    Edit("key required", B, drop(f"{UPLOAD}/security"), "client.chat.upload"),
    Edit("scheme changed", B, put("components/securitySchemes/model_access_key/scheme", "basic")),
    Edit("scheme reworded", F, put("components/securitySchemes/model_access_key/description", "The key.")),
    Edit("absolute URL dropped", B, drop(f"{UPLOAD}/x-absolute-url"), "client.chat.upload"),
    # parameters
    Edit(
        "parameter removed",
        B,
        lambda d: at(d, f"{FETCH}/parameters").pop(),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "optional parameter added",
        A,
        append(f"{FETCH}/parameters", {"name": "after", "in": "query", "schema": {"type": "string"}}),
        "client.chat.retrieve(..., after=)",
    ),
    Edit(
        "required parameter added",
        B,
        append(
            f"{FETCH}/parameters",
            {"name": "after", "in": "query", "required": True, "schema": {"type": "string"}},
        ),
        "client.chat.retrieve(..., after=)",
    ),
    Edit(
        "parameter becomes required",
        B,
        lambda d: at(d, f"{FETCH}/parameters/1").update(required=True),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit("path parameter optional", A, lambda d: at(d, f"{FETCH}/parameters/0").update(required=False)),
    Edit("parameter moved to a header", B, lambda d: at(d, f"{FETCH}/parameters/1").update({"in": "header"})),
    Edit(
        "parameter's documented default changed",
        R,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(default=50),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "parameter's limit lowered",
        B,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(maximum=50),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "parameter's limit raised",
        A,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(maximum=500),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "parameter's type",
        B,
        lambda d: at(d, f"{FETCH}/parameters/1/schema").update(type="string"),
        "client.chat.retrieve(..., limit=)",
    ),
    Edit(
        "sent default changed",
        B,
        lambda d: at(d, f"{CHAT}/parameters/1/schema").update(default=False),
        "client.chat.create(..., agent=)",
    ),
    Edit(
        "default no longer sent",
        B,
        lambda d: at(d, f"{CHAT}/parameters/1").pop("x-send-default"),
        "client.chat.create(..., agent=)",
    ),
    Edit("parameter reworded", F, lambda d: at(d, f"{CHAT}/parameters/1").update(description="If.")),
    Edit("parameter's style", R, lambda d: at(d, f"{FETCH}/parameters/1").update(style="form")),
    Edit("parameters in another order", I, lambda d: at(d, f"{FETCH}/parameters").reverse()),
    Edit("shared parameter reworded", F, put("components/parameters/Speed/description", "Speed.")),
    Edit("shared parameter required", B, put("components/parameters/Speed/required", True), SPEED),
    Edit("shared parameter limited", B, put("components/parameters/Speed/schema/minimum", 2), SPEED),
    Edit("shared parameter renamed", B, put("components/parameters/Speed/name", "pace"), SPEED),
    Edit(
        "shared parameter inlined",
        I,
        lambda d: at(d, f"{SPEECH}/parameters").__setitem__(0, BASE["components"]["parameters"]["Speed"]),
    ),
    # request fields
    Edit("field removed", B, drop(f"{REQUEST}/top_k"), "client.chat.create(..., top_k=)"),
    Edit("field renamed", B, rename(f"{REQUEST}/top_k", "k"), "client.chat.create(..., top_k=)"),
    Edit(
        "optional field added",
        A,
        put(f"{REQUEST}/seed", {"type": "integer", "description": "Seed."}),
        "client.chat.create(..., seed=)",
    ),
    Edit(
        "required field added",
        B,
        in_sequence(put(f"{REQUEST}/seed", string_schema()), append("S/ChatRequest/required", "seed")),
        "client.chat.create(..., seed=)",
    ),
    Edit(
        "field becomes required",
        B,
        append("S/ChatRequest/required", "top_k"),
        "client.chat.create(..., top_k=)",
    ),
    Edit(
        "field becomes optional", A, drop("S/ChatRequest/required/model"), "client.chat.create(..., model=)"
    ),
    Edit(
        "field rejects null",
        B,
        put(f"{REQUEST}/temperature/type", "number"),
        "client.chat.create(..., temperature=)",
    ),
    Edit(
        "field accepts null",
        A,
        put(f"{REQUEST}/top_k/type", ["integer", "null"]),
        "client.chat.create(..., top_k=)",
    ),
    Edit(
        "object field rejects null",
        B,
        put(f"{REQUEST}/options", ref("Options", description="Options.")),
        "client.chat.create(..., options=)",
    ),
    Edit(
        "field's type changed", B, put(f"{REQUEST}/top_k/type", "string"), "client.chat.create(..., top_k=)"
    ),
    Edit(
        "field's type widened", A, put(f"{REQUEST}/top_k/type", "number"), "client.chat.create(..., top_k=)"
    ),
    Edit(
        "field's type narrowed",
        B,
        put(f"{REQUEST}/temperature/type", ["integer", "null"]),
        "client.chat.create(..., temperature=)",
    ),
    Edit("field's type removed", A, lambda d: at(d, f"{REQUEST}/top_k").pop("type")),
    Edit("field of any type restricted to strings", B, put(f"{REQUEST}/any", string_schema())),
    Edit("field's minimum raised", B, put(f"{REQUEST}/temperature/minimum", 0.5)),
    Edit("field's minimum lowered", A, put(f"{REQUEST}/temperature/minimum", -1)),
    Edit("field's maximum raised", A, put(f"{REQUEST}/temperature/maximum", 3)),
    Edit("field's maximum added", B, put(f"{REQUEST}/top_k/maximum", 3)),
    Edit("field's pattern changed", B, put(f"{REQUEST}/user/pattern", "^[A-Z]+$")),
    Edit("field's pattern dropped", A, drop(f"{REQUEST}/user/pattern")),
    Edit("field's length shortened", B, put(f"{REQUEST}/user/maxLength", 8)),
    Edit("array's length limited", B, put(f"{REQUEST}/messages/maxItems", 8)),
    Edit("array must be unique", B, put(f"{REQUEST}/messages/uniqueItems", True)),
    Edit("multipleOf added", B, put(f"{REQUEST}/top_k/multipleOf", 2)),
    Edit("format added", B, put(f"{REQUEST}/user/format", "email")),
    Edit(
        "field's default changed",
        R,
        put(f"{REQUEST}/temperature/default", 0.7),
        "client.chat.create(..., temperature=)",
    ),
    Edit("field's default dropped", R, drop(f"{REQUEST}/temperature/default")),
    Edit("enum value deprecated", A, put("S/Effort/x-enum-deprecated", ["low"]), "models.Effort"),
    Edit("field deprecated", A, put(f"{REQUEST}/top_k/deprecated", True), "client.chat.create(..., top_k=)"),
    Edit("field reworded", F, put(f"{REQUEST}/top_k/description", "Fewer.")),
    Edit(
        "enum value removed from a request",
        B,
        in_sequence(drop("S/Effort/enum/low"), drop("S/Effort/x-enum-descriptions/low")),
    ),
    Edit(
        "enum value added to a request",
        A,
        in_sequence(append("S/Effort/enum", "max"), put("S/Effort/x-enum-descriptions/max", "All.")),
    ),
    Edit("enum value reworded", F, put("S/Effort/x-enum-descriptions/low", "A little.")),
    Edit("enum in another order", I, lambda d: at(d, "S/Effort/enum").reverse()),
    Edit("string replaced by enum", B, put(f"{REQUEST}/user", ref("Effort", description="A text."))),
    Edit(
        "enum replaced by string", A, put(f"{REQUEST}/effort", {"type": "string", "description": "Effort."})
    ),
    Edit("union's scalar removed", B, put(f"{REQUEST}/stop/oneOf", [{"type": "string"}])),
    Edit("union's scalar added", A, lambda d: at(d, f"{REQUEST}/stop/oneOf").append({"type": "integer"})),
    Edit("items' type", B, lambda d: at(d, f"{REQUEST}/stop/oneOf/1").update(items={"type": "integer"})),
    Edit("map's values", B, put(f"{REQUEST}/metadata/additionalProperties", {"type": "integer"})),
    Edit("map's values unrestricted", A, put(f"{REQUEST}/metadata/additionalProperties", True)),
    Edit(
        "message type removed",
        B,
        in_sequence(
            lambda d: at(d, "S/ChatMessage/oneOf").pop(), drop("S/ChatMessage/discriminator/mapping/system")
        ),
    ),
    Edit(
        "message type added",
        A,
        in_sequence(
            put("S/ToolMessage", object_schema({"role": string_schema(const="tool")}, ("role",))),
            append("S/ChatMessage/oneOf", ref("ToolMessage")),
            put("S/ChatMessage/discriminator/mapping/tool", "#/components/schemas/ToolMessage"),
        ),
    ),
    Edit("tag of a message changed", B, put("S/UserMessage/properties/role/const", "human")),
    Edit("tag of a message unrestricted", A, drop("S/UserMessage/properties/role/const")),
    Edit(
        "nested field removed",
        B,
        drop("S/Options/properties/include_usage"),
        'params.OptionsParam["include_usage"]',
    ),
    Edit("request rejects unknown fields", B, put("S/ChatRequest/additionalProperties", False)),
    Edit("request accepts unknown fields", A, put("S/SpeechRequest/additionalProperties", True)),
    Edit(
        "body instead of fields",
        B,
        put(
            f"{CHAT}/requestBody/content",
            {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        ),
    ),
    Edit(
        "form instead of JSON",
        B,
        put(f"{CHAT}/requestBody/content", {"multipart/form-data": {"schema": ref("ChatRequest")}}),
    ),
    Edit("body becomes optional", A, put(f"{SPEECH}/requestBody/required", False)),
    Edit("body dropped", B, drop(f"{SPEECH}/requestBody")),
    Edit(
        "body required",
        B,
        put(
            f"{UPLOAD}/requestBody",
            {
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            },
        ),
    ),
    Edit("unknown keyword of a field", R, put(f"{REQUEST}/top_k/x-surprise", 1)),
    Edit("condition in a schema", R, put("S/ChatRequest/if", {"properties": {"model": {"const": "a"}}})),
    # response fields
    Edit("response field removed", B, drop(f"{RESPONSE}/score"), "models.Chat.score"),
    Edit("response field added", A, put(f"{RESPONSE}/extra", string_schema()), "models.Chat.extra"),
    Edit(
        "response required field added",
        A,
        in_sequence(put(f"{RESPONSE}/extra", string_schema()), append("S/Chat/required", "extra")),
    ),
    Edit("response field may be missing", B, drop("S/Chat/required/created"), "models.Chat.created"),
    Edit("response field becomes required", F, append("S/Chat/required", "score"), "models.Chat.score"),
    Edit("response array becomes required", R, append("S/Chat/required", "parts"), "models.Chat.parts"),
    Edit(
        "response field may be null",
        B,
        put(f"{RESPONSE}/created/type", ["integer", "null"]),
        "models.Chat.created",
    ),
    Edit("response field is never null", F, put(f"{RESPONSE}/note/type", "string"), "models.Chat.note"),
    Edit("response object is never null", F, put(f"{RESPONSE}/usage", ref("Usage", description="Tokens."))),
    Edit(
        "response object may be null",
        B,
        put("S/StopEvent/properties/usage", {"oneOf": [ref("Usage"), {"type": "null"}]}),
    ),
    Edit("response type changed", B, put(f"{RESPONSE}/created/type", "string"), "models.Chat.created"),
    Edit("response type widened", B, put(f"{RESPONSE}/created/type", "number"), "models.Chat.created"),
    Edit("response type narrowed", F, put(f"{RESPONSE}/score/type", "integer"), "models.Chat.score"),
    Edit("response union narrowed", B, put(f"{RESPONSE}/value/oneOf", [{"type": "string"}])),
    Edit("response union widened", B, lambda d: at(d, f"{RESPONSE}/value/oneOf").append({"type": "boolean"})),
    Edit(
        "response timestamp becomes a string",
        B,
        drop(f"{RESPONSE}/finished/format"),
        "models.Chat.finished",
    ),
    Edit(
        "response string becomes a timestamp",
        B,
        put(f"{RESPONSE}/id/format", "date-time"),
        "models.Chat.id",
    ),
    Edit("response format", F, put(f"{RESPONSE}/id/format", "uri")),
    Edit("response limit raised", R, put(f"{RESPONSE}/score/maximum", 10)),
    Edit("response limit lowered", F, put(f"{RESPONSE}/score/maximum", 0.5)),
    Edit(
        "response enum value added",
        R,
        in_sequence(append("S/Reason/enum", "tool"), put("S/Reason/x-enum-descriptions/tool", "A tool.")),
    ),
    Edit(
        "response enum value removed",
        F,
        in_sequence(drop("S/Reason/enum/length"), drop("S/Reason/x-enum-descriptions/length")),
    ),
    Edit("response enum becomes a string", R, put(f"{RESPONSE}/reason", string_schema())),
    Edit(
        "response part type added",
        R,
        in_sequence(
            put("S/FilePart", object_schema({"type": string_schema(const="file")}, ("type",))),
            append("S/Part/oneOf", ref("FilePart")),
            put("S/Part/discriminator/mapping/file", "#/components/schemas/FilePart"),
        ),
    ),
    Edit(
        "response part type removed",
        B,
        in_sequence(lambda d: at(d, "S/Part/oneOf").pop(), drop("S/Part/discriminator/mapping/image")),
    ),
    Edit(
        "new event type",
        R,
        in_sequence(
            put("S/PingEvent", object_schema({"type": string_schema(const="ping")}, ("type",))),
            append("S/Event/oneOf", ref("PingEvent")),
            put("S/Event/discriminator/mapping/ping", "#/components/schemas/PingEvent"),
        ),
        "models.PingEvent",
    ),
    Edit(
        "event type removed",
        B,
        in_sequence(lambda d: at(d, "S/Event/oneOf").pop(), drop("S/Event/discriminator/mapping/stop")),
    ),
    Edit(
        "tag means another event",
        B,
        put("S/Event/discriminator/mapping/stop", "#/components/schemas/DeltaEvent"),
    ),
    Edit(
        "second tag for an event",
        R,
        put("S/Event/discriminator/mapping/halt", "#/components/schemas/StopEvent"),
    ),
    Edit("discriminator uses another field", B, put("S/Event/discriminator/propertyName", "kind")),
    Edit("discriminator dropped", B, drop("S/Event/discriminator")),
    Edit("event's tag changed", B, put("S/StopEvent/properties/type/const", "end")),
    Edit("union's members in another order", R, lambda d: at(d, "S/Part/oneOf").reverse()),
    Edit("union becomes anyOf", R, rename("S/Part/oneOf", "anyOf")),
    Edit("response rejects unknown fields", R, put("S/Chat/additionalProperties", False)),
    Edit("response map values", B, put(f"{RESPONSE}/labels/additionalProperties", {"type": "integer"})),
    Edit("response map becomes an object", B, put(f"{RESPONSE}/labels", ref("Usage", description="Marks."))),
    Edit("response model renamed", B, rewrite("Usage", "TokenUsage"), "models.TokenUsage"),
    Edit(
        "response model replaced",
        B,
        lambda d: at(d, f"{RESPONSE}/usage/oneOf").__setitem__(0, ref("Health")),
    ),
    Edit(
        "response field names its replacement",
        F,
        put(f"{RESPONSE}/id/x-replaced-by", "url"),
        "models.Chat.id",
    ),
    Edit("response field becomes sensitive", F, put(f"{RESPONSE}/id/x-sensitive", True), "models.Chat.id"),
    Edit("response field no longer sensitive", R, drop(f"{RESPONSE}/url/x-sensitive"), "models.Chat.url"),
    Edit("response default", R, put(f"{RESPONSE}/note/default", "none")),
    Edit("model reworded", F, put("S/Chat/description", "A talk.")),
    Edit("field of an error removed", B, drop("S/Error/properties/message")),
    # both directions
    Edit(
        "response field has another Python name",
        B,
        put(f"{RESPONSE}/id/x-name", "identity"),
        "models.Chat.identity",
    ),
    Edit("response map ordered by a field", B, put(f"{RESPONSE}/labels/x-ordered-by", "index")),
    Edit("values of another schema accepted", A, put("S/Shared/x-also-takes", ref("Usage"))),
    Edit("other objects accepted in requests", A, put("S/Shared/x-forwarded", True)),
    Edit("shared field removed", B, drop("S/Shared/properties/label"), "models.Shared.label"),
    Edit("shared field widened", B, put("S/Shared/properties/count/type", "number")),
    Edit("shared field narrowed", B, put("S/Shared/properties/count/minimum", 1)),
    Edit("shared field accepts null", B, put("S/Shared/properties/label/type", ["string", "null"])),
    Edit("shared field becomes required", B, append("S/Shared/required", "label")),
    Edit("shared field added", A, put("S/Shared/properties/more", string_schema())),
    # responses
    Edit(
        "bytes become JSON",
        B,
        lambda d: success(d, "/v1/speech", "post").update(
            content={"application/json": {"schema": ref("Chat")}}
        ),
        "client.chat.speak",
    ),
    Edit(
        "JSON becomes bytes",
        B,
        lambda d: success(d, "/v1/things/{thing_id}", "get").update(
            content={"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        ),
        "client.chat.retrieve",
    ),
    Edit(
        "binary media type changed",
        R,
        lambda d: success(d, "/v1/speech", "post").update(
            content={"audio/wav": {"schema": {"type": "string", "format": "binary"}}}
        ),
        "client.chat.speak",
    ),
    Edit(
        "bytes may also be returned in JSON",
        A,
        lambda d: success(d, "/v1/speech", "post")["content"].update(
            {"application/json": {"schema": ref("Chat"), "x-bytes": ["id"]}}
        ),
        "client.chat.speak",
    ),
    Edit(
        "response body removed",
        B,
        lambda d: success(d, "/v1/things/{thing_id}", "get").pop("content"),
        "client.chat.retrieve",
    ),
    Edit(
        "response body added",
        B,
        lambda d: success(d, "/{upload_url}", "put").update(
            content={"application/json": {"schema": ref("Chat")}}
        ),
    ),
    Edit(
        "stream added",
        A,
        lambda d: success(d, "/v1/things/{thing_id}", "get")["content"].update(
            {"text/event-stream": {"schema": ref("Event"), "x-event-stream": {"accumulator": "none"}}}
        ),
        "client.chat.retrieve",
    ),
    Edit(
        "stream dropped",
        B,
        lambda d: success(d, "/v1/chat", "post")["content"].pop("text/event-stream"),
        "client.chat.create",
    ),
    Edit(
        "only the stream remains",
        B,
        lambda d: success(d, "/v1/chat", "post")["content"].pop("application/json"),
        "client.chat.create",
    ),
    Edit(
        "stream's terminator",
        R,
        lambda d: event_stream(d)["x-event-stream"].update(terminator="[END]"),
        "client.chat.create",
    ),
    Edit("stream's terminator dropped", R, lambda d: event_stream(d)["x-event-stream"].pop("terminator")),
    Edit(
        "stream's final events",
        R,
        lambda d: event_stream(d)["x-event-stream"].update(final_events=["stop", "end"]),
    ),
    Edit(
        "stream's accumulator",
        B,
        lambda d: event_stream(d)["x-event-stream"].update(accumulator="none"),
        "client.chat.create",
    ),
    Edit("stream's unknown key", R, lambda d: event_stream(d)["x-event-stream"].update(retry=3)),
    Edit("stream's grammar dropped", B, lambda d: event_stream(d).pop("x-event-stream")),
    Edit(
        "success status",
        R,
        lambda d: at(d, f"{FETCH}/responses").update({"201": at(d, f"{FETCH}/responses").pop("200")}),
    ),
    Edit(
        "second success status",
        R,
        lambda d: at(d, f"{FETCH}/responses").update({"202": at(d, f"{FETCH}/responses/200")}),
    ),
    Edit(
        "error documented", F, lambda d: at(d, f"{FETCH}/responses").update({"404": {"description": "Gone."}})
    ),
    Edit("error no longer documented", F, lambda d: at(d, f"{FETCH}/responses").pop("401")),
    Edit(
        "error's body changed",
        R,
        lambda d: at(d, "components/responses/Unauthorized/content").update(
            {"text/html": {"schema": {"type": "string"}}}
        ),
    ),
    Edit("response reworded", F, lambda d: success(d, "/v1/chat", "post").update(description="Good.")),
    Edit(
        "header added",
        A,
        lambda d: success(d, "/v1/chat", "post")["headers"].update(
            {"x-request-id": {"description": "Id.", "schema": {"type": "string"}}}
        ),
        "the header x-request-id",
    ),
    Edit(
        "header removed",
        R,
        lambda d: success(d, "/v1/chat", "post")["headers"].pop("ratelimit-limit"),
        "the header ratelimit-limit",
    ),
    Edit(
        "header's type",
        R,
        put("components/headers/ratelimit-limit/schema", {"type": "string"}),
        "the header ratelimit-limit",
    ),
    Edit("header reworded", F, put("components/headers/ratelimit-limit/description", "Requests.")),
    # the document
    Edit("title", I, put("info/title", "Smaller")),
    Edit("version of the API", I, put("info/version", "2")),
    Edit("version of OpenAPI", R, put("openapi", "3.2.0")),
    Edit("tag reworded", F, lambda d: d["tags"][0].update(description="Speak.")),
    Edit("unused schema added", A, put("S/Unused", object_schema({"a": string_schema()}))),
    Edit("unused response added", I, put("components/responses/Teapot", {"description": "Tea."})),
    Edit("links", R, put("components/links", {"a": {}})),
    # equivalent notations
    Edit(
        "constant written as an enum of one value", I, lambda d: constant_to_enum(at(d, f"{TEXT_PART}/type"))
    ),
    Edit("inherited key repeated", I, put(f"{SPEECH}/security", [{"model_access_key": []}])),
    Edit(
        "inherited server repeated",
        I,
        lambda d: at(d, SPEECH).update(servers=json.loads(json.dumps(d["servers"]))),
    ),
    Edit("idempotency of the method repeated", I, put(f"{FETCH}/x-idempotent", True)),
    Edit("explicitly not deprecated", I, put(f"{CHAT}/deprecated", False)),
    Edit("minimum length of zero", I, put(f"{REQUEST}/model/minLength", 0)),
    Edit("discriminator mapping by schema name", I, put("S/Part/discriminator/mapping/text", "TextPart")),
    Edit(
        "header parameter in lower case",
        I,
        lambda d: at(d, f"{CHAT}/parameters/0").update(name="x-affinity"),
    ),
    Edit(
        "fields moved into a separate allOf schema",
        A,
        lambda d: at(d, "S/SpeechRequest").update(
            allOf=[move_to_schema(d, "S/SpeechRequest/properties/input", "Spoken")]
        ),
    ),
    # keys and servers
    Edit(
        "alternative key accepted",
        A,
        put(f"{SPEECH}/security", [{"model_access_key": []}, {"agent_access_key": []}]),
    ),
    Edit("requests without a key accepted", A, put(f"{SPEECH}/security", [{"model_access_key": []}, {}])),
    Edit(
        "two keys required together",
        B,
        put(f"{SPEECH}/security", [{"model_access_key": [], "agent_access_key": []}]),
    ),
    Edit(
        "second server",
        A,
        lambda d: d["servers"].append({"url": "https://two.example.com", "x-api": "serverless"}),
    ),
    Edit(
        "second server before the first",
        B,
        lambda d: d["servers"].insert(0, {"url": "https://two.example.com"}),
    ),
    Edit(
        "bearer format of a key", F, put("components/securitySchemes/model_access_key/bearerFormat", "opaque")
    ),
    Edit(
        "unused security scheme",
        I,
        put("components/securitySchemes/other", {"type": "http", "scheme": "basic"}),
    ),
    # the first parameter, header or required field
    Edit(
        "first parameter of an operation",
        A,
        put("P/health/get/parameters", [{"name": "deep", "in": "query", "schema": {"type": "boolean"}}]),
        "agent.health(..., deep=)",
    ),
    Edit(
        "first required parameter of an operation",
        B,
        put("P/health/get/parameters", [{"name": "deep", "in": "query", "required": True, "schema": {}}]),
        "agent.health(..., deep=)",
    ),
    Edit(
        "headers of a response without a body",
        A,
        lambda d: success(d, "/{upload_url}", "put").update(headers=OK["headers"]),
    ),
    Edit(
        "first required field of a response",
        A,
        in_sequence(put("S/Health/properties/more", string_schema()), put("S/Health/required", ["more"])),
    ),
    # values
    Edit("request constant becomes an enum", A, lambda d: constant_to_enum(at(d, f"{USER}/role"), "human")),
    Edit(
        "response constant becomes an enum",
        R,
        lambda d: constant_to_enum(at(d, f"{TEXT_PART}/type"), "prose"),
    ),
    Edit(
        "constant becomes an enum of other values",
        B,
        put(f"{USER}/role", {"type": "string", "enum": ["human", "person"]}),
    ),
    Edit("exclusive maximum added", B, put(f"{REQUEST}/temperature/exclusiveMaximum", 2)),
    Edit("minimum length added", B, put(f"{REQUEST}/model/minLength", 1)),
    Edit("field forbidden", R, put(f"{REQUEST}/top_k", False)),
    # unions
    Edit(
        "request string becomes a string or a list",
        A,
        put(f"{REQUEST}/user", string_or_list(pattern="^[a-z]+$", maxLength=64)),
    ),
    Edit(
        "request string becomes a limited string or a list",
        B,
        put(f"{REQUEST}/user", string_or_list(pattern="^[a-z]+$", maxLength=6)),
    ),
    Edit(
        "request string becomes a union with an unknown keyword",
        R,
        put(f"{REQUEST}/model", {**string_or_list(), "x-unknown": 1}),
    ),
    Edit("response string becomes a string or a list", B, put(f"{RESPONSE}/id", string_or_list())),
    Edit("request union becomes one of its members", B, put(f"{REQUEST}/messages/items", ref("UserMessage"))),
    Edit("response union becomes one of its members", R, put(f"{RESPONSE}/parts/items", ref("TextPart"))),
    Edit(
        "response object becomes a union",
        B,
        in_sequence(
            put("S/Total", {"oneOf": [ref("Usage"), ref("Health")]}),
            put("S/StopEvent/properties/usage", ref("Total")),
        ),
    ),
    Edit(
        "request object becomes a union",
        A,
        in_sequence(
            put("S/Choice", {"oneOf": [ref("Options"), ref("Shared")]}),
            put(f"{REQUEST}/options/oneOf/0", ref("Choice")),
        ),
    ),
    Edit(
        "request object becomes a union without one of its fields",
        B,
        in_sequence(
            put("S/Choice", {"oneOf": [ref("Options"), ref("Shared")]}),
            put(f"{REQUEST}/options/oneOf/0", ref("Choice")),
            drop("S/Options/properties/include_usage"),
        ),
    ),
    # combinations
    Edit(
        "field becomes optional and limited",
        B,
        in_sequence(drop("S/ChatRequest/required/model"), put(f"{REQUEST}/model/maxLength", 9)),
    ),
    Edit(
        "one enum value added, one removed",
        B,
        in_sequence(append("S/Effort/enum", "max"), drop("S/Effort/enum/low")),
    ),
    Edit(
        "model renamed without one of its fields",
        B,
        in_sequence(drop("S/Usage/properties/total"), rewrite("Usage", "TokenUsage")),
    ),
    Edit(
        "operation added, another deprecated",
        A,
        in_sequence(
            put(f"{CHAT}/deprecated", True), lambda d: d["paths"].update({"/v1/list": {"get": NEW_OPERATION}})
        ),
    ),
    Edit(
        "field added, another renamed",
        B,
        in_sequence(put(f"{REQUEST}/seed", string_schema()), rename(f"{REQUEST}/top_k", "k")),
    ),
    Edit(
        "new enum for a string field",
        B,
        in_sequence(put("S/Way", {"type": "string", "enum": ["a", "b"]}), put(f"{REQUEST}/user", ref("Way"))),
        "client.chat.create(..., user=)",
    ),
    # responses
    Edit(
        "JSON with a charset",
        R,
        lambda d: replace_media_type(
            success(d, "/v1/things/{thing_id}", "get"), "application/json; charset=utf-8"
        ),
    ),
    Edit(
        "second success status with another model",
        B,
        lambda d: at(d, f"{FETCH}/responses").update(
            {"202": {"description": "Later.", "content": {"application/json": {"schema": ref("Health")}}}}
        ),
    ),
]
