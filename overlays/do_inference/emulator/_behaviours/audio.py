"""Speech and transcriptions."""

from __future__ import annotations

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import models
from do_inference.emulator._media import sound
from do_inference.emulator._replies import BytesReply, JSONReply, Reply
from do_inference.emulator._request import EmulatedRequest, Upload

_SECONDS_PER_WORD = 0.3  # 200 words a minute, a usual pace of speech
_SECONDS = 2.0
_PLAIN = {
    "text": "{text}\n",
    "srt": "1\n00:00:00,000 --> 00:00:02,000\n{text}\n\n",
    "vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n{text}\n\n",
}


def create_speech(call: EmulatedRequest) -> Reply:
    """Respond to `audio_speech_create` with a sound file. WAV, PCM, MP3 and AAC last as long as the text takes."""
    models.resolve_model(call, "speech")
    body = call.fields
    seconds = max(0.25, len(str(body["input"]).split()) * _SECONDS_PER_WORD)
    pitch = 110 + call.rng("pitch").randrange(12) * 10
    content, kind = sound(body.get("response_format") or "mp3", round(seconds, 1), pitch)
    return BytesReply(content, kind)


def create_transcription(call: EmulatedRequest) -> Reply:
    """Respond to `audio_transcriptions_create`. The same file always has the same transcript."""
    models.resolve_model(call, "transcription")
    file = call.fields.get("file")
    heard = file.content if isinstance(file, Upload) else b""
    text = filler_text.paragraph(
        filler_text.seeded(call.state.options.seed, "heard", heard.hex()[:4096], len(heard)), 2
    )
    if call.script is not None and call.script.text is not None:
        text = call.script.text
    form = call.fields.get("response_format") or "json"
    if form in _PLAIN:
        return BytesReply(_PLAIN[form].format(text=text).encode(), "text/plain; charset=utf-8")
    if form == "verbose_json":
        segment = {"id": 0, "start": 0.0, "end": _SECONDS, "text": text}
        return JSONReply({"task": "transcribe", "duration": _SECONDS, "text": text, "segments": [segment]})
    return JSONReply({"text": text})
