"""The list of DigitalOcean's pages is complete, its table is current, and changes of the site are reported."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator import pages

from .examples import examples

ROOT = Path(__file__).parents[2]
LIST = ROOT / "openapi" / "pages.yaml"
TWO = """
folders: ["https://docs.digitalocean.com/products/inference/"]
pages:
- {url: "https://docs.digitalocean.com/products/inference/a/", title: A, dated: 2026-10-16, compared: 2026-11-26,
   read: whole}
- {url: "https://www.digitalocean.com/blog/b/", title: B, compared: 2026-11-26, read: part, remains: a field}
"""
INDEX = "[A](https://docs.digitalocean.com/products/inference/a/index.html.md)\n"


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """A server on loopback: its URL, and the texts that it serves by path."""
    texts: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = texts.get(self.path)
            status = 404 if text is None else int(text) if text.isdigit() else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", texts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def dated(day: str) -> str:
    return f'---\ntitle: A\nlast_updated: "{day}"\n---\n# A\n'


def run(
    site: tuple[str, dict[str, str]], folder: Path, texts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[str]]:
    file = folder / "pages.yaml"
    file.write_text(TWO, encoding="utf-8")
    site[1].update(texts)
    code = pages.main(["--pages", str(file), "--site", site[0]])
    return code, [line for line in capsys.readouterr().out.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"/products/inference/a/index.html.md": dated("2026-10-16")}, []),
        (
            {"/products/inference/a/index.html.md": dated("2026-12-01")},
            [
                "changed: https://docs.digitalocean.com/products/inference/a/ (A) is dated 2026-12-01, was 2026-10-16"
            ],
        ),
        ({}, ["gone: https://docs.digitalocean.com/products/inference/a/ (A)"]),
        (
            {"/products/inference/a/index.html.md": "# A\n"},
            ["without a date: https://docs.digitalocean.com/products/inference/a/ (A); read it again"],
        ),
        (
            {"/products/inference/a/index.html.md": dated("2026-13-45")},
            ["without a date: https://docs.digitalocean.com/products/inference/a/ (A); read it again"],
        ),
        (
            {"/products/inference/a/index.html.md": f"# A\n{dated('2026-10-17')}"},
            ["without a date: https://docs.digitalocean.com/products/inference/a/ (A); read it again"],
        ),
        ({"/products/inference/a/index.html.md": dated("2026-10-16").replace('"', "'")}, []),
        ({"/products/inference/a/index.html.md": dated("2026-10-16T08:00:00Z").replace("\n", "\r\n")}, []),
        (
            {
                "/products/inference/a/index.html.md": dated("2026-10-16"),
                "/llms.txt": INDEX
                + "[C](https://docs.digitalocean.com/products/inference/c/index.html.md)\n"
                + "[D](https://docs.digitalocean.com/products/droplets/d/index.html.md)\n",
            },
            ["new: https://docs.digitalocean.com/products/inference/c/"],
        ),
    ],
)
def test_each_change_of_the_site_is_reported_in_one_line(
    site: tuple[str, dict[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    texts: dict[str, str],
    expected: list[str],
) -> None:
    code, lines = run(site, tmp_path, {"/llms.txt": INDEX, **texts}, capsys)

    assert lines == [f"- {line}" for line in expected]
    assert code == (1 if expected else 0)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"/llms.txt": "503"},
        {"/llms.txt": "<html>another site</html>"},
        {"/llms.txt": INDEX, "/products/inference/a/index.html.md": "500"},
    ],
)
def test_an_unreadable_site_reports_no_changes(
    site: tuple[str, dict[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    texts: dict[str, str],
) -> None:
    code, lines = run(site, tmp_path, texts, capsys)

    assert (code, lines) == (2, [])


@pytest.mark.parametrize(
    "invalid",
    [
        TWO.replace("read: whole", "read: most"),
        TWO.replace("2026-10-16", "in October"),
        TWO.replace("title: A, ", ""),
        TWO.replace("folders", "folder"),
        TWO.replace(
            '["https://docs.digitalocean.com/products/inference/"]', "https://docs.digitalocean.com/"
        ),
        TWO.replace("/a/", "/a"),
        TWO.replace(
            '"https://www.digitalocean.com/blog/b/"', '"https://docs.digitalocean.com/products/inference/a/"'
        ),
        TWO.replace('"https://www.digitalocean.com/blog/b/"', "3"),
        "folders: []\npages: [x]",
        "pages: [",
    ],
)
def test_an_invalid_list_raises_an_error(tmp_path: Path, invalid: str) -> None:
    (tmp_path / "pages.yaml").write_text(invalid, encoding="utf-8")

    with pytest.raises(pages.PagesError):
        pages.listed(tmp_path / "pages.yaml")


def test_an_error_contains_the_url_that_cannot_be_read(
    site: tuple[str, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages.yaml").write_text(TWO, encoding="utf-8")
    site[1]["/llms.txt"] = "503"

    for address in (f"{site[0]}/", "nonsense"):
        assert pages.main(["--pages", str(tmp_path / "pages.yaml"), "--site", address]) == 2
        assert f"{address.rstrip('/')}/llms.txt cannot be read" in capsys.readouterr().err


def test_a_page_without_a_date_before_and_after_is_unchanged(
    site: tuple[str, dict[str, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages.yaml").write_text(TWO.replace("dated: 2026-10-16, ", ""), encoding="utf-8")
    site[1].update({"/llms.txt": INDEX, "/products/inference/a/index.html.md": "# A\n"})

    assert pages.main(["--pages", str(tmp_path / "pages.yaml"), "--site", site[0]]) == 0
    assert "2 of them have no date" in capsys.readouterr().out


def test_bars_in_titles_are_escaped_in_the_table() -> None:
    page = pages.DocumentationPage("https://h.example/", "A | B", None, date(2026, 11, 26), "whole", "x | y")
    assert "[A \\| B](https://h.example/)" in pages.table((page,))
    assert "x \\| y |" in pages.table((page,))


def test_the_table_of_the_description_is_current(tmp_path: Path) -> None:
    readme = ROOT / "openapi" / "README.md"
    (tmp_path / "README.md").write_bytes(readme.read_bytes())

    pages.write_table(tmp_path / "README.md", pages.listed(LIST).pages)

    assert (tmp_path / "README.md").read_text("utf-8") == readme.read_text("utf-8")


def test_a_readme_without_the_markers_raises_an_error(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Nothing\n", encoding="utf-8")

    with pytest.raises(pages.PagesError, match="lacks the lines"):
        pages.write_table(tmp_path / "README.md", ())


def test_every_page_with_an_example_is_listed_once() -> None:
    addresses = [page.url for page in pages.listed(LIST).pages]

    assert len(set(addresses)) == len(addresses)
    assert {example.page for example in examples()} <= set(addresses)
