"""Finds pages of DigitalOcean's documentation that changed since the description was compared with them.

    python -m generator.pages            # read the date of every page from the site
    python -m generator.pages --write    # update the table in openapi/README.md from openapi/pages.yaml

`openapi/pages.yaml` lists the pages, the date of each when it was compared, and the remaining differences. The site
serves each page as Markdown with its date, and a list of all pages. Pages of other sites have no date.

Exit codes: 0 no changes, 1 pages were changed, added or removed, 2 something cannot be read.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
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
"""The parts of a page that can have been compared."""
BEGIN, END = "<!-- pages: made by `python -m generator.pages --write` -->", "<!-- end of pages -->"
_FRONT_MATTER = re.compile(r"\ufeff?\s*---\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
_DATED = re.compile(r"""^last_updated:\s*["']?(\d{4}-\d{2}-\d{2})""", re.MULTILINE)
_FIELDS = {"url", "title", "dated", "compared", "read", "remains"}


class PagesError(Exception):
    """The list, the README or the site cannot be read."""


@dataclass(frozen=True)
class DocumentationPage:
    """A page with which the description was compared."""

    url: str
    title: str
    dated: date | None
    """The date of the page when it was compared. None if the page has none."""
    compared: date
    read: str
    """The compared part: `whole`, `part` or `title`."""
    remains: str
    """The differences that remain, with the reason."""


@dataclass(frozen=True)
class PageList:
    """The content of `openapi/pages.yaml`."""

    folders: tuple[str, ...]
    """URL prefixes under which new pages are reported."""
    pages: tuple[DocumentationPage, ...]


def listed(file: Path) -> PageList:
    """Read the list of pages.

    Raises:
        PagesError: The file cannot be read, or an entry is invalid.
    """
    try:
        document = yaml.safe_load(file.read_text("utf-8"))
        pages = tuple(_page(entry) for entry in document["pages"])
        folders = document["folders"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PagesError(f"{file} cannot be read: {error!r}") from error
    if not isinstance(folders, list):
        raise PagesError(f"{file}: folders is not a list of addresses")
    for url, times in Counter(page.url for page in pages).items():
        if times > 1:
            raise PagesError(f"{file}: {url} is listed {times} times")
    return PageList(tuple(folders), pages)


def _page(entry: Any) -> DocumentationPage:
    if not isinstance(entry, Mapping):
        raise PagesError(f"{entry!r}: an entry is an object with url, title, compared and read")
    if set(entry) | {"remains", "dated"} != _FIELDS or entry["read"] not in READ:
        raise PagesError(
            f"{entry.get('url', entry)}: give url, title, compared, read ({', '.join(READ)}), and, where there are "
            "such, dated and remains"
        )
    url = entry["url"]
    if not isinstance(url, str) or not url.startswith("https://"):
        raise PagesError(f"{url}: url does not begin with https://")
    if url.startswith(f"{SITE}/") and not url.endswith("/"):
        raise PagesError(f"{url}: addresses of {SITE} end with a slash, as in its list of pages")
    dates = {name: value for name, value in entry.items() if name in ("dated", "compared")}
    wrong = [name for name, value in dates.items() if type(value) is not date]
    if wrong:
        raise PagesError(f"{entry['url']}: {wrong[0]} is not a date such as 2026-10-16")
    return DocumentationPage(
        url=entry["url"],
        title=entry["title"],
        dated=entry.get("dated"),
        compared=entry["compared"],
        read=entry["read"],
        remains=entry.get("remains", ""),
    )


def table(pages: tuple[DocumentationPage, ...]) -> str:
    """Return the list as a Markdown table."""
    head = "| Page | Dated | Compared | Read | What remains |\n|---|---|---|---|---|\n"
    rows = (
        f"| [{_cell(page.title)}]({page.url}) | {page.dated or 'no date'} | {page.compared} | {page.read} | "
        f"{_cell(page.remains) or 'nothing known'} |\n"
        for page in pages
    )
    return head + "".join(rows)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _dated(text: str) -> date | None:
    """Return the date in the front matter of a page, or None if there is no valid one."""
    front = _FRONT_MATTER.match(text)
    found = front and _DATED.search(front[1])
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def changes(known: PageList, fetch: Callable[[str], str | None]) -> Iterator[str]:
    """Yield a line for each changed, new or removed page. `fetch` returns the text of a URL, or None if it is gone."""
    index = fetch(f"{SITE}/llms.txt")
    if index is None:
        raise PagesError(f"{SITE}/llms.txt is gone, which listed all pages of the site")
    addresses = dict.fromkeys(re.findall(rf"{re.escape(SITE)}/[^\s()<>]*?(?=index\.html\.md)", index))
    if not addresses:
        raise PagesError(f"{SITE}/llms.txt lists no pages; check the address of the site")
    for page in known.pages:
        if not page.url.startswith(f"{SITE}/"):
            continue
        text = fetch(f"{page.url}index.html.md")
        if text is None:
            yield f"gone: {page.url} ({page.title})"
        elif (found := _dated(text)) is None and page.dated is None:
            continue  # Unchanged. `undated` reports it.
        elif found is None:
            yield f"without a date: {page.url} ({page.title}); read it again"
        elif found != page.dated:
            yield f"changed: {page.url} ({page.title}) is dated {found}, was {page.dated or 'not dated'}"
    listed_here = {page.url for page in known.pages}
    for url in addresses:
        if url.startswith(known.folders) and url not in listed_here:
            yield f"new: {url}"


def undated(known: PageList) -> list[DocumentationPage]:
    """Return the pages without a date: those of other sites, and those that state none."""
    return [page for page in known.pages if page.dated is None or not page.url.startswith(f"{SITE}/")]


def write_table(readme: Path, pages: tuple[DocumentationPage, ...]) -> None:
    """Write the table between its two marks in the README."""
    before, mark, rest = readme.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise PagesError(
            f"{readme} lacks the lines {BEGIN!r} and {END!r}, between which the table is written"
        )
    readme.write_text(f"{before}{BEGIN}\n\n{table(pages)}\n{END}{after}", encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--write", action="store_true", help="write the table of openapi/README.md, without reading the site"
    )
    parser.add_argument("--pages", type=Path, default=ROOT / "openapi" / "pages.yaml")
    parser.add_argument("--readme", type=Path, default=ROOT / "openapi" / "README.md")
    parser.add_argument("--site", default=SITE, help="read this address instead of %(default)s")
    given = parser.parse_args(arguments)
    try:
        known = listed(given.pages)
        if given.write:
            write_table(given.readme, known.pages)
            return 0
        with httpx.Client(timeout=30, follow_redirects=True) as client:
            return _report(known, lambda url: _fetched(client, url.replace(SITE, given.site.rstrip("/"), 1)))
    except PagesError as error:
        print(error, file=sys.stderr)
        return 2


def _report(known: PageList, fetch: Callable[[str], str | None]) -> int:
    found = 0
    for line in changes(known, fetch):
        print(f"- {line}", flush=True)
        found += 1
    print(f"{len(known.pages)} pages listed: {found or 'no'} differences.")
    if others := undated(known):
        print(
            f"{len(others)} of them have no date or are on other sites; compare them again: openapi/pages.yaml."
        )
    return 1 if found else 0


def _fetched(client: httpx.Client, url: str) -> str | None:
    try:
        response = client.get(url)
        if response.status_code in (404, 410):
            return None
        response.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PagesError(f"{url} cannot be read: {error}") from error
    return response.text


if __name__ == "__main__":
    sys.exit(main())
