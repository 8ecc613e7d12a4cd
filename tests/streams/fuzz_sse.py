"""Compare the decoder with a transcription of the standard on random streams.

`python -m tests.streams.fuzz_sse [SECONDS] [SEED]`, with both packages on the path; ends with the number of streams.
The test suite runs a short session of it.
"""

from __future__ import annotations

import itertools
import random
import sys
import time

from do_inference.sse import EventStreamDecoder
from tests.streams.reference_sse import interpret

FRAGMENTS = [
    *(
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\n\r\n",
        b"\r\r",
        b":",
        b": ",
        b" ",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xef\xbb",
    ),
    *(
        b"data",
        b"data:",
        b"data: ",
        b'data: {"a":1}\n\n',
        b"event: x\n",
        b"event",
        b"id: 7\n",
        b"id\n",
        b"id:",
    ),
    *(
        b"retry: 10\n",
        b"retry:",
        b"0",
        b"9",
        b"\xff",
        b"\xe4\xb8",
        b"\xe4\xb8\x96",
        b"\xf0\x9f\x8e\x89",
        b"x",
    ),
    *(b'event: a\ndata: {"b":2}\n\n', b": ping\n\n", b"[DONE]", b"\xe2\x80\xa8", b"\x85", b"\x0b", b"\x1c"),
    *(
        b"event: a\ndata: b\ndata: c\n\n",
        b"data: a\r\n\r\n",
        b"data:a\n",
        b"event:\n",
        b"id: \0\n",
        b"\xed\xa0\x80",
    ),
]


def stream_of(chance: random.Random) -> bytes:
    """Create a random stream. In some of them, single bytes are changed."""
    stream = bytearray(b"".join(chance.choices(FRAGMENTS, k=chance.randint(0, 16))))
    if stream and chance.random() < 0.2:
        for _ in range(chance.randint(1, 4)):
            stream[chance.randrange(len(stream))] = chance.choice(
                (*b"\r\n: \0adeinrtv", chance.randrange(256))
            )
    return bytes(stream)


def pieces_of(stream: bytes, chance: random.Random) -> list[bytes]:
    """Divide a stream into random chunks."""
    cuts = sorted(chance.randint(0, len(stream)) for _ in range(chance.randint(0, 5)))
    edges = [0, *cuts, len(stream)]
    if chance.random() < 0.1:
        edges = list(range(len(stream) + 1))
    return [stream[start:end] for start, end in itertools.pairwise(edges)]


def check(stream: bytes, pieces: list[bytes]) -> None:
    """Fail if the decoder and the standard differ."""
    expected = interpret(stream)
    decoder = EventStreamDecoder()
    events = [tuple(event) for piece in pieces for event in decoder.feed(piece)]
    events += [tuple(event) for event in decoder.close()]
    found = (events, decoder.last_event_id, decoder.retry)
    wanted = (expected.dispatched, expected.last_event_id or None, expected.reconnection_time)
    if found != wanted:
        raise AssertionError(f"{stream!r} in {pieces!r}: {found} instead of {wanted}")


def fuzz(seconds: float, seed: int) -> int:
    """Run the fuzzer and return the number of streams."""
    chance = random.Random(seed)
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until:
        for _ in range(100):
            stream = stream_of(chance)
            check(stream, pieces_of(stream, chance))
        count += 100
    return count


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    print(f"{fuzz(length, start)} streams, seed {start}: all decoded as the standard requires")
