"""Everyday life: the second run, the pipe, the moved column, the damaged row, Ctrl-C. One class of
use a section; what must come out was decided before any of it was run."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from govcrawl.sampleserver import Answer
from tests.commands.test_crawl import Serve, article, ids, listing, portal
from tests.conftest import ROOT, SERVER, Command, alone, eventually, hearing, page, records
from tests.faults import server as s
from tests.faults.server import FaultServer
from tests.hostile import Hostile, Reply

NAMES = ("a2019", "a2020", "b2020", "c2020")
GONE = Answer(404, b"gone")


def saved(folder: Path, **pages: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def shell(
    scrapy: Command, line: str, module: str = "tests.scrapy_standin"
) -> subprocess.CompletedProcess[str]:
    """A line as a user types it; ``scrapy`` is ours with the stand-in for the reader."""
    quoted = f"{sys.executable} -m {module}"
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; scrapy() {{ {quoted} \"$@\"; }}; {line}"],
        cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "PYTHONUTF8": "1", "GOVCRAWL_READ_JOBS": "1"},
    )  # fmt: skip


# --- 1. addresses ------------------------------------------------------------------------------


def at(prefix: str, *names: str) -> dict[str, str | Answer]:
    """The same portal with its column under another path."""
    moved: dict[str, str | Answer] = {}
    for path, answer in portal(*names).items():
        if isinstance(answer, str):
            answer = answer.replace("/zfxxgk/nb/", prefix)
        moved[path.replace("/zfxxgk/nb/", prefix)] = answer
    return moved


def test_a_site_that_redirects_its_old_addresses_is_followed(scrapy: Command, serve: Serve) -> None:
    server = serve(portal(*NAMES))
    assert scrapy.crawl(server.url).returncode == 0
    before = {r["report_id"] for r in records(scrapy.latest)}
    new = {path: page(a) if isinstance(a, str) else a for path, a in at("/xxgk/", *NAMES).items()}
    for name in NAMES:
        new[article(name)] = Answer(
            301, b"", {"Location": article(name).replace("/zfxxgk/nb/", "/xxgk/")}
        )
    server.answers = new
    for _ in range(3):
        done = scrapy.crawl(server.url)
        assert done.returncode == 0, done.stderr
        counts = scrapy.run()["counts"]
        assert (counts["vanished"], counts["new"], counts["failed"]) == (0, 0, 0)
    assert {r["report_id"] for r in records(scrapy.latest)} == before
    assert all("/xxgk/" in r["source"]["url"] for r in records(scrapy.latest))


def test_a_report_of_two_columns_vanishes_with_the_last_and_comes_back(
    scrapy: Command, serve: Serve
) -> None:
    home = '<a href="/zfxxgk/nb/">政府信息公开年报</a><a href="/old/nb/">信息公开年报</a>'
    both = {"/": home} | {
        k: v for k, v in portal("a2019", "a2020").items() if k not in ("/", "/zfxxgk/")
    }
    both |= {k: v for k, v in at("/old/nb/", "a2019", "a2020").items() if k.startswith("/old/")}
    server = serve(both)
    assert scrapy.crawl(server.url).returncode == 0
    name = article("a2019")
    for path in (name, name.replace("/zfxxgk/nb/", "/old/nb/")):
        server.answers[path] = GONE
        column = path.rpartition("/")[0] + "/"
        server.answers[column] = page(listing("a2020"))
        done = scrapy.crawl(server.url)
        last = path != name
        assert done.returncode == (3 if last else 0), (path, done.stderr)
        assert scrapy.run()["counts"]["vanished"] == int(last)
    assert scrapy.crawl(server.url).returncode == 0, "said once"
    assert [bool(r["seen"]["gone_since"]) for r in records(scrapy.latest)] == [True, False]
    server.answers[name] = page("<p>报告 a 2019 12</p>")
    server.answers["/zfxxgk/nb/"] = page(listing("a2019", "a2020"))
    assert scrapy.crawl(server.url).returncode == 0
    assert [bool(r["seen"]["gone_since"]) for r in records(scrapy.latest)] == [False, False]
    assert scrapy.run()["counts"]["new"] == 0


def test_a_column_that_moves_while_a_report_is_edited(scrapy: Command, serve: Serve) -> None:
    server = serve(portal(*NAMES))
    assert scrapy.crawl(server.url).returncode == 0
    new = {path: page(a) if isinstance(a, str) else a for path, a in at("/xxgk/", *NAMES).items()}
    edited = article("b2020").replace("/zfxxgk/nb/", "/xxgk/")
    new[edited] = page("<p>报告 b 2020 99</p>")
    server.answers = new
    assert scrapy.crawl(server.url).returncode == 0
    counts = scrapy.run()["counts"]
    assert (counts["changed"], counts["unchanged"], counts["new"], counts["vanished"]) == (
        1,
        3,
        0,
        0,
    )
    assert scrapy.crawl(server.url).returncode == 0
    assert len(records(scrapy.latest)) == 4


# --- 2. the same command twice ------------------------------------------------------------------


def test_every_format_holds_everything_after_the_second_run(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server = serve(portal(*NAMES))
    feeds = [tmp_path / f"f.{kind}" for kind in ("jsonl", "csv", "json", "xml")]
    args = [part for feed in feeds for part in ("-O", str(feed))]
    sizes = []
    for _ in range(2):
        assert scrapy.crawl(server.url, *args).returncode == 0
        sizes.append([feed.stat().st_size for feed in feeds])
    assert len(json.loads(feeds[2].read_text("utf-8"))) == 4
    assert len(feeds[1].read_text("utf-8").splitlines()) >= 5
    assert all(now > 0.9 * then for then, now in zip(*sizes, strict=True))


def test_some_years_of_the_second_run_leave_the_others_known(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server, feed = serve(portal(*NAMES)), tmp_path / "f.jsonl"
    assert scrapy.crawl(server.url, "-O", feed).returncode == 0
    assert scrapy.crawl(server.url, "-a", "years=2019", "-O", feed).returncode == 0
    assert ids(feed) == ["a-2019-own"]
    assert len(records(scrapy.latest)) == 4
    assert scrapy.crawl(server.url, "-O", feed).returncode == 0
    assert len(records(feed)) == 4


def test_a_dead_server_costs_no_byte(scrapy: Command, serve: Serve, tmp_path: Path) -> None:
    server, feed, more = serve(portal(*NAMES)), tmp_path / "f.jsonl", tmp_path / "m.jsonl"
    assert scrapy.crawl(server.url, "-O", feed).returncode == 0
    assert scrapy.crawl(server.url, "-o", more, "-a", "full=1").returncode == 0
    before = feed.read_bytes(), more.read_bytes(), scrapy.latest.read_bytes()
    server.close()
    for output in (("-O", feed), ("-o", more)):
        assert scrapy.crawl(server.url, *output, "-s", "RETRY_TIMES=0").returncode == 4
    assert (feed.read_bytes(), more.read_bytes(), scrapy.latest.read_bytes()) == before


# --- 3. pipes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["-", *(pytest.param(x, marks=pytest.mark.long) for x in ("/dev/stdout", "-:jsonl"))]
)
def test_a_crawl_into_a_stream_adds_lines_and_nothing_else(
    scrapy: Command, serve: Serve, tmp_path: Path, name: str
) -> None:
    server, feed = serve(portal(*NAMES)), tmp_path / "all.jsonl"
    feed.write_text("{}\n")
    line = f"scrapy crawl reports -a url={server.url} -s DOWNLOAD_DELAY=0 -s GOVCRAWL_BROWSER=0 -O {name}"
    done = shell(scrapy, f"{line} >> {feed}")
    assert done.returncode == 0, done.stderr
    assert [len(r) > 0 for r in records(feed)] == [False, True, True, True, True]
    done = shell(scrapy, f"{line} | cat")
    assert done.returncode == 0, done.stderr
    assert len([json.loads(one) for one in done.stdout.splitlines()]) == 4


def test_commands_whose_reader_goes_away_have_no_traceback(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    folder = saved(tmp_path / "in", **{f"p{n:03}": f"报告 局{n} 2020" for n in range(300)})
    feed = tmp_path / "f.jsonl"
    assert scrapy("reparse", folder, "-O", feed).returncode == 0
    for line in (
        f"scrapy coverage {feed} --json",
        f"scrapy merge {feed} -O -",
        "scrapy codebook",
        "scrapy status",
        "scrapy metrics",
    ):
        done = shell(scrapy, f"{line} | head -c 20 > /dev/null", module="govcrawl")
        assert "Traceback" not in done.stderr, (line, done.stderr)
        assert "Exception ignored" not in done.stderr, (line, done.stderr)


def test_a_full_disk_behind_a_pipe_is_a_sentence(scrapy: Command, tmp_path: Path) -> None:
    folder = saved(tmp_path / "in", a="报告 局 2020")
    for line in (
        f"scrapy reparse {folder} -O - > /dev/full",
        f"scrapy reparse {folder} -O /dev/full",
    ):
        done = shell(scrapy, line)
        assert done.returncode == 1, (line, done.stderr)
        assert "Traceback" not in done.stderr, (line, done.stderr)
        assert "crashed" in done.stderr, line
        assert "Exception ignored" not in done.stderr, line


# --- 4. stopping -------------------------------------------------------------------------------


def begin(
    scrapy: Command, *args: str | Path, module: str = "tests.scrapy_standin"
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, args)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hearing, start_new_session=True,
        env={**os.environ, "GOVCRAWL_DATA_DIR": str(scrapy.data), "PYTHONUTF8": "1", "GOVCRAWL_READ_JOBS": "2"},
    )  # fmt: skip


def opened(pipe: Path, writers: list[int]) -> bool:
    """Whether somebody has opened a named pipe to read it; our own end of it is kept open."""
    try:
        writers.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def test_ctrl_c_of_a_terminal_reaches_all_processes_and_is_one_sentence(
    scrapy: Command, tmp_path: Path
) -> None:
    folder = saved(tmp_path / "in", **{f"p{n:03}": f"报告 局{n} 2020 SLOW" for n in range(300)})
    process = begin(scrapy, "reparse", folder, "-O", tmp_path / "f.jsonl", "--jobs", "2")
    eventually(
        lambda: any(p.stat().st_size for p in scrapy.data.glob("runs/*/reports.jsonl")), process
    )
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 3, said
    assert "Traceback" not in said
    assert 0 < len(records(tmp_path / "f.jsonl")) < 300


@pytest.mark.parametrize("command", ["verify", "merge", "coverage", "export"])
def test_ctrl_c_of_any_command_has_no_traceback(
    scrapy: Command, serve: Serve, tmp_path: Path, command: str
) -> None:
    """A pipe that nobody writes to holds the command up."""
    pipe = tmp_path / "x.jsonl"
    if command == "verify":
        pipe = tmp_path / "x.warc"
    os.mkfifo(pipe)
    args: list[str | Path] = {
        "verify": ["archive", "verify", pipe], "merge": ["merge", pipe, "-O", tmp_path / "o.jsonl"],
        "coverage": ["coverage", pipe], "export": ["export", pipe, "--to", "csv", tmp_path / "out"],
    }[command]  # fmt: skip
    writers: list[int] = []
    process = begin(scrapy, *args, module="govcrawl")
    eventually(lambda: process.poll() is not None or opened(pipe, writers))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    for writer in writers:
        os.close(writer)
    assert "Traceback" not in said, said
    assert process.returncode != 0


# --- 5. whispers -------------------------------------------------------------------------------


def test_files_that_were_not_opened_stand_in_the_summary(scrapy: Command, tmp_path: Path) -> None:
    folder = saved(tmp_path / "in", a="报告 局 2020")
    for name in ("年报.rar", "年报.7z", "年报.caj"):
        (folder / name).write_bytes(b"x")
    done = scrapy("reparse", folder, "-O", tmp_path / "f.jsonl")
    assert "files_skipped" in scrapy.issues()
    for name in ("年报.rar", "年报.7z", "年报.caj"):
        assert name in done.stderr


def cut(path: Path, keep: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])


def test_an_archive_of_our_own_cut_in_the_middle_is_an_issue(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    server = serve(portal(*NAMES))
    assert scrapy.crawl(server.url).returncode == 0
    (warc,) = (scrapy.data / "archive").glob("*.warc.gz")
    cut(warc, 0.5)
    done = scrapy("reparse", warc, "-O", tmp_path / "f.jsonl")
    assert done.returncode in (3, 4), done.stderr
    path = scrapy.data / "runs" / scrapy.run()["run_id"] / "issues.jsonl"
    torn = [one for one in records(path) if one["code"].startswith("archive_")]
    assert torn
    assert torn[0]["severity"] == "error"
    assert any(char.isdigit() for char in torn[0]["message"])


def foreign(
    folder: Path, digest: str | None = None, tail: bytes = b"", zipped: bool = False
) -> Path:
    """An archive of another crawler with one report and its payload digest."""
    body = "<p>报告 甲局 2020 12</p>".encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    block = head + body
    digest = digest or f"sha256:{hashlib.sha256(body).hexdigest()}"
    record = (
        (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.gov.cn/a.html\r\n"
            "WARC-Date: 2024-01-02T03:04:05Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
            f"WARC-Payload-Digest: {digest}\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )
    path = folder / ("f.warc.gz" if zipped else "f.warc")
    path.write_bytes((gzip.compress(record) if zipped else record) + tail)
    return path


def test_a_foreign_record_whose_payload_is_not_its_digest_is_not_read(
    scrapy: Command, tmp_path: Path
) -> None:
    good = foreign(tmp_path)
    assert scrapy("reparse", good, "-O", tmp_path / "good.jsonl").returncode == 0
    assert len(records(tmp_path / "good.jsonl")) == 1
    bad = foreign(tmp_path, "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    done = scrapy("reparse", bad, "-O", tmp_path / "bad.jsonl")
    assert done.returncode == 4, done.stderr
    assert "archive_digest" in scrapy.issues()
    assert records(tmp_path / "bad.jsonl") == []


@pytest.mark.parametrize("zipped", [False, True])
def test_what_follows_the_last_record_is_said(
    scrapy: Command, tmp_path: Path, zipped: bool
) -> None:
    path = foreign(
        tmp_path, tail=b"this is no record, and there is more of it\r\n" * 3, zipped=zipped
    )
    done = scrapy("reparse", path, "-O", tmp_path / "f.jsonl")
    assert done.returncode == 3, done.stderr
    assert len(records(tmp_path / "f.jsonl")) == 1


def test_a_warc_of_no_bytes_and_a_broken_link_are_said(scrapy: Command, tmp_path: Path) -> None:
    folder = saved(tmp_path / "in", a="报告 局 2020")
    (folder / "x.warc.gz").write_bytes(b"")
    (folder / "y.html").symlink_to(folder / "nowhere.html")
    done = scrapy("reparse", folder, "-O", tmp_path / "f.jsonl")
    assert done.returncode == 3, done.stderr
    text = json.dumps(records(scrapy.data / "runs" / scrapy.run()["run_id"] / "issues.jsonl"))
    assert "x.warc.gz" in text
    assert "y.html" in text


# --- 6. state and archive ----------------------------------------------------------------------


@pytest.fixture
def crawled(scrapy: Command, serve: Serve) -> tuple[Command, str]:
    server = serve(portal(*NAMES))
    assert scrapy.crawl(server.url).returncode == 0
    return scrapy, server.url


@pytest.mark.parametrize("how", ["crawl", "rebuild"])
def test_a_store_that_is_gone_is_made_of_the_archive(
    crawled: tuple[Command, str], how: str
) -> None:
    scrapy, url = crawled
    good, (state,) = alone(scrapy.latest), (scrapy.data / "state").glob("*.jsonl")
    latest = scrapy.latest
    latest.unlink()
    state.unlink()
    if how == "rebuild":
        done = scrapy("archive", "rebuild")
        assert done.returncode == 0, done.stderr
        assert alone(latest) == good
        assert "state_rebuilt" in done.stdout
    assert scrapy.crawl(url).returncode == 0
    assert alone(latest) == good
    counts = scrapy.run()["counts"]
    assert (counts["new"], counts["unchanged"]) == (0, 4)
    if how == "crawl":
        assert "state_rebuilt" in scrapy.issues()
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.issues() == []


def test_both_files_of_a_store_emptied(crawled: tuple[Command, str]) -> None:
    scrapy, url = crawled
    good, (state,) = alone(scrapy.latest), (scrapy.data / "state").glob("*.jsonl")
    scrapy.latest.write_bytes(b"")
    state.write_bytes(b"")
    assert scrapy.crawl(url).returncode == 0
    assert alone(scrapy.latest) == good
    assert "state_rebuilt" in scrapy.issues()
    assert scrapy.run()["counts"]["new"] == 0


def test_a_cut_archive_is_fetched_again_by_the_next_run(crawled: tuple[Command, str]) -> None:
    scrapy, url = crawled
    good = alone(scrapy.latest)
    (warc,) = (scrapy.data / "archive").glob("*.warc.gz")
    cut(warc, 0.6)
    done = scrapy.crawl(url)
    assert done.returncode == 0, done.stderr
    assert "archive_lost" in scrapy.issues()
    assert alone(scrapy.latest) == good
    assert scrapy(
        "reparse", scrapy.data / "archive", "-O", scrapy.data / "again.jsonl"
    ).returncode in (0, 3)
    assert len(records(scrapy.data / "again.jsonl")) == 4


def test_an_archive_that_was_moved_away_and_back(
    crawled: tuple[Command, str], tmp_path: Path
) -> None:
    scrapy, url = crawled
    (scrapy.data / "archive").rename(tmp_path / "away")
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.issues().count("archive_lost") == 1
    for path in (tmp_path / "away").glob("*.warc.gz"):
        shutil.copy(path, scrapy.data / "archive")
    done = scrapy("archive", "rebuild")
    assert done.returncode == 0, done.stderr
    assert scrapy("archive", "verify").returncode == 0
    assert scrapy.crawl(url).returncode == 0
    assert scrapy.issues() == []


def test_what_is_superseded_goes_with_prune_and_no_record_loses_its_bytes(
    scrapy: Command, serve: Serve
) -> None:
    server = serve(portal(*NAMES))
    for figure in (12, 13, 14):
        for name in NAMES:
            server.answers[article(name)] = page(
                f"<p>报告 {name[:-4]} {name[-4:]} {figure}</p>{os.urandom(20000).hex()}"
            )
        assert scrapy.crawl(server.url, "-a", "full=1").returncode == 0
    archive = scrapy.data / "archive"
    before, good = sum(p.stat().st_size for p in archive.glob("*.warc.gz")), alone(scrapy.latest)
    done = scrapy("archive", "prune", "--days", "0")
    assert done.returncode == 0, done.stderr
    assert "archive_pruned" in done.stdout
    assert sum(p.stat().st_size for p in archive.glob("*.warc.gz")) < 0.5 * before
    assert scrapy("archive", "verify").returncode == 0
    assert scrapy.crawl(server.url).returncode == 0
    assert scrapy.issues() == []
    assert alone(scrapy.latest) == good
    done = scrapy("archive", "prune", "--days", "0")
    assert done.returncode == 0
    assert scrapy("archive", "verify").returncode == 0


# --- 8. politeness -----------------------------------------------------------------------------


def gaps(server: Hostile, path: str) -> list[float]:
    moments = [one.moment for one in server.log if one.path == path]
    return [b - a for a, b in itertools.pairwise(moments)]


def test_a_busy_server_without_a_word_is_asked_ever_more_slowly(scrapy: Command) -> None:
    pages = dict(portal("a2020").items())
    with Hostile({**pages, "/zfxxgk/nb/": Reply("busy", 503)}) as server:
        scrapy.crawl(server.url, "-s", "DOWNLOAD_DELAY=0.1", "-s", "RETRY_TIMES=3")
        waits = gaps(server, "/zfxxgk/nb/")
    assert len(waits) == 3
    assert waits[1] >= 0.19
    assert waits[2] >= 0.38


@pytest.mark.long  # the forms themselves: tests/fetching/test_pace.py
@pytest.mark.parametrize(
    "stated",
    ["soon", "-1", "", "0", "1.5", "99999999999999999999", "Mon, 99 Foo 2026 00:00:00 GMT", "１"],
)
def test_a_retry_after_of_any_form_is_survived(scrapy: Command, stated: str) -> None:
    answers = iter([Reply("busy", 503, {"Retry-After": stated})])
    pages = dict(portal("a2020").items())
    column = pages.pop("/zfxxgk/nb/")
    with Hostile(
        pages, lambda path: next(answers, column) if path == "/zfxxgk/nb/" else None
    ) as server:
        done = scrapy.crawl(server.url)
    assert "Traceback" not in done.stderr
    assert done.returncode == (4 if stated.startswith("999") else 0), done.stderr


ROBOTS = {
    "html": (Reply("<html><body>404</body></html>"), 0),
    "forbidden": (Reply("no", 403), 0),
    "moved": (Reply("", 301, {"Location": "/r.txt"}), 4),
    "gone": (Reply("", 410), 0),
    "broken": (Reply("", 500), 4),
    "ours": (Reply("User-agent: *\nDisallow: /\n\nUser-agent: govcrawl\nDisallow: /secret/\n"), 0),
    "ours_caps": (Reply("USER-AGENT: GovCrawl\nDISALLOW: /\n"), 4),
    "stars": (Reply("User-agent: *\nDisallow: /*.html$\nDisallow: /*?\n"), 4),
    "allow": (Reply("User-agent: *\nDisallow: /\nAllow: /zfxxgk/\nAllow: /$\n"), 0),
    "cr": (Reply("User-agent: *\rDisallow: /zfxxgk/\r"), 4),
    "gbk": (Reply("# 禁止\nUser-agent: *\nDisallow: /secret/\n".encode("gbk")), 0),
    "nul": (Reply(b"User-agent: *\nDisallow: /zf\x00xxgk/\nDisallow: /x/\n"), 0),
}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.long] if i % 2 else []) for i, n in enumerate(ROBOTS)],
)
def test_every_robots_txt_is_kept_to(scrapy: Command, name: str) -> None:
    reply, status = ROBOTS[name]
    pages: dict[str, Any] = {
        **portal("a2020"),
        "/robots.txt": reply,
        "/r.txt": Reply("User-agent: *\nDisallow: /zfxxgk/"),
    }
    with Hostile(pages) as server:
        done = scrapy.crawl(server.url)
    assert done.returncode == status, done.stderr


# --- 9. what headers say -----------------------------------------------------------------------

GOOD = "<html><head><title>x</title></head><body><p>报告 甲局 2020 12</p></body></html>".encode()
HEADS: dict[str, list[tuple[str, str]]] = {
    "no_type": [],
    "empty_charset": [("Content-Type", "text/html; charset=")],
    "mysql": [("Content-Type", "text/html; charset=utf8mb4")],
    "quoted": [("Content-Type", "text/html; charset='utf-8'")],
    "comma": [("Content-Type", "text/html;charset=UTF-8,text/html;charset=GBK")],
    "twice": [("Content-Type", "text/html"), ("Content-Type", "text/plain; charset=gbk")],
    "image": [("Content-Type", "image/jpeg")],
    "octets": [("Content-Type", "application/octet-stream")],
    "nonsense": [("Content-Type", "\x7f;;;=;")],
    "utf16": [("Content-Type", "text/html; charset=utf-16")],
    "encoding_utf8": [("Content-Type", "text/html"), ("Content-Encoding", "UTF-8")],
    "encoding_lie": [("Content-Type", "text/html"), ("Content-Encoding", "gzip")],
    "encoding_empty": [("Content-Type", "text/html"), ("Content-Encoding", "")],
    "refresh": [("Content-Type", "text/html"), ("Refresh", "x; url=http://[")],
    "location": [("Content-Type", "text/html"), ("Location", "http://[")],
    "cookie": [
        ("Content-Type", "text/html"),
        ("Set-Cookie", "=;;;=\x01; Domain=.cn; Expires=never"),
    ],
    "dates": [("Content-Type", "text/html"), ("Last-Modified", "yesterday"), ("ETag", "no quotes")],
}


def test_what_a_header_says_loses_no_page(scrapy: Command) -> None:
    names = [f"b{n:02}2020" for n in range(len(HEADS))]
    acts = {
        quote(path): s.send(
            (page(a) if isinstance(a, str) else a).body, kind="text/html; charset=utf-8"
        )
        for path, a in portal(*names).items()
    }
    for name, lines in zip(names, HEADS.values(), strict=True):
        body = GOOD.replace("甲局".encode(), name[:-4].encode())
        head = "".join(f"{key}: {value}\r\n" for key, value in lines)
        head = f"HTTP/1.1 200 OK\r\n{head}Content-Length: {len(body)}\r\n\r\n"
        acts[quote(article(name))] = s.raw(head.encode("latin-1") + body)
    with FaultServer(acts) as server:
        for _ in range(2):
            done = scrapy.crawl(server.url, "-a", "full=1")
            assert done.returncode == 0, (done.stderr, scrapy.issues())
    assert len(records(scrapy.latest)) == len(HEADS)


# --- 10. the demo ------------------------------------------------------------------------------


@pytest.mark.long
def test_the_demo_says_the_same_three_times(scrapy: Command) -> None:
    said = []
    for _ in range(3):
        done = scrapy("demo", reader="govcrawl")
        assert done.returncode == 0, done.stderr
        lines = [
            line
            for line in done.stdout.splitlines()
            if "data" not in line and str(scrapy.data) not in line
        ]
        said.append((lines, sorted(scrapy_issues(scrapy.data / "demo"))))
    assert said[0] == said[1] == said[2]


def scrapy_issues(data: Path) -> list[str]:
    return [one["code"] for path in data.glob("runs/*/issues.jsonl") for one in records(path)]


def test_the_demo_spares_what_the_user_has_beside_it(crawled: tuple[Command, str]) -> None:
    scrapy, _url = crawled
    before = {p: p.read_bytes() for p in scrapy.data.rglob("*") if p.is_file()}
    (scrapy.data / "demo").mkdir()
    (scrapy.data / "demo" / "mine.txt").write_text("x")
    assert scrapy("demo", reader="govcrawl").returncode == 0
    assert {p: p.read_bytes() for p in before} == before
    assert (scrapy.data / "demo" / "mine.txt").exists()


# --- 11. words ---------------------------------------------------------------------------------

TYPOS: list[tuple[str, str]] = [
    ("crwl reports -a url=http://x.gov.cn/", "crawl"),
    ("reparze x", "reparse"),
    ("statsu", "status"),
    ("crawl report", "reports"),
    ("crawl reports -a yaers=2019", "years"),
    ("crawl reports -a portl=kaili", "portal"),
    ("crawl reports -a portal=kali", "kaili"),
    ("crawl reports -a url=http://x.gov.cn/ --reusme", "--resume"),
    ("reparse x --job 2 --shrad 1/2", "--shard"),
    ("reparse x --shard 0/3", "1/"),
    ("reparse x --jobs many", "--jobs"),
    ("reparse x -O f.txt", "jsonl"),
    ("export x --to cvs out", "csv"),
    ("archive verfy", "verify"),
    ("archive prune", "--days"),
    ("archive prune --days -3", "--days"),
    ("coverage /nope", "/nope"),
    ("merge /nope -O x.jsonl", "/nope"),
    ("export /nope --to csv out", "/nope"),
    ("inspect /nope", "/nope"),
    ("codebook tables.nope", "tables.nope"),
    ("crawl reports -a url=www.x.gov.cn", "http://"),
    ("crawl reports -a url=http://x.gov.cn/ -s GOVCRAWL_LOG_FORMAT=xml", "json"),
    ("crawl reports -a url=http://127.0.0.1:9/ -O f.doc", "doc"),
    ("crawl reports -a url=http://127.0.0.1:9/ -s GOVCRAWL_READ_JOBS=two", "GOVCRAWL_READ_JOBS"),
    ("genportal", "scrapy genportal"),
]


@pytest.mark.parametrize(("line", "word"), TYPOS)
def test_a_usage_error_is_one_line_with_the_right_word(
    scrapy: Command, line: str, word: str, tmp_path: Path
) -> None:
    out, err = tmp_path / "out", tmp_path / "err"
    env = {"GOVCRAWL_DATA_DIR": str(scrapy.data)}
    job = {
        "args": line.split(),
        "env": env,
        "reader": "govcrawl",
        "stdout": str(out),
        "stderr": str(err),
    }
    status, _ = SERVER.run(job)
    (said,) = (out.read_text("utf-8") + err.read_text("utf-8")).splitlines()
    assert status == 2, said
    assert word in said


def test_a_data_directory_that_is_none_is_a_sentence(
    scrapy: Command, serve: Serve, tmp_path: Path
) -> None:
    scrapy.data.write_text("a file")
    url = serve(portal("a2020")).url
    folder = saved(tmp_path / "in", a="报告 局 2020")
    for args in (
        ("crawl", "reports", "-a", f"url={url}"),
        ("reparse", folder),
        ("status",),
        ("archive", "verify"),
        ("demo",),
    ):
        done = scrapy(*args)
        assert done.returncode != 0, args
        assert "Traceback" not in done.stderr, (args, done.stderr)


def test_no_path_is_called_by_its_name(scrapy: Command) -> None:
    done = scrapy("reparse", "/nope")
    assert done.returncode == 4
    assert "/nope" in done.stderr
    assert "fetched" not in done.stderr


def test_nobody_to_be_asked_is_said_in_the_issues(scrapy: Command, serve: Serve) -> None:
    scrapy.env["GOVCRAWL_CONTACT"] = ""
    assert scrapy.crawl(serve(portal("a2020")).url).returncode == 0
    path = scrapy.data / "runs" / scrapy.run()["run_id"] / "issues.jsonl"
    assert [(one["code"], one["severity"]) for one in records(path)] == [("no_contact", "info")]


def test_doubts_about_a_report_stand_in_the_issues_of_its_run(
    scrapy: Command, tmp_path: Path
) -> None:
    """What the log manual promises."""
    folder = tmp_path / "in"
    folder.mkdir()
    for sample in sorted((ROOT / "samples/pages").glob("*.html"))[:12]:
        shutil.copy(sample, folder)
    done = scrapy("reparse", folder, "-O", tmp_path / "f.jsonl", reader="govcrawl")
    assert done.returncode in (0, 3), done.stderr
    here = {
        (r["source"]["url"], i["code"]) for r in records(tmp_path / "f.jsonl") for i in r["issues"]
    }
    told = {
        (i["url"], i["code"])
        for i in records(scrapy.data / "runs" / scrapy.run()["run_id"] / "issues.jsonl")
    }
    assert here
    assert here <= told


def test_a_name_that_no_host_has_is_called_dead(scrapy: Command) -> None:
    done = scrapy.crawl("http://no-such-host.invalid/", "-s", "RETRY_TIMES=0")
    assert done.returncode == 4
    assert "host_dead" in scrapy.issues()
    assert "robots" not in scrapy.run()["targets"][0]["reason"]


def test_a_broken_portal_stops_itself_only(scrapy: Command, serve: Serve) -> None:
    url = serve(portal("a2020")).url
    bad = {"name": "甲区", "adcode": "999999", "start": ["http://x.gov.cn/"]}
    good = {"name": "乙区", "adcode": "110101", "start": [url]}
    given = (
        "-s",
        f"GOVCRAWL_PORTALS={json.dumps({'bad': bad, 'good': good})}",
        "-s",
        "DOWNLOAD_DELAY=0",
    )
    assert scrapy("crawl", "reports", "-a", "portal=good", *given).returncode == 0
    assert scrapy("crawl", "reports", "-a", f"url={url}", *given).returncode == 0
    done = scrapy("crawl", "reports", "-a", "portal=bad", *given)
    assert done.returncode == 2
    assert "999999" in done.stderr
