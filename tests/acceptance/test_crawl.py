"""The material's pages give the same records through the crawl as through ``reparse``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govcrawl.execution.digests import facts_digest
from govcrawl.sampleserver import Answer, SampleServer
from tests.conftest import Command, records

SHARED = Path(__file__).parents[3] / "shared"
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

    assert facts(records(crawled)) == facts(records(saved))
    alone = {name(r): bare(r) for r in records(crawled) if not r["source"]["aliases"]}
    same = {name(r): bare(r) for r in records(saved) if name(r) in alone}
    assert alone == same


def facts(found: list[dict[str, Any]]) -> list[tuple[str, str, bytes]]:
    """What each file that holds a record says; copies of one report are one record in a crawl,
    which has the other files among its aliases."""
    return sorted(
        (url.rsplit("/", 1)[-1], record["report_id"], facts_digest(record))
        for record in found
        for url in (record["source"]["url"], *record["source"]["aliases"])
    )


def bare(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what belongs to the way it came, and without what the store fills in."""
    way = {"url": None, "aliases": [], "fetched_at": None, "provenance": None}
    # The ledger and the evidence name the rules that knew the address.
    more = dict.fromkeys(("ledger", "field_evidence", "seen", "duplicate_of"))
    return record | more | {"source": record["source"] | way}
