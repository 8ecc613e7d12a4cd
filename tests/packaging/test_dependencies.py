"""The package with its declared dependencies alone, in an environment that contains more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.runtime.loopback import CHAT, Loopback, reply

PROGRAM = """
import sys

class Hidden:
    '''Hides modules, and records each search for a module that fails.'''

    def __init__(self, names):
        self.names = frozenset(names)
        self.failed = []

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            self.failed.append(name)
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

class Missing:
    '''The last finder: what it is asked for, no other finder has found.'''

    def find_spec(self, name, path=None, target=None):
        hidden.failed.append(name)
        return None

import asyncio, json
url, backend = sys.argv[1:3]
hidden = Hidden(json.loads(sys.argv[3]))
sys.meta_path.insert(0, hidden)
sys.meta_path.append(Missing())

from do_inference import AsyncClient

async def main():
    async with AsyncClient(api_key="sk-do-v1-key", base_url=url, transport=backend, allow_http=True) as client:
        messages = [{"role": "user", "content": "hi"}]
        await client.chat.completions.create(model="m", messages=messages)
        hidden.failed.clear()
        for _ in range(3):
            completion = await client.chat.completions.create(model="m", messages=messages)
            assert completion.choices[0].message.content == "hello"
    print(json.dumps(hidden.failed))

asyncio.run(main())
"""


def _declared() -> set[str]:
    """Return the distributions that an installation without extras contains."""
    found: set[str] = set()
    names = ["do-inference"]
    for name in names:  # Grows.
        if canonicalize_name(name) in found:
            continue
        found.add(canonicalize_name(name))
        for text in requires(name) or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                names.append(requirement.name)
    return found


@pytest.mark.parametrize("transport", ["httpx", "native"])
def test_no_search_for_a_module_fails_during_a_request(transport: str) -> None:
    # A failing import searches every folder of the path. httpcore imports sniffio for each lock.
    try:
        declared = _declared()
    except PackageNotFoundError:
        pytest.skip("the package is not installed")
    others = [
        module
        for module, distributions in packages_distributions().items()
        if declared.isdisjoint(map(canonicalize_name, distributions))
    ]
    assert "pytest" in others
    server = Loopback().respond_with(reply(CHAT))

    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, server.url, transport, json.dumps(others)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    server.close()

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == []
