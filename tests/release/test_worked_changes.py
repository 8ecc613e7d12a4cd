"""Three changes of the API, each from an edit of the description to a release that is uploaded, installed and called.

The index is on loopback, and nothing else is asked for. It takes a minute or two: `-m "not release"` leaves it out.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

# The server itself runs apart: imported here, it would change how everything else is imported.
if not (find_spec("pypiserver") and find_spec("openapi_python_client")):
    pytest.skip("the tools are not installed", allow_module_level=True)

from tests.changes.test_worked import STREAMED
from tests.release.loop import Repository, installed
from tools.index import index
from tools.rehearsal import run

pytestmark = [pytest.mark.release, pytest.mark.timeout(900)]

PROLOGUE = """
import importlib.metadata, sys
import do_inference
from do_inference import Client
assert do_inference.__file__.startswith(sys.prefix), do_inference.__file__
assert importlib.metadata.version("do-inference") == {version!r}
client = Client()
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


@pytest.fixture
def address() -> Iterator[str]:
    with index() as address:
        yield address


def regenerated(repository: Repository, *words: str) -> None:
    """What was edited is stale until it is generated, and `diff` says what it touches."""
    stale = repository.python("generator", "check")
    assert stale.code == 1
    for word in words:
        assert word in stale.told
    assert repository.python("generator").code == 0
    assert repository.python("generator", "check").code == 0


def released(repository: Repository, version: str, *entries: str) -> None:
    """The version and the changelog follow from what changed, and the tree is then ready."""
    prepared = repository.python("tools.prepare")
    assert f"Prepared {version}" in prepared.told
    for entry in entries:
        assert entry in repository.changelog().partition("## 0.4.0")[0]
    assert "not committed" in repository.python("tools.release", version).told
    repository.commit()
    ready = repository.python("tools.release", version)
    assert ready.code == 0, ready.told
    assert ready.told.endswith(f"The tree is ready to be released as {version}.\n")


def called(repository: Repository, address: str, version: str, program: str) -> None:
    """What users get does it."""
    repository.published(address)
    folder = repository.folder.parent / "elsewhere"
    python = installed(address, version, folder)
    run(python, PROLOGUE.format(version=version) + program, folder)


def test_an_addition(repository: Repository, address: str) -> None:
    repository.tag()
    field = (
        "  dimensions:\n    type: integer\n    minimum: 1\n    description: How long each vector shall be.\n"
    )
    repository.edit("schemas/embedding_request.yaml", "properties:\n", f"properties:\n{field}")
    regenerated(repository, "client.embeddings.create(..., dimensions=)")
    released(repository, "0.4.1", "### Added\n\n- `client.embeddings.create(..., dimensions=)`: new.")
    program = """
from do_inference import BadRequestError
assert client.embeddings.create(model="all-mini-lm-l6-v2", input=["a", "b"], dimensions=8).data[1].embedding
try:  # the emulator's limits are the new ones as well
    client.embeddings.create(model="all-mini-lm-l6-v2", input="a", dimensions=0)
except BadRequestError as error:
    assert "dimensions" in error.message, error.message
else:
    raise AssertionError
"""
    called(repository, address, "0.4.1", program)


def test_a_breaking_change(repository: Repository, address: str) -> None:
    """An operation gets another name. The last release's own users no longer type-check, and that is told too."""
    typing = repository.folder / "tests" / "typing"
    typing.mkdir(parents=True)
    (typing / "user.py").write_text(
        'from do_inference import Client\n\nClient().embeddings.create(model="m", input="a")\n', "utf-8"
    )
    repository.tag()
    operations = repository.folder / "openapi" / "resources" / "embeddings"
    (operations / "embeddings_create.yaml").rename(operations / "embeddings_embed.yaml")
    repository.edit("openapi.yaml", "embeddings_create.yaml", "embeddings_embed.yaml")
    repository.edit("resources/embeddings/embeddings_embed.yaml", "embeddings_create", "embeddings_embed")
    regenerated(repository, "client.embeddings.embed: was client.embeddings.create")
    told = "`client.embeddings.embed`: was client.embeddings.create"
    released(repository, "0.5.0", "### Breaking", told, "`user.py`: line 3 no longer type-checks")
    called(
        repository,
        address,
        "0.5.0",
        """
assert client.embeddings.embed(model="all-mini-lm-l6-v2", input="a").data[0].embedding
assert not hasattr(client.embeddings, "create")
""",
    )


def test_a_breaking_change_is_not_released_as_less(repository: Repository) -> None:
    """By hand a method of Python alone is broken, which no description tells."""
    repository.tag()
    package = repository.folder / "overlays" / "do_inference"
    defined = [file for file in package.rglob("*.py") if "def refresh_rate_limit(" in file.read_text("utf-8")]
    assert defined
    for file in defined:
        file.write_text(file.read_text("utf-8").replace("refresh_rate_limit(", "renew_rate_limit("), "utf-8")
    log = repository.folder / "CHANGELOG.md"
    log.write_text(log.read_text("utf-8").replace("Unreleased\n", "Unreleased\n\n- Quicker.\n"), "utf-8")
    assert "Prepared 0.4.1" in repository.python("tools.prepare", "0.4.1").told
    repository.commit()
    refused = repository.python("tools.release", "0.4.1")
    assert refused.code == 1
    assert "refresh_rate_limit" in refused.told
    assert refused.told.endswith("0.4.1 is too low: breaking changes require 0.5.0\n")


def test_a_new_streaming_operation(repository: Repository, address: str) -> None:
    repository.tag()
    repository.edit("resources/embeddings/embeddings_watch.yaml", "", STREAMED)
    repository.edit(
        "openapi.yaml",
        "paths:\n",
        "paths:\n  /v1/embeddings/watch:\n    post:\n      $ref: resources/embeddings/embeddings_watch.yaml\n",
    )
    regenerated(repository, "client.embeddings.watch: new")
    released(repository, "0.4.1", "### Added\n\n- `client.embeddings.watch`: new.")
    called(
        repository,
        address,
        "0.4.1",
        """
with client.embeddings.watch(model="all-mini-lm-l6-v2", input=["a", "b"]) as stream:
    vectors = [event.embedding for event in stream]
assert vectors and all(vectors), vectors
""",
    )


def test_a_version_is_uploaded_once(repository: Repository, address: str) -> None:
    repository.published(address)
    with pytest.raises(subprocess.CalledProcessError):
        repository.published(address)
