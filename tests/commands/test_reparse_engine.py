"""A reparse whose pages are read by jobs gives what one process gives, and is taken up where it broke off."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import article, portal
from tests.commands.test_reparse import write
from tests.conftest import ROOT, Command, records

Serve = Callable[[dict[str, str | Answer]], SampleServer]


class Given(NamedTuple):
    """What is read: saved pages, and the archive of two crawls of which a record is damaged."""

    pages: Path
    archive: Path


@pytest.fixture
def given(scrapy: Command, serve: Serve, tmp_path: Path) -> Given:
    site = portal(*(f"b{n:02}2020" for n in range(7)))
    for figure in ("12", "13"):
        site[article("b012020")] = f"<p>报告 b01 2020 {figure}</p>"
        assert scrapy.crawl(serve(site).url).returncode == 0
    archive = tmp_path / "archive"
    archive.mkdir()
    for path in scrapy.data.rglob("*.warc.gz"):
        shutil.copy(path, archive / path.name)
    data = bytearray((first := min(archive.iterdir())).read_bytes())
    data[len(data) // 2] ^= 0xFF
    first.write_bytes(data)
    pages = {f"p{n}": f"报告 局{n} 2020 1 报告 局{n} 2021" for n in range(5)}
    folder = write(tmp_path / "in", **pages, p5="报告 局0 2020 2", none="别的", p6="报告 坏 2020")
    (folder / "empty.html").write_bytes(b"")
    return Given(folder, archive)


def outcome(scrapy: Command, feed: Path) -> dict[str, Any]:
    """All that a run leaves, but for its name and its times."""
    run = scrapy.run()
    folder = scrapy.data / "runs" / run["run_id"]
    return {
        "feed": feed.read_bytes(),
        "issues": (folder / "issues.jsonl").read_bytes(),
        "files": (folder / "files.jsonl").read_bytes(),
        "run": {k: run[k] for k in ("command", "exit_status", "reason", "counts", "targets")},
    }


@pytest.mark.long  # tests/jobs/test_sharded.py is its twin
@pytest.mark.timeout(600)
def test_what_jobs_read_is_what_one_process_reads(
    scrapy: Command, given: Given, tmp_path: Path
) -> None:
    scrapy.jobs = "1"
    feed, parts = tmp_path / "feed.jsonl", tmp_path / "parts"
    command = ("reparse", given.pages, given.archive, "-O", feed)
    assert scrapy(*command).returncode == 3
    whole = outcome(scrapy, feed)
    assert len(records(feed)) >= 15
    feed.unlink()
    engine = (*command, "--engine", "local", "--shards", "5", "--parts", parts)
    done = scrapy(*engine)
    assert done.returncode == 3, done.stderr
    assert outcome(scrapy, feed) == whole
    names = sorted(path.name for path in parts.iterdir())
    assert {Path(name).suffix for name in names} == {".part"}, "tasks are not left"

    damaged, missing = parts / names[0], parts / names[-1]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    missing.unlink()
    times = {name: (parts / name).stat().st_mtime_ns for name in names[1:-1]}
    again = scrapy(*engine)
    assert again.returncode == 3, again.stderr
    kept = sum(map(int, re.findall(r"already there (\d+)", again.stderr)))
    assert kept == len(names) - 2
    assert outcome(scrapy, feed) == whole
    assert sorted(path.name for path in parts.iterdir()) == names
    assert times == {name: (parts / name).stat().st_mtime_ns for name in names[1:-1]}

    (given.pages / "p0.html").write_text("报告 局9 2020", "utf-8")  # another page is another shard
    assert scrapy(*engine).returncode == 3
    assert "局9" in feed.read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--engine", "ray", "--shard", "1/2"], "engine_or_shard"),
        (["--parts", "x"], "needs_engine"),
        (["--engine", "local", "--parts", "nothing://x/y"], "storage_"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    scrapy: Command, tmp_path: Path, args: list[str], said: str
) -> None:
    done = scrapy("reparse", write(tmp_path / "in", a="报告 甲 2020"), *args)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert len([x for x in done.stderr.splitlines() if not x.startswith("复制")]) == 1
    for run in scrapy.data.glob("runs/*/run.json"):
        assert json.loads(run.read_text("utf-8"))["exit_status"] == 2


@pytest.mark.long  # tests/test_storage.py and tests/jobs/test_sharded.py are its twins
@pytest.mark.timeout(600)
def test_pages_and_parts_at_addresses_of_a_storage(
    scrapy: Command, given: Given, tmp_path: Path
) -> None:
    pytest.importorskip("fsspec", reason="the extra [storage] is not installed")
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    scrapy.jobs = "1"
    feed, parts = tmp_path / "feed.jsonl", tmp_path / "parts"
    at = [f"local://{given.pages}", f"local://{given.archive}"]  # a storage like any other
    assert scrapy("reparse", *at, "-O", feed, env=cache).returncode == 3
    whole = outcome(scrapy, feed)
    urls = {record["source"]["url"] for record in records(feed)}
    assert f"local://{given.pages}/p0.html" in urls
    assert "cache" not in whole["files"].decode()
    engine = ("--engine", "local", "--shards", "4", "--parts", f"local://{parts}")
    done = scrapy("reparse", *at, "-O", feed, *engine, env=cache)
    assert done.returncode == 3, done.stderr
    assert outcome(scrapy, feed) == whole
    assert {path.suffix for path in parts.iterdir()} == {".part"}


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_was_broken_off_is_taken_up(
    scrapy: Command, tmp_path: Path, by: signal.Signals
) -> None:
    pages = {f"p{n:02}": f"SLOW 报告 局{n} 2020" for n in range(40)}
    folder, feed = write(tmp_path / "in", **pages), tmp_path / "feed.jsonl"
    scrapy.jobs = "1"
    command = ["reparse", str(folder), "-O", str(feed), "--engine", "local", "--jobs", "1"]
    command += ["--shards", "4"]
    env = {**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "GOVCRAWL_READ_JOBS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.scrapy_standin", *command],
        cwd=ROOT,
        env=env,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None and not list(scrapy.data.glob("parts/*.part")):
            time.sleep(0.05)
        process.send_signal(by)
    assert list(scrapy.data.glob("parts/*.part"))
    done = scrapy(*command)
    assert done.returncode == 0, done.stderr
    assert "already there" in done.stderr
    assert len(records(feed)) == 40
    assert not list(scrapy.data.glob("parts/*"))
