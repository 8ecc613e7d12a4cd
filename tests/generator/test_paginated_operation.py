"""Lists in pages, described in YAML only: clients, types, emulator, command line, and the rules for them."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from generator.__main__ import generate
from generator.lint import lint
from generator.openapi.bundle import bundle
from tests.generator.clients import check_types, run_to_the_end
from tests.generator.descriptions import OPERATION, ROOT, THING, copy_of_real, small

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")

HEAD = """\
operationId: {tag}_list
summary: Lists {tag}.
description: All of them.
tags: [{tag}]
x-stability: stable
x-source: a test
x-pagination:
  parameters: {{{by}: where, limit: size}}
  pages: [{page}]
parameters:
  - name: where
    in: query
    description: Which page.
    schema: {{type: {type}}}
  - name: size
    in: query
    description: Items per page.
    schema: {{type: integer, minimum: 1, default: 4}}
responses:
  "200":
    description: A page.
    headers: {{$ref: ../../shared/headers.yaml#/rate_limit}}
    content:
      application/json:
        schema: {{$ref: ../../schemas/{schema}.yaml}}
  "401": {{$ref: ../../shared/responses/unauthorized.yaml}}
  "403": {{$ref: ../../shared/responses/forbidden.yaml}}
  "429": {{$ref: ../../shared/responses/too_many_requests.yaml}}
  "500": {{$ref: ../../shared/responses/server_error.yaml}}
  default: {{$ref: ../../shared/responses/unexpected_error.yaml}}
"""
LISTS = {
    "poems": ("cursor", "string", "{items: [items], cursor: [paging, next]}", "poem_list"),
    "odes": (
        "cursor",
        "string",
        "{items: [list, node], cursor: [list, at], more: [has_next_page]}",
        "ode_list",
    ),
    "runes": (
        "cursor",
        "integer",
        "{items: [items], cursor: [position], more: [has_next_page]}",
        "rune_list",
    ),
    "songs": ("page", "integer", "{items: [items], more: [has_next_page]}", "song_list"),
    "tales": ("offset", "integer", "{items: [items]}", "tale_list"),
}
"""The resources, with the style of their pages."""


def page(*properties: str, required: str) -> str:
    head = f"type: object\ndescription: A page.\nadditionalProperties: true\nrequired: [{required}]\nproperties:\n"
    return head + "".join(f"  {line}\n" for line in properties)


ITEMS = "items: {type: array, description: I., items: {$ref: poem.yaml}}"
MORE = "has_next_page: {type: boolean, description: Whether there are more.}"
SCHEMAS = {
    "poem": page(
        "id: {type: string, description: I.}", "lines: {type: integer, description: L.}", required="id"
    ),
    "poem_list": page(
        ITEMS,
        'paging: {description: P., oneOf: [{$ref: paging.yaml}, {type: "null"}]}',
        required="items",
    ),
    "paging": page("next: {type: string, description: N.}", required="next"),
    "ode_list": page(
        "list: {type: array, description: L., items: {$ref: ode_edge.yaml}}", MORE, required="list"
    ),
    "ode_edge": page(
        "node: {$ref: poem.yaml, description: N.}", "at: {type: string, description: A.}", required="node, at"
    ),
    "rune_list": page(
        ITEMS, MORE, 'position: {type: [integer, "null"], description: P.}', required="items, has_next_page"
    ),
    "song_list": page(ITEMS, MORE, required="items"),
    "tale_list": page(
        ITEMS, "keys: {type: array, description: K., items: {type: string}}", required="items, keys"
    ),
}

PROGRAM = """\
import asyncio, json, os, subprocess, sys
from do_inference import AsyncClient, BadRequestError, Client
from do_inference.emulator import Emulator
from do_inference.models import Poem

NAMES = ("poems", "odes", "runes", "songs", "tales")

with Emulator() as emulator:
    settings = {"api_key": emulator.api_key, "base_url": emulator.base_url}
    with Client(**settings) as client:
        for name in NAMES:
            list_ = getattr(client, name).list
            found = [item.id for item in list_()]
            assert len(set(found)) == len(found) == 25, (name, found)
            assert [item.id for item in list_(size=10)] == found, name
            first = list_(size=10)
            pages = [page.get_items() for page in first.iter_pages()]
            assert [len(page) for page in pages if page] == [10, 10, 5], (name, pages)
            assert all(isinstance(item, Poem) for page in pages for item in page)
            assert [item.id for item in getattr(client, name).with_raw_response.list().parse()] == found
        for name in NAMES[:2]:
            try:
                getattr(client, name).list(where="nowhere")
            except BadRequestError as error:
                assert "no such cursor" in str(error), error
            else:
                raise AssertionError("an unknown cursor was accepted")
        assert client.odes.list().has_next_page_ is True
        assert client.tales.list(where=24).get_items()[0].id == found[-1]
        tales = client.tales.list()
        assert dict(tales) == tales.to_dict() and tales.keys_ == tales.to_dict()["keys"]

    async def main():
        async with AsyncClient(**settings) as client:
            for name in NAMES:
                resource = getattr(client, name)
                assert len([item async for item in resource.list(size=10)]) == 25
                page = await resource.list(size=10)
                assert page.has_next_page() and len((await page.get_next_page()).get_items()) == 10

    asyncio.run(main())
    environment = {**os.environ, "MODEL_ACCESS_KEY": emulator.api_key, "GRADIENT_INFERENCE_ENDPOINT": emulator.base_url}
    for name in NAMES:
        command = [sys.executable, "-m", "do_inference.cli", f"{name}.list", "--size", "10", "--all", "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done
        assert len({json.loads(line)["id"] for line in done.stdout.splitlines()}) == 25, done
print("everything works")
"""

TYPED = """\
from typing import assert_type
from do_inference import AsyncClient, AsyncPage, AsyncPager, Client, Page, RawResponse
from do_inference.models import AsyncPoemListPage, Poem, PoemList, PoemListPage

def synchronous(client: Client) -> None:
    page = client.poems.list(size=3)
    assert_type(page, PoemListPage)
    as_model: PoemList = page
    as_page: Page[Poem] = page
    assert_type(page.items, list[Poem])
    assert_type(page.get_items(), list[Poem])
    assert_type(page.get_next_page(), PoemListPage)
    assert_type([poem for poem in page], list[Poem])
    raw: RawResponse[PoemListPage] = client.poems.with_raw_response.list()
    client.poems.list(where=5)  # wrong

async def asynchronous(client: AsyncClient) -> None:
    assert_type(client.poems.list(), AsyncPager[AsyncPoemListPage, Poem])
    assert_type([poem async for poem in client.poems.list()], list[Poem])
    page = await client.poems.list()
    as_page: AsyncPage[Poem] = page
    assert_type(await page.get_next_page(), AsyncPoemListPage)
    assert_type([poem async for poem in page], list[Poem])
    for poem in page: pass  # wrong
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client generated from the project's description and lists with several styles of pages."""
    folder = tmp_path_factory.mktemp("lists")
    root = copy_of_real(folder / "openapi")
    for name, text in SCHEMAS.items():
        (root.parent / "schemas" / f"{name}.yaml").write_text(text)
    entries, tags = "", ""
    for tag, (by, kind, page_format, schema) in LISTS.items():
        operations = root.parent / "resources" / tag
        operations.mkdir()
        operation = HEAD.format(tag=tag, by=by, type=kind, page=page_format, schema=schema)
        (operations / f"{tag}_list.yaml").write_text(operation)
        entries += f"  /v1/{tag}:\n    get: {{$ref: resources/{tag}/{tag}_list.yaml}}\n"
        tags += f"- name: {tag}\n  description: Some.\n"
    root.write_text(root.read_text().replace("paths:\n", f"paths:\n{entries}", 1))
    with (root.parent / "shared" / "tags.yaml").open("a") as file:
        file.write(tags)
    generate(root, folder / "generated_client", lambda _: None)
    return folder / "generated_client"


def test_lists_are_walked_sync_async_and_from_the_command_line(generated: Path) -> None:
    run_to_the_end(generated, "-c", PROGRAM, timeout=240)


def test_lists_are_typed(generated: Path, tmp_path: Path) -> None:
    check_types(generated, TYPED, tmp_path)


# The rules

PARAMETERS = """\
  - {name: after, in: query, description: A., schema: {type: string}}
  - {name: at, in: query, description: A., schema: {type: integer}}
  - {name: needed, in: query, required: true, description: N., schema: {type: string}}
"""
THING_LIST = page(
    "data: {type: array, description: D., items: {$ref: thing.yaml}}",
    "names: {type: array, description: N., items: {type: string}}",
    "more: {type: boolean, description: M.}",
    "next: {type: string, description: N.}",
    required="data",
)
GOOD = """\
parameters: {cursor: after}
pages: [{items: [data], cursor: [next], more: [more]}]
"""


def listed(pagination: str, operation: str = OPERATION, **changed: str) -> dict[str, str]:
    """Return the files of a description whose operation has this `x-pagination`."""
    operation = operation.replace("thing.yaml", "thing_list.yaml").replace(
        "responses:", f"{PARAMETERS}responses:", 1
    )
    files = {"thing_list": THING_LIST, "thing": THING, **changed}
    return {"things_retrieve": f"{operation}x-pagination:\n{indent(dedent(pagination), '  ')}", **files}


SECOND = ROOT.replace("components:", "  /v1/others/{thing_id}:\n    get: {$ref: others.yaml}\ncomponents:")

BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "not a mapping": (listed("- data"), "is not a description of pages; write it like {parameters:"),
    "no pages": (listed("parameters: {cursor: after}\npages: []"), "is not a description of pages"),
    "an unknown key": (listed(GOOD + "end: [more]"), "is not a description of pages"),
    "an unknown key of a page": (listed(GOOD.replace("more:", "end:")), "is not a description of pages"),
    "a path as text": (listed(GOOD.replace("[data]", "data")), "is not a description of pages"),
    "no parameter": (listed(GOOD.replace("cursor: after", "limit: at")), "has no parameter to select a page"),
    "two parameters": (
        listed(GOOD.replace("cursor: after", "cursor: after, page: at")),
        "has 'cursor', 'page' to select a page; write one of cursor, page, offset, and optionally limit",
    ),
    "an unknown parameter": (
        listed(GOOD.replace("cursor: after", "cursor: later")),
        "names 'later', which is not a query parameter of the operation; describe it",
    ),
    "a parameter of the path": (
        listed(GOOD.replace("cursor: after", "cursor: thing_id")),
        "names 'thing_id', which is not a query parameter",
    ),
    "a limit that is text": (
        listed(GOOD.replace("cursor: after", "cursor: after, limit: after")),
        "names 'after', which must be of type integer, without other types",
    ),
    "a cursor that is required": (
        listed(GOOD.replace("cursor: after", "cursor: needed")),
        "names 'needed', which is required; the first page is requested without it",
    ),
    "unknown items": (
        listed(GOOD.replace("[data]", "[things]")),
        "has the path things, which the result does not have; fix it or describe it",
    ),
    "items that are not objects": (
        listed(GOOD.replace("[data]", "[names]")),
        "has the path names, which must lead through one array to its objects",
    ),
    "items that are no array": (listed(GOOD.replace("[data]", "[next]")), "must lead through one array"),
    "an unknown cursor": (
        listed(GOOD.replace("[next]", "[data, cursor]")),
        "has the path data.cursor, which the result does not have",
    ),
    "a cursor that is a boolean": (
        listed(GOOD.replace("[next]", "[more]")),
        "has the path more, which must lead to a string or an integer, outside of the items or in them",
    ),
    "a cursor in another array": (listed(GOOD.replace("[next]", "[names]")), "has the path names, which must"),
    "an end that is text": (
        listed(GOOD.replace("more: [more]", "more: [next]")),
        "has the path next, which must lead to a boolean outside of the items",
    ),
    "no cursor": (
        listed(GOOD.replace("cursor: [next], ", "")),
        "needs a cursor, and its operation selects pages by cursor; add its path",
    ),
    "a cursor of numbered pages": (
        listed(GOOD.replace("cursor: after", "page: at")),
        "has a cursor, and its operation selects pages by page; remove it",
    ),
    "a format twice": (
        listed(GOOD.replace("}]\n", "}, {items: [data], cursor: [next], more: [more]}]\n")),
        "repeats an earlier format; remove it",
    ),
    "a result that is no object": (
        listed(GOOD, OPERATION.replace("application/json", "audio/wav")),
        "is only for operations whose result is one object in JSON; remove it",
    ),
    "a schema with the name of the pages": (
        listed(GOOD, thing=THING + "  p: {$ref: thing_list_page.yaml, description: P.}\n", thing_list_page=THING),
        "is named like the pages of ThingList; rename the file",
    ),
    "two operations with other pages of the same schema": (
        {
            **listed(GOOD, root=SECOND),
            "others": listed(GOOD.replace(", more: [more]", ""))["things_retrieve"].replace(
                "things_retrieve", "things_other"
            ),
        },
        "describes the pages of ThingList otherwise than",
    ),
}  # fmt: skip


def test_a_good_description_of_pages_follows_every_rule(tmp_path: Path) -> None:
    assert lint(bundle(small(tmp_path, **listed(GOOD)))) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_a_bad_description_of_pages_is_reported_with_file_and_line(rule: str, tmp_path: Path) -> None:
    changed, message = BROKEN[rule]
    text = "\n".join(map(str, lint(bundle(small(tmp_path, **changed)))))
    assert message in text
    assert ".yaml:" in text.partition(message)[0].splitlines()[-1]
