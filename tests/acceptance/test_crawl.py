"""The material's pages give the same records through the crawl as through ``reparse``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govcrawl.sampleserver import Answer, SampleServer
from tests.conftest import Command, records

SHARED = Path("/work/shared")
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the material is not here")


def name(record: dict[str, Any]) -> str:
    return str(record["source"]["url"]).rsplit("/", 1)[-1]


@pytest.mark.parametrize("folder", ["seeds", "pages/reports"])
def test_crawl_equals_reparse(scrapy: Command, tmp_path: Path, folder: str) -> None:
    files = [p for p in sorted((SHARED / folder).iterdir()) if p.suffix in (".html", ".txt")]
    saved, crawled = tmp_path / "saved.jsonl", tmp_path / "crawled.jsonl"
    done = scrapy("reparse", SHARED / folder, "-O", saved, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    titles = {name(record): record["title"] for record in reversed(records(saved))}
    rows = "".join(f'<li><a href="/{p.name}">{titles[p.name]}</a></li>' for p in files)
    index = f"<title>政府信息公开年报</title><ul>{rows}</ul>".encode()
    answers = {"/": Answer(200, index)}
    with SampleServer(SHARED / folder, answers) as server:
        done = scrapy.crawl(server.url, "-O", crawled, reader="govcrawl")
    assert done.returncode == 0, done.stderr

    assert everywhere(records(crawled)) == everywhere(records(saved))


def everywhere(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records, once for each file that holds them, without what belongs to the way."""
    copies = []
    for record in found:
        for url in (record["source"]["url"], *record["source"]["aliases"]):
            file = url.rsplit("/", 1)[-1]
            way = {"url": file, "aliases": [], "fetched_at": None, "provenance": None}
            # A copy's own hash gives way to the one of the copy that was kept.
            copies.append(record | {"source": record["source"] | way | {"sha256": None}})
    for copy in copies:
        copy["ledger"] = copy["field_evidence"] = None
    return sorted(copies, key=lambda r: (r["source"]["url"], r["title"] or ""))
