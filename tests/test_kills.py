"""A crawl of 500 reports, killed with SIGKILL at 20 random moments and resumed each time, ends
with exactly the records, the archive and the state of one that was left alone."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govcrawl.archive.warc_reader import Record, WarcReader
from govcrawl.store.state import State
from govcrawl.store.store_names import store_name
from tests.conftest import ROOT, Command, records
from tests.conftest import alone as records_alone
from tests.hostile import Hostile, Reply

YEARS = range(2008, 2026)
PER_PAGE = 50
NAMES = ("财政局", "教育局", "民政局", "司法局", "审计局", "统计局", "水务局")
PLACES = ("东城区", "西城区", "朝阳区", "海淀区")
#: The last kills come while the run is published: once this much of it stands on the disk.
STAGES = ("reports.jsonl", ".run.json", "feed", "latest", "state")
COLUMN = "/zfxxgk/zfxxgknb/"


def site(count: int) -> dict[str, str | Reply]:
    """A static portal with so many reports, none like another."""
    bodies = [f"北京市{place}{name}" for name in NAMES for place in PLACES]
    reports = [(body, year) for body in bodies for year in YEARS][:count]
    assert len(reports) == count
    pages: dict[str, str | Reply] = {
        "/": f'<html><body><a href="{COLUMN}">政府信息公开年报</a></body></html>'
    }
    rows = []
    for number, (body, year) in enumerate(reports):
        title = f"{body}{year}年政府信息公开工作年度报告"
        path = f"{COLUMN}{year + 1}01/t{year + 1}0115_{number}.html"
        pages[path] = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div class=TRS_Editor>"
            f"<p>一、主动公开情况</p><p>{year}年，{body}主动公开政府信息{number + 11}条。</p>"
            f"<p>二、依申请公开情况</p><p>全年共收到政府信息公开申请{number + 3}件。</p>"
            f"<p>{body}</p><p>{year + 1}年1月15日</p></div></body></html>"
        )
        rows.append(f'<li><a href="{path}">{title}</a><span>{year + 1}-01-15</span></li>')
    last = -(-len(rows) // PER_PAGE)
    for page in range(last):
        name = "index.html" if page == 0 else f"index_{page}.html"
        listing = "".join(rows[page * PER_PAGE : (page + 1) * PER_PAGE])
        script = f'<script>createPageHTML({last}, {page}, "index", "html");</script>'
        pages[COLUMN + name] = f"<html><body><ul>{listing}</ul>{script}</body></html>"
    pages[COLUMN] = pages.pop(f"{COLUMN}index.html")
    return {
        path: Reply(str(page), headers={"ETag": f'"{number}"'})
        for number, (path, page) in enumerate(pages.items())
    }


class Crawl:
    """``scrapy crawl`` in processes of its own, on one data directory."""

    def __init__(self, server: Hostile, folder: Path) -> None:
        self.server, self.data, self.feed = server, folder / "data", folder / "feed.jsonl"
        folder.mkdir()

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        given = ["crawl", "reports", "-a", f"url={self.server.url}", "-O", str(self.feed)]
        settings = ["DOWNLOAD_DELAY=0", "GOVCRAWL_BROWSER=0", "LOG_LEVEL=ERROR"]
        # Small files, so that the archive is killed at their ends too.
        settings.append("GOVCRAWL_ARCHIVE_FILE_SIZE=100000")
        for setting in settings:
            given += ["-s", setting]
        return subprocess.Popen(
            [sys.executable, "-m", "govcrawl", *given, *args],
            cwd=ROOT,
            env={**os.environ, "GOVCRAWL_DATA_DIR": str(self.data), "PYTHONUTF8": "1"},
            stderr=subprocess.PIPE,
        )

    def finish(self, *args: str) -> None:
        process = self.start(*args)
        _, said = process.communicate()
        assert process.returncode == 0, said.decode("utf-8", "replace")

    def kill(self, when: Callable[[], bool], *args: str) -> bool:
        """Start and kill once ``when`` holds; False where the crawl was quicker."""
        process = self.start(*args)
        assert process.stderr is not None
        while process.poll() is None and not when():
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        process.stderr.close()
        return process.wait() == -signal.SIGKILL

    # --- what it came to ------------------------------------------------------------------

    def records(self, path: Path) -> list[dict[str, Any]]:
        return records_alone(path)

    @property
    def latest(self) -> Path:
        return self.data / "latest" / f"{self.name}.jsonl"

    @property
    def name(self) -> str:
        return store_name(None, self.server.url)

    def archive(self) -> Counter[tuple[str, ...]]:
        """Every record but the names of the files: type, address, content, role."""
        found: Counter[tuple[str, ...]] = Counter()
        for record in self._records():
            if record.type == "warcinfo":
                continue
            content = record.get("WARC-Payload-Digest") if record.type != "metadata" else ""
            role = record.get("X-Govcrawl-Role")
            found[record.type, record.uri, content, role] += 1
        return found

    def _records(self) -> Iterator[Record]:
        for path in sorted((self.data / "archive").glob("*.warc.gz")):
            with WarcReader(path, 1 << 20) as reader:
                for record in reader.records():
                    assert isinstance(record, Record), record
                    assert record.sound
                    yield record

    def state(self) -> dict[str, Any]:
        """All that is known without its times."""
        state = State.read(self.data / "state" / f"{self.name}.jsonl", self.name)
        assert state.damage is None
        times = {"first_seen", "last_seen", "last_fetched", "last_changed"}
        pages = {
            url: {k: v for k, v in page._asdict().items() if k not in times}
            for url, page in state.pages()
        }
        fields = ("key", "url", "aliases", "sha256", "text", "facts", "vanished_at")
        reports = [[getattr(report, name) for name in fields] for report in state.reports.values()]
        listings = {url: (state.listing(url) or ()) for url in pages}
        return {"page": pages, "report": reports, "listing": listings, "change": state.changes}

    def run(self) -> dict[str, Any]:
        (path,) = (self.data / "runs").glob("*/run.json")
        run: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return run


@pytest.fixture
def moments() -> random.Random:
    """New moments every time; the seed stands in the failure's output."""
    seed = int(os.environ.get("GOVCRAWL_KILL_SEED") or random.SystemRandom().randrange(10**6))
    print(f"GOVCRAWL_KILL_SEED={seed}")
    return random.Random(seed)


@pytest.mark.timeout(900)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize(
    ("wanted", "count"), [(9, 150), pytest.param(20, 500, marks=pytest.mark.long)]
)
def test_nothing_lost_and_nothing_twice(
    scrapy: Command, tmp_path: Path, moments: random.Random, wanted: int, count: int
) -> None:
    with Hostile(site(count)) as server:
        alone = Crawl(server, tmp_path / "alone")
        alone.finish()
        asked = len(server.log)
        server.log.clear()

        killed = Crawl(server, tmp_path / "killed")
        run_folder = killed.data / "runs"
        in_crawl = wanted - len(STAGES)
        step = asked // in_crawl
        kills = 0
        for number in range(in_crawl):
            # At least some new requests every time, at most all that are left but one a kill.
            target = len(server.log) + moments.randint(1, step)
            delay = moments.random() * 0.03

            def enough(target: int = target, delay: float = delay) -> bool:
                if len(server.log) < target:
                    return False
                time.sleep(delay)
                return True

            kills += killed.kill(enough, *(["--resume"] if number else []))
        for stage in STAGES:
            place = killed.data / "state" / killed.latest.name
            pattern = {"latest": killed.latest, "feed": killed.feed, "state": place}.get(stage)

            def published(stage: str = stage, pattern: Path | None = pattern) -> bool:
                if pattern is not None:
                    return pattern.exists()
                return any(run_folder.glob(f"*/{stage}"))

            before = [p for p in (killed.latest, killed.feed, place) if p.exists()]
            for path in before:  # so that its next appearance is this attempt's
                path.unlink()
            for path in run_folder.glob(f"*/{stage}"):
                path.unlink()
            kills += killed.kill(published, "--resume")
        killed.finish("--resume")
        assert kills >= wanted - 2, "a stage may pass too quickly to be met"
        assert len(list(run_folder.iterdir())) == 1, "one run all along"

        assert len(killed.records(killed.feed)) == count
        assert killed.records(killed.feed) == alone.records(alone.feed)
        assert killed.records(killed.latest) == alone.records(alone.latest)
        assert killed.archive() == alone.archive()
        assert killed.state() == alone.state()
        assert killed.run()["counts"] == alone.run()["counts"]
        assert killed.run()["targets"] == alone.run()["targets"]
        # A request that was under way when the process died was sent for nothing; no other was.
        assert asked <= len(server.log) <= asked + 2 * kills

        again = tmp_path / "again.jsonl"
        archive = killed.data / "archive"
        command = Command(killed.data)
        assert command("archive", "verify", archive, reader="govcrawl").returncode == 0
        assert command("reparse", archive, "-O", again, reader="govcrawl").returncode == 0
        assert records_alone(again) == records_alone(killed.feed)

        server.log.clear()
        killed.finish()
        assert not [entry for entry in server.log if entry.sent and "robots" not in entry.path]
        assert killed.records(killed.feed) == alone.records(alone.feed), "every current record"


def test_what_cannot_be_resumed_begins_anew(scrapy: Command) -> None:
    with Hostile(site(3)) as server:
        done = scrapy.crawl(server.url, "--resume", reader="govcrawl")
        assert done.returncode == 0
        assert "nothing_to_resume" in done.stderr
        assert len(records(scrapy.latest)) == 3
        done = scrapy.crawl(server.url, "--resume", "-a", "full=1", reader="govcrawl")
        assert done.returncode == 0
        assert "nothing_to_resume" in done.stderr
        assert len(list((scrapy.data / "runs").iterdir())) == 2


def test_a_run_that_was_published_needs_its_last_word_only(scrapy: Command) -> None:
    """Killed between the state and ``run.json``: nothing is asked, nothing is written again."""
    with Hostile(site(3)) as server:
        assert scrapy.crawl(server.url, reader="govcrawl").returncode == 0
        (folder,) = (scrapy.data / "runs").iterdir()
        said = (folder / "run.json").read_bytes()
        (folder / "run.json").rename(folder / ".run.json")
        command = json.loads(said)["command"]
        (folder / "resume.json").write_text(
            json.dumps(
                {
                    "command": command,
                    "started_at": "2026-01-01T00:00:00Z",
                    "feeds": {},
                    "stores": [scrapy.latest.stem],
                }
            )
        )
        (folder / "base").mkdir()
        (scrapy.data / "state" / f"{scrapy.latest.stem}.run").write_text(folder.name)
        server.log.clear()
        latest = scrapy.latest.read_bytes()
        done = scrapy.crawl(server.url, "--resume", reader="govcrawl")
        assert done.returncode == 0, done.stderr
        assert server.log == []
        assert (folder / "run.json").read_bytes() == said
        assert scrapy.latest.read_bytes() == latest
        assert not (folder / "resume.json").exists()


def test_what_was_appended_is_not_appended_twice(scrapy: Command, tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(b'{"line":"of another run"}\n')
    with Hostile(site(3)) as server:
        crawl = ("-o", feed)
        assert scrapy.crawl(server.url, *crawl, reader="govcrawl").returncode == 0
        (folder,) = (scrapy.data / "runs").iterdir()
        command = json.loads((folder / "run.json").read_bytes())["command"]
        whole = appended(feed)
        # As if it had been killed just after the feed had got its records.
        (folder / "run.json").unlink()
        name = scrapy.latest.stem
        scrapy.latest.unlink()
        (scrapy.data / "state" / f"{name}.jsonl").unlink()
        (scrapy.data / "state" / f"{name}.run").write_text(folder.name)
        before = {str(feed): len(b'{"line":"of another run"}\n')}
        (folder / "resume.json").write_text(
            json.dumps(
                {
                    "command": command,
                    "started_at": "2026-01-01T00:00:00Z",
                    "feeds": before,
                    "stores": [name],
                }
            )
        )
        (folder / "base").mkdir()
        done = scrapy.crawl(server.url, "--resume", *crawl, reader="govcrawl")
        assert done.returncode == 0, done.stderr
        assert appended(feed) == whole
        assert len(records(scrapy.latest)) == 3


def appended(feed: Path) -> list[dict[str, Any]]:
    """The lines of a feed, without when the records were seen."""
    return [{k: v for k, v in record.items() if k != "seen"} for record in records(feed)]
