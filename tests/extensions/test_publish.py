"""Feeds beside the usual one, and runs that end before their time."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.commands.test_crawl import Serve, portal
from tests.conftest import ROOT, Command, eventually, hearing, records


def test_every_kind_of_feed(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    appended = tmp_path / "appended.jsonl"
    appended.write_text('{"earlier": 1}\n')
    table, array = tmp_path / "table.csv", tmp_path / "array.json"
    url = serve(portal("a2020", "b2020")).url
    done = scrapy.crawl(url, "-o", appended, "-o", "-:jsonlines")
    assert done.returncode == 0, done.stderr
    assert [next(iter(r)) for r in records(appended)] == ["earlier", *["schema_version"] * 2]
    assert [json.loads(line) for line in done.stdout.splitlines()] == records(appended)[1:]

    done = scrapy.crawl(url, "-O", table, "-O", array, "-a", "full=1")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    assert [row["report_id"] for row in rows] == ["a-2020-own", "b-2020-own"]
    first = json.loads(array.read_text("utf-8"))[0]
    first["source"]["fetched_at"] = records(scrapy.latest)[0]["source"]["fetched_at"]
    assert first == records(scrapy.latest)[0]

    unknown = scrapy.crawl(url, "-O", f"{tmp_path}/feed:nosuch")
    assert unknown.returncode == 2


def test_an_interrupted_run_says_so_and_publishes_what_it_may(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server = serve(portal(*(f"a{year}" for year in range(2008, 2020))))
    feed = tmp_path / "feed.jsonl"
    command = [sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports", "-O", str(feed)]
    command += [
        "-a",
        f"url={server.url}",
        "-s",
        "DOWNLOAD_DELAY=0.3",
        "-s",
        "CONCURRENT_REQUESTS=2",
    ]
    command += ["-s", f"GOVCRAWL_DATA_DIR={scrapy.data}"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, preexec_fn=hearing)
    eventually(lambda: len(server.requests) >= 6, process)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 3
    target = scrapy.run()["targets"][0]
    assert (target["outcome"], target["listing_complete"]) == ("incomplete", False)
    assert 0 < len(records(feed)) < 12
    assert records(feed) == records(scrapy.latest)
