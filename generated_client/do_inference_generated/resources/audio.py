# Generated from openapi/ by generator/. Do not edit.
"""The resources below `audio`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._executor import AsyncExecutor, Executor
    from .audio_speech import AsyncAudioSpeech, AudioSpeech
    from .audio_transcriptions import AsyncAudioTranscriptions, AudioTranscriptions


class Audio:
    """The resources below `audio`."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def speech(self) -> AudioSpeech:
        """Text to speech."""
        from .audio_speech import AudioSpeech

        return AudioSpeech(self._executor)

    @cached_property
    def transcriptions(self) -> AudioTranscriptions:
        """Speech to text."""
        from .audio_transcriptions import AudioTranscriptions

        return AudioTranscriptions(self._executor)


class AsyncAudio:
    """The resources below `audio`."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def speech(self) -> AsyncAudioSpeech:
        """Text to speech."""
        from .audio_speech import AsyncAudioSpeech

        return AsyncAudioSpeech(self._executor)

    @cached_property
    def transcriptions(self) -> AsyncAudioTranscriptions:
        """Speech to text."""
        from .audio_transcriptions import AsyncAudioTranscriptions

        return AsyncAudioTranscriptions(self._executor)
