"""Figures that a record has from a file which its page attaches: drawn in that file."""

from __future__ import annotations

from pathlib import Path

from govcrawl import feed
from govcrawl.report import Report
from tests.conftest import Command
from tests.makers import attached
from tests.spiders.test_attachments import FILE, crawl, portal, served

KEY = "stat2014.proactive.total"


def drawn(page: str, file: str) -> bool:
    """Whether a view has a heading for the file, and the cell's row below it."""
    _, heading, below = page.partition(f"<h2 class='part'>{file}")
    if not heading:
        _, heading, below = page.partition(f"&lt;h2 class=&#39;part&#39;&gt;{file}")
    return bool(heading) and "主动公开政府信息数" in below


def report_of(path: Path) -> Report:
    (line,) = path.read_bytes().splitlines()
    return feed.decode(line)


def test_cells_of_a_crawled_attachment_are_shown_in_it(scrapy: Command, tmp_path: Path) -> None:
    with served(portal()) as (url, _):
        assert crawl(scrapy, url)["new"] == 1
    found, file = report_of(scrapy.latest), url.removesuffix("/nb/") + FILE
    assert found.evidence(KEY).link == file
    page = found.view(tmp_path / "a.html", show=False, data_dir=str(scrapy.data))
    assert drawn(page.read_text("utf-8"), file)
    out = tmp_path / "b.html"
    done = scrapy("inspect", found.report_id, "-o", out, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    assert drawn(out.read_text("utf-8"), file)


def test_cells_of_a_saved_attachment_are_shown_in_it(scrapy: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_bytes(attached.page(more='<p>附件：<a href="b.xlsx">统计表</a></p>'))
    (folder / "b.xlsx").write_bytes(attached.sheet())
    out = tmp_path / "feed.jsonl"
    assert scrapy("reparse", folder, "-O", out, reader="govcrawl").returncode == 0
    found = report_of(out)
    assert found.evidence(KEY).link is None
    page = found.view(tmp_path / "a.html", show=False).read_text("utf-8")
    assert drawn(page, (folder / "b.xlsx").as_uri())
    (folder / "b.xlsx").write_bytes(attached.table())
    page = found.view(tmp_path / "a.html", show=False).read_text("utf-8")
    assert not drawn(page, (folder / "b.xlsx").as_uri()), "other bytes than those that were read"
