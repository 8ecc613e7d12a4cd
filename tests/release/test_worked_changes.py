"""Tests of complete releases: edit the description, prepare, build, upload, install and call the package.

The only network access is to an index on loopback. The tests take one or two minutes; `-m "not release"` skips them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

# The server runs in a separate process: importing it here would change how other modules are imported.
if not (find_spec("pypiserver") and find_spec("openapi_python_client")):
    pytest.skip("the tools are not installed", allow_module_level=True)

from tests.changes.test_worked import STREAMED
from tests.release.loop import Repository, install_package
from tools.index import index
from tools.prepare import set_version
from tools.rehearsal import run
from tools.release import VERSION_FILE

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


def regenerate(repository: Repository, *words: str) -> None:
    """Regenerate the client; before that, the check fails and reports the affected operations."""
    stale = repository.python("generator", "check")
    assert stale.code == 1
    for word in words:
        assert word in stale.output
    assert repository.python("generator").code == 0
    assert repository.python("generator", "check").code == 0


def prepare_release(repository: Repository, version: str, *entries: str) -> None:
    """Prepare the release; afterwards the version, the changelog and the release check are as expected."""
    prepared = repository.python("tools.prepare")
    assert f"Prepared {version}" in prepared.output
    for entry in entries:
        assert entry in repository.changelog().partition("## 0.4.0")[0]
    assert "not committed" in repository.python("tools.release", version).output
    repository.commit()
    ready = repository.python("tools.release", version)
    assert ready.code == 0, ready.output
    assert ready.output.endswith(f"The tree is ready for the release of {version}.\n")


def install_and_run(repository: Repository, address: str, version: str, program: str) -> None:
    """Publish the package, install it in a new environment and run the program there."""
    repository.published(address)
    folder = repository.folder.parent / "elsewhere"
    python = install_package(address, version, folder)
    run(python, PROLOGUE.format(version=version) + program, folder)


def test_new_field_is_released_as_a_patch(repository: Repository, address: str) -> None:
    repository.tag()
    field = "  dimensions:\n    type: integer\n    minimum: 1\n    description: The length of each vector.\n"
    repository.edit("schemas/embedding_request.yaml", "properties:\n", f"properties:\n{field}")
    regenerate(repository, "client.embeddings.create(..., dimensions=)")
    prepare_release(repository, "0.4.1", "### Added\n\n- `client.embeddings.create(..., dimensions=)`: new.")
    program = """
from do_inference import BadRequestError
assert client.embeddings.create(model="all-mini-lm-l6-v2", input=["a", "b"], dimensions=8).data[1].embedding
try:  # the emulator enforces the new limits too
    client.embeddings.create(model="all-mini-lm-l6-v2", input="a", dimensions=0)
except BadRequestError as error:
    assert "dimensions" in error.message, error.message
else:
    raise AssertionError
"""
    install_and_run(repository, address, "0.4.1", program)


def test_renamed_operation_is_released_as_a_minor_version(repository: Repository, address: str) -> None:
    """An operation is renamed. The report also contains the consumer code that no longer type-checks."""
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
    regenerate(repository, "client.embeddings.embed: was client.embeddings.create")
    entry = "`client.embeddings.embed`: was client.embeddings.create"
    prepare_release(repository, "0.5.0", "### Breaking", entry, "`user.py`: line 3 no longer type-checks")
    install_and_run(
        repository,
        address,
        "0.5.0",
        """
assert client.embeddings.embed(model="all-mini-lm-l6-v2", input="a").data[0].embedding
assert not hasattr(client.embeddings, "create")
""",
    )


def test_release_check_rejects_a_version_too_low_for_a_breaking_change(repository: Repository) -> None:
    """The version is set by hand, and a renamed Python method breaks callers without a change in the description."""
    repository.tag()
    package = repository.folder / "overlays" / "do_inference"
    defined = [file for file in package.rglob("*.py") if "def refresh_rate_limit(" in file.read_text("utf-8")]
    assert defined
    for file in defined:
        file.write_text(file.read_text("utf-8").replace("refresh_rate_limit(", "renew_rate_limit("), "utf-8")
    log = repository.folder / "CHANGELOG.md"
    log.write_text(log.read_text("utf-8").replace("Unreleased\n", "Unreleased\n\n- Quicker.\n"), "utf-8")
    repository.commit()
    too_low = "0.4.1 is too low: the changes since v0.4.0 require 0.5.0 or later. Breaking:\n"
    refused = repository.python("tools.prepare", "0.4.1")
    assert refused.code == 1
    assert refused.output.startswith(too_low)
    assert "refresh_rate_limit" in refused.output
    assert repository.git("status", "--porcelain") == ""
    assert repository.python("tools.prepare", "0.5.0").code == 0
    for file in (repository.folder / "pyproject.toml", repository.folder / VERSION_FILE):
        file.write_text(set_version(file.read_text("utf-8"), "0.4.1"), "utf-8")
    log.write_text(log.read_text("utf-8").replace("## 0.5.0", "## 0.4.1"), "utf-8")
    repository.commit()
    rejected = repository.python("tools.release", "0.4.1")
    assert rejected.code == 1
    assert too_low in rejected.output


def test_new_streaming_operation_is_released_as_a_patch(repository: Repository, address: str) -> None:
    repository.tag()
    repository.edit("resources/embeddings/embeddings_watch.yaml", "", STREAMED)
    repository.edit(
        "openapi.yaml",
        "paths:\n",
        "paths:\n  /v1/embeddings/watch:\n    post:\n      $ref: resources/embeddings/embeddings_watch.yaml\n",
    )
    regenerate(repository, "client.embeddings.watch: new")
    prepare_release(repository, "0.4.1", "### Added\n\n- `client.embeddings.watch`: new.")
    install_and_run(
        repository,
        address,
        "0.4.1",
        """
with client.embeddings.watch(model="all-mini-lm-l6-v2", input=["a", "b"]) as stream:
    vectors = [event.embedding for event in stream]
assert vectors and all(vectors), vectors
""",
    )


def test_second_upload_of_a_version_is_rejected(repository: Repository, address: str) -> None:
    repository.published(address)
    with pytest.raises(subprocess.CalledProcessError):
        repository.published(address)
