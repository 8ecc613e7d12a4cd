"""Which pages of DigitalOcean's documentation have changed since the description was compared with them.

    python -m generator.pages            # ask the site for the date of every page
    python -m generator.pages --write    # bring the table in openapi/README.md up to date with openapi/pages.yaml

`openapi/pages.yaml` lists the pages, the date that each stated when it was compared, and the differences that remain.
The site serves each page as Markdown with its date, and a list of all pages. Pages of other sites have neither, and
are listed for people to read again.

Exit codes: 0 nothing new, 1 pages changed, appeared or are gone, 2 could not read.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import yaml

ROOT = Path(__file__).resolve().parents[1]
SITE = "https://docs.digitalocean.com"
READ = ("whole", "part", "title")
"""How much of a page was compared."""
BEGIN, END = "<!-- pages: made by `python -m generator.pages --write` -->", "<!-- end of pages -->"
_DATED = re.compile(r'^last_updated:\s*"?(\d{4}-\d{2}-\d{2})', re.MULTILINE)
_FIELDS = {"url", "title", "dated", "compared", "read", "remains"}


class PagesError(Exception):
    """The list, the README or the site cannot be read."""


@dataclass(frozen=True)
class Page:
    """A page that the description was compared with."""

    url: str
    title: str
    dated: date | None
    """The date that the page stated then; None where it states none."""
    compared: date
    read: str
    """How much of it: `whole`, `part` or `title`."""
    remains: str
    """What the description leaves out, and why."""


@dataclass(frozen=True)
class Listed:
    """The list of pages."""

    folders: tuple[str, ...]
    """Where new pages count: addresses that theirs start with."""
    pages: tuple[Page, ...]


def listed(file: Path) -> Listed:
    """Read the list. PagesError names the entry that is wrong."""
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        pages = tuple(_page(entry) for entry in document["pages"])
        return Listed(tuple(document["folders"]), pages)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PagesError(f"{file} cannot be read: {error!r}") from error


def _page(entry: Mapping[str, Any]) -> Page:
    if set(entry) | {"remains", "dated"} != _FIELDS or entry["read"] not in READ:
        raise PagesError(
            f"{entry.get('url', entry)}: give url, title, compared, read ({', '.join(READ)}), and, where there are "
            "such, dated and remains"
        )
    dates = {name: value for name, value in entry.items() if name in ("dated", "compared")}
    wrong = [name for name, value in dates.items() if type(value) is not date]
    if wrong:
        raise PagesError(f"{entry['url']}: {wrong[0]} is not a date such as 2026-10-16")
    return Page(
        url=entry["url"],
        title=entry["title"],
        dated=entry.get("dated"),
        compared=entry["compared"],
        read=entry["read"],
        remains=entry.get("remains", ""),
    )


def table(pages: tuple[Page, ...]) -> str:
    """The list as a table in Markdown."""
    head = "| Page | Dated | Compared | Read | What remains |\n|---|---|---|---|---|\n"
    rows = (
        f"| [{page.title}]({page.url}) | {page.dated or 'no date'} | {page.compared} | {page.read} | "
        f"{page.remains or 'nothing known'} |\n"
        for page in pages
    )
    return head + "".join(rows)


def changes(known: Listed, fetch: Callable[[str], str | None]) -> Iterator[str]:
    """A line for each page of the site that changed, appeared or is gone. `fetch` gives a page's text, or None."""
    index = fetch(f"{SITE}/llms.txt")
    if index is None:
        raise PagesError(f"{SITE}/llms.txt is gone; it listed all pages of the site")
    for page in known.pages:
        if not page.url.startswith(f"{SITE}/"):
            continue
        text = fetch(f"{page.url}index.html.md")
        found = text and _DATED.search(text)
        if text is None:
            yield f"gone: {page.url} ({page.title})"
        elif not found:
            yield f"without a date: {page.url} ({page.title}); read it again"
        elif date.fromisoformat(found[1]) != page.dated:
            yield f"changed: {page.url} ({page.title}) is dated {found[1]}, was {page.dated or 'not dated'}"
    addresses = {page.url for page in known.pages}
    for url in dict.fromkeys(re.findall(rf"{re.escape(SITE)}/[^\s()<>]*?(?=index\.html\.md)", index)):
        if url.startswith(known.folders) and url not in addresses:
            yield f"new: {url}"


def elsewhere(known: Listed) -> list[Page]:
    """The pages of other sites, of which no date can be asked."""
    return [page for page in known.pages if not page.url.startswith(f"{SITE}/")]


def write_table(readme: Path, pages: tuple[Page, ...]) -> None:
    """Put the table between its two marks in the README."""
    before, mark, rest = readme.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise PagesError(f"{readme} lacks the lines {BEGIN!r} and {END!r}, which the table stands between")
    readme.write_text(f"{before}{BEGIN}\n\n{table(pages)}\n{END}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--write", action="store_true", help="write the table of openapi/README.md, ask no site"
    )
    parser.add_argument("--pages", type=Path, default=ROOT / "openapi" / "pages.yaml")
    parser.add_argument("--readme", type=Path, default=ROOT / "openapi" / "README.md")
    parser.add_argument("--site", default=SITE, help="ask this address in place of %(default)s")
    given = parser.parse_args(arguments)
    try:
        known = listed(given.pages)
        if given.write:
            write_table(given.readme, known.pages)
            return 0
        with httpx.Client(timeout=30, follow_redirects=True) as client:
            return _report(known, lambda url: _fetched(client, url.replace(SITE, given.site, 1)))
    except (PagesError, httpx.HTTPError) as error:
        print(error, file=sys.stderr)
        return 2


def _report(known: Listed, fetch: Callable[[str], str | None]) -> int:
    found = 0
    for line in changes(known, fetch):
        print(f"- {line}", flush=True)
        found += 1
    others = elsewhere(known)
    print(f"{len(known.pages) - len(others)} pages of {SITE} asked: {found or 'no'} differences.")
    if others:
        print(f"{len(others)} pages of other sites state no date that can be asked; see openapi/pages.yaml.")
    return 1 if found else 0


def _fetched(client: httpx.Client, url: str) -> str | None:
    response = client.get(url)
    if response.status_code in (404, 410):
        return None
    response.raise_for_status()
    return response.text


if __name__ == "__main__":
    sys.exit(main())
