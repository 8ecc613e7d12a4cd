"""The models that the emulator lists and serves, and the errors for those that it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from do_inference.emulator._behaviours import routers
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._replies import JSONReply, Reply

if TYPE_CHECKING:
    from do_inference.emulator._language import Prompt
    from do_inference.emulator._request import EmulatedRequest

Purpose = Literal[
    "chat", "responses", "embedding", "image", "speech", "transcription", "video", "rerank", "async"
]
NO_HEADERS: Mapping[str, str] = {}
CREATED = 1_777_633_630


@dataclass(frozen=True, slots=True)
class EmulatedModel:
    """A model that the emulator serves. `context` and `output` are limits in tokens."""

    id: str
    purpose: Purpose
    owner: str = "digitalocean"
    context: int = 131_072
    output: int = 16_384


class ServedModel(NamedTuple):
    """The model that serves a request; `context` is None for an unknown one. `headers` name the route of a router."""

    id: str
    context: int | None = None
    headers: Mapping[str, str] = NO_HEADERS


MODELS: tuple[EmulatedModel, ...] = (
    EmulatedModel("llama3.3-70b-instruct", "chat"),
    EmulatedModel("openai-gpt-oss-120b", "chat"),
    EmulatedModel("openai-gpt-oss-20b", "chat"),
    EmulatedModel("deepseek-v4-pro", "chat", context=262_144),
    EmulatedModel("deepseek-v3.2", "chat"),
    EmulatedModel("nemotron-nano-12b-v2-vl", "chat"),
    EmulatedModel("qwen3-32b", "chat"),
    EmulatedModel("qwen3.5-397b", "chat", context=262_144),
    EmulatedModel("glm-5", "chat"),
    EmulatedModel("glm-5.1", "chat"),
    EmulatedModel("glm-5.2", "chat"),
    EmulatedModel("kimi-k2.5", "chat", context=262_144),
    EmulatedModel("kimi-k2.6", "chat", context=262_144),
    EmulatedModel("kimi-k3", "chat", context=262_144),
    EmulatedModel("mimo-v2.5-pro", "chat"),
    EmulatedModel("minimax-m2.5", "chat"),
    EmulatedModel("openai-gpt-4o", "chat", "openai"),
    EmulatedModel("openai-gpt-5", "chat", "openai", 400_000, 128_000),
    EmulatedModel("openai-gpt-5.2-pro", "responses", "openai", 400_000, 128_000),
    EmulatedModel("openai-gpt-5.4", "responses", "openai", 400_000, 128_000),
    EmulatedModel("openai-gpt-5.5", "responses", "openai", 400_000, 128_000),
    EmulatedModel("anthropic-claude-4-sonnet", "chat", "anthropic", 200_000, 64_000),
    EmulatedModel("anthropic-claude-4.5-sonnet", "chat", "anthropic", 200_000, 64_000),
    EmulatedModel("anthropic-claude-4.6-sonnet", "chat", "anthropic", 200_000, 64_000),
    EmulatedModel("anthropic-claude-opus-4.5", "chat", "anthropic", 200_000, 64_000),
    EmulatedModel("anthropic-claude-haiku-4.5", "chat", "anthropic", 200_000, 64_000),
    EmulatedModel("anthropic-claude-opus-4.6", "chat", "anthropic", 200_000, 64_000),
    EmulatedModel("anthropic-claude-5-sonnet", "chat", "anthropic", 1_000_000, 64_000),
    EmulatedModel("all-mini-lm-l6-v2", "embedding", context=256),
    EmulatedModel("qwen3-embedding-0.6b", "embedding", context=8192),
    EmulatedModel("openai-gpt-image-1", "image", "openai"),
    EmulatedModel("openai-gpt-image-1.5", "image", "openai"),
    EmulatedModel("openai-gpt-image-2", "image", "openai"),
    EmulatedModel("stable-diffusion-3.5-large", "image"),
    EmulatedModel("qwen3-tts-voicedesign", "speech"),
    EmulatedModel("whisper-large-v3", "transcription"),
    EmulatedModel("wan2-2-t2v-a14b", "video"),
    EmulatedModel("bge-reranker-v2-m3", "rerank"),
    EmulatedModel("fal-ai/flux/schnell", "async", "fal"),
    EmulatedModel("fal-ai/fast-sdxl", "async", "fal"),
    EmulatedModel("fal-ai/elevenlabs/tts/multilingual-v2", "async", "fal"),
    EmulatedModel("fal-ai/stable-audio-25/text-to-audio", "async", "fal"),
)
_UNLISTED_MODELS = (
    EmulatedModel("claude-3-5-sonnet-latest", "chat", "anthropic", 200_000),
    EmulatedModel("claude-opus-4-6", "chat", "anthropic", 200_000),
    EmulatedModel("gpt-4.1-mini", "chat", "openai"),
    EmulatedModel("gpt-4o-mini", "chat", "openai"),
    EmulatedModel("llama3-8b-instruct", "chat"),
    EmulatedModel("meta-llama/Meta-Llama-3.1-8B-Instruct", "chat"),
)
"""Models in examples of DigitalOcean's documentation that its list of models omits. The examples must work, so they are
served but not listed."""
_BY_ID = {model.id: model for model in (*_UNLISTED_MODELS, *MODELS)}
_REASONING_MODELS = re.compile("gpt-oss|deepseek|qwen3-32b|glm|kimi|reason|think|-r1")
"""Parts of the names of models that reason by default."""
_NOT_ENTITLED = "not available for your subscription tier"
_ACCEPTED_PURPOSES: Mapping[str, tuple[Purpose, ...]] = {
    "messages": ("chat",),
    "responses": ("chat", "responses"),
}
_NOUNS = {
    "image": "image generation",
    "speech": "audio generation",
    "embedding": "embedding",
    "rerank": "reranking",
    "async": "asynchronous",
}
ROUTE_HEADER = "x-model-router-selected-route"


def resolve_model(call: EmulatedRequest, purpose: str, wanted: str | None = None) -> ServedModel:
    """Return the model that serves a request of this purpose. `wanted` is its name, by default the body's `model`.

    Raises ErrorReply with status 404 for a model of another purpose. Raises it for an unknown model too, unless the
    options accept every model, a rule prescribes the completion or a router chose the model. Raises it with status 403
    for a name that starts with `forbidden-`.
    """
    wanted = call.model if wanted is None else wanted
    known = _BY_ID.get(wanted)
    headers = NO_HEADERS if call.route is None else {ROUTE_HEADER: call.route}
    if known is None:
        name = wanted.removeprefix("router:")
        if name.startswith("forbidden-"):
            raise ErrorReply(403, f"Model {wanted} is {_NOT_ENTITLED}.")
        accepted = call.state.options.any_model or call.is_prescribed or call.route is not None
        if not accepted or name.startswith("unknown-"):
            raise ErrorReply(404, f"Model {wanted} not found.")
        return ServedModel(wanted, headers=headers)
    if known.purpose not in _ACCEPTED_PURPOSES.get(purpose, (purpose,)):
        raise ErrorReply(404, f"Model {wanted} is not {_article(_NOUNS.get(purpose, purpose))} model.")
    return ServedModel(wanted, known.context, headers)


def check_context_length(model: ServedModel, prompt: Prompt) -> None:
    """Raise ErrorReply with status 400 if the prompt is longer than the model's context.

    The service passes the error of vLLM on, which has its own shape and wording.
    """
    if model.context is not None and (tokens := prompt.token_count) > model.context:
        message = (
            f"This model's maximum context length is {model.context} tokens. However, you requested "
            f"{tokens} tokens in the messages. Please reduce the length of the messages."
        )
        raise ErrorReply(400, message, shape="E5n", kind="BadRequestError")


def reasons_by_default(model: str) -> bool:
    """Return whether a model reasons although the request does not say so."""
    return _REASONING_MODELS.search(model) is not None


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def list_models(call: EmulatedRequest) -> Reply:
    """Respond to `models_list` with all models and routers."""
    data: list[dict[str, object]] = [
        {
            "id": model.id,
            "object": "model",
            "created": CREATED,
            "owned_by": model.owner,
            "context_length": model.context,
            "max_output_tokens": model.output,
        }
        for model in MODELS
    ]
    data += [
        {"id": name, "object": "model", "created": CREATED, "owned_by": "digitalocean"}
        for name in routers.router_names(call.state.options.routers)
    ]
    return JSONReply({"object": "list", "data": data})
