"""Stores of portals: apart in what they cost, side by side in time, migrated, mended."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from govcrawl import feed
from govcrawl.archive.index import NAME, Index, IndexRow
from govcrawl.execution.execution import Inline
from govcrawl.execution.killers import Killers
from govcrawl.execution.outcome import RecordLine
from govcrawl.execution.read_settings import Limits
from govcrawl.messages import catalogue
from govcrawl.runs import Run, stamp
from govcrawl.store.collection import Collection
from govcrawl.store.comparing import Comparison
from govcrawl.store.migration import migrate
from govcrawl.store.settling import Settling, completed
from govcrawl.store.state import State
from govcrawl.store.store import Store, known_report
from govcrawl.store.store_names import store_name
from govcrawl.store.stores import Stores
from govcrawl.store.visit import PortalVisit
from tests import standin
from tests.commands.test_crawl import HOME, Serve, article, ids, portal
from tests.conftest import ROOT, Command, alone, records
from tests.hostile import Hostile, Pages, Reply

NAMES = ("a2019", "a2020", "b2020", "c2020")
_CORRUPTIONS = int(os.environ.get("GOVCRAWL_CORRUPTIONS", "100"))
_OPENED: list[str] | None = None


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if _OPENED is not None and event == "open" and isinstance(args[0], str):
        _OPENED.append(args[0])


sys.addaudithook(_hear)


@contextmanager
def opened() -> Iterator[list[str]]:
    """The files that the process opens."""
    global _OPENED
    _OPENED = []
    try:
        yield _OPENED
    finally:
        _OPENED = None


def run_once(data: Path, name: str, figure: str) -> None:
    """A run that finds one report at a portal."""
    run = Run.begin(data, "test", stores=[name])
    compare = Comparison(data / "archive", 1 << 20, Inline(Limits(), Killers(None, "1", Limits())))
    stores, collection = Stores(run, compare), Collection(run, [name])
    report = standin.report("甲", 2020, figure, url=f"http://{name}/a")
    collection.add(RecordLine.of(report), 0)
    found = collection.resolve(stores.by_name, compare)
    read = collection.read_from(name)
    store = stores.by_name[name]
    settled = Settling(store, PortalVisit(), found, read, run.run_id, stamp()).settle()
    assert len(list(stores.stage({name: settled}, collection))) == 1
    stores.commit()
    stores.close()
    compare.close()
    run.finish(0, "done")


def test_what_other_portals_hold_costs_nothing(tmp_path: Path) -> None:
    """20,000 records of others: not one of their files is opened, and of the portal's own no
    other and no more than in an empty directory."""
    empty, full = tmp_path / "empty", tmp_path / "full"
    line = feed.encode(standin.report("乙", 2020, "1", url="http://y/"))
    first = RecordLine.parse(line)
    for number in range(20):
        store, now = Store(full, f"other{number}"), stamp()
        known = known_report(first, now)
        store.replace(((known._replace(key=f"k{n}"), line) for n in range(1000)), None)
    files = []
    for data in (empty, full):
        with opened() as paths:
            run_once(data, "mine", "1")
            run_once(data, "mine", "2")
        here = [Path(p).relative_to(data).parts for p in paths if p.startswith(str(data))]
        assert not [parts for parts in here if "other" in str(parts)]
        files.append(len(here))
    assert files[0] == files[1] > 10


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_run_costs_the_same_beside_twenty_thousand_records(serve: Serve, tmp_path: Path) -> None:
    """The whole of it: processor time of real crawls that find one new report, in an empty
    directory and beside 20,000 records of 20 other portals, their archive and their runs."""
    server = serve(portal("a2019"))
    full = tmp_path / "full"
    line = feed.encode(standin.report("乙", 2020, "1", url="http://y/"))
    first, now = RecordLine.parse(line), stamp()
    (full / "archive").mkdir(parents=True)
    index = Index(full / "archive" / NAME)
    index.begin()
    for number in range(20):
        known = known_report(first, now)
        store = Store(full, f"other{number}")
        store.replace(((known._replace(key=f"k{n}"), line) for n in range(1000)), None)
        for n in range(3000):
            row = IndexRow(
                "old.warc.gz",
                n * 9,
                0,
                9,
                f"<{number}-{n}>",
                "response",
                f"http://{number}/{n}",
                now,
            )
            index.add(row)
        for _ in range(5):
            Run.begin(full, "test", stores=[f"other{number}"]).finish(0, "done")
    index.commit()
    index.close()
    (full / "archive" / "old.warc.gz").write_bytes(b"")

    def spent(data: Path) -> float:
        """Processor seconds of a crawl and of all its processes."""
        crawl = subprocess.Popen(
            [
                sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports",
                "-a", f"url={server.url}", "-s", "DOWNLOAD_DELAY=0", "-O", str(data / "feed.jsonl"),
            ],
            cwd=ROOT,
            env={**os.environ, "GOVCRAWL_DATA_DIR": str(data), "PYTHONUTF8": "1"},
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, usage = os.wait4(crawl.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert len(records(data / "feed.jsonl")) == 1
        return usage.ru_utime + usage.ru_stime

    times: dict[str, list[float]] = {"empty": [], "full": []}
    for n in range(6):
        for name, found in times.items():
            data = tmp_path / f"{name}{n}"
            if name == "full":
                shutil.copytree(full, data)
            else:
                data.mkdir()
            found.append(spent(data))
            shutil.rmtree(data)
    assert min(times["full"]) <= 1.1 * min(times["empty"]), times


def test_two_crawls_of_two_portals_side_by_side(scrapy: Command) -> None:
    """Neither home page is served before both are asked for: a crawl that waits for the other to
    end would never get its own."""
    both = threading.Barrier(2)

    def home(path: str) -> Reply | None:
        if path != "/":
            return None
        both.wait()
        return Reply(HOME)

    with ExitStack() as stack:
        servers = []
        for name in "ab":
            site = portal(*(f"{name}{year}" for year in range(2010, 2018)))
            pages: Pages = {path: str(text) for path, text in site.items() if path != "/"}
            servers.append(stack.enter_context(Hostile(pages, home)))
        stack.callback(both.abort)
        crawls = [
            subprocess.Popen(
                [
                    sys.executable, "-m", "tests.scrapy_standin", "crawl", "reports",
                    "-a", f"url={server.url}", "-s", "DOWNLOAD_DELAY=0",
                ],
                cwd=ROOT,
                env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "PYTHONUTF8": "1"},
                stderr=subprocess.DEVNULL,
            )
            for server in servers
        ]  # fmt: skip
        assert [crawl.wait() for crawl in crawls] == [0, 0]
        for name, server in zip("ab", servers, strict=True):
            path = scrapy.data / "latest" / f"{store_name(None, server.url)}.jsonl"
            assert len(ids(path)) == 8
            assert {record["agency"]["name"] for record in records(path)} == {name}
        verified = scrapy("archive", "verify")
        assert verified.returncode == 0, verified.stdout
        done = scrapy("coverage", scrapy.data / "latest", "--json")
        assert {cell["agency"] for cell in json.loads(done.stdout)} == {"a", "b"}
        done = scrapy("status")
        assert done.returncode == 0, done.stderr
        assert all(store_name(None, server.url) in done.stdout for server in servers)


# --- an old data directory --------------------------------------------------------------------


def old_directory(data: Path, url: str) -> list[bytes]:
    """As version 1.0 wrote it: one file of records, one state."""
    lines = []
    for name in ("a2019", "a2020"):
        report = standin.report(
            "a", int(name[1:]), "12</p></body></html>", url=url.rstrip("/") + article(name)
        )
        record = json.loads(feed.encode(report))
        for field in ("seen", "duplicate_of", "id_provisional", "candidates", "quantities"):
            record.pop(field)
        lines.append(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    (data / "latest").mkdir(parents=True)
    (data / "latest" / "reports.jsonl").write_bytes(b"".join(lines))
    with sqlite3.connect(data / "state.sqlite") as db:
        db.executescript(
            "CREATE TABLE page (url, title, date, keys, etag, last_modified, sha256, target,"
            " wasted, reader, first_seen, last_seen, last_fetched, last_changed, failed_at,"
            " gone_at); CREATE TABLE report (key, report_id, url, portal, aliases, sha256,"
            " text_hash, record_hash, first_seen, last_seen, last_changed, vanished_at);"
            "CREATE TABLE change (report_id, url, run, field, 'from', 'to', seen_before,"
            " seen_after, by); CREATE TABLE holding (portal, report_id, year, agency, filled,"
            " run_id); PRAGMA user_version = 2;"
        )
        for line in lines:
            record = json.loads(line)
            at, key = record["source"]["url"], f"{record['report_id']}#1"
            page = (at, "题", None, json.dumps([key]), '"1"', None, "f" * 64, url, 0, "r")
            times = ("2025-01-01T00:00:00Z",) * 4
            db.execute(
                "INSERT INTO page VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (*page, *times, None, None),
            )
            db.execute(
                "INSERT INTO report VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (key, record["report_id"], at, None, "[]", "f", "t", "r", *times[:3], None),
            )
        db.execute(
            "INSERT INTO change VALUES (?,?,?,?,?,?,?,?,?)",
            ("a-2019-own", "u", "run", "title", '"x"', '"y"', None, None, "source"),
        )
        db.execute(
            "INSERT INTO holding VALUES (?,?,?,?,?,?)", (url, "a-2019-own", 2019, "a", 1, "r")
        )
    return lines


def test_an_old_directory_is_migrated_once_and_its_files_kept(
    scrapy: Command, serve: Serve
) -> None:
    server = serve(portal("a2019", "a2020"))
    lines = old_directory(scrapy.data, server.url)
    done = scrapy.crawl(server.url)
    assert done.returncode == 0, done.stderr
    assert scrapy.issues().count("migrated") == 1
    assert (scrapy.data / "latest" / "reports.jsonl.migrated").read_bytes() == b"".join(lines)
    assert (scrapy.data / "state.sqlite.migrated").exists()
    assert not (scrapy.data / "latest" / "reports.jsonl").exists()
    assert ids(scrapy.latest) == ["a-2019-own", "a-2020-own"]
    assert {r["seen"]["first"] for r in records(scrapy.latest)} == {"2025-01-01T00:00:00Z"}
    assert scrapy.run()["counts"]["unchanged"] == 2
    assert [known.change["field"] for known in scrapy.state.changes] == ["title"]
    assert scrapy.crawl(server.url).returncode == 0
    assert "migrated" not in scrapy.issues()


def test_a_migrated_state_knows_what_the_old_one_knew(tmp_path: Path) -> None:
    old_directory(tmp_path, "http://x.gov.cn/")
    (said,) = migrate(tmp_path)
    assert said.code == "migrated"
    assert migrate(tmp_path) == []
    store = Store(tmp_path, "x.gov.cn")
    assert store.load()
    for url, page in store.state.pages():
        (key,) = page.keys
        report = store.state.reports[key]
        assert (report.url, page.validators.etag) == (url, '"1"')
        assert feed.decode(store.line(report)).seen.last == "2025-01-01T00:00:00Z"
    assert store.state.last_good("http://x.gov.cn/") is not None


def test_readers_accept_the_last_minor_versions(tmp_path: Path) -> None:
    (line, _) = old_directory(tmp_path, "http://x.gov.cn/")
    report = feed.decode(line)
    assert report.schema_version == "1.0"
    assert (report.seen.first, report.duplicate_of, report.id_provisional) == (None, None, False)
    known = known_report(RecordLine.parse(line), "2025-01-01T00:00:00Z")
    assert feed.decode(completed(line, known)).seen.first == "2025-01-01T00:00:00Z"


# --- repair -----------------------------------------------------------------------------------


@pytest.fixture
def crawled(scrapy: Command, serve: Serve) -> tuple[Command, str]:
    server = serve(portal(*NAMES))
    assert scrapy.crawl(server.url).returncode == 0
    return scrapy, server.url


def test_bytes_that_the_archive_lost_are_fetched_again(crawled: tuple[Command, str]) -> None:
    scrapy, url = crawled
    before = alone(scrapy.latest)
    (warc,) = (scrapy.data / "archive").glob("*.warc.gz")
    warc.unlink()
    assert scrapy("archive", "verify").returncode == 2
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.issues() == ["archive_lost"]
    assert alone(scrapy.latest) == before
    assert scrapy("archive", "verify").returncode in (0, 3), "the index still names the lost file"
    assert scrapy("archive", "rebuild").returncode == 0
    assert scrapy("archive", "verify").returncode == 0
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.issues() == []


def test_status_of_a_directory_that_has_an_archive_alone(crawled: tuple[Command, str]) -> None:
    scrapy, url = crawled
    before = alone(scrapy.latest)
    name = scrapy.latest.stem
    for folder in ("latest", "state", "runs"):
        shutil.rmtree(scrapy.data / folder)
    done = scrapy("status")
    assert done.returncode == 3, done.stderr
    assert f"status_archive_only: {name}" in done.stdout
    assert [path.name for path in scrapy.data.iterdir() if path.name != ".lock"] == ["archive"]
    assert scrapy("archive", "rebuild").returncode == 0
    assert alone(scrapy.latest) == before
    done = scrapy("status")
    assert done.returncode == 0, done.stdout
    assert "reports 4" in done.stdout
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.run()["counts"]["unchanged"] == 4


def test_status_of_one_lost_store_among_others(crawled: tuple[Command, str]) -> None:
    scrapy, _ = crawled
    name = scrapy.latest.stem
    assert "reports 4" in scrapy("status").stdout
    for kind in ("latest", "state"):
        kept = scrapy.data / kind / f"{name}.jsonl"
        shutil.copy(kept, kept.with_name("other.jsonl"))
        kept.unlink()
    done = scrapy("status")
    assert done.returncode == 3, done.stderr
    assert f"status_archive_only: {name}" in done.stdout
    assert "\nother ·" in f"\n{done.stdout}"


def test_a_value_changed_on_the_disk_is_said_and_not_blamed_on_the_reader(
    crawled: tuple[Command, str],
) -> None:
    scrapy, url = crawled
    before = alone(scrapy.latest)
    scrapy.latest.write_bytes(
        scrapy.latest.read_bytes().replace("主动公开12".encode(), "主动公开99".encode(), 1)
    )
    assert scrapy("archive", "verify").returncode == 3
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.issues() == ["latest_mended"]
    assert alone(scrapy.latest) == before
    assert scrapy.run()["counts"]["reparsed"] == 0


def corrupt(path: Path, rng: random.Random) -> None:
    data, how = (
        bytearray(path.read_bytes()),
        rng.choice(("flip", "cut", "zero", "delete", "double")),
    )
    if how == "delete" or not data:
        path.unlink()
        return
    at = rng.randrange(len(data))
    if how == "flip":
        data[at] ^= 1 << rng.randrange(8)
    elif how == "cut":
        del data[at:]
    elif how == "zero":
        data[at : at + 200] = bytes(min(200, len(data) - at))
    else:
        lines = bytes(data).splitlines(keepends=True)
        data = bytearray(b"".join([*lines, rng.choice(lines)]))
    path.write_bytes(data)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(20))
def test_two_thousand_corruptions(crawled: tuple[Command, str], tmp_path: Path, part: int) -> None:
    """In parts of a hundred, so that they run side by side and a stopped run has its parts."""
    survive(crawled, tmp_path, 100, f"14-{part}")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", ["1", "2", "3", "4"])
def test_every_corruption_is_harmless_or_said_and_repaired(
    crawled: tuple[Command, str], tmp_path: Path, seed: str
) -> None:
    """In parts, so that they run side by side."""
    survive(crawled, tmp_path, _CORRUPTIONS // 4, seed)


def survive(crawled: tuple[Command, str], tmp_path: Path, count: int, seed: str) -> None:
    """Nothing is lost, nothing is published that is not in the archive, no run is stopped."""
    scrapy, url = crawled
    good, whole = alone(scrapy.latest), tmp_path / "whole"
    shutil.copytree(scrapy.data, whole)
    rng = random.Random(os.environ.get("GOVCRAWL_CORRUPTION_SEED", seed))
    for number in range(count):
        shutil.rmtree(scrapy.data)
        shutil.copytree(whole, scrapy.data)
        files = [scrapy.latest, *(scrapy.data / "state").glob("*.jsonl")]
        files += [*(scrapy.data / "archive").glob("*.warc.gz"), scrapy.data / "archive" / NAME]
        files += (scrapy.data / "runs").glob("*/run.json")
        hit = rng.choice(files)
        corrupt(hit, rng)
        told = ""
        if hit.parent.name == "archive":  # a crawl alone does not read all of it again
            verified = scrapy("archive", "verify")
            assert verified.returncode in (0, 2, 3), (number, hit, verified.stderr)
            told = verified.stdout + verified.stderr
            assert "Traceback" not in told, (number, hit, told)
        done = scrapy.crawl(url)
        assert done.returncode == 0, (number, hit, done.stderr)
        assert alone(scrapy.latest) == good, (number, hit)
        said = set(scrapy.issues()) | {code for code in catalogue().codes if code in told}
        if hit.suffix == ".jsonl" or not hit.exists():
            assert said or hit.name == "run.json", (number, hit)
        store = Store(scrapy.data, scrapy.latest.stem)
        assert store.load(), (number, hit)
        if number % 5 == 0:
            assert scrapy.crawl(url).returncode == 0
            assert scrapy.issues() == [], (number, hit, "mended once")


def test_both_files_of_a_store_name_each_other(crawled: tuple[Command, str]) -> None:
    scrapy, _ = crawled
    (path,) = (scrapy.data / "state").glob("*.jsonl")
    state = State.read(path, path.stem)
    assert [report.report_id for report in state.reports.values()] == ids(scrapy.latest)
    assert all(report.held for report in state.reports.values())
