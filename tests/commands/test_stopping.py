"""Runs and signals: the first ends one cleanly, the second at once, and whatever is
killed leaves no process, no file, no half of a feed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govcrawl.sampleserver import Answer, SampleServer
from tests.commands.test_crawl import portal
from tests.conftest import ROOT, eventually, hearing, page, records

Start = Callable[..., "Slow"]
PAGES = 300
_GOT = ("reports", "found")  # what a run has read lies there until it is over
JOBS = 2
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


class Slow:
    """``scrapy reparse`` over pages that take a tenth of a second each."""

    def __init__(self, folder: Path) -> None:
        self.data, self.feed, self.pages = (
            folder / "data",
            folder / "out" / "f.jsonl",
            folder / "in",
        )
        self.pages.mkdir()
        self.feed.parent.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.scrapy_standin", *self.command(), "-O", str(self.feed)],
            cwd=ROOT,
            env={
                **os.environ,
                "GOVCRAWL_DATA_DIR": str(self.data),
                "GOVCRAWL_READ_JOBS": str(JOBS),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=hearing,
        )
        self.workers: list[int] = []
        self.nursery = 0

    def command(self) -> list[str]:
        for n in range(PAGES):
            (self.pages / f"{n:03}.html").write_text(f"报告 b{n:03} 2020 SLOW", encoding="utf-8")
        return ["reparse", str(self.pages), "--jobs", str(JOBS)]

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()

    def begun(self) -> Slow:
        """Wait until workers read."""

        def workers() -> bool:
            for nursery in children(self.process.pid):
                self.nursery, self.workers = nursery, children(nursery)
            return len(self.workers) == JOBS

        eventually(workers, self.process)
        return self

    def read_some(self) -> Slow:
        """Wait until something is read."""

        def some() -> bool:
            files = (p for p in self.data.glob("runs/*/*.jsonl") if p.stem in _GOT)
            return any(p.stat().st_size for p in files)

        eventually(some, self.process)
        return self

    def ended(self) -> int:
        self.process.communicate()
        return self.process.returncode

    def run(self) -> dict[str, Any]:
        (path,) = self.data.glob("runs/*/run.json")
        run: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return run

    def nothing_is_left(self) -> None:
        """Every process ends, within five seconds on a machine that has nothing else to do."""
        eventually(lambda: not any(map(alive, [self.nursery, *self.workers])))
        assert [path.name for path in self.feed.parent.iterdir()] in ([], [self.feed.name])
        assert not [path for path in self.data.rglob("*") if path.suffix == ".part"]


class SlowCrawl(Slow):
    """``scrapy crawl`` over such pages."""

    def command(self) -> list[str]:
        names = [f"b{n:03}2020" for n in range(PAGES)]
        site = portal(*names)
        answers = {
            path: as_answer(text if path.count("/") < 3 or "t2" not in path else f"{text} SLOW")
            for path, text in site.items()
        }
        self.server = SampleServer(None, answers)
        return [
            "crawl", "reports", "-a", f"url={self.server.url}",
            "-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0",
        ]  # fmt: skip

    def close(self) -> None:
        super().close()
        self.server.close()


def as_answer(given: str | Answer) -> Answer:
    return page(given) if isinstance(given, str) else given


def children(pid: int) -> list[int]:
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()] + [
            int(n)
            for task in Path(f"/proc/{pid}/task").iterdir()
            if task.name != str(pid)
            for n in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[Slow] = []

    def make(kind: type[Slow] = Slow) -> Slow:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(kind(folder))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (Slow, signal.SIGINT),
        (Slow, signal.SIGTERM),
        (Slow, signal.SIGHUP),
        (SlowCrawl, signal.SIGTERM),
        (SlowCrawl, signal.SIGHUP),
    ],
)
def test_the_first_signal_publishes_what_is_whole(
    start: Start, kind: type[Slow], number: signal.Signals
) -> None:
    one = start(kind).begun().read_some()
    one.process.send_signal(number)
    status = one.ended()
    found = records(one.feed)
    assert status == (3 if found else 4)
    assert len(found) < PAGES
    run = one.run()
    assert (run["exit_status"], run["counts"]["new"]) == (status, len(found))
    assert kind is SlowCrawl or number.name in run["reason"]
    assert [target["outcome"] for target in run["targets"]] == ["incomplete"]
    one.nothing_is_left()


def test_a_good_file_is_not_replaced_by_a_part_of_it(start: Start) -> None:
    one = start()
    one.feed.write_bytes(b"good\n")
    one.begun().process.send_signal(signal.SIGTERM)
    assert one.ended() == 4
    assert one.feed.read_bytes() == b"good\n"
    assert one.run()["exit_status"] == 4
    one.nothing_is_left()


@pytest.mark.parametrize("wait", [0, 0.05, 0.1])
def test_the_second_signal_ends_it_at_once(start: Start, wait: float) -> None:
    one = start()
    one.feed.write_bytes(b"good\n")
    one.begun()
    for _ in range(2):
        one.process.send_signal(signal.SIGINT)
        time.sleep(wait)
    assert one.ended() in (1, 4), "the first may have been enough"
    assert one.feed.read_bytes() == b"good\n"
    assert one.run()["exit_status"] in (1, 4)
    one.nothing_is_left()


def killed(one: Slow, whom: str, chance: random.Random) -> None:
    time.sleep(chance.random())
    victims = {
        "parent": [one.process.pid],
        "worker": [chance.choice(one.workers)],
        "both": [one.process.pid, chance.choice(one.workers)],
        "nursery": [one.nursery],
    }[whom]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    status = one.ended()
    if one.process.pid in victims:
        assert status == -signal.SIGKILL
        assert not one.feed.exists()
    else:
        assert status == 0
        assert sorted(r["report_id"] for r in records(one.feed)) == [
            f"b{n:03}-2020-own" for n in range(PAGES)
        ]
    one.nothing_is_left()


@pytest.mark.parametrize(
    ("kind", "whom"),
    [
        (Slow, "parent"),
        (Slow, "worker"),
        (SlowCrawl, "both"),
        *(
            pytest.param(kind, whom, marks=pytest.mark.long)
            for kind, whom in [
                (Slow, "both"),
                (Slow, "nursery"),
                (SlowCrawl, "parent"),
                (SlowCrawl, "worker"),
                (SlowCrawl, "nursery"),
            ]
        ),
    ],
)
def test_a_kill_leaves_nothing(start: Start, kind: type[Slow], whom: str) -> None:
    killed(start(kind).begun(), whom, random.Random(1))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", [Slow, SlowCrawl])
@pytest.mark.parametrize("whom", ["parent", "worker", "both"])
def test_twenty_kills_leave_nothing(start: Start, kind: type[Slow], whom: str) -> None:
    chance = random.Random(int(os.environ.get("GOVCRAWL_KILL_SEED", "20")))
    for _ in range(20):
        killed(start(kind).begun(), whom, chance)
