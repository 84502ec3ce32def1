"""Crawls over loopback, their archives, and what reparse makes of them."""

from __future__ import annotations

import gzip
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from govcrawl.archive.index import NAME, Index
from govcrawl.archive.warc_reader import Problem, Record, WarcReader
from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import article, ids, listing, portal
from tests.conftest import ROOT, Command, alone, records
from tests.makers.docx import package, paragraph

Serve = Callable[[dict[str, str | Answer]], SampleServer]


def files(scrapy: Command) -> list[Path]:
    return sorted((scrapy.data / "archive").glob("*.warc.gz"))


def responses(path: Path) -> list[Record]:
    with WarcReader(path, 1 << 24) as reader:
        found = [r for r in reader.records() if isinstance(r, Record)]
    return [record for record in found if record.type in ("response", "revisit")]


def packed(text: str) -> Answer:
    body = gzip.compress(f"<html><body>{text}</body></html>".encode(), mtime=0)
    return Answer(200, body, {"Content-Type": "text/html", "Content-Encoding": "gzip"})


def test_reparse_gives_the_feed_of_the_crawl(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    names = ("b2020", "a2020", "c2019", "d2018", "e2020")
    site = portal(*names)
    site["/robots.txt"] = Answer(
        200, b"User-agent: *\nDisallow: /no", {"Content-Type": "text/plain"}
    )
    site[article("b2020")] = packed("<p>报告 b 2020 12</p>")
    site[article("c2019")] = "<p>报告 b 2020 12</p>"  # one report at two addresses
    site[article("d2018")] = '<p>见附件</p><a href="/files/d2018.docx">附件</a>'
    site["/files/d2018.docx"] = Answer(
        200, "报告 d 2018 7".encode(), {"Content-Type": "application/msword"}
    )
    site[article("e2020")] = Answer(302, b"", {"Location": "/moved/t20210101_e2020.html"})
    site["/moved/t20210101_e2020.html"] = "<p>报告 e 2020 报告 e 2019</p>"
    server = serve(site)
    feed, again = tmp_path / "feed.jsonl", tmp_path / "again.jsonl"
    done = scrapy.crawl(server.url, "-O", feed)
    assert done.returncode == 0, done.stderr
    assert len(ids(feed)) >= 4
    (path,) = files(scrapy)
    done = scrapy("reparse", path, "-O", again)
    assert done.returncode == 0, done.stderr
    assert alone(again) == alone(feed)

    base = server.url.rstrip("/")
    archived = {record.uri.removeprefix(base): record for record in responses(path)}
    assert set(archived) == set(server.requests), "robots.txt and redirects too"
    assert archived["/robots.txt"].get("X-Govcrawl-Role") == "robots"
    assert archived["/zfxxgk/nb/"].get("X-Govcrawl-Role") == "listing"
    assert archived[article("a2020")].get("X-Govcrawl-Role") == "article"
    assert archived[article("e2020")].get("X-Govcrawl-Role") == "redirect"
    assert archived[article("b2020")].block.endswith(site[article("b2020")].body)  # type: ignore[union-attr]

    # Fetched again, every content is known; the archive of the second run stands for itself.
    done = scrapy.crawl(server.url, "-a", "full=1", "-O", feed)
    assert done.returncode == 0, done.stderr
    second = files(scrapy)[1]
    assert {r.type for r in responses(second) if r.get("X-Govcrawl-Role") != "redirect"} == {
        "revisit"
    }
    done = scrapy("reparse", second, "-O", again)
    assert alone(again) == alone(feed)
    done = scrapy("reparse", scrapy.data / "archive", "-O", again, "--jobs", "1")
    assert alone(again) == alone(feed), "the newest fetch of each address"


def test_a_sample_portal_with_the_reader_itself(scrapy: Command, tmp_path: Path) -> None:
    feed, again = tmp_path / "feed.jsonl", tmp_path / "again.jsonl"
    with SampleServer(ROOT / "samples" / "portals" / "hanweb-city") as server:
        done = scrapy.crawl(server.url, "-O", feed, reader="govcrawl")
    assert done.returncode in (0, 3), done.stderr
    done = scrapy("reparse", scrapy.data / "archive", "-O", again, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    assert len(ids(feed)) > 5
    assert alone(again) == alone(feed)


def test_documents_take_the_date_that_their_listing_prints(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    """A document has no page around it; saved pages keep what the listing said."""
    text = (
        "一、总体情况",
        "本局全年主动公开政府信息31条，收到政府信息公开申请2件，均已按期答复。",
        "二、存在的主要问题",
        "公开内容还不够丰富，将继续改进。",
    )
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    bare = package("".join(map(paragraph, text)))
    titled = package("".join(map(paragraph, ("甲区水务局2021年政府信息公开工作年度报告", *text))))
    site = portal()
    rows = (
        '<li><a href="files/a.docx">甲区财政局2020年政府信息公开工作年度报告</a> 2021-01-12</li>'
        '<li><a href="files/t20220304_9.docx">甲区水务局2021年报告</a> 2022-01-13</li>'
        '<li><a href="t20230105_1.html">甲区民政局2022年政府信息公开工作年度报告</a>2023-01-05</li>'
    )
    site["/zfxxgk/nb/"] = f"<ul>{rows}</ul>"
    site["/zfxxgk/nb/files/a.docx"] = Answer(200, bare, {"Content-Type": word})
    site["/zfxxgk/nb/files/t20220304_9.docx"] = Answer(200, titled, {"Content-Type": word})
    stub = '<h1>甲区民政局2022年政府信息公开工作年度报告</h1><a href="c.docx">附件</a>'
    site["/zfxxgk/nb/t20230105_1.html"] = stub
    site["/zfxxgk/nb/c.docx"] = Answer(200, bare, {"Content-Type": word})
    feed, again = tmp_path / "feed.jsonl", tmp_path / "again.jsonl"
    done = scrapy.crawl(serve(site).url, "-O", feed, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    found = {record["report_year"]: record for record in records(feed)}
    assert {year: record["publish_date"] for year, record in found.items()} == {
        2020: "2021-01-12", 2021: "2022-01-13", 2022: "2023-01-05",
    }  # fmt: skip
    assert found[2020]["title"] == "甲区财政局2020年政府信息公开工作年度报告"
    assert found[2021]["title"] == "甲区水务局2021年政府信息公开工作年度报告"
    for record in found.values():
        dates = [e for e in record["field_evidence"] if e["field"] == "publish_date"]
        assert [(e["rule"], e["text"]) for e in dates] == [("listing", record["publish_date"])]
        assert record["source"]["aliases"] == [] or record["report_year"] == 2022
    done = scrapy("reparse", scrapy.data / "archive", "-O", again, reader="govcrawl")
    assert done.returncode == 0, done.stderr
    assert alone(again) == alone(feed)


def test_years_and_portals_are_kept(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    site = portal("a2018", "b2019")
    site[article("b2019")] = "<p>报告 b 2019 1、报告 b 2017 1</p>"
    feed, again = tmp_path / "feed.jsonl", tmp_path / "again.jsonl"
    given = f'{{"one": {{"name": "甲区", "adcode": "110101", "start": ["{serve(site).url}"]}}}}'
    done = scrapy(
        "crawl", "reports", "-a", "portal=one", "-a", "years=2019", "-O", feed,
        "-s", f"GOVCRAWL_PORTALS={given}", "-s", "DOWNLOAD_DELAY=0",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert ids(feed) == ["b-2019-own"]
    assert scrapy("reparse", *files(scrapy), "-O", again).returncode == 0
    assert alone(again) == alone(feed)
    assert records(again)[0]["source"]["portal"] == "one"


def test_block_pages_are_archived(scrapy: Command, serve: Serve) -> None:
    body = b"<script>document.cookie='__jsl_clearance=1'</script>"
    assert scrapy.crawl(serve({"/": Answer(521, body)}).url).returncode == 4
    found = {r.get("X-Govcrawl-Role"): r for r in responses(files(scrapy)[0])}
    assert found["block"].block.endswith(body)


def test_a_crawl_that_cannot_archive_says_so(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    server = serve(portal("a2020"))
    feed = tmp_path / "feed.jsonl"
    scrapy.data.mkdir()
    (scrapy.data / "archive").write_text("in the way")
    done = scrapy.crawl(server.url, "-O", feed)
    assert done.returncode == 4, done.stderr
    assert "archive_failed" in scrapy.issues()
    assert not feed.exists()
    assert not scrapy.latest.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits are of POSIX")
def test_a_full_disk_ends_the_run_with_what_is_archived(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    rng = random.Random(1)
    names = [f"a{year}" for year in range(2008, 2020)]
    site = portal(*names)
    for name in names:
        noise = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(20_000))
        site[article(name)] = f"<p>报告 a {name[1:]} 12 </p><p>{noise}</p>"
    server = serve(site)
    feed, again = tmp_path / "feed.jsonl", tmp_path / "again.jsonl"
    # No file may grow beyond this: the archive comes first.
    script = (
        "import resource, runpy, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "sys.argv = ['scrapy'] + sys.argv[1:]\n"
        "runpy.run_module('tests.scrapy_standin', run_name='__main__')\n"
    )
    done = subprocess.run(
        [
            sys.executable, "-c", script, "crawl", "reports", "-a", f"url={server.url}",
            "-s", "DOWNLOAD_DELAY=0", "-O", str(feed),
        ],
        cwd=ROOT,
        env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data)},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "archive_failed" in scrapy.issues()
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["listing_complete"]) == ("incomplete", False)
    assert "archive_failed" in target["reason"]
    got = ids(feed)
    assert 1 <= len(got) < len(names)
    assert scrapy("reparse", scrapy.data / "archive", "-O", again).returncode == 0
    assert alone(again) == alone(feed)


def _marks(scrapy: Command) -> int:
    """Pages that the archive's index knows to have been handed to the reader."""
    try:
        index = Index(scrapy.data / "archive" / NAME, read_only=True)
    except sqlite3.Error:
        return 0  # it is not there yet
    try:
        return len(list(index.all_marks(None, every=True)))
    except sqlite3.Error:
        return 0
    finally:
        index.close()


def test_a_killed_crawl_leaves_a_readable_archive(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    names = [f"a{year}" for year in range(2008, 2025)]
    server = serve(portal(*names))
    crawl = subprocess.Popen(
        [
            sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports",
            "-a", f"url={server.url}", "-s", "DOWNLOAD_DELAY=0.05",
        ],
        cwd=ROOT,
        env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data)},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while len(server.requests) < 10 or _marks(scrapy) < 3:
        assert crawl.poll() is None
        time.sleep(0.02)
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()
    (path,) = files(scrapy)
    # As if the last write had been cut in the middle.
    path.write_bytes(path.read_bytes()[:-7])
    with WarcReader(path, 1 << 20) as reader:
        problems = [found for found in reader.records() if isinstance(found, Problem)]
    assert [problem.torn for problem in problems] == [True]
    index = Index(path.parent / NAME)
    index.forget_record(path.name, problems[0].start)  # it would have had no row yet
    index.close()
    saved = tmp_path / "saved.jsonl"
    assert scrapy("reparse", path, "-O", saved).returncode == 0
    assert ids(saved)
    assert "archive_torn" in scrapy.issues()
    done = scrapy.crawl(server.url)
    assert done.returncode == 0, done.stderr
    assert len(ids(scrapy.latest)) == len(names)


def test_an_empty_listing_marks_nothing(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    site = {"/": listing(), "/robots.txt": Answer(404)}
    scrapy.crawl(serve(site).url)
    done = scrapy("reparse", scrapy.data / "archive", "-O", tmp_path / "x.jsonl")
    assert done.returncode == 0, done.stderr
