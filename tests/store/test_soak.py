"""Weeks of daily crawls over a portal that moves, redesigns, edits, deletes, restores, breaks and is
blocked, with kills: after each day the store, the history and what the run said equal the portal's
own log of what it did; at the end the archive holds the bytes of every record."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

import pytest

from govcrawl.store.store import Store
from tests.commands.test_crawl import HOME, HUB, listing
from tests.conftest import ROOT, Command, hearing, records
from tests.hostile import Hostile, Pages, Reply

#: What a day brings; the first day publishes.
EVENTS = (
    "publish", "publish", "edit", "edit", "move", "move_slowly", "redesign", "delete", "restore",
    "break_article", "break_listing", "blank", "block", "quiet",
)  # fmt: skip
CHALLENGE = Reply("<script>document.cookie='__jsl_clearance=1'</script>", 521)


@dataclass
class Held:
    """A report as the portal holds it."""

    name: str
    figure: int
    there: bool = True


@dataclass
class Day:
    """What the portal did on one day, and what a crawl must say of it."""

    event: str
    status: int = 0
    new: int = 0
    changed: int = 0
    vanished: int = 0


@dataclass
class Portal:
    """A portal with a log of its own."""

    rng: random.Random
    held: dict[str, Held] = field(default_factory=dict)
    column: str = "/c0/"
    moves: int = 0
    dress: int = 0
    left: Pages = field(default_factory=dict)  # old addresses that still answer
    trouble: str = ""
    chosen: str = ""
    edits: dict[str, int] = field(default_factory=dict)

    def day(self, event: str) -> Day:
        self.trouble = ""
        there = sorted(name for name, one in self.held.items() if one.there)
        gone = sorted(name for name, one in self.held.items() if not one.there)
        done = Day(event)
        if event == "publish" or not there:
            for _ in range(self.rng.randint(1, 3)):
                name = f"a{len(self.held) // 12}{chr(97 + len(self.held) % 12)}{2010 + len(self.held) % 15}"
                self.held[name] = Held(name, self.rng.randint(10, 99))
                done.new += 1
        elif event == "edit":
            self._edit(self.rng.choice(there))
            done.changed = 1
        elif event in ("move", "move_slowly"):
            self.left = self._articles() if event == "move_slowly" else {}
            self.moves += 1
            self.column = f"/c{self.moves}/"
        elif event == "redesign":
            self.dress += 1
        elif event == "delete" and len(there) > 1:
            self.held[self.rng.choice(there)].there = False
            self.left = {}
            done.vanished, done.status = 1, 3
        elif event == "restore" and gone:
            name = self.rng.choice(gone)
            self.held[name].there = True
            if self.rng.random() < 0.5:
                self._edit(name)
                done.changed = 1
        elif event in ("break_article", "break_listing", "blank", "block"):
            self.trouble, self.chosen = event, self.rng.choice(there)
            some = event == "break_article" and len(there) > 1  # else nothing at all was got
            done.status = 3 if some else 4
        return done

    def _edit(self, name: str) -> None:
        self.held[name].figure += 1
        self.edits[name] = self.edits.get(name, 0) + 1

    def address(self, name: str) -> str:
        return f"{self.column}t20210101_{name}.html"

    def _articles(self) -> Pages:
        return {
            self.address(name): reply(
                f"<div class='d{self.dress}'>{'<hr>' * self.dress}"
                f"<p>报告 {name[:-4]} {name[-4:]} {one.figure} </p></div>"
            )
            for name, one in self.held.items()
            if one.there
        }

    def pages(self) -> Pages:
        names = [name for name, one in self.held.items() if one.there]
        found: Pages = {
            "/": reply(HOME),
            "/zfxxgk/": reply(HUB.replace("/zfxxgk/nb/", self.column)),
            self.column: reply(listing(*names)),
            **self.left,
            **self._articles(),
        }
        if self.trouble == "block":
            found["/"] = CHALLENGE
        elif self.trouble == "break_listing":
            found[self.column] = reply("<div id=app></div>")
        elif self.trouble == "blank":
            found[self.column] = reply("<ul class=list></ul>")
        elif self.trouble == "break_article":
            found[self.address(self.chosen)] = Reply("error", 500)
        return found


def reply(body: str) -> Reply:
    text = f"<html><head><title>某区</title></head><body>{body}</body></html>"
    return Reply(text, headers={"ETag": f'"{hashlib.sha256(text.encode()).hexdigest()[:12]}"'})


def killed(scrapy: Command, server: Hostile, requests: int) -> bool:
    """A crawl that is killed once it has asked so often; whether that came in time."""
    begun = len(server.log)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports", "-a",
            f"url={server.url}", "-s", "DOWNLOAD_DELAY=0", "-s", "GOVCRAWL_BROWSER=0",
            "-s", "RETRY_TIMES=0",
        ],
        cwd=ROOT,
        env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "PYTHONUTF8": "1"},
        stderr=subprocess.DEVNULL,
        preexec_fn=hearing,
    )  # fmt: skip
    while process.poll() is None and len(server.log) - begun < requests:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def soak(scrapy: Command, seed: int, events: list[str], kills: set[int]) -> None:
    portal, unseen = Portal(random.Random(seed)), 0
    with Hostile({}) as server:
        for number, event in enumerate(events):
            day = portal.day(event)
            server.pages = portal.pages()
            resumed: list[str] = []
            if number in kills and killed(scrapy, server, 3):
                resumed = ["--resume"] if number % 2 else []
            done = scrapy.crawl(server.url, "-s", "RETRY_TIMES=0", *resumed)
            said = (number, day, done.stderr[-1500:])
            assert done.returncode == day.status, said
            counts = scrapy.run()["counts"]
            if day.status != 4:
                told = Day(event, day.status, counts["new"], counts["changed"], counts["vanished"])
                assert told == day, said
            check(scrapy, portal, said)
            unseen += day.status == 4
    verified = scrapy("archive", "verify")
    assert verified.returncode in (0, 3), verified.stdout
    assert "archive_digest" not in verified.stdout
    assert "archive_unresolved" not in verified.stdout
    assert "store_un" not in verified.stdout, "the archive holds the bytes of every record"


def check(scrapy: Command, portal: Portal, said: object) -> None:
    """The store is what the portal's log says, and its two files name each other."""
    latest = {f"{r['agency']['name']}{r['report_year']}": r for r in records(scrapy.latest)}
    assert sorted(latest) == sorted(portal.held), said
    assert len(records(scrapy.latest)) == len(latest), said
    for name, one in portal.held.items():
        record = latest[name]
        assert f"主动公开{one.figure}件" in record["body"], (name, said)
        assert bool(record["seen"]["gone_since"]) is not one.there, (name, said)
        addresses = {record["source"]["url"], *record["source"]["aliases"]}
        if one.there and not portal.trouble:
            assert record["source"]["url"].endswith(portal.address(name)), (name, said)
        assert all(url.startswith("http://127.0.0.1") for url in addresses)
    state = scrapy.state
    edits: dict[str, set[str]] = {}
    for change in state.changes:
        edits.setdefault(change.report_id, set()).add(change.run)
        assert change.change["by"] == "source", said
    seen = {f"{name[:-4]}-{name[-4:]}-own": count for name, count in portal.edits.items()}
    assert {name: len(runs) for name, runs in edits.items()} == seen, said
    assert Store(scrapy.data, scrapy.latest.stem).load(), said


def days(seed: int, count: int) -> tuple[list[str], set[int]]:
    """Every event at least once where there are days enough, and a kill every fourth day."""
    rng = random.Random(seed)
    every = [*EVENTS, *rng.choices(EVENTS, k=max(0, count - 1 - len(EVENTS)))][: count - 1]
    rng.shuffle(every)
    return ["publish", *every], set(rng.sample(range(1, count), count // 4))


def test_a_few_days(scrapy: Command) -> None:
    soak(scrapy, 7, ["publish", "move", "edit", "delete"], {2})


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thirty_days(scrapy: Command, seed: int) -> None:
    soak(scrapy, seed, *days(seed, 30))
