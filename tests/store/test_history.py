"""Runs over a portal that changes: each says what happened, and nothing that did not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from govcrawl.execution.outcome import RecordLine
from govcrawl.feed import encode_json
from govcrawl.sampleserver import SampleServer
from govcrawl.store.store import Store
from tests.conftest import ROOT, Command, alone, records

SAMPLE = ROOT / "samples" / "portals" / "trs-district"
COLUMN = "zwgk/zfxxgk/zfxxgknb"


class Portal:
    """A copy of a sample portal whose files may be edited, and the crawls over it."""

    def __init__(self, scrapy: Command, folder: Path) -> None:
        self.scrapy, self.folder = scrapy, folder
        shutil.copytree(SAMPLE, folder)
        self.server = SampleServer(folder, etags=True)

    def crawl(self, *args: str) -> list[dict[str, Any]]:
        """The records that a run finds new or changed; the run itself has to end well."""
        self.server.sent.clear()
        feed = self.folder.parent / "feed.jsonl"
        done = self.scrapy.crawl(self.server.url, "-O", feed, *args, reader="govcrawl")
        assert feed.read_bytes() == self.scrapy.latest.read_bytes(), "every current record"
        assert done.returncode in (0, 3), done.stderr
        counts = self.scrapy.run()["counts"]
        assert counts["found"] == sum(
            counts[name] for name in ("new", "changed", "unchanged", "failed")
        )
        return self.scrapy.increment

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.scrapy.run()["counts"]
        return counts

    @property
    def articles(self) -> list[Path]:
        return sorted((self.folder / COLUMN).glob("20*/t*.html"))

    @property
    def sent(self) -> list[str]:
        """Articles that the server sent in the last run."""
        here = {f"/{path.relative_to(self.folder)}" for path in self.articles}
        return [path for path in self.server.sent if path in here]

    @property
    def latest(self) -> list[dict[str, Any]]:
        return alone(self.scrapy.latest)

    def page_of(self, record: dict[str, Any]) -> Path:
        return self.folder / record["source"]["url"].split("/", 3)[3]

    def edit(self, path: Path, old: str, new: str) -> None:
        data = path.read_bytes()
        encoding = "utf-8" if b"\xe5\xb9\xb4" in data else "gb18030"
        text = data.decode(encoding)
        assert text.count(old) == 1, (old, text.count(old))
        path.write_bytes(text.replace(old, new).encode(encoding))


@pytest.fixture
def portal(scrapy: Command, tmp_path: Path) -> Any:
    portal = Portal(scrapy, tmp_path / "site")
    yield portal
    portal.server.close()


def test_an_unchanged_portal_emits_nothing_and_sends_nothing(portal: Portal) -> None:
    first = portal.crawl()
    before = portal.latest
    assert len(first) == portal.counts["new"] > 5
    assert portal.crawl() == []
    assert portal.latest == before
    assert portal.sent == []
    assert portal.counts["unchanged"] == len(first)
    assert portal.crawl() == []
    assert portal.counts["unchanged"] == len(first)
    assert portal.scrapy.run()["exit_status"] == 3, "one link of the sample is dead"


@pytest.mark.parametrize("name", ["hanweb-annual", "hanweb-city", "gkmlpt", "generic-shell"])
@pytest.mark.parametrize("etags", [True, pytest.param(False, marks=pytest.mark.long)])
def test_a_second_run_over_other_platforms(
    scrapy: Command, tmp_path: Path, name: str, etags: bool
) -> None:
    """Pages that nobody lists, documents, services: known is known, with validators or without."""
    folder, feed = SAMPLE.parent / name, tmp_path / "feed.jsonl"
    with SampleServer(folder, etags=etags) as server:
        args = (server.url, "-O", feed)
        assert scrapy.crawl(*args, reader="govcrawl").returncode in (0, 3)
        urls = {u for r in records(feed) for u in (r["source"]["url"], *r["source"]["aliases"])}
        before = alone(scrapy.latest)
        server.sent.clear()
        assert scrapy.crawl(*args, reader="govcrawl").returncode in (0, 3)
        assert scrapy.increment == []
        assert alone(scrapy.latest) == alone(feed) == before
        sent = {server.url + path.lstrip("/") for path in server.sent}
        assert len(urls) > 2
        itself = (
            1 if name == "hanweb-annual" and not etags else 0
        )  # a report that is the column too
        assert len(sent & urls) == itself


def test_one_figure_edited_in_a_table_is_one_event(portal: Portal) -> None:
    record = next(r for r in portal.crawl() if r["format_era"] == "format_2021")
    cell = next(
        c
        for c in record["table_cells"]
        if re.fullmatch(r"\d{2,}", c["text"])
        and portal.page_of(record).read_text("utf-8").count(f">{c['text']}<") == 1
        and c["text"] not in record["body"]
    )
    portal.edit(portal.page_of(record), f">{cell['text']}<", f">{cell['text']}7<")
    before = record["source"]["fetched_at"]
    (again,) = portal.crawl()
    (change,) = again["changes"]
    assert change["field"] == f"tables.{cell['key']}"
    assert (change["from"], change["to"]) == (int(cell["text"]), int(cell["text"] + "7"))
    assert change["by"] == "source"
    assert before <= change["seen_before"] <= change["seen_after"] == again["source"]["fetched_at"]
    assert (portal.counts["changed"], portal.counts["new"]) == (1, 0)
    assert [known.change for known in portal.scrapy.state.changes] == [change]
    assert portal.crawl() == []


def test_one_figure_edited_in_the_text_is_one_event(portal: Portal) -> None:
    record, statistic = next(
        (r, s)
        for r in portal.crawl()
        for s in r["statistics"]
        if s["source"] == "text"
        and re.fullmatch(r"\d{2,}", s["value_text"])
        and portal.page_of(r).read_text("utf-8", "replace").count(s["value_text"]) == 1
    )
    value = statistic["value_text"]
    portal.edit(portal.page_of(record), value, f"{value}3")
    (again,) = portal.crawl()
    (change,) = again["changes"]
    assert change["field"] == f"statistics.{statistic['metric']}"
    assert (change["from"], change["to"]) == (int(value), int(f"{value}3"))


def test_a_sentence_that_holds_no_figure(portal: Portal) -> None:
    record = next(r for r in portal.crawl() if "。" in r["body"])
    page = portal.page_of(record)
    sentence = next(s for s in re.findall(r"[一-鿿，]{12,}。", record["body"]))
    portal.edit(page, sentence, "这一句换成了别的说法，不含数字。")
    (again,) = portal.crawl()
    assert [c["field"] for c in again["changes"]] == ["body"]
    assert sentence in again["changes"][0]["from"]
    assert "换成了别的说法" in again["changes"][0]["to"]


def test_a_redesign_changes_nothing(portal: Portal) -> None:
    """New clothes, new furniture, new addresses: the same reports."""
    first = portal.crawl()
    for page in portal.articles:
        data = page.read_bytes()
        data = re.sub(
            rb"<body[^>]*>", b'<body class="v2"><div id="top"><a href="/">home</a></div>', data
        )
        data = data.replace(b"</body>", b"<div class=visits>pv: 4711</div></body>")
        page.write_bytes(re.sub(rb'class="[^"]*"', b'class="x9"', data))
    assert portal.crawl() == []
    assert portal.counts["unchanged"] == len(first)
    assert portal.counts["changed"] == 0

    for page in portal.articles:
        page.rename(page.with_name(page.name.replace("_", "_9")))
    for listing in (portal.folder / COLUMN).glob("index*.html"):
        listing.write_bytes(re.sub(rb"/(t20\d+_)", rb"/\g<1>9", listing.read_bytes()))
    assert portal.crawl() == []
    assert (portal.counts["changed"], portal.counts["vanished"]) == (0, 0)
    assert portal.counts["unchanged"] == len(first)
    assert len(records(portal.scrapy.latest)) == len(first)


def test_what_vanishes_is_kept_and_said_once(portal: Portal) -> None:
    first = portal.crawl()
    gone = next(r for r in first if "/2024" in r["source"]["url"])
    listing = next(
        p
        for p in (portal.folder / COLUMN).glob("index*.html")
        if portal.page_of(gone).name.encode() in p.read_bytes()
    )
    name = re.escape(portal.page_of(gone).name.encode())
    listing.write_bytes(
        re.sub(rb"<li>(?:(?!</li>).)*" + name + rb".*?</li>", b"", listing.read_bytes(), flags=re.S)
    )
    before = portal.latest
    assert portal.crawl() == []
    assert "unlisted" in portal.scrapy.issues()
    assert "vanished" not in portal.scrapy.issues(), "it is still there"
    portal.page_of(gone).unlink()
    assert portal.crawl() == []
    assert portal.scrapy.issues().count("vanished") == 1
    run = portal.scrapy.run()
    assert run["counts"]["vanished"] == run["targets"][0]["vanished"] == 1
    assert portal.latest == before
    marked = {r["report_id"]: r["seen"] for r in records(portal.scrapy.latest)}
    seen = marked.pop(gone["report_id"])
    assert seen["first"] <= seen["last"] <= seen["gone_since"]
    assert {one["gone_since"] for one in marked.values()} == {None}
    assert portal.crawl() == []
    assert "vanished" not in portal.scrapy.issues()
    assert portal.counts["vanished"] == 0


def test_another_reader_reads_the_archive_not_the_portal(portal: Portal) -> None:
    first = portal.crawl()
    store = Store(portal.scrapy.data, portal.scrapy.latest.stem)
    assert store.load()
    for url, known in list(store.state.pages()):
        store.state.keep_page(url, known._replace(reader="another"))
    # As that other reader read it: one cell was lost, and a section.
    current = [(report, store.record(report)) for report in store.state.reports.values()]
    lost = next(r for _, r in current if r["tables"] and r["sections"])
    key = next(k for k, v in sorted(lost["tables"].items()) if v)
    value, lost["tables"][key] = lost["tables"][key], None
    other = next(r for _, r in current if r is not lost and r["sections"])
    other["sections"].pop()
    lines = []
    for report, record in current:
        read = RecordLine.parse(encode_json(record))
        if read.key != report.key:
            for url, known in list(store.state.pages()):
                keys = tuple(read.key if k == report.key else k for k in known.keys)
                store.state.keep_page(url, known._replace(keys=keys))
        again = report._replace(key=read.key, content=read.content.hex(), facts=read.facts.hex())
        lines.append((again, read.line))
    store.replace(lines, None)
    emitted = {r["report_id"]: r for r in portal.crawl()}
    assert emitted.keys() == {lost["report_id"], other["report_id"]}
    (change,) = emitted[lost["report_id"]]["changes"]
    assert (change["field"], change["from"], change["to"]) == (f"tables.{key}", None, value)
    assert change["by"] == "parser"
    (change,) = emitted[other["report_id"]]["changes"]
    assert (change["field"], change["by"]) == ("sections", "parser")
    assert (portal.counts["reparsed"], portal.counts["changed"]) == (2, 2)
    assert portal.sent == []
    assert portal.counts["unchanged"] == len(first) - 2


@pytest.mark.parametrize("args", [(), pytest.param(("-a", "full=1"), marks=pytest.mark.long)])
def test_reparse_of_a_later_run_gives_what_it_read(
    portal: Portal, tmp_path: Path, args: tuple[str, ...]
) -> None:
    record = next(r for r in portal.crawl() if r["format_era"] == "format_2021")
    page = portal.page_of(record)
    portal.edit(page, "</title>", "</title><!-- touched -->")
    edited = portal.articles[0] if portal.articles[0] != page else portal.articles[1]
    text = edited.read_bytes()
    edited.write_bytes(text.replace("年".encode(), "年".encode() + b" ", 1))
    assert portal.crawl(*args) == [], "it says what it said"
    run_id = portal.scrapy.run()["run_id"]
    files = sorted((portal.scrapy.data / "archive").glob(f"{run_id}-*.warc.gz"))
    again = tmp_path / "again.jsonl"
    assert portal.scrapy("reparse", *files, "-O", again, reader="govcrawl").returncode == 0
    current = {r["report_id"]: r["body"] for r in records(portal.scrapy.latest)}
    read = {r["report_id"]: r["body"] for r in records(again)}
    assert read.items() <= current.items()
    assert len(read) == len(current) if args else 0 < len(read) <= len(portal.sent)
