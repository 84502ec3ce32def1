"""A portal with documents that kill their reader: all others are published, these are said."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path

import pytest

from tests import poison
from tests.conftest import Command, records
from tests.hostile import Hostile, Reply
from tests.reading.formats.pdf.test_pdf_streams import document
from tests.test_kills import COLUMN, site

GOOD = 20
LIMITS = (
    "-s", "GOVCRAWL_READER=tests.poison.read",
    "-s", "GOVCRAWL_READ_SECONDS=2",
    "-s", "GOVCRAWL_READ_MEMORY=700",
)  # fmt: skip


def portal() -> dict[str, str | Reply]:
    """Good reports; one whose document is deflated twice; three that kill whoever reads them."""
    pages = site(GOOD)
    bomb = zlib.compress(zlib.compress(bytes(300 << 20), 9), 9)
    pdf = Reply(
        document(bomb, b"/Filter[/FlateDecode/FlateDecode]"),
        headers={"Content-Type": "application/pdf"},
    )
    rows = []
    for number, kind in enumerate((b"", *poison.KINDS)):
        title = f"北京市怀柔区水务局{2010 + number}年政府信息公开工作年度报告"
        path = f"{COLUMN}{2011 + number}01/t{2011 + number}0115_9{number}.html"
        text = kind.decode() or f'<a href="/{number}.pdf">{title}</a>'
        pages[path] = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
        )
        rows.append(f'<li><a href="{path}">{title}</a></li>')
    pages["/0.pdf"] = pdf
    listing = pages[COLUMN]
    assert isinstance(listing, Reply)
    before, middle, after = str(listing.body).partition("<ul>")
    pages[COLUMN] = Reply(before + middle + "".join(rows) + after)
    return pages


@pytest.mark.timeout(600)
def test_what_kills_its_reader_costs_nothing_but_itself(scrapy: Command, tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    scrapy.env["POISON_LOG"] = str(tried)
    scrapy.jobs = "2"
    with Hostile(portal()) as server:
        for run in (1, 2):
            done = scrapy.crawl(server.url, *LIMITS, reader="govcrawl")
            assert done.returncode == 3, done.stderr
            counts = scrapy.run()["counts"]
            assert (counts["new"], counts["unchanged"]) == ((GOOD, 0) if run == 1 else (0, GOOD))
            assert counts["failed"] == 4
            said = Counter(scrapy.issues())
            kinds = ["reading_memory", "reading_timeout", "reading_crashed"]
            expected = dict.fromkeys(kinds, 1) if run == 1 else {"reading_known": 3}
            assert {code: said[code] for code in said if code.startswith("reading_")} == expected
            assert said["not_parsed.too_large"] + said["not_parsed"] == 1, said
            assert Counter(tried.read_bytes().split()) == dict.fromkeys(poison.KINDS, 2)
    assert len(records(scrapy.data / "killers.jsonl")) == 3
    for jobs in ("1", "0"):  # the archive says so too, and nothing guards the last one
        scrapy.jobs = jobs
        feed = tmp_path / f"{jobs}.jsonl"
        done = scrapy("reparse", scrapy.data / "archive", "-O", feed, *LIMITS, reader="govcrawl")
        assert done.returncode == 3, done.stderr
        assert len(records(feed)) == GOOD
        assert Counter(scrapy.issues())["reading_known"] == 3
    assert len(tried.read_bytes().split()) == 6
