"""Disks that fill up, folders that cannot be written, Ctrl-C once and twice: real processes.

Whatever happens: no half file where a good one stood, no lie in ``run.json``, an archive that
verifies, and a next run that gets everything.
"""

from __future__ import annotations

import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from govcrawl.sampleserver import SampleServer
from tests.commands.test_crawl import Serve, article, ids, portal
from tests.conftest import ROOT, Command, hearing, page, records

NAMES = tuple(f"a{year}" for year in range(2009, 2021))
BULK = "".join(f"<!-- {n:x} -->" for n in range(400))  # to fill a disk with; compresses badly


@pytest.fixture
def site(serve: Serve) -> SampleServer:
    """A portal of twelve reports, each page different by some kilobytes."""
    pages = {
        article(name): f"<p>报告 a {name[1:]} 12</p>{os.urandom(3000).hex()}{BULK}"
        for name in NAMES
    }
    return serve(portal(*NAMES) | pages)


class Disturbed:
    """A crawl in a process of its own, to be disturbed."""

    def __init__(self, scrapy: Command, server: SampleServer, folder: Path) -> None:
        self.scrapy, self.server = scrapy, server
        self.feed = folder / "out" / "feed.jsonl"
        self.feed.parent.mkdir(exist_ok=True)

    def command(self, *args: str, delay: float = 0) -> list[str]:
        given = ["-a", f"url={self.server.url}", "-s", f"DOWNLOAD_DELAY={delay}", *args]
        given += ["-s", "GOVCRAWL_BROWSER=0", "-O", str(self.feed)]
        return [sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports", *given]

    def start(
        self, command: list[str], limit: Callable[[], None] | None = None
    ) -> subprocess.Popen[str]:
        env = {**os.environ, "GOVCRAWL_DATA_DIR": str(self.scrapy.data), "PYTHONUTF8": "1"}

        def begin() -> None:
            hearing()
            if limit is not None:
                limit()

        return subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, preexec_fn=begin, start_new_session=True,
        )  # fmt: skip

    def good_run(self) -> None:
        """A first run that gets three reports, so that there is something to lose."""
        everything = dict(self.server.answers)
        for name in NAMES[3:]:
            del self.server.answers[article(name)]
        self.server.answers["/zfxxgk/nb/"] = page(portal(*NAMES[:3])["/zfxxgk/nb/"])  # type: ignore[arg-type]
        assert self.scrapy.crawl(self.server.url, "-O", self.feed).returncode == 0
        self.server.answers.clear()
        self.server.answers.update(everything)
        self.server.requests.clear()

    def state(self) -> tuple[bytes, bytes]:
        return self.feed.read_bytes(), self.scrapy.latest.read_bytes()

    def nothing_is_half(self, before: tuple[bytes, bytes], status: int) -> None:
        feed, latest = self.state()
        said = self.run_of(status)
        if status in (0, 3):
            assert said is not None, "a run that ended has its report"
        if feed != before[0]:
            emitted = ids(self.feed)
            assert emitted == sorted(set(emitted)), "whole lines, each once"
            assert set(emitted) <= {f"a-{name[1:]}-own" for name in NAMES}
        assert {r["report_id"] for r in records(self.scrapy.latest)} >= {
            f"a-{name[1:]}-own" for name in NAMES[:3]
        }, "what was known is kept"
        if status not in (0, 3):
            assert (feed, latest) == before, "nothing was published"
        for folder in (self.feed.parent, self.scrapy.latest.parent):
            assert not list(folder.glob(".*.part")), "and nothing lies about"
        if (self.scrapy.data / "archive").is_dir():
            verified = self.scrapy("archive", "verify", self.scrapy.data / "archive")
            assert verified.returncode == 0, verified.stdout + verified.stderr

    def run_of(self, status: int) -> dict[str, object] | None:
        """``run.json`` of the last run: what the process said by its status, or none."""
        folder = max((self.scrapy.data / "runs").iterdir(), key=lambda p: p.name)
        path = folder / "run.json"
        if not path.exists():
            return None
        report: dict[str, object] = json.loads(path.read_text("utf-8"))
        assert report["exit_status"] == status
        counts = report["counts"]
        assert isinstance(counts, dict)
        kinds = ("new", "changed", "unchanged", "failed")
        assert counts["found"] == sum(counts[kind] for kind in kinds)
        return report

    def next_run_gets_all(self) -> None:
        done = self.scrapy.crawl(self.server.url, "-O", self.feed)
        assert done.returncode == 0, done.stderr[-1000:]
        assert {r["report_id"] for r in records(self.scrapy.latest)} == {
            f"a-{name[1:]}-own" for name in NAMES
        }


@pytest.fixture
def crawl(scrapy: Command, site: SampleServer, tmp_path: Path) -> Disturbed:
    disturbed = Disturbed(scrapy, site, tmp_path)
    disturbed.good_run()
    return disturbed


@pytest.mark.parametrize("signals", [1, 2])
def test_ctrl_c(crawl: Disturbed, signals: int) -> None:
    before = crawl.state()
    # Two requests are under way at a time, each answered late: the second Ctrl-C meets the first.
    process = crawl.start(crawl.command("-s", "CONCURRENT_REQUESTS=2", delay=0.3))
    while len(crawl.server.requests) < 7:
        assert process.poll() is None
        time.sleep(0.02)
    for _ in range(signals):
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    _, said = process.communicate()
    status = process.returncode
    # Once: what was got is published. Twice: stopped at once, unless it was over by then.
    assert status in ((3,) if signals == 1 else (1, 3)), said
    assert "Traceback" not in said
    crawl.nothing_is_half(before, status)
    if status == 3:
        assert 0 < len(records(crawl.feed)) < len(NAMES) - 3
    crawl.next_run_gets_all()


@pytest.mark.parametrize("limit", [20_000, 60_000])
def test_a_file_that_may_not_grow(crawl: Disturbed, limit: int) -> None:
    """``ulimit -f``, a quota: the archive cannot be written on, and the run ends with what it
    has; or not even its own files can be."""
    before = crawl.state()
    process = crawl.start(
        crawl.command(), lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    _, said = process.communicate()
    assert process.returncode in (1, 3, 4), said
    assert "Traceback" not in said, said
    crawl.nothing_is_half(before, process.returncode)
    crawl.next_run_gets_all()


def mounting() -> bool:
    return (
        os.geteuid() == 0
        and bool(shutil.which("unshare"))
        and not subprocess.run(
            ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], stderr=subprocess.DEVNULL
        ).returncode
    )


needs_mounts = pytest.mark.skipif(not mounting(), reason="needs root and mounts of its own")


@needs_mounts
@pytest.mark.parametrize("room", [40, pytest.param(180, marks=pytest.mark.long)])
def test_a_full_disk(crawl: Disturbed, room: int, tmp_path: Path) -> None:
    """The data directory on a disk with so many kilobytes left: too few for anything, for the
    archive, for what comes after it."""
    before, data = crawl.state(), shlex.quote(str(crawl.scrapy.data))
    used = sum(-(-p.stat().st_size // 4096) * 4 for p in crawl.scrapy.data.rglob("*"))
    kept = shlex.quote(str(tmp_path / "kept"))
    script = (
        f"mv {data} {kept} && mkdir {data} && mount -t tmpfs -o size={used + room}k tmpfs {data}"
        f" && cp -a {kept}/. {data}/ || exit 99; {shlex.join(crawl.command())}; status=$?;"
        f" rm -rf {kept}; cp -a {data} {kept}; exit $status"
    )
    process = crawl.start(["unshare", "-m", "sh", "-c", script])
    _, said = process.communicate()
    crawl.scrapy.data.rmdir()
    (tmp_path / "kept").rename(crawl.scrapy.data)
    assert process.returncode in (1, 3, 4), said
    assert "Traceback" not in said, said
    crawl.nothing_is_half(before, process.returncode)
    crawl.next_run_gets_all()


@needs_mounts
@pytest.mark.parametrize(
    "place", ["archive", "feed", *(pytest.param(x, marks=pytest.mark.long) for x in ("", "latest"))]
)
def test_a_folder_that_cannot_be_written(crawl: Disturbed, place: str) -> None:
    before = crawl.state()
    folder = crawl.feed.parent if place == "feed" else crawl.scrapy.data / place
    where = shlex.quote(str(folder))
    script = (
        f"mount --bind {where} {where} && mount -o remount,ro,bind {where} || exit 99;"
        f" exec {shlex.join(crawl.command())}"
    )
    process = crawl.start(["unshare", "-m", "sh", "-c", script])
    _, said = process.communicate()
    status = process.returncode
    assert status in ((1,) if place != "archive" else (1, 4)), said
    assert "Read-only file system" in said or "失败" in said
    if place == "":
        assert crawl.state() == before, "not even a run of its own"
    else:
        assert crawl.run_of(status) is not None
        crawl.nothing_is_half(before, status)
    crawl.next_run_gets_all()
