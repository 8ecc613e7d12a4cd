# Generated from openapi/ by generator/. Do not edit.
"""The resources of serverless inference."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._executor import AsyncExecutor, Executor
    from .async_invoke import AsyncAsyncInvoke, AsyncInvoke
    from .audio import AsyncAudio, Audio
    from .batches import AsyncBatches, Batches
    from .chat import AsyncChat, Chat
    from .completions import AsyncCompletions, Completions
    from .embeddings import AsyncEmbeddings, Embeddings
    from .images import AsyncImages, Images
    from .messages import AsyncMessages, Messages
    from .models import AsyncModels, Models
    from .rerank import AsyncRerank, Rerank
    from .responses import AsyncResponses, Responses
    from .systemone import AsyncSystemone, Systemone
    from .videos import AsyncVideos, Videos


class ServerlessResources:
    """The resources of serverless inference."""

    _executor: Executor

    @cached_property
    def async_invoke(self) -> AsyncInvoke:
        """Asynchronous invocations of models."""
        from .async_invoke import AsyncInvoke

        return AsyncInvoke(self._executor)

    @cached_property
    def audio(self) -> Audio:
        """The resources below `audio`."""
        from .audio import Audio

        return Audio(self._executor)

    @cached_property
    def batches(self) -> Batches:
        """Asynchronous processing of many requests within 24 hours, at about half the price."""
        from .batches import Batches

        return Batches(self._executor)

    @cached_property
    def chat(self) -> Chat:
        """The resources below `chat`."""
        from .chat import Chat

        return Chat(self._executor)

    @cached_property
    def completions(self) -> Completions:
        """Text completions, on dedicated endpoints."""
        from .completions import Completions

        return Completions(self._executor)

    @cached_property
    def embeddings(self) -> Embeddings:
        """Embedding vectors of texts."""
        from .embeddings import Embeddings

        return Embeddings(self._executor)

    @cached_property
    def images(self) -> Images:
        """Image generation from text prompts."""
        from .images import Images

        return Images(self._executor)

    @cached_property
    def messages(self) -> Messages:
        """Messages, in the format of Anthropic's Messages API."""
        from .messages import Messages

        return Messages(self._executor)

    @cached_property
    def models(self) -> Models:
        """The available models."""
        from .models import Models

        return Models(self._executor)

    @cached_property
    def rerank(self) -> Rerank:
        """Reranking of documents by their relevance to a query."""
        from .rerank import Rerank

        return Rerank(self._executor)

    @cached_property
    def responses(self) -> Responses:
        """Model responses, in the format of OpenAI's Responses API."""
        from .responses import Responses

        return Responses(self._executor)

    @cached_property
    def systemone(self) -> Systemone:
        """Typed evaluation of a text."""
        from .systemone import Systemone

        return Systemone(self._executor)

    @cached_property
    def videos(self) -> Videos:
        """Video generation from text prompts."""
        from .videos import Videos

        return Videos(self._executor)


class AsyncServerlessResources:
    """The resources of serverless inference."""

    _executor: AsyncExecutor

    @cached_property
    def async_invoke(self) -> AsyncAsyncInvoke:
        """Asynchronous invocations of models."""
        from .async_invoke import AsyncAsyncInvoke

        return AsyncAsyncInvoke(self._executor)

    @cached_property
    def audio(self) -> AsyncAudio:
        """The resources below `audio`."""
        from .audio import AsyncAudio

        return AsyncAudio(self._executor)

    @cached_property
    def batches(self) -> AsyncBatches:
        """Asynchronous processing of many requests within 24 hours, at about half the price."""
        from .batches import AsyncBatches

        return AsyncBatches(self._executor)

    @cached_property
    def chat(self) -> AsyncChat:
        """The resources below `chat`."""
        from .chat import AsyncChat

        return AsyncChat(self._executor)

    @cached_property
    def completions(self) -> AsyncCompletions:
        """Text completions, on dedicated endpoints."""
        from .completions import AsyncCompletions

        return AsyncCompletions(self._executor)

    @cached_property
    def embeddings(self) -> AsyncEmbeddings:
        """Embedding vectors of texts."""
        from .embeddings import AsyncEmbeddings

        return AsyncEmbeddings(self._executor)

    @cached_property
    def images(self) -> AsyncImages:
        """Image generation from text prompts."""
        from .images import AsyncImages

        return AsyncImages(self._executor)

    @cached_property
    def messages(self) -> AsyncMessages:
        """Messages, in the format of Anthropic's Messages API."""
        from .messages import AsyncMessages

        return AsyncMessages(self._executor)

    @cached_property
    def models(self) -> AsyncModels:
        """The available models."""
        from .models import AsyncModels

        return AsyncModels(self._executor)

    @cached_property
    def rerank(self) -> AsyncRerank:
        """Reranking of documents by their relevance to a query."""
        from .rerank import AsyncRerank

        return AsyncRerank(self._executor)

    @cached_property
    def responses(self) -> AsyncResponses:
        """Model responses, in the format of OpenAI's Responses API."""
        from .responses import AsyncResponses

        return AsyncResponses(self._executor)

    @cached_property
    def systemone(self) -> AsyncSystemone:
        """Typed evaluation of a text."""
        from .systemone import AsyncSystemone

        return AsyncSystemone(self._executor)

    @cached_property
    def videos(self) -> AsyncVideos:
        """Video generation from text prompts."""
        from .videos import AsyncVideos

        return AsyncVideos(self._executor)
