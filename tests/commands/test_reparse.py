"""``scrapy reparse``: order, verdicts, and the feed that only a good run replaces."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import portal
from tests.conftest import ROOT, Command, alone, records

Serve = Callable[[dict[str, str | Answer]], SampleServer]


def write(folder: Path, **pages: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def test_status_0_and_the_same_bytes_for_any_number_of_jobs(
    scrapy: Command, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", b="报告 乙局 2020", a="报告 甲局 2020", c="报告 甲局 2020")
    feeds = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for jobs, feed in enumerate(feeds, 1):
        done = scrapy("reparse", folder, "-O", feed, "--jobs", str(jobs))
        assert done.returncode == 0, done.stderr
    assert feeds[0].read_bytes() == feeds[1].read_bytes()
    urls = [record["source"]["url"] for record in records(feeds[0])]
    assert urls == [(folder / f"{name}.html").as_uri() for name in "abc"]
    assert "乙局" in feeds[0].read_text("utf-8")
    assert scrapy.run()["counts"]["new"] == 3
    assert scrapy.issues() == ["id_repeated"]
    assert not scrapy.latest.exists()


def test_statuses_3_4_and_2(scrapy: Command, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    mixed = write(tmp_path / "mixed", a="报告 甲局 2020", b="", c="通知")
    done = scrapy("reparse", mixed, tmp_path / "nowhere", "-O", feed)
    assert done.returncode == 3, done.stderr
    good = feed.read_bytes()
    assert good
    run = scrapy.run()
    assert (run["counts"]["failed"], run["counts"]["not_reports"]) == (2, 1)
    assert [t["outcome"] for t in run["targets"]] == ["incomplete", "failed"]
    assert sorted(scrapy.issues()) == ["empty", "no_such_path", "not_a_report"]

    failed = scrapy("reparse", write(tmp_path / "failed", a=""), "-O", feed)
    assert failed.returncode == 4
    others = write(tmp_path / "others", a="通知")
    assert scrapy("reparse", others, "-O", feed).returncode == 4, "no empty feed over a good one"
    assert feed.read_bytes() == good

    fresh = tmp_path / "fresh.jsonl"
    assert scrapy("reparse", others, "-O", fresh).returncode == 0
    assert fresh.read_bytes() == b""

    for wrong in ([], [others, "--jbos", "2"], [others, "-O", "x.csv"], [others, "--jobs", "0"]):
        assert scrapy("reparse", *wrong).returncode == 2


def test_a_record_is_the_same_from_a_crawl_and_from_its_files(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server = serve(portal("a2020", "b2020"))
    crawled, reparsed = tmp_path / "crawled.jsonl", tmp_path / "reparsed.jsonl"
    assert scrapy.crawl(server.url, "-O", crawled).returncode == 0
    folder = tmp_path / "saved"
    folder.mkdir()
    for path, answer in server.answers.items():
        if "/t2021" in path:
            (folder / path.rsplit("/")[-1]).write_bytes(answer.body)
    assert scrapy("reparse", folder, "-O", reparsed).returncode == 0
    both = [alone(crawled), alone(reparsed)]
    for feed in both:
        for record in feed:
            record["source"]["url"] = record["source"]["url"].rsplit("/")[-1]
            record["source"]["fetched_at"] = None
    assert both[0] == both[1]
    first = [path.read_bytes().partition(b'"seen"')[0] for path in (crawled, reparsed)]
    assert first[0] == first[1]


def test_without_a_feed_the_records_lie_with_the_run(scrapy: Command, tmp_path: Path) -> None:
    assert scrapy("reparse", write(tmp_path / "in", a="报告 甲局 2020")).returncode == 0
    folder = scrapy.data / "runs" / scrapy.run()["run_id"]
    assert len(records(folder / "reports.jsonl")) == 1


def test_standard_output_is_a_stream(scrapy: Command, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="报告 甲局 2020", b="报告 乙局 2020")
    feed = tmp_path / "feed.jsonl"
    assert scrapy("reparse", folder, "-O", feed).returncode == 0
    for args in (("-O", "-"), ("-o", "-"), ("-O", "/dev/stdout")):
        done = scrapy("reparse", folder, *args)
        assert done.returncode == 0, done.stderr
        assert done.stdout == feed.read_text("utf-8"), "into a pipe"
    everything = tmp_path / "all.jsonl"
    everything.write_bytes(b"{}\n")
    for args in (("-O", "-"), ("-O", "/dev/stdout")):
        with everything.open("ab") as out:
            command = [sys.executable, "-m", "tests.scrapy_standin", "reparse", str(folder), *args]
            env = {**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data)}
            assert subprocess.run(command, cwd=ROOT, env=env, stdout=out).returncode == 0
    assert everything.read_bytes() == b"{}\n" + 2 * feed.read_bytes()


def test_a_reader_of_the_stream_that_goes_away_ends_the_run(
    scrapy: Command, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", **{f"p{n:03}": f"报告 局{n} 2020 SLOW" for n in range(100)})
    command = [sys.executable, "-m", "tests.scrapy_standin", "reparse", str(folder), "-O", "-"]
    env = {**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"schema_version"')
    process.stdout.close()
    said = process.stderr.read()
    assert process.wait() == 1
    assert b"Traceback" not in said
    assert scrapy.run()["exit_status"] == 1


def test_small_o_appends(scrapy: Command, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a="报告 甲局 2020")
    feed = tmp_path / "feed.jsonl"
    for _ in range(2):
        assert scrapy("reparse", folder, "-o", feed).returncode == 0
    assert len(records(feed)) == 2
    nothing = write(tmp_path / "nothing", a="通知")
    assert scrapy("reparse", nothing, "-o", feed).returncode == 0
    assert len(records(feed)) == 2
    assert scrapy("reparse", folder, "-o", feed, "-O", feed).returncode == 2


def test_ends_with_every_file_and_its_fate(scrapy: Command, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes((ROOT / "samples" / "pages" / "list-facts.html").read_bytes())
    (tmp_path / "b.html").write_text("<html><body><p>公告</p></body></html>", "utf-8")
    (tmp_path / "c.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    done = scrapy("reparse", str(tmp_path), reader="govcrawl")
    lines = done.stderr.splitlines()
    assert done.returncode == 3, done.stderr
    failed, other, read = (
        next(n for n, line in enumerate(lines) if line.startswith(fate))
        for fate in ("没能读出 unreadable 1", "不是年报 not reports 1", "读出 read 1")
    )
    assert "c.pdf" in lines[failed + 1]
    assert "not_parsed: unreadable" in lines[failed + 1], "the error, not the warning before it"
    assert "b.html" in lines[other + 1]
    assert "a.html" in lines[read + 1]
    (listed,) = scrapy.data.glob("runs/*/files.jsonl")
    assert str(listed) in done.stderr
