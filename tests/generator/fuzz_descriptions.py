"""Edits the description at random: it must be refused with file, line, reason and remedy, or result in a client.

`python -m tests.generator.fuzz_descriptions [SECONDS] [SEED]`, with both packages on the path; ends with the number of
runs and of the clients among them. A failure names its seed. The test suite runs a short session of it.

Each run takes a copy of a few operations with their schemas, edits one to three places, and generates a client. If the
description is accepted, each module of the client is imported, each model decodes unexpected values, and the emulator
answers a sample request for each operation.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import pkgutil
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from do_inference.emulator import Emulator
from do_inference.emulator._sample_data import SampleBuilder
from generator.__main__ import generate
from generator.openapi.bundle import bundle
from generator.openapi.problems import DescriptionError, Problem
from generator.openapi.reader import operations
from tests.generator.descriptions import copy_of_real

PACKAGE = "fuzzed_client"
"""The name under which the generated package is imported, next to the real one."""
LONGEST = 60
"""The number of seconds after which a run counts as a hang. It is for busy machines: a run takes less than one."""
SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**62, 0.5, 1e300, [], {}, [None], {"a": None}, [[]]),
    *(
        "",
        " ",
        "null",
        "größe",
        "a-b",
        "a_b",
        "class",
        "self",
        "list",
        "1st",
        "@",
        "x" * 300,
        "日本",
        "a\nb",
        '"""',
        "\\",
    ),
    *(
        "string",
        "object",
        "array",
        "strng",
        "date-time",
        "binary",
        "([",
        "^(a+)+$",
        r"\p{L}",
        r"\Z",
        "(?P<n>x)",
        "{x}",
    ),
    *(
        "/v1/{a}/{a}",
        "thing.yaml",
        "#/",
        "../../../etc/passwd",
        "https://example.com/a.yaml",
        "*",
        "None",
        "True",
    ),
)
KEYS = (
    *(
        "type",
        "properties",
        "required",
        "items",
        "$ref",
        "oneOf",
        "anyOf",
        "allOf",
        "enum",
        "const",
        "default",
        "format",
    ),
    *(
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
    ),
    *(
        "uniqueItems",
        "description",
        "discriminator",
        "additionalProperties",
        "nullable",
        "deprecated",
        "example",
        "if",
    ),
    *(
        "x-forwarded",
        "x-also-takes",
        "x-keep-null",
        "x-any",
        "x-ordered-by",
        "x-name",
        "x-sensitive",
        "x-base64-float32",
    ),
    *(
        "x-send-default",
        "x-bytes",
        "x-when",
        "x-event-stream",
        "x-absolute-url",
        "security",
        "servers",
        "requierd",
    ),
)
BYTES = (
    b"\xff",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\t",
    b":",
    b"*a",
    b"&a ",
    b"!!x ",
    b"{",
    b"]",
    b"'",
    b"\n",
    b"- ",
    b"<<: 1\n",
)


class HangError(Exception):
    """A run takes too long."""


def slots(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container in a tree with each of its keys or indices."""
    for key in list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
        yield node, key
        yield from slots(node[key])


def damaged(chance: random.Random, content: bytes) -> bytes:
    """Return the content of a file with bytes or lines changed."""
    at, lines = chance.randrange(len(content) + 1), content.splitlines(keepends=True)
    one = chance.randrange(len(lines) + 1)
    edits: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at] + chance.choice(BYTES) + content[at:],
        lambda: content[:at],
        lambda: content[:at] + content[at + 1 :],
        lambda: b"",
        lambda: content.decode("utf-8").encode(chance.choice(("utf-16", "utf-8-sig", "utf-7"))),
        lambda: b"".join(lines[:one] + lines[one : one + 1] + lines[one:]),
        lambda: b"".join(lines[:one] + lines[one + 1 :]),
        lambda: b"".join(lines[:one] + [line[2:] for line in lines[one : one + 3]] + lines[one + 3 :]),
    )
    return chance.choice(edits)()


def restructured(chance: random.Random, trees: dict[Path, Any], file: Path) -> bytes:
    """Return the content of a file with one of its values edited."""
    tree = {"root": trees[file]}
    holder, key = chance.choice(list(slots(tree)))
    other, position = chance.choice(list(slots({"root": trees[chance.choice(list(trees))]})))
    value = holder[key]

    alike = [place for tree in trees.values() for place in slots({"root": tree}) if place[1] == key]
    like, _ = chance.choice(alike)

    def renamed(name: str) -> None:
        if isinstance(holder, dict) and holder is not tree:
            del holder[key]
            holder[name] = value
        else:
            holder[key] = {name: value}

    def reference() -> dict[str, str]:
        target = chance.choice(list(trees))
        return {"$ref": str(Path(*[".."] * (len(file.parts) - 1)) / target)}

    def added(name: Any, new: Any) -> None:
        if isinstance(value, dict):
            value[name] = new
        elif isinstance(value, list):
            value.append(new)

    edits: tuple[Callable[[], Any], ...] = (
        lambda: holder.pop(key),
        lambda: holder.__setitem__(key, chance.choice(SCALARS)),
        lambda: holder.__setitem__(key, other[position]),
        *[lambda: holder.__setitem__(key, like[key])] * 5,
        *[lambda: holder.update(like) if isinstance(holder, dict) else holder.extend(like)] * 2,
        lambda: holder.__setitem__(key, [value]),
        lambda: holder.__setitem__(key, {"a": value}),
        lambda: holder.__setitem__(key, list(value) if isinstance(value, dict) else str(value)),
        lambda: holder.__setitem__(key, reference()),
        lambda: renamed(chance.choice(KEYS)),
        lambda: renamed(str(key) + chance.choice(("x", "_", "-b", "ß", " "))),
        lambda: renamed(str(key)[::-1].upper()),
        lambda: added(chance.choice(KEYS), chance.choice(SCALARS)),
        lambda: added(chance.choice(KEYS), other[position]),
        lambda: added(str(position), other[position]),
    )
    chance.choice(edits)()
    root = tree.get("root")
    return yaml.dump(root, allow_unicode=True, sort_keys=False, Dumper=_PlainDumper).encode()


class _PlainDumper(yaml.SafeDumper):
    """Writes equal values without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class EditedDescription:
    """A folder with some operations of the real description and their schemas."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.root = folder, folder / "openapi.yaml"
        if not folder.exists():
            self._reduce(chance)
        original = folder.with_suffix(".original")
        self.original = {
            file.relative_to(original): file.read_bytes() for file in sorted(original.rglob("*.yaml"))
        }

    def _reduce(self, chance: random.Random) -> None:
        """Copy the description without most of its operations."""
        original = self.folder.with_suffix(".original")
        root = copy_of_real(original)
        content = yaml.safe_load(root.read_text(encoding="utf-8"))
        chosen = chance.sample(sorted(content["paths"]), 2)
        content["paths"] = {path: content["paths"][path] for path in chosen}
        root.write_text(yaml.dump(content, sort_keys=False), encoding="utf-8")
        used = {original / file for file in bundle(root).files}
        for file in original.rglob("*.yaml"):
            if file not in used:
                file.unlink()
        shutil.copytree(original, self.folder)

    def edit(self, chance: random.Random) -> None:
        """Restore the original files, then edit some of them."""
        for file in self.folder.rglob("*.yaml"):
            if file.relative_to(self.folder) not in self.original:
                file.unlink()
        for name, content in self.original.items():
            (self.folder / name).write_bytes(content)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            trees = {
                name: yaml.load(content, Loader=yaml.CSafeLoader) for name, content in self.original.items()
            }
            file, other = chance.choice(list(trees)), chance.choice(list(trees))
            target = self.folder / file
            match chance.random():
                case part if part < 0.03:
                    shutil.copyfile(target, target.with_stem(f"{target.stem}_copy"))
                case part if part < 0.06:
                    target.write_bytes(self.original[other])
                case part if part < 0.08 and target != self.root:
                    target.unlink(missing_ok=True)
                case part if part < 0.2:
                    target.write_bytes(damaged(chance, self.original[file]))
                case _:
                    target.write_bytes(restructured(chance, trees, file))


def check_problem(folder: Path, problem: Problem) -> None:
    """Require that a problem names an existing file, a line, a reason and a remedy."""
    place = re.fullmatch(r"([^:]+\.yaml):(\d+)( at \S.*)?", problem.where, re.DOTALL)
    assert place, f"no file and line: {problem}"
    file = folder / place[1]
    assert file.is_file(), f"the file does not exist: {problem}"
    assert 1 <= int(place[2]) <= len(file.read_bytes().splitlines()) + 1, (
        f"the line does not exist: {problem}"
    )
    assert "; " in problem.text, f"no remedy: {problem}"
    assert "the parser does not support this" not in problem.text, f"a message of the parser: {problem}"


def check_client(output: Path) -> None:
    """Import each module of a generated client, and decode unexpected values with each model."""
    target = output.parent / PACKAGE
    (output / "do_inference_generated").rename(target)
    sys.path.insert(0, str(output.parent))
    importlib.invalidate_caches()
    try:
        package = importlib.import_module(PACKAGE)
        for found in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
            module = importlib.import_module(found.name)
            decode = getattr(module, "decode", None)
            if ".models." in found.name and decode is not None:
                for value in (None, [], {}, "x", {"type": "x", "id": 5}):
                    repr(decode(value))
    finally:
        sys.path.remove(str(output.parent))
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


class _InternalErrors(logging.Handler):
    """Collects the tracebacks that the emulator logs when it answers with an internal error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


def check_emulator(document: dict[str, Any], chance: random.Random) -> None:
    """Send a sample request for each operation to the emulator. It must not answer with an internal error.

    The operations get other names, because the behaviors of the known ones depend on the fields that they have today.
    """
    for _, _, operation in operations(document):
        operation["operationId"] += "_edited"
    failures, log = _InternalErrors(), logging.getLogger("do_inference.emulator")
    propagates, log.propagate = log.propagate, False
    log.addHandler(failures)
    try:
        asyncio.run(_sample_requests(document, chance))
    finally:
        log.removeHandler(failures)
        log.propagate = propagates
    for record in failures.found:
        assert record.exc_info
        assert record.exc_info[1]
        raise record.exc_info[1]


async def _sample_requests(document: dict[str, Any], chance: random.Random) -> None:
    emulator = Emulator(description=document, limits="none")
    description = emulator.state.description
    sample = SampleBuilder(description.resolve)
    transport = httpx.ASGITransport(emulator.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        for operation in description.operations.values():
            given = {p.name: str(sample.build(p.schema, chance)) for p in operation.parameters}
            path = re.sub(r"\{(\w+)\}", lambda match: given.get(match[1]) or "x", operation.path)  # noqa: B023
            key = emulator.agent_key if operation.api == "agent" else emulator.api_key
            headers = {"Authorization": f"Bearer {key}"}
            headers |= {p.name: "x" for p in operation.parameters if p.place == "header"}
            query = {p.name: given[p.name] for p in operation.parameters if p.place == "query"}
            bodies = [sample.build(schema, chance) for schema in operation.bodies.values()]
            response = await client.request(
                operation.method, path, headers=headers, params=query, json=bodies[0] if bodies else None
            )
            await response.aread()


@contextmanager
def bounded() -> Iterator[None]:
    """Raise HangError in a run that takes too long."""

    def end(*_: Any) -> None:
        raise HangError(f"the run takes more than {LONGEST} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def result(description: EditedDescription, output: Path, chance: random.Random) -> str:
    """Generate a client from an edited description. Return `client` or the kind of the first problem."""
    description.edit(chance)
    try:
        generate(description.root, output, lambda _: None)
    except DescriptionError as error:
        for problem in error.problems:
            check_problem(description.folder, problem)
        return error.problems[0].kind
    document = json.loads(
        (output / "do_inference_generated" / "description.json").read_text(encoding="utf-8")
    )
    check_client(output)
    check_emulator(document, chance)
    return "client"


def one(seed: int, folder: Path) -> str:
    """Run the fuzzer once, in a folder that the runs of ten seeds can share."""
    try:
        with bounded():
            source = folder / str(seed // 10)
            description = EditedDescription(source, random.Random(seed // 10))
            return result(description, folder / f"{seed}-client" / "out", random.Random(seed))
    except BaseException as error:
        error.add_note(f"run of seed {seed}")
        raise


def fuzz(seconds: float, seed: int, at_most: int = sys.maxsize) -> Counter[str]:
    """Run the fuzzer, and return how often each result occurred."""
    until = time.monotonic() + seconds
    results: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        while not results or (time.monotonic() < until and results.total() < at_most):
            results[one(seed + results.total(), Path(folder).resolve())] += 1
    return results


if __name__ == "__main__":
    length = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time())
    counts = fuzz(length, start)
    print(
        json.dumps({"runs": counts.total(), "clients": counts["client"], "kinds": len(counts), "seed": start})
    )
